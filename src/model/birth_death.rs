//! The committed beds of one house as a birth-death chain, and its exact distribution after a time.

use crate::domain::count::Count;

/// A house whose committed beds `x`, of 0 to `capacity`, go up by one at the rate
/// `birth(capacity - x)` and down by one at the rate `death_per_bed * x`. Rates are per day.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// The rate from `x` to `x + 1`, for `x` of 0 to capacity - 1.
    births: Vec<f64>,
    /// The rate from `x + 1` to `x`, for `x` of 0 to capacity - 1.
    deaths: Vec<f64>,
}

impl Chain {
    /// The largest rate a chain takes, per day: one event in 0.09 seconds. It keeps every sum of
    /// rates finite, and no house comes near it.
    pub const MAX_RATE: f64 = 1e6;

    /// The chain with these rates. `birth` is asked for 1 to `capacity` free beds; a full house
    /// admits nobody. Nothing where a rate is negative, not a number or above [`Self::MAX_RATE`],
    /// or where there are more beds than a [`Count`] holds.
    #[must_use]
    pub fn new(capacity: u32, birth: impl Fn(u32) -> f64, death_per_bed: f64) -> Option<Self> {
        if capacity > u32::from(Count::MAX) {
            return None;
        }
        let valid = |rate: &f64| (0.0..=Self::MAX_RATE).contains(rate);
        let births = (1..=capacity).rev().map(birth).collect::<Vec<_>>();
        let deaths = (1..=capacity).map(|committed| f64::from(committed) * death_per_bed);
        (births.iter().all(valid) && valid(&death_per_bed)).then(|| Self {
            births,
            deaths: deaths.collect(),
        })
    }

    /// The probability of 0, 1, ... `capacity` committed beds `days` after there were `committed`;
    /// together they are 1. More than `capacity` committed count as `capacity`; a time that is
    /// negative or not a number counts as none.
    ///
    /// Uniformisation: with `q` the largest rate of leaving a state, the chain is a discrete chain
    /// `P = I + Q / q` observed after a Poisson number of jumps of mean `q * days`, so the mass is
    /// `sum over k of Poisson(k; q days) p P^k` (Jensen, Skandinavisk Aktuarietidskrift 36, 1953).
    /// All terms are positive, so nothing cancels. Terms left out weigh less than 1e-15 together;
    /// rounding included, the mass is within 1e-12 of the truth (tested up to 50,000 jumps).
    ///
    /// Distance to the stationary distribution never grows with `k`, so the sum stops, exactly,
    /// where that is reached. It also stands in where the work would pass a fixed bound of two
    /// million states visited: a house of ten beds needs 3,000 events a day for 60 days to pass it.
    #[must_use]
    pub fn after(&self, committed: u32, days: f64) -> Vec<f64> {
        self.after_mass(self.certain(committed), days)
    }

    /// The same where the number of committed beds at the beginning is itself uncertain: `mass` are the chances of 0
    /// to `capacity` of them.
    #[must_use]
    pub fn after_mass(&self, mut mass: Vec<f64>, days: f64) -> Vec<f64> {
        mass.resize(self.births.len() + 1, 0.0);
        let jumps = Jumps::of(self);
        let expected = jumps.per_day * days;
        if expected.is_nan() || expected <= 0.0 {
            return mass;
        }
        let limit = self.settled(&mass);
        if expected * states(mass.len()) > MOST_STATES_VISITED {
            return limit;
        }
        let poisson = Poisson::of_mean(expected);
        let mut number = 0.0;
        while number < poisson.first {
            if distance(&mass, &limit) < SETTLED {
                return limit;
            }
            mass = jumps.step(&mass);
            number += 1.0;
        }
        let mut sum = vec![0.0; mass.len()];
        for weight in poisson.weights {
            for (total, part) in sum.iter_mut().zip(&mass) {
                *total += weight * part;
            }
            mass = jumps.step(&mass);
        }
        normalised(sum)
    }

    /// The distribution the chain settles in when it starts from `committed` beds: by detailed
    /// balance `p(x + 1) / p(x) = birth(capacity - x) / (death_per_bed * (x + 1))`, in logarithms,
    /// so that no ratio overflows. The start matters only where a rate is 0: beds above a state
    /// that admits nobody empty for good, and without departures the house fills up to it.
    #[must_use]
    pub fn stationary(&self, committed: u32) -> Vec<f64> {
        let departs = self.deaths.first().is_some_and(|death| *death > 0.0);
        if !departs {
            let start = self.births.iter().zip(0..).skip_while(|(_, x)| *x < committed);
            let top = start.take_while(|(birth, _)| **birth > 0.0).last();
            return self.certain(top.map_or(committed, |(_, x)| x + 1));
        }
        let mut logarithm = 0.0;
        let mut logarithms = vec![logarithm];
        for (birth, death) in self.births.iter().zip(&self.deaths) {
            logarithm += birth.ln() - death.ln();
            logarithms.push(logarithm);
        }
        let highest = logarithms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        normalised(
            logarithms
                .into_iter()
                .map(|value| (value - highest).exp())
                .collect(),
        )
    }

