//! What somebody with the database's password does by hand, behind the register's back.

use serde_json::json;

use super::{register, verify};
use crate::harness::{Database, TODAY};

/// Runs SQL that the register's own rules would refuse.
fn meddle(database: &Database, sql: &str) {
    let unchecked = if database.is_postgres() {
        "ALTER TABLE registration_revisions DROP CONSTRAINT IF EXISTS each_bed_is_in_one_state; \
         ALTER TABLE registration_revisions DROP CONSTRAINT IF EXISTS closures_and_closed_beds_go_together; \
         ALTER TABLE registration_revisions DROP CONSTRAINT IF EXISTS an_expected_end_needs_a_stop; \
         ALTER TABLE registration_revisions DROP CONSTRAINT IF EXISTS a_withdrawn_day_has_no_current_stand; \
         ALTER TABLE house_changes DROP CONSTRAINT IF EXISTS every_revision_is_sealed;"
    } else {
        "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF;"
    };
    database.execute(&format!("{unchecked} {sql}")).expect(sql);
}

const COLUMNS: [(&str, &str); 31] = [
    ("house_id", "'de-heide'"),
    ("date", "'2026-11-17'"),
    ("revision", "3"),
    ("is_withdrawn", "TRUE"),
    ("recorded_at", "'2026-11-20 08:00:01'"),
    ("recorded_by", "'Iemand anders'"),
    ("token_id", "NULL"),
    ("reason", "'Nagekeken'"),
    ("beds_physical", "5"),
    ("beds_occupied", "2"),
    ("beds_respite", "NULL"),
    ("beds_reserved", "0"),
    ("beds_in_turnover", "NULL"),
    ("beds_closed", "0"),
    ("beds_free", "2"),
    ("closures", "'no_nursing=1'"),
    ("stop_reason", "'infection'"),
    ("stop_expected_until", "NULL"),
    ("admits_from", "'2026-11-23 08:00:01'"),
    ("admissions", "2"),
    ("deaths", "0"),
    ("discharges", "NULL"),
    ("requests", "3"),
    ("requests_redirected", "NULL"),
    ("refusals", "''"),
    ("withdrawals", "1"),
    ("died_before_admission", "1"),
    ("waiting_list_active", "3"),
    ("waiting_list_passive", "NULL"),
    ("confirmed_warnings", "NULL"),
    ("counted_at", "'2026-11-20 07:59:00'"),
];

/// Columns that say where a row stands and not what it says: held against the chain in other tests.
const OTHERS: i64 = 3;

#[test]
fn whatever_is_changed_of_a_revision_by_hand_is_found_and_named() {
    let server = register();
    let database = &server.database;
    let columns = database.number(if database.is_postgres() {
        "SELECT COUNT(*) FROM information_schema.columns \
         WHERE table_schema = current_schema() AND table_name = 'registration_revisions'"
    } else {
        "SELECT COUNT(*) FROM pragma_table_info('registration_revisions')"
    });
    assert_eq!(
        columns,
        i64::try_from(COLUMNS.len()).expect("few") + OTHERS,
        "a column nobody tries"
    );
    let before = verify(database).output();
    let kept = "CREATE TABLE kept AS SELECT * FROM registration_revisions \
                WHERE house_id = 'de-linde' AND date = '2026-11-19' AND revision = 2";
    meddle(database, kept);
    for (column, value) in COLUMNS {
        let set = format!("UPDATE registration_revisions SET {column}");
        let row = "WHERE hash = (SELECT hash FROM kept)";
        meddle(database, &format!("{set} = {value} {row}"));
        let said = verify(database).complaint();
        let expected = match column {
            // It has gone from its house, and stands in another in the place of nothing.
            "house_id" => "house de-heide, 2026-11-19, revision 2: before it entry 1 of its house is missing",
            "date" => "house de-linde, 2026-11-17, revision 2: it does not fit its hash",
            "revision" => "house de-linde, 2026-11-19, revision 3: it does not fit its hash",
            _ => "house de-linde, 2026-11-19, revision 2: it does not fit its hash",
        };
        assert!(said.contains(expected), "{column}: {said}");
        meddle(database, &format!("{set} = (SELECT {column} FROM kept) {row}"));
    }
    assert_eq!(verify(database).output(), before, "all was put back");
}

