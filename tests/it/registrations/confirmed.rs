//! Confirming warnings: somebody looked again, and it is so.

use serde_json::{Value, json};

use super::revisions;
use super::warnings::{YESTERDAY, codes};
use crate::harness::{Server, TODAY, day};

/// A house of ten beds that went from four guests to ten, which deserves two warnings.
fn jumped() -> (Server, String) {
    let server = Server::start();
    server.register("de-horizon", YESTERDAY, &json!({"bedsOccupied": 4}));
    let raised = server.register("de-horizon", TODAY, &json!({"bedsOccupied": 10}));
    assert_eq!(codes(&raised.json()), ["flows_not_stated", "occupied_jump"]);
    let token = server.reporter("de-horizon");
    (server, token)
}

fn confirming(codes: &[&str]) -> Value {
    json!({"bedsOccupied": 10, "confirmedWarnings": codes})
}

/// The codes that are confirmed among the warnings of an answer.
fn confirmed(answer: &Value) -> Vec<&str> {
    let warnings = answer["warnings"].as_array().expect("a list");
    warnings
        .iter()
        .filter(|warning| warning["confirmed"] == true)
        .map(|warning| warning["code"].as_str().expect("a code"))
        .collect()
}

#[test]
fn a_confirmation_is_a_revision_of_the_same_counts() {
    let (server, token) = jumped();
    let path = day("de-horizon", TODAY);
    server.set_clock("2026-11-20T09:30:00Z");
    let put = server.put(&path, &confirming(&["occupied_jump"])).token(&token);
    let answer = put.clone().send().expect(200);
    let document = answer.json();
    assert_eq!(document["revision"], 2);
    assert_eq!(document["confirmedWarnings"], json!(["occupied_jump"]));
    assert_eq!(codes(&document), ["flows_not_stated", "occupied_jump"]);
    assert_eq!(confirmed(&document), ["occupied_jump"]);
    assert_eq!(server.get(&path).token(&token).send().json(), document);

    let again = put.send().expect(200);
    assert_eq!(again.tag(), answer.tag(), "the same once more changes nothing");
    let history = revisions(&server, &token, "de-horizon", TODAY);
    assert_eq!(history.len(), 2);
    assert_eq!(history[0]["confirmedWarnings"], json!([]));
    assert_eq!(history[1]["confirmedWarnings"], json!(["occupied_jump"]));
    assert_eq!(history[0]["stand"], history[1]["stand"]);
    assert_eq!(history[1]["reportedAt"], "2026-11-20T09:30:00Z");
    assert_eq!(history[1]["reason"], "Nagekeken: de stand klopt");
}

#[test]
fn a_confirmation_is_taken_back_by_leaving_it_out() {
    let (server, token) = jumped();
    let path = day("de-horizon", TODAY);
    server.register("de-horizon", TODAY, &confirming(&["occupied_jump"]));
    for (body, revision, expected) in [
        (confirming(&["flows_not_stated", "occupied_jump"]), 3, 2),
        (confirming(&["occupied_jump", "flows_not_stated"]), 3, 2),
        (json!({"bedsOccupied": 10}), 4, 0),
        (confirming(&[]), 4, 0),
        (json!({"bedsOccupied": 10, "confirmedWarnings": null}), 4, 0),
    ] {
        let answer = server.put(&path, &body).token(&token).send().expect(200).json();
        assert_eq!(answer["revision"], revision, "{body}");
        assert_eq!(confirmed(&answer).len(), expected, "{body}");
    }
}

#[test]
fn a_code_that_is_not_raised_is_kept_and_confirms_nothing() {
    let (server, _) = jumped();
    let body = confirming(&["stop_past_its_end", "unusual_beds"]);
    let answer = server.register("de-horizon", TODAY, &body).json();
    assert_eq!(
        answer["confirmedWarnings"],
        json!(["unusual_beds", "stop_past_its_end"])
    );
    assert_eq!(confirmed(&answer), [""; 0]);
    assert_eq!(codes(&answer), ["flows_not_stated", "occupied_jump"]);
}

