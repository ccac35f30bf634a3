//! The database: its migrations, its own rules, and what a power cut leaves.

use diesel::RunQueryDsl as _;
use serde_json::json;

use crate::harness::{Database, NETWORK, Process, Server, TODAY, block_on, day, run_on};

/// Tables of the register.
fn tables(database: &Database) -> i64 {
    database.number(if database.is_postgres() {
        "SELECT COUNT(*) FROM information_schema.tables \
         WHERE table_schema = current_schema() AND table_name NOT LIKE '\\_\\_diesel%'"
    } else {
        "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_\\_diesel%' ESCAPE '\\'"
    })
}

#[test]
fn every_migration_can_be_undone_and_done_again() {
    let database = Database::new();
    for _ in 0..2 {
        let store = database.open();
        assert_eq!(tables(&database), 22);
        assert_eq!(database.number("SELECT COUNT(*) FROM regions"), 3);
        block_on(store.take_down()).expect("down");
        assert_eq!(tables(&database), 0);
    }
}

#[test]
fn a_register_in_use_is_not_taken_down_and_stays_whole() {
    let server = Server::start();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 1}));
    let store = server.database.open();
    block_on(store.take_down()).expect_err("houses lie in its municipalities");
    assert_eq!(tables(&server.database), 22);
    assert_eq!(
        server
            .database
            .number("SELECT COUNT(*) FROM registration_revisions"),
        1
    );
    assert_eq!(server.offer("de-linde")["bedsFree"], 3);
}

/// A revision of four beds, with some columns otherwise.
fn insert(changes: &[(&str, &str)]) -> String {
    let mut columns = vec![
        ("house_id", "'de-linde'"),
        ("date", "'2026-11-20'"),
        ("revision", "1"),
        ("is_current", "TRUE"),
        ("is_withdrawn", "FALSE"),
        ("recorded_at", "'2026-11-20 08:00:00'"),
        ("recorded_by", "'Test'"),
        ("beds_physical", "4"),
        ("beds_occupied", "1"),
        ("beds_free", "3"),
    ];
    for (name, value) in changes {
        columns.retain(|(known, _)| known != name);
        columns.push((name, value));
    }
    let (names, values): (Vec<&str>, Vec<&str>) = columns.into_iter().unzip();
    format!(
        "INSERT INTO registration_revisions ({}) VALUES ({})",
        names.join(", "),
        values.join(", ")
    )
}

#[test]
fn the_database_itself_refuses_what_breaks_a_rule() {
    let server = Server::start();
    let database = &server.database;
    for (changes, constraint, reason) in [
        (
            vec![("beds_occupied", "2")],
            "each_bed_is_in_one_state",
            "a bed in two states",
        ),
        (
            vec![("beds_free", "2")],
            "each_bed_is_in_one_state",
            "a bed in no state",
        ),
        (
            vec![("beds_respite", "1")],
            "each_bed_is_in_one_state",
            "a respite guest without a bed",
        ),
        (
            vec![("beds_occupied", "5"), ("beds_free", "-1")],
            "beds_are_counts",
            "a negative count",
        ),
        (
            vec![("beds_physical", "1000"), ("beds_free", "999")],
            "beds_are_counts",
            "too large a house",
        ),
        (
            vec![("beds_reserved", "-1"), ("beds_free", "4")],
            "beds_are_counts",
            "a negative promise",
        ),
        (
            vec![("beds_closed", "1"), ("beds_free", "2")],
            "closures_and_closed_beds_go_together",
            "no reasons",
        ),
        (
            vec![("closures", "''")],
            "closures_and_closed_beds_go_together",
            "reasons for nothing",
        ),
        (
            vec![("stop_expected_until", "'2026-11-21'")],
            "an_expected_end_needs_a_stop",
            "an end without a stop",
        ),
        (vec![("deaths", "-1")], "flows_are_counts", "a negative flow"),
        (
            vec![("waiting_list_active", "1000")],
            "flows_are_counts",
            "too large a flow",
        ),
        (
            vec![("requests", "1"), ("requests_redirected", "2")],
            "flows_are_counts",
            "more than all",
        ),
        (
            vec![("revision", "0")],
            "revisions_start_at_one",
            "revision nought",
        ),
        (
            vec![("is_withdrawn", "TRUE")],
            "a_withdrawn_day_has_no_current_stand",
            "withdrawn and current",
        ),
    ] {
        let refused = database.execute(&insert(&changes)).expect_err(reason);
        assert!(refused.contains(constraint), "{reason}: {refused}");
    }
    assert_eq!(database.number("SELECT COUNT(*) FROM registration_revisions"), 0);
    database.execute(&insert(&[])).expect("what breaks no rule");
}

