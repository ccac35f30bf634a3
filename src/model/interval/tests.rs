use proptest::prelude::*;

use super::*;

fn level(level: f64) -> Level {
    Level::new(level).expect("a level")
}

fn house(beds: f64) -> Houses {
    Houses::new(1, beds, 22.0).expect("a house")
}

fn occupancy(days: &[Option<(f64, f64)>], beds: f64) -> Option<Interval> {
    ratio(days, Measure::Beds, &house(beds), Level::default())
}

fn close(found: f64, expected: f64, relative: f64) -> bool {
    (found - expected).abs() <= relative * expected.abs() + 1e-12
}

/// The rows of one kind, as numbers; `tests/reference/intervals.py` says what they are.
fn references(kind: &str) -> Vec<Vec<f64>> {
    let rows = include_str!("../../../tests/reference/intervals.csv").lines();
    let rows = rows.filter_map(|row| row.strip_prefix(kind)?.strip_prefix(','));
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let rows = rows.map(|row| row.split(',').map(number).collect::<Vec<_>>());
    let rows = rows.collect::<Vec<_>>();
    assert!(!rows.is_empty(), "no rows of {kind}");
    rows
}

fn whole(number: f64) -> u32 {
    format!("{number}").parse().expect("a whole number")
}

#[test]
fn event_rates_have_the_limits_that_scipy_finds() {
    for row in references("events") {
        let found = event_rate(whole(row[0]), row[1], row[2], level(row[3])).expect("a rate");
        assert!(close(found.value(), row[0] / row[1], 1e-15), "{row:?}: {found:?}");
        assert!(close(found.low(), row[4], 1e-8), "{row:?}: {found:?}");
        assert!(close(found.high(), row[5], 1e-8), "{row:?}: {found:?}");
    }
}

#[test]
fn shares_have_the_limits_that_scipy_finds() {
    for row in references("share") {
        let found = share(whole(row[0]), whole(row[1]), level(row[2])).expect("a share");
        assert!(close(found.low(), row[3], 1e-9), "{row:?}: {found:?}");
        assert!(close(found.high(), row[4], 1e-9), "{row:?}: {found:?}");
    }
}

#[test]
fn the_moments_of_a_house_are_those_of_its_generator() {
    for (kind, measure) in [("beds", Measure::Beds), ("full", Measure::FullHouses)] {
        for row in references(kind) {
            let found = house(row[0]).stationary(measure, row[1]);
            assert!(close(found.mean, row[2], 1e-9), "{row:?}: {found:?}");
            assert!(close(found.variance, row[3], 1e-9), "{row:?}: {found:?}");
            assert!(
                close(found.memory_days, 22.0 * row[4], 1e-7),
                "{row:?}: {found:?}"
            );
        }
    }
}

#[test]
fn moments_stay_finite_however_empty_or_full_a_house_is() {
    for beds in [1.0, 10.0, 999.0] {
        for measure in [Measure::Beds, Measure::FullHouses] {
            for logarithm in -14..=14 {
                let found = house(beds).stationary(measure, f64::from(logarithm).exp());
                let stays = found.memory_days / 22.0;
                assert!((0.0..=1.0).contains(&found.mean), "{beds} {logarithm}: {found:?}");
                assert!(
                    (0.0..=0.26).contains(&found.variance),
                    "{beds} {logarithm}: {found:?}"
                );
                assert!(stays > 0.0 && stays < 1.01, "{beds} {logarithm}: {found:?}");
            }
        }
    }
}

#[test]
fn nothing_is_said_of_no_days() {
    for days in [
        vec![],
        vec![None; 30],
        vec![Some((0.0, 0.0)); 30],
        vec![
            Some((f64::NAN, 3.0)),
            Some((1.0, f64::INFINITY)),
            Some((-1.0, 3.0)),
        ],
    ] {
        assert_eq!(occupancy(&days, 3.0), None, "{days:?}");
    }
    for (number, beds, stay) in [(0, 3.0, 22.0), (1, 0.0, 22.0), (1, 3.0, -1.0), (1, 3.0, f64::NAN)] {
        assert_eq!(Houses::new(number, beds, stay), None);
    }
    assert_eq!(share(0, 0, Level::default()), None);
    assert_eq!(share(2, 1, Level::default()), None);
    for (exposure, dispersion) in [(0.0, 1.0), (-1.0, 1.0), (f64::NAN, 1.0), (30.0, 0.0)] {
        assert_eq!(event_rate(3, exposure, dispersion, Level::default()), None);
    }
    for bad in [0.0, 0.49, 1.0, f64::NAN] {
        assert_eq!(Level::new(bad), None);
    }
}

