//! What the tests of the model share: reference values, and a house played out bed by bed.

use chrono::{Days, NaiveDate};
use rand::Rng;
use rand_distr::{Distribution, Exp1};

use super::history::{Day, HouseRecord};

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
