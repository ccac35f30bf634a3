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
    assert_eq!(answer["origin"], "2026-07-19");
    assert_eq!(
        answer["assumptions"]["regionsWithoutDeaths"],
        serde_json::json!([])
    );
    let number = |pointer: &str| answer.pointer(pointer).and_then(Value::as_f64).expect(pointer);
    assert_eq!(answer["network"]["periods"][1]["from"], "2027-01-01");
    assert!(number("/network/periods/1/requests/change/mean") > 20.0);
    assert!(number("/network/periods/1/occupancy/p95") <= 1.0);
    assert!(number("/houses/2/periods/1/admissions/mean") > 1.0);
    assert!(number("/requirement/network/bedsApart") >= number("/requirement/network/bedsPooled"));
    assert_eq!(
        answer["requirement"]["oneMoreBed"].as_array().map(Vec::len),
        Some(3)
    );
}

#[test]
fn an_empty_scenario_is_the_base_and_the_same_seed_gives_the_same_answer() {
    let (outcome, first) = project(r#"{"until": 2026, "draws": 20, "seed": 4}"#);
    outcome.output();
    let first = first.expect("an answer");
    assert_eq!(first.pointer("/network/periods/0/requests/change"), None);
    let (_, second) = project(r#"{"until": 2026, "draws": 20, "seed": 4}"#);
    assert_eq!(Some(&first), second.as_ref());
    let (_, other) = project(r#"{"until": 2026, "draws": 20, "seed": 5}"#);
    assert_ne!(
        Some(&first["network"]),
        other.as_ref().map(|other| &other["network"])
    );
}

#[test]
fn a_faulty_scenario_is_refused_with_every_field_and_its_rule() {
    for (scenario, expected) in [
        ("{", "it is not JSON"),
        (
            r#"{"colour": 1}"#,
            "colour is not known here; the fields are origin, until",
        ),
        (
            r#"{"until": 2025}"#,
            "until and requirement.year must be years with days after 2026-07-19",
        ),
        (
            r#"{"until": 2061}"#,
            "until must be a whole number from 1900 to 2060",
        ),
        (
            r#"{"draws": 1000000000}"#,
            "draws must be a whole number from 20 to 2000",
        ),
        (
            r#"{"draws": 2000, "paths": 100, "until": 2060}"#,
            "are too much work",
        ),
        (r#"{"trend": "up"}"#, "trend must be one of: none, estimated"),
        (r#"{"trend": 0.5}"#, "trend must be a number from -0.2 to 0.2"),
        (r#"{"moving": -1}"#, "moving must be a number from 0 to 1"),
        (
            r#"{"patienceDays": 0}"#,
            "patienceDays must be a number from 0.1 to 365",
        ),
        (
            r#"{"demandFactors": [{"from": "2027-01-01", "factor": -1}]}"#,
            "demandFactors[0].factor must be",
        ),
        (
            r#"{"demandFactors": [{"from": "soon", "factor": 1}]}"#,
            "demandFactors[0].from must be a day",
        ),
        (
            r#"{"beds": [{"house": "x", "from": "2027-01-01", "beds": 3}]}"#,
            "/beds/0/house names no house",
        ),
        (
            r#"{"beds": [{"house": "a", "from": "2026-07-19", "beds": 3}]}"#,
            "/beds/0/from must be a day after 2026-07-19",
        ),
        (
            r#"{"beds": [{"house": "a", "from": "2027-01-01", "beds": -3}]}"#,
            "beds[0].beds must be a whole number",
        ),
        (
            r#"{"openings": [{"id": "a", "region": "south", "from": "2027-01-01", "beds": 3}]}"#,
            "/openings/0/region names no",
        ),
        (
            r#"{"deaths": [{"region": "south", "year": 2027, "deaths": 3}]}"#,
            "deaths name the region \"south\"",
        ),
        (
            r#"{"deaths": [{"year": 2027, "deaths": 3, "low": 4, "high": 5}]}"#,
            "deaths[0].low and high are the band",
        ),
        (
            r#"{"requirement": {"year": 2027, "atMost": 2}}"#,
            "requirement.atMost must be a number from 0.001 to 0.99",
        ),
        (
            r#"{"requirement": {"year": 2020, "atMost": 0.1}, "until": 2026, "draws": 20}"#,
            "requirement.year must be",
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
