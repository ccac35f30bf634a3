//! `simulate` and `erlang`: the queueing network alone, without a database.

use serde_json::Value;

use super::Files;
use crate::harness::run;

/// Three houses that help each other; the lost share is known exactly (`tests/reference/overflow_exact.csv`).
const SYSTEM: &str = r#"{"houses": [
    {"id": "a", "beds": 4, "requestsPerDay": 0.16, "meanStayDays": 25, "overflowTo": ["b", "c"]},
    {"id": "b", "beds": 5, "requestsPerDay": 0.2, "meanStayDays": 25, "overflowTo": ["c", "a"]},
    {"id": "c", "beds": 8, "requestsPerDay": 0.3, "meanStayDays": 25.0, "overflowTo": ["a", "b"]}]}"#;

#[test]
fn a_system_is_simulated_with_its_intervals_and_the_same_seed_gives_the_same_bytes() {
    let files = Files::new();
    let system = files.write("system.json", SYSTEM);
    let answer = |name: &str, seed: &str| {
        let out = files.path(name);
        let out = out.to_str().expect("UTF-8");
        let output = run(
            &[],
            &["simulate", "--system", &system, "--seed", seed, "--out", out],
        );
        assert_eq!(output.output(), "");
        std::fs::read_to_string(out).expect("an answer")
    };
    let first = answer("first.json", "5");
    assert_eq!(first, answer("second.json", "5"));
    assert_ne!(first, answer("third.json", "6"));

    let answer: Value = serde_json::from_str(&first).expect("JSON");
    let number = |pointer: &str| answer.pointer(pointer).and_then(Value::as_f64).expect("a number");
    let refused = number("/network/refusedShare");
    let half_width = number("/network/halfWidth95");
    assert!(
        (refused - 0.156_140_552).abs() < 2.5 * half_width,
        "{refused} +- {half_width}"
    );
    assert!(half_width < 0.01, "{half_width}");
    for (place, id) in ["a", "b", "c"].iter().enumerate() {
        assert_eq!(answer["houses"][place]["id"], *id);
    }
    let elsewhere = number("/houses/0/placedElsewhereShare");
    let half_width = number("/houses/0/halfWidth95/placedElsewhereShare");
    assert!(
        (elsewhere - 0.343_802_746).abs() < 2.5 * half_width,
        "{elsewhere}"
    );
    let occupancy = number("/houses/2/occupancy");
    let half_width = number("/houses/2/halfWidth95/occupancy");
    assert!(
        (occupancy - 0.826_492_031).abs() < 2.5 * half_width,
        "{occupancy}"
    );
    assert!(answer["requests"].as_u64().expect("a count") > 150_000);
}

#[test]
fn a_house_that_nobody_asks_has_no_shares() {
    let files = Files::new();
    let idle = r#"{"houses": [{"id": "a", "beds": 0, "requestsPerDay": 0, "meanStayDays": 25}], "days": 5}"#;
    let system = files.write("system.json", idle);
    let out = files.path("out.json");
    run(
        &[],
        &[
            "simulate",
            "--system",
            &system,
            "--out",
            out.to_str().expect("UTF-8"),
        ],
    )
    .output();
    let answer = std::fs::read_to_string(&out).expect("an answer");
    let answer: Value = serde_json::from_str(&answer).expect("JSON");
    assert_eq!(answer["houses"][0]["refusedShare"], Value::Null);
    assert_eq!(answer["houses"][0]["occupancy"], Value::Null);
    assert_eq!(answer["network"]["refusedShare"], Value::Null);
}

