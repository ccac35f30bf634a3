use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::model::estimate::estimate;
use crate::model::forecast::{Method, forecast as facade};
use crate::model::history::Day;
use crate::model::mass;
use crate::model::network::RegionParameters;
use crate::model::progress::Unwatched;
use crate::model::testing::{World, date, record};

mod regions;
mod wanted;

fn question(origin: NaiveDate, paths: u32) -> Question {
    Question {
        origin,
        horizon: 28,
        paths,
        seed: 5,
    }
}

fn world(days: u32) -> World {
    let region = RegionParameters {
        moving: 0.6,
        waiting: 0.3,
        patience_days: 4.0,
        turnover_days: 1.0,
        ..RegionParameters::default()
    };
    World {
        region,
        ..World::of_eight(0.95, days, 3)
    }
}

fn chances(houses: &[HouseRecord], origin: NaiveDate, paths: u32) -> RegionChances {
    let estimate = estimate(houses, origin);
    forecast(houses, &estimate, &question(origin, paths), &Unwatched).expect("nobody stops it")
}

fn last(houses: &[HouseRecord]) -> NaiveDate {
    houses[0].days.last().expect("a day").date
}

#[test]
fn the_first_day_lies_near_todays_stand_and_the_last_near_the_usual() {
    let houses = world(500).register();
    let found = chances(&houses, last(&houses), 400);
    for (house, days) in houses.iter().zip(&found.houses) {
        let today = house.days.last().expect("a day").occupied;
        assert!((mass::mean(&days[0].mass) - f64::from(today)).abs() < 1.0);
    }
    let usual = |house: &HouseRecord| {
        let days = house.days.iter().rev().take(365);
        days.map(|day| f64::from(day.occupied)).sum::<f64>() / 365.0
    };
    let usual: f64 = houses.iter().map(usual).sum();
    let expected = mass::mean(&found.region[27].mass);
    assert!(
        (expected / usual - 1.0).abs() < 0.15,
        "{expected} of usually {usual}"
    );
}

#[test]
fn houses_and_region_come_from_the_same_paths() {
    let houses = world(300).register();
    let found = chances(&houses, last(&houses), 300);
    for (day, region) in found.region.iter().enumerate() {
        let sum: f64 = found
            .houses
            .iter()
            .map(|house| mass::mean(&house[day].mass))
            .sum();
        assert!((mass::mean(&region.mass) - sum).abs() < 1e-9);
        let least = found
            .houses
            .iter()
            .map(|house| house[day].full)
            .fold(1.0, f64::min);
        assert!(region.full <= least + 1e-12);
    }
}

#[test]
fn a_house_that_was_last_heard_of_days_ago_is_less_sure() {
    let houses = world(400).register();
    let origin = last(&houses);
    let mut late = houses.clone();
    late[6].days.truncate(395);
    let [now, then] = [&houses, &late].map(|houses| chances(houses, origin, 1000));
    let spread = |found: &RegionChances| mass::variance(&found.houses[6][0].mass);
    assert!(
        spread(&then) > 2.0 * spread(&now),
        "{} and {}",
        spread(&then),
        spread(&now)
    );
}

#[test]
fn planned_beds_stops_and_closures_are_known() {
    let mut houses = world(400).register();
    let origin = last(&houses);
    houses[0].beds = vec![(origin + Days::new(10), 0)];
    houses[1].days.last_mut().expect("a day").is_stopped = true;
    houses[1].admits_from = Some(origin + Days::new(15));
    houses[7].days.last_mut().expect("a day").closed = 10;
    let found = chances(&houses, origin, 300);
    // Without beds there is never a free one, however many guests are left.
    assert!(found.houses[0][9..].iter().all(|day| day.full > 0.999));
    assert!(found.houses[0][8].full < 0.999);
    assert!(found.houses[1][..14].iter().all(|day| day.full > 0.999));
    assert!(found.houses[1][27].full < 0.95);
    // Nobody comes while it admits nobody.
    let means: Vec<f64> = found.houses[1][..14]
        .iter()
        .map(|day| mass::mean(&day.mass))
        .collect();
    assert!(means.is_sorted_by(|one, next| one >= next), "{means:?}");
    assert!(found.houses[7][0].full > 0.8);
}

