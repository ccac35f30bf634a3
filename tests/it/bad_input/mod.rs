//! Bad input: each gets the right status and a problem document that names the place, and nothing is stored.

mod bodies;
mod headers;
mod house_bodies;
mod paths;
mod queries;

use serde_json::{Value, json};

use crate::harness::{Server, TODAY, day};

/// A server with a registered day, and what it holds, so that a test can say that nothing was stored.
struct Guarded {
    server: Server,
    token: String,
    before: Vec<Value>,
}

impl Guarded {
    fn start() -> Self {
        let server = Server::start();
        server.register("de-linde", "2026-11-19", &json!({"bedsOccupied": 2}));
        let token = server.coordinator();
        let before = contents(&server, &token);
        Self {
            server,
            token,
            before,
        }
    }

    fn day() -> String {
        day("de-linde", TODAY)
    }

    #[track_caller]
    fn assert_nothing_is_stored(&self) {
        assert_eq!(contents(&self.server, &self.token), self.before);
    }
}

fn contents(server: &Server, token: &str) -> Vec<Value> {
    ["/v1/registrations?pageSize=1000", "/v1/houses"]
        .map(|path| server.get(path).token(token).send().expect(200).json())
        .into_iter()
        .chain([json!(
            server
                .database
                .number("SELECT COUNT(*) FROM registration_revisions")
        )])
        .collect()
}

#[test]
fn every_problem_comes_in_the_language_that_is_asked_for() {
    let guarded = Guarded::start();
    let put = || {
        let put = guarded.server.put(&Guarded::day(), &json!({"bedsOccupied": -1}));
        put.token(&guarded.token)
    };
    let dutch = (
        "nl",
        "De invoer klopt niet",
        "Dit moet een geheel getal van 0 tot en met 999 zijn.",
    );
    let english = (
        "en",
        "The input is not valid",
        "This must be a whole number from 0 to 999.",
    );
    for (accepted, (language, title, detail)) in [
        (None, dutch),
        (Some("nl"), dutch),
        (Some("nl-BE, en;q=0.9"), dutch),
        (Some("fr, de;q=0.5"), dutch),
        (Some("*"), dutch),
        (Some("EN-gb"), english),
        (Some("en"), english),
        (Some("nl;q=0.1, en;q=0.2"), english),
        (Some("fr, en;q=0.1"), english),
        (Some("nl;q=0, en"), english),
    ] {
        let mut request = put();
        if let Some(accepted) = accepted {
            request = request.header("Accept-Language", accepted);
        }
        let answer = request.send();
        assert_eq!(answer.header("Content-Language"), Some(language), "{accepted:?}");
        let vary = answer.header("Vary").expect("Vary").to_owned();
        assert!(vary.contains("Accept-Language"), "{accepted:?}: {vary}");
        let problem = answer.problem(400, "invalid-input");
        assert_eq!(problem["title"], title, "{accepted:?}");
        assert_eq!(
            problem["errors"],
            json!([{"pointer": "/bedsOccupied", "detail": detail}])
        );
    }
    guarded.assert_nothing_is_stored();
}

#[test]
fn every_kind_of_problem_leads_to_its_entry_in_the_catalogue() {
    let server = Server::start();
    let all = server.get("/problems").send().expect(200).text();
    for kind in [
        "invalid-input",
        "unauthenticated",
        "forbidden",
        "too-far-back",
        "not-found",
        "house-not-found",
        "registration-not-found",
        "method-not-allowed",
        "not-acceptable",
        "conflict",
        "precondition-failed",
        "payload-too-large",
        "unsupported-media-type",
        "internal",
        "unavailable",
    ] {
        assert!(all.contains(&format!("/problems/{kind}")), "{kind}");
        let entry = server.get(&format!("/problems/{kind}")).send().expect(200).text();
        assert!(entry.contains("Oorzaak"), "{kind}");
        let entry = server
            .get(&format!("/problems/{kind}"))
            .header("Accept-Language", "en");
        assert!(entry.send().text().contains("Cause"), "{kind}");
    }
    server.get("/problems/other").send().problem(404, "not-found");
}
