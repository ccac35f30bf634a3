//! Warnings of what is unusual for this house, by its own past.

use serde_json::{Value, json};

use super::warnings::codes;
use crate::harness::{Server, TODAY, day};

/// Registers the stand on so many days before today.
fn fill(server: &Server, house: &str, days: u32, stand: &Value) {
    let token = server.coordinator();
    let today: chrono::NaiveDate = TODAY.parse().expect("a date");
    for age in 1..=days {
        let date = today - chrono::TimeDelta::days(i64::from(age));
        let path = format!("{}?reason=Ingehaald", day(house, &date.to_string()));
        server.put(&path, stand).token(&token).send().expect(201);
    }
}

#[test]
fn a_jump_is_measured_by_the_changes_of_the_house_itself() {
    let server = Server::start();
    fill(&server, "de-horizon", 15, &json!({"bedsOccupied": 6}));
    // By the rule for a house without a past, a change of three in ten beds would be none.
    for (occupied, expected) in [(4, vec![]), (8, vec![]), (3, vec!["occupied_jump"])] {
        let stand = json!({"bedsOccupied": occupied, "admissions": 9, "deaths": 15 - occupied});
        let answer = server.register("de-horizon", TODAY, &stand).json();
        assert_eq!(codes(&answer), expected, "{occupied}");
    }
}

#[test]
fn beds_that_are_far_from_usual_are_named_one_by_one() {
    let server = Server::start();
    fill(
        &server,
        "het-baken",
        14,
        &json!({"bedsOccupied": 0, "bedsReserved": 1}),
    );
    let stand = json!({"bedsOccupied": 0, "closures": [{"reason": "no_nursing", "beds": 3}],
        "bedsInTurnover": 3});
    let path = day("het-baken", TODAY);
    let token = server.reporter("het-baken");
    let put = server.put(&path, &stand).token(&token);
    let answer = put.header("Accept-Language", "en").send().expect(201).json();
    assert_eq!(
        answer["warnings"],
        json!([
            {"code": "unusual_beds", "detail": "Closed beds: 3. In this house there are usually 0.", "confirmed": false},
            {"code": "unusual_beds", "detail": "Beds in turnover: 3. In this house there are usually 0.", "confirmed": false},
        ])
    );
    let mut confirmed = stand.clone();
    confirmed["confirmedWarnings"] = json!(["unusual_beds"]);
    let answer = server.register("het-baken", TODAY, &confirmed).json();
    let warnings = answer["warnings"].as_array().expect("a list");
    assert_eq!(warnings.len(), 2);
    assert!(warnings.iter().all(|warning| warning["confirmed"] == true));
    // What is read by itself, in a list and in the list of what is open is the same.
    let list = server
        .get(&format!("/v1/registrations?from={TODAY}"))
        .token(&token)
        .send();
    assert_eq!(list.expect(200).json(), json!([answer]));
}

#[test]
fn what_was_withdrawn_says_nothing_of_what_is_usual() {
    let server = Server::start();
    fill(&server, "het-baken", 14, &json!({"bedsOccupied": 0}));
    let stand = json!({"bedsOccupied": 0, "closures": [{"reason": "other", "beds": 5}]});
    let answer = server.register("het-baken", TODAY, &stand).json();
    assert_eq!(codes(&answer), ["unusual_beds"]);
    let token = server.coordinator();
    let path = day("het-baken", "2026-11-10");
    server.delete(&path).token(&token).send().expect(204);
    let answer = server.get(&day("het-baken", TODAY)).token(&token).send();
    assert_eq!(
        codes(&answer.expect(200).json()),
        [""; 0],
        "thirteen days are too few"
    );
}
