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

impl ClosureReason {
    /// The reason for whoever sees the beds alone: one that tells of a death is told as another.
    #[must_use]
    pub fn of_beds(self) -> Self {
        match self {
            Self::QuietAfterDeath => Self::Other,
            reason => reason,
        }
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

    /// The beds alone: nothing of who came, left, died, asked or waits. A quiet time after a death tells of
    /// one death, so its reason is told as another.
    #[must_use]
    pub fn beds_only(self) -> Self {
        let Counts {
            beds_occupied,
            beds_respite,
            beds_reserved,
            beds_in_turnover,
            closures,
            admission_stop,
            admits_from,
            ..
        } = self.counts;
        Self {
            counts: Counts {
                beds_occupied,
                beds_respite,
                beds_reserved,
                beds_in_turnover,
                closures: closures.map(|closures| {
                    let parts = closures.parts();
                    Tally::new(parts.map(|(reason, beds)| (reason.of_beds(), beds)))
                }),
                admission_stop: admission_stop.map(|stop| AdmissionStop {
                    reason: stop.reason.of_beds(),
                    ..stop
                }),
                admits_from,
                ..Counts::default()
            },
            physical: self.physical,
        }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn count(number: u16) -> Count {
        Count::new(i64::from(number)).expect("a count")
    }

    fn counts() -> impl Strategy<Value = Counts> {
        let some = || proptest::option::of((0..12_u16).prop_map(count));
        let closures = proptest::option::of(proptest::collection::vec((0..7_usize, 0..4_u32), 0..4));
        (0..12_u16, some(), some(), some(), closures).prop_map(
            |(occupied, respite, reserved, turnover, closures)| {
                use crate::domain::code::Coded;
                let parts = |parts: Vec<(usize, u32)>| {
                    Tally::new(
                        parts
                            .into_iter()
                            .map(|(reason, beds)| (ClosureReason::ALL[reason], beds)),
                    )
                };
                Counts {
                    beds_occupied: count(occupied),
                    beds_respite: respite,
                    beds_reserved: reserved,
                    beds_in_turnover: turnover,
                    closures: closures.map(parts),
                    ..Counts::default()
                }
            },
        )
    }

    proptest! {
        #[test]
        fn every_bed_of_a_stand_is_in_exactly_one_state(counts in counts(), physical in 0..40_u16) {
            let in_state = |beds: Option<Count>| beds.map_or(0, Count::get);
            let closed = counts.closures.as_ref().map_or(0, Tally::total);
            let elsewhere = counts.beds_occupied.get() + in_state(counts.beds_respite)
                + in_state(counts.beds_reserved) + in_state(counts.beds_in_turnover) + closed;
            match Stand::new(counts, count(physical)) {
                Ok(stand) => {
                    prop_assert_eq!(elsewhere + stand.free(), u32::from(physical));
                    prop_assert_eq!(stand.in_service() + closed, u32::from(physical));
                    prop_assert!(stand.committed() + stand.free() <= stand.in_service());
                }
                Err(misfit) => {
                    let expected = Misfit::MoreBedsThanPhysical { stated: elsewhere, physical: physical.into() };
                    prop_assert_eq!(misfit, expected);
                    prop_assert!(elsewhere > u32::from(physical));
                }
            }
        }
    }

    #[test]
    fn redirected_requests_are_among_the_requests() {
        let with = |requests, redirected| Counts {
            requests,
            requests_redirected: redirected,
            ..Counts::default()
        };
        let misfit = Misfit::MoreRedirectedThanRequests {
            redirected: 2,
            requests: 1,
        };
        let refused = Stand::new(with(Some(count(1)), Some(count(2))), count(3));
        assert_eq!(refused, Err(misfit));
        // Nothing contradicts a number that is not known.
        assert!(Stand::new(with(None, Some(count(2))), count(3)).is_ok());
        assert!(Stand::new(with(Some(count(2)), Some(count(2))), count(3)).is_ok());
    }

    #[test]
    fn absurd_closures_are_refused_without_overflow() {
        let counts = Counts {
            closures: Some(Tally::new([(ClosureReason::Holiday, u32::MAX)])),
            beds_occupied: count(999),
            ..Counts::default()
        };
        assert!(Stand::new(counts, count(999)).is_err());
    }
}
