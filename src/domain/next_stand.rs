//! What the stand of a day begins with, before anybody has counted again: the states of the last one and no flows;
//! and what one change of a bed makes of a stand.

use chrono::{DateTime, Utc};

use super::code::coded;
use super::count::{Count, Tally};
use super::stand::Counts;

/// The counts of a house that says that nothing changed since its last stand. `past` are its stands, the last one
/// first; nothing where there is none. Flows are counted anew: those that one of `past` states begin at none, those
/// that no stand states stay unknown. Who comes and goes is always asked for. A moment of admission that has come by
/// `now` is left out.
#[must_use]
pub fn unchanged<'a>(
    mut past: impl Iterator<Item = &'a Counts> + Clone,
    now: DateTime<Utc>,
) -> Option<Counts> {
    let all = past.clone();
    let last = past.next()?;
    let none_of = |flow: fn(&Counts) -> Option<Count>| {
        let is_stated = all.clone().any(|counts| flow(counts).is_some());
        is_stated.then(Count::default)
    };
    let refuses = all.clone().any(|counts| counts.refusals.is_some());
    Some(Counts {
        admits_from: last.admits_from.filter(|moment| *moment > now),
        admissions: Some(Count::default()),
        deaths: Some(Count::default()),
        discharges: Some(Count::default()),
        requests: none_of(|counts| counts.requests),
        requests_redirected: none_of(|counts| counts.requests_redirected),
        refusals: refuses.then(|| Tally::new([])),
        withdrawals: none_of(|counts| counts.withdrawals),
        died_before_admission: none_of(|counts| counts.died_before_admission),
        ..last.clone()
    })
}

coded! {
    /// What happened to one bed since the stand, as people say it.
    BedChange {
        /// A free bed was taken.
        Taken = "bezet",
        /// The guest came for whom a bed was reserved.
        ReservedTaken = "bezet_gereserveerd",
        Died = "overleden",
        /// The guest left alive.
        Discharged = "ontslagen",
    }
}

impl BedChange {
    /// The counts after the change; nothing where there is no such bed to change. Whether the beds suffice is not
    /// looked at.
    #[must_use]
    pub fn applied_to(self, counts: &Counts) -> Option<Counts> {
        let mut after = counts.clone();
        match self {
            Self::Taken | Self::ReservedTaken => {
                after.beds_occupied = more(counts.beds_occupied)?;
                after.admissions = Some(more(counts.admissions.unwrap_or_default())?);
            }
            Self::Died | Self::Discharged => after.beds_occupied = less(counts.beds_occupied)?,
        }
        match self {
            Self::Taken => {}
            Self::ReservedTaken => after.beds_reserved = Some(less(counts.beds_reserved?)?),
            Self::Died => after.deaths = Some(more(counts.deaths.unwrap_or_default())?),
            Self::Discharged => after.discharges = Some(more(counts.discharges.unwrap_or_default())?),
        }
        Some(after)
    }
}

fn more(count: Count) -> Option<Count> {
    Count::new(i64::from(count.get()) + 1)
}

fn less(count: Count) -> Option<Count> {
    Count::new(i64::from(count.get()) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::parse_moment;
    use crate::domain::stand::{AdmissionStop, ClosureReason, RefusalReason};

    fn count(number: i64) -> Count {
        Count::new(number).expect("a count")
    }

    fn moment(text: &str) -> DateTime<Utc> {
        parse_moment(text).expect("a moment")
    }

    fn busy() -> Counts {
        Counts {
            beds_occupied: count(3),
            beds_reserved: Some(count(1)),
            closures: Some(Tally::new([(ClosureReason::Holiday, 1)])),
            admission_stop: Some(AdmissionStop {
                reason: ClosureReason::NoNursing,
                expected_until: None,
            }),
            admits_from: Some(moment("2026-11-23T08:00:00Z")),
            admissions: Some(count(2)),
            deaths: Some(count(1)),
            requests: Some(count(4)),
            refusals: Some(Tally::new([(RefusalReason::NoBed, 2)])),
            waiting_list_active: Some(count(2)),
            ..Counts::default()
        }
    }

    #[test]
    fn states_stay_and_flows_begin_anew() {
        let last = busy();
        let next = unchanged([&last].into_iter(), moment("2026-11-20T08:00:00Z")).expect("a stand");
        let expected = Counts {
            admissions: Some(count(0)),
            deaths: Some(count(0)),
            discharges: Some(count(0)),
            requests: Some(count(0)),
            refusals: Some(Tally::new([])),
            ..busy()
        };
        assert_eq!(next, expected);
    }

    #[test]
    fn a_flow_that_any_earlier_stand_states_begins_at_none_and_others_stay_unknown() {
        let last = Counts::default();
        let earlier = Counts {
            withdrawals: Some(count(3)),
            ..Counts::default()
        };
        let next = unchanged([&last, &earlier].into_iter(), DateTime::UNIX_EPOCH).expect("a stand");
        assert_eq!(next.withdrawals, Some(count(0)));
        assert_eq!(
            (
                next.requests,
                next.requests_redirected,
                next.refusals,
                next.died_before_admission
            ),
            (None, None, None, None)
        );
        assert_eq!(next.beds_reserved, None, "a state that was not stated stays so");
    }

    #[test]
    fn a_moment_of_admission_that_has_come_is_left_out() {
        let last = busy();
        let at = |now| {
            unchanged([&last].into_iter(), moment(now))
                .expect("a stand")
                .admits_from
        };
        assert_eq!(at("2026-11-23T07:59:59Z"), busy().admits_from);
        assert_eq!(at("2026-11-23T08:00:00Z"), None);
    }

    #[test]
    fn a_house_without_a_stand_has_nothing_to_begin_with() {
        assert_eq!(unchanged(std::iter::empty(), DateTime::UNIX_EPOCH), None);
    }

    #[test]
    fn a_bed_that_is_taken_or_left_changes_the_beds_and_the_flow_behind_them() {
        let counts = |change: BedChange| {
            let after = change.applied_to(&busy()).expect("a change");
            let number = |count: Option<Count>| count.map(Count::get);
            (
                after.beds_occupied.get(),
                number(after.beds_reserved),
                number(after.admissions),
                number(after.deaths),
                number(after.discharges),
            )
        };
        assert_eq!(counts(BedChange::Taken), (4, Some(1), Some(3), Some(1), None));
        assert_eq!(
            counts(BedChange::ReservedTaken),
            (4, Some(0), Some(3), Some(1), None)
        );
        assert_eq!(counts(BedChange::Died), (2, Some(1), Some(2), Some(2), None));
        assert_eq!(
            counts(BedChange::Discharged),
            (2, Some(1), Some(2), Some(1), Some(1))
        );
    }

    #[test]
    fn nobody_leaves_an_empty_house_and_no_reserved_bed_is_taken_where_there_is_none() {
        let empty = Counts::default();
        assert_eq!(BedChange::Died.applied_to(&empty), None);
        assert_eq!(BedChange::Discharged.applied_to(&empty), None);
        assert_eq!(BedChange::ReservedTaken.applied_to(&empty), None);
        let none_reserved = Counts {
            beds_reserved: Some(count(0)),
            ..Counts::default()
        };
        assert_eq!(BedChange::ReservedTaken.applied_to(&none_reserved), None);
    }
}
