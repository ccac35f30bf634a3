//! How far a house's registrations can be relied on.

use chrono::NaiveDate;

use super::steps::{FlowSpan, Step};
use crate::model::history::HouseRecord;

/// Older days say nothing of how a house registers now.
const YEAR_DAYS: i64 = 365;

/// What a house registered in the last 365 days, and what it left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quality {
    pub days_registered: u32,
    /// Days without registration since the first registered day.
    pub days_missing: u32,
    /// Registered days with admissions and departures, after another registered day.
    pub days_with_flows: u32,
    /// Of these, where the flows do not lead from one count to the next.
    pub days_disagreeing: u32,
    /// Registered days with requests, after another registered day.
    pub days_with_requests: u32,
}

impl Quality {
    pub(super) fn of(house: &HouseRecord, steps: &[Step], as_of: NaiveDate, span: FlowSpan) -> Self {
        let is_recent = |date: NaiveDate| date <= as_of && (as_of - date).num_days() < YEAR_DAYS;
        let registered = count(house.days.iter().filter(|day| is_recent(day.date)));
        let first = house.days.first().filter(|day| day.date <= as_of);
        let passed = first.map_or(0, |first| ((as_of - first.date).num_days() + 1).min(YEAR_DAYS));
        let recent = || steps.iter().filter(|step| is_recent(step.to.date));
        let moves = || recent().filter_map(|step| step.moves(span));
        Self {
            days_registered: registered,
            days_missing: u32::try_from(passed)
                .unwrap_or(u32::MAX)
                .saturating_sub(registered),
            days_with_flows: count(moves()),
            days_disagreeing: count(moves().filter(|moves| moves.disagrees)),
            days_with_requests: count(recent().filter(|step| step.to.requests.is_some())),
        }
    }
}

fn count<T>(things: impl Iterator<Item = T>) -> u32 {
    u32::try_from(things.count()).unwrap_or(u32::MAX)
}
