//! Forecasts of regions that another program simulated, held against what came.

use std::sync::LazyLock;

use rayon::prelude::*;

use super::*;
use crate::model::backtest::{Backtest, Level, backtest};
use crate::model::testing::at_length;
use crate::model::testing::regions::{SimulatedRegion, first_day, last_day, multi, real};

/// Days between origins, from the 520th of the 1,096 days on, and the paths of each.
fn origins_and_paths() -> (Vec<NaiveDate>, u32) {
    let (number, paths) = if at_length() { (14, 4000) } else { (4, 200) };
    let origins =
        (0..number).map(|origin| first_day() + Days::new(520 + origin * (1095 - 28 - 520) / number));
    (origins.collect(), paths)
}

/// The scores of what `known` says was known on each origin.
fn scores(
    regions: &[SimulatedRegion],
    known: fn(&SimulatedRegion, NaiveDate) -> Vec<HouseRecord>,
) -> Backtest {
    let (origins, paths) = origins_and_paths();
    let cases: Vec<_> = regions
        .iter()
        .flat_map(|region| origins.iter().map(move |origin| (region, *origin)))
        .collect();
    let scores = cases.into_par_iter().map(|(region, origin)| {
        let houses = known(region, origin);
        backtest(&houses, &region.truth(), &question(origin, paths), &Unwatched).expect("nobody stops it")
    });
    // Sums of numbers in the order of the origins, so that they are the same each time.
    let scores: Vec<Backtest> = scores.collect();
    for (number, region) in scores.chunks(origins.len()).enumerate() {
        let sum = region.iter().fold(Backtest::default(), Backtest::and);
        for (what, level) in [("houses", &sum.houses), ("region", &sum.regions)] {
            let naive = level.all.mean(|sum| sum.naive);
            println!("region {number}, {what}: {:.3?} naive {naive:.4}", figures(level));
        }
    }
    scores.iter().fold(Backtest::default(), Backtest::and)
}

/// Of both regions, from what was registered by each origin.
static FROM_REGISTRATIONS: LazyLock<Backtest> = LazyLock::new(|| scores(&[real(), multi()], registered));

fn registered(region: &SimulatedRegion, origin: NaiveDate) -> Vec<HouseRecord> {
    region.as_known_on(origin)
}

fn clean(region: &SimulatedRegion, origin: NaiveDate) -> Vec<HouseRecord> {
    let truth = region.truth();
    truth.iter().map(|house| house.until(origin)).collect()
}

/// Occupied beds and nothing of who came and went.
fn counted(region: &SimulatedRegion, origin: NaiveDate) -> Vec<HouseRecord> {
    let mut houses = region.as_known_on(origin);
    for day in houses.iter_mut().flat_map(|house| &mut house.days) {
        *day = Day {
            date: day.date,
            physical: day.physical,
            closed: day.closed,
            occupied: day.occupied,
            reserved: day.reserved,
            ..Day::default()
        };
    }
    houses
}

/// The pinball relative to naive, and how much of the PIT is within 80 and 95 %.
fn figures(level: &Level) -> [f64; 3] {
    let all = &level.all;
    [
        all.to_naive(|sum| sum.model),
        all.mean(|sum| sum.within_80),
        all.mean(|sum| sum.within_95),
    ]
}

/// Four origins tell nothing of two regions' totals, which are eight histories: those are held to it at length only.
#[test]
fn who_comes_and_goes_tells_more_than_counts_and_counts_more_than_the_last_one() {
    let with_flows = &*FROM_REGISTRATIONS;
    let with_counts = scores(&[real(), multi()], counted);
    let levels = [
        (&with_flows.houses, &with_counts.houses, (0.72, 0.9)),
        (&with_flows.regions, &with_counts.regions, (0.64, 0.85)),
    ];
    let (held, most) = if at_length() { (2, 0.9) } else { (1, 0.95) };
    for (flows, counts, (least_80, least_95)) in levels.into_iter().take(held) {
        let ([flows, within_80, within_95], [counts, ..]) = (figures(flows), figures(counts));
        println!("{flows:.4} of naive, counts {counts:.4}, PIT {within_80:.3} {within_95:.3}");
        assert!(
            flows < counts && counts < 1.0,
            "{flows}, counts {counts} of naive"
        );
        assert!(flows < most, "{flows} of naive");
        assert!(within_80 >= least_80 && within_80 <= 0.92, "{within_80}");
        assert!(within_95 >= least_95, "{within_95}");
    }
}

#[test]
fn missing_days_late_entries_and_corrections_cost_at_most_a_twentieth() {
    let registered = &*FROM_REGISTRATIONS;
    let clean = scores(&[real(), multi()], clean);
    for (what, registered, clean) in [
        ("houses", &registered.houses, &clean.houses),
        ("regions", &registered.regions, &clean.regions),
    ] {
        let lost = registered.all.model / clean.all.model - 1.0;
        println!("{what}: {lost:.4} of the score lost");
        assert!(lost <= 0.05, "{what}: {lost} of the score lost");
    }
}

#[test]
fn what_was_entered_after_the_origin_changes_nothing() {
    let region = real();
    let origin = first_day() + Days::new(700);
    let known = region.as_known_on(origin);
    // The days up to the origin as known then, and all that came later.
    let since = region.as_known_on(last_day());
    assert_ne!(
        known,
        since.iter().map(|house| house.until(origin)).collect::<Vec<_>>(),
        "nothing was entered late or corrected"
    );
    let mut with_later = known.clone();
    for (house, since) in with_later.iter_mut().zip(&since) {
        let later = since.days.iter().filter(|day| day.date > origin);
        house.days.extend(later.copied());
    }
    let question = question(origin, 200);
    let ask = |houses: &[HouseRecord]| facade(houses, &question, &Unwatched).expect("nobody stops it");
    let (before, after) = (ask(&known), ask(&with_later));
    assert_eq!(before.houses[0].method, Method::Flows);
    assert_eq!(before, after);
}
