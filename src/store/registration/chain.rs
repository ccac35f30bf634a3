//! The chain of a house's revisions: its head moves in the transaction that enters them.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{Binary, Nullable, Text};

use super::row::RevisionRow;
use super::seal::{GENESIS, content, link, sha256_hex};
use super::sealed::SealedRow;
use crate::store::connection::{Connection, on};
use crate::store::error::Error;
use crate::store::schema::house_changes;

#[diesel::declare_sql_function]
extern "SQL" {
    /// The register's own on `SQLite`, which has none.
    #[sql_name = "sha256_hex"]
    fn sha256_of_text(text: Nullable<Text>) -> Nullable<Text>;
    fn convert_to(text: Nullable<Text>, encoding: Text) -> Nullable<Binary>;
    fn sha256(bytes: Nullable<Binary>) -> Nullable<Binary>;
    fn encode(bytes: Nullable<Binary>, format: Text) -> Nullable<Text>;
}

/// Teaches a connection the one function that a head is moved with.
pub(in crate::store) fn teach(connection: &mut SqliteConnection) -> QueryResult<()> {
    let hash = |text: Option<String>| text.map(|text| sha256_hex(&text));
    sha256_of_text_utils::register_impl(connection, hash)
}

/// Seals one revision as the next of its house, and counts it. The database links it to the head, so that
/// the head is read, moved and answered in one statement, which others that write for the house wait for.
pub(super) fn seal_next(connection: &mut Connection, row: RevisionRow) -> Result<SealedRow, Error> {
    let content = content(&row);
    let first = (
        house_changes::house_id.eq(&row.house_id),
        house_changes::number.eq(1),
        house_changes::head.eq(link(GENESIS, &content)),
        house_changes::sealed.eq(1),
    );
    let follows = house_changes::head.concat(content.as_str());
    let counted = (
        house_changes::number.eq(house_changes::number + 1),
        house_changes::sealed.eq(house_changes::sealed + 1),
    );
    let entered = diesel::insert_into(house_changes::table)
        .values(first)
        .on_conflict(house_changes::house_id)
        .do_update();
    let answer = (house_changes::number, house_changes::head);
    let (number, head): (i64, Option<String>) = match connection {
        Connection::Sqlite(c) => {
            let next = house_changes::head.eq(sha256_of_text(follows));
            entered.set((counted, next)).returning(answer).get_result(*c)?
        }
        Connection::Postgres(c) => {
            let next = house_changes::head.eq(encode(sha256(convert_to(follows, "UTF8")), "hex"));
            entered.set((counted, next)).returning(answer).get_result(*c)?
        }
    };
    if head.is_none() {
        return Err(unsealed(&row.house_id));
    }
    Ok(SealedRow {
        row,
        number: Some(number),
        hash: head,
    })
}

/// Seals revisions in their order, each as the next of its house, and counts them.
pub(super) fn seal_all(connection: &mut Connection, rows: Vec<RevisionRow>) -> Result<Vec<SealedRow>, Error> {
    let mut heads = BTreeMap::<String, (Option<i64>, i64, String)>::new();
    let houses: std::collections::BTreeSet<&str> = rows.iter().map(|row| row.house_id.as_str()).collect();
    let known = house_changes::table
        .filter(house_changes::house_id.eq_any(houses))
        .select((
            house_changes::house_id,
            house_changes::number,
            house_changes::head,
        ));
    let known: Vec<(String, i64, Option<String>)> = on!(connection, |c| known.load(c))?;
    for (house, number, head) in known {
        let head = head.ok_or_else(|| unsealed(&house))?;
        heads.insert(house, (Some(number), number, head));
    }
    let mut sealed = Vec::with_capacity(rows.len());
    for row in rows {
        let (_, number, head) = heads
            .entry(row.house_id.clone())
            .or_insert_with(|| (None, 0, GENESIS.to_owned()));
        *number += 1;
        *head = link(head, &content(&row));
        sealed.push(SealedRow {
            row,
            number: Some(*number),
            hash: Some(head.clone()),
        });
    }
    for (house, (before, number, head)) in &heads {
        move_head(connection, house, *before, *number, head)?;
    }
    Ok(sealed)
}

/// Moves the head of a house from where it was read.
fn move_head(
    connection: &mut Connection,
    house: &str,
    before: Option<i64>,
    number: i64,
    head: &str,
) -> Result<(), Error> {
    let after = (
        house_changes::number.eq(number),
        house_changes::head.eq(head),
        house_changes::sealed.eq(number),
    );
    let moved = on!(connection, |c| match before {
        None => diesel::insert_into(house_changes::table)
            .values((house_changes::house_id.eq(house), after))
            .execute(c),
        Some(before) => {
            let read = house_changes::table
                .find(house)
                .filter(house_changes::number.eq(before));
            diesel::update(read).set(after).execute(c)
        }
    })?;
    if moved == 1 {
        return Ok(());
    }
    let reason = format!("others entered revisions of {house} at the same time");
    Err(Error::Unavailable(reason))
}

fn unsealed(house: &str) -> Error {
    Error::Corrupt(format!(
        "the chain of {house} has no head; hospice-capacity verify says more"
    ))
}
