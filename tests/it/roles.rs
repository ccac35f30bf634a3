//! Who may do what: every route, every kind of caller.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use hospice_capacity::app::tokens;
use hospice_capacity::domain::access::{Issuer, Role};
use hospice_capacity::http::openapi;
use hospice_capacity::http::router::ROUTES;
use serde_json::{Value, json};

use crate::harness::{Answer, Server, block_on};

/// The callers, in the order of the columns below.
const CALLERS: [&str; 10] = [
    "without a token",
    "with a broken token",
    "with an expired token",
    "with a revoked token",
    "reporter of the house",
    "reporter of another house",
    "app",
    "analyst",
    "coordinator",
    "admin",
];

/// Everybody, whatever they send.
const OPEN: [u16; 10] = [200; 10];
/// Whoever has a valid token.
const HOLDERS: [u16; 10] = [401, 401, 401, 401, 200, 200, 200, 200, 200, 200];

/// Analysts and coordinators.
const PLANNERS: [u16; 10] = [401, 401, 401, 401, 403, 403, 403, 200, 200, 403];

/// The same, who look for a computation that is not there.
const MISSED: [u16; 10] = [401, 401, 401, 401, 403, 403, 403, 404, 404, 403];

/// Method, route, the expected statuses, and those where the board is not open to all.
type Row = (&'static str, &'static str, [u16; 10], [u16; 10]);

const TABLE: &[Row] = &[
    same(
        "get",
        "/audit-events",
        [401, 401, 401, 401, 403, 403, 403, 403, 200, 403],
    ),
    ("get", "/availability", OPEN, HOLDERS),
    ("get", "/availability/{houseId}", OPEN, HOLDERS),
    same(
        "get",
        "/datapackage",
        [401, 401, 401, 401, 200, 200, 403, 200, 200, 403],
    ),
    ("get", "/houses", OPEN, HOLDERS),
    ("get", "/houses/{houseId}", OPEN, HOLDERS),
    same(
        "put",
        "/houses/{houseId}",
        [401, 401, 401, 401, 403, 403, 403, 403, 200, 403],
    ),
    same(
        "get",
        REPORTING,
        [401, 401, 401, 401, 200, 403, 403, 403, 200, 403],
    ),
    same(
        "put",
        REPORTING,
        [401, 401, 401, 401, 403, 403, 403, 403, 200, 403],
    ),
    // A reporter sees its own houses alone.
    same(
        "get",
        "/completeness",
        [401, 401, 401, 401, 200, 200, 403, 403, 200, 403],
    ),
    same("get", DAY, [401, 401, 401, 401, 200, 403, 403, 403, 200, 403]),
    same("put", DAY, [401, 401, 401, 401, 200, 403, 403, 403, 200, 403]),
    same("delete", DAY, [401, 401, 401, 401, 204, 403, 403, 403, 204, 403]),
    same(
        "get",
        REVISIONS,
        [401, 401, 401, 401, 200, 403, 403, 403, 200, 403],
    ),
    same(
        "post",
        "/imports",
        [401, 401, 401, 401, 403, 403, 403, 403, 200, 403],
    ),
    // A reporter of another house sees its own, not this one: see below.
    same(
        "get",
        "/registrations",
        [401, 401, 401, 401, 200, 200, 403, 200, 200, 403],
    ),
    same("get", "/deaths", PLANNERS),
    same("get", "/bed-requirements", PLANNERS),
    same("post", "/bed-requirements", PLANNERS),
    same("get", "/bed-requirements/{computationId}", MISSED),
    same("delete", "/bed-requirements/{computationId}", MISSED),
    same("get", "/projections", PLANNERS),
    same("post", "/projections", PLANNERS),
    same("get", "/projections/{computationId}", MISSED),
    same("delete", "/projections/{computationId}", MISSED),
    same("get", "/forecast-scores", PLANNERS),
    same("get", "/forecasts", PLANNERS),
    same(
        "get",
        "/statistics",
        [401, 401, 401, 401, 403, 403, 403, 200, 200, 403],
    ),
    same(
        "get",
        "/warnings",
        [401, 401, 401, 401, 200, 200, 403, 403, 200, 403],
    ),
];

const DAY: &str = "/houses/{houseId}/registrations/{date}";
const REPORTING: &str = "/houses/{houseId}/reporting";
const REVISIONS: &str = "/houses/{houseId}/registrations/{date}/revisions";

/// A route for which it does not matter whether the board is open to all.
const fn same(method: &'static str, route: &'static str, expected: [u16; 10]) -> Row {
    (method, route, expected, expected)
}

