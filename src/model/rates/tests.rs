use proptest::prelude::*;

use super::*;
use crate::model::history::Day;
use crate::model::testing::{date, record};

/// A day of a house of six beds, all in service, none promised.
fn day(number: u32, occupied: u32, flows: Option<(u32, u32)>) -> Day {
    Day {
        date: date(number),
        physical: 6,
        occupied,
        admissions: flows.map(|(admissions, _)| admissions),
        departures: flows.map(|(_, departures)| departures),
        ..Day::default()
    }
}

fn house(days: &[Day]) -> HouseRecord {
    record("centraal", 6, days.to_vec())
}

fn only(days: &[Day], as_of: u32) -> HouseRates {
    estimate(&[house(days)], date(as_of))[0]
}

fn close(found: f64, expected: f64) {
    assert!(
        (found / expected - 1.0).abs() < 1e-12,
        "{found} instead of {expected}"
    );
}

#[test]
fn two_days_give_what_the_formulas_say() {
    // One interval of 2 days, half a half-life old: 4 and 5 of 6 beds, two came and one left.
    let rates = only(&[day(0, 4, None), day(2, 5, Some((2, 1)))], 137);
    let weight = 0.5_f64.sqrt();
    let region = (weight + 1.0) / (9.0 * weight + 22.0);
    // However old, a single interval is worth as many events as it has.
    close(
        rates.departures_per_bed_day(),
        (1.0 + 12.0) / (9.0 + 12.0 / region),
    );
    // One day each with 2 and 1 free; both admissions found two beds free, the last one if it came
    // at the end. Rate, region and effects are fitted until they agree.
    let (mut one, mut two, mut house) = (1.0, 1.0, 0.0);
    for _ in 0..200 {
        let open = weight * (one + two);
        let per_bed = (2.0 * weight + 1.0) / (6.0 * open + 365.0 / 12.0);
        house = (2.0 * weight + 6.0) / (open + 6.0 / (6.0 * per_bed));
        one = 15.0 / (weight * house + 15.0);
        two = (2.0 * weight + 15.0) / (weight * house + 15.0);
    }
    assert!((rates.admissions_per_day(1) / (house * one) - 1.0).abs() < 1e-3);
    assert!((rates.admissions_per_day(2) / (house * two) - 1.0).abs() < 1e-3);
    assert!((rates.admissions_per_day(3) / house - 1.0).abs() < 1e-3);
}

#[test]
fn where_nothing_is_known_the_defaults_stand() {
    let stop = NaiveDate::MAX;
    for (days, reason) in [
        (vec![], "no day"),
        (
            vec![day(5, 4, Some((9, 9)))],
            "one day, before which nothing was counted",
        ),
    ] {
        let rates = estimate(&[house(&days)], stop)[0];
        close(rates.departures_per_bed_day(), 1.0 / 22.0);
        for free in 1..5 {
            let found = rates.admissions_per_day(free);
            assert!(
                (found / (6.0 * 12.0 / 365.0) - 1.0).abs() < 1e-12,
                "{reason}: {found}"
            );
        }
        assert!(rates.admissions_per_day(0) <= 0.0, "{reason}");
    }
    assert_eq!(estimate(&[house(&[])], stop)[0], defaults(6));
    assert_eq!(estimate(&[], stop), []);
}

#[test]
fn where_flows_and_counts_disagree_the_counts_win() {
    for (stated, booked, reason) in [
        (Some((0, 0)), (0, 2), "two who left unsaid"),
        (
            Some((3, 1)),
            (3, 5),
            "three came, and all but one of five left unsaid",
        ),
        (Some((0, 5)), (3, 5), "five left, and three must have come"),
        (None, (0, 2), "no flows"),
    ] {
        let told = only(&[day(0, 5, None), day(1, 3, stated)], 1);
        let meant = only(&[day(0, 5, None), day(1, 3, Some(booked))], 1);
        assert_eq!(told, meant, "{reason}");
    }
    let half_said = Day {
        admissions: None,
        ..day(1, 3, Some((0, 3)))
    };
    assert_eq!(
        only(&[day(0, 5, None), half_said], 1),
        only(&[day(0, 5, None), day(1, 3, Some((1, 3)))], 1)
    );
}

