//! What holds of every network.

use proptest::prelude::*;

use super::*;

/// A region of three houses in which everything happens.
fn busy(beds: [u32; 3], requests: [f64; 3]) -> (Network, Parameters) {
    let loads = requests.map(|requests| (requests, 15.0));
    let shape = StayShape::HyperExponential { cv_squared: 1.69 };
    let (mut network, mut parameters) = loss_network(&beds, &loads, &[&[1, 2], &[2], &[]], shape);
    network.houses[2].asks = Asks::Anyone;
    network.houses[0].state.occupied = beds[0];
    parameters.regions[0] = RegionParameters {
        weekday: [1.2, 1.1, 1.0, 1.0, 1.0, 0.9, 0.8],
        swing: Swing {
            sd: 0.3,
            rho: 0.75,
            level: 0.1,
        },
        moving: 0.6,
        waiting: 0.3,
        patience_days: 5.0,
        turnover_days: 1.0,
        admission_delay_days: 1.0,
        closures: Closures {
            per_day: 0.01,
            mean_days: 12.0,
            beds: 1,
        },
        ..RegionParameters::default()
    };
    (network, parameters)
}

/// Every count and stand of a path, day by day.
fn trace(network: &Network, parameters: &Parameters, days: u32, path: u64) -> Vec<(State, Counts)> {
    let mut trace = Vec::new();
    for group in 0..network.groups.len() {
        let mut run = Run::new(network, group, days);
        run.start(parameters, 17, path);
        for _ in 0..days {
            run.pass_day();
            trace.extend(run.houses().iter().map(|house| (house.state(), *house.counts())));
        }
    }
    trace
}

fn lost(counts: &Counts) -> u32 {
    counts.lost + counts.gave_up
}

#[test]
fn the_same_seed_and_path_fall_out_the_same_and_others_do_not() {
    let (network, parameters) = busy([3, 4, 5], [0.3, 0.3, 0.3]);
    let first = trace(&network, &parameters, 300, 5);
    assert_eq!(first, trace(&network, &parameters, 300, 5));
    assert_ne!(first, trace(&network, &parameters, 300, 6));
    // Nor does it matter what the memory was used for before.
    let mut run = Run::new(&network, 0, 300);
    run.start(&parameters, 99, 1);
    (0..200).for_each(|_| run.pass_day());
    run.start(&parameters, 17, 5);
    (0..300).for_each(|_| run.pass_day());
    let end = run.houses().iter().map(|house| (house.state(), *house.counts()));
    assert_eq!(first[first.len() - 3..], end.collect::<Vec<_>>());
}

#[test]
fn one_thread_and_two_give_the_same_answer() {
    let (network, parameters) = busy([3, 4, 5], [0.3, 0.3, 0.3]);
    let runs = Runs {
        warm_up: 50,
        days: 300,
        replications: 17,
        seed: 2,
    };
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let play = || in_long_run(&network, &parameters, runs, &crate::model::progress::Unwatched);
        pool.expect("threads").install(play)
    };
    assert_eq!(on(1), on(2));
}

#[test]
fn a_long_run_stops_when_it_is_no_longer_wanted() {
    struct Impatient;
    impl crate::model::progress::Watch for Impatient {
        fn goes_on(&self, done: u64, _: u64) -> bool {
            done < 3
        }
    }
    let (network, parameters) = busy([3, 4, 5], [0.3, 0.3, 0.3]);
    let runs = Runs {
        warm_up: 0,
        days: 10,
        replications: 100,
        seed: 2,
    };
    let stopped = in_long_run(&network, &parameters, runs, &Impatient);
    assert_eq!(stopped, Err(crate::model::progress::Stopped));
}

#[test]
fn a_house_whose_people_go_nowhere_is_the_same_in_a_network_and_alone() {
    let (mut network, mut parameters) = busy([3, 4, 5], [0.3, 0.3, 0.3]);
    parameters.regions[0].moving = 0.0;
    let together = trace(&network, &parameters, 200, 1);
    network.groups = Helping::Alone.groups(&network.houses);
    let apart = trace(&network, &parameters, 200, 1);
    for house in 0..3 {
        let in_network = together.iter().skip(house).step_by(3);
        assert!(in_network.eq(&apart[house * 200..(house + 1) * 200]));
    }
}

