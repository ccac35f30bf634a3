//! How far a rate of a period may be from the long-run rate of its houses: confidence intervals.
//!
//! A house of three beds at a steady 75 % swings between 63 and 86 % from year to year by chance
//! alone. The intervals here say so. [`ratio`] is for what is counted day by day, where one day is
//! much like the day before (occupancy, full days); [`event_rate`] for what happens (admissions,
//! departures); [`share`] for independent trials (requests refused). How often they hold the truth
//! was measured: docs/intervals.md.

use statrs::distribution::{ContinuousCDF, Gamma, Normal};

pub use loss::{Event, Houses, Measure};
pub use ratio::ratio;

#[cfg(test)]
mod coverage;
mod loss;
mod ratio;
#[cfg(test)]
mod simulated;
#[cfg(test)]
mod tests;

/// How sure an interval is to be: the probability, 0.5 to 0.999, that it holds the truth.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Level(f64);

impl Level {
    /// The level as a fraction, or nothing below 0.5, above 0.999 or for no number.
    #[must_use]
    pub fn new(level: f64) -> Option<Self> {
        (0.5..=0.999).contains(&level).then_some(Self(level))
    }

    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }

    /// The probability that is left out on each side.
    fn tail(self) -> f64 {
        (1.0 - self.0) / 2.0
    }

    /// The standard normal quantile that leaves the tail above it: 1.96 for 0.95.
    fn normal_quantile(self) -> f64 {
        Normal::standard().inverse_cdf(1.0 - self.tail())
    }
}

impl Default for Level {
    /// 95 %.
    fn default() -> Self {
        Self(0.95)
    }
}

/// A rate as counted, and its limits: `0 <= low <= value <= high`, all finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    low: f64,
    value: f64,
    high: f64,
}

impl Interval {
    /// The interval around `value`; where rounding or a method puts a limit on the wrong side of the
    /// value, the value is the limit. Nothing where a number is not finite or is negative.
    fn around(value: f64, low: f64, high: f64) -> Option<Self> {
        let valid = |number: f64| number.is_finite() && number >= 0.0;
        (valid(value) && valid(low) && valid(high)).then(|| Self {
            low: low.min(value),
            value,
            high: high.max(value),
        })
    }

    #[must_use]
    pub fn low(&self) -> f64 {
        self.low
    }

    #[must_use]
    pub fn value(&self) -> f64 {
        self.value
    }

    #[must_use]
    pub fn high(&self) -> f64 {
        self.high
    }

    /// The same in another unit: times `factor`, such as 365 for a rate per day told per year.
    /// Nothing where the factor is negative or the result is not finite.
    #[must_use]
    pub fn times(&self, factor: f64) -> Option<Self> {
        Self::around(self.value * factor, self.low * factor, self.high * factor)
    }

    /// Of a rate per day the days per event, such as the mean length of stay. Nothing where the rate
    /// may be 0.
    #[must_use]
    pub fn reciprocal(&self) -> Option<Self> {
        Self::around(1.0 / self.value, 1.0 / self.high, 1.0 / self.low)
    }
}

/// The rate of `events` in an `exposure`, in events per unit of exposure: departures per occupied
/// bed-day (its reciprocal is the mean length of stay), admissions per bed-day in service (times 365:
/// per bed-year), departures per free bed-day (its reciprocal is the turnover interval).
///
/// The limits are the quantiles of a gamma distribution of shape `D / phi + 1/2` over the exposure,
/// times `phi`. For `phi = 1` they are those of Jeffreys for a Poisson number, equal-tailed, which
/// hold the truth about as often as they say, where Garwood's (Biometrika 28, 1936) never do so less
/// and with few events much more often. `phi` is the `dispersion`, the variance of the number of
/// events over its mean: a Poisson number has 1, and the houses' numbers are what
/// [`Houses::dispersion`] says. Without an event the low limit is 0.
///
/// Nothing where there is no exposure, or where exposure or dispersion is not a number above 0.
#[must_use]
pub fn event_rate(events: u32, exposure: f64, dispersion: f64, level: Level) -> Option<Interval> {
    let positive = |number: f64| number.is_finite() && number > 0.0;
    if !positive(exposure) || !positive(dispersion) {
        return None;
    }
    let shape = f64::from(events) / dispersion + 0.5;
    let gamma = Gamma::new(shape, 1.0).ok()?;
    let limit = |probability: f64| gamma.inverse_cdf(probability) * dispersion / exposure;
    let low = if events == 0 { 0.0 } else { limit(level.tail()) };
    let high = limit(1.0 - level.tail());
    Interval::around(f64::from(events) / exposure, low, high)
}

/// The share of independent `trials` that are `successes`, such as requests that were refused; 0 to 1.
///
/// Wilson's score interval: all `p` with `(x / n - p)^2 <= z^2 p (1 - p) / n` (Wilson, Journal of the
/// American Statistical Association 22, 1927; Brown, Cai and `DasGupta`, Statistical Science 16,
/// 2001). Nothing without trials, or with more successes than trials.
#[must_use]
pub fn share(successes: u32, trials: u32, level: Level) -> Option<Interval> {
    if trials == 0 || successes > trials {
        return None;
    }
    let trials = f64::from(trials);
    let value = f64::from(successes) / trials;
    let square = level.normal_quantile().powi(2) / trials;
    let middle = value + square / 2.0;
    let half = (square * (value * (1.0 - value) + square / 4.0)).sqrt();
    let limit = |limit: f64| (limit / (1.0 + square)).clamp(0.0, 1.0);
    Interval::around(value, limit(middle - half), limit(middle + half))
}
