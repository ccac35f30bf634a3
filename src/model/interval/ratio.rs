//! Intervals for what is counted day by day.

use statrs::distribution::{ContinuousCDF, StudentsT};
use statrs::function::beta::checked_beta_reg;

use super::loss::{Houses, Measure, first};
use super::{Interval, Level};

/// The sum of the numerators of `days` over the sum of their denominators, and an interval for what
/// it would be in the long run if nothing changed; all of 0 to 1. One entry per calendar day, in
/// order: (numerator, denominator), or nothing where the day is missing or is not to count.
///
/// How it is found, with `y_i` and `d_i` the numerator and denominator of day `i`:
///
/// 1. *What chance does.* For each long-run rate `p` there is an offered load of the [`Houses`] that
///    gives it, and with the load come the variance `s^2` and the memory `t` in days of the daily rate
///    (with exponential stays; times 1.2, on the way to the 1.35 of log-normal ones of cv 1.3). The variance of
///    the period's rate is `V(p) = sum over i, j of d_i d_j s^2 exp(-|i - j| / t) / (sum d)^2`,
///    where missing days are left out, and less by the number of houses.
/// 2. *What the days say.* The period is cut into batches of 2.5 mean stays. `k` is the mean square of
///    the batch sums of `y_i - p d_i` over what 1. expects at `p = sum y / sum d`. With `n` batches it
///    has `n - 1` degrees of freedom; 1. counts as 12 more. So
///    `K = max(k_0, (12 k_0 + (n - 1) k) / (12 + n - 1))` and Student's `q` with `12 + n - 1` degrees:
///    days more variable than chance widen the interval, the quiet ones may be luck. `k_0` is such
///    that `q^2 K` without batches is the normal `z^2`.
/// 3. *The limits* are the `p` at which the rate found, or a more extreme one, has the probability
///    (1 - level) / 2 under a beta distribution of mean `p` and variance `V(p) K q^2 / z^2`, each tail
///    begun a third of a unit (a bed-day) further in, since the rate is a fraction of whole numbers.
///    Wilson's and Clopper and Pearson's idea: never beyond 0 and 1, and of use where all days are full.
///    Of a rate of 1 or 0 the probability is no less than that of beds all full, or all empty, from
///    the first day to the last, which in a short period is not small.
///
/// Formulas only, no randomness: the same days give the same limits. The work grows with the days
/// times 8 mean stays.
///
/// Days that are not finite, or negative, count as missing; a numerator above its denominator counts as
/// equal to it. Nothing where no day has a denominator above 0.
#[must_use]
pub fn ratio(
    days: &[Option<(f64, f64)>],
    measure: Measure,
    houses: &Houses,
    level: Level,
) -> Option<Interval> {
    let days = days.iter().map(|day| Day::of(*day)).collect::<Vec<_>>();
    let whole = Period::of(&days, houses);
    if whole.denominator <= 0.0 {
        return None;
    }
    let value = (whole.numerator / whole.denominator).clamp(0.0, 1.0);
    let mean = |logarithm: f64| houses.mean(measure, logarithm.exp());
    let chance = |logarithm: f64, period: &Period| period.chance(measure, houses, logarithm.exp());
    let found = first(Houses::LOADS, |load| mean(load) >= value);
    let widening = widening(&days, &whole, houses, level, |period| {
        chance(found, period).variance_of_sum
    })?;
    let step = THIRD_OF_A_UNIT / whole.denominator;
    let tail = |load: f64, side: Side| {
        let chance = chance(load, &whole);
        let variance = chance.variance_of_sum / whole.denominator.powi(2) * widening;
        let beta = beta_tail(chance.mean, variance, value, step, side);
        beta.max(houses.stays_so(measure, load.exp(), whole.span_days, value))
    };
    let low = if value > 0.0 {
        let range = (Houses::LOADS.0, found);
        let load = first(range, |load| tail(load, Side::Above) > level.tail());
        mean(load)
    } else {
        0.0
    };
    let high = if value < 1.0 {
        let range = (found, Houses::LOADS.1);
        let load = first(range, |load| tail(load, Side::Below) < level.tail());
        mean(load)
    } else {
        1.0
    };
    Interval::around(value, low.clamp(0.0, 1.0), high.clamp(0.0, 1.0))
}

/// How many degrees of freedom the loss system counts for.
const PRIOR_DEGREES: f64 = 12.0;

/// The length of a batch in mean stays: long enough for neighbours to be nearly independent.
const STAYS_PER_BATCH: f64 = 2.5;

/// Between no correction for whole numbers and half a unit; chosen by coverage.
const THIRD_OF_A_UNIT: f64 = 1.0 / 3.0;

/// The mean stays after which two days are taken to be unrelated: `exp(-8 / 1.2)` is 0.0013.
const STAYS_REMEMBERED: f64 = 8.0;

/// A day that counts has a denominator above 0; a missing day has 0 of 0.
#[derive(Clone, Copy)]
struct Day {
    numerator: f64,
    denominator: f64,
}

impl Day {
    fn of(day: Option<(f64, f64)>) -> Self {
        let valid = |number: f64| number.is_finite() && number >= 0.0;
        match day {
            Some((numerator, denominator)) if valid(numerator) && valid(denominator) => Self {
                numerator: numerator.min(denominator),
                denominator,
            },
            _ => Self {
                numerator: 0.0,
                denominator: 0.0,
            },
        }
    }
}

/// What is needed of some consecutive days.
struct Period {
    numerator: f64,
    denominator: f64,
    /// From the first day that counts to the last.
    span_days: f64,
    /// The sum of `d_i d_j` over all `i`, `j` that are 0, 1, 2, ... days apart.
    products: Vec<f64>,
}

