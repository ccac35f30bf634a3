//! How many requests a caller may make: a token for itself, everybody else by address.

use chrono::TimeDelta;
use hospice_capacity::app::tokens::revoke;
use hospice_capacity::domain::access::{Issuer, Role};
use hospice_capacity::http::WebSettings;
use serde_json::json;

use crate::harness::{Answer, Server, block_on};
use crate::pages::{page, post};

/// An address that only somebody with a token can read.
const SECURED: &str = "/v1/completeness";

/// A server whose callers may make so many requests in a minute. It is behind a proxy where that is said.
fn limited(requests_per_minute: u32, behind_tls: bool) -> Server {
    Server::with_web(WebSettings {
        requests_per_minute,
        behind_tls,
        ..WebSettings::default()
    })
}

/// How many requests are left, and in how many seconds all are there again.
#[track_caller]
fn left(answer: &Answer) -> (u32, u32) {
    let words = answer.header("RateLimit").expect("a RateLimit header");
    let (left, whole_in) = words
        .strip_prefix("\"default\";r=")
        .and_then(|rest| rest.split_once(";t="))
        .unwrap_or_else(|| panic!("{words}"));
    (
        left.parse().expect("a number"),
        whole_in.parse().expect("seconds"),
    )
}

fn from(server: &Server, address: &str) -> Answer {
    let request = server.get("/v1/availability");
    request.header("X-Forwarded-For", address).send()
}

#[test]
fn each_answer_tells_what_is_left_until_nothing_is() {
    let server = limited(4, false);
    for expected in [3, 2, 1, 0] {
        let answer = server.get("/v1/availability").send().expect(200);
        assert_eq!(answer.header("RateLimit-Policy"), Some("\"default\";q=4;w=60"));
        let (left, whole_in) = left(&answer);
        assert_eq!(left, expected);
        assert!((14..=60).contains(&whole_in), "{whole_in}");
    }
    let refused = server.get("/v1/availability");
    let refused = refused.header("Origin", "https://app.example").send();
    assert_eq!(left(&refused), (0, 60));
    let wait: u32 = refused
        .header("Retry-After")
        .and_then(|seconds| seconds.parse().ok())
        .expect("seconds");
    assert!((1..=15).contains(&wait), "{wait}");
    let exposed = refused.header("Access-Control-Expose-Headers").expect("CORS");
    assert!(exposed.contains("RateLimit, RateLimit-Policy"), "{exposed}");
    refused.problem(429, "too-many-requests");
}

#[test]
fn what_is_not_there_and_what_goes_wrong_is_charged_too() {
    let server = limited(3, false);
    assert_eq!(left(&server.get("/nowhere").send().expect(404)).0, 2);
    assert_eq!(left(&server.get("/v1/availability?x=1").send().expect(400)).0, 1);
    assert_eq!(left(&server.get(SECURED).send().expect(401)).0, 0);
    server.get("/nowhere").send().problem(429, "too-many-requests");
}

#[test]
fn somebody_who_looks_at_pages_is_told_on_a_page() {
    let server = limited(1, false);
    page(&server, "/").send().expect(200);
    let answer = page(&server, "/").send().expect(429);
    assert!(answer.text().contains("Te veel verzoeken"), "{}", answer.text());
    assert!(answer.header("Retry-After").is_some());
}

#[test]
fn who_operates_the_server_is_always_answered() {
    let server = limited(1, false);
    server.get("/v1/availability").send().expect(200);
    for path in ["/livez", "/readyz", "/metrics"] {
        let answer = server.get(path).send().expect(200);
        assert_eq!(answer.header("RateLimit"), None, "{path}");
    }
    server.get("/v1/availability").send().expect(429);
}

#[test]
fn a_token_has_a_share_of_its_own_once_it_was_recognised() {
    let server = limited(3, false);
    let (one, other) = (server.coordinator(), server.coordinator());
    let with = |token: &str| server.get(SECURED).token(token).send();
    assert_eq!(left(&with(&one).expect(200)).0, 2, "charged to the address");
    for expected in [2, 1, 0] {
        assert_eq!(left(&with(&one).expect(200)).0, expected);
    }
    with(&one).problem(429, "too-many-requests");
    assert_eq!(left(&with(&other).expect(200)).0, 1, "charged to the address");
    assert_eq!(left(&with(&other).expect(200)).0, 2);
    assert_eq!(left(&server.get("/v1/availability").send().expect(200)).0, 0);
    server.get("/v1/availability").send().expect(429);
    with(&other).expect(200);
}

#[test]
fn a_session_has_a_share_of_its_own() {
    let server = limited(3, false);
    let signed_in = post(&server, "/aanmelden", &[("code", &server.coordinator())])
        .send()
        .expect(303);
    let cookie = signed_in.header("Set-Cookie").expect("a cookie");
    let cookie = cookie.split(';').next().expect("its value");
    let seen = || page(&server, SECURED).header("Cookie", cookie).send();
    assert_eq!(left(&seen().expect(200)).0, 1, "charged to the address");
    assert_eq!(left(&seen().expect(200)).0, 2);
}