#[test]
fn whatever_is_done_to_the_order_of_revisions_is_found_and_named() {
    const OF: &str = "house_id = 'de-linde' AND entry_number";
    let set =
        |what: &str, number: i64| format!("UPDATE registration_revisions SET {what} WHERE {OF} = {number};");
    let delete = |number: i64| format!("DELETE FROM registration_revisions WHERE {OF} = {number};");
    let insert = |place: &str, hash: &str| {
        format!(
            "INSERT INTO registration_revisions (house_id, date, revision, is_current, is_withdrawn, \
             recorded_at, recorded_by, beds_physical, beds_occupied, beds_free, entry_number, hash) \
             VALUES ('de-linde', '2026-11-01', 1, TRUE, FALSE, '2026-11-01 08:00:00', 'Test', 4, 1, 3, \
             {place}, {hash});"
        )
    };
    let head = |what: &str| format!("UPDATE house_changes SET {what} WHERE house_id = 'de-linde';");
    for (sql, expected, reason) in [
        (
            delete(2),
            "house de-linde, 2026-11-19, revision 2: before it entry 2 of its house is missing",
            "a row is gone",
        ),
        (
            delete(6),
            "house de-linde: its 5 revisions are not the 6 that were entered",
            "the last row is gone",
        ),
        (
            delete(6) + &head("number = 5, sealed = 5"),
            "house de-linde: its last revision does not have the hash that its chain ends with",
            "the last row is gone and the count is lower",
        ),
        (
            set("entry_number = 99", 2) + &set("entry_number = 2", 3) + &set("entry_number = 3", 99),
            "house de-linde, 2026-11-19, revision 2: it does not fit its hash",
            "two rows have changed places",
        ),
        (
            set("entry_number = 3", 2),
            "house de-linde, 2026-11-19, revision 1: before it entry 2 of its house is missing",
            "two rows have one place",
        ),
        (
            insert("NULL", "NULL"),
            "house de-linde, 2026-11-01, revision 1: it is not sealed",
            "a row more",
        ),
        (
            insert("7", "'ab'"),
            "house de-linde, 2026-11-01, revision 1: it does not fit its hash",
            "a row more, with a hash",
        ),
        (
            insert("6", "'ab'").replace("2026-11-01'", "2026-11-30'"),
            "house de-linde, 2026-11-30, revision 1: it stands as entry 6 of its house, as another revision does",
            "a row more, in the place of another",
        ),
        (
            set("hash = NULL", 3),
            "house de-linde, 2026-11-19, revision 2: it is not sealed",
            "no hash",
        ),
        (
            set("entry_number = NULL", 3),
            "revision 2: it is not sealed",
            "no place",
        ),
        (
            set("hash = 'ab'", 3),
            "house de-linde, 2026-11-19, revision 2: it does not fit its hash",
            "a hash",
        ),
        (
            set("is_current = FALSE", 3),
            "house de-linde, 2026-11-19, revision 2: it is its day's current one, but is not marked so",
            "no current stand",
        ),
        (
            set("is_current = FALSE", 3) + &set("is_current = TRUE", 2),
            "house de-linde, 2026-11-19, revision 1: it stands as its day's current one, and is not",
            "an earlier one is current",
        ),
        (
            set("is_current = TRUE", 5),
            "house de-linde, 2026-11-20, revision 2: it stands as its day's current one, and is not",
            "a withdrawn one is current",
        ),
        (
            head("number = 7"),
            "its 6 revisions are not the 7 that were entered",
            "more are counted",
        ),
        (
            head("sealed = 5"),
            "its 6 revisions are not the",
            "fewer are sealed",
        ),
        (
            head("head = 'ab'"),
            "its last revision does not have the hash",
            "another head",
        ),
        (
            "DELETE FROM house_changes WHERE house_id = 'de-linde';".to_owned(),
            "its 6 revisions are not the 0 that were entered",
            "no head",
        ),
        (
            "DELETE FROM registration_revisions WHERE house_id = 'het-baken';".to_owned(),
            "house het-baken: its 0 revisions are not the 3 that were entered",
            "a whole house is gone",
        ),
    ] {
        let server = register();
        meddle(&server.database, &sql);
        let said = verify(&server.database).complaint();
        assert!(said.contains(expected), "{reason}: {said}");
    }
}

#[test]
fn a_chain_without_its_head_is_neither_sealed_anew_nor_written_to() {
    let server = register();
    meddle(
        &server.database,
        "UPDATE house_changes SET head = NULL WHERE house_id = 'de-linde'",
    );
    let path = crate::harness::day("de-linde", TODAY);
    let token = server.coordinator();
    let refused = server
        .put(&path, &json!({"bedsOccupied": 2}))
        .token(&token)
        .send();
    assert_eq!(refused.status, 500, "{refused:?}");
    drop(server.database.open());
    let said = verify(&server.database).complaint();
    assert!(
        said.contains("house de-linde: its last revision does not have the hash"),
        "{said}"
    );
}

#[test]
fn a_row_that_cannot_even_be_read_is_named() {
    let server = register();
    if server.database.is_postgres() {
        // PostgreSQL takes no such value.
        return;
    }
    for (column, value) in [
        ("recorded_at", "'gisteren'"),
        ("stop_expected_until", "'2026-13-45'"),
    ] {
        let set = format!("UPDATE registration_revisions SET {column}");
        let row = "WHERE house_id = 'de-linde' AND entry_number = 3";
        meddle(&server.database, &format!("{set} = {value} {row}"));
        let said = verify(&server.database).complaint();
        let expected = "house de-linde, 2026-11-19, revision 2: it cannot be read as a registration";
        assert!(said.contains(expected), "{column}: {said}");
    }
}

#[test]
fn a_damaged_database_is_told_from_a_changed_register() {
    let server = register();
    if server.database.is_postgres() {
        // PostgreSQL sees to its references itself.
        return;
    }
    meddle(
        &server.database,
        "INSERT INTO token_houses (token_id, house_id) VALUES ('x', 'y')",
    );
    let said = verify(&server.database).complaint();
    assert!(
        said.contains("the database itself is damaged: token_houses, row"),
        "{said}"
    );
    assert!(said.contains("refers to nothing in"), "{said}");
}