#[test]
fn days_all_full_or_all_empty_say_more_the_more_there_are() {
    let (mut least_full, mut most_empty) = (0.0, 1.0);
    for days in [1, 30, 91, 365, 730] {
        let full = occupancy(&vec![Some((3.0, 3.0)); days], 3.0).expect("an interval");
        let empty = occupancy(&vec![Some((0.0, 3.0)); days], 3.0).expect("an interval");
        assert!((full.value() - 1.0).abs() < 1e-15 && (full.high() - 1.0).abs() < 1e-15);
        assert!(empty.value().abs() < 1e-15 && empty.low().abs() < 1e-15);
        assert!(full.low() > least_full && full.low() < 1.0, "{days}: {full:?}");
        assert!(
            empty.high() < most_empty && empty.high() > 0.0,
            "{days}: {empty:?}"
        );
        (least_full, most_empty) = (full.low(), empty.high());
    }
    assert!(least_full > 0.9 && most_empty < 0.2, "{least_full} {most_empty}");
}

#[test]
fn one_day_says_little() {
    let found = occupancy(&[Some((2.0, 3.0))], 3.0).expect("an interval");
    assert!(found.low() < 0.2 && found.high() > 0.97, "{found:?}");
}

#[test]
fn a_year_of_three_beds_at_75_percent_is_as_uncertain_as_a_steady_house_swings() {
    // From 63 to 86 % from year to year, with exponential stays; seen from the year, longer downwards.
    let days = (0..365).map(|day| Some((f64::from(3 - u32::from(day % 4 == 0) * 3), 3.0)));
    let found = occupancy(&days.collect::<Vec<_>>(), 3.0).expect("an interval");
    let width = found.high() - found.low();
    assert!((0.23..0.28).contains(&width), "{found:?}");
    assert!(
        found.value() - found.low() > found.high() - found.value(),
        "{found:?}"
    );
}

#[test]
fn days_that_swing_more_than_chance_widen_the_interval() {
    let half_years = |day: u32| Some((if day < 365 { 6.0 } else { 2.0 }, 6.0));
    let weeks = |day: u32| Some((if day % 14 < 7 { 6.0 } else { 2.0 }, 6.0));
    let swinging = (0..730).map(half_years).collect::<Vec<_>>();
    let even = (0..730).map(weeks).collect::<Vec<_>>();
    let width = |days: &[_]| {
        let found = occupancy(days, 6.0).expect("an interval");
        found.high() - found.low()
    };
    assert!(
        width(&swinging) > 1.5 * width(&even),
        "{} {}",
        width(&swinging),
        width(&even)
    );
}

#[test]
fn the_reciprocal_of_a_rate_of_departures_is_a_mean_stay() {
    let rate = event_rate(26, 688.0, 1.0, Level::default()).expect("a rate");
    let stay = rate.reciprocal().expect("a stay");
    assert!((stay.value() - 688.0 / 26.0).abs() < 1e-12, "{stay:?}");
    assert!((stay.low() * rate.high() - 1.0).abs() < 1e-12 && (stay.high() * rate.low() - 1.0).abs() < 1e-12);
    let none = event_rate(0, 688.0, 1.0, Level::default()).expect("a rate");
    assert_eq!(none.reciprocal(), None);
    assert_eq!(rate.times(-1.0), None);
    assert!((rate.times(365.0).expect("a year").value() - 365.0 * 26.0 / 688.0).abs() < 1e-9);
}

fn measures() -> impl Strategy<Value = Measure> {
    prop::sample::select(vec![Measure::Beds, Measure::FullHouses, Measure::EveryHouseFull])
}

