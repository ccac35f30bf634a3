//! Entity tags: nobody overwrites what they have not seen, and nobody is sent what they have.

use serde_json::json;

use crate::harness::{Server, TODAY, day};

#[test]
fn a_change_is_made_only_where_its_condition_holds() {
    let server = Server::start();
    let token = server.reporter("de-linde");
    let path = day("de-linde", TODAY);
    let old = server
        .register("de-linde", TODAY, &json!({"bedsOccupied": 1}))
        .tag()
        .to_owned();
    let now = server
        .register("de-linde", TODAY, &json!({"bedsOccupied": 2}))
        .tag()
        .to_owned();
    assert_ne!(old, now);
    for (header, value, status, reason) in [
        ("If-Match", old.clone(), 412, "somebody corrected it since"),
        ("If-Match", format!("W/{now}"), 412, "a weak tag never matches"),
        (
            "If-Match",
            "\"r9-0\"".to_owned(),
            412,
            "there is no such revision",
        ),
        ("If-None-Match", "*".to_owned(), 412, "something stands"),
        ("If-None-Match", now.clone(), 412, "just this stands"),
        ("If-Match", now.clone(), 200, "nothing changed since"),
        ("If-Match", format!("{old}, {now}"), 200, "one of the two"),
        ("If-Match", "*".to_owned(), 200, "something stands"),
        ("If-None-Match", old.clone(), 200, "another one stands"),
    ] {
        let put = server.put(&path, &json!({"bedsOccupied": 2}));
        let answer = put.token(&token).header(header, &value).send();
        if status == 200 {
            answer.expect(200);
        } else {
            answer.problem(412, "precondition-failed");
        }
        let stands = server.get(&path).token(&token).send().expect(200).json();
        assert_eq!(stands["revision"], 2, "{header}: {value}: {reason}");
    }
    let gone = server.delete(&path).token(&token).header("If-Match", &old).send();
    gone.problem(412, "precondition-failed");
    let gone = server.delete(&path).token(&token).header("If-Match", &now).send();
    gone.expect(204);
}

#[test]
fn a_first_registration_can_be_guarded_against_another() {
    let server = Server::start();
    let token = server.reporter("de-linde");
    let path = day("de-linde", TODAY);
    let put = || server.put(&path, &json!({"bedsOccupied": 1})).token(&token);
    put()
        .header("If-Match", "*")
        .send()
        .problem(412, "precondition-failed");
    put()
        .header("If-Match", "\"r1-0\"")
        .send()
        .problem(412, "precondition-failed");
    put().header("If-None-Match", "*").send().expect(201);
    put()
        .header("If-None-Match", "*")
        .send()
        .problem(412, "precondition-failed");
    server.delete(&path).token(&token).send().expect(204);
    put().header("If-None-Match", "*").send().expect(201);
}

#[test]
fn a_condition_that_cannot_be_read_is_named() {
    let server = Server::start();
    let token = server.reporter("de-linde");
    let path = day("de-linde", TODAY);
    for (header, value) in [("If-Match", "r1"), ("If-None-Match", "\"unfinished")] {
        let put = server.put(&path, &json!({"bedsOccupied": 1})).token(&token);
        let problem = put
            .header(header, value)
            .send()
            .problem(412, "precondition-failed");
        assert_eq!(problem["errors"][0]["parameter"], header);
    }
    server
        .get(&path)
        .token(&token)
        .send()
        .problem(404, "registration-not-found");
}

#[test]
fn who_has_the_answer_gets_304_with_the_same_headers() {
    let server = Server::start();
    let token = server.coordinator();
    let stand = server.register("de-linde", TODAY, &json!({"bedsOccupied": 1}));
    let tag = stand.tag().to_owned();
    let path = day("de-linde", TODAY);
    for known in [
        tag.clone(),
        format!("W/{tag}"),
        format!("\"other\", {tag}"),
        "*".to_owned(),
    ] {
        let get = server.get(&path).token(&token);
        let answer = get.header("If-None-Match", &known).send().expect(304);
        assert!(answer.bytes.is_empty(), "{known}");
        assert_eq!(answer.tag(), tag, "{known}");
        assert_eq!(
            answer.header("Cache-Control"),
            Some("private, no-cache"),
            "{known}"
        );
        assert_eq!(answer.header("Vary"), Some("Accept-Language"), "{known}");
        assert!(answer.header("API-Version").is_some(), "{known}");
    }
    for path in [
        path.clone(),
        format!("{path}/revisions"),
        "/v1/registrations".to_owned(),
        "/v1/houses".to_owned(),
        "/v1/houses/de-linde".to_owned(),
        "/v1/openapi.json".to_owned(),
    ] {
        let tag = server
            .get(&path)
            .token(&token)
            .send()
            .expect(200)
            .tag()
            .to_owned();
        let get = server.get(&path).token(&token);
        get.header("If-None-Match", &tag).send().expect(304);
        let get = server.get(&path).token(&token);
        get.header("If-None-Match", "\"other\"").send().expect(200);
    }
}

#[test]
fn head_says_what_get_would_without_the_body() {
    let server = Server::start();
    let token = server.coordinator();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 1}));
    for path in [
        day("de-linde", TODAY),
        day("de-linde", "2026-11-19"),
        "/v1/registrations".to_owned(),
        "/v1/houses".to_owned(),
        "/v1/availability".to_owned(),
        "/v1/openapi.json".to_owned(),
        "/livez".to_owned(),
    ] {
        let get = server.get(&path).token(&token).send();
        let head = server.request("HEAD", &path).token(&token).send();
        assert_eq!(head.status, get.status, "{path}");
        assert!(head.bytes.is_empty(), "{path}");
        for name in [
            "ETag",
            "Content-Type",
            "Content-Length",
            "API-Version",
            "Cache-Control",
        ] {
            assert_eq!(head.header(name), get.header(name), "{path}: {name}");
        }
    }
}
