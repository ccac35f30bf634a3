//! `project`: the projection on files, without a database.

use std::fmt::Write as _;

use serde_json::Value;

use super::Files;
use crate::harness::{Outcome, run};

/// Two houses of one region, 200 days.
fn registrations() -> String {
    let mut csv =
        "house_id,date,network_region,beds_physical,beds_occupied,admissions,deaths,requests\n".to_owned();
    let first = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date");
    for day in 0..200_u64 {
        let date = first + chrono::Days::new(day);
        // A guest comes every five days and stays ten or fifteen.
        let came = u64::from(day % 5 == 0);
        let left = u64::from(day % 5 == 0 && day > 10);
        let here = (day / 5 + 1).min(3);
        writeln!(csv, "a,{date},north,4,{here},{came},{left},{came}").expect("a text");
        writeln!(csv, "b,{date},north,5,{here},{came},{left},{came}").expect("a text");
    }
    csv
}

fn project(scenario: &str) -> (Outcome, Option<Value>) {
    let files = Files::new();
    let registrations = files.write("days.csv", registrations());
    let scenario = files.write("scenario.json", scenario);
    let out = files.path("out.json");
    let out = out.to_str().expect("UTF-8");
    let arguments = [
        "project",
        "--registrations",
        &registrations,
        "--scenario",
        &scenario,
        "--out",
        out,
    ];
    let outcome = run(&[], &arguments);
    let answer = std::fs::read_to_string(out).ok();
    (
        outcome,
        answer.map(|text| serde_json::from_str(&text).expect("JSON")),
    )
}

#[test]
fn a_scenario_is_answered_with_its_change_and_its_assumptions() {
    let scenario = r#"{"until": 2027, "draws": 20, "paths": 1, "trend": 0.05,
        "demandFactors": [{"from": "2026-10-01", "factor": 1.5}],
        "beds": [{"house": "a", "from": "2027-01-01", "beds": 6}],
        "openings": [{"id": "c", "region": "north", "from": "2027-01-01", "beds": 3}],
        "deaths": [{"region": "north", "year": 2026, "deaths": 2000}, {"region": "north", "year": 2027, "deaths": 2050}],
        "requirement": {"year": 2027, "target": "noBed", "atMost": 0.1, "draws": 20}}"#;
    let (outcome, answer) = project(scenario);
    let output = outcome.output();
    assert!(
        output.starts_with("3 houses projected from 2026-07-19 until 2027"),
        "{output}"
    );
    let answer = answer.expect("an answer");
    let result = &answer["result"];
    assert_eq!(result["origin"], "2026-07-19");
    assert_eq!(result["assumptions"]["flatRegions"], serde_json::json!([]));
    assert_eq!(answer["question"]["beds"][0]["beds"], 6);
    let second_year = |unit: (&str, &str), measure: &str| {
        let units = result["units"].as_array().expect("units");
        let found = units
            .iter()
            .find(|told| (&told["kind"], &told["id"]) == (&unit.0.into(), &unit.1.into()));
        let year = found.expect("a unit")["periods"][1].clone();
        assert_eq!(year["from"], "2027-01-01");
        let figures = year["figures"].as_array().expect("figures");
        let figure = figures.iter().find(|figure| figure["measure"] == measure);
        figure.expect("a figure").clone()
    };
    let network = ("network", "network");
    let number = |value: &Value| value.as_f64().expect("a number");
    assert!(number(&second_year(network, "requests")["change"]["mean"]) > 20.0);
    assert!(number(&second_year(network, "occupancy")["value"]["p95"]) <= 1.0);
    assert!(number(&second_year(("house", "c"), "admissions")["value"]["mean"]) > 1.0);
    let needed = &answer["requirement"]["result"];
    assert_eq!(answer["requirement"]["question"]["atMost"], 0.1);
    assert!(number(&needed["network"]["bedsApart"]) >= number(&needed["network"]["bedsPooled"]));
    assert_eq!(needed["oneMoreBed"].as_array().map(Vec::len), Some(3));
}

