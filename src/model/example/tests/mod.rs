mod content;
mod edges;
mod entries;
mod figures;
mod identities;
mod suppression;
mod warnings;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{Entry, register};
use crate::domain::calendar::{day_end, parse_date};
use crate::domain::count::Count;
use crate::domain::house::{BedPlan, House, HouseDetails, HouseType, Opening};
use crate::domain::stand::Counts;
use crate::domain::text::{HouseId, Id, Name};

fn date(text: &str) -> NaiveDate {
    parse_date(text).expect("a date")
}

fn first() -> NaiveDate {
    date("2024-09-01")
}

/// The end of the day so many days after the first.
fn end_of_day(days: i64) -> DateTime<Utc> {
    day_end(first() + TimeDelta::days(days))
}

fn house(id: &str, house_type: HouseType, region: &str, beds: &[(&str, i64)]) -> House {
    let steps = beds
        .iter()
        .map(|(from, beds)| (date(from), Count::new(*beds).expect("a count")));
    House {
        id: Id::new(id).expect("an id"),
        details: HouseDetails {
            valid_from: date("2000-01-01"),
            name: Name::new(id).expect("a name"),
            house_type,
            region: Some(Id::new(region).expect("an id")),
            municipality: Name::new("Nergenshuizen").expect("a name"),
            location: None,
            phone: None,
            organisation: None,
            admits_on_weekend: None,
        },
        identifiers: Vec::new(),
        opening: Opening {
            opens_on: date("2000-01-01"),
            closes_on: None,
        },
        beds: BedPlan::new(steps.collect()).expect("a plan"),
    }
}

/// Six bijna-thuis-huizen of 2 to 6 beds and two high-care hospices of 8 and 10, in three regions.
fn network() -> Vec<House> {
    use HouseType::{BijnaThuisHuis, HighCareHospice};
    [
        ("a", BijnaThuisHuis, "centraal", 6, None),
        ("b", BijnaThuisHuis, "centraal", 3, Some(false)),
        ("c", BijnaThuisHuis, "zuidoost", 3, Some(true)),
        ("d", BijnaThuisHuis, "zuidoost", 2, Some(false)),
        ("e", BijnaThuisHuis, "noord", 4, Some(true)),
        ("f", BijnaThuisHuis, "noord", 5, Some(false)),
        ("g", HighCareHospice, "centraal", 10, Some(true)),
        ("h", HighCareHospice, "noord", 8, Some(true)),
    ]
    .map(|(id, house_type, region, beds, weekend)| {
        let mut house = house(id, house_type, region, &[("2000-01-01", beds)]);
        house.details.admits_on_weekend = weekend;
        house
    })
    .to_vec()
}

/// The network with a house that opens, one that closes, and beds that come and go.
fn changing_network() -> Vec<House> {
    let mut houses = network();
    let opens = first() + TimeDelta::days(100);
    houses[0].beds = house(
        "a",
        HouseType::BijnaThuisHuis,
        "centraal",
        &[
            ("2000-01-01", 6),
            ("2024-12-01", 2),
            ("2025-03-01", 0),
            ("2025-05-01", 7),
        ],
    )
    .beds;
    houses[1].opening.opens_on = opens;
    houses[6].opening.closes_on = Some(opens + TimeDelta::days(200));
    houses
}

type Final = BTreeMap<(HouseId, NaiveDate), Counts>;

/// The last entry for each house and date.
fn last_of_each(entries: &[Entry]) -> Final {
    let last = entries
        .iter()
        .map(|entry| ((entry.house.clone(), entry.date), entry.counts.clone()));
    last.collect()
}

fn two_years(houses: &[House], seed: u64) -> Vec<Entry> {
    register(houses, first(), end_of_day(729), seed)
}

fn stated(count: Option<Count>) -> i64 {
    i64::from(count.expect("a stated count").get())
}

/// The registrations of each house, oldest first.
fn by_house(stands: &Final) -> BTreeMap<&HouseId, Vec<(NaiveDate, &Counts)>> {
    let mut houses = BTreeMap::<_, Vec<_>>::new();
    for ((house, date), counts) in stands {
        houses.entry(house).or_default().push((*date, counts));
    }
    houses
}

fn ratio(part: usize, whole: usize) -> f64 {
    f64::from(u32::try_from(part).expect("small")) / f64::from(u32::try_from(whole).expect("small"))
}
