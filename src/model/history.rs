//! What the model is told of each house: its registered days, and what is known of the days to come.

use chrono::NaiveDate;

use crate::domain::place::Location;
use crate::domain::stand::RefusalReason;
use crate::domain::statistics::DayCounts;

/// A house as the model sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct HouseRecord {
    /// Its id in the answer; unique among the houses of a question.
    pub id: String,
    /// Houses of one region learn from each other and help each other out; those of no known region too.
    pub region: Option<String>,
    /// Whom a house refuses asks the nearest first.
    pub location: Option<Location>,
    /// The registered days, strictly in order of dates. A day that is not there is missing, never zero.
    pub days: Vec<Day>,
    /// Physical beds that are known in advance, by the first day on which there are so many; in order. 0: the
    /// house is not open.
    pub beds: Vec<(NaiveDate, u32)>,
    /// Where the last registered day has an admission stop or a moment from which the house admits: the first
    /// day on which it admits again, if that is known.
    pub admits_from: Option<NaiveDate>,
}

/// A registered day: beds by state, all of them physical, and what flowed since the registered day before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Day {
    pub date: NaiveDate,
    pub physical: u32,
    /// Not open, or not staffed.
    pub closed: u32,
    pub occupied: u32,
    pub respite: u32,
    pub reserved: u32,
    pub in_turnover: u32,
    /// The house admits nobody, whatever its beds.
    pub is_stopped: bool,
    pub admissions: Option<u32>,
    /// Deaths and discharges; nothing where the house stated neither.
    pub departures: Option<u32>,
    pub requests: Option<u32>,
    /// Of the requests, refused elsewhere before: the same people once more.
    pub redirected: Option<u32>,
    /// Refused for want of room: no bed, no staff, or an infection.
    pub refused_for_room: Option<u32>,
    /// Refused for what would have kept them out of an empty house too.
    pub refused_otherwise: Option<u32>,
    /// Withdrew, or died before they could be admitted.
    pub gave_up: Option<u32>,
    /// On the active waiting list.
    pub waiting: Option<u32>,
}

impl Day {
    /// The day of the register, as far as the model uses it.
    #[must_use]
    pub fn of(date: NaiveDate, counts: &DayCounts) -> Self {
        let refused = |is_counted: fn(RefusalReason) -> bool| {
            counts.refusals.as_ref().map(|refusals| {
                let counted = refusals.parts().filter(|(reason, _)| is_counted(*reason));
                counted.map(|(_, number)| number).sum()
            })
        };
        Self {
            date,
            physical: counts.physical,
            closed: counts.physical.saturating_sub(counts.in_service),
            occupied: counts.occupied,
            respite: counts.respite,
            reserved: counts.reserved,
            in_turnover: counts.in_turnover,
            is_stopped: counts.is_stopped,
            admissions: counts.admissions,
            departures: either(counts.deaths, counts.discharges),
            requests: counts.requests,
            redirected: counts.requests_redirected,
            refused_for_room: refused(is_for_room),
            refused_otherwise: refused(|reason| !is_for_room(reason)),
            gave_up: either(counts.withdrawals, counts.died_before_admission),
            waiting: counts.waiting_list_active,
        }
    }

    /// The same day, of whose flows and waiting list nothing is known.
    #[must_use]
    pub fn without_flows(&self) -> Self {
        Self {
            date: self.date,
            physical: self.physical,
            closed: self.closed,
            occupied: self.occupied,
            respite: self.respite,
            reserved: self.reserved,
            in_turnover: self.in_turnover,
            is_stopped: self.is_stopped,
            ..Self::default()
        }
    }

    /// Beds with a guest or promised.
    #[must_use]
    pub fn committed(&self) -> u32 {
        self.occupied
            .saturating_add(self.respite)
            .saturating_add(self.reserved)
    }

    /// Beds that can be used: open and staffed.
    #[must_use]
    pub fn in_service(&self) -> u32 {
        self.physical.saturating_sub(self.closed)
    }

    /// Beds that somebody could be given: none under an admission stop.
    #[must_use]
    pub fn free(&self) -> u32 {
        if self.is_stopped {
            return 0;
        }
        self.in_service()
            .saturating_sub(self.committed())
            .saturating_sub(self.in_turnover)
    }
}

impl HouseRecord {
    /// The house as it was known at the end of `origin`: nothing of later days.
    #[must_use]
    pub fn until(&self, origin: NaiveDate) -> Self {
        let known = self.days.partition_point(|day| day.date <= origin);
        Self {
            days: self.days.iter().take(known).copied().collect(),
            ..self.clone()
        }
    }

    /// The physical beds on a day, by what was last known up to then: planned or registered. Before all that is
    /// known, the beds of the first registered day; 0 where there is none.
    #[must_use]
    pub fn physical_on(&self, date: NaiveDate) -> u32 {
        let registered = self.days.iter().rfind(|day| day.date <= date);
        let registered = registered.map(|day| (day.date, day.physical));
        let planned = self.beds.iter().rfind(|(from, _)| *from <= date).copied();
        let latest = registered
            .into_iter()
            .chain(planned)
            .max_by_key(|(from, _)| *from);
        let first = self.days.first().map(|day| day.physical);
        latest.map_or(first.unwrap_or(0), |(_, physical)| physical)
    }
}

/// Whoever was refused for this could have come, had there been room.
fn is_for_room(reason: RefusalReason) -> bool {
    matches!(
        reason,
        RefusalReason::NoBed | RefusalReason::NoStaff | RefusalReason::Infection
    )
}

/// The sum of what is stated; nothing where neither is.
#[must_use]
pub fn either(one: Option<u32>, other: Option<u32>) -> Option<u32> {
    match (one, other) {
        (None, None) => None,
        (one, other) => Some(one.unwrap_or(0) + other.unwrap_or(0)),
    }
}