/// Days of `(numerator, denominator)` with whole beds, some missing.
fn days() -> impl Strategy<Value = Vec<Option<(f64, f64)>>> {
    let day = (0..=10_u32, 0..=10_u32)
        .prop_map(|(one, other)| Some((f64::from(one.min(other)), f64::from(one.max(other)))));
    prop::collection::vec(prop_oneof![1 => Just(None), 4 => day], 0..150)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn limits_are_in_order_within_0_and_1_and_wider_at_a_higher_level(
        days in days(),
        measure in measures(),
        (number, beds, stay) in (1..300_u32, 0.5..40.0_f64, 0.5..400.0_f64),
        (lower, higher) in (0.5..0.9_f64, 0.9..0.999_f64),
    ) {
        let houses = Houses::new(number, beds, stay).expect("houses");
        let found = ratio(&days, measure, &houses, level(lower));
        let denominator = days.iter().flatten().map(|day| day.1).sum::<f64>();
        prop_assert_eq!(found.is_some(), denominator > 0.0);
        if let Some(found) = found {
            let numerator = days.iter().flatten().map(|day| day.0).sum::<f64>();
            prop_assert!((found.value() - numerator / denominator).abs() < 1e-12);
            prop_assert!(0.0 <= found.low() && found.low() <= found.value(), "{:?}", found);
            prop_assert!(found.value() <= found.high() && found.high() <= 1.0, "{:?}", found);
            let wider = ratio(&days, measure, &houses, level(higher)).expect("an interval");
            prop_assert!(wider.low() <= found.low() + 1e-6, "{:?} {:?}", found, wider);
            prop_assert!(wider.high() >= found.high() - 1e-6, "{:?} {:?}", found, wider);
        }
    }

    #[test]
    fn whatever_the_days_hold_the_limits_are_numbers(
        days in prop::collection::vec(prop::option::of(any::<(f64, f64)>()), 0..40),
        measure in measures(),
        (beds, stay) in (1e-3..2000.0_f64, 1e-3..1e5_f64),
    ) {
        let houses = Houses::new(8, beds, stay).expect("houses");
        if let Some(found) = ratio(&days, measure, &houses, Level::default()) {
            prop_assert!(0.0 <= found.low() && found.low() <= found.high() && found.high() <= 1.0);
        }
    }

    #[test]
    fn missing_days_at_the_ends_change_nothing(days in days(), before in 0..20_usize, after in 0..20_usize) {
        let padded = [vec![None; before], days.clone(), vec![None; after]].concat();
        // The batches shift; within one batch nothing may.
        if padded.len() < 100 {
            let (one, other) = (occupancy(&days, 6.0), occupancy(&padded, 6.0));
            prop_assert_eq!(one.is_some(), other.is_some());
            if let (Some(one), Some(other)) = (one, other) {
                prop_assert!((one.low() - other.low()).abs() < 1e-9);
                prop_assert!((one.high() - other.high()).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn event_rates_are_in_order_and_wider_at_a_higher_level(
        events in prop_oneof![0..50_u32, any::<u32>()],
        exposure in 1e-3..1e9_f64,
        dispersion in 0.1..20.0_f64,
        (lower, higher) in (0.5..0.9_f64, 0.9..0.999_f64),
    ) {
        let found = event_rate(events, exposure, dispersion, level(lower)).expect("a rate");
        let wider = event_rate(events, exposure, dispersion, level(higher)).expect("a rate");
        prop_assert!((found.value() - f64::from(events) / exposure).abs() <= 1e-9 * found.value());
        prop_assert!(0.0 <= wider.low() && wider.low() <= found.low() && found.low() <= found.value());
        prop_assert!(found.value() <= found.high() && found.high() <= wider.high());
    }

    #[test]
    fn shares_are_in_order_and_wider_at_a_higher_level(
        (one, other) in any::<(u32, u32)>(),
        (lower, higher) in (0.5..0.9_f64, 0.9..0.999_f64),
    ) {
        let (successes, trials) = (one.min(other), one.max(other).max(1));
        let found = share(successes, trials, level(lower)).expect("a share");
        let wider = share(successes, trials, level(higher)).expect("a share");
        prop_assert!(0.0 <= wider.low() && wider.low() <= found.low() && found.low() <= found.value());
        prop_assert!(found.value() <= found.high() && found.high() <= wider.high() && wider.high() <= 1.0);
    }

    #[test]
    fn dispersions_are_finite_and_above_0(
        beds in 0.5..300.0_f64,
        occupied in -0.5..1.5_f64,
        days in 0.0..4000.0_f64,
    ) {
        for event in [Event::Departure, Event::Admission, Event::Turnover] {
            let found = house(beds).dispersion(event, occupied, days);
            prop_assert!(found.is_finite() && found > 0.1, "{:?}: {}", event, found);
        }
    }
}