    /// The distribution the chain settles in from this one.
    fn settled(&self, mass: &[f64]) -> Vec<f64> {
        let mut sum = vec![0.0; mass.len()];
        for (chance, committed) in mass.iter().zip(0..).filter(|(chance, _)| **chance > 0.0) {
            for (total, part) in sum.iter_mut().zip(self.stationary(committed)) {
                *total += chance * part;
            }
            if self.deaths.iter().all(|death| *death > 0.0) {
                // It is the same wherever the chain starts.
                return self.stationary(committed);
            }
        }
        normalised(sum)
    }

    /// All mass on `committed`, or on the capacity where that is less.
    #[must_use]
    pub fn certain(&self, committed: u32) -> Vec<f64> {
        let place = usize::try_from(committed).map_or(self.births.len(), |x| x.min(self.births.len()));
        let mut mass = vec![0.0; place];
        mass.push(1.0);
        mass.resize(self.births.len() + 1, 0.0);
        mass
    }
}

/// The bound on jumps times states that [`Chain::after`] works through: some milliseconds.
const MOST_STATES_VISITED: f64 = 2e6;

/// The sum of absolute differences at which two distributions count as the same.
const SETTLED: f64 = 1e-13;

/// A Poisson weight, relative to the largest, below which the rest is left out. Beyond it the
/// weights fall so fast that all of them together are less than 1e-15 of the whole.
const NEGLIGIBLE: f64 = 1e-18;

/// The discrete chain of uniformisation: the chances of going up, down, and staying.
struct Jumps {
    per_day: f64,
    up: Vec<f64>,
    down: Vec<f64>,
    stay: Vec<f64>,
}

impl Jumps {
    /// As many jumps as the state that is left fastest needs.
    fn of(chain: &Chain) -> Self {
        let births = chain.births.iter().copied().chain([0.0]);
        let deaths = [0.0].into_iter().chain(chain.deaths.iter().copied());
        let exits = births.zip(deaths).map(|(birth, death)| birth + death);
        let per_day = exits.clone().fold(0.0, f64::max);
        let chance = |rate: f64| if per_day > 0.0 { rate / per_day } else { 0.0 };
        Self {
            per_day,
            up: chain.births.iter().copied().map(chance).collect(),
            down: chain.deaths.iter().copied().map(chance).collect(),
            stay: exits.map(|exit| 1.0 - chance(exit)).collect(),
        }
    }

    /// The distribution one jump after `mass`.
    fn step(&self, mass: &[f64]) -> Vec<f64> {
        let mut next = mass
            .iter()
            .zip(&self.stay)
            .map(|(part, stay)| part * stay)
            .collect::<Vec<_>>();
        for ((into, part), up) in next.iter_mut().skip(1).zip(mass).zip(&self.up) {
            *into += part * up;
        }
        for ((into, part), down) in next.iter_mut().zip(mass.iter().skip(1)).zip(&self.down) {
            *into += part * down;
        }
        next
    }
}

/// The weights of a Poisson distribution for `first`, `first + 1`, ...; together they are 1.
struct Poisson {
    first: f64,
    weights: Vec<f64>,
}

impl Poisson {
    /// Worked out from the largest weight to both sides by `w(k + 1) / w(k) = mean / (k + 1)` and
    /// then scaled, so that nothing underflows for a large mean (Fox and Glynn, Communications of
    /// the ACM 31, 1988).
    fn of_mean(mean: f64) -> Self {
        let mode = mean.floor();
        let (mut first, mut weight) = (mode, 1.0);
        let mut weights = Vec::new();
        while first > 0.0 && weight > NEGLIGIBLE {
            weight *= first / mean;
            first -= 1.0;
            weights.push(weight);
        }
        weights.reverse();
        let (mut number, mut weight) = (mode, 1.0);
        while weight > NEGLIGIBLE {
            weights.push(weight);
            number += 1.0;
            weight *= mean / number;
        }
        Self {
            first,
            weights: normalised(weights),
        }
    }
}

/// `parts` scaled to a sum of 1.
fn normalised(mut parts: Vec<f64>) -> Vec<f64> {
    let total = parts.iter().sum::<f64>();
    for part in &mut parts {
        *part /= total;
    }
    parts
}

fn distance(left: &[f64], right: &[f64]) -> f64 {
    left.iter()
        .zip(right)
        .map(|(left, right)| (left - right).abs())
        .sum()
}

/// The number of states as a factor of the work; exact, as there are never more than 1,000.
fn states(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::INFINITY, f64::from)
}

#[cfg(test)]
mod tests;
