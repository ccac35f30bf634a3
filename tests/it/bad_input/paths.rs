//! Addresses and methods that do not exist, and paths that try to be clever.

use serde_json::json;

use super::Guarded;
use crate::harness::{day, places};

#[test]
fn a_day_that_does_not_exist_is_no_day() {
    let guarded = Guarded::start();
    for (date, reason) in [
        ("2026-02-30", "30 February"),
        ("2025-02-29", "no leap year"),
        ("2026-13-01", "a thirteenth month"),
        ("2026-11-00", "day nought"),
        ("20261120", "without dashes"),
        ("2026-1-2", "not in full"),
        ("20-11-2026", "the other way round"),
        ("2026-11-20T08:00:00Z", "a moment"),
        ("-2026-11-20", "before the calendar"),
        ("%2B2026-11-20", "a sign"),
        ("today", "a word"),
        ("2026-11-20%20", "a blank"),
        (
            "%D9%A2%D9%A0%D9%A2%D9%A6-%D9%A1%D9%A1-%D9%A2%D9%A0",
            "other digits",
        ),
    ] {
        let path = day("de-linde", date);
        let put = guarded.server.put(&path, &json!({"bedsOccupied": 1}));
        for request in [
            put,
            guarded.server.get(&path),
            guarded.server.delete(&path),
            guarded.server.get(&format!("{path}/revisions")),
        ] {
            let problem = request.token(&guarded.token).send().problem(400, "invalid-input");
            assert_eq!(places(&problem), ["<date>"], "{date}: {reason}");
        }
    }
    guarded.assert_nothing_is_stored();
}

#[test]
fn an_id_that_cannot_be_one_is_named_and_one_that_is_not_known_is_not_found() {
    let guarded = Guarded::start();
    let too_long = "a".repeat(65);
    let very_long = "a".repeat(8000);
    for (id, reason) in [
        ("de%20linde", "a blank"),
        ("de%2Flinde", "an escaped slash"),
        ("%2e%2e", "escaped dots"),
        ("..", "dots"),
        ("de-linde%00", "a zero byte"),
        ("%ff", "not UTF-8"),
        ("de-linde%0d%0aX:%201", "a line break"),
        ("d%C3%A9-linde", "a letter with an accent"),
        ("-de-linde", "a dash first"),
        ("'%20OR%201=1", "SQL"),
        (&too_long, "one letter too many"),
        (&very_long, "very many letters too many"),
    ] {
        let day = day(id, "2026-11-20");
        for path in [day, format!("/v1/houses/{id}"), format!("/v1/availability/{id}")] {
            let problem = guarded.server.get(&path).token(&guarded.token).send();
            let problem = problem.problem(400, "invalid-input");
            assert_eq!(places(&problem), ["<houseId>"], "{reason}");
        }
    }
    for path in [
        day("niemand", "2026-11-20"),
        format!("{}/revisions", day("niemand", "2026-11-20")),
        "/v1/houses/niemand".to_owned(),
        "/v1/houses/De-Linde".to_owned(),
    ] {
        let get = guarded.server.get(&path).token(&guarded.token);
        get.send().problem(404, "house-not-found");
    }
    let on_the_board = guarded.server.get("/v1/availability/niemand");
    on_the_board.send().problem(404, "house-not-open");
    let put = guarded
        .server
        .put(&day("niemand", "2026-11-20"), &json!({"bedsOccupied": 1}));
    put.token(&guarded.token).send().problem(404, "house-not-found");
    guarded.assert_nothing_is_stored();
}

#[test]
fn an_address_that_does_not_exist_is_not_found_and_never_redirected() {
    let guarded = Guarded::start();
    for (path, reason) in [
        ("/v1", "the API without a route"),
        ("/v1/", "the same with a slash"),
        ("/v1/availability/", "a slash at the end"),
        ("/v1/houses/", "a slash at the end"),
        ("/v1/houses/de-linde/", "a slash at the end"),
        ("/v1/houses/de-linde/registrations", "no list there"),
        (
            "/v1/houses/de-linde/registrations/2026-11-19/",
            "a slash at the end",
        ),
        ("/v1/registrations/", "a slash at the end"),
        ("/v1//availability", "two slashes"),
        ("//v1/availability", "two slashes"),
        ("/v1/Availability", "case matters"),
        ("/v2/availability", "no such version"),
        ("/availability", "no version"),
        ("/v1/availability.csv", "no such representation"),
        ("/v1/houses/de-linde/../de-linde/x", "up and down"),
        ("/docs/../Cargo.toml", "out of the folder"),
        ("/docs/%2e%2e%2fCargo.toml", "out of the folder, escaped"),
        ("/docs/unknown.js", "no such file"),
        ("/.env", "what scanners ask for"),
        ("/wp-login.php", "what scanners ask for"),
    ] {
        let get = guarded.server.get(path).token(&guarded.token);
        let answer = get.send();
        assert_eq!(answer.header("Location"), None, "{path}: {reason}");
        answer.problem(404, "not-found");
    }
    let put = guarded
        .server
        .put(&format!("{}/", Guarded::day()), &json!({"bedsOccupied": 1}));
    put.token(&guarded.token).send().problem(404, "not-found");
    guarded.assert_nothing_is_stored();
}

#[test]
fn a_method_that_an_address_does_not_have_is_told_which_it_has() {
    let guarded = Guarded::start();
    let day = Guarded::day();
    let read = "GET, HEAD, OPTIONS";
    let revisions = format!("{day}/revisions");
    for (path, allow, wrong) in [
        ("/v1/availability", read, vec!["POST", "PUT", "DELETE", "PATCH"]),
        ("/v1/availability/de-linde", read, vec!["POST", "PUT"]),
        ("/v1/houses", read, vec!["POST", "PUT", "DELETE"]),
        (
            "/v1/houses/de-linde",
            "GET, HEAD, PUT, OPTIONS",
            vec!["POST", "DELETE", "PATCH"],
        ),
        (
            day.as_str(),
            "GET, HEAD, PUT, DELETE, OPTIONS",
            vec!["POST", "PATCH", "TRACE", "BREW"],
        ),
        (revisions.as_str(), read, vec!["POST", "PUT", "DELETE"]),
        ("/v1/registrations", read, vec!["POST", "DELETE"]),
        ("/v1/openapi.json", read, vec!["POST"]),
        ("/livez", read, vec!["POST"]),
        ("/readyz", read, vec!["PUT"]),
        ("/metrics", read, vec!["DELETE"]),
        ("/docs/index.html", read, vec!["POST"]),
    ] {
        for method in wrong {
            let answer = guarded.server.request(method, path).token(&guarded.token).send();
            assert_eq!(answer.header("Allow"), Some(allow), "{method} {path}");
            answer.problem(405, "method-not-allowed");
        }
        let options = guarded.server.request("OPTIONS", path).send().expect(204);
        assert_eq!(options.header("Allow"), Some(allow), "{path}");
        assert!(options.header("API-Version").is_some(), "{path}");
    }
    guarded.assert_nothing_is_stored();
}
