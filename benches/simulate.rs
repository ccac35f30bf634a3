//! How fast the simulation, the projection and the bed requirement are, and how their time grows.
//! Run: `cargo bench --bench simulate`.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot run has nothing to say"
)]

use std::time::Instant;

use chrono::{Days, NaiveDate};
use hospice_capacity::model::history::{Day, HouseRecord};
use hospice_capacity::model::network::{
    Asks, Closures, Helping, House, HouseParameters, Network, Parameters, RegionParameters, Run, Running,
    StayShape, Step, Swing,
};
use hospice_capacity::model::progress::Unwatched;
use hospice_capacity::model::projection::{self, Known, project};
use hospice_capacity::model::requirement::{self, Target, require};
use hospice_capacity::model::scenario::Scenario;

const BEDS: [u32; 8] = [3, 4, 4, 5, 5, 6, 8, 10];

fn main() {
    println!("simulation, one thread");
    for (name, is_whole) in [("weekday, overflow, H2 stays", false), ("and all the rest", true)] {
        println!("  {name}");
        for (regions, days, paths, bar) in [
            (1, 28, 10_000, 0.15),
            (1, 3650, 1000, 1.5),
            (38, 28, 2000, 1.0),
            (38, 3650, 200, 11.0),
        ] {
            simulate(regions, days, paths, is_whole, bar);
        }
    }
    println!("projection, 200 draws of 2 paths");
    for (houses, until, threads) in [
        (8, 2030, 1),
        (8, 2030, 2),
        (8, 2040, 1),
        (8, 2040, 2),
        (8, 2060, 2),
        (40, 2040, 2),
    ] {
        let time = timed(threads, || project_houses(houses, until));
        println!("  {houses} houses until {until}, {threads} threads: {time:.2} s");
    }
    println!("bed requirement of 8 houses, 100 draws");
    for threads in [1, 2] {
        println!("  {threads} threads: {:.2} s", timed(threads, need_beds));
    }
}

fn timed(threads: usize, work: impl FnOnce() + Send) -> f64 {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .expect("threads");
    let start = Instant::now();
    pool.install(work);
    start.elapsed().as_secs_f64()
}

fn simulate(regions: usize, days: u32, paths: u64, is_whole: bool, bar: f64) {
    let (network, parameters) = network(regions, is_whole);
    let start = Instant::now();
    let (mut events, mut guests) = (0_u64, 0_u64);
    for group in 0..network.groups.len() {
        let mut run = Run::new(&network, group, days);
        for path in 0..paths {
            run.start(&parameters, 1, path);
            for _ in 0..days {
                run.pass_day();
                guests += run
                    .houses()
                    .iter()
                    .map(|house| u64::from(house.occupied()))
                    .sum::<u64>();
            }
            for house in run.houses() {
                let counts = house.counts();
                let admitted = counts.admitted + counts.received + counts.admitted_from_waiting;
                events += u64::from(counts.requests) + u64::from(admitted);
            }
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let (house_days, events, guests) = (
        (network.houses.len() as u64 * u64::from(days) * paths) as f64,
        events as f64,
        guests as f64,
    );
    println!(
        "    {:3} houses, {days:4} days, {paths:5} paths: {seconds:6.2} s (bar {bar} s), {:5.1} M house-days/s, {:4.0} ns a request or \
         stay, {:.2} guests a house",
        network.houses.len(),
        house_days / seconds / 1e6,
        seconds / events * 1e9,
        guests / house_days
    );
}

fn network(regions: usize, is_whole: bool) -> (Network, Parameters) {
    let places = 0..regions * BEDS.len();
    let houses = places.clone().map(|place| House {
        region: place / BEDS.len(),
        asks: Asks::InOrder(
            (place - place % 8..place - place % 8 + 8)
                .filter(|other| *other != place)
                .collect(),
        ),
        steps: vec![Step::always(BEDS[place % BEDS.len()])],
        ..House::default()
    });
    let houses: Vec<House> = houses.collect();
    let own = places.map(|place| HouseParameters {
        requests_per_day: f64::from(BEDS[place % BEDS.len()]) * 0.95 / 25.0,
        mean_stay_days: 25.0,
        stay: StayShape::HyperExponential { cv_squared: 1.69 },
    });
    let mut region = RegionParameters {
        weekday: [1.15, 1.15, 1.1, 1.1, 1.1, 0.75, 0.65],
        moving: 0.6,
        ..RegionParameters::default()
    };
    if is_whole {
        region.swing = Swing {
            sd: 0.2,
            rho: 0.75,
            level: 0.0,
        };
        (region.waiting, region.patience_days) = (0.35, 4.0);
        (region.turnover_days, region.admission_delay_days) = (1.0, 1.0);
        region.closures = Closures {
            per_day: 0.002,
            mean_days: 12.0,
            beds: 1,
        };
    }
    let network = Network {
        origin: NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date"),
        groups: Helping::Region.groups(&houses),
        houses,
    };
    let parameters = Parameters {
        houses: own.collect(),
        regions: vec![region; regions],
    };
    (network, parameters)
}

/// Two years of registrations of so many houses, made by the simulation.
fn registered(houses: usize) -> Vec<HouseRecord> {
    let (network, parameters) = network(houses.div_ceil(8), true);
    let mut records = Vec::new();
    for group in 0..network.groups.len() {
        let mut run = Run::new(&network, group, 730);
        run.start(&parameters, 5, 0);
        let mut of_group: Vec<HouseRecord> = run.places().iter().map(|place| record(*place)).collect();
        for day in 0..730 {
            let before: Vec<u32> = run.houses().iter().map(Running::occupied).collect();
            run.clear_counts();
            run.pass_day();
            for ((house, record), before) in run.houses().iter().zip(&mut of_group).zip(before) {
                let (counts, state) = (house.counts(), house.state());
                let admissions = counts.admitted + counts.received + counts.admitted_from_waiting;
                let redirected = counts.received;
                record.days.push(Day {
                    date: network.origin + Days::new(day),
                    physical: house.beds(),
                    closed: state.closed.min(house.beds() - state.occupied.min(house.beds())),
                    occupied: state.occupied,
                    admissions: Some(admissions),
                    departures: Some((before + admissions).saturating_sub(state.occupied)),
                    requests: Some(counts.requests + redirected),
                    redirected: Some(redirected),
                    refused_for_room: Some(counts.moved + counts.lost),
                    ..Day::default()
                });
            }
        }
        records.extend(of_group);
    }
    records.truncate(houses);
    records
}

fn record(place: usize) -> HouseRecord {
    HouseRecord {
        id: format!("house {place}"),
        region: Some(format!("region {}", place / 8)),
        location: None,
        days: Vec::new(),
        beds: Vec::new(),
        admits_from: None,
    }
}

fn known(houses: &[HouseRecord]) -> Known<'_> {
    Known {
        houses,
        origin: NaiveDate::from_ymd_opt(2027, 12, 31).expect("a date"),
        deaths: &[],
    }
}

fn project_houses(houses: usize, until: i32) {
    let houses = registered(houses);
    let question = projection::Question {
        until,
        step: projection::Step::Year,
        scenario: Scenario::default(),
        draws: 200,
        paths: 2,
        seed: 1,
    };
    project(&known(&houses), &question, &Unwatched).expect("an answer");
}

fn need_beds() {
    let houses = registered(8);
    let question = requirement::Question {
        year: 2030,
        target: Target::NoBed(0.1),
        certainty: 0.8,
        scenario: Scenario::default(),
        draws: requirement::USUAL_DRAWS,
        seed: 1,
    };
    require(&known(&houses), &question, &Unwatched).expect("an answer");
}
