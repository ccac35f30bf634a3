//! The chance that a house, or every house of several, has no bed to give.

use chrono::NaiveDate;
use statrs::distribution::{Continuous, ContinuousCDF, Normal};

use super::unit::planned;
use crate::model::history::{Day, HouseRecord};
use crate::model::mass;
use crate::model::series::day_number;

/// In so many days half of today's blocked beds (closed, respite, reserved, in turnover, under a stop) make way
/// for what was blocked of late. An assumption: counts of such beds are too few to estimate it.
const BLOCKED_HALF_LIFE: f64 = 7.0;

/// Registered days that count as "of late".
const OF_LATE: usize = 56;

/// The chance that the house has no bed to give on `date`, `ahead` days after the origin, with these chances of
/// occupied beds. Beds are blocked as they are today, or, the further ahead the likelier, as on one of the last
/// 56 registered days; a stop whose end is known lasts until then. Of a house that never registered nothing is
/// known but the chances: it is full where all the beds they tell of are occupied.
pub(super) fn house_full(
    house: &HouseRecord,
    origin: NaiveDate,
    ahead: u32,
    date: NaiveDate,
    mass: &[f64],
) -> f64 {
    let Some(today) = house.days.last() else {
        return mass.last().copied().unwrap_or(1.0);
    };
    let admits_again = house
        .admits_from
        .filter(|_| today.is_stopped || house.admits_from > Some(origin));
    if admits_again.is_some_and(|from| date < from) {
        return 1.0;
    }
    let beds = planned(house, date);
    let full = |day: &Day| {
        1.0 - mass::below(
            mass,
            open(day, beds.unwrap_or(day.physical), admits_again.is_some()),
        )
    };
    let late: Vec<f64> = house.days.iter().rev().take(OF_LATE).map(full).collect();
    let usual = late.iter().sum::<f64>() / f64::from(u32::try_from(late.len()).unwrap_or(1).max(1));
    let age = f64::from(day_number(origin) - day_number(today.date)) + f64::from(ahead);
    let as_today = (-age / BLOCKED_HALF_LIFE).exp2();
    (as_today * full(today) + (1.0 - as_today) * usual).clamp(0.0, 1.0)
}

/// Beds that a guest can have. A stop that is over by then blocks none.
fn open(day: &Day, physical: u32, is_over: bool) -> u32 {
    if day.is_stopped && !is_over {
        return 0;
    }
    let blocked = day
        .closed
        .saturating_add(day.respite)
        .saturating_add(day.reserved)
        .saturating_add(day.in_turnover);
    physical.saturating_sub(blocked)
}

/// The chance that no house has a bed to give, from each house's chances of occupied beds and of being full, and
/// from the chances of their sum.
///
/// Houses fill together, or against each other, as the spread of their sum shows: with standard deviations `s_i`
/// and variance `V` of the sum, the common correlation is `(V - sum s_i^2) / ((sum s_i)^2 - sum s_i^2)`. Given a
/// common normal factor of that correlation the houses are independent (Vasicek's one-factor model, Risk 15,
/// 2002), and the chance is the mean over the factor. A correlation below 0 counts as 0.
pub(super) fn all_full(houses: &[(&[f64], f64)], total: &[f64]) -> f64 {
    let (mut variances, mut deviations) = (0.0, 0.0);
    for (mass, _) in houses {
        let variance = mass::variance(mass);
        variances += variance;
        deviations += variance.sqrt();
    }
    let shared = deviations * deviations - variances;
    let correlation = if shared > 1e-9 {
        (mass::variance(total) - variances) / shared
    } else {
        0.0
    };
    let correlation = correlation.clamp(0.0, 0.95);
    let independent: f64 = houses.iter().map(|(_, full)| full).product();
    if correlation < 1e-6 {
        return independent.clamp(0.0, 1.0);
    }
    let normal = Normal::standard();
    let thresholds: Vec<f64> = houses
        .iter()
        .map(|(_, full)| normal.inverse_cdf(full.clamp(1e-12, 1.0 - 1e-12)))
        .collect();
    let (mut sum, mut weights) = (0.0, 0.0);
    for step in -60..=60 {
        let factor = f64::from(step) / 10.0;
        let weight = normal.pdf(factor);
        let given = thresholds.iter().map(|threshold| {
            normal.cdf((threshold - correlation.sqrt() * factor) / (1.0 - correlation).sqrt())
        });
        sum += weight * given.product::<f64>();
        weights += weight;
    }
    (sum / weights).clamp(0.0, 1.0)
}
