//! The list of warnings that nobody confirmed.

use serde_json::{Value, json};

use crate::harness::{Server, TODAY, places};

/// A stop that is past its end: one warning, whatever was registered before.
fn overdue(occupied: u32) -> Value {
    json!({"bedsOccupied": occupied, "admissionStop": {"reason": "holiday", "expectedUntil": "2026-10-01"}})
}

/// Two houses with a warning on two days, one of them with another, and days without.
fn warned() -> Server {
    let server = Server::start();
    for (house, date, stand) in [
        ("de-linde", "2026-11-17", json!({"bedsOccupied": 1})),
        ("de-linde", "2026-11-18", overdue(1)),
        ("de-linde", TODAY, overdue(2)),
        ("het-baken", "2026-11-18", overdue(1)),
        ("het-baken", TODAY, overdue(1)),
        ("de-horizon", TODAY, json!({"bedsOccupied": 5})),
    ] {
        server.register(house, date, &stand);
    }
    server
}

fn list(server: &Server, token: &str, query: &str) -> Value {
    let path = format!("/v1/warnings{query}");
    server.get(&path).token(token).send().expect(200).json()
}

fn keys(list: &Value) -> Vec<String> {
    let items = list.as_array().expect("a list").iter();
    items
        .map(|item| {
            let text = |name: &str| item[name].as_str().expect("text").to_owned();
            format!("{} {}", text("date"), text("houseId"))
        })
        .collect()
}

const ALL: [&str; 4] = [
    "2026-11-20 de-linde",
    "2026-11-20 het-baken",
    "2026-11-18 de-linde",
    "2026-11-18 het-baken",
];

#[test]
fn the_newest_registration_with_a_warning_comes_first() {
    let server = warned();
    let found = list(&server, &server.coordinator(), "");
    assert_eq!(keys(&found), ALL);
    assert_eq!(
        found[0],
        json!({"houseId": "de-linde", "date": TODAY, "revision": 1, "reportedAt": "2026-11-20T08:00:00Z",
        "warnings": [
            {"code": "flows_not_stated", "confirmed": false, "detail": "Bezet ging sinds woensdag 18 november 2026 van 1 naar 2, maar opnamen, overlijdens en ontslagen zijn niet opgegeven."},
            {"code": "stop_past_its_end", "confirmed": false, "detail": "De opnamestop zou tot donderdag 1 oktober 2026 duren, en dat is voorbij."},
        ]})
    );
}

#[test]
fn what_is_confirmed_or_corrected_is_no_longer_open() {
    let server = warned();
    let token = server.coordinator();
    let mut stand = overdue(2);
    stand["confirmedWarnings"] = json!(["stop_past_its_end"]);
    server.register("de-linde", TODAY, &stand);
    let found = list(&server, &token, "");
    assert_eq!(keys(&found), ALL, "the other warning is still open");
    assert_eq!(found[0]["warnings"].as_array().map(Vec::len), Some(1));
    assert_eq!(found[0]["warnings"][0]["code"], "flows_not_stated");
    stand["confirmedWarnings"] = json!(["stop_past_its_end", "flows_not_stated"]);
    server.register("de-linde", TODAY, &stand);
    server.register("het-baken", TODAY, &json!({"bedsOccupied": 1}));
    assert_eq!(keys(&list(&server, &token, "")), ALL[2..]);
    let path = crate::harness::day("het-baken", "2026-11-18");
    server.delete(&path).token(&token).send().expect(204);
    assert_eq!(keys(&list(&server, &token, "")), ALL[2..3]);
}

#[test]
fn the_list_can_be_narrowed_down() {
    let server = warned();
    let token = server.coordinator();
    for (query, expected) in [
        ("?from=2026-11-20", 2),
        ("?until=2026-11-19", 2),
        ("?from=2026-11-18&until=2026-11-18", 2),
        ("?from=2026-11-19&until=2026-11-19", 0),
        ("?until=2026-12-16", 2),
        ("?until=2026-12-17", 2),
        ("?until=2026-12-18", 0),
        ("?houseId=de-linde", 2),
        ("?houseId=niemand", 0),
        ("?networkRegion=zuidoost_groningen", 0),
        ("?type=bijna_thuis_huis", 4),
        ("?type=high_care_hospice", 0),
    ] {
        assert_eq!(keys(&list(&server, &token, query)).len(), expected, "{query}");
    }
}

#[test]
fn without_a_period_it_is_of_the_last_four_weeks() {
    let server = warned();
    for (now, expected) in [("2026-12-15T08:00:00Z", 4), ("2026-12-16T08:00:00Z", 2)] {
        server.set_clock(now);
        let found = list(&server, &server.coordinator(), "");
        assert_eq!(keys(&found).len(), expected, "{now}");
    }
}

#[test]
fn a_year_is_looked_through_and_no_more() {
    let server = warned();
    let token = server.coordinator();
    assert_eq!(
        keys(&list(&server, &token, "?from=2026-01-01&until=2026-12-31")),
        ALL
    );
    assert_eq!(keys(&list(&server, &token, "?from=2025-11-20")), ALL, "366 days");
    for (query, reason) in [
        ("from=2025-11-19", "367 days"),
        ("from=1900-01-01&until=2999-12-31", "a thousand years"),
        ("from=2026-11-20&until=2026-11-19", "backwards"),
    ] {
        let get = server.get(&format!("/v1/warnings?{query}")).token(&token);
        let problem = get.send().problem(409, "conflict");
        assert_eq!(places(&problem), ["<from>"], "{reason}");
    }
}

#[test]
fn its_pages_lead_to_each_other() {
    let server = warned();
    let token = server.coordinator();
    let get = |path: &str| server.get(path).token(&token).send().expect(200);
    let first = get("/v1/warnings?pageSize=3");
    assert_eq!(keys(&first.json()), ALL[..3]);
    let links = first.header("Link").expect("links").to_owned();
    assert!(
        links.contains("</v1/warnings?pageSize=3&page=2>; rel=\"next\""),
        "{links}"
    );
    let second = get("/v1/warnings?pageSize=3&page=2");
    assert_eq!(keys(&second.json()), ALL[3..]);
    assert!(!second.header("Link").expect("links").contains("next"));
    assert_eq!(get("/v1/warnings?page=100000&pageSize=1000").json(), json!([]));
    let unchanged = server.get("/v1/warnings").token(&token);
    let tag = get("/v1/warnings").tag().to_owned();
    unchanged.header("If-None-Match", &tag).send().expect(304);
}

#[test]
fn a_reporter_sees_what_is_open_in_its_own_houses() {
    let server = warned();
    let token = server.reporter("het-baken");
    assert_eq!(
        keys(&list(&server, &token, "")),
        ["2026-11-20 het-baken", "2026-11-18 het-baken"]
    );
    let other = server
        .get("/v1/warnings?houseId=het-baken,de-linde")
        .token(&token);
    other.send().problem(403, "forbidden");
}

#[test]
fn it_speaks_both_languages() {
    let server = warned();
    let get = server.get("/v1/warnings?from=2026-11-20&houseId=het-baken");
    let answer = get
        .token(&server.coordinator())
        .header("Accept-Language", "en")
        .send();
    let answer = answer.expect(200);
    assert_eq!(answer.header("Content-Language"), Some("en"));
    assert_eq!(
        answer.json()[0]["warnings"][0]["detail"],
        "The admission stop was expected to last until Thursday 1 October 2026, which is past."
    );
}