#[test]
fn an_empty_scenario_is_the_base_and_the_same_seed_gives_the_same_answer() {
    let (outcome, first) = project(r#"{"until": 2026, "draws": 20, "seed": 4}"#);
    outcome.output();
    let first = first.expect("an answer");
    assert_eq!(
        first.pointer("/result/units/0/periods/0/figures/0/change"),
        Some(&Value::Null)
    );
    let (_, second) = project(r#"{"until": 2026, "draws": 20, "seed": 4}"#);
    assert_eq!(Some(&first), second.as_ref());
    let (_, other) = project(r#"{"until": 2026, "draws": 20, "seed": 5}"#);
    assert_ne!(
        Some(&first["result"]["units"]),
        other.as_ref().map(|other| &other["result"]["units"])
    );
}

#[test]
fn a_house_of_a_file_may_be_named_by_any_short_text() {
    let scenario = r#"{"until": 2026, "draws": 20, "paths": 1,
        "openings": [{"id": "Huis te Noord", "region": "north", "from": "2026-09-01", "beds": 3}]}"#;
    let (outcome, answer) = project(scenario);
    outcome.output();
    let answer = answer.expect("an answer");
    assert_eq!(answer["question"]["openings"][0]["id"], "Huis te Noord");
}

#[test]
fn a_faulty_scenario_is_refused_with_every_field_and_its_rule() {
    for (scenario, expected) in [
        ("{", "scenario.json: This is no readable JSON"),
        (
            r#"{"colour": 1}"#,
            "scenario.json, /colour: No such name is known",
        ),
        (
            r#"{"until": 2025}"#,
            "/until: This year is over; the first that can be asked for is 2026",
        ),
        (
            r#"{"until": 2061}"#,
            "/until: This must be a whole number from 1900 to 2060",
        ),
        (
            r#"{"draws": 1000000000}"#,
            "/draws: This must be a whole number from 20 to 2000",
        ),
        (
            r#"{"draws": 2000, "paths": 100, "until": 2060}"#,
            "/draws: This is too much work",
        ),
        (
            r#"{"trend": "up"}"#,
            "/trend: This must be one of: none, estimated",
        ),
        (
            r#"{"trend": 0.5}"#,
            "/trend: This must be a number from -0.2 to 0.2",
        ),
        (r#"{"moving": -1}"#, "/moving: This must be a number from 0 to 1"),
        (
            r#"{"patienceDays": 0}"#,
            "/patienceDays: This must be a number from 0.1 to 365",
        ),
        (
            r#"{"demandFactors": [{"from": "2027-01-01", "factor": -1}]}"#,
            "/demandFactors/0/factor: This must be",
        ),
        (
            r#"{"demandFactors": [{"from": "soon", "factor": 1}]}"#,
            "/demandFactors/0/from: This must be a real day",
        ),
        (
            r#"{"beds": [{"house": "x", "from": "2027-01-01", "beds": 3}]}"#,
            "/beds/0/house: The house x is not known",
        ),
        (
            r#"{"beds": [{"house": "a", "from": "2026-07-19", "beds": 3}]}"#,
            "/beds/0/from: This must be a day to come",
        ),
        (
            r#"{"beds": [{"house": "a", "from": "2027-01-01", "beds": -3}]}"#,
            "/beds/0/beds: This must be a whole number",
        ),
        (
            r#"{"openings": [{"id": "a", "region": "south", "from": "2027-01-01", "beds": 3}]}"#,
            "/openings/0/region: The network region south is not known",
        ),
        (
            r#"{"deaths": [{"region": "south", "year": 2027, "deaths": 3}]}"#,
            "deaths name the region \"south\"",
        ),
        (
            r#"{"deaths": [{"year": 2027, "deaths": 3, "low": 4, "high": 5}]}"#,
            "/deaths/0/low: The lower end may not be above",
        ),
        (
            r#"{"requirement": {"year": 2027, "atMost": 2}}"#,
            "/requirement/atMost: This must be a number from 0.001 to 0.99",
        ),
        (
            r#"{"requirement": {"target": "noBed", "atMost": 0.95}, "until": 2026, "draws": 20}"#,
            "/requirement/atMost: This must be a number from 0.001 to 0.9",
        ),
        (
            r#"{"deaths": [{"year": 2027, "deaths": 3}, {"year": 2027, "deaths": 4}]}"#,
            "/deaths: This is stated more than once",
        ),
        (
            r#"{"until": 2030, "until": 2031}"#,
            "/until: This is stated more than once",
        ),
        (
            r#"{"requirement": {"year": 2020, "atMost": 0.1}, "until": 2026, "draws": 20}"#,
            "/requirement/year: This year is over",
        ),
        (
            r#"{"origin": "2020-01-01"}"#,
            "says nothing that was known on 2020-01-01",
        ),
    ] {
        let (outcome, answer) = project(scenario);
        let complaint = outcome.complaint();
        assert!(
            complaint.contains(expected),
            "{scenario}\n{expected}\n{complaint}"
        );
        assert_eq!(answer, None, "nothing is written");
    }
}
