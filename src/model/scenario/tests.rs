use super::*;

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn house(id: &str, region: Option<&str>) -> HouseRecord {
    HouseRecord {
        id: id.to_owned(),
        region: region.map(str::to_owned),
        location: None,
        days: Vec::new(),
        beds: Vec::new(),
        admits_from: None,
    }
}

fn opening(id: &str) -> Opening {
    Opening {
        id: id.to_owned(),
        region: Some("north".to_owned()),
        from: date("2028-01-01"),
        beds: 4,
        demand: NewDemand::FromRegion,
    }
}

fn change(house: &str, from: &str, beds: u32) -> BedChange {
    BedChange {
        house: house.to_owned(),
        from: date(from),
        beds,
    }
}

fn faults(scenario: &Scenario) -> Vec<(String, Problem)> {
    let houses = [house("a", Some("north")), house("b", Some("north"))];
    let faults = scenario.faults(&houses, date("2026-11-23"));
    faults
        .into_iter()
        .map(|fault| (fault.at, fault.problem))
        .collect()
}

#[test]
fn a_scenario_that_can_be_played_has_no_faults() {
    let scenario = Scenario {
        trend: Trend::Yearly(0.09),
        demand_factors: vec![(date("2027-01-01"), 1.2), (date("2030-01-01"), 0.0)],
        stay_factors: vec![(date("2026-11-24"), 0.8)],
        beds: vec![
            change("a", "2027-01-01", 4),
            change("c", "2060-12-31", 0),
            change("a", "2027-01-02", 5),
        ],
        openings: vec![opening("c")],
        moving: Some(1.0),
        waiting: Some(0.0),
        patience_days: Some(7.0),
        helping: Helping::Network,
    };
    assert_eq!(faults(&scenario), []);
    assert!(scenario.changes_something());
    assert_eq!(faults(&Scenario::default()), []);
    assert!(!Scenario::default().changes_something());
}

#[test]
fn all_that_is_wrong_is_named_with_its_place() {
    let scenario = Scenario {
        trend: Trend::Yearly(f64::NAN),
        demand_factors: vec![(date("2028-01-01"), -1.0), (date("2028-01-01"), f64::INFINITY)],
        stay_factors: vec![(date("2026-11-23"), 1.0), (date("2061-01-01"), 1.0)],
        beds: vec![
            change("x", "2027-01-01", 1000),
            change("a", "2027-01-01", 1),
            change("a", "2027-01-01", 2),
        ],
        openings: vec![
            opening("a"),
            opening("c"),
            Opening {
                region: None,
                beds: 0,
                demand: NewDemand::PerDay(101.0),
                ..opening("c")
            },
            opening(""),
        ],
        moving: Some(1.1),
        waiting: Some(-0.1),
        patience_days: Some(0.0),
        helping: Helping::Alone,
    };
    let range = |least, most| Problem::OutOfRange { least, most };
    let expected = [
        ("/trend", range(-0.2, 0.2)),
        ("/demandFactors/0/factor", range(0.0, 10.0)),
        ("/demandFactors/1/from", Problem::NotInOrder),
        ("/demandFactors/1/factor", range(0.0, 10.0)),
        ("/stayFactors/0/from", Problem::NotAhead),
        ("/stayFactors/1/from", Problem::NotAhead),
        ("/openings/0/id", Problem::KnownHouse),
        ("/openings/2/id", Problem::KnownHouse),
        ("/openings/2/region", Problem::UnknownRegion),
        ("/openings/2/beds", range(1.0, 999.0)),
        ("/openings/2/requestsPerDay", range(0.0, 100.0)),
        ("/openings/3/id", Problem::NoId),
        ("/beds/0/house", Problem::UnknownHouse),
        ("/beds/0/beds", range(0.0, 999.0)),
        ("/beds/2/from", Problem::NotInOrder),
        ("/moving", range(0.0, 1.0)),
        ("/waiting", range(0.0, 1.0)),
        ("/patienceDays", range(0.1, 365.0)),
    ];
    let expected = expected.map(|(at, problem)| (at.to_owned(), problem));
    assert_eq!(faults(&scenario), expected);
}

#[test]
fn lists_are_bounded() {
    let many = vec![(date("2028-01-01"), 1.0); 501];
    let scenario = Scenario {
        stay_factors: many,
        ..Scenario::default()
    };
    let first = faults(&scenario).into_iter().next();
    assert_eq!(
        first,
        Some(("/stayFactors".to_owned(), Problem::TooMany { most: 500 }))
    );
}
