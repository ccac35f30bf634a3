//! What chance does to houses in a steady state: the variance and memory of their daily counts.
//!
//! The loss system: requests come at random, a full house takes nobody, `a` is the offered load
//! (requests per mean stay). The stationary distribution of `x` guests in `c` beds is proportional to
//! `a^x / x!` whatever the distribution of stays (Erlang; Sevastyanov 1957).

/// The mean of two variances: with exponential stays (coefficient of variation 1) and with
/// log-normal stays (1.3). Counts do not tell which it is; hospices' stays are right-skewed.
const SQUARED_VARIATION: f64 = f64::midpoint(1.0, 1.3 * 1.3);

/// Houses whose days are counted together; they are taken to be alike and independent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Houses {
    number: f64,
    beds: u32,
    mean_stay_days: f64,
}

/// What of the houses is counted each day, over what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Beds with a guest, of the beds in service.
    Beds,
    /// Houses that are full, of the houses that reported; of one house 0 or 1 of 1.
    FullHouses,
    /// 1 on a day on which every house is full and else 0, of 1.
    EveryHouseFull,
}

/// What happens in the houses, per what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A departure, per occupied bed-day.
    Departure,
    /// An admission (or a departure), per bed-day in service.
    Admission,
    /// A departure, per bed-day in service and not occupied.
    Turnover,
}

impl Houses {
    /// The most beds per house reckoned with; those of a larger house vary as if it were so large.
    const MOST_BEDS: f64 = 200.0;

    /// `number` houses of `beds` beds in service each, on average, with a mean stay in days. The mean
    /// stay is best that of a longer time than the period: 1 / the rate of departures of
    /// [`crate::model::rates::estimate`]. Nothing without houses or where a number is not above 0.
    #[must_use]
    pub fn new(number: u32, beds: f64, mean_stay_days: f64) -> Option<Self> {
        let positive = |number: f64| number.is_finite() && number > 0.0;
        (number > 0 && positive(beds) && positive(mean_stay_days)).then(|| Self {
            number: f64::from(number),
            beds: whole(beds.clamp(1.0, Self::MOST_BEDS)),
            mean_stay_days,
        })
    }

    #[must_use]
    pub fn mean_stay_days(&self) -> f64 {
        self.mean_stay_days
    }

    /// The variance over the mean of the number of events in a period of `days` at this `occupancy`
    /// (0 to 1): the dispersion that [`super::event_rate`] wants.
    ///
    /// Departures less the occupied bed-days over the mean stay are a martingale whose covariance
    /// with the bed-days is, per day, less the variance of the guests. So with exponential stays, in a long
    /// period, `phi` is
    /// - 1 for departures per occupied bed-day;
    /// - `1 + 2 (v / m) (t - 1)` for admissions per bed-day, below 1: a full house takes nobody;
    /// - `1 + 2 (v / m) (t / (1 - p) - 1) / (1 - p)` for departures per free bed-day, far above 1 in a
    ///   large house, whose free beds come together;
    ///
    /// with `m` and `v` the mean and variance of the guests in a house, `p` the occupancy and `t` the
    /// memory of the guests in mean stays. In a period of `T` days the second terms are
    /// `1 - (1 - exp(-T / t)) t / T` of that. Stays that vary more than exponential ones add the
    /// excess of their squared coefficient of variation, half of that of log-normal stays: to the
    /// departures whole, to the admissions as often as the house is full (found by simulation).
    #[must_use]
    pub fn dispersion(&self, event: Event, occupancy: f64, days: f64) -> f64 {
        let excess = SQUARED_VARIATION - 1.0;
        let occupancy = occupancy.clamp(0.02, 0.98);
        let load = first(Self::LOADS, |load| {
            self.mean(Measure::Beds, load.exp()) >= occupancy
        })
        .exp();
        let guests = self.stationary(Measure::Beds, load);
        let free = 1.0 - guests.mean;
        let memory = guests.memory_days;
        let seen = if days > 0.0 {
            1.0 + (-days / memory).exp_m1() * memory / days
        } else {
            0.0
        };
        let stays = memory / self.mean_stay_days;
        let twice = 2.0 * seen * f64::from(self.beds) * guests.variance / guests.mean;
        match event {
            Event::Departure => 1.0 + excess,
            Event::Admission => {
                let full = self.stationary(Measure::FullHouses, load).mean;
                1.0 + twice * (stays - 1.0) + excess * full
            }
            Event::Turnover => 1.0 + twice * (stays / free - 1.0).max(0.0) / free,
        }
    }
}

/// The daily value of one house in the long run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stationary {
    pub mean: f64,
    pub variance: f64,
    /// The integral of the autocorrelation over time on one side, in days, with exponential stays.
    pub memory_days: f64,
}

impl Houses {
    /// The memory of the guests over that with exponential stays. Where beds do not run out it is
    /// `(1 + cv^2) / 2` of stays with variation `cv`: 1 for exponential, 1.35 for log-normal ones of
    /// 1.3. In between: chosen so that both are covered.
    pub(super) const MEMORY_FACTOR: f64 = 1.2;

