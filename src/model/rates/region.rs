//! What the houses of a region have in common, fitted to all of them together.

use super::{DEFAULT_ADMISSIONS_PER_BED_DAY, HouseRates, Seen};
use crate::model::estimate::Rate;

/// How many admissions of a house its region's rate is worth.
const ADMISSION_PRIOR_EVENTS: f64 = 6.0;
/// How many admissions to a state the absence of an effect of that state is worth.
const STATE_PRIOR_EVENTS: f64 = 15.0;
/// Rates and state effects are fitted in turn; after so many rounds they no longer move by more
/// than a small part of their error.
const ROUNDS: u32 = 25;

/// The rates of admission of a region.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Region {
    /// Per bed of the house, while a bed is free.
    admissions_per_bed_day: f64,
    /// By what factor a house is chosen more with 1, 2, 3 or more beds free.
    state_effects: [f64; 3],
}

impl Default for Region {
    fn default() -> Self {
        Self {
            admissions_per_bed_day: DEFAULT_ADMISSIONS_PER_BED_DAY,
            state_effects: [1.0; 3],
        }
    }
}

impl Region {
    /// The rates that `houses` have in common; the formulas stand at [`super::estimate`].
    pub(super) fn of(houses: &[Seen]) -> Self {
        let mut region = Self::default();
        for _ in 0..ROUNDS {
            region.fit_admissions(houses);
            region.fit_state_effects(houses);
        }
        region
    }

    /// The rates of one of its houses, which guests leave at this rate.
    pub(super) fn house(&self, house: &Seen, departing: Rate) -> HouseRates {
        let admissions = self.house_admissions(house);
        HouseRates::within_bounds(
            departing.mean(),
            self.state_effects.map(|effect| admissions * effect),
        )
    }

    /// `lambda_i`: the admissions per day of a house, but for the effect of its state.
    fn house_admissions(&self, house: &Seen) -> f64 {
        let prior_days = ADMISSION_PRIOR_EVENTS / (self.admissions_per_bed_day * house.beds);
        let admissions = house.exposure.admissions.iter().sum::<f64>();
        (admissions + ADMISSION_PRIOR_EVENTS) / (self.open_days(house) + prior_days)
    }

    /// `lambda_R` per bed: all admissions by all open bed-days, and one admission at the default
    /// rate.
    fn fit_admissions(&mut self, houses: &[Seen]) {
        let admissions = houses
            .iter()
            .flat_map(|house| house.exposure.admissions)
            .sum::<f64>();
        let open_bed_days = houses
            .iter()
            .map(|house| self.open_days(house) * house.beds)
            .sum::<f64>();
        self.admissions_per_bed_day =
            (admissions + 1.0) / (open_bed_days + 1.0 / DEFAULT_ADMISSIONS_PER_BED_DAY);
    }

    /// `g_f`: admissions to each state by what the houses' rates make expect.
    fn fit_state_effects(&mut self, houses: &[Seen]) {
        let mut found = [STATE_PRIOR_EVENTS; 3];
        let mut expected = [STATE_PRIOR_EVENTS; 3];
        for house in houses {
            let rate = self.house_admissions(house);
            for (sum, admissions) in found.iter_mut().zip(house.exposure.admissions) {
                *sum += admissions;
            }
            for (sum, days) in expected.iter_mut().zip(house.exposure.open_days) {
                *sum += days * rate;
            }
        }
        for (effect, (found, expected)) in self.state_effects.iter_mut().zip(found.into_iter().zip(expected))
        {
            *effect = found / expected;
        }
    }

    /// `sum_f X_if g_f`: open days, each counted by the effect of its state.
    fn open_days(&self, house: &Seen) -> f64 {
        let days = house.exposure.open_days.iter().zip(self.state_effects);
        days.map(|(days, effect)| days * effect).sum()
    }
}
