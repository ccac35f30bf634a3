//! Warnings: what looks odd and may be true is kept, and the house is told.

use serde_json::{Value, json};

use crate::harness::{Server, day};

pub(super) const YESTERDAY: &str = "2026-11-19";
const TODAY: &str = crate::harness::TODAY;

pub(super) fn codes(answer: &Value) -> Vec<&str> {
    let warnings = answer["warnings"].as_array().expect("a list");
    warnings
        .iter()
        .map(|warning| warning["code"].as_str().expect("a code"))
        .collect()
}

#[test]
fn occupied_follows_from_yesterday_and_the_flows_since() {
    let server = Server::start();
    server.register("de-horizon", YESTERDAY, &json!({"bedsOccupied": 4}));
    for (stand, expected) in [
        (json!({"bedsOccupied": 4}), vec![]),
        (
            json!({"bedsOccupied": 5, "admissions": 2, "deaths": 1, "discharges": 0}),
            vec![],
        ),
        (json!({"bedsOccupied": 5, "admissions": 1}), vec![]),
        (
            json!({"bedsOccupied": 5, "admissions": 0, "deaths": 0, "discharges": 0}),
            vec!["balance_mismatch"],
        ),
        (json!({"bedsOccupied": 4, "deaths": 1}), vec!["balance_mismatch"]),
        (json!({"bedsOccupied": 3}), vec!["flows_not_stated"]),
        (
            json!({"bedsOccupied": 10}),
            vec!["flows_not_stated", "occupied_jump"],
        ),
        (
            json!({"bedsOccupied": 10, "admissions": 6}),
            vec!["occupied_jump"],
        ),
        (json!({"bedsOccupied": 9, "admissions": 5}), vec![]),
    ] {
        let answer = server.register("de-horizon", TODAY, &stand).json();
        assert_eq!(codes(&answer), expected, "{stand}");
    }
}

#[test]
fn flows_count_since_the_previous_registration_over_missed_days() {
    let server = Server::start();
    server.register("de-horizon", "2026-11-10", &json!({"bedsOccupied": 4}));
    let stand = json!({"bedsOccupied": 6, "admissions": 5, "deaths": 2, "discharges": 1});
    assert_eq!(
        codes(&server.register("de-horizon", TODAY, &stand).json()),
        [""; 0]
    );
    // A day entered late comes in between, and the balance of the day after it is drawn anew.
    server.register(
        "de-horizon",
        "2026-11-15",
        &json!({"bedsOccupied": 5, "admissions": 1}),
    );
    let token = server.coordinator();
    let path = day("de-horizon", TODAY);
    let answer = server.get(&path).token(&token).send().expect(200).json();
    assert_eq!(codes(&answer), ["balance_mismatch"]);
}

#[test]
fn no_balance_is_drawn_from_longer_ago_than_a_month() {
    let server = Server::start();
    server.set_clock("2026-10-19T08:00:00Z");
    server.register("de-linde", "2026-10-19", &json!({"bedsOccupied": 4}));
    server.register("de-heide", "2026-10-19", &json!({"bedsOccupied": 2}));
    server.set_clock("2026-11-19T08:00:00Z");
    let thirty_one = server.register("de-heide", "2026-11-19", &json!({"bedsOccupied": 0}));
    assert_eq!(codes(&thirty_one.json()), ["flows_not_stated"]);
    server.set_clock("2026-11-20T08:00:00Z");
    let thirty_two = server.register("de-linde", "2026-11-20", &json!({"bedsOccupied": 0}));
    assert_eq!(codes(&thirty_two.json()), [""; 0]);
}

#[test]
fn a_stop_past_its_end_is_noticed() {
    let server = Server::start();
    for (expected_until, expected) in [
        ("2026-11-19", vec!["stop_past_its_end"]),
        ("2026-11-20", vec![]),
        ("2026-11-21", vec![]),
    ] {
        let stop = json!({"reason": "infection", "expectedUntil": expected_until});
        let stand = json!({"bedsOccupied": 0, "admissionStop": stop});
        let answer = server.register("de-linde", TODAY, &stand).json();
        assert_eq!(codes(&answer), expected, "{expected_until}");
    }
}

#[test]
fn an_earlier_day_is_better_corrected_with_a_reason() {
    let server = Server::start();
    let token = server.reporter("de-linde");
    let put = |reason: &str, occupied: u32| {
        let path = format!("{}{reason}", day("de-linde", YESTERDAY));
        let stand = json!({"bedsOccupied": occupied});
        server.put(&path, &stand).token(&token).send().json()
    };
    assert_eq!(codes(&put("", 1)), [""; 0], "entered late is no correction");
    assert_eq!(codes(&put("", 2)), ["correction_without_reason"]);
    assert_eq!(codes(&put("?reason=Nageteld", 3)), [""; 0]);
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 3}));
    let today = server.register("de-linde", TODAY, &json!({"bedsOccupied": 3, "requests": 1}));
    assert_eq!(codes(&today.json()), [""; 0], "today is still going on");
}

#[test]
fn warnings_speak_both_languages() {
    let server = Server::start();
    let token = server.reporter("de-horizon");
    server.register("de-horizon", "2026-11-18", &json!({"bedsOccupied": 4}));
    let yesterday = json!({"bedsOccupied": 10, "admissions": 1,
        "admissionStop": {"reason": "holiday", "expectedUntil": "2026-11-17"}});
    server.register("de-horizon", YESTERDAY, &yesterday);
    let mut corrected = yesterday.clone();
    corrected["requests"] = json!(1);
    server.register("de-horizon", YESTERDAY, &corrected);
    server.register("de-horizon", TODAY, &json!({"bedsOccupied": 9}));
    let said = |language: &str, date: &str| {
        let get = server.get(&day("de-horizon", date)).token(&token);
        let answer = get.header("Accept-Language", language).send().expect(200);
        assert_eq!(answer.header("Content-Language"), Some(language));
        let warnings = answer.json()["warnings"].as_array().expect("a list").clone();
        warnings
            .iter()
            .map(|warning| warning["detail"].as_str().expect("a sentence").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        said("nl", YESTERDAY),
        [
            "Bezet is 10, maar de stand van woensdag 18 november 2026 met de opnamen, overlijdens en ontslagen sindsdien geeft 5.",
            "Bezet ging sinds woensdag 18 november 2026 van 4 naar 10: een ongewoon grote sprong.",
            "De opnamestop zou tot dinsdag 17 november 2026 duren, en dat is voorbij.",
            "Een eerdere dag is gecorrigeerd zonder reden.",
        ]
    );
    assert_eq!(
        said("en", YESTERDAY),
        [
            "Occupied is 10, but the stand of Wednesday 18 November 2026 with the admissions, deaths and discharges since gives 5.",
            "Occupied went from 4 to 10 since Wednesday 18 November 2026: an unusually large jump.",
            "The admission stop was expected to last until Tuesday 17 November 2026, which is past.",
            "An earlier day was corrected without a reason.",
        ]
    );
    assert_eq!(
        said("nl", TODAY),
        [
            "Bezet ging sinds donderdag 19 november 2026 van 10 naar 9, maar opnamen, overlijdens en ontslagen zijn niet opgegeven."
        ]
    );
    assert_eq!(
        said("en", TODAY),
        [
            "Occupied went from 10 to 9 since Thursday 19 November 2026, but no admissions, deaths or discharges were stated."
        ]
    );
}
