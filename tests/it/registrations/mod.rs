//! Registering, correcting and withdrawing a house's day.

mod conditions;
mod confirmed;
mod days;
mod files;
mod identity;
mod list;
mod open_warnings;
mod rules;
mod usual;
mod warnings;

use serde_json::{Value, json};

use crate::harness::{Server, TODAY, day};

/// A stand with every field stated, in a house of four beds.
fn full_stand() -> Value {
    json!({
        "bedsOccupied": 1, "bedsRespite": 0, "bedsReserved": 1, "bedsInTurnover": 0,
        "closures": [{"reason": "no_volunteers", "beds": 1}],
        "admissionStop": {"reason": "no_nursing", "expectedUntil": "2026-11-24"},
        "admitsFrom": "2026-11-23T08:00:00Z",
        "admissions": 1, "deaths": 1, "discharges": 0,
        "requests": 2, "requestsRedirected": 1,
        "refusals": [{"reason": "no_bed", "count": 1}, {"reason": "other", "count": 2}],
        "withdrawals": 0, "diedBeforeAdmission": 0, "waitingListActive": 2, "waitingListPassive": 0
    })
}

fn revisions(server: &Server, token: &str, house: &str, date: &str) -> Vec<Value> {
    let path = format!("{}/revisions", day(house, date));
    let answer = server.get(&path).token(token).send().expect(200).json();
    answer.as_array().expect("a list").clone()
}

#[test]
fn a_new_day_is_created_and_reads_back_as_it_was_sent() {
    let server = Server::start();
    let token = server.reporter("de-linde");
    let path = day("de-linde", TODAY);
    let put = server.put(&path, &full_stand()).token(&token).send().expect(201);
    assert_eq!(put.header("Location"), Some(path.as_str()));
    let got = server.get(&path).token(&token).send().expect(200);
    assert_eq!(put.json(), got.json());
    assert_eq!(put.tag(), got.tag());

    let mut expected = full_stand();
    for (name, value) in [
        ("houseId", json!("de-linde")),
        ("date", json!(TODAY)),
        ("bedsPhysical", json!(4)),
        ("bedsInService", json!(3)),
        ("bedsFree", json!(1)),
        ("revision", json!(1)),
        ("reportedAt", json!("2026-11-20T08:00:00Z")),
        ("reportedBy", json!("Test Reporter")),
        ("warnings", json!([])),
        ("confirmedWarnings", json!([])),
    ] {
        expected[name] = value;
    }
    assert_eq!(got.json(), expected);
}

#[test]
fn the_same_stand_again_makes_no_new_revision() {
    let server = Server::start();
    let token = server.reporter("de-linde");
    let path = day("de-linde", TODAY);
    let first = server.put(&path, &full_stand()).token(&token).send().expect(201);
    server.set_clock("2026-11-20T09:30:00Z");
    let again = server.put(&path, &full_stand()).token(&token).send().expect(200);
    assert_eq!(again.header("Location"), None);
    assert_eq!(again.tag(), first.tag());
    assert_eq!(again.json()["reportedAt"], "2026-11-20T08:00:00Z");
    assert_eq!(revisions(&server, &token, "de-linde", TODAY).len(), 1);
}

#[test]
fn the_same_stand_written_in_another_way_makes_no_new_revision() {
    let server = Server::start();
    let token = server.reporter("de-linde");
    let path = day("de-linde", TODAY);
    let stand = json!({"bedsOccupied": 1, "closures": [{"reason": "holiday", "beds": 2}],
        "admitsFrom": "2026-11-23T08:00:00Z"});
    server.put(&path, &stand).token(&token).send().expect(201);
    let same = json!({"admitsFrom": "2026-11-23T09:00:00+01:00", "bedsRespite": null, "bedsOccupied": 1.0,
        "closures": [{"reason": "holiday", "beds": 1}, {"beds": 1, "reason": "holiday"},
            {"reason": "infection", "beds": 0}]});
    let again = server.put(&path, &same).token(&token).send().expect(200).json();
    assert_eq!(again["revision"], 1);
}

#[test]
fn a_correction_replaces_the_stand_and_keeps_the_old_one_readable() {
    let server = Server::start();
    let token = server.reporter("de-linde");
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 3}));
    server.set_clock("2026-11-20T12:00:00Z");
    let path = format!("{}?reason=Verteld%20bij%20de%20ronde", day("de-linde", TODAY));
    let corrected = server
        .put(&path, &json!({"bedsOccupied": 2}))
        .token(&token)
        .send()
        .expect(200)
        .json();
    assert_eq!(corrected["revision"], 2);
    assert_eq!(corrected["bedsOccupied"], 2);

    let history = revisions(&server, &token, "de-linde", TODAY);
    assert_eq!(history.len(), 2);
    assert_eq!(history[0]["stand"]["bedsOccupied"], 3);
    assert_eq!(history[0]["replaces"], Value::Null);
    assert_eq!(history[0]["reason"], Value::Null);
    assert_eq!(history[0]["reportedAt"], "2026-11-20T08:00:00Z");
    assert_eq!(history[1]["stand"]["bedsOccupied"], 2);
    assert_eq!(history[1]["replaces"], 1);
    assert_eq!(history[1]["reason"], "Verteld bij de ronde");
    assert_eq!(history[1]["reportedAt"], "2026-11-20T12:00:00Z");
}

