//! How old a count is, and what is said of one that is too old.

use serde_json::{Value, json};

use super::board;
use crate::harness::{Server, TODAY};

#[test]
fn a_count_is_fresh_for_24_hours_and_stale_for_72_both_included() {
    let server = Server::start();
    server.set_clock("2026-11-20T07:44:59Z");
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 3}));
    server.set_clock("2026-11-20T07:45:00Z");
    server.register("het-baken", TODAY, &json!({"bedsOccupied": 3}));
    for (now, linde, baken) in [
        ("2026-11-20T07:46:00Z", "fresh", "fresh"),
        ("2026-11-21T07:44:00Z", "fresh", "fresh"),
        ("2026-11-21T07:45:00Z", "stale", "fresh"),
        ("2026-11-21T07:46:00Z", "stale", "stale"),
        ("2026-11-23T07:44:00Z", "stale", "stale"),
        ("2026-11-23T07:45:00Z", "unknown", "stale"),
        ("2026-11-23T07:46:00Z", "unknown", "unknown"),
        ("2027-11-23T07:46:00Z", "unknown", "unknown"),
    ] {
        server.set_clock(now);
        assert_eq!(server.offer("de-linde")["freshness"], linde, "{now}");
        assert_eq!(server.offer("het-baken")["freshness"], baken, "{now}");
    }
}

#[test]
fn a_count_that_is_too_old_is_last_known_and_never_current() {
    let server = Server::start();
    server.register(
        "de-linde",
        TODAY,
        &json!({"bedsOccupied": 1, "admitsFrom": "2026-12-24T08:00:00Z"}),
    );
    server.set_clock("2026-11-23T08:01:00Z");
    let offer = server.offer("de-linde");
    for (name, expected) in [
        ("status", json!("unknown")),
        ("freshness", json!("unknown")),
        ("bedsFree", Value::Null),
        ("lastKnownBedsFree", json!(3)),
        ("bedsInService", Value::Null),
        ("admitsFrom", Value::Null),
        ("probabilityFree", Value::Null),
        ("date", json!(TODAY)),
        ("reportedAt", json!("2026-11-20T08:00:00Z")),
        ("phone", json!("+44 1632 960201")),
    ] {
        assert_eq!(offer[name], expected, "{name}");
    }
    assert_eq!(board(&server, "")["bedsFree"], 0);
}

#[test]
fn a_house_that_never_registered_is_unknown_and_has_a_phone_number() {
    let server = Server::start();
    let offer = server.offer("de-linde");
    for name in [
        "bedsFree",
        "lastKnownBedsFree",
        "bedsInService",
        "date",
        "reportedAt",
        "probabilityFree",
    ] {
        assert_eq!(offer[name], Value::Null, "{name}");
    }
    assert_eq!(offer["status"], "unknown");
    assert_eq!(offer["phone"], "+44 1632 960201");
}

#[test]
fn a_day_entered_late_is_as_old_as_its_day() {
    let server = Server::start();
    for (date, freshness, counted_at) in [
        ("2026-11-16", "unknown", "2026-11-16T23:00:00Z"),
        ("2026-11-17", "stale", "2026-11-17T23:00:00Z"),
        ("2026-11-19", "fresh", "2026-11-19T23:00:00Z"),
        ("2026-11-20", "fresh", "2026-11-20T08:00:00Z"),
    ] {
        server.register("de-linde", date, &json!({"bedsOccupied": 3}));
        let offer = server.offer("de-linde");
        assert_eq!(offer["freshness"], freshness, "{date}");
        assert_eq!(offer["reportedAt"], counted_at, "{date}");
        assert_eq!(offer["date"], date);
    }
}

#[test]
fn an_older_day_entered_after_a_newer_one_changes_nothing() {
    let server = Server::start();
    server.register("de-linde", "2026-11-19", &json!({"bedsOccupied": 3}));
    let before = server.offer("de-linde");
    server.register("de-linde", "2026-11-18", &json!({"bedsOccupied": 0}));
    assert_eq!(server.offer("de-linde"), before);
}

#[test]
fn a_correction_renews_the_count_and_a_withdrawal_brings_the_day_before_back() {
    let server = Server::start();
    server.register("de-linde", "2026-11-19", &json!({"bedsOccupied": 2}));
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 3}));
    server.set_clock("2026-11-20T20:00:00Z");
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 4}));
    let offer = server.offer("de-linde");
    assert_eq!(offer["reportedAt"], "2026-11-20T20:00:00Z");
    assert_eq!(offer["status"], "full");
    let path = crate::harness::day("de-linde", TODAY);
    let delete = server.delete(&path).token(&server.coordinator());
    delete.send().expect(204);
    let offer = server.offer("de-linde");
    assert_eq!(offer["date"], "2026-11-19");
    assert_eq!(offer["bedsFree"], 2);
}

#[test]
fn a_house_silent_for_months_is_still_known_by_its_last_count() {
    let server = Server::start();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 1}));
    server.register("de-linde", "2026-11-19", &json!({"bedsOccupied": 4}));
    server.set_clock("2027-06-01T08:00:00Z");
    let offer = server.offer("de-linde");
    assert_eq!(offer["date"], TODAY);
    assert_eq!(offer["lastKnownBedsFree"], 3);
}

#[test]
fn a_last_word_that_was_a_stop_leaves_no_bed_known_as_free() {
    let server = Server::start();
    let stop = json!({"bedsOccupied": 1, "admissionStop": {"reason": "no_nursing"}});
    server.register("de-linde", TODAY, &stop);
    server.set_clock("2026-11-29T09:00:00Z");
    let offer = server.offer("de-linde");
    assert_eq!(offer["status"], "unknown");
    assert_eq!(offer["bedsFree"], json!(null));
    assert_eq!(offer["lastKnownBedsFree"], 0);
}