#[test]
fn the_future_does_not_matter() {
    let plain = [day(0, 4, None), day(1, 5, Some((1, 0))), day(4, 3, Some((0, 2)))];
    let expected = only(&plain, 4);
    let with_tomorrow = [plain[0], plain[1], plain[2], day(5, 6, Some((9, 6)))];
    assert_eq!(only(&with_tomorrow, 4), expected);
    assert_ne!(only(&with_tomorrow, 5), expected);
}

#[test]
fn a_gap_counts_as_one_long_interval() {
    let rates = only(&[day(0, 4, None), day(20, 4, Some((3, 3)))], 20);
    let region = (3.0 + 1.0) / (80.0 + 22.0);
    close(
        rates.departures_per_bed_day(),
        (3.0 + 12.0) / (80.0 + 12.0 / region),
    );
}

#[test]
fn a_house_under_an_admission_stop_is_not_one_that_nobody_wants() {
    let open = [day(0, 4, None), day(200, 4, Some((10, 10)))];
    let mut stopped = open.to_vec();
    stopped.extend((201..400).map(|number| Day {
        is_stopped: true,
        ..day(number, 4, Some((0, 0)))
    }));
    let before = only(&open, 400).admissions_per_day(2);
    let after = only(&stopped, 400).admissions_per_day(2);
    assert!((after / before - 1.0).abs() < 0.02, "{after} after {before}");
}

#[test]
fn older_days_weigh_less() {
    let year =
        |from: u32, leaving: u32| (0..36).map(move |ten| day(from + 10 * ten, 4, Some((leaving, leaving))));
    let fewer_now = only(&year(0, 3).chain(year(360, 1)).collect::<Vec<_>>(), 720);
    let more_now = only(&year(0, 1).chain(year(360, 3)).collect::<Vec<_>>(), 720);
    assert!(more_now.departures_per_bed_day() > 1.2 * fewer_now.departures_per_bed_day());
}

/// A count as people and machines enter it: mostly small, sometimes absurd.
fn number() -> impl Strategy<Value = u32> {
    prop_oneof![8 => 0_u32..12, 1 => Just(u32::MAX), 1 => any::<u32>()]
}

fn any_day() -> impl Strategy<Value = Day> {
    let counts = (number(), number(), number());
    let flows = (proptest::option::of(number()), proptest::option::of(number()));
    let day = prop_oneof![9 => 0_u32..900, 1 => 0_u32..80_000_000];
    (day, counts, flows).prop_map(
        |(day, (physical, reserved, occupied), (admissions, departures))| Day {
            date: date(day),
            physical,
            reserved,
            admissions,
            departures,
            occupied,
            ..Day::default()
        },
    )
}

proptest! {
    #[test]
    fn rates_are_finite_and_positive_whatever_was_registered(
        houses in proptest::collection::vec((0..3, number(), proptest::collection::vec(any_day(), 0..40)), 0..6),
        as_of in 0_u32..80_000_000,
    ) {
        let houses = houses.into_iter().map(|(number, physical, mut days)| {
            days.sort_by_key(|day| day.date);
            days.dedup_by_key(|day| day.date);
            record(&format!("r{number}"), physical, days)
        });
        let houses = houses.collect::<Vec<_>>();
        let rates = estimate(&houses, date(as_of));
        prop_assert_eq!(rates.len(), houses.len());
        for found in rates {
            for rate in [found.departures_per_bed_day()].into_iter().chain((1..5).map(|f| found.admissions_per_day(f))) {
                prop_assert!((1e-6..=1e3).contains(&rate), "{:?}", found);
            }
            prop_assert!(found.admissions_per_day(0) <= 0.0);
        }
    }
}