/// The long-run rate of a load, and the variance of `sum y - p sum d` in a period.
struct Chance {
    mean: f64,
    variance_of_sum: f64,
}

impl Period {
    fn of(days: &[Day], houses: &Houses) -> Self {
        let denominators = days.iter().map(|day| day.denominator);
        let denominators = denominators.collect::<Vec<_>>();
        let remembered = STAYS_REMEMBERED * houses.mean_stay_days();
        let lags = (0..denominators.len()).zip(0_u32..);
        let lags = lags.take_while(|(_, lag)| f64::from(*lag) <= remembered);
        let products = lags.map(|(lag, _)| {
            let pairs = denominators.iter().zip(denominators.iter().skip(lag));
            let sum = pairs.map(|(left, right)| left * right).sum::<f64>();
            if lag == 0 { sum } else { 2.0 * sum }
        });
        let counting = denominators.iter().zip(0_u32..).filter(|(one, _)| **one > 0.0);
        let mut counting = counting.map(|(_, day)| f64::from(day));
        let begin = counting.next().unwrap_or(0.0);
        let end = counting.last().unwrap_or(begin);
        Self {
            numerator: days.iter().map(|day| day.numerator).sum(),
            denominator: denominators.iter().sum(),
            span_days: end - begin,
            products: products.collect(),
        }
    }

    fn chance(&self, measure: Measure, houses: &Houses, load: f64) -> Chance {
        let one = houses.stationary(measure, load);
        let memory = Houses::MEMORY_FACTOR * one.memory_days;
        let fading = (-1.0 / memory).exp();
        let correlations = std::iter::successors(Some(1.0), |last| Some(last * fading));
        let lagged = self.products.iter().zip(correlations);
        if measure == Measure::EveryHouseFull {
            // All of n alike houses are full with chance m^n, and on two days both with
            // (m^2 + s^2 r)^n, where r is the correlation of one house.
            let mean = houses.mean(measure, load);
            let odds = (1.0 - one.mean) / one.mean;
            let excess = lagged.map(|(product, correlation)| {
                product * (houses.number() * (odds * correlation).ln_1p()).exp_m1()
            });
            return Chance {
                mean,
                variance_of_sum: mean * mean * excess.sum::<f64>(),
            };
        }
        let sum = lagged.map(|(product, correlation)| product * correlation);
        Chance {
            mean: one.mean,
            variance_of_sum: one.variance / houses.number() * sum.sum::<f64>(),
        }
    }
}

/// The factor `K q^2 / z^2` by which the variance of the period is taken larger than chance makes it.
/// `expected` is the variance of `sum y - p sum d` in a part of the period.
fn widening(
    days: &[Day],
    whole: &Period,
    houses: &Houses,
    level: Level,
    expected: impl Fn(&Period) -> f64,
) -> Option<f64> {
    let student = |degrees: f64| {
        let student = StudentsT::new(0.0, 1.0, degrees).ok()?;
        Some(student.inverse_cdf(1.0 - level.tail()) / level.normal_quantile())
    };
    let prior = student(PRIOR_DEGREES)?.powi(-2);
    let value = whole.numerator / whole.denominator;
    let (mut squares, mut variance, mut shares, mut batches) = (0.0, 0.0, 0.0, 0.0);
    for batch in batched(days, STAYS_PER_BATCH * houses.mean_stay_days()) {
        let batch = Period::of(batch, houses);
        if batch.denominator > 0.0 {
            squares += (batch.numerator - value * batch.denominator).powi(2);
            variance += expected(&batch);
            shares += batch.denominator.powi(2);
            batches += 1.0;
        }
    }
    if batches < 2.0 {
        return Some(1.0);
    }
    // The deviations are from the rate found, not from p: they lose the variance of the whole.
    let variance = variance - expected(whole) * shares / whole.denominator.powi(2);
    if variance <= 0.0 || value <= 0.0 || value >= 1.0 {
        return Some(1.0);
    }
    let degrees = batches - 1.0;
    let pooled = (PRIOR_DEGREES * prior + degrees * squares / variance) / (PRIOR_DEGREES + degrees);
    Some(pooled.max(prior) * student(PRIOR_DEGREES + degrees)?.powi(2))
}

/// `days` in as many parts of about equal length as there are whole `lengths` in them, at least one.
fn batched(days: &[Day], length: f64) -> impl Iterator<Item = &[Day]> {
    let mut parts = 1;
    let mut end = 2.0 * length;
    let mut seen = 0.0;
    for _ in days {
        seen += 1.0;
        if seen >= end {
            parts += 1;
            end += length;
        }
    }
    days.chunks(days.len().div_ceil(parts).max(1))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Below,
    Above,
}

/// The probability that a beta variable of this mean and variance is on a side of `value`, from a
/// `step` before it.
fn beta_tail(mean: f64, variance: f64, value: f64, step: f64, side: Side) -> f64 {
    let weight = (mean * (1.0 - mean) / variance - 1.0).clamp(LEAST_WEIGHT, MOST_WEIGHT);
    let (first, second) = (
        (mean * weight).max(f64::MIN_POSITIVE),
        ((1.0 - mean) * weight).max(f64::MIN_POSITIVE),
    );
    let tail = match side {
        Side::Below => checked_beta_reg(first, second, (value + step).min(1.0)),
        Side::Above => checked_beta_reg(second, first, (1.0 - value + step).min(1.0)),
    };
    tail.unwrap_or(1.0)
}

/// The sum of the two parameters of the beta distribution: as little as two points, 0 and 1, and
/// no more than is exactly reckoned.
const LEAST_WEIGHT: f64 = 0.05;
const MOST_WEIGHT: f64 = 1e9;
