use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::domain::availability::Ahead;
use crate::domain::calendar::parse_moment;
use crate::domain::count::Count;
use crate::domain::house::{BedPlan, House, HouseDetails, Opening};
use crate::domain::place::Places;
use crate::domain::text::{Id, Name};

fn now() -> DateTime<Utc> {
    parse_moment("2026-11-20T15:00:00Z").expect("a Friday afternoon")
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date")
}

/// A house with one bed free by a count of now.
fn offer(id: &str) -> HouseAvailability {
    let count = Count::new(3).expect("a count");
    HouseAvailability {
        house: House {
            id: Id::new(id).expect("an id"),
            details: HouseDetails {
                valid_from: today(),
                name: Name::new(id).expect("a name"),
                house_type: HouseType::BijnaThuisHuis,
                region: None,
                municipality: Name::new("Groningen").expect("a name"),
                location: None,
                phone: None,
                organisation: None,
                admits_on_weekend: Some(true),
            },
            identifiers: Vec::new(),
            opening: Opening {
                opens_on: today(),
                closes_on: None,
            },
            beds: BedPlan::new(vec![(today(), count)]).expect("a plan"),
        },
        status: Status::Available,
        beds_free: Some(1),
        last_known_beds_free: None,
        beds_in_service: Some(3),
        admits_from: None,
        counted_on: Some(today()),
        counted_at: Some(now()),
        freshness: Freshness::Fresh,
        probability_free: Some(0.8),
        ahead: None,
    }
}

fn free(id: &str, beds: u32, chance: f64) -> HouseAvailability {
    HouseAvailability {
        beds_free: Some(beds),
        probability_free: Some(chance),
        ..offer(id)
    }
}

fn later(id: &str, hours: i64) -> HouseAvailability {
    HouseAvailability {
        admits_from: Some(now() + TimeDelta::hours(hours)),
        ..offer(id)
    }
}

fn full(id: &str, tomorrow: f64) -> HouseAvailability {
    HouseAvailability {
        status: Status::Full,
        beds_free: Some(0),
        probability_free: Some(0.0),
        ahead: Some(Ahead {
            tomorrow,
            in_three_days: 0.5,
            in_a_week: 0.6,
        }),
        ..offer(id)
    }
}

fn unknown(id: &str, days: i64) -> HouseAvailability {
    HouseAvailability {
        status: Status::Unknown,
        freshness: Freshness::Unknown,
        beds_free: None,
        last_known_beds_free: Some(2),
        probability_free: None,
        counted_at: Some(now() - TimeDelta::days(days)),
        ..offer(id)
    }
}

fn with_status(id: &str, status: Status) -> HouseAvailability {
    HouseAvailability {
        status,
        beds_free: Some(0),
        probability_free: Some(0.0),
        ..offer(id)
    }
}

fn stale(id: &str, chance: f64) -> HouseAvailability {
    HouseAvailability {
        freshness: Freshness::Stale,
        ..free(id, 3, chance)
    }
}

fn at(offer: HouseAvailability, latitude: f64) -> HouseAvailability {
    let mut offer = offer;
    offer.house.details.location = Location::new(latitude, 6.5);
    offer
}

fn sorted(houses: Vec<HouseAvailability>, search: &Search) -> Vec<String> {
    let board = Availability {
        as_of: now(),
        houses,
        places: Places::default(),
    };
    let found = find(&board, search, today()).houses;
    found
        .iter()
        .map(|found| found.offer.house.id.to_string())
        .collect()
}

#[test]
fn houses_of_the_most_use_come_first() {
    let houses = vec![
        unknown("l-unknown-long", 9),
        unknown("k-unknown", 4),
        with_status("j-closed", Status::Closed),
        with_status("i-stop", Status::AdmissionStop),
        full("h-full", 0.1),
        full("g-full-likelier", 0.3),
        later("f-later", 60),
        later("e-sooner", 16),
        stale("d-stale", 0.99),
        free("c-one", 1, 0.7),
        free("b-two", 2, 0.7),
        free("a-likelier", 1, 0.9),
    ];
    let expected: Vec<&str> = vec![
        "a-likelier",
        "b-two",
        "c-one",
        "d-stale",
        "e-sooner",
        "f-later",
        "g-full-likelier",
        "h-full",
        "i-stop",
        "j-closed",
        "k-unknown",
        "l-unknown-long",
    ];
    assert_eq!(sorted(houses.clone(), &Search::default()), expected);
    let reversed = houses.into_iter().rev().collect();
    assert_eq!(sorted(reversed, &Search::default()), expected);
}

#[test]
fn nearness_weighs_within_a_class_and_never_across() {
    let houses = vec![
        at(full("full-at-the-door", 0.4), 53.0),
        at(free("far-and-likely", 2, 0.99), 53.4),
        at(free("near", 1, 0.5), 53.1),
        free("nobody-knows-where", 3, 0.99),
    ];
    let search = Search {
        near: Location::new(53.0, 6.5),
        ..Search::default()
    };
    let expected = ["near", "far-and-likely", "nobody-knows-where", "full-at-the-door"];
    assert_eq!(sorted(houses, &search), expected);
}

#[test]
fn who_cannot_admit_then_is_left_out_and_still_counted() {
    let mut weekdays_only = free("weekdays-only", 1, 0.8);
    weekdays_only.house.details.admits_on_weekend = Some(false);
    let board = Availability {
        as_of: now(),
        houses: vec![
            weekdays_only,
            free("always", 2, 0.8),
            later("tonight", 4),
            later("on-sunday", 40),
            later("on-monday", 64),
            full("full", 0.3),
            with_status("stop", Status::AdmissionStop),
            unknown("unknown", 4),
        ],
        places: Places::default(),
    };
    for (when, expected) in [
        (When::Today, vec!["always", "weekdays-only", "tonight"]),
        (When::Weekend, vec!["always", "tonight", "on-sunday"]),
    ] {
        let search = Search {
            when: Some(when),
            ..Search::default()
        };
        let found = find(&board, &search, today());
        let ids: Vec<_> = found
            .houses
            .iter()
            .map(|found| found.offer.house.id.to_string())
            .collect();
        assert_eq!(ids, expected, "{when:?}");
        assert_eq!(
            (found.beds_free, found.houses_known, found.houses_covered),
            (6, 7, 8)
        );
    }
}

#[test]
fn region_and_kind_choose_the_houses_looked_at() {
    let mut other = offer("other-kind");
    other.house.details.house_type = HouseType::HighCareHospice;
    let mut elsewhere = offer("elsewhere");
    elsewhere.house.details.region = Id::new("noord");
    let board = Availability {
        as_of: now(),
        houses: vec![offer("plain"), other, elsewhere],
        places: Places::default(),
    };
    let looked_at = |search: &Search| {
        let found = find(&board, search, today());
        let first = found.houses.first().map(|found| found.offer.house.id.to_string());
        (found.houses_covered, found.beds_free, first)
    };
    let in_region = Search {
        region: Id::new("noord"),
        ..Search::default()
    };
    assert_eq!(looked_at(&in_region), (1, 1, Some("elsewhere".to_owned())));
    let of_kind = Search {
        house_type: Some(HouseType::HighCareHospice),
        ..Search::default()
    };
    assert_eq!(looked_at(&of_kind), (1, 1, Some("other-kind".to_owned())));
}
