#![expect(clippy::float_cmp, reason = "zeros and whole bed-days are exact")]

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use rand::SeedableRng as _;
use rand_pcg::Pcg64Mcg;

use super::*;
use crate::model::history::Day;
use crate::model::network::Helping;
use crate::model::progress::Unwatched;
use crate::model::scenario::{BedChange, NewDemand, Opening, Trend};

mod long_run;

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

const ORIGIN: &str = "2026-11-22";

/// A house played for so many days up to the origin: about `requests` a day, guests stay about 20 days.
pub fn house(id: &str, beds: u32, requests: f64, days: u64) -> HouseRecord {
    let mut random = Pcg64Mcg::seed_from_u64(days ^ u64::from(beds) ^ id.len() as u64);
    let first = date(ORIGIN) - Days::new(days.max(1) - 1);
    let mut occupied = beds / 2;
    let days = (0..days).map(|day| {
        let departures = (0..occupied).filter(|_| random.random_bool(0.05)).count();
        let departures = u32::try_from(departures).expect("few");
        let asked = u32::from(random.random_bool(requests.min(1.0)));
        let admissions = asked.min(beds - (occupied - departures));
        occupied = occupied - departures + admissions;
        Day {
            date: first + Days::new(day),
            physical: beds,
            occupied,
            admissions: Some(admissions),
            departures: Some(departures),
            requests: Some(asked),
            redirected: Some(0),
            refused_for_room: Some(asked - admissions),
            ..Day::default()
        }
    });
    HouseRecord {
        id: id.to_owned(),
        region: Some("north".to_owned()),
        location: None,
        days: days.collect(),
        beds: Vec::new(),
        admits_from: None,
    }
}

pub fn region() -> Vec<HouseRecord> {
    vec![
        house("a", 3, 0.15, 500),
        house("bb", 5, 0.2, 500),
        house("ccc", 8, 0.3, 500),
    ]
}

fn question(scenario: Scenario) -> Question {
    Question {
        until: 2029,
        step: Step::Year,
        scenario,
        draws: 40,
        paths: 1,
        seed: 7,
    }
}

fn ask(
    houses: &[HouseRecord],
    deaths: &[RegionDeaths],
    question: &Question,
) -> Result<Projection, Unanswered> {
    let known = Known {
        houses,
        origin: date(ORIGIN),
        deaths,
    };
    project(&known, question, &Unwatched)
}

fn of(unit: &UnitProjection, period: usize, measure: Measure) -> Figure {
    let place = Measure::ALL.iter().position(|other| *other == measure);
    unit.periods[period][place.expect("a measure")]
}

fn mean(unit: &UnitProjection, period: usize, measure: Measure) -> f64 {
    of(unit, period, measure).value.mean
}

#[test]
fn periods_begin_after_the_origin_and_end_with_their_year_or_quarter() {
    let answer = ask(&region(), &[], &question(Scenario::default())).expect("an answer");
    let spans = answer
        .periods
        .iter()
        .map(|period| (period.from.to_string(), period.until.to_string()));
    let spans: Vec<(String, String)> = spans.collect();
    let expected = [
        ("2026-11-23", "2026-12-31"),
        ("2027-01-01", "2027-12-31"),
        ("2028-01-01", "2028-12-31"),
        ("2029-01-01", "2029-12-31"),
    ];
    assert_eq!(
        spans,
        expected.map(|(from, until)| (from.to_owned(), until.to_owned()))
    );
    let quarters = Question {
        until: 2027,
        step: Step::Quarter,
        ..question(Scenario::default())
    };
    let answer = ask(&region(), &[], &quarters).expect("an answer");
    let last = answer.periods.iter().map(|period| period.until.to_string());
    let expected = [
        "2026-12-31",
        "2027-03-31",
        "2027-06-30",
        "2027-09-30",
        "2027-12-31",
    ];
    assert_eq!(last.collect::<Vec<_>>(), expected);
}

