use chrono::Days;

use super::*;
use crate::model::history::Day;
use crate::model::mass;
use crate::model::progress::Unwatched;

mod properties;
mod public;

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn question(origin: NaiveDate) -> Question {
    Question {
        origin,
        horizon: 28,
        paths: 0,
        seed: 1,
    }
}

fn house(id: &str, region: Option<&str>, days: Vec<Day>) -> HouseRecord {
    HouseRecord {
        id: id.to_owned(),
        region: region.map(str::to_owned),
        location: None,
        days,
        beds: Vec::new(),
        admits_from: None,
    }
}

fn day(date: NaiveDate, physical: u32, occupied: u32) -> Day {
    Day {
        date,
        physical,
        occupied,
        ..Day::default()
    }
}

#[test]
fn a_house_of_one_registration_gets_a_wide_answer_about_it() {
    let origin = date("2026-03-01");
    let alone = [house("a", None, vec![day(origin, 4, 3)])];
    let answer = forecast(&alone, &question(origin), &Unwatched).expect("unwatched");
    let days = &answer.houses[0].days;
    let [first, last] = [&days[0], &days[27]];
    assert!(first.mass[3] > 0.5 && first.mass[3] < 0.95, "{:?}", first.mass);
    assert!(
        last.mass.iter().all(|chance| *chance > 0.005 && *chance < 0.6),
        "{:?}",
        last.mass
    );
    assert!(last.any_free > 0.3 && last.any_free < 0.98);
    assert_eq!(answer.network.basis.days_registered, 1);
    assert!(answer.regions.is_empty());
}

#[test]
fn of_a_house_that_never_registered_nothing_is_sure_and_no_days_are_behind_it() {
    let origin = date("2026-03-01");
    let mut silent = house("a", Some("r"), Vec::new());
    silent.beds = vec![(date("2020-01-01"), 3)];
    let answer = forecast(&[silent], &question(origin), &Unwatched).expect("unwatched");
    let day = &answer.houses[0].days[5];
    assert_eq!(day.mass, [0.25; 4]);
    assert!((day.any_free - 0.75).abs() < 1e-12 && (day.all_full - 0.25).abs() < 1e-12);
    assert_eq!(
        answer.regions[0].basis,
        Basis {
            houses_expected: 1,
            ..Basis::default()
        }
    );
    assert_eq!(answer.regions[0].days[5].mass, [1.0]);
}

#[test]
fn beds_that_are_planned_to_go_are_not_forecast() {
    let origin = date("2026-03-01");
    let days = (0..200).map(|back| day(origin - Days::new(200 - back), 4, 3 + u32::from(back % 3 == 0)));
    let mut closing = house("a", None, days.collect());
    closing.beds = vec![
        (date("2020-01-01"), 4),
        (origin + Days::new(10), 2),
        (origin + Days::new(20), 0),
    ];
    let answer = forecast(&[closing], &question(origin), &Unwatched).expect("unwatched");
    let lengths: Vec<usize> = answer.houses[0].days.iter().map(|day| day.mass.len()).collect();
    assert_eq!((lengths[8], lengths[9], lengths[18], lengths[19]), (5, 3, 3, 1));
    assert!(answer.houses[0].days[27].any_free < 1e-12);
}

#[test]
fn a_house_that_is_silent_for_two_months_is_not_in_the_sum() {
    let origin = date("2026-03-01");
    let until = |last: NaiveDate| {
        (0..100)
            .map(move |back| day(last - Days::new(100 - back), 4, 2))
            .collect()
    };
    let houses = [
        house("a", Some("r"), until(origin)),
        house("b", Some("r"), until(origin - Days::new(60))),
    ];
    let answer = forecast(&houses, &question(origin), &Unwatched).expect("unwatched");
    assert_eq!(answer.regions[0].days[0].mass.len(), 5);
    assert_eq!(
        (
            answer.regions[0].basis.houses,
            answer.regions[0].basis.houses_expected
        ),
        (1, 2)
    );
    let [today, long_ago] = [0, 1].map(|house| mass::variance(&answer.houses[house].days[0].mass));
    assert!(
        long_ago > today,
        "a forecast from long ago is wider: {long_ago} and {today}"
    );
}

#[test]
fn a_stop_until_a_known_day_leaves_no_bed_free_until_then() {
    let origin = date("2026-03-01");
    let mut days: Vec<Day> = (0..100)
        .map(|back| day(origin - Days::new(99 - back), 4, 1))
        .collect();
    days[99].is_stopped = true;
    let mut stopped = house("a", None, days);
    stopped.admits_from = Some(origin + Days::new(3));
    let answer = forecast(&[stopped], &question(origin), &Unwatched).expect("unwatched");
    let free: Vec<f64> = answer.houses[0].days.iter().map(|day| day.any_free).collect();
    assert!(
        free[0].abs() < 1e-12 && free[1].abs() < 1e-12 && free[2] > 0.5,
        "{free:?}"
    );
}

#[test]
fn houses_that_fill_together_are_full_together_more_often_than_by_chance() {
    let mass: &[f64] = &[0.0, 0.5, 0.5];
    let houses = [(mass, 0.5), (mass, 0.5)];
    let apart = all_full(&houses, &[0.0, 0.0, 0.25, 0.5, 0.25]);
    let together = all_full(&houses, &[0.0, 0.0, 0.4, 0.2, 0.4]);
    assert!((apart - 0.25).abs() < 1e-9, "{apart}");
    assert!(together > 0.35 && together < 0.5, "{together}");
}

#[test]
fn work_that_is_no_longer_wanted_stops() {
    struct Never;
    impl Watch for Never {
        fn goes_on(&self, _: u64, _: u64) -> bool {
            false
        }
    }
    let origin = date("2026-03-01");
    let houses = [house("a", None, vec![day(origin, 4, 3)])];
    assert_eq!(forecast(&houses, &question(origin), &Never), Err(Stopped));
}