#[test]
fn a_faulty_system_is_refused_with_every_field_and_its_rule() {
    let house = |rest: &str| {
        format!(
            r#"{{"houses": [{{"id": "a", "beds": 4, "requestsPerDay": 0.2, "meanStayDays": 25{rest}}}]}}"#
        )
    };
    let whole = |rest: &str| house("").replace("]}", &format!("], {rest}}}"));
    for (system, expected) in [
        ("{".to_owned(), "system.json: This is no readable JSON"),
        ("[]".to_owned(), "system.json: This must be a JSON object"),
        ("{}".to_owned(), "/houses: This is required"),
        ("{\"houses\": []}".to_owned(), "/houses: This is required"),
        (
            SYSTEM.replace("\"beds\": 4", "\"beds\": -4"),
            "/houses/0/beds: This must be a whole number from 0 to 100000",
        ),
        (
            SYSTEM.replace("\"beds\": 4", "\"beds\": 4.5"),
            "/houses/0/beds: This must be a whole number",
        ),
        (
            SYSTEM.replace("\"beds\": 4,", ""),
            "/houses/0/beds: This is required",
        ),
        (
            SYSTEM.replace("0.16", "-0.16"),
            "/houses/0/requestsPerDay: This must be a number from 0 to 1000",
        ),
        (SYSTEM.replace("0.16", "1e400"), "This is no readable JSON"),
        (
            SYSTEM.replace("25.0", "0"),
            "/houses/2/meanStayDays: This must be a number from 0.001 to 36525",
        ),
        (
            SYSTEM.replace("25.0", "\"long\""),
            "/houses/2/meanStayDays: This must be a number",
        ),
        (
            SYSTEM.replace("\"id\": \"b\"", "\"id\": \"a\""),
            "/houses/1/id: There is a house of this id already",
        ),
        (
            SYSTEM.replace("[\"b\", \"c\"]", "[\"x\"]"),
            "/houses/0/overflowTo/0: The house x is not known",
        ),
        (
            SYSTEM.replace("[\"b\", \"c\"]", "[\"a\"]"),
            "/houses/0/overflowTo/0: A house cannot refer to itself",
        ),
        (
            SYSTEM.replace("[\"b\", \"c\"]", "[\"b\", \"b\"]"),
            "/houses/0/overflowTo/1: This is stated more than once",
        ),
        (
            house(", \"stay\": \"gamma\""),
            "/houses/0/stay: This must be one of: exponential, lognormal, deterministic",
        ),
        (
            house(", \"stayCv\": -1"),
            "/houses/0/stayCv: This must be a number from 0 to 10",
        ),
        (
            house(", \"colour\": 1"),
            "/houses/0/colour: No such name is known",
        ),
        (
            whole("\"days\": 0"),
            "/days: This must be a whole number from 1 to 10000000",
        ),
        (
            whole("\"waitingShare\": 1.5"),
            "/waitingShare: This must be a number from 0 to 1",
        ),
        (
            whole("\"patienceDays\": \"7\""),
            "/patienceDays: This must be a number",
        ),
        (whole("\"warmUp\": 1"), "/warmUp: No such name is known"),
    ] {
        let files = Files::new();
        let file = files.write("system.json", &system);
        let out = files.path("out.json");
        let error = run(
            &[],
            &[
                "simulate",
                "--system",
                &file,
                "--out",
                out.to_str().expect("UTF-8"),
            ],
        )
        .complaint();
        assert!(error.contains(expected), "{system}\n{expected}\n{error}");
        assert!(!out.exists(), "nothing is written");
    }
}

#[test]
fn work_without_bounds_is_refused() {
    let files = Files::new();
    let system = files.write("system.json", SYSTEM);
    let long = files.write("long.json", SYSTEM.replace("]}]}", "]}], \"days\": 10000000}"));
    let error = |arguments: &[&str]| {
        let all = [&["simulate", "--out", "/dev/null"], arguments].concat();
        run(&[], &all).complaint()
    };
    let found = error(&["--system", &system, "--replications", "1000000000"]);
    assert!(
        found.contains("--replications 1000000000 must be a whole number from 2 to 100000"),
        "{found}"
    );
    let found = error(&["--system", &system, "--replications", "1", "--seed", "x"]);
    assert!(
        found.contains("--replications 1 must") && found.contains("--seed x must"),
        "{found}"
    );
    let found = error(&["--system", &long, "--replications", "100000"]);
    assert!(found.contains("at most 10000000000 are played"), "{found}");
    let found = error(&["--system", "nowhere.json"]);
    assert!(found.contains("nowhere.json cannot be read"), "{found}");
}

#[test]
fn erlang_answers_in_one_line_and_refuses_what_it_cannot_answer() {
    let output = run(&[], &["erlang", "--beds", "4", "--load", "4"]).output();
    let (line, rest) = output.split_once('\n').expect("a line");
    let answer: Value = serde_json::from_str(line).expect("JSON");
    assert_eq!(rest, "");
    assert!((answer["blocking"].as_f64().expect("a number") - 0.310_679_611_65).abs() < 1e-12);
    assert!((answer["occupancy"].as_f64().expect("a number") - 0.689_320_388_35).abs() < 1e-12);
    for (beds, load, expected) in [
        ("-1", "4", "--beds -1 must be a whole number from 0 to 100000"),
        ("1000000", "4", "--beds 1000000 must be"),
        ("4.5", "4", "--beds 4.5 must be"),
        ("4", "-0.1", "--load -0.1 must be a number from 0 to 1000000"),
        ("4", "nan", "--load nan must be"),
        ("4", "inf", "--load inf must be"),
    ] {
        let error = run(&[], &["erlang", "--beds", beds, "--load", load]).complaint();
        assert!(error.contains(expected), "{error}");
    }
}
