use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;
use crate::domain::calendar::{is_weekend, next_day};
use crate::domain::registration::fit;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn going_on_for_longer_only_adds_to_the_end(
        seed: u64,
        minutes in -2_000_i64..300_000,
        more in 0_i64..100_000,
    ) {
        let houses = changing_network();
        let stop = day_end(first()) + TimeDelta::minutes(minutes);
        let early = register(&houses, first(), stop, seed);
        let late = register(&houses, first(), stop + TimeDelta::minutes(more), seed);
        prop_assert!(early.iter().all(|entry| entry.entered_at <= stop));
        prop_assert!(late.iter().skip(early.len()).all(|entry| entry.entered_at > stop));
        prop_assert!(late.starts_with(&early));
    }

    #[test]
    fn every_entry_fits_the_beds_of_its_house_and_day(seed: u64) {
        let houses = changing_network();
        for entry in two_years(&houses, seed) {
            let house = houses.iter().find(|house| house.id == entry.house).expect("a house");
            prop_assert!(fit((&house.opening, &house.beds), entry.date, entry.counts.clone()).is_ok(), "{entry:?}");
            prop_assert!(day_end(entry.date) - entry.entered_at < TimeDelta::hours(18), "{entry:?}");
        }
    }

    #[test]
    fn the_guests_balance_between_the_last_stands_of_successive_registered_days(seed: u64) {
        let entries = register(&changing_network(), first(), end_of_day(740), seed);
        let mut stands = last_of_each(&entries);
        stands.retain(|(_, day), _| *day < first() + TimeDelta::days(730));
        for (house, days) in by_house(&stands) {
            for pair in days.windows(2) {
                let (before, (day, now)) = (pair[0].1, pair[1]);
                let expected = stated(Some(before.beds_occupied)) + stated(now.admissions)
                    - stated(now.deaths) - stated(now.discharges);
                prop_assert_eq!(stated(Some(now.beds_occupied)), expected, "{} on {}", house, day);
            }
        }
    }

    #[test]
    fn a_house_that_admits_nobody_at_weekends_reports_no_admission_of_saturday_or_sunday(seed: u64) {
        let closed_at_weekends = ["b", "d", "f"].map(|id| Id::new(id).expect("an id"));
        let mut mornings = Final::new();
        for entry in two_years(&network(), seed) {
            mornings.entry((entry.house, entry.date)).or_insert(entry.counts);
        }
        for (house, days) in by_house(&mornings) {
            for pair in days.windows(2).filter(|_| closed_at_weekends.contains(house)) {
                let (before, (day, now)) = (pair[0].0, pair[1]);
                if is_weekend(before) && day == next_day(before) {
                    prop_assert_eq!(stated(now.admissions), 0, "{} on {}", house, day);
                }
            }
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_register_in_any_order_of_houses_and_another_seed_another() {
    let mut houses = network();
    let known = two_years(&houses, 1);
    houses.reverse();
    assert_eq!(two_years(&houses, 1), known);
    assert_ne!(two_years(&houses, 2), known);
}
