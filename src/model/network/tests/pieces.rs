//! The parts of the simulation, one by one: stays, waiting, turnover, closures, levels, plans.

use super::stay::Sampler;
use super::stream::{Key, Stream};
use super::*;

/// A house with room for everybody.
fn roomy() -> (Network, Parameters) {
    loss_network(&[1000], &[(2.0, 10.0)], &[&[]], StayShape::Exponential)
}

fn sums(network: &Network, parameters: &Parameters, days: u32, paths: u64) -> (Counts, State) {
    let mut run = Run::new(network, 0, days);
    let (mut counts, mut state) = (Counts::default(), State::default());
    for path in 0..paths {
        run.start(parameters, 3, path);
        (0..days).for_each(|_| run.pass_day());
        for house in run.houses() {
            let one = house.counts();
            counts.requests += one.requests;
            counts.admitted += one.admitted;
            counts.found_full += one.found_full;
            counts.moved += one.moved;
            counts.lost += one.lost;
            counts.waited += one.waited;
            counts.admitted_from_waiting += one.admitted_from_waiting;
            counts.gave_up += one.gave_up;
            counts.received += one.received;
            let now = house.state();
            state.occupied += now.occupied;
            state.reserved += now.reserved;
            state.in_turnover += now.in_turnover;
            state.closed += now.closed;
            state.waiting += now.waiting;
        }
    }
    (counts, state)
}

fn near(found: u32, expected: f64) {
    // Four standard errors of a Poisson number.
    let error = (f64::from(found) - expected).abs();
    assert!(error <= 4.0 * expected.sqrt(), "{found} for {expected}");
}

#[test]
fn stays_and_remainders_have_the_moments_of_their_distribution() {
    for (shape, cv_squared) in [
        (StayShape::Exponential, 1.0),
        (StayShape::HyperExponential { cv_squared: 1.69 }, 1.69),
        (StayShape::LogNormal { cv: 1.3 }, 1.69),
        (StayShape::Deterministic, 0.0),
    ] {
        let sampler = Sampler::of(shape);
        let mut stream = Key::of(9).stream();
        let stays: Vec<f64> = (0..200_000).map(|_| sampler.stay(&mut stream)).collect();
        let left: Vec<f64> = (0..200_000).map(|_| sampler.remainder(&mut stream)).collect();
        let mean = |sample: &[f64]| sample.iter().sum::<f64>() / 200_000.0;
        let square = stays.iter().map(|stay| stay * stay).sum::<f64>() / 200_000.0;
        assert!((mean(&stays) - 1.0).abs() < 0.012, "{shape:?}: {}", mean(&stays));
        assert!((square - 1.0 - cv_squared).abs() < 0.12, "{shape:?}: {square}");
        // The mean of what is left is E[stay^2] / 2 E[stay].
        let expected = f64::midpoint(1.0, cv_squared);
        assert!(
            (mean(&left) - expected).abs() < 0.03,
            "{shape:?}: {}",
            mean(&left)
        );
    }
}

#[test]
fn shapes_out_of_range_are_taken_as_the_nearest_one() {
    for shape in [
        StayShape::HyperExponential { cv_squared: 0.2 },
        StayShape::HyperExponential { cv_squared: f64::NAN },
        StayShape::HyperExponential {
            cv_squared: f64::INFINITY,
        },
        StayShape::LogNormal { cv: -1.0 },
        StayShape::LogNormal { cv: f64::NAN },
        StayShape::LogNormal { cv: f64::INFINITY },
    ] {
        let sampler = Sampler::of(shape);
        let mut stream = Stream::of(1);
        for _ in 0..1000 {
            let (stay, left) = (sampler.stay(&mut stream), sampler.remainder(&mut stream));
            assert!(stay.is_finite() && stay >= 0.0, "{shape:?}: {stay}");
            assert!(left.is_finite() && left >= 0.0, "{shape:?}: {left}");
        }
    }
}

#[test]
fn keys_of_neighbours_are_unrelated() {
    let unit = |path: u64, house: u64, day: u32| Key::of(1).part(path).part(house).day(day);
    let unit = |path, house, day| super::stream::unit(unit(path, house, day));
    let mut all = Vec::new();
    for path in 0..20 {
        for house in 0..20 {
            all.extend((0..50).map(|day| unit(path, house, day)));
        }
    }
    let mean = all.iter().sum::<f64>() / 20_000.0;
    assert!((mean - 0.5).abs() < 0.01, "{mean}");
    for apart in [1, 50, 1000] {
        let pairs = all.iter().zip(all.iter().skip(apart));
        let together = pairs.map(|(one, other)| (one - 0.5) * (other - 0.5)).sum::<f64>();
        let correlation = together / 20_000.0 * 12.0;
        assert!(correlation.abs() < 0.03, "{apart}: {correlation}");
    }
}

