//! Who may see and send what on the pages: every page, every kind of visitor, by the cookie of a session.

use std::collections::BTreeSet;

use hospice_capacity::domain::access::Role;
use hospice_capacity::pages::ROUTES;
use serde_json::json;

use crate::harness::{Answer, Server, TODAY};
use crate::pages::{Browser, page, post};

/// Whom a page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    Everybody,
    /// Of the house, and the coordinator.
    House,
    /// Whoever registers somewhere.
    Registering,
    Analysis,
    Network,
    Access,
}

/// The visitors, and for whom pages are that they may see.
const VISITORS: [(&str, &[For]); 7] = [
    ("nobody", &[For::Everybody]),
    (
        "reporter of the house",
        &[For::Everybody, For::Registering, For::House],
    ),
    ("reporter of another house", &[For::Everybody, For::Registering]),
    ("app", &[For::Everybody]),
    ("analyst", &[For::Everybody, For::Analysis]),
    (
        "coordinator",
        &[
            For::Everybody,
            For::Registering,
            For::House,
            For::Analysis,
            For::Network,
            For::Access,
        ],
    ),
    ("admin", &[For::Everybody, For::Access]),
];

const TABLE: &[(&str, &str, For)] = &[
    ("get", "/", For::Everybody),
    ("get", "/aanmelden", For::Everybody),
    ("post", "/aanmelden", For::Everybody),
    ("post", "/afmelden", For::Everybody),
    ("get", "/assets/{file}", For::Everybody),
    ("get", "/cijfers", For::Analysis),
    ("get", "/cijfers/{file}", For::Analysis),
    ("get", "/handleiding", For::Everybody),
    ("get", "/manifest.webmanifest", For::Everybody),
    ("get", "/netwerk", For::Network),
    ("get", "/netwerk/auditlog", For::Network),
    ("get", "/netwerk/huizen", For::Network),
    ("get", "/netwerk/huizen/nieuw", For::Network),
    ("post", "/netwerk/huizen/nieuw", For::Network),
    ("get", "/netwerk/huizen/{houseId}", For::Network),
    ("post", "/netwerk/huizen/{houseId}", For::Network),
    ("get", "/netwerk/toegang", For::Access),
    ("post", "/netwerk/toegang", For::Access),
    ("get", "/netwerk/toegang/{tokenId}/intrekken", For::Access),
    ("post", "/netwerk/toegang/{tokenId}/intrekken", For::Access),
    ("get", "/prognose", For::Analysis),
    ("get", "/prognose/scenario", For::Analysis),
    ("post", "/prognose/scenario/afbreken", For::Analysis),
    ("get", "/prognose/scenario/{file}.svg", For::Analysis),
    ("get", "/prognose/{file}", For::Analysis),
    ("get", "/sw.js", For::Everybody),
    ("get", "/taal/{language}", For::Everybody),
    ("get", "/vandaag", For::Registering),
    ("get", "/vandaag/{houseId}", For::House),
    ("get", "/vandaag/{houseId}/bed", For::House),
    ("post", "/vandaag/{houseId}/bed", For::House),
    ("get", "/vandaag/{houseId}/{date}", For::House),
    ("post", "/vandaag/{houseId}/{date}", For::House),
    ("get", "/vandaag/{houseId}/{date}/intrekken", For::House),
    ("post", "/vandaag/{houseId}/{date}/intrekken", For::House),
];

/// Pages that lead on and show nothing, to whomever.
const LEADS_ON: [&str; 2] = ["/vandaag/{houseId}/bed", "/vandaag/{houseId}/{date}/intrekken"];

#[test]
fn every_page_stands_in_the_table() {
    let routed: BTreeSet<(&str, &str)> = ROUTES
        .iter()
        .flat_map(|route| route.methods.iter().map(|method| (*method, route.path)))
        .collect();
    let tabled: BTreeSet<(&str, &str)> = TABLE.iter().map(|(method, path, _)| (*method, *path)).collect();
    assert_eq!(
        routed, tabled,
        "pages on the left, this test's table on the right"
    );
}

