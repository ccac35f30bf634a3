//! The seal is the same on both databases, and what was entered before there were seals gets one.

use hospice_capacity::domain::calendar::{parse_date, parse_moment};
use hospice_capacity::domain::count::{Count, Tally};
use hospice_capacity::domain::registration::{Entry, Registration};
use hospice_capacity::domain::stand::{AdmissionStop, ClosureReason, Counts, Stand};
use hospice_capacity::domain::text::{Id, Name, Reason};
use hospice_capacity::domain::warning::Confirmed;
use hospice_capacity::store::Error;
use hospice_capacity::store::registration::{append, append_all, chain, withdraw};
use serde_json::json;

use super::notes::UNSEAL;
use super::{register, verify};
use crate::concurrency::at_once;
use crate::harness::{Server, TODAY, block_on};

/// A registration in which nothing is left to chance.
fn registration(date: &str, occupied: i64, revision: u32) -> Registration {
    let count = |number| Count::new(number).expect("a count");
    let counts = Counts {
        beds_occupied: count(occupied),
        beds_reserved: Some(count(0)),
        closures: Some(Tally::new([(ClosureReason::NoVolunteers, 1)])),
        admission_stop: Some(AdmissionStop {
            reason: ClosureReason::NoNursing,
            expected_until: parse_date("2026-11-24"),
        }),
        admits_from: parse_moment("2026-11-23T08:00:00Z"),
        ..Counts::default()
    };
    Registration {
        house_id: Id::new("de-linde").expect("an id"),
        date: parse_date(date).expect("a day"),
        stand: Stand::new(counts, count(4)).expect("a stand"),
        entry: Entry {
            revision,
            recorded_at: parse_moment("2026-11-20T08:00:00Z").expect("a moment"),
            counted_at: None,
            recorded_by: Name::new("De Linde, één").expect("a name"),
            token_id: Some(Id::new("a1b2").expect("an id")),
            reason: Reason::new("nagekeken"),
            confirmed: Confirmed::default(),
        },
    }
}

/// Worked out by another program from what docs/decisions/0012 says.
const HEAD: &str = "6dde6809e60ba3f69671498debf44ed12de4f2f9bb7b19751af27a0c91af15d7";

#[test]
fn the_same_revisions_have_the_same_hash_on_either_database_and_however_they_are_entered() {
    let server = Server::start();
    let store = server.database.open();
    let entered: Result<_, Error> = block_on(store.transact(|connection| {
        append(connection, &registration("2026-11-18", 1, 1))?;
        append_all(
            connection,
            &[registration("2026-11-18", 2, 2), registration("2026-11-19", 2, 1)],
        )?;
        withdraw(
            connection,
            &registration("2026-11-19", 2, 1),
            &registration("2026-11-19", 2, 2).entry,
        )?;
        chain(connection, "de-linde", None)
    }));
    let chain = entered.expect("a database").expect("a chain that fits");
    assert_eq!((chain.entries, chain.head.as_str()), (4, HEAD));
}

#[test]
fn what_was_entered_before_there_were_seals_is_sealed_once_also_by_several_at_once() {
    let server = register();
    let database = &server.database;
    database.execute(UNSEAL).expect("an older version's register");
    at_once(4, |_| drop(database.open()));
    let said = verify(database).output();
    assert!(said.starts_with("houses 2, revisions 9, "), "{said}");
    drop(database.open());
    assert_eq!(verify(database).output(), said, "once and for all");
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 2}));
    server.register("de-vlinder", TODAY, &json!({"bedsOccupied": 2}));
    let said = verify(database).output();
    assert!(
        said.starts_with("houses 3, revisions 11, "),
        "the chain goes on: {said}"
    );
}

#[test]
fn sealing_that_was_broken_off_goes_on_where_it_was() {
    let server = register();
    let database = &server.database;
    let before = verify(database).output();
    let of_one = UNSEAL.replace(';', " WHERE house_id = 'het-baken';");
    database.execute(&of_one).expect("SQL");
    drop(database.open());
    assert_eq!(verify(database).output(), before);
}

#[test]
fn what_is_sealed_late_is_sealed_in_the_order_in_which_it_was_entered() {
    let server = Server::start();
    let database = &server.database;
    for (moment, date, occupied) in [
        ("2026-11-20T08:00:00Z", TODAY, 1),
        ("2026-11-20T08:01:00Z", "2026-11-18", 1),
        ("2026-11-20T08:02:00Z", "2026-11-19", 1),
        ("2026-11-20T08:02:00Z", TODAY, 2),
    ] {
        server.set_clock(moment);
        server.register("de-linde", date, &json!({"bedsOccupied": occupied}));
    }
    let before = verify(database).output();
    assert!(before.contains("revisions 4"), "{before}");
    database.execute(UNSEAL).expect("SQL");
    drop(database.open());
    assert_eq!(verify(database).output(), before);
    // The clock went back between two revisions of a day: they stay in their order.
    let back = "UPDATE registration_revisions SET recorded_at = '2026-11-20 07:00:00' \
                WHERE date = '2026-11-20' AND revision = 2;";
    database.execute(&format!("{UNSEAL} {back}")).expect("SQL");
    drop(database.open());
    verify(database).output();
}

#[test]
fn a_server_of_an_older_version_cannot_enter_what_is_not_sealed() {
    let server = register();
    let entered = "UPDATE house_changes SET number = number + 1 WHERE house_id = 'de-linde'";
    let refused = server.database.execute(entered).expect_err("it is refused");
    assert!(refused.contains("every_revision_is_sealed"), "{refused}");
}