/// A value of the header `Authorization` for each caller.
fn authorizations(server: &Server) -> [Option<String>; 10] {
    let bearer = |token: String| Some(format!("Bearer {token}"));
    let own = server.reporter("de-linde");
    let mut broken = own.clone();
    broken.pop();
    let past = server.app.now() - TimeDelta::seconds(1);
    let (_, expired) = server.expiring_token(Role::Coordinator, &[], past);
    let later = server.app.now() + TimeDelta::days(1);
    let (token, revoked) = server.expiring_token(Role::Coordinator, &[], later);
    let is_revoked = block_on(tokens::revoke(
        &server.app,
        Issuer::Operator,
        token.principal.token_id,
    ));
    assert!(is_revoked.expect("an answer"));
    [
        None,
        bearer(broken),
        bearer(expired),
        bearer(revoked),
        bearer(own),
        bearer(server.reporter("het-baken")),
        bearer(server.token(Role::App, &[])),
        bearer(server.token(Role::Analyst, &[])),
        bearer(server.coordinator()),
        bearer(server.token(Role::Admin, &[])),
    ]
}

fn body_of(method: &str, route: &str) -> Option<Value> {
    match (method, route) {
        ("put", REPORTING) => Some(json!({"reportsBy": "09:30", "remindAt": ["registratie@linde.example"]})),
        ("put", DAY) => Some(json!({"bedsOccupied": 2})),
        ("put", "/houses/{houseId}") => {
            let house = json!({"name": "Proefhuis", "type": "bijna_thuis_huis", "municipality": "Groningen",
                "beds": [{"from": "2012-03-01", "physical": 4}]});
            Some(house)
        }
        ("post", "/bed-requirements") => Some(json!({"year": 2026, "draws": 20})),
        ("post", "/projections") => Some(json!({"until": 2026, "draws": 20})),
        _ => None,
    }
}

fn ask(server: &Server, method: &str, route: &str, authorization: Option<&String>) -> Answer {
    let path = route
        .replace("{houseId}", "de-linde")
        .replace("{computationId}", "0123456789abcdef")
        .replace("{date}", "2026-11-19");
    let path = match route {
        "/projections" if method == "get" => format!("{path}?until=2026&draws=20"),
        "/bed-requirements" if method == "get" => format!("{path}?year=2026&draws=20"),
        _ => path,
    };
    let mut request = server.request(&method.to_uppercase(), &format!("/v1{path}"));
    if let Some(authorization) = authorization {
        request = request.header("Authorization", authorization);
    }
    if route == "/imports" {
        let file = "house_id,date,beds_occupied\nde-linde,2026-11-19,2\n";
        request = request.header("Content-Type", "text/csv").body(file);
    }
    if let Some(body) = body_of(method, route) {
        request = request.json(&body);
    }
    request.send()
}

fn check(server: &Server, column: impl Fn(&Row) -> [u16; 10]) {
    let authorizations = authorizations(server);
    for row in TABLE {
        let (method, route, ..) = row;
        for ((caller, authorization), expected) in CALLERS.iter().zip(&authorizations).zip(column(row)) {
            // What an earlier caller withdrew stands again.
            server.register("de-linde", "2026-11-19", &json!({"bedsOccupied": 2}));
            let answer = ask(server, method, route, authorization.as_ref());
            let text = answer.text();
            // What takes longer than a second is taken up all the same.
            let status = if answer.status == 202 { 200 } else { answer.status };
            assert_eq!(status, expected, "{method} {route} {caller}: {text}");
            match expected {
                401 => {
                    let challenge = answer.header("WWW-Authenticate").unwrap_or_default();
                    assert!(
                        challenge.starts_with("Bearer realm=\"hospice-capacity\""),
                        "{challenge}"
                    );
                    answer.problem(401, "unauthenticated");
                }
                403 => drop(answer.problem(403, "forbidden")),
                _ => {}
            }
        }
    }
}

#[test]
fn every_route_does_for_every_caller_what_the_table_says() {
    check(&Server::start(), |row| row.2);
}

#[test]
fn every_route_does_so_where_the_board_is_not_open_to_all() {
    check(&Server::closed(), |row| row.3);
}

#[test]
fn every_route_stands_in_the_table_and_in_the_published_document() {
    let routed: BTreeSet<(String, String)> = ROUTES
        .iter()
        .flat_map(|route| route.methods.iter().map(|method| (route.path, *method)))
        .map(|(path, method)| (path.to_owned(), method.to_owned()))
        .collect();
    let tabled = TABLE
        .iter()
        .map(|(method, path, ..)| ((*path).to_owned(), (*method).to_owned()))
        .collect();
    assert_eq!(
        routed, tabled,
        "routes on the left, this test's table on the right"
    );

    let document = openapi::document();
    let paths = document["paths"].as_object().expect("paths");
    let published = paths
        .iter()
        .flat_map(|(path, item)| {
            let members = item.as_object().expect("a path").keys();
            members
                .filter(|member| *member != "parameters")
                .map(|method| (path.clone(), method.clone()))
        })
        .collect();
    assert_eq!(routed, published, "routes on the left, the document on the right");
}

