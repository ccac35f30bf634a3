//! What is known of a rate or a share: an estimate with its uncertainty, of which draws can be made.

use rand::Rng;
use rand_distr::{Beta, Distribution, Gamma, StandardNormal};

/// A rate per day with a gamma posterior of this shape (`events`) and this rate (`days`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Weighted events, the prior's included; above 0.
    pub events: f64,
    /// The days, bed-days or the like they came from, the prior's included; above 0.
    pub days: f64,
}

/// A share of 0 to 1 with a beta posterior.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// Cases, the prior's included; above 0.
    pub yes: f64,
    /// Cases that were not, the prior's included; above 0.
    pub no: f64,
}

impl Rate {
    /// The posterior after `events` in `days`, of a rate that was thought to be `guess`, as if from `worth` events.
    pub(super) fn after(events: f64, days: f64, guess: f64, worth: f64) -> Self {
        Self {
            events: within(events, 0.0, MOST) + worth,
            days: within(days, 0.0, MOST) + worth / within(guess, LEAST_RATE, MOST_RATE),
        }
    }

    /// The posterior after weighted events.
    pub(super) fn weighted(sums: Weighted, guess: f64, worth: f64) -> Self {
        let scale = sums.scale();
        Self::after(sums.events * scale, sums.days * scale, guess, worth)
    }

    /// The posterior mean, per day.
    #[must_use]
    pub fn mean(self) -> f64 {
        within(self.events / self.days, LEAST_RATE, MOST_RATE)
    }

    pub(super) fn draw(self, random: &mut impl Rng) -> f64 {
        let drawn = Gamma::new(self.events, 1.0 / self.days).map(|gamma| gamma.sample(random));
        within(drawn.unwrap_or(self.mean()), LEAST_RATE, MOST_RATE)
    }
}

/// Weighted sums of events, and of the days they came from.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::model) struct Weighted {
    pub events: f64,
    pub days: f64,
    /// The days by the squares of their weights.
    pub square_days: f64,
}

impl Weighted {
    pub(in crate::model) fn add(&mut self, weight: f64, events: f64, days: f64) {
        self.events += weight * events;
        self.days += weight * days;
        self.square_days += weight * weight * days;
    }

    /// By what the sums are multiplied to be worth as many events of weight 1 as they are: the effective sample size
    /// of Kish (Survey Sampling, 1965). The variance of a sum of weighted Poisson counts goes with squared weights.
    fn scale(self) -> f64 {
        if self.square_days > 0.0 {
            self.days / self.square_days
        } else {
            1.0
        }
    }
}

impl Share {
    /// The posterior after `yes` of `yes + no` cases, of a share that was thought to be `guess`, as if from `worth`
    /// cases.
    pub(super) fn after(yes: f64, no: f64, guess: f64, worth: f64) -> Self {
        Self {
            yes: within(yes, 0.0, MOST) + guess * worth,
            no: within(no, 0.0, MOST) + (1.0 - guess) * worth,
        }
    }

    /// The posterior mean.
    #[must_use]
    pub fn mean(self) -> f64 {
        self.yes / (self.yes + self.no)
    }

    pub(super) fn draw(self, random: &mut impl Rng) -> f64 {
        let drawn = Beta::new(self.yes, self.no).map(|beta| beta.sample(random));
        within(drawn.unwrap_or(self.mean()), 0.0, 1.0)
    }
}

/// A factor of mean 1 whose logarithm has this standard deviation.
pub(super) fn factor(random: &mut impl Rng, sd: f64) -> f64 {
    let unit: f64 = StandardNormal.sample(random);
    sd.mul_add(unit, -sd * sd / 2.0).exp()
}

/// No sum of events or days passes this; only contradictory registrations come near.
const MOST: f64 = 1e9;
/// One event in 27,000 years.
const LEAST_RATE: f64 = 1e-7;
/// A thousand events a day.
const MOST_RATE: f64 = 1e3;

/// The nearest number of `least` to `most`; `least` for what is no number.
pub(super) fn within(number: f64, least: f64, most: f64) -> f64 {
    if number.is_nan() {
        least
    } else {
        number.clamp(least, most)
    }
}
