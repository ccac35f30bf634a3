//! From when a house admits: what it says itself, and its weekends.

use serde_json::{Value, json};

use super::{board, ids};
use crate::harness::{Server, day};

const MONDAY: &str = "2026-11-22T23:00:00Z";

#[test]
fn a_moment_of_admission_holds_until_it_is_past() {
    let server = Server::start();
    let stand = json!({"bedsOccupied": 1, "admitsFrom": "2026-11-20T12:00:00+01:00"});
    server.register("de-linde", "2026-11-20", &stand);
    for (now, expected) in [
        ("2026-11-20T10:59:00Z", json!("2026-11-20T11:00:00Z")),
        ("2026-11-20T11:00:00Z", Value::Null),
        ("2026-11-20T11:01:00Z", Value::Null),
    ] {
        server.set_clock(now);
        let offer = server.offer("de-linde");
        assert_eq!(offer["admitsFrom"], expected, "{now}");
        assert_eq!(offer["status"], "available", "{now}");
        assert_eq!(offer["bedsFree"], 3, "{now}");
    }
}

#[test]
fn a_house_without_weekend_admission_rolls_on_to_monday() {
    let server = Server::start();
    for (now, date, expected, reason) in [
        (
            "2026-11-20T15:00:00Z",
            "2026-11-20",
            Value::Null,
            "Friday afternoon",
        ),
        (
            "2026-11-20T22:59:00Z",
            "2026-11-20",
            Value::Null,
            "the last minute of Friday in Amsterdam",
        ),
        (
            "2026-11-20T23:00:00Z",
            "2026-11-21",
            json!(MONDAY),
            "the first moment of Saturday",
        ),
        ("2026-11-21T10:00:00Z", "2026-11-21", json!(MONDAY), "Saturday"),
        (
            "2026-11-22T22:59:00Z",
            "2026-11-22",
            json!(MONDAY),
            "the last minute of Sunday",
        ),
        ("2026-11-22T23:00:00Z", "2026-11-23", Value::Null, "Monday"),
        (
            "2026-03-28T10:00:00Z",
            "2026-03-28",
            json!("2026-03-29T22:00:00Z"),
            "the clock changes on Sunday",
        ),
        (
            "2026-10-24T10:00:00Z",
            "2026-10-24",
            json!("2026-10-25T23:00:00Z"),
            "and back",
        ),
    ] {
        server.set_clock(now);
        for house in ["de-heide", "de-linde", "de-wierde"] {
            let path = format!("{}?reason=Test", day(house, date));
            let put = server.put(&path, &json!({"bedsOccupied": 1}));
            put.token(&server.coordinator()).send().expect(201);
        }
        assert_eq!(server.offer("de-heide")["admitsFrom"], expected, "{reason}");
        for house in ["de-linde", "de-wierde"] {
            assert_eq!(
                server.offer(house)["admitsFrom"],
                Value::Null,
                "{house}: {reason}"
            );
        }
        for house in ["de-heide", "de-linde", "de-wierde"] {
            let path = format!("{}?reason=Test", day(house, date));
            server
                .delete(&path)
                .token(&server.coordinator())
                .send()
                .expect(204);
        }
    }
}

#[test]
fn a_moment_in_a_weekend_rolls_on_too() {
    let server = Server::start();
    for (said, expected) in [
        ("2026-11-20T16:00:00Z", "2026-11-20T16:00:00Z"),
        ("2026-11-21T09:00:00Z", MONDAY),
        ("2026-11-22T20:00:00Z", MONDAY),
        ("2026-11-22T23:00:00Z", "2026-11-22T23:00:00Z"),
        ("2026-11-24T09:00:00Z", "2026-11-24T09:00:00Z"),
    ] {
        let stand = json!({"bedsOccupied": 1, "admitsFrom": said});
        server.register("de-heide", "2026-11-20", &stand);
        assert_eq!(server.offer("de-heide")["admitsFrom"], expected, "{said}");
        server.register("de-linde", "2026-11-20", &stand);
        assert_eq!(server.offer("de-linde")["admitsFrom"], said, "admits in weekends");
    }
}

#[test]
fn a_referrer_can_ask_who_admits_on_a_day() {
    let server = Server::start();
    let free = json!({"bedsOccupied": 1});
    for house in ["de-linde", "de-heide", "de-wierde"] {
        server.register(house, "2026-11-20", &free);
    }
    server.register("het-baken", "2026-11-20", &json!({"bedsOccupied": 6}));
    let later = json!({"bedsOccupied": 1, "admitsFrom": "2026-11-23T08:00:00Z"});
    server.register("de-horizon", "2026-11-20", &later);
    let stop = json!({"bedsOccupied": 1, "admissionStop": {"reason": "no_nursing"}});
    server.register("de-kade", "2026-11-20", &stop);
    for (date, expected) in [
        ("2026-11-20", vec!["de-heide", "de-linde", "de-wierde"]),
        ("2026-11-21", vec!["de-linde", "de-wierde"]),
        ("2026-11-22", vec!["de-linde", "de-wierde"]),
        (
            "2026-11-23",
            vec!["de-heide", "de-horizon", "de-linde", "de-wierde"],
        ),
    ] {
        let board = board(&server, &format!("?admitsOn={date}"));
        assert_eq!(ids(&board), expected, "{date}");
    }
}