#[test]
fn a_withdrawn_day_leaves_its_trace_and_can_be_registered_again() {
    let server = Server::start();
    let token = server.reporter("de-linde");
    let path = day("de-linde", TODAY);
    server.register("de-linde", TODAY, &full_stand());
    let gone = server
        .delete(&format!("{path}?reason=Verkeerde%20dag"))
        .token(&token)
        .send()
        .expect(204);
    assert!(gone.bytes.is_empty());
    for answer in [
        server.get(&path).token(&token).send(),
        server.delete(&path).token(&token).send(),
    ] {
        answer.problem(404, "registration-not-found");
    }
    assert_eq!(server.offer("de-linde")["status"], "unknown");

    let history = revisions(&server, &token, "de-linde", TODAY);
    assert_eq!(history.len(), 2);
    assert_eq!(history[1]["withdrawn"], true);
    assert_eq!(history[1]["stand"], Value::Null);
    assert_eq!(history[1]["reason"], "Verkeerde dag");

    let again = server.put(&path, &full_stand()).token(&token).send().expect(201);
    assert_eq!(again.json()["revision"], 3);
    assert_eq!(revisions(&server, &token, "de-linde", TODAY).len(), 3);
}

#[test]
fn what_is_not_stated_is_null_and_never_0() {
    let server = Server::start();
    let bare = server
        .register("de-linde", TODAY, &json!({"bedsOccupied": 0}))
        .json();
    let none = json!({"bedsOccupied": 0, "bedsRespite": 0, "bedsReserved": 0, "bedsInTurnover": 0,
        "closures": [], "admissions": 0, "deaths": 0, "discharges": 0, "requests": 0,
        "requestsRedirected": 0, "refusals": [], "withdrawals": 0, "diedBeforeAdmission": 0,
        "waitingListActive": 0, "waitingListPassive": 0});
    let stated = server.register("de-linde", TODAY, &none).json();
    assert_eq!(stated["revision"], 2, "to say none is to say something");
    for (name, zero) in none.as_object().expect("an object") {
        assert_eq!(&stated[name], zero, "{name}");
        let expected = if name == "bedsOccupied" {
            zero
        } else {
            &Value::Null
        };
        assert_eq!(&bare[name], expected, "{name}");
    }
}

#[test]
fn a_bed_in_no_other_state_is_free() {
    let server = Server::start();
    for (stand, in_service, free) in [
        (json!({"bedsOccupied": 0}), 10, 10),
        (json!({"bedsOccupied": 3, "bedsRespite": 1}), 10, 6),
        (
            json!({"bedsOccupied": 3, "bedsReserved": 2, "bedsInTurnover": 1}),
            10,
            4,
        ),
        (
            json!({"bedsOccupied": 3, "closures": [{"reason": "holiday", "beds": 4},
            {"reason": "infection", "beds": 3}]}),
            3,
            0,
        ),
        (json!({"bedsOccupied": 10}), 10, 0),
    ] {
        let answer = server.register("de-horizon", TODAY, &stand).json();
        assert_eq!(answer["bedsPhysical"], 10, "{stand}");
        assert_eq!(answer["bedsInService"], in_service, "{stand}");
        assert_eq!(answer["bedsFree"], free, "{stand}");
    }
}

#[test]
fn whole_numbers_written_as_floats_are_whole_numbers() {
    let server = Server::start();
    let token = server.reporter("de-linde");
    let path = day("de-linde", TODAY);
    let text = r#"{"bedsOccupied": 2.0, "admissions": 1e0, "deaths": 0.0, "closures": [{"reason": "other", "beds": 1.0}]}"#;
    let answer = server
        .request("PUT", &path)
        .token(&token)
        .header("Content-Type", "application/json; charset=utf-8")
        .body(text)
        .send()
        .expect(201)
        .json();
    assert_eq!(answer["bedsOccupied"].as_u64(), Some(2));
    assert_eq!(answer["admissions"].as_u64(), Some(1));
    assert_eq!(answer["closures"], json!([{"reason": "other", "beds": 1}]));
}

#[test]
fn a_moment_may_come_with_any_offset_and_is_kept_in_utc() {
    let server = Server::start();
    for (sent, kept) in [
        ("2026-11-23T08:00:00Z", "2026-11-23T08:00:00Z"),
        ("2026-11-23T09:00:00+01:00", "2026-11-23T08:00:00Z"),
        ("2026-11-22T22:30:00-09:30", "2026-11-23T08:00:00Z"),
        ("2026-11-23T08:00:00.750Z", "2026-11-23T08:00:00Z"),
        ("2026-11-23t08:00:00z", "2026-11-23T08:00:00Z"),
    ] {
        let stand = json!({"bedsOccupied": 1, "admitsFrom": sent});
        let answer = server.register("de-linde", TODAY, &stand).json();
        assert_eq!(answer["admitsFrom"], kept, "{sent}");
    }
}
