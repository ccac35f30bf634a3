//! The simulated regions of `tests/reference/regions`: made by another program, so their truth is known.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use crate::model::history::{Day, HouseRecord};

const HOUSES: &str = include_str!("../../../tests/reference/regions/houses.csv");
const CORRECTIONS: &str = include_str!("../../../tests/reference/regions/corrections.csv");

/// A region of eight houses: what was true, and what was registered when.
pub struct SimulatedRegion {
    pub houses: Vec<SimulatedHouse>,
}

pub struct SimulatedHouse {
    pub id: String,
    pub mean_stay_days: f64,
    /// Of people whose first choice it is and whom some house could take.
    pub requests_per_day: f64,
    days: Vec<Day>,
    /// Days from each of these to that on which it was registered as it was; nothing where it never was.
    entered_after: Vec<Option<u64>>,
    /// What was registered before that, and how many days after its date.
    corrected: Vec<(Day, u64)>,
}

/// Everybody who finds no bed is lost.
pub fn loss() -> SimulatedRegion {
    region("loss", include_str!("../../../tests/reference/regions/loss.csv"))
}

/// Everybody who finds no bed takes any free one of another house.
pub fn overflow() -> SimulatedRegion {
    region(
        "overflow",
        include_str!("../../../tests/reference/regions/overflow.csv"),
    )
}

/// With all that makes life hard: swings, waiting, closures, missing days, late entries, corrections.
pub fn real() -> SimulatedRegion {
    region("real", include_str!("../../../tests/reference/regions/real.csv"))
}

/// As [`real`], other houses.
pub fn multi() -> SimulatedRegion {
    region(
        "multi",
        include_str!("../../../tests/reference/regions/multi.csv"),
    )
}

/// The first of the 1,096 days.
pub fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 1, 1).expect("a date")
}

/// The last of them.
pub fn last_day() -> NaiveDate {
    first_day() + Days::new(1095)
}

impl SimulatedRegion {
    /// What was registered by the end of a day, each day as it was then known.
    pub fn as_known_on(&self, known: NaiveDate) -> Vec<HouseRecord> {
        self.records(|house| {
            let first = house.corrected.iter().map(|(day, after)| (*day, *after));
            let last = house.days.iter().zip(&house.entered_after);
            let last = last.filter_map(|(day, after)| Some((*day, (*after)?)));
            let entered = first.chain(last);
            let entered = entered.filter(|(day, after)| day.date + Days::new(*after) <= known);
            entered.map(|(day, _)| day).collect()
        })
    }

    /// What was true on every day.
    pub fn truth(&self) -> Vec<HouseRecord> {
        self.records(|house| house.days.clone())
    }

    /// Of several days of a date the last one stands.
    fn records(&self, days: impl Fn(&SimulatedHouse) -> Vec<Day>) -> Vec<HouseRecord> {
        let records = self.houses.iter().map(|house| {
            let days: BTreeMap<NaiveDate, Day> = days(house).into_iter().map(|day| (day.date, day)).collect();
            HouseRecord {
                id: house.id.clone(),
                region: Some("r".to_owned()),
                location: None,
                days: days.into_values().collect(),
                beds: Vec::new(),
                admits_from: None,
            }
        });
        records.collect()
    }
}

/// What a day was first registered with: occupied, admissions, departures and requests differ, no more.
fn corrected(name: &str, id: &str, days: &[Day]) -> Vec<(Day, u64)> {
    let rows = CORRECTIONS.lines().map(|row| row.split(',').collect::<Vec<_>>());
    let rows = rows.filter(|cells| cells[0] == name && cells[1] == id);
    let first = rows.map(|cells| {
        let number = |place: usize| cells[place].parse::<u32>().expect("a count");
        let day = Day {
            occupied: number(4),
            admissions: Some(number(5)),
            departures: Some(number(6)),
            requests: Some(number(7)),
            ..days[number(2) as usize]
        };
        (day, number(3).into())
    });
    first.collect()
}

fn region(name: &str, text: &str) -> SimulatedRegion {
    let rows = text.lines().map(|row| row.splitn(3, ',').collect::<Vec<_>>());
    let series: BTreeMap<(&str, &str), Vec<Option<u32>>> = rows
        .skip(1)
        .map(|cells| {
            let days = cells[2].split(' ').map(|cell| cell.parse().ok());
            ((cells[0], cells[1]), days.collect())
        })
        .collect();
    let rows = HOUSES.lines().map(|row| row.split(',').collect::<Vec<_>>());
    let houses = rows.filter(|cells| cells[0] == name).map(|cells| {
        // What is not there is zero on all days.
        let of = |quantity: &str, day: usize| {
            let values = series.get(&(cells[1], quantity));
            values.map_or(Some(0), |values| values[day])
        };
        let count = |quantity: &str, day: usize| of(quantity, day).expect("a count");
        let beds = cells[2].parse().expect("beds");
        let days = (0..1096_usize)
            .zip(first_day().iter_days())
            .map(|(day, date)| Day {
                date,
                physical: beds,
                closed: count("closed", day),
                occupied: count("occupied", day),
                reserved: count("reserved", day),
                admissions: of("admissions", day),
                departures: of("departures", day),
                requests: of("requests", day),
                redirected: of("redirected", day),
                refused_for_room: of("refused_for_room", day),
                refused_otherwise: of("refused_otherwise", day),
                waiting: of("waiting", day),
                ..Day::default()
            });
        let days: Vec<Day> = days.collect();
        SimulatedHouse {
            id: cells[1].to_owned(),
            mean_stay_days: cells[3].parse().expect("days"),
            requests_per_day: cells[4].parse().expect("a rate"),
            corrected: corrected(name, cells[1], &days),
            entered_after: (0..1096)
                .map(|day| of("entered_after", day).map(u64::from))
                .collect(),
            days,
        }
    });
    SimulatedRegion {
        houses: houses.collect(),
    }
}
