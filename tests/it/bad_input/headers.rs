//! Headers that ask for, or send, what there is not; and those that every answer has.

use serde_json::json;

use super::Guarded;

#[test]
fn a_body_is_read_only_where_it_says_that_it_is_json() {
    let guarded = Guarded::start();
    for (headers, reason) in [
        (vec![], "no word on what it is"),
        (vec![("Content-Type", "text/plain")], "text"),
        (
            vec![("Content-Type", "application/x-www-form-urlencoded")],
            "a form",
        ),
        (vec![("Content-Type", "application/jsonx")], "nearly"),
        (vec![("Content-Type", "application/merge-patch+json")], "a patch"),
        (vec![("Content-Type", "")], "empty"),
        (
            vec![("Content-Type", "application/json"), ("Content-Encoding", "gzip")],
            "compressed",
        ),
    ] {
        let mut put = guarded
            .server
            .request("PUT", &Guarded::day())
            .token(&guarded.token);
        for (name, value) in headers {
            put = put.header(name, value);
        }
        let answer = put.body(r#"{"bedsOccupied": 1}"#).send();
        assert_eq!(answer.status, 415, "{reason}: {}", answer.text());
        answer.problem(415, "unsupported-media-type");
    }
    guarded.assert_nothing_is_stored();
    for good in [
        "application/json",
        "Application/JSON; charset=UTF-8",
        "application/json;",
    ] {
        let put = guarded
            .server
            .request("PUT", &Guarded::day())
            .token(&guarded.token);
        let answer = put
            .header("Content-Type", good)
            .body(r#"{"bedsOccupied": 1}"#)
            .send();
        assert!(matches!(answer.status, 200 | 201), "{good}: {}", answer.text());
    }
}

#[test]
fn a_representation_that_does_not_exist_is_not_acceptable() {
    let guarded = Guarded::start();
    let day = "/v1/houses/de-linde/registrations/2026-11-19";
    let revisions = format!("{day}/revisions");
    for path in [
        "/v1/availability",
        "/v1/availability?minBedsFree=1",
        "/v1/availability/de-linde",
        "/v1/houses",
        "/v1/houses/de-linde",
        "/v1/datapackage",
        day,
        &revisions,
    ] {
        for (accept, status) in [
            ("text/html", 406),
            ("application/xml, text/csv;q=0.5", 406),
            ("application/json;q=0", 406),
            ("text/*", 406),
            ("application/json", 200),
            ("APPLICATION/JSON; charset=utf-8", 200),
            ("text/html, */*;q=0.1", 200),
            ("application/*", 200),
            ("", 200),
        ] {
            let get = guarded.server.get(path).token(&guarded.token);
            let answer = get.header("Accept", accept).send();
            assert_eq!(answer.status, status, "{path}: {accept:?}");
            if status == 406 {
                answer.problem(406, "not-acceptable");
            }
        }
    }
    let put = guarded.server.put(&Guarded::day(), &json!({"bedsOccupied": 1}));
    let answer = put.token(&guarded.token).header("Accept", "text/html").send();
    answer.problem(406, "not-acceptable");
    guarded.assert_nothing_is_stored();
}

#[test]
fn every_answer_names_the_version_and_guards_itself() {
    let guarded = Guarded::start();
    let version = env!("CARGO_PKG_VERSION");
    for (method, path) in [
        ("GET", "/v1/availability"),
        ("GET", "/v1/houses"),
        ("GET", "/v1/registrations"),
        ("GET", "/v1/openapi.json"),
        ("GET", "/livez"),
        ("GET", "/docs/index.html"),
        ("GET", "/problems"),
        ("GET", "/nowhere"),
        ("POST", "/v1/houses"),
        ("OPTIONS", "/v1/houses"),
        ("PUT", "/v1/houses/de-linde"),
        ("HEAD", "/v1/availability"),
    ] {
        let answer = guarded.server.request(method, path).send();
        for (name, value) in [
            ("API-Version", version),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "DENY"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{method} {path}");
        }
        let policy = answer.header("Content-Security-Policy").expect("a policy");
        assert!(policy.contains("frame-ancestors 'none'"), "{method} {path}");
        assert!(answer.header("Cache-Control").is_some(), "{method} {path}");
        assert!(answer.header("X-Request-Id").is_some(), "{method} {path}");
        assert_eq!(answer.header("Server"), None, "{method} {path}");
    }
}

#[test]
fn numbers_are_counted_by_route_and_never_by_house() {
    let guarded = Guarded::start();
    guarded.server.get("/v1/houses/de-linde").send().expect(200);
    guarded.server.get("/v1/houses/niemand").send().expect(404);
    guarded.server.get("/nowhere/at/all").send().expect(404);
    let metrics = guarded.server.get("/metrics").send().expect(200).text();
    assert!(metrics.contains("/v1/houses/{houseId}"), "{metrics}");
    for secret in ["de-linde", "niemand", "nowhere", "Test Coordinator"] {
        assert!(!metrics.contains(secret), "{secret}");
    }
}