    /// The range of the natural logarithm of the offered load that is searched.
    pub(super) const LOADS: (f64, f64) = (-14.0, 14.0);

    pub(super) fn number(&self) -> f64 {
        self.number
    }

    /// The long-run mean of the daily value of all houses, each offered `load`.
    pub(super) fn mean(&self, measure: Measure, load: f64) -> f64 {
        let mass = self.mass(load);
        let full = mass.last().copied().unwrap_or(1.0);
        match measure {
            Measure::Beds => {
                let guests = mass.iter().zip(0..).map(|(part, x)| part * f64::from(x));
                guests.sum::<f64>() / f64::from(self.beds)
            }
            Measure::FullHouses => full,
            Measure::EveryHouseFull => full.powf(self.number),
        }
    }

    /// The probability that a rate of 1 comes of beds that are full and that nobody leaves for `days`,
    /// or a rate of 0 of beds that are empty and that nobody asks for; 0 where neither explains `value`.
    pub(super) fn stays_so(&self, measure: Measure, load: f64, days: f64, value: f64) -> f64 {
        let mass = self.mass(load);
        let (chance, events_per_stay) = if value >= 1.0 {
            (mass.last(), f64::from(self.beds))
        } else if value <= 0.0 && measure == Measure::Beds {
            (mass.first(), load)
        } else {
            return 0.0;
        };
        let unchanged = (-events_per_stay * days / self.mean_stay_days).exp();
        (chance.copied().unwrap_or(0.0) * unchanged).powf(self.number)
    }

    /// One house offered `load`.
    ///
    /// The daily value `f(x)` is `x / beds`, or 1 at `x = beds` and else 0. For a birth-death chain
    /// with births `a` per mean stay, twice the integral of its autocovariance is
    /// `sum over x < beds of 2 G_x^2 / (a pi_x)`, `G_x = sum over y <= x of (f(y) - mean) pi_y`
    /// (Burman, Advances in Applied Probability 12, 1980; Whitt, Operations Research 40, 1992).
    pub(super) fn stationary(&self, measure: Measure, load: f64) -> Stationary {
        let beds = f64::from(self.beds);
        let value = |guests: u32| match measure {
            Measure::Beds => f64::from(guests) / beds,
            Measure::FullHouses | Measure::EveryHouseFull => f64::from(u32::from(guests == self.beds)),
        };
        let mass = self.mass(load);
        let mean = mass.iter().zip(0..).map(|(part, x)| part * value(x)).sum::<f64>();
        let moments = mass.iter().zip(0..).map(|(part, x)| {
            let deviation = value(x) - mean;
            (deviation, deviation * part)
        });
        let moments = moments.collect::<Vec<_>>();
        let variance = moments
            .iter()
            .map(|(deviation, part)| deviation * part)
            .sum::<f64>();
        // G_x from the side on which all terms have one sign, so that nothing cancels.
        let below = moments.iter().scan(0.0, |sum, (_, part)| {
            *sum += part;
            Some(*sum)
        });
        let above = moments.iter().rev().scan(0.0, |sum, (_, part)| {
            *sum += part;
            Some(*sum)
        });
        let mut above = above.collect::<Vec<_>>();
        above.reverse();
        let next = above.iter().zip(&moments).skip(1);
        let terms = below.zip(next).zip(&mass).map(|((below, (above, next)), part)| {
            let sum = if next.0 < 0.0 { below } else { *above };
            if *part > 0.0 { sum * sum / part } else { 0.0 }
        });
        let integral = terms.sum::<f64>() / load;
        Stationary {
            mean,
            variance,
            memory_days: (self.mean_stay_days * integral / variance).max(LEAST_MEMORY),
        }
    }

    /// The probability of 0, 1, ... guests: `a^x / x!`, scaled; in logarithms, so that nothing overflows.
    fn mass(&self, load: f64) -> Vec<f64> {
        let steps = (1..=self.beds).scan(0.0, |sum, guests| {
            *sum += (load / f64::from(guests)).ln();
            Some(*sum)
        });
        let logarithms = [0.0].into_iter().chain(steps).collect::<Vec<_>>();
        let highest = logarithms.iter().copied().fold(0.0, f64::max);
        let mut mass = logarithms
            .into_iter()
            .map(|value| (value - highest).exp())
            .collect::<Vec<_>>();
        let total = mass.iter().sum::<f64>();
        for part in &mut mass {
            *part /= total;
        }
        mass
    }
}

/// Days; shorter memories do not show in daily counts.
const LEAST_MEMORY: f64 = 1e-3;

/// The least number of the range at which a condition, once true, stays true; the upper end where it
/// never is. To a 2^-32 of the range.
pub(super) fn first((mut low, mut high): (f64, f64), condition: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..32 {
        let middle = f64::midpoint(low, high);
        if condition(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

/// The nearest whole number of 1 or more.
fn whole(number: f64) -> u32 {
    let mut whole = 1;
    while f64::from(whole) + 0.5 <= number {
        whole += 1;
    }
    whole
}
