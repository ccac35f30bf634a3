//! Signing in and out, and what keeps others from using somebody's session.

use chrono::TimeDelta;
use hospice_capacity::app::tokens::revoke;
use hospice_capacity::domain::access::{Issuer, Role};
use serde_json::json;

use super::{Browser, page, post, sign_in};
use crate::harness::{Server, TODAY, block_on, day};

/// An address that only somebody who may register can read.
const SECURED: &str = "/v1/completeness";

#[test]
fn a_personal_link_leads_to_a_session() {
    let server = Server::start();
    let answer = sign_in(&server, &server.coordinator()).expect(303);
    let cookie = answer.header("Set-Cookie").expect("a cookie");
    for part in ["session=hs_", "HttpOnly", "SameSite=Strict", "Path=/", "Max-Age="] {
        assert!(cookie.contains(part), "{part}: {cookie}");
    }
    assert!(!cookie.contains("Secure"), "there is no TLS here: {cookie}");
    assert_eq!(answer.header("Cache-Control"), Some("no-store"));
    let browser = Browser::sign_in(&server, &server.coordinator());
    browser.get(SECURED).send().expect(200);
}

#[test]
fn the_whole_link_may_be_pasted() {
    let server = Server::start();
    let link = format!(" https://register.example/aanmelden#{} ", server.coordinator());
    sign_in(&server, &link).expect(303);
}

#[test]
fn a_wrong_code_is_refused_in_words() {
    let server = Server::start();
    let good = server.coordinator();
    let (expired, text) = server.expiring_token(Role::Analyst, &[], server.app.now());
    assert!(!expired.is_valid_at(server.app.now()));
    let changed = format!("{}x", &good[..good.len() - 1]);
    for code in ["", "x", "hc_", "hs_a_b", "hc_aaaaaaaaaaaa_b", &changed, &text] {
        let answer = sign_in(&server, code).expect(403);
        assert!(answer.text().contains("Deze code klopt niet"), "{code}");
        assert_eq!(answer.header("Set-Cookie"), None, "{code}");
        assert!(
            !answer.text().contains("value=\"hc_"),
            "the code is not shown again"
        );
    }
}

#[test]
fn attempts_from_one_address_are_limited() {
    let server = Server::start();
    for _ in 0..20 {
        sign_in(&server, "hc_aaaaaaaaaaaa_b").expect(403);
    }
    let answer = sign_in(&server, &server.coordinator()).expect(429);
    assert!(answer.text().contains("Te veel pogingen"));
    assert!(answer.header("Retry-After").is_some());
}

#[test]
fn a_session_ends_when_its_time_is_over() {
    let server = Server::start();
    let (_, token) = server.expiring_token(Role::Coordinator, &[], server.app.now() + TimeDelta::days(365));
    let browser = Browser::sign_in(&server, &token);
    server.set_clock("2026-12-20T07:59:59Z");
    browser.get(SECURED).send().expect(200);
    server.set_clock("2026-12-20T08:00:00Z");
    browser.get(SECURED).send().expect(401);
}

#[test]
fn a_session_ends_with_its_token() {
    let server = Server::start();
    let token = server.coordinator();
    let browser = Browser::sign_in(&server, &token);
    server.set_clock("2026-11-21T07:59:59Z");
    browser.get(SECURED).send().expect(200);
    server.set_clock("2026-11-21T08:00:00Z");
    browser.get(SECURED).send().expect(401);
}

#[test]
fn revoking_a_token_ends_its_sessions_at_once() {
    let server = Server::start();
    let (token, text) = server.expiring_token(Role::Coordinator, &[], server.app.now() + TimeDelta::days(1));
    let browsers = [Browser::sign_in(&server, &text), Browser::sign_in(&server, &text)];
    assert!(block_on(revoke(&server.app, Issuer::Operator, token.principal.token_id)).expect("revoked"));
    for browser in browsers {
        browser.get(SECURED).send().expect(401);
    }
}

#[test]
fn signing_out_ends_the_session_and_no_other() {
    let server = Server::start();
    let token = server.coordinator();
    let (mine, other) = (
        Browser::sign_in(&server, &token),
        Browser::sign_in(&server, &token),
    );
    let answer = mine.post("/afmelden", &[]).send().expect(303);
    let cookie = answer.header("Set-Cookie").expect("a cookie");
    assert!(
        cookie.starts_with("session=; ") && cookie.contains("Max-Age=0"),
        "{cookie}"
    );
    assert_eq!(answer.header("Clear-Site-Data"), Some("\"cache\""));
    mine.get(SECURED).send().expect(401);
    other.get(SECURED).send().expect(200);
    mine.post("/afmelden", &[]).send().expect(303);
}

#[test]
fn signing_in_never_goes_on_with_a_session_that_was_there() {
    let server = Server::start();
    let planted = "session=hs_aaaaaaaaaaaa_planted";
    let answer = post(&server, "/aanmelden", &[("code", &server.coordinator())])
        .header("Cookie", planted)
        .send()
        .expect(303);
    assert!(!answer.header("Set-Cookie").expect("a cookie").contains("planted"));
    let old = Browser::sign_in(&server, &server.coordinator());
    old.post("/aanmelden", &[("code", &server.coordinator())])
        .send()
        .expect(303);
    old.get(SECURED).send().expect(401);
}