#[test]
fn houses_add_up_to_their_region_and_the_base_has_no_change() {
    let answer = ask(&region(), &[], &question(Scenario::default())).expect("an answer");
    assert_eq!(answer.regions.len(), 1);
    for period in 0..4 {
        for measure in Measure::ALL {
            let region = of(&answer.regions[0], period, measure);
            assert_eq!(region, of(&answer.network, period, measure), "{measure:?}");
            assert_eq!(region.change, None);
            let value = region.value;
            let points = [value.p05, value.p10, value.p50, value.p90, value.p95];
            assert!(points.is_sorted(), "{measure:?} {value:?}");
        }
        for measure in [
            Measure::Requests,
            Measure::Lost,
            Measure::Admissions,
            Measure::OccupiedBedDays,
        ] {
            let houses: f64 = answer
                .houses
                .iter()
                .map(|house| mean(house, period, measure))
                .sum();
            let region = mean(&answer.regions[0], period, measure);
            assert!(
                (houses - region).abs() < 1e-3 * region.max(1.0),
                "{measure:?}: {houses} {region}"
            );
        }
    }
    let requests = mean(&answer.network, 1, Measure::Requests);
    assert!(
        (150.0..330.0).contains(&requests),
        "{requests} a year of 0.65 a day"
    );
    let beds = mean(&answer.network, 1, Measure::InServiceBedDays);
    assert!((beds - 16.0 * 365.0).abs() < 200.0, "{beds}");
}

#[test]
fn a_question_asked_again_has_the_same_answer_on_any_number_of_threads() {
    let asked = question(Scenario {
        helping: Helping::Network,
        ..Scenario::default()
    });
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("threads").install(|| ask(&region(), &[], &asked))
    };
    let one = on(1).expect("an answer");
    assert_eq!(one, on(2).expect("an answer"));
    let other = Question { seed: 8, ..asked };
    assert_ne!(
        one.network,
        ask(&region(), &[], &other).expect("an answer").network
    );
}

#[test]
fn more_demand_and_more_beds_change_what_they_should_and_the_change_is_known_well() {
    let from = date("2028-01-01");
    let more = Scenario {
        demand_factors: vec![(from, 1.5)],
        ..Scenario::default()
    };
    let answer = ask(&region(), &[], &question(more)).expect("an answer");
    let change = |period, measure| of(&answer.network, period, measure).change.expect("a change");
    assert_eq!(
        change(1, Measure::Requests).mean,
        0.0,
        "nothing changes before its day"
    );
    assert_eq!(change(1, Measure::Lost).p95, 0.0);
    let asked = mean(&answer.network, 2, Measure::Requests);
    assert!((change(2, Measure::Requests).mean / asked - 1.0 / 3.0).abs() < 0.02);
    assert!(change(3, Measure::Lost).p05 > 0.0);
    let lost = of(&answer.network, 3, Measure::WithoutBedShare);
    assert!(lost.change.expect("a change").simulation_error < lost.value.simulation_error);

    let beds = Scenario {
        beds: vec![BedChange {
            house: "a".to_owned(),
            from,
            beds: 13,
        }],
        ..Scenario::default()
    };
    let answer = ask(&region(), &[], &question(beds)).expect("an answer");
    let change = of(&answer.network, 2, Measure::InServiceBedDays)
        .change
        .expect("a change");
    assert_eq!(change.p05, 3660.0);
    assert!(
        of(&answer.network, 3, Measure::WithoutBedShare)
            .change
            .expect("a change")
            .p95
            <= 0.0
    );
    assert_eq!(
        of(&answer.network, 3, Measure::Requests)
            .change
            .expect("a change")
            .p95,
        0.0
    );
}

