//! A note kept elsewhere finds what the register itself cannot tell: that all of it was written anew.

use serde_json::json;

use super::{register, verify};
use crate::harness::{TODAY, run_on};

/// Takes all seals away, as if the register were of an older version; opening it seals it anew.
pub const UNSEAL: &str = "UPDATE house_changes SET head = NULL, sealed = 0; \
                          UPDATE registration_revisions SET entry_number = NULL, hash = NULL;";

#[test]
fn what_was_noted_is_found_again_in_a_register_that_went_on() {
    let server = register();
    let folder = tempfile::tempdir().expect("a folder");
    let note = folder.path().join("note.txt");
    let note = note.to_str().expect("UTF-8");
    let noted = run_on(&server.database, &["verify", "--note", note]).output();
    let text = std::fs::read_to_string(note).expect("a note");
    assert_eq!(
        text.lines().count(),
        4,
        "a head, two houses and the fingerprint: {text}"
    );
    let fingerprint = text.lines().last().expect("a line");
    assert!(noted.trim_end().ends_with(fingerprint), "{noted} and {text}");
    let refused = run_on(&server.database, &["verify", "--note", note]).complaint();
    assert!(
        refused.contains("cannot be written"),
        "a note is not replaced: {refused}"
    );

    for house in ["het-baken", "de-vlinder"] {
        server.register(house, TODAY, &json!({"bedsOccupied": 1}));
    }
    let said = run_on(&server.database, &["verify", "--noted", note]).output();
    assert!(said.starts_with("houses 3, revisions 11, "), "{said}");
    assert!(
        said.contains("all that was noted at") && said.contains(fingerprint),
        "{said}"
    );
}

#[test]
fn a_register_written_anew_fits_itself_but_not_the_note() {
    let server = register();
    let folder = tempfile::tempdir().expect("a folder");
    let note = folder.path().join("note.txt");
    let note = note.to_str().expect("UTF-8");
    run_on(&server.database, &["verify", "--note", note]).output();
    let rewrite = "UPDATE registration_revisions SET deaths = 0 \
                   WHERE house_id = 'de-linde' AND date = '2026-11-19' AND revision = 2;";
    server
        .database
        .execute(&format!("{UNSEAL} {rewrite}"))
        .expect("SQL");
    // Of the same age as far as the clock tells, so sealed in another order too.
    verify(&server.database).output();
    let said = run_on(&server.database, &["verify", "--noted", note]).complaint();
    assert!(
        said.contains("house de-linde: its first 6 revisions are not those that were noted"),
        "{said}"
    );
}

#[test]
fn a_house_that_was_noted_and_is_gone_is_missed() {
    let server = register();
    let folder = tempfile::tempdir().expect("a folder");
    let note = folder.path().join("note.txt");
    let note = note.to_str().expect("UTF-8");
    run_on(&server.database, &["verify", "--note", note]).output();
    server
        .database
        .execute(
            "DELETE FROM house_changes WHERE house_id = 'het-baken'; \
             DELETE FROM registration_revisions WHERE house_id = 'het-baken'",
        )
        .expect("SQL");
    verify(&server.database).output();
    let said = run_on(&server.database, &["verify", "--noted", note]).complaint();
    assert!(
        said.contains("house het-baken: its first 3 revisions are not those that were noted"),
        "{said}"
    );
}

#[test]
fn what_is_no_note_is_refused() {
    let server = register();
    let folder = tempfile::tempdir().expect("a folder");
    let note = folder.path().join("note.txt");
    std::fs::write(&note, "de-linde 6 ab\n").expect("a file");
    let note = note.to_str().expect("UTF-8");
    let said = run_on(&server.database, &["verify", "--noted", note]).complaint();
    assert!(said.contains("does not say that it is a note"), "{said}");
}