#[test]
fn requests_follow_weekday_year_season_and_swing() {
    let (network, parameters) = roomy();
    let asked = |change: &dyn Fn(&mut RegionParameters)| {
        let mut parameters = parameters.clone();
        change(&mut parameters.regions[0]);
        sums(&network, &parameters, 28, 60).0.requests
    };
    // 28 days of 2 requests, 60 times. The origin is a Monday in March, so day 0 is a Tuesday.
    near(asked(&|_| ()), 3360.0);
    near(
        asked(&|region| region.weekday = [0.0, 3.0, 0.0, 0.0, 0.0, 0.0, 0.0]),
        1440.0,
    );
    near(asked(&|region| region.yearly = vec![0.5, 9.0]), 1680.0);
    near(asked(&|region| region.yearly = vec![1.5]), 5040.0);
    let spring = Season {
        amplitude: 0.5,
        peak_day: 75.0,
    };
    near(asked(&|region| region.season = spring), 3360.0 * 1.49);
    let high = Swing {
        sd: 0.1,
        rho: 1.0,
        level: 0.7,
    };
    near(
        asked(&|region| region.swing = high),
        3360.0 * (0.7_f64 - 0.005).exp(),
    );
}

#[test]
fn swings_leave_the_mean_and_make_the_requests_of_a_region_vary_together() {
    let (mut network, mut parameters) = roomy();
    network.houses.push(network.houses[0].clone());
    network.groups = Helping::Alone.groups(&network.houses);
    parameters.houses.push(parameters.houses[0]);
    parameters.regions[0].swing = Swing {
        sd: 0.4,
        rho: 0.75,
        level: 0.0,
    };
    let mut weeks = Vec::new();
    for path in 0..400 {
        let of_house = |group: usize| {
            let mut run = Run::new(&network, group, 140);
            run.start(&parameters, 8, path);
            (0..133).for_each(|_| run.pass_day());
            run.clear_counts();
            (0..7).for_each(|_| run.pass_day());
            f64::from(run.houses()[0].counts().requests)
        };
        weeks.push((of_house(0), of_house(1)));
    }
    let mean = weeks.iter().map(|(one, two)| one + two).sum::<f64>() / 800.0;
    let together = weeks
        .iter()
        .map(|(one, two)| (one - mean) * (two - mean))
        .sum::<f64>()
        / 400.0;
    assert!((mean - 14.0).abs() < 0.8, "{mean}");
    // The houses have nothing in common but the swing: 14^2 (exp(0.4^2) - 1) = 34.
    assert!((together - 34.0).abs() < 14.0, "{together}");
}

#[test]
fn whoever_waits_is_admitted_or_gives_up_as_in_the_formula_of_erlang_a() {
    let (network, mut parameters) = loss_network(&[4], &[(0.2, 22.0)], &[&[]], StayShape::Exponential);
    parameters.regions[0].waiting = 1.0;
    parameters.regions[0].patience_days = 11.0;
    let mut run = Run::new(&network, 0, 9000);
    let mut gave_up = Sample::default();
    let mut waited = Sample::default();
    for path in 0..effort(30) {
        run.start(&parameters, 4, path);
        (0..1000).for_each(|_| run.pass_day());
        run.clear_counts();
        (0..8000).for_each(|_| run.pass_day());
        let counts = *run.houses()[0].counts();
        assert_eq!(counts.requests, counts.admitted + counts.waited);
        gave_up
            .0
            .push(f64::from(counts.gave_up) / f64::from(counts.requests));
        waited
            .0
            .push(f64::from(counts.waited) / f64::from(counts.requests));
    }
    let load = crate::model::queue::Load::new(4.4).expect("a load");
    let exact = crate::model::queue::abandonment(4, load, 0.5).expect("a patience");
    gave_up.agrees_with(exact.gives_up, 0.006, "gave up");
    waited.agrees_with(exact.waits, 0.006, "waited");
}

#[test]
fn beds_in_turnover_and_reserved_beds_are_not_free() {
    // A guest keeps a bed for the delay, the stay and the turnover: a loss system of that mean in all.
    let (network, mut parameters) = loss_network(&[4], &[(0.2, 16.0)], &[&[]], StayShape::Exponential);
    parameters.regions[0].admission_delay_days = 2.0;
    parameters.regions[0].turnover_days = 2.0;
    let found = long_run(&network, &parameters, 12_000, effort(40));
    let load = crate::model::queue::Load::new(0.2 * 20.0).expect("a load");
    let exact = crate::model::queue::loss(4, load);
    found.lost[0].agrees_with(exact.blocking, 0.004, "lost");
    found.occupancy[0].agrees_with(exact.occupancy * 16.0 / 20.0, 0.004, "occupied");
}

