//! What must not get out: by the time an answer takes, or by what an error tells.

use serde_json::json;

use crate::harness::{Server, TODAY, day, repository};
use crate::pages::Browser;

/// Time itself is no test: on a busy machine it is noise. What makes it tell nothing is how secrets are found and
/// compared, and that stands in the code.
#[test]
fn secrets_are_found_by_their_id_and_compared_by_hash_in_constant_time() {
    let mut compared = Vec::new();
    let mut folders = vec![repository("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("its text");
            for line in text.lines() {
                let is_looked_up = line.contains("secret_hash.eq(") && line.contains("filter");
                let is_compared = line.contains("secret_hash ==") || line.contains("== secret_hash");
                assert!(!is_looked_up && !is_compared, "{}: {line}", path.display());
            }
            if text.contains("ct_eq(") {
                compared.push(path.strip_prefix(repository("src")).expect("in src").to_owned());
            }
        }
    }
    assert_eq!(compared, [std::path::Path::new("app/secret.rs")]);
    let rule = std::fs::read_to_string(repository("src/app/secret.rs")).expect("its text");
    assert!(
        rule.contains("hash(secret).ct_eq(kept)"),
        "what is compared is the hash"
    );
    for file in ["src/app/tokens.rs", "src/app/sessions.rs"] {
        let text = std::fs::read_to_string(repository(file)).expect("its text");
        assert!(
            text.contains("is_right(secret, &"),
            "{file} asks the one comparison there is"
        );
    }
}

#[test]
fn every_letter_of_a_secret_counts() {
    let server = Server::start();
    let token = server.coordinator();
    let path = "/v1/completeness";
    server.get(path).token(&token).send().expect(200);
    for place in 0..token.len() {
        let mut changed = token.clone().into_bytes();
        // The last letter of base64 stands for bits of which two are no part of the secret.
        changed[place] = if changed[place] == b'A' { b'Q' } else { b'A' };
        let changed = String::from_utf8(changed).expect("letters");
        server
            .get(path)
            .token(&changed)
            .send()
            .problem(401, "unauthenticated");
    }
}

/// What only somebody who looks behind the counter should know.
const INSIDE: [&str; 16] = [
    "SELECT",
    "INSERT",
    "no such table",
    "relation ",
    "sqlite",
    "SQLite",
    "postgres",
    "diesel",
    "r2d2",
    "registration_revisions",
    "panicked",
    "src/",
    ".rs:",
    "/tmp/",
    "constraint",
    "Backtrace",
];

#[test]
fn an_error_tells_nothing_of_the_inside() {
    let server = Server::start();
    server.register("de-linde", "2026-11-19", &json!({"bedsOccupied": 1}));
    let token = server.coordinator();
    let browser = Browser::with_session(&server, &token);
    let away = "ALTER TABLE registration_revisions RENAME TO elsewhere";
    server.database.execute(away).expect("a table that is gone");
    let path = day("de-linde", TODAY);
    let import = server.request("POST", "/v1/imports").token(&token);
    let import = import
        .header("Content-Type", "text/csv")
        .body("house_id,date,beds_occupied\nde-linde,2026-11-18,2\n");
    let mut failed = 0;
    for request in [
        server.put(&path, &json!({"bedsOccupied": 1})).token(&token),
        server.get(&path).token(&token),
        server.delete(&path).token(&token),
        server.get(&format!("{path}/revisions")).token(&token),
        server.get("/v1/registrations").token(&token),
        server.get("/v1/registrations?format=csv").token(&token),
        server.get("/v1/completeness").token(&token),
        server.get("/v1/warnings").token(&token),
        server
            .get("/v1/availability?asOf=2026-11-20T07:00:00Z")
            .token(&token),
        import,
        browser.get("/vandaag/de-linde"),
        browser.get("/netwerk"),
        browser.post(
            "/vandaag/de-linde/2026-11-20",
            &[("beds_occupied", "2"), ("basis", "0")],
        ),
        server.get("/readyz"),
        server.get("/livez"),
    ] {
        let answer = request.send();
        failed += usize::from(answer.status >= 500);
        let text = answer.text();
        for inside in INSIDE {
            assert!(!text.contains(inside), "{}: {inside}: {text}", answer.status);
        }
    }
    assert!(failed >= 8, "only {failed} of them failed");
}