#[test]
fn a_reporter_learns_nothing_of_another_house() {
    let server = Server::start();
    server.register("de-linde", "2026-11-19", &json!({"bedsOccupied": 2}));
    let token = server.reporter("het-baken");
    let list = server.get("/v1/registrations").token(&token).send().expect(200);
    assert_eq!(list.json(), json!([]));
    for path in [
        "/v1/registrations?houseId=de-linde",
        "/v1/warnings?houseId=de-linde",
        "/v1/houses/de-linde/registrations/2026-11-19",
        "/v1/houses/de-linde/registrations/2026-11-18",
        "/v1/houses/niemand/registrations/2026-11-19",
    ] {
        server.get(path).token(&token).send().problem(403, "forbidden");
    }
}

#[test]
fn a_reporter_may_have_several_houses() {
    let server = Server::start();
    let token = server.token(Role::Reporter, &["de-linde", "het-baken"]);
    for (house, status) in [("de-linde", 201), ("het-baken", 201), ("de-heide", 403)] {
        let path = crate::harness::day(house, "2026-11-20");
        let put = server.put(&path, &json!({"bedsOccupied": 1})).token(&token);
        put.send().expect(status);
    }
}

#[test]
fn a_token_ends_at_its_expiry_to_the_second() {
    let server = Server::start();
    let expires = server.app.now() + TimeDelta::seconds(60);
    let (_, token) = server.expiring_token(Role::Coordinator, &[], expires);
    let status = || server.get("/v1/registrations").token(&token).send().status;
    server.set_clock("2026-11-20T08:00:59Z");
    assert_eq!(status(), 200);
    server.set_clock("2026-11-20T08:01:00Z");
    assert_eq!(status(), 401);
}

#[test]
fn only_a_whole_token_sent_as_bearer_is_one() {
    let server = Server::start();
    let token = server.coordinator();
    let other = server.coordinator();
    let (id, secret) = (&token[..15], &token[16..]);
    for (authorization, status, reason) in [
        (format!("Bearer {token}"), 200, "the token"),
        (format!("bearer {token}"), 200, "the scheme is not case-sensitive"),
        (format!("Bearer  {token} "), 200, "blanks around it"),
        (token.clone(), 401, "without a scheme"),
        (format!("Basic {token}"), 401, "another scheme"),
        (
            format!("Bearer {}", token.to_uppercase()),
            401,
            "the token is case-sensitive",
        ),
        (format!("Bearer {token}x"), 401, "one letter more"),
        (format!("Bearer {id}_"), 401, "an empty secret"),
        (format!("Bearer {secret}"), 401, "the secret alone"),
        (
            format!("Bearer {}_{secret}", &other[..15]),
            401,
            "another token's id",
        ),
        ("Bearer hc__".to_owned(), 401, "nothing in it"),
        ("Bearer".to_owned(), 401, "the scheme alone"),
        (format!("Bearer {}", "x".repeat(4000)), 401, "a very long text"),
    ] {
        let get = server.get("/v1/registrations");
        let answer = get.header("Authorization", &authorization).send();
        assert_eq!(answer.status, status, "{reason}");
    }
}

#[test]
fn the_database_holds_no_token() {
    let server = Server::start();
    let token = server.coordinator();
    let secret = &token[16..];
    for column in ["id", "name", "role", "secret_hash"] {
        let found = format!("SELECT COUNT(*) FROM tokens WHERE {column} LIKE '%{secret}%'");
        assert_eq!(server.database.number(&found), 0, "{column}");
    }
    assert_eq!(server.database.number("SELECT COUNT(*) FROM tokens"), 1);
    assert_eq!(token.len(), "hc_".len() + 12 + 1 + 43, "256 bits of secret");
}

#[test]
fn what_is_no_part_of_the_api_is_open_and_says_nothing_of_houses() {
    let server = Server::closed();
    for path in [
        "/livez",
        "/readyz",
        "/metrics",
        "/problems",
        "/problems/conflict",
        "/docs/index.html",
        "/v1/openapi.json",
    ] {
        let answer = server.get(path).send().expect(200);
        assert!(!answer.text().contains("Proefhuis"), "{path}");
    }
    let openapi = server
        .get("/v1/openapi.json")
        .header("Origin", "https://elsewhere.example");
    assert_eq!(openapi.send().header("Access-Control-Allow-Origin"), Some("*"));
    let board = server
        .get("/v1/availability")
        .header("Origin", "https://elsewhere.example");
    assert_eq!(board.send().header("Access-Control-Allow-Origin"), None);
}

#[test]
fn what_needs_a_token_is_not_open_to_every_other_site() {
    let server = Server::start();
    let mut secured = 0;
    for route in ROUTES.iter().filter(|route| route.methods.contains(&"get")) {
        let path = route
            .path
            .replace("{houseId}", "de-linde")
            .replace("{date}", "2026-11-20");
        let get = server
            .get(&format!("/v1{path}"))
            .header("Origin", "https://elders.example");
        let answer = get.send();
        if answer.status == 401 {
            secured += 1;
            assert_eq!(answer.header("Access-Control-Allow-Origin"), None, "{path}");
        } else {
            assert_eq!(answer.header("Access-Control-Allow-Origin"), Some("*"), "{path}");
        }
    }
    assert!(secured >= 6, "{secured} need a token");
}
