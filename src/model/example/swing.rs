//! Demand that rises and falls: by the weekday, and slowly by itself, a region at a time.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};

use super::dice::Dice;
use crate::domain::text::RegionId;

/// The slow swings of all regions: log-normal with mean 1, an AR(1) of weekly steps.
pub(super) struct Swings {
    seed: u64,
    /// The logarithm of each region's level, in units of [`SPREAD`].
    levels: BTreeMap<Option<RegionId>, f64>,
}

/// Standard deviation of the logarithm of a region's demand.
const SPREAD: f64 = 0.2;
/// From one week to the next: .75 in two weeks.
const PERSISTENCE: f64 = 0.866;

impl Swings {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            seed,
            levels: BTreeMap::new(),
        }
    }

    /// Moves on to `day`; the levels change on Mondays.
    pub(super) fn turn(&mut self, day: NaiveDate) {
        if day.weekday() != Weekday::Mon {
            return;
        }
        for (region, level) in &mut self.levels {
            let name = region.as_ref().map_or("", RegionId::as_str);
            let shock = Dice::of(self.seed, "swing", name, day.num_days_from_ce()).normal();
            *level = PERSISTENCE.mul_add(*level, (1.0 - PERSISTENCE * PERSISTENCE).sqrt() * shock);
        }
    }

    /// The factor on the demand of `region` today.
    pub(super) fn level(&mut self, region: Option<&RegionId>) -> f64 {
        let level = *self.levels.entry(region.cloned()).or_default();
        SPREAD.mul_add(level, -SPREAD * SPREAD / 2.0).exp()
    }
}

/// The factor of the weekday on demand, mean 1: few ask at weekends.
pub(super) fn weekday(day: NaiveDate) -> f64 {
    match day.weekday() {
        Weekday::Mon | Weekday::Fri => 1.26,
        Weekday::Tue | Weekday::Wed | Weekday::Thu => 1.18,
        Weekday::Sat => 0.50,
        Weekday::Sun => 0.44,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::next_day;
    use crate::domain::text::Id;

    #[test]
    fn the_week_has_mean_1_and_weekends_are_quiet() {
        let monday = NaiveDate::from_ymd_opt(2026, 6, 1).expect("a day");
        let week = monday.iter_days().take(7).map(weekday).collect::<Vec<_>>();
        assert!((week.iter().sum::<f64>() / 7.0 - 1.0).abs() < 1e-9);
        assert!(
            week[5..]
                .iter()
                .all(|weekend| week[..5].iter().all(|day| day > weekend))
        );
    }

    #[test]
    fn a_swing_is_slow_and_has_mean_1() {
        let region = Some(Id::new("noord").expect("an id"));
        let mut swings = Swings::new(5);
        let mut day = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a day");
        let mut levels = Vec::new();
        for _ in 0..70_000 {
            swings.turn(day);
            levels.push(swings.level(region.as_ref()));
            day = next_day(day);
        }
        let mean = levels.iter().sum::<f64>() / 70_000.0;
        assert!((mean - 1.0).abs() < 0.02, "{mean}");
        let correlation = |lag: usize| {
            let product = |shift: usize| {
                levels
                    .iter()
                    .zip(levels.iter().skip(shift))
                    .map(|(one, other)| (one - mean) * (other - mean))
                    .sum::<f64>()
            };
            product(lag) / product(0)
        };
        assert!((correlation(14) - 0.75).abs() < 0.06, "{}", correlation(14));
    }
}