#[test]
fn a_house_that_closes_leaves_its_people_to_the_others_and_one_that_opens_takes_its_share() {
    let from = date("2028-01-01");
    let scenario = Scenario {
        beds: vec![BedChange {
            house: "a".to_owned(),
            from,
            beds: 0,
        }],
        openings: vec![Opening {
            id: "new".to_owned(),
            region: Some("north".to_owned()),
            from,
            beds: 13,
            demand: NewDemand::FromRegion,
        }],
        moving: Some(1.0),
        waiting: Some(0.0),
        ..Scenario::default()
    };
    let answer = ask(&region(), &[], &question(scenario)).expect("an answer");
    let new = answer.houses.last().expect("a house");
    assert_eq!(new.id, "new");
    assert_eq!(mean(new, 1, Measure::Requests), 0.0);
    assert_eq!(mean(new, 1, Measure::InServiceBedDays), 0.0);
    // 13 of 26 beds from then on, the closed house having none.
    let share = mean(new, 3, Measure::Requests) / mean(&answer.network, 3, Measure::Requests);
    assert!((share - 0.5).abs() < 0.05, "{share}");
    let requests = of(&answer.network, 3, Measure::Requests);
    let change = requests.change.expect("a change");
    assert!(
        change.mean.abs() < 0.03 * requests.value.mean,
        "the region's demand stays: {change:?}"
    );
    let closed = &answer.houses[0];
    assert!(
        mean(closed, 3, Measure::Requests) > 5.0,
        "its people are still there"
    );
    assert_eq!(mean(closed, 3, Measure::Admissions), 0.0);
    assert!(mean(closed, 3, Measure::Moved) > 5.0);
}

#[test]
fn demand_follows_deaths_and_trend_and_says_so() {
    let deaths = [2026, 2028, 2029].map(|year| YearOfDeaths {
        year,
        deaths: if year == 2029 { 1500.0 } else { 1000.0 },
        band: (year == 2029).then_some((1400.0, 1607.0)),
    });
    let deaths = [RegionDeaths {
        region: Some("north".to_owned()),
        years: deaths.to_vec(),
    }];
    let base = ask(&region(), &deaths, &question(Scenario::default())).expect("an answer");
    let asked = |answer: &Projection, period| mean(&answer.network, period, Measure::Requests);
    let growth = asked(&base, 3) / asked(&base, 1);
    assert!((growth - 1.5).abs() < 0.1, "{growth}");
    assert_eq!(base.assumptions.flat_regions, [""; 0]);
    assert_eq!(base.assumptions.trend, 0.0);

    let trend = Scenario {
        trend: Trend::Yearly(0.1),
        ..Scenario::default()
    };
    let more = ask(&region(), &[], &question(trend)).expect("an answer");
    let growth = asked(&more, 3) / asked(&more, 1);
    assert!((growth - 1.21).abs() < 0.08, "{growth}");
    assert_eq!(more.assumptions.flat_regions, ["north"]);
    assert!((more.assumptions.trend - 0.1).abs() < 1e-9);

    let estimated = Scenario {
        trend: Trend::Estimated,
        ..Scenario::default()
    };
    let unsure = ask(&region(), &[], &question(estimated)).expect("an answer");
    assert!(
        unsure.assumptions.trend.abs() < 0.1,
        "{}",
        unsure.assumptions.trend
    );
    let width = |answer: &Projection| {
        let value = of(&answer.network, 3, Measure::Requests).value;
        (value.p95 - value.p05) / value.mean
    };
    assert!(width(&unsure) > width(&base), "an estimated trend is less sure");
}

#[test]
fn a_trend_that_was_is_found() {
    let days = |growth: f64| {
        let mut houses = region();
        for house in &mut houses {
            for (at, day) in house.days.iter_mut().enumerate() {
                let years = f64::from(u32::try_from(at).expect("few")) / 365.0;
                let level = (growth * years).exp() * 10.0;
                let level = (0..100).find(|number| f64::from(*number) >= level).expect("few");
                day.requests = Some(u32::from(at % 2 == 0) + level);
            }
        }
        houses
    };
    let estimated = Scenario {
        trend: Trend::Estimated,
        ..Scenario::default()
    };
    let trend = |growth| {
        let answer = ask(&days(growth), &[], &question(estimated.clone())).expect("an answer");
        answer.assumptions.trend
    };
    assert!(trend(0.15) > 0.05, "{}", trend(0.15));
    assert!(trend(-0.15) < -0.05, "{}", trend(-0.15));
}

