//! Of counts only what the simulation leaves is worked out, and no answer is another for it.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

use super::*;
use crate::model::counts;

const PATHS: u32 = 200;

/// A house that states beds alone.
fn counting(id: &str, region: Option<&str>, days: std::ops::Range<u32>) -> HouseRecord {
    let days = days.map(|number| Day {
        date: date(number),
        physical: 5,
        occupied: (number * 7 + number / 9) % 5,
        ..Day::default()
    });
    let mut house = record("", 5, days.collect());
    house.id = id.to_owned();
    house.region = region.map(str::to_owned);
    house.beds.clear();
    house
}

/// The simulated houses, a house of their region that is silent, one of another region, two of none.
fn mixed() -> (Vec<HouseRecord>, NaiveDate) {
    let mut houses = world(200).register();
    let origin = last(&houses);
    let known = u32::try_from((origin - date(0)).num_days()).expect("some days") + 1;
    let region = houses[0].region.clone();
    houses.push(counting("silent", region.as_deref(), known - 200..known - 60));
    houses.push(counting("other", Some("other"), known - 200..known));
    houses.push(counting("nowhere", None, known - 150..known - 3));
    houses.push(counting("late", None, known - 9..known));
    (houses, origin)
}

/// How many pieces of work are watched beside those of the simulation of so many regions.
fn pieces_of_counts(houses: &[HouseRecord], origin: NaiveDate, regions: u64) -> u64 {
    #[derive(Default)]
    struct Pieces(AtomicU64);
    impl Watch for Pieces {
        fn goes_on(&self, _: u64, _: u64) -> bool {
            self.0.fetch_add(1, Ordering::Relaxed);
            true
        }
    }
    let pieces = Pieces::default();
    facade(houses, &question(origin, PATHS), &pieces).expect("nobody stops it");
    pieces.0.into_inner() - regions * u64::from(PATHS.div_ceil(PIECE))
}

#[test]
fn leaving_out_what_nobody_wants_of_counts_changes_no_digit() {
    let (mixed, origin) = mixed();
    let question = question(origin, PATHS);
    for (places, reason) in [
        (0..8, "all is simulated"),
        (0..9, "a house is silent"),
        (0..10, "a region registers beds alone"),
        (0..12, "houses of no region do"),
        (8..12, "nothing is simulated"),
        (8..9, "all are silent"),
        (0..0, "there is no house"),
    ] {
        let houses = &mixed[places];
        let whole = counts::forecast(houses, &question, &Unwatched).expect("nobody stops it");
        let simulated = simulate(houses, &question, &Unwatched).expect("nobody stops it");
        let expected = simulated.put_into(whole, houses, &question);
        let found = facade(houses, &question, &Unwatched).expect("nobody stops it");
        assert_eq!(found, expected, "{reason}");
        let units = found.houses.iter().chain(&found.regions).chain([&found.network]);
        assert!(units.into_iter().all(|unit| unit.days.len() == 28), "{reason}");
    }
}

#[test]
fn counts_are_not_worked_out_where_all_is_simulated() {
    let (mixed, origin) = mixed();
    assert_eq!(pieces_of_counts(&mixed[..8], origin, 1), 0);
    // One piece a lead: the silent house is as many days ahead as there are.
    let of_silent = pieces_of_counts(&mixed[..9], origin, 1);
    assert!((1..=28).contains(&of_silent), "{of_silent}");
}

#[test]
fn of_counts_only_silent_houses_and_whole_other_regions_are_wanted() {
    let (mixed, origin) = mixed();
    let question = question(origin, PATHS);
    let wanted = |houses: &[HouseRecord]| {
        let simulated = simulate(houses, &question, &Unwatched).expect("nobody stops it");
        simulated.wanted_of_counts(houses, &question)
    };
    assert_eq!(
        wanted(&mixed),
        counts::Wanted {
            houses: BTreeSet::from([8, 9, 10, 11]),
            regions: BTreeSet::from(["other".to_owned()]),
            network: false,
        }
    );
    assert_eq!(wanted(&mixed[8..]), counts::Wanted::all(&mixed[8..]));
    assert_eq!(wanted(&mixed[..8]), counts::Wanted::default());
}