#[test]
fn a_day_has_one_current_stand_and_each_revision_once() {
    let server = Server::start();
    let database = &server.database;
    database.execute(&insert(&[])).expect("the first");
    let second = database.execute(&insert(&[("revision", "2")]));
    let second = second.expect_err("a second current stand");
    assert!(
        second.contains("one_current_stand_a_day")
            || second.contains(
                "UNIQUE constraint failed: registration_revisions.house_id, registration_revisions.date"
            ),
        "{second}"
    );
    let past = [("is_current", "FALSE")];
    database
        .execute(&insert(&past))
        .expect_err("the same revision twice");
    let past = [("is_current", "FALSE"), ("revision", "2")];
    database
        .execute(&insert(&past))
        .expect("a revision that is not current");
}

#[test]
fn while_the_database_is_locked_the_board_goes_on_and_writes_are_told_to_come_again() {
    let server = Server::impatient();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 1}));
    let token = server.reporter("de-linde");
    let path = day("de-linde", TODAY);
    let put = || {
        let stand = json!({"bedsOccupied": 2});
        server.put(&path, &stand).token(&token).send()
    };
    let lock = server.database.lock();
    for answer in [put(), server.delete(&path).token(&token).send()] {
        let wait = answer.header("Retry-After").map(str::to_owned);
        assert_eq!(wait.as_deref(), Some("2"), "{}", answer.text());
        answer.problem(503, "unavailable");
    }
    assert_eq!(server.offer("de-linde")["bedsFree"], 3);
    drop(lock);
    let corrected = put().expect(200).json();
    assert_eq!(
        corrected["revision"], 2,
        "nothing of the refused write was stored"
    );
    assert_eq!(server.offer("de-linde")["bedsFree"], 2);
}

#[test]
fn a_power_cut_after_the_answer_loses_nothing() {
    let database = Database::file();
    let files = tempfile::tempdir().expect("a folder");
    let network = files.path().join("network.json");
    std::fs::write(&network, NETWORK).expect("a file");
    let network = network.to_str().expect("UTF-8");
    run_on(&database, &["import", "houses", network]).output();
    let create = ["token", "create", "--role", "coordinator", "--name", "Test"];
    let token = run_on(&database, &create).output().trim().to_owned();
    let path = format!("{}?reason=Test", day("de-linde", "2024-01-01"));
    for requests in 0..5 {
        let server = Process::serve(&database);
        let stand = json!({"bedsOccupied": 1, "requests": requests});
        let put = server.client.put(&path, &stand).token(&token).send();
        assert!(matches!(put.status, 200 | 201), "{}", put.text());
        server.kill();
        let sound = "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'";
        assert_eq!(database.number(sound), 1);
    }
    let server = Process::serve(&database);
    let get = server.client.get(&day("de-linde", "2024-01-01")).token(&token);
    let stands = get.send().expect(200).json();
    assert_eq!(stands["requests"], 4);
    assert_eq!(stands["revision"], 5);
}

#[test]
fn a_write_that_does_not_fit_on_the_disk_is_refused_and_the_next_goes_on() {
    let server = Server::start();
    if server.database.is_postgres() {
        return;
    }
    let store = server.database.open();
    let limit = |pages: u32| {
        block_on(store.transact(move |connection| {
            if let hospice_capacity::store::Connection::Sqlite(c) = connection {
                diesel::sql_query(format!("PRAGMA max_page_count = {pages}")).execute(*c)?;
            }
            Ok::<_, hospice_capacity::store::Error>(())
        }))
        .expect("a limit");
    };
    let fill = || {
        block_on(store.transact(|connection| {
            if let hospice_capacity::store::Connection::Sqlite(c) = connection {
                diesel::sql_query("CREATE TABLE IF NOT EXISTS ballast (weight TEXT)").execute(*c)?;
                diesel::sql_query("INSERT INTO ballast VALUES (zeroblob(1000000))").execute(*c)?;
            }
            Ok::<_, hospice_capacity::store::Error>(())
        }))
    };
    limit(1);
    let refused = fill().expect_err("no room");
    assert!(
        matches!(refused, hospice_capacity::store::Error::Unavailable(_)),
        "{refused:?}"
    );
    limit(1_000_000);
    fill().expect("room");
    assert_eq!(server.database.number("SELECT COUNT(*) FROM ballast"), 1);
}