#[test]
fn what_cannot_be_answered_is_said_to_be_so() {
    let bad = |change: &dyn Fn(&mut Question)| {
        let mut asked = question(Scenario::default());
        change(&mut asked);
        ask(&region(), &[], &asked)
    };
    assert_eq!(bad(&|asked| asked.until = 2025), Err(Unanswered::BadYear));
    assert_eq!(bad(&|asked| asked.until = 2061), Err(Unanswered::BadYear));
    assert_eq!(bad(&|asked| asked.draws = 19), Err(Unanswered::TooMuch));
    assert_eq!(bad(&|asked| asked.draws = u32::MAX), Err(Unanswered::TooMuch));
    assert_eq!(bad(&|asked| asked.paths = 0), Err(Unanswered::TooMuch));
    let heavy = |asked: &mut Question| (asked.draws, asked.paths, asked.until) = (2000, 100, 2060);
    assert_eq!(bad(&heavy), Err(Unanswered::TooMuch));
    let absurd = bad(&|asked| asked.scenario.moving = Some(f64::NAN));
    assert!(matches!(absurd, Err(Unanswered::BadScenario(faults)) if faults[0].at == "/moving"));
    assert_eq!(
        ask(&[], &[], &question(Scenario::default())),
        Err(Unanswered::NoHouses)
    );
    let silent = house("x", 3, 0.1, 0);
    assert_eq!(
        ask(&[silent], &[], &question(Scenario::default())),
        Err(Unanswered::NoHouses)
    );
}

#[test]
fn a_silent_house_is_named_and_left_out_and_one_registration_gives_a_wide_answer() {
    let houses = [house("a", 3, 0.1, 1), house("silent", 4, 0.1, 0)];
    let answer = ask(&houses, &[], &question(Scenario::default())).expect("an answer");
    assert_eq!(answer.assumptions.silent_houses, ["silent"]);
    assert_eq!(mean(&answer.houses[1], 1, Measure::InServiceBedDays), 0.0);
    let occupancy = of(&answer.houses[0], 1, Measure::Occupancy).value;
    assert!(occupancy.p95 - occupancy.p05 > 0.2, "{occupancy:?}");
}

#[test]
fn a_long_path_looks_often_whether_it_is_still_wanted() {
    struct Counting(std::sync::atomic::AtomicU64);
    impl Watch for Counting {
        fn goes_on(&self, _: u64, _: u64) -> bool {
            self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            true
        }
    }
    let houses = region();
    let known = Known {
        houses: &houses,
        origin: date(ORIGIN),
        deaths: &[],
    };
    let question = Question {
        until: 2035,
        draws: 20,
        paths: 1,
        ..question(Scenario::default())
    };
    let watch = Counting(std::sync::atomic::AtomicU64::new(0));
    project(&known, &question, &watch).expect("an answer");
    assert!(
        watch.0.into_inner() > 20 * 3652 / 64,
        "each path, every two months"
    );
}

#[test]
fn work_that_is_no_longer_wanted_stops() {
    struct Impatient;
    impl Watch for Impatient {
        fn goes_on(&self, done: u64, whole: u64) -> bool {
            assert!(done <= whole);
            done < 5
        }
    }
    let houses = region();
    let known = Known {
        houses: &houses,
        origin: date(ORIGIN),
        deaths: &[],
    };
    let stopped = project(&known, &question(Scenario::default()), &Impatient);
    assert_eq!(stopped, Err(Unanswered::Stopped));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn any_history_gives_finite_figures(
        counts in prop::collection::vec((0_u32..9, 0_u32..12, prop::option::of(0_u32..4), 0_u32..3), 1..30),
    ) {
        let mut odd = house("odd", 3, 0.1, 60);
        for (day, (physical, occupied, flow, closed)) in odd.days.iter_mut().rev().zip(counts) {
            *day = Day {
                date: day.date,
                physical,
                occupied,
                closed,
                admissions: flow,
                requests: flow,
                ..Day::default()
            };
        }
        let asked = Question { until: 2027, draws: 20, ..question(Scenario::default()) };
        let answer = ask(&[odd], &[], &asked).expect("an answer");
        for figure in answer.network.periods.iter().flatten() {
            let Spread { mean, p05, p95, simulation_error, .. } = figure.value;
            prop_assert!([mean, p05, p95, simulation_error].iter().all(|number| number.is_finite() && *number >= 0.0));
        }
    }
}
