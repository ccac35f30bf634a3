//! The rates of the capacity measurement, each with its numerator, denominator and interval.

use crate::domain::statistics::{DaySums, Measured};
use crate::model::interval::{Interval, event_rate, ratio, share};

/// The level of all intervals.
pub const LEVEL: f64 = 0.95;
/// Days of a year on average.
const DAYS_OF_A_YEAR: f64 = 365.25;

/// A rate with its ground.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    pub value: f64,
    pub numerator: f64,
    pub denominator: f64,
    /// Nothing where the days are too few to say.
    pub interval: Option<Interval>,
}

/// The rates of a group in a period; nothing where the denominator is 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    pub occupancy: Option<Rate>,
    pub occupancy_physical: Option<Rate>,
    pub admissions_per_bed_year: Option<Rate>,
    pub mean_length_of_stay_days: Option<Rate>,
    pub turnover_interval_days: Option<Rate>,
    pub refusal_share: Option<Rate>,
    pub no_bed_share: Option<Rate>,
    pub full_share: Option<Rate>,
    pub all_full_share: Option<Rate>,
}

/// The rates of what was measured.
#[must_use]
pub fn rates(measured: &Measured) -> Rates {
    let flows = &measured.flows;
    let daily = |part: fn(&DaySums) -> Option<(u32, u32)>| daily(measured, part);
    let empty = flows.in_service_with_departures.saturating_sub(flows.occupied_with_departures);
    Rates {
        occupancy: daily(|day| Some((day.occupied, day.in_service))),
        occupancy_physical: daily(|day| Some((day.occupied, day.physical))),
        admissions_per_bed_year: events(
            flows.admissions.sum,
            flows.in_service_with_admissions,
            DAYS_OF_A_YEAR,
        ),
        mean_length_of_stay_days: per_event(flows.occupied_with_departures, flows.departures),
        turnover_interval_days: per_event(empty, flows.departures),
        refusal_share: of_trials(flows.refusals_with_requests, flows.requests_with_refusals),
        no_bed_share: of_trials(flows.refused_no_bed_with_requests, flows.requests_with_refusals),
        full_share: daily(|day| Some((day.full, day.open))),
        all_full_share: daily(|day| day.all_full.map(|all_full| (u32::from(all_full), 1))),
    }
}
