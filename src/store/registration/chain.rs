//! The chain of a house's revisions: its head moves in the transaction that enters them.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::row::RevisionRow;
use super::seal::{GENESIS, content, link, sha256_hex};
use super::sealed::SealedRow;
use crate::store::connection::{Connection, on};
use crate::store::error::Error;
use crate::store::kept::{Kept, Many, One};
use crate::store::schema::house_changes;

#[diesel::declare_sql_function]
extern "SQL" {
    /// The register's own on `SQLite`, which has none.
    #[sql_name = "sha256_hex"]
    fn sha256_of_text(text: Nullable<Text>) -> Nullable<Text>;
}

/// Teaches a connection the one function that a head is moved with.
pub(in crate::store) fn teach(connection: &mut SqliteConnection) -> QueryResult<()> {
    let hash = |text: Option<String>| text.map(|text| sha256_hex(&text));
    sha256_of_text_utils::register_impl(connection, hash)
}

/// Makes the first link of a house, or moves its head to what is linked.
macro_rules! seal {
    ($linked:literal) => {
        concat!(
            "INSERT INTO house_changes AS house (house_id, number, head, sealed) VALUES (?, 1, ?, 1) \
             ON CONFLICT (house_id) DO UPDATE \
             SET number = house.number + 1, sealed = house.sealed + 1, head = ",
            $linked,
            " RETURNING number, head"
        )
    };
}

/// Seals one revision as the next of its house, and counts it. The database links it to the head, so that
/// the head is read, moved and answered in one statement, which others that write for the house wait for.
pub(super) fn seal_next(connection: &mut Connection, row: RevisionRow) -> Result<SealedRow, Error> {
    let content = content(&row);
    let first = link(GENESIS, &content);
    let seal = match connection {
        Connection::Sqlite(_) => seal!("sha256_hex(house.head || ?)"),
        Connection::Postgres(_) => seal!("encode(sha256(convert_to(house.head || ?, 'UTF8')), 'hex')"),
    };
    let values = [&row.house_id, &first, &content].map(One::of);
    let seal = Kept::<_, (BigInt, Nullable<Text>)>::new(seal, values);
    let (number, head): (i64, Option<String>) = on!(connection, |c| seal.get_result(c))?;
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
    let mut heads = BTreeMap::<String, Moved>::new();
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
    move_heads(connection, &heads)?;
    Ok(sealed)
}

/// Where the chain of a house was read, if anywhere, and where it is now: its number and its head.
type Moved = (Option<i64>, i64, String);

/// Moves the heads of houses from where they were read: on a server by one statement for all.
fn move_heads(connection: &mut Connection, heads: &BTreeMap<String, Moved>) -> Result<(), Error> {
    let is_known = |(_, (before, ..)): &(&String, &Moved)| before.is_some();
    if let Connection::Postgres(c) = connection
        && heads.iter().filter(is_known).count() > 1
    {
        let known: Vec<_> = heads.iter().filter(is_known).collect();
        let move_all = "UPDATE house_changes AS house \
                        SET number = moved.number, head = moved.head, sealed = moved.number \
                        FROM unnest(?, ?, ?, ?) AS moved (house_id, before, number, head) \
                        WHERE house.house_id = moved.house_id AND house.number = moved.before";
        let values = [
            Many::of(known.iter().map(|(house, _)| *house)),
            Many::of(known.iter().map(|(_, (before, ..))| before)),
            Many::of(known.iter().map(|(_, (_, number, _))| number)),
            Many::of(known.iter().map(|(_, (.., head))| head)),
        ];
        let moved = Kept::<_>::new(move_all, values).execute(*c)?;
        if moved != known.len() {
            return Err(Error::Unavailable(
                "others entered revisions of these houses at the same time".to_owned(),
            ));
        }
        let is_new = |head: &(&String, &Moved)| !is_known(head);
        return heads
            .iter()
            .filter(is_new)
            .try_for_each(|(house, (_, number, head))| move_head(connection, house, None, *number, head));
    }
    heads
        .iter()
        .try_for_each(|(house, (before, number, head))| move_head(connection, house, *before, *number, head))
}

/// Moves the head of a house from where it was read.
fn move_head(
    connection: &mut Connection,
    house: &str,
    before: Option<i64>,
    number: i64,
    head: &str,
) -> Result<(), Error> {
    let moved = match before {
        None => on!(connection, |c| diesel::insert_into(house_changes::table)
            .values((
                house_changes::house_id.eq(house),
                house_changes::number.eq(number),
                house_changes::head.eq(head),
                house_changes::sealed.eq(number),
            ))
            .execute(c))?,
        Some(before) => {
            let follow =
                "UPDATE house_changes SET number = ?, head = ?, sealed = ? WHERE house_id = ? AND number = ?";
            let values = [
                One::of(&number),
                One::of(head),
                One::of(&number),
                One::of(house),
                One::of(&before),
            ];
            let follow = Kept::<_>::new(follow, values);
            on!(connection, |c| follow.execute(c))?
        }
    };
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
