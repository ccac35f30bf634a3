//! How fast guests leave.

use super::posterior::{Rate, Weighted};
use crate::model::rates::DEFAULT_DEPARTURES_PER_BED_DAY;

/// How many departures of a house its region's rate is worth.
const STAY_PRIOR_EVENTS: f64 = 12.0;

/// Departures per occupied bed and day of each house of a region, from the departures and occupied bed-days of each;
/// the formula stands at [`super::estimate`].
pub(in crate::model) fn departing(houses: &[Weighted]) -> Vec<Rate> {
    let departures: f64 = houses.iter().map(|sums| sums.events).sum();
    let bed_days: f64 = houses.iter().map(|sums| sums.days).sum();
    let shared = (departures + 1.0) / (bed_days + 1.0 / DEFAULT_DEPARTURES_PER_BED_DAY);
    let rates = houses.iter();
    rates
        .map(|sums| Rate::weighted(*sums, shared, STAY_PRIOR_EVENTS))
        .collect()
}