#[test]
fn a_region_is_simulated_only_where_it_registers_enough() {
    let houses = world(200).register();
    let origin = last(&houses);
    let is = |houses: &[HouseRecord]| is_registered(houses, &estimate(houses, origin), origin);
    let changed = |change: &dyn Fn(&mut HouseRecord)| {
        let mut houses = houses.clone();
        houses.iter_mut().for_each(change);
        houses
    };
    assert!(is(&houses));
    let mut one = houses.clone();
    one[2].days.iter_mut().for_each(|day| day.admissions = None);
    assert!(!is(&one), "a house states no admissions");
    one[2].days.truncate(100);
    assert!(is(&one), "but is no longer heard of");
    assert!(!is(&changed(&|house| house.days.truncate(15))), "silent");
    assert!(
        !is(&changed(&|house| drop(house.days.drain(..180)))),
        "too few days"
    );
    assert!(
        !is(&changed(&|house| house
            .days
            .iter_mut()
            .for_each(|day| day.admissions = Some(3)))),
        "contradictory"
    );
    assert!(!is(&[]));
}

#[test]
fn the_forecast_takes_the_simulation_where_it_can_and_counts_elsewhere() {
    let mut houses = world(200).register();
    let origin = last(&houses);
    let days = (300..566).map(|number| Day {
        date: date(number),
        physical: 5,
        occupied: number % 4,
        ..Day::default()
    });
    let mut counts = record("s", 5, days.collect());
    counts.id = "c".to_owned();
    counts.beds.clear();
    houses.push(counts);
    let found = facade(&houses, &question(origin, 200), &Unwatched).expect("nobody stops it");
    let methods: Vec<Method> = found.regions.iter().map(|region| region.method).collect();
    assert_eq!(methods, [Method::Flows, Method::Counts]);
    assert_eq!(found.houses[0].method, Method::Flows);
    assert_eq!(found.houses[8].method, Method::Counts);
    for (day, network) in found.network.days.iter().enumerate() {
        let parts: f64 = found.regions.iter().map(|region| region.days[day].mean()).sum();
        assert!((network.mean() - parts).abs() < 1e-9);
        assert!((network.mass.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        let full: f64 = found
            .regions
            .iter()
            .map(|region| region.days[day].all_full)
            .product();
        assert!((network.all_full - full).abs() < 1e-12);
    }
}

#[test]
fn the_same_question_has_the_same_answer_on_one_thread_and_on_two() {
    let houses = world(200).register();
    let origin = last(&houses);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("a pool");
        pool.install(|| chances(&houses, origin, 500))
    };
    assert_eq!(on(1), on(2));
}

#[test]
fn nothing_of_later_days_is_looked_at() {
    let houses = world(300).register();
    let origin = houses[0].days[250].date;
    let mut changed = houses.clone();
    for day in changed
        .iter_mut()
        .flat_map(|house| house.days.iter_mut().skip(251))
    {
        *day = Day {
            date: day.date,
            ..Day::default()
        };
    }
    let [one, other] = [&houses, &changed].map(|houses| facade(houses, &question(origin, 150), &Unwatched));
    assert_eq!(one, other);
}

#[test]
fn work_that_is_no_longer_wanted_stops() {
    struct Never;
    impl Watch for Never {
        fn goes_on(&self, _: u64, _: u64) -> bool {
            false
        }
    }
    let houses = world(200).register();
    let origin = last(&houses);
    let found = forecast(
        &houses,
        &estimate(&houses, origin),
        &question(origin, 200),
        &Never,
    );
    assert_eq!(found, Err(Stopped));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]
    #[test]
    fn whatever_was_registered_the_chances_add_up(houses in crate::model::estimate::any_houses(), as_of in 0_u32..950) {
        // Absurd numbers of beds or guests are for the other method, and take long to play.
        let mut houses = houses;
        for house in &mut houses {
            (house.region, house.beds) = (None, Vec::new());
        }
        for day in houses.iter_mut().flat_map(|house| &mut house.days) {
            let few = |number: u32| number % 20;
            let (physical, occupied, reserved) = (few(day.physical), few(day.occupied), few(day.reserved));
            *day = Day { physical, occupied, reserved, waiting: day.waiting.map(few), ..*day };
        }
        let known: Vec<HouseRecord> = houses.iter().map(|house| house.until(date(as_of))).collect();
        let found = chances(&known, date(as_of), 100);
        for day in found.houses.iter().flatten().chain(&found.region) {
            prop_assert!((day.mass.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{:?}", day);
            prop_assert!((0.0..=1.0).contains(&day.full), "{:?}", day);
        }
    }
}
