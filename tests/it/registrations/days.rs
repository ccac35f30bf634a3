//! The care day: a calendar day in Amsterdam, through both clock changes.

use serde_json::json;

use crate::harness::{Server, day, places};

#[test]
fn a_day_can_be_registered_from_midnight_in_amsterdam_on() {
    let server = Server::start();
    for (now, today, tomorrow) in [
        ("2026-03-28T22:59:59Z", "2026-03-28", "2026-03-29"),
        ("2026-03-28T23:00:00Z", "2026-03-29", "2026-03-30"),
        ("2026-03-29T21:59:59Z", "2026-03-29", "2026-03-30"),
        ("2026-03-29T22:00:00Z", "2026-03-30", "2026-03-31"),
        ("2026-10-24T21:59:59Z", "2026-10-24", "2026-10-25"),
        ("2026-10-24T22:00:00Z", "2026-10-25", "2026-10-26"),
        ("2026-10-25T22:59:59Z", "2026-10-25", "2026-10-26"),
        ("2026-10-25T23:00:00Z", "2026-10-26", "2026-10-27"),
        ("2026-12-31T22:59:59Z", "2026-12-31", "2027-01-01"),
        ("2026-12-31T23:00:00Z", "2027-01-01", "2027-01-02"),
    ] {
        server.set_clock(now);
        let token = server.reporter("de-linde");
        let put = |date: &str| {
            let stand = json!({"bedsOccupied": 1});
            server.put(&day("de-linde", date), &stand).token(&token).send()
        };
        let answer = put(today);
        assert!(matches!(answer.status, 200 | 201), "{now}: {}", answer.text());
        let problem = put(tomorrow).problem(409, "conflict");
        assert_eq!(places(&problem), ["<date>"], "{now}");
        let detail = problem["detail"].as_str().expect("a sentence");
        assert!(detail.contains(today), "{now}: {detail}");
    }
}

#[test]
fn the_list_ends_today_unless_it_is_told_otherwise() {
    let server = Server::start();
    server.set_clock("2026-03-28T22:59:59Z");
    server.register("de-linde", "2026-03-28", &json!({"bedsOccupied": 1}));
    server.set_clock("2026-03-28T23:00:00Z");
    server.register("de-linde", "2026-03-29", &json!({"bedsOccupied": 2}));
    let token = server.coordinator();
    let listed = || {
        let list = server.get("/v1/registrations").token(&token).send();
        list.expect(200).json().as_array().expect("a list").len()
    };
    assert_eq!(listed(), 2);
    server.set_clock("2026-03-28T22:59:59Z");
    assert_eq!(listed(), 1);
}
