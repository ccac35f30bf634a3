//! The capacity measurement: beds and flows of houses added up over days. Each measure is defined once,
//! here and in `docs/definitions.md`, under one version.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::count::Tally;
use super::period::Period;
use super::stand::{ClosureReason, RefusalReason};

mod carry;
mod tabulate;
#[cfg(test)]
mod tests;

pub use carry::carry_forward;
pub use tabulate::tabulate;

/// The version of the definitions. It changes whenever a number would.
pub const DEFINITIONS_VERSION: &str = "1";

/// A house over a range of days: for each, what the register knows.
pub type HouseSeries<'a> = Vec<HouseDay<'a>>;

/// What the register knows of a house's day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum HouseDay<'a> {
    /// The house was not open, or was not in the group.
    NotExpected,
    /// The house was open with so many beds, and nothing is registered.
    Missing {
        physical: u32,
    },
    Reported(&'a DayCounts),
    /// Nothing is registered, and the stand of an earlier day is used: its beds, and none of its flows.
    Carried(&'a DayCounts),
}

/// The counts of a registered day, as far as the measurement needs them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DayCounts {
    pub physical: u32,
    pub in_service: u32,
    pub free: u32,
    pub occupied: u32,
    pub respite: u32,
    pub reserved: u32,
    pub in_turnover: u32,
    pub closures: Option<Tally<ClosureReason>>,
    pub is_stopped: bool,
    pub admissions: Option<u32>,
    pub deaths: Option<u32>,
    pub discharges: Option<u32>,
    pub requests: Option<u32>,
    pub requests_redirected: Option<u32>,
    pub refusals: Option<Tally<RefusalReason>>,
    pub withdrawals: Option<u32>,
    pub died_before_admission: Option<u32>,
    pub waiting_list_active: Option<u32>,
    pub waiting_list_passive: Option<u32>,
}

/// What is measured of a group of houses in a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    pub period: Period,
    pub basis: Basis,
    pub beds: BedDays,
    pub flows: Flows,
    pub full: Full,
    pub waiting_active: Waiting,
    pub waiting_passive: Waiting,
    /// For each day of the period, where any house of the group reported: the sums of that day.
    pub daily: Vec<Option<DaySums>>,
}

/// On what the numbers rest. Unit: house-days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Basis {
    /// The houses of the group with a stand in the period.
    pub houses: u32,
    /// Days on which a house of the group was open.
    pub expected: u32,
    /// Of these, registered.
    pub reported: u32,
    /// Of the registered, without a bed in service.
    pub closed: u32,
    pub missing: u32,
    /// Of the missing, for which an earlier stand was used.
    pub carried: u32,
    /// Physical beds of the missing days for which no stand was used: the most that could be added to
    /// any sum of bed-days. Unit: bed-days.
    pub missing_physical: u64,
}

/// Sums of beds over house-days. Unit: bed-days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BedDays {
    pub physical: u64,
    pub in_service: u64,
    pub closed: BTreeMap<ClosureReason, u64>,
    pub occupied: u64,
    pub respite: u64,
    pub reserved: u64,
    pub in_turnover: u64,
    pub free: u64,
}

/// A sum of counts, and the house-days on which the count was stated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stated {
    pub sum: u64,
    pub house_days: u32,
}

/// What flowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flows {
    pub admissions: Stated,
    pub deaths: Stated,
    pub discharges: Stated,
    pub requests: Stated,
    pub requests_redirected: Stated,
    pub refusals: Stated,
    pub refusals_by_reason: BTreeMap<RefusalReason, u64>,
    /// Requests of the days on which refusals were stated too, so that a share has one basis.
    pub requests_with_refusals: u64,
    /// Refusals of the days on which requests were stated too.
    pub refusals_with_requests: u64,
    /// Of these, for want of a bed.
    pub refused_no_bed_with_requests: u64,
    pub withdrawals: Stated,
    pub died_before_admission: Stated,
    /// Bed-days and departures of the days on which both deaths and discharges were stated.
    pub occupied_with_departures: u64,
    pub in_service_with_departures: u64,
    pub departures: u64,
    /// Bed-days in service of the days on which admissions were stated.
    pub in_service_with_admissions: u64,
}

/// How often nothing was free.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Full {
    /// House-days with beds in service and none of them free.
    pub house_days: u32,
    /// House-days with beds in service.
    pub of_house_days: u32,
    /// House-days under an admission stop.
    pub stopped_house_days: u32,
    /// Days on which every expected house reported and none could have admitted: none had a free bed
    /// without being under a stop.
    pub all_days: u32,
    /// Days on which every expected house reported.
    pub complete_days: u32,
    /// The longest run of such days; a day on which a house is missing ends it.
    pub longest_run: u32,
}

/// A waiting list. One person may wait at several houses, so sums over houses count double.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// The sum of the days' numbers.
    pub sum: u64,
    /// Days on which any house of the group stated a number.
    pub days: u32,
    /// House-days on which a number was stated.
    pub house_days: u32,
    pub maximum: u32,
}

/// The sums of a group on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DaySums {
    pub date: NaiveDate,
    pub occupied: u32,
    pub in_service: u32,
    pub physical: u32,
    /// House-days with beds in service and none of them free, and with beds in service.
    pub full: u32,
    pub open: u32,
    pub all_full: Option<bool>,
}

impl HouseDay<'_> {
    /// Is there a stand, of this day or of an earlier one?
    #[must_use]
    pub fn has_stand(&self) -> bool {
        matches!(self, Self::Reported(_) | Self::Carried(_))
    }
}

impl BedDays {
    /// Tells the reason of closed beds that tells of a death as another.
    pub fn hide_deaths(&mut self) {
        let closed = std::mem::take(&mut self.closed);
        for (reason, bed_days) in closed {
            *self.closed.entry(reason.of_beds()).or_default() += bed_days;
        }
    }
}