#[test]
fn groups_are_those_who_help_each_other() {
    let house = |region| House {
        region,
        ..House::default()
    };
    let houses = [house(1), house(0), house(1), house(2)];
    assert_eq!(Helping::Alone.groups(&houses), [[0], [1], [2], [3]]);
    assert_eq!(Helping::Region.groups(&houses), [vec![0, 2], vec![1], vec![3]]);
    assert_eq!(Helping::Network.groups(&houses), [vec![0, 1, 2, 3]]);
    assert_eq!(Helping::Network.groups(&[]), Vec::<Vec<usize>>::new());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn people_and_beds_add_up_every_day(
        beds in prop::array::uniform3(0_u32..7),
        requests in prop::array::uniform3(0.0_f64..1.0),
        path in 0_u64..1000,
    ) {
        let (network, parameters) = busy(beds, requests);
        for day in trace(&network, &parameters, 120, path).chunks(3) {
            let mut sums = Counts::default();
            for (place, (state, counts)) in day.iter().enumerate() {
                prop_assert!(state.occupied + state.reserved + state.in_turnover <= beds[place]);
                prop_assert_eq!(counts.requests, counts.admitted + counts.found_full);
                prop_assert_eq!(counts.found_full, counts.moved + counts.lost + counts.waited);
                prop_assert_eq!(counts.waited, counts.admitted_from_waiting + counts.gave_up + state.waiting);
                sums.moved += counts.moved;
                sums.received += counts.received;
            }
            prop_assert_eq!(sums.moved, sums.received);
        }
    }

    /// Of a house alone with stays that all last as long, one more bed refuses nobody whom the fewer beds took in
    /// number (in general this holds of the mean only).
    #[test]
    fn one_more_bed_never_refuses_more_of_the_same_people(
        beds in 0_u32..8,
        requests in 0.0_f64..2.0,
        path in 0_u64..1000,
    ) {
        let lost = |beds| {
            let (network, parameters) =
                loss_network(&[beds], &[(requests, 6.0)], &[&[]], StayShape::Deterministic);
            trace(&network, &parameters, 200, path).last().map(|(_, counts)| lost(counts))
        };
        prop_assert!(lost(beds + 1) <= lost(beds));
    }

    /// A house's people are the same whatever happens elsewhere, and some more where more is asked.
    #[test]
    fn scenarios_meet_the_same_people(
        beds in prop::array::uniform3(0_u32..7),
        requests in 0.05_f64..1.0,
        path in 0_u64..1000,
    ) {
        let asked = |beds, first| {
            let (network, parameters) = busy(beds, [first, 0.5, 0.2]);
            let trace = trace(&network, &parameters, 60, path);
            [0, 1, 2].map(|house| trace.iter().skip(house).step_by(3).map(|(_, counts)| counts.requests).collect::<Vec<_>>())
        };
        let [first, second, third] = asked(beds, requests);
        let [more, same, too] = asked([1, 1, 1], 1.5 * requests);
        prop_assert_eq!(&second, &same);
        prop_assert_eq!(&third, &too);
        prop_assert!(first.iter().zip(&more).all(|(one, other)| one <= other));
    }

    /// Weeks that last half as long with twice the requests a day are the same weeks.
    #[test]
    fn scaling_time_scales_rates(requests in 0.1_f64..1.0, beds in 1_u32..6) {
        let lost = |speed: f64, days: u32| {
            let (network, parameters) =
                loss_network(&[beds], &[(requests * speed, 8.0 / speed)], &[&[]], StayShape::Exponential);
            let mut run = Run::new(&network, 0, days);
            let shares = (0..24).map(|path| {
                run.start(&parameters, 21, path);
                (0..days).for_each(|_| run.pass_day());
                let counts = run.houses()[0].counts();
                f64::from(counts.lost) / f64::from(counts.requests.max(1))
            });
            Sample(shares.collect())
        };
        let (slow, fast) = (lost(1.0, 1600), lost(2.0, 800));
        let error = slow.error().hypot(fast.error());
        prop_assert!((slow.mean() - fast.mean()).abs() <= 4.5 * error + 1e-3, "{} {}", slow.mean(), fast.mean());
    }

    #[test]
    fn absurd_numbers_neither_panic_nor_run_without_end(
        numbers in prop::array::uniform16(prop_oneof![
            Just(f64::NAN), Just(f64::INFINITY), Just(f64::NEG_INFINITY), Just(-1.0), Just(0.0), Just(1e300),
            Just(1e-300), Just(0.5), Just(3.0),
        ]),
        counts in prop::array::uniform6(prop_oneof![Just(0_u32), Just(3), Just(u32::MAX)]),
    ) {
        let next = std::cell::Cell::new(0);
        let number = || {
            next.set(next.get() + 1);
            numbers[next.get() % 16]
        };
        // Levels that are huge, but allowed, only cost time.
        let level = || Some(number()).filter(|number| number.is_nan() || *number <= 1.0).unwrap_or(1.0);
        let house = HouseParameters {
            requests_per_day: level(),
            mean_stay_days: level(),
            stay: StayShape::LogNormal { cv: level() },
        };
        let region = RegionParameters {
            weekday: [0, 1, 2, 3, 4, 5, 6].map(|_| level()),
            season: Season { amplitude: level(), peak_day: number() },
            yearly: vec![1.0],
            swing: Swing { sd: number(), rho: number(), level: level() },
            moving: number(),
            waiting: number(),
            patience_days: number(),
            turnover_days: number(),
            admission_delay_days: number(),
            closures: Closures { per_day: number(), mean_days: number(), beds: counts[0] },
        };
        let state = State {
            occupied: counts[1] % 1000,
            reserved: counts[2] % 1000,
            in_turnover: counts[3] % 1000,
            closed: counts[4],
            waiting: counts[5] % 1000,
        };
        let step = Step { demand_factor: level(), stay_factor: number(), ..Step::always(counts[3]) };
        let houses = vec![
            House { state, steps: vec![step], asks: Asks::InOrder(vec![1, 7, 0]), ..House::default() },
            House { region: 9, steps: vec![step], ..House::default() },
        ];
        let network = Network {
            origin: chrono::NaiveDate::MAX,
            groups: vec![vec![0, 1, 5], vec![]],
            houses,
        };
        let parameters = Parameters { houses: vec![house; 2], regions: vec![region] };
        let days = trace(&network, &parameters, 40, 0);
        prop_assert_eq!(days.len(), 80);
    }
}