#[test]
fn tokens_that_nobody_knows_are_charged_to_their_address_and_soon_not_even_looked_up() {
    let server = limited(3, false);
    let known = server.token(Role::App, &[]);
    for number in 0..3 {
        let unknown = format!("hc_aaaaaaaaaaa{number}_b");
        let answer = server.get(SECURED).token(&unknown).send();
        assert_eq!(left(&answer).0, 2 - number);
        answer.problem(401, "unauthenticated");
    }
    // Had it been looked up, it would have been let in, and then refused for its role.
    let late = server.get(SECURED).token(&known).send();
    late.problem(429, "too-many-requests");
}

#[test]
fn a_made_up_token_does_not_escape_the_limit_of_what_is_open_to_all() {
    let server = limited(2, false);
    for (number, status) in [(0, 200), (1, 200), (2, 429)] {
        let made_up = format!("hc_aaaaaaaaaaa{number}_b");
        server
            .get("/v1/availability")
            .token(&made_up)
            .send()
            .expect(status);
    }
}

#[test]
fn a_token_that_was_revoked_is_charged_to_its_address_again() {
    let server = limited(6, false);
    let (token, text) = server.expiring_token(Role::Coordinator, &[], server.app.now() + TimeDelta::days(1));
    let seen = || server.get(SECURED).token(&text).send();
    seen().expect(200);
    assert_eq!(left(&seen().expect(200)).0, 5, "a share of its own");
    let revoked = block_on(revoke(&server.app, Issuer::Operator, token.principal.token_id));
    assert!(revoked.expect("an answer"));
    assert_eq!(left(&seen().expect(401)).0, 4, "the last one of its own share");
    assert_eq!(left(&seen().expect(401)).0, 4, "the second one of its address");
}

#[test]
fn an_address_that_a_caller_makes_up_changes_nothing() {
    let server = limited(2, false);
    from(&server, "203.0.113.1").expect(200);
    from(&server, "203.0.113.2").expect(200);
    from(&server, "203.0.113.3").expect(429);
}

#[test]
fn behind_a_proxy_the_address_is_the_one_the_proxy_saw() {
    let server = limited(2, true);
    from(&server, "198.51.100.1, 203.0.113.1").expect(200);
    from(&server, "198.51.100.2, 203.0.113.1").expect(200);
    from(&server, "198.51.100.3, 203.0.113.1").expect(429);
    // Some proxies add a header instead of lengthening the one that was sent.
    let added = server
        .get("/v1/availability")
        .header("X-Forwarded-For", "198.51.100.4")
        .header("X-Forwarded-For", "203.0.113.1");
    added.send().expect(429);
    from(&server, "203.0.113.2").expect(200);
}

#[test]
fn a_household_of_the_sixth_version_has_one_share() {
    let server = limited(2, true);
    from(&server, "2001:db8:1:2::1").expect(200);
    from(&server, "2001:db8:1:2:aaaa:bbbb:cccc:dddd").expect(200);
    from(&server, "2001:db8:1:2::3").expect(429);
    from(&server, "2001:db8:1:3::1").expect(200);
}

#[test]
fn where_nobody_is_limited_nothing_is_said_of_limits() {
    let server = Server::start();
    for _ in 0..30 {
        let answer = server.get("/v1/availability").send().expect(200);
        assert_eq!(answer.header("RateLimit"), None);
        assert_eq!(answer.header("RateLimit-Policy"), None);
    }
}

#[test]
fn the_published_document_names_the_headers_on_every_answer() {
    let server = limited(100, false);
    let document = server.get("/v1/openapi.json").send().expect(200).json();
    let reference = json!({"$ref": "#/components/headers/RateLimit"});
    let mut answers = 0;
    let paths = document["paths"].as_object().expect("paths");
    for operation in paths
        .values()
        .flat_map(|path| path.as_object().expect("operations").values())
    {
        let Some(responses) = operation["responses"].as_object() else {
            continue;
        };
        assert!(responses.contains_key("429"), "{}", operation["operationId"]);
        for answer in responses.values() {
            let shared = answer["$ref"].as_str().and_then(|name| name.strip_prefix('#'));
            let answer = shared.map_or(answer, |pointer| document.pointer(pointer).expect("an answer"));
            assert_eq!(
                answer["headers"]["RateLimit"], reference,
                "{}",
                operation["operationId"]
            );
            answers += 1;
        }
    }
    assert!(answers > 100, "{answers}");
    let refusal = &document["components"]["responses"]["TooManyRequests"]["headers"];
    assert_eq!(refusal["Retry-After"]["$ref"], "#/components/headers/RetryAfter");
}