#[test]
fn to_confirm_an_earlier_day_takes_no_reason() {
    let (server, _) = jumped();
    server.set_clock("2026-11-22T08:00:00Z");
    let token = server.reporter("de-horizon");
    let answer = server.register("de-horizon", TODAY, &confirming(&["occupied_jump"]));
    assert_eq!(codes(&answer.json()), ["flows_not_stated", "occupied_jump"]);
    // A correction still does, before a confirmation and after it.
    let path = day("de-horizon", TODAY);
    let put = |body: &Value| server.put(&path, body).token(&token).send().expect(200).json();
    let corrected = put(&json!({"bedsOccupied": 4}));
    assert_eq!(codes(&corrected), ["correction_without_reason"]);
    let seen = put(&json!({"bedsOccupied": 4, "confirmedWarnings": ["occupied_jump"]}));
    assert_eq!(codes(&seen), ["correction_without_reason"]);
    assert_eq!(confirmed(&seen), [""; 0]);
    let known = put(&json!({"bedsOccupied": 4, "confirmedWarnings": ["correction_without_reason"]}));
    assert_eq!(confirmed(&known), ["correction_without_reason"]);
}

#[test]
fn to_confirm_a_corrected_day_keeps_the_reason_of_the_correction() {
    let (server, _) = jumped();
    server.set_clock("2026-11-22T08:00:00Z");
    let token = server.reporter("de-horizon");
    let path = format!("{}?reason=Nageteld", day("de-horizon", TODAY));
    let corrected = server
        .put(&path, &json!({"bedsOccupied": 9}))
        .token(&token)
        .send()
        .expect(200);
    assert_eq!(codes(&corrected.json()), ["flows_not_stated"]);
    let body = json!({"bedsOccupied": 9, "confirmedWarnings": ["flows_not_stated"]});
    let answer = server.register("de-horizon", TODAY, &body).json();
    assert_eq!(codes(&answer), ["flows_not_stated"]);
    assert_eq!(confirmed(&answer), ["flows_not_stated"]);
    let history = revisions(&server, &token, "de-horizon", TODAY);
    assert_eq!(history[2]["reason"], "Nageteld");
}

#[test]
fn a_withdrawn_day_is_registered_again_without_its_confirmations() {
    let (server, token) = jumped();
    server.register("de-horizon", TODAY, &confirming(&["occupied_jump"]));
    let path = day("de-horizon", TODAY);
    server.delete(&path).token(&token).send().expect(204);
    let again = server
        .put(&path, &json!({"bedsOccupied": 10}))
        .token(&token)
        .send();
    assert_eq!(confirmed(&again.expect(201).json()), [""; 0]);
    let history = revisions(&server, &token, "de-horizon", TODAY);
    assert_eq!(history[2]["confirmedWarnings"], json!([]));
}

#[test]
fn who_confirms_what_another_has_changed_is_told() {
    let (server, token) = jumped();
    let path = day("de-horizon", TODAY);
    let seen = server.get(&path).token(&token).send().expect(200);
    let put = |body: &Value| {
        let put = server.put(&path, body).token(&token);
        put.header("If-Match", seen.tag()).send()
    };
    put(&json!({"bedsOccupied": 9})).expect(200);
    put(&confirming(&["occupied_jump"])).problem(412, "precondition-failed");
    let stands = server.get(&path).token(&token).send().expect(200).json();
    assert_eq!(stands["bedsOccupied"], 9);
    assert_eq!(stands["confirmedWarnings"], json!([]));
}

#[test]
fn whoever_confirms_has_not_counted_again() {
    let (server, token) = jumped();
    let path = day("de-horizon", TODAY);
    assert_eq!(server.offer("de-horizon")["reportedAt"], "2026-11-20T08:00:00Z");
    for (minute, codes) in [("30", &["occupied_jump"][..]), ("45", &["flows_not_stated"])] {
        server.set_clock(&format!("2026-11-20T16:{minute}:00Z"));
        server
            .put(&path, &confirming(codes))
            .token(&token)
            .send()
            .expect(200);
        assert_eq!(server.offer("de-horizon")["reportedAt"], "2026-11-20T08:00:00Z");
    }
    server.set_clock("2026-11-20T17:00:00Z");
    server.register("de-horizon", TODAY, &json!({"bedsOccupied": 9}));
    assert_eq!(server.offer("de-horizon")["reportedAt"], "2026-11-20T17:00:00Z");
}