#[test]
fn every_page_does_for_every_visitor_what_the_table_says() {
    let server = Server::start();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 2}));
    // A token that no session of this test is of, so that it may be revoked.
    let spare = server.expiring_token(Role::App, &[], server.app.now() + chrono::TimeDelta::days(1));
    let spare = spare.0.principal.token_id.to_string();
    let tokens = [
        None,
        Some(server.reporter("de-linde")),
        Some(server.reporter("het-baken")),
        Some(server.token(Role::App, &[])),
        Some(server.token(Role::Analyst, &[])),
        Some(server.coordinator()),
        Some(server.token(Role::Admin, &[])),
    ];
    for ((visitor, sees), token) in VISITORS.iter().zip(tokens) {
        for (method, route, whose) in TABLE {
            // Anew each time: some pages end a session.
            let browser = token.as_deref().map(|token| in_(&server, token));
            let answer = visit(&server, browser.as_ref(), (method, route), &spare);
            let name = format!("{method} {route} by {visitor}: {}", answer.status);
            assert_ne!(answer.status, 500, "{name}");
            if sees.contains(whose) {
                assert!(
                    !matches!(answer.status, 401 | 403) || *route == "/aanmelden",
                    "{name}"
                );
            } else if LEADS_ON.contains(route) && *method == "get" {
                assert!(matches!(answer.status, 303 | 401 | 403), "{name}");
            } else if token.is_some() {
                assert_eq!(answer.status, 403, "{name}");
            } else if *method == "get" {
                let place = answer.header("Location").unwrap_or_default().to_owned();
                assert!(
                    answer.status == 303 && place.starts_with("/aanmelden?naar="),
                    "{name} {place}"
                );
            } else {
                assert_eq!(answer.status, 401, "{name}");
            }
            guards_itself(&answer, &name, *whose == For::Everybody);
        }
    }
}

/// A session of its own, begun behind the pages: the attempts to sign in from one address are few.
fn in_<'a>(server: &'a Server, token: &str) -> Browser<'a> {
    Browser::with_session(server, token)
}

fn visit(server: &Server, browser: Option<&Browser>, (method, route): (&str, &str), token: &str) -> Answer {
    let path = route
        .replace("{houseId}", "de-linde")
        .replace("{date}", "2026-11-19")
        .replace("{tokenId}", token)
        .replace("{language}", "en")
        .replace("{file}", "geen");
    let request = match (method, browser) {
        ("get", Some(browser)) => browser.get(&path),
        ("get", None) => page(server, &path),
        (_, Some(browser)) => browser.post(&path, &[]),
        (_, None) => post(server, &path, &[]),
    };
    request.send()
}

/// No page can be framed, guessed at, or kept where it should not be.
fn guards_itself(answer: &Answer, name: &str, is_open: bool) {
    assert_eq!(answer.header("X-Frame-Options"), Some("DENY"), "{name}");
    assert_eq!(answer.header("X-Content-Type-Options"), Some("nosniff"), "{name}");
    let policy = answer.header("Content-Security-Policy").expect("a policy");
    assert!(policy.contains("default-src 'none'"), "{name}: {policy}");
    if answer
        .header("Content-Type")
        .is_some_and(|kind| kind.starts_with("text/html"))
    {
        assert!(policy.contains("frame-ancestors 'none'"), "{name}: {policy}");
    }
    assert!(
        !policy.contains("unsafe-inline") && !policy.contains("unsafe-eval"),
        "{name}: {policy}"
    );
    assert!(answer.header("Referrer-Policy").is_some(), "{name}");
    if !is_open {
        let cached = answer.header("Cache-Control").expect("a word on keeping it");
        assert!(
            cached.contains("no-store") || cached.contains("private"),
            "{name}: {cached}"
        );
    }
}
