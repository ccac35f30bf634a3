//! A day's stand: the state of each bed and what flowed since the previous registration.
//!
//! What is not stated is not known: an `Option` that is empty never means 0. A bed that nobody put
//! in another state counts as free.

use chrono::{DateTime, NaiveDate, Utc};

use super::code::coded;
use super::count::{Count, Tally};

coded! {
    /// Why beds are closed, or why a house admits nobody for a while.
    ClosureReason {
        NoVolunteers = "no_volunteers",
        NoNursing = "no_nursing",
        Renovation = "renovation",
        Infection = "infection",
        Holiday = "holiday",
        QuietAfterDeath = "quiet_after_death",
        Other = "other",
    }
}

coded! {
    /// Why a request was refused.
    RefusalReason {
        NoBed = "no_bed",
        NoStaff = "no_staff",
        CareTooComplex = "care_too_complex",
        NotEligible = "not_eligible",
        Infection = "infection",
        RespiteNotOffered = "respite_not_offered",
        NoFunding = "no_funding",
        Other = "other",
    }
}

/// The house admits nobody for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AdmissionStop {
    pub reason: ClosureReason,
    pub expected_until: Option<NaiveDate>,
}

/// The counts of one day as a house states them, not yet held against its beds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub beds_occupied: Count,
    pub beds_respite: Option<Count>,
    pub beds_reserved: Option<Count>,
    pub beds_in_turnover: Option<Count>,
    pub closures: Option<Tally<ClosureReason>>,
    pub admission_stop: Option<AdmissionStop>,
    pub admits_from: Option<DateTime<Utc>>,
    pub admissions: Option<Count>,
    pub deaths: Option<Count>,
    pub discharges: Option<Count>,
    pub requests: Option<Count>,
    pub requests_redirected: Option<Count>,
    pub refusals: Option<Tally<RefusalReason>>,
    pub withdrawals: Option<Count>,
    pub died_before_admission: Option<Count>,
    pub waiting_list_active: Option<Count>,
    pub waiting_list_passive: Option<Count>,
}

/// Counts that fit the beds of the house on that day: each bed is in exactly one state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    counts: Counts,
    physical: Count,
}

impl Stand {
    /// `counts` in a house of `physical` beds.
    ///
    /// # Errors
    /// [`Misfit`] where the beds do not add up or counts contradict each other.
    pub fn new(counts: Counts, physical: Count) -> Result<Self, Misfit> {
        let stated = stated_beds(&counts);
        if stated > physical.get() {
            return Err(Misfit::MoreBedsThanPhysical {
                stated,
                physical: physical.get(),
            });
        }
        match (counts.requests_redirected, counts.requests) {
            (Some(redirected), Some(requests)) if redirected > requests => {
                Err(Misfit::MoreRedirectedThanRequests {
                    redirected: redirected.get(),
                    requests: requests.get(),
                })
            }
            _ => Ok(Self { counts, physical }),
        }
    }

    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// The beds the house has that day.
    #[must_use]
    pub fn physical(&self) -> u32 {
        self.physical.get()
    }

    /// Beds closed, for all reasons.
    #[must_use]
    pub fn closed(&self) -> u32 {
        self.counts.closures.as_ref().map_or(0, Tally::total)
    }

    /// Beds open and staffed: physical less closed.
    #[must_use]
    pub fn in_service(&self) -> u32 {
        self.physical().saturating_sub(self.closed())
    }

    /// Beds in no other state.
    #[must_use]
    pub fn free(&self) -> u32 {
        self.physical().saturating_sub(stated_beds(&self.counts))
    }

    /// Beds with a guest or promised to one: occupied, respite and reserved.
    #[must_use]
    pub fn committed(&self) -> u32 {
        let counts = &self.counts;
        counts.beds_occupied.get() + or_none(counts.beds_respite) + or_none(counts.beds_reserved)
    }
}

/// Why counts are no stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// Occupied, respite, reserved, in turnover and closed are together more than the beds there are.
    MoreBedsThanPhysical { stated: u32, physical: u32 },
    /// More requests came redirected than came at all.
    MoreRedirectedThanRequests { redirected: u32, requests: u32 },
}

/// Beds stated to be in some state but free.
fn stated_beds(counts: &Counts) -> u32 {
    let open = counts.beds_occupied.get()
        + or_none(counts.beds_respite)
        + or_none(counts.beds_reserved)
        + or_none(counts.beds_in_turnover);
    open.saturating_add(counts.closures.as_ref().map_or(0, Tally::total))
}

fn or_none(count: Option<Count>) -> u32 {
    count.map_or(0, Count::get)
}
