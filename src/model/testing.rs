//! What the tests of the model share: reference values, and a house played out bed by bed.

use chrono::{Days, NaiveDate};
use rand::Rng;
use rand_distr::{Distribution, Exp1};

use super::history::{Day, HouseRecord};
use super::network::{
    self, Helping, House, HouseParameters, Network, Parameters, RegionParameters, Run, Step,
};

pub mod regions;

/// Whether tests are to be as long as they are good for (`tests/run.sh --long`). The others do the same on less.
pub fn at_length() -> bool {
    std::env::var("HOSPICE_LONG_TESTS").is_ok_and(|value| value == "1")
}

/// A house of a region with these days, and as many beds at the end of them.
pub fn record(region: &str, physical: u32, days: Vec<Day>) -> HouseRecord {
    HouseRecord {
        id: "a".to_owned(),
        region: Some(region.to_owned()),
        location: None,
        beds: vec![(date(0), physical)],
        days,
        admits_from: None,
    }
}

/// The day of that number since the beginning of 2023.
pub fn date(day: u32) -> NaiveDate {
    let start = NaiveDate::from_ymd_opt(2023, 1, 1).expect("a date");
    start + Days::new(u64::from(day))
}

/// A row of `tests/reference/still_free.csv`; rates per day, time in days.
pub struct Reference {
    pub capacity: u32,
    /// By 1, 2 and 3 or more free beds.
    pub births: [f64; 3],
    pub death_per_bed: f64,
    pub days: f64,
    pub committed: u32,
    /// Of 0, 1, ... `capacity` committed beds.
    pub mass: Vec<f64>,
}

/// The rate with `free` beds free, of those by 1, 2 and 3 or more.
pub fn by_state([one, two, more]: [f64; 3], free: u32) -> f64 {
    match free {
        0 => 0.0,
        1 => one,
        2 => two,
        _ => more,
    }
}

/// All rows of the reference; each was made by `still_free.py` beside it.
pub fn references() -> Vec<Reference> {
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let whole = |text: &str| text.parse::<u32>().expect("a whole number");
    let rows = include_str!("../../tests/reference/still_free.csv")
        .lines()
        .skip(1);
    let references = rows.map(|row| {
        let cells = row.split(',').collect::<Vec<_>>();
        Reference {
            capacity: whole(cells[0]),
            births: [number(cells[1]), number(cells[2]), number(cells[3])],
            death_per_bed: number(cells[4]),
            days: number(cells[5]),
            committed: whole(cells[6]),
            mass: cells[7].split(' ').map(number).collect(),
        }
    });
    references.collect()
}

/// What came of a house in some time.
#[derive(Default)]
pub struct Played {
    pub committed: u32,
    pub admissions: u32,
    pub departures: u32,
}

/// Plays a house of `capacity` beds for `days` from `committed` on, as a race of exponential times:
/// the next admission against the departure of each guest.
pub fn play(
    random: &mut impl Rng,
    (capacity, committed): (u32, u32),
    birth: impl Fn(u32) -> f64,
    death_per_bed: f64,
    days: f64,
) -> Played {
    let mut played = Played {
        committed,
        ..Played::default()
    };
    let mut exponential = |rate: f64| -> f64 {
        let unit: f64 = Exp1.sample(random);
        if rate > 0.0 { unit / rate } else { f64::INFINITY }
    };
    let mut left = days;
    loop {
        let free = capacity - played.committed;
        let admission = if free > 0 {
            exponential(birth(free))
        } else {
            f64::INFINITY
        };
        let departure = (0..played.committed)
            .map(|_| exponential(death_per_bed))
            .fold(f64::INFINITY, f64::min);
        left -= admission.min(departure);
        if left < 0.0 || left.is_nan() || left.is_infinite() {
            return played;
        }
        if admission < departure {
            played.committed += 1;
            played.admissions += 1;
        } else {
            played.committed -= 1;
            played.departures += 1;
        }
    }
}

/// A region of houses to be played and registered day by day.
pub struct World {
    /// Beds, requests per day and mean stay of each house.
    pub houses: Vec<(u32, f64, f64)>,
    pub region: RegionParameters,
    pub days: u32,
    pub seed: u64,
}

impl World {
    /// Eight houses of three to ten beds, asked for `load` of their beds: `load beds / stay` a day.
    pub fn of_eight(load: f64, days: u32, seed: u64) -> Self {
        let beds = [3, 4, 4, 5, 5, 6, 8, 10].into_iter().zip(0_u32..);
        let houses = beds.map(|(beds, number)| {
            let stay = 22.0 + f64::from(number * 5 % 8);
            (beds, load * f64::from(beds) / stay, stay)
        });
        Self {
            houses: houses.collect(),
            region: RegionParameters::default(),
            days,
            seed,
        }
    }

    pub fn parameters(&self) -> Parameters {
        let houses = self
            .houses
            .iter()
            .map(|(_, requests_per_day, mean_stay_days)| HouseParameters {
                requests_per_day: *requests_per_day,
                mean_stay_days: *mean_stay_days,
                ..HouseParameters::default()
            });
        Parameters {
            houses: houses.collect(),
            regions: vec![self.region.clone()],
        }
    }

    pub fn network(&self) -> Network {
        let houses = self.houses.iter().map(|(beds, _, _)| House {
            steps: vec![Step::always(*beds)],
            ..House::default()
        });
        let houses: Vec<House> = houses.collect();
        Network {
            origin: date(0),
            groups: Helping::Region.groups(&houses),
            houses,
        }
    }

    /// What the houses register of it, after a year to settle. There must be no delay of admissions: they are
    /// taken from the requests.
    pub fn register(&self) -> Vec<HouseRecord> {
        let network = self.network();
        let settling = 365;
        let mut run = Run::new(&network, 0, settling + self.days + 1);
        run.start(&self.parameters(), self.seed, 0);
        for _ in 0..settling {
            run.pass_day();
        }
        let mut records: Vec<HouseRecord> = (0..self.houses.len())
            .map(|place| HouseRecord {
                id: format!("h{place}"),
                ..record("r", 0, Vec::new())
            })
            .collect();
        for record in &mut records {
            record.beds.clear();
        }
        let mut before: Vec<u32> = run.houses().iter().map(network::Running::occupied).collect();
        for day in 0..self.days {
            run.clear_counts();
            run.pass_day();
            for ((house, record), before) in run.houses().iter().zip(&mut records).zip(&mut before) {
                record
                    .days
                    .push(registered(house, date(settling + day + 1), before));
            }
        }
        records
    }
}

fn registered(house: &network::Running, date: NaiveDate, before: &mut u32) -> Day {
    let (state, counts) = (house.state(), house.counts());
    let admissions = counts.admitted + counts.admitted_from_waiting + counts.received;
    let departures = *before + admissions - state.occupied;
    *before = state.occupied;
    Day {
        date,
        physical: house.beds(),
        closed: state.closed,
        occupied: state.occupied,
        in_turnover: state.in_turnover,
        admissions: Some(admissions),
        departures: Some(departures),
        requests: Some(counts.requests + counts.received),
        redirected: Some(counts.received),
        refused_for_room: Some(counts.moved + counts.lost),
        refused_otherwise: Some(0),
        gave_up: Some(counts.gave_up),
        waiting: Some(state.waiting),
        ..Day::default()
    }
}
