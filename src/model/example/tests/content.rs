use std::collections::BTreeSet;

use chrono::{Datelike, Weekday};

use super::*;
use crate::domain::calendar::care_day;
use crate::domain::stand::{ClosureReason, RefusalReason};

#[test]
fn every_kind_of_closure_refusal_and_state_occurs_in_two_years() {
    let stands = (0..4).flat_map(|seed| last_of_each(&two_years(&network(), seed)).into_values());
    let stands = stands.collect::<Vec<_>>();
    for reason in [
        ClosureReason::NoVolunteers,
        ClosureReason::NoNursing,
        ClosureReason::Renovation,
        ClosureReason::Infection,
        ClosureReason::Holiday,
        ClosureReason::QuietAfterDeath,
    ] {
        let closed = |counts: &&Counts| counts.closures.as_ref().is_some_and(|tally| tally.of(reason) > 0);
        assert!(stands.iter().find(closed).is_some(), "{reason:?}");
    }
    for reason in [
        RefusalReason::NoBed,
        RefusalReason::NoStaff,
        RefusalReason::CareTooComplex,
        RefusalReason::NotEligible,
        RefusalReason::Infection,
        RefusalReason::RespiteNotOffered,
    ] {
        let refused = |counts: &&Counts| counts.refusals.as_ref().is_some_and(|tally| tally.of(reason) > 0);
        assert!(stands.iter().find(refused).is_some(), "{reason:?}");
    }
    let some = |count: Option<Count>| count.is_some_and(|count| count.get() > 0);
    for (state, occurs) in [
        ("respite", stands.iter().any(|counts| some(counts.beds_respite))),
        ("reserved", stands.iter().any(|counts| some(counts.beds_reserved))),
        (
            "turnover",
            stands.iter().any(|counts| some(counts.beds_in_turnover)),
        ),
        (
            "stop",
            stands.iter().any(|counts| counts.admission_stop.is_some()),
        ),
        (
            "admits from",
            stands.iter().any(|counts| counts.admits_from.is_some()),
        ),
        (
            "waiting",
            stands.iter().any(|counts| some(counts.waiting_list_active)),
        ),
        (
            "passive",
            stands.iter().any(|counts| some(counts.waiting_list_passive)),
        ),
        (
            "redirected",
            stands.iter().any(|counts| some(counts.requests_redirected)),
        ),
        ("withdrawn", stands.iter().any(|counts| some(counts.withdrawals))),
        (
            "died waiting",
            stands.iter().any(|counts| some(counts.died_before_admission)),
        ),
    ] {
        assert!(occurs, "{state}");
    }
}

#[test]
fn one_house_is_renovated_for_three_weeks() {
    for seed in 0..5 {
        let entries = register(&network(), first(), end_of_day(600), seed);
        let renovated = |entry: &&Entry| {
            let closures = entry
                .counts
                .closures
                .as_ref()
                .map_or(0, |tally| tally.of(ClosureReason::Renovation));
            closures > 0
        };
        let days = entries
            .iter()
            .filter(renovated)
            .map(|entry| (entry.house.clone(), entry.date));
        let days = days.collect::<BTreeSet<_>>();
        let houses = days.iter().map(|(house, _)| house).collect::<BTreeSet<_>>();
        assert_eq!(houses.len(), 1, "seed {seed}");
        assert!((5..=21).contains(&days.len()), "seed {seed}: {}", days.len());
    }
}

#[test]
fn what_a_house_says_of_the_future_lies_in_the_future() {
    let monday_at_eight = |moment: DateTime<Utc>| {
        let day = care_day(moment);
        day.weekday() == Weekday::Mon && day_end(day) - moment == TimeDelta::hours(16)
    };
    for entry in two_years(&network(), 9) {
        if let Some(until) = entry.counts.admission_stop.and_then(|stop| stop.expected_until) {
            assert!(until >= entry.date, "{entry:?}");
        }
        if let Some(from) = entry.counts.admits_from {
            assert!(care_day(from) > entry.date && monday_at_eight(from), "{entry:?}");
        }
    }
}
