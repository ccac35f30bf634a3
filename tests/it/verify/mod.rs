//! `verify`: everything that can be worked out again is, and the first revision that does not fit is named.

mod notes;
mod sealing;
mod tampering;

use serde_json::json;

use crate::harness::{Database, Outcome, Server, TODAY, day, run_on};

/// What `verify` says of a database.
fn verify(database: &Database) -> Outcome {
    run_on(database, &["verify"])
}

/// A register of two houses with a correction, a withdrawal and an import; the revision 2 of de-linde on
/// 2026-11-19 says all that can be said of a day.
fn register() -> Server {
    let server = Server::start();
    server.register("de-linde", "2026-11-18", &json!({"bedsOccupied": 1}));
    server.register("de-linde", "2026-11-19", &json!({"bedsOccupied": 2}));
    let all = json!({
        "bedsOccupied": 1, "bedsRespite": 0, "bedsReserved": 1, "bedsInTurnover": 0,
        "closures": [{"reason": "no_volunteers", "beds": 1}],
        "admissionStop": {"reason": "no_nursing", "expectedUntil": "2026-11-24"},
        "admitsFrom": "2026-11-23T08:00:00Z",
        "admissions": 1, "deaths": 1, "discharges": 0, "requests": 2, "requestsRedirected": 0,
        "refusals": [{"reason": "no_bed", "count": 1}], "withdrawals": 0, "diedBeforeAdmission": 0,
        "waitingListActive": 2, "waitingListPassive": 0, "confirmedWarnings": ["occupied_jump"]
    });
    let token = server.coordinator();
    let corrected = format!("{}?reason=nagekeken", day("de-linde", "2026-11-19"));
    server.put(&corrected, &all).token(&token).send().expect(200);
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 3}));
    server
        .delete(&day("de-linde", TODAY))
        .token(&token)
        .send()
        .expect(204);
    let file = "house_id,date,beds_occupied\nhet-baken,2024-02-28,2\nhet-baken,2024-02-29,1\n\
                het-baken,2024-03-01,1\nde-linde,2026-11-18,2\n";
    server
        .request("POST", "/v1/imports?reason=map")
        .token(&token)
        .header("Content-Type", "text/csv")
        .body(file)
        .send()
        .expect(200);
    server
}

#[test]
fn a_register_that_nobody_meddled_with_fits() {
    let server = register();
    let said = verify(&server.database).output();
    let fingerprint = said.strip_prefix("houses 2, revisions 9, fingerprint ");
    let fingerprint = fingerprint.unwrap_or_else(|| panic!("{said}")).trim();
    assert!(
        fingerprint.len() == 64 && fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "{said}"
    );
    assert_eq!(verify(&server.database).output(), said, "the same register");
    server.register("het-baken", TODAY, &json!({"bedsOccupied": 1}));
    let more = verify(&server.database).output();
    assert!(more.starts_with("houses 2, revisions 10, fingerprint "), "{more}");
    assert!(!more.contains(fingerprint), "another register: {more}");
}

#[test]
fn an_empty_register_fits() {
    let said = verify(&Server::start().database).output();
    assert!(said.starts_with("houses 0, revisions 0, fingerprint "), "{said}");
}

#[test]
fn a_register_that_is_not_there_is_not_made() {
    let database = Database::file();
    let said = verify(&database).complaint();
    assert!(said.contains("does not exist"), "{said}");
}
