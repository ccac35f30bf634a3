use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::domain::calendar::care_day;

#[test]
fn the_first_registration_of_a_house_states_no_flows_and_all_others_do() {
    let entries = two_years(&changing_network(), 4);
    let mut first_dates = BTreeMap::new();
    for entry in &entries {
        let first_date = *first_dates.entry(&entry.house).or_insert(entry.date);
        let counts = &entry.counts;
        let flows = [
            counts.admissions,
            counts.deaths,
            counts.discharges,
            counts.requests,
            counts.requests_redirected,
            counts.withdrawals,
            counts.died_before_admission,
        ];
        let unstated = flows.iter().all(Option::is_none) && counts.refusals.is_none();
        let all_stated = flows.iter().all(Option::is_some) && counts.refusals.is_some();
        assert!(
            if entry.date == first_date {
                unstated
            } else {
                all_stated
            },
            "{entry:?}"
        );
    }
    assert_eq!(first_dates.len(), 8);
}

#[test]
fn a_correction_follows_a_wrong_entry_and_says_why_in_terms_of_the_count() {
    let entries = two_years(&network(), 5);
    let mut corrections = 0;
    for (place, entry) in entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| entry.reason.is_some())
    {
        let wrong = entries[..place]
            .iter()
            .find(|other| other.house == entry.house && other.date == entry.date)
            .expect("an entry to correct");
        assert_ne!(wrong.counts, entry.counts);
        let reason = entry.reason.as_ref().expect("a reason").as_str().to_lowercase();
        for guest in ["gast", "overl", "mevrouw", "meneer", "kamer", "familie"] {
            assert!(!reason.contains(guest), "{reason}");
        }
        corrections += 1;
    }
    assert!(corrections > 0);
}

#[test]
fn only_corrections_and_afternoon_updates_enter_a_day_again() {
    let mut known = BTreeMap::new();
    let mut updates = 0;
    for entry in two_years(&network(), 6) {
        let again = known.insert((entry.house.clone(), entry.date), entry.entered_at);
        if let Some(earlier) = again.filter(|_| entry.reason.is_none()) {
            assert!(entry.entered_at - earlier > TimeDelta::hours(4), "{entry:?}");
            assert_eq!(care_day(entry.entered_at), entry.date);
            updates += 1;
        }
    }
    assert!(updates > 100, "{updates}");
}

#[test]
fn houses_post_in_the_morning_each_at_its_own_time_also_through_clock_changes() {
    let entries = two_years(&network(), 8);
    let on_time = entries.iter().filter(|entry| {
        let before_end = day_end(entry.date) - entry.entered_at;
        (TimeDelta::minutes(13 * 60 + 10)..TimeDelta::minutes(16 * 60 + 45)).contains(&before_end)
    });
    let share = ratio(on_time.count(), entries.len());
    assert!((0.88..0.97).contains(&share), "{share}");
    let days = entries.iter().map(|entry| &entry.house).collect::<BTreeSet<_>>();
    assert_eq!(days.len(), 8);
}