#[test]
fn closures_take_their_share_of_the_beds() {
    let (network, mut parameters) = roomy();
    parameters.regions[0].closures = Closures {
        per_day: 0.05,
        mean_days: 8.0,
        beds: 2,
    };
    let (_, state) = sums(&network, &parameters, 200, 500);
    // On average 0.05 * 8 spells of 2 beds; a spell begins at a count and the day of its end is not whole.
    near(state.closed / 2, 500.0 * 0.4);
}

#[test]
fn the_stand_of_today_is_where_a_path_begins() {
    let (mut network, mut parameters) = loss_network(&[6], &[(0.0, 1e4)], &[&[]], StayShape::Exponential);
    parameters.regions[0].admission_delay_days = 1e-3;
    parameters.regions[0].turnover_days = 1e-3;
    parameters.regions[0].patience_days = 1e4;
    parameters.regions[0].closures.mean_days = 1e4;
    network.houses[0].state = State {
        occupied: 3,
        reserved: 1,
        in_turnover: 1,
        closed: 1,
        waiting: 4,
    };
    let (counts, state) = sums(&network, &parameters, 1, 1);
    // The reserved bed is taken, the one in turnover goes to the first who waits, the closed one stays closed.
    assert_eq!(
        (counts.requests, counts.admitted_from_waiting, counts.gave_up),
        (0, 1, 0)
    );
    assert_eq!(state.occupied + state.reserved, 5);
    assert_eq!((state.in_turnover, state.closed, state.waiting), (0, 1, 3));
}

#[test]
fn plans_hold_from_their_day_and_guests_beyond_the_beds_stay_until_they_leave() {
    let (mut network, parameters) = loss_network(&[5], &[(50.0, 4.0)], &[&[]], StayShape::Exponential);
    let step = Step::always(5);
    network.houses[0].steps = vec![
        step,
        Step {
            from_day: 20,
            beds: 2,
            ..step
        },
        Step {
            from_day: 40,
            admits: false,
            ..step
        },
        Step {
            from_day: 60,
            demand_factor: 0.0,
            ..step
        },
    ];
    let mut run = Run::new(&network, 0, 80);
    run.start(&parameters, 1, 1);
    let mut days = Vec::new();
    for _ in 0..80 {
        run.pass_day();
        let house = &run.houses()[0];
        days.push((house.occupied(), house.free(), house.counts().requests));
    }
    assert!(
        days[10..20].iter().all(|(occupied, ..)| *occupied >= 4),
        "{days:?}"
    );
    assert!(days[20].0 > 2, "guests beyond the beds stay: {days:?}");
    assert!(
        days[35..40].iter().all(|(occupied, ..)| *occupied <= 2),
        "{days:?}"
    );
    assert!(
        days[40..60].iter().all(|(_, free, _)| *free == 0),
        "a stop: {days:?}"
    );
    assert!(days[59].0 < days[39].0, "{days:?}");
    assert!(days[59].2 > days[40].2, "people still ask: {days:?}");
    assert_eq!(days[79].2, days[60].2, "nobody asks: {days:?}");
}

#[test]
fn a_house_of_which_more_is_known_takes_part_from_that_day() {
    let (mut network, parameters) = loss_network(&[5], &[(1.0, 20.0)], &[&[]], StayShape::Exponential);
    network.houses[0].known_on = 3;
    network.houses[0].state.occupied = 5;
    let mut run = Run::new(&network, 0, 4);
    run.start(&parameters, 1, 1);
    for _ in 0..3 {
        run.pass_day();
        let house = &run.houses()[0];
        assert_eq!(
            (house.occupied(), house.free(), house.counts().requests),
            (0, 0, 0)
        );
    }
    run.pass_day();
    assert!(run.houses()[0].occupied() >= 3);
}

#[test]
fn stays_beyond_the_ring_of_days_end_when_they_should() {
    let (mut network, parameters) = loss_network(&[1], &[(0.0, 2500.5)], &[&[]], StayShape::Deterministic);
    let stop = Step {
        admits: false,
        ..Step::always(1)
    };
    network.houses[0].steps = vec![stop];
    network.houses[0].state.occupied = 1;
    let mut run = Run::new(&network, 0, 4000);
    let ends = (0..200).map(|path| {
        run.start(&parameters, 6, path);
        let days = (1..=4000).find(|_| {
            run.pass_day();
            run.houses()[0].occupied() == 0
        });
        f64::from(days.expect("an end"))
    });
    let ends = Sample(ends.collect());
    assert!(ends.0.iter().all(|end| *end <= 2501.0));
    // What is left is uniform up to the whole stay, and seen at the end of its day.
    ends.agrees_with(1250.75, 80.0, "days left");
}