#[test]
fn other_sites_cannot_send_what_changes_something() {
    let server = Server::start();
    let browser = Browser::sign_in(&server, &server.reporter("de-linde"));
    let put = || {
        server
            .put(&day("de-linde", TODAY), &json!({"bedsOccupied": 1}))
            .header("Cookie", &browser.cookie)
    };
    for headers in [
        &[("Sec-Fetch-Site", "cross-site")][..],
        &[("Sec-Fetch-Site", "same-site")],
        &[("Origin", "https://evil.example")],
        &[("Origin", "null")],
        &[],
    ] {
        let request = headers
            .iter()
            .fold(put(), |request, (name, value)| request.header(name, value));
        request.send().problem(403, "cross-site");
    }
    server
        .get(&day("de-linde", TODAY))
        .token(&server.coordinator())
        .send()
        .expect(404);
    put().header("Sec-Fetch-Site", "same-origin").send().expect(201);
}

#[test]
fn other_sites_can_sign_nobody_in_or_out() {
    let server = Server::start();
    let browser = Browser::sign_in(&server, &server.coordinator());
    let code = format!("code={}", server.coordinator());
    for (path, body) in [("/aanmelden", code.as_str()), ("/afmelden", "")] {
        let answer = server
            .request("POST", path)
            .header("Cookie", &browser.cookie)
            .header("Sec-Fetch-Site", "cross-site")
            .body(body)
            .send();
        answer.problem(403, "cross-site");
    }
    browser.get(SECURED).send().expect(200);
}

#[test]
fn whoever_has_to_sign_in_comes_back_to_where_they_were() {
    let server = Server::closed();
    let answer = page(&server, "/geheim?a=b").send();
    assert_eq!(answer.status, 404, "an unknown page is no secret");
    let token = server.coordinator();
    let onward = post(&server, "/aanmelden", &[("code", &token), ("naar", "/x?a=b")]);
    assert_eq!(onward.send().expect(303).header("Location"), Some("/x?a=b"));
    for elsewhere in [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "/a\r\nSet-Cookie: b=c",
    ] {
        let onward = post(&server, "/aanmelden", &[("code", &token), ("naar", elsewhere)]);
        let answer = onward.send().expect(303);
        let location = answer.header("Location").expect("a location");
        assert!(
            location.starts_with('/') && !location.contains("evil"),
            "{location}"
        );
    }
}

#[test]
fn a_page_speaks_the_language_chosen_on_the_device() {
    let server = Server::start();
    let text = |cookie: &str| {
        let answer = page(&server, "/aanmelden")
            .header("Cookie", cookie)
            .send()
            .expect(200);
        let language = answer.header("Content-Language").expect("a language").to_owned();
        (language, answer.text())
    };
    let (language, dutch) = text("a=b");
    assert!(language == "nl" && dutch.contains("<h1>Aanmelden</h1>") && dutch.contains("lang=\"nl\""));
    let (language, english) = text("a=b; taal=en");
    assert!(language == "en" && english.contains("<h1>Sign in</h1>"));
    let answer = page(&server, "/taal/en?naar=%2Faanmelden").send().expect(303);
    assert_eq!(answer.header("Location"), Some("/aanmelden"));
    assert!(
        answer
            .header("Set-Cookie")
            .is_some_and(|cookie| cookie.starts_with("taal=en; "))
    );
    let answer = page(&server, "/taal/en?naar=https%3A%2F%2Fevil.example")
        .send()
        .expect(303);
    assert_eq!(answer.header("Location"), Some("/"));
    page(&server, "/taal/de").send().expect(404);
}

#[test]
fn a_failure_is_a_page_for_people_and_a_document_for_programs() {
    let server = Server::start();
    let answer = page(&server, "/bestaat-niet").send().expect(404);
    assert!(answer.text().contains("Deze pagina bestaat niet"));
    assert!(
        answer
            .header("Content-Type")
            .is_some_and(|kind| kind.starts_with("text/html"))
    );
    server.get("/bestaat-niet").send().problem(404, "not-found");
    let wrong_method = server.request("DELETE", "/aanmelden").send();
    assert_eq!(wrong_method.header("Allow"), Some("GET, HEAD, POST, OPTIONS"));
    wrong_method.problem(405, "method-not-allowed");
}

#[test]
fn no_page_lets_in_scripts_of_others_or_of_its_own_text() {
    let server = Server::start();
    let answer = page(&server, "/aanmelden").send().expect(200);
    let policy = answer.header("Content-Security-Policy").expect("a policy");
    assert!(
        policy.contains("default-src 'none'") && policy.contains("script-src 'self'"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"), "{policy}");
    let echoed = page(&server, "/aanmelden?naar=/%22%3E%3Cscript%3E")
        .send()
        .expect(200);
    assert!(!echoed.text().contains("\"><script>"), "{}", echoed.text());
}

#[test]
fn the_pages_files_can_be_kept_for_good_for_their_address_changes_with_them() {
    let server = Server::start();
    let text = page(&server, "/aanmelden").send().expect(200).text();
    let mut files = 0;
    for part in text.split('"').filter(|part| part.starts_with("/assets/")) {
        let answer = server.get(part).send().expect(200);
        assert!(
            answer
                .header("Cache-Control")
                .is_some_and(|value| value.contains("immutable")),
            "{part}"
        );
        files += 1;
    }
    assert!(files >= 4, "{text}");
    server.get("/assets/app.000000000000.css").send().expect(404);
    server.get("/assets/..%2F..%2Fetc%2Fpasswd").send().expect(404);
    let worker = server.get("/sw.js").send().expect(200).text();
    assert!(
        worker.contains("\"/assets/app.") && !worker.contains("{{"),
        "{worker}"
    );
    let manifest = server.get("/manifest.webmanifest").send().expect(200).json();
    assert_eq!(manifest["start_url"], "/");
}
