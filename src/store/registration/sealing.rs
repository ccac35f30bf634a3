//! Sealing what was entered before revisions were sealed: once, house by house.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::Connection as _;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Integer, Text};

use super::row::RevisionRow;
use super::seal::{GENESIS, content, link};
use super::sealed::{SealedRow, entry_number, hash};
use crate::store::connection::{Connection, on};
use crate::store::error::Error;
use crate::store::schema::{house_changes, registration_revisions as revisions};

/// Seals the chains that are not sealed yet; how many revisions that were. Each house has a transaction of its
/// own: whoever is broken off goes on where it was, and of several that do it at once each waits for the other
/// and finds the house done.
pub(in crate::store) fn seal_unsealed(connection: &mut Connection) -> Result<u64, Error> {
    let unsealed = house_changes::table
        .filter(house_changes::head.is_null())
        .select(house_changes::house_id)
        .order(house_changes::house_id);
    let houses: Vec<String> = on!(connection, |c| unsealed.load(c))?;
    let mut sealed = 0;
    for house in houses {
        sealed += match connection {
            Connection::Sqlite(c) => {
                c.immediate_transaction(|c| seal_house(&mut Connection::Sqlite(c), &house))?
            }
            Connection::Postgres(c) => c.transaction(|c| seal_house(&mut Connection::Postgres(c), &house))?,
        };
    }
    Ok(sealed)
}

fn seal_house(connection: &mut Connection, house: &str) -> Result<u64, Error> {
    let head = house_changes::table.find(house).select(house_changes::head);
    let head: Option<String> = match connection {
        Connection::Sqlite(c) => head.first(*c)?,
        // A server of an older version that writes for the house waits for its count, and is then refused.
        Connection::Postgres(c) => head.for_update().first(*c)?,
    };
    let wanted = revisions::table
        .filter(revisions::house_id.eq(house))
        .order((revisions::date, revisions::revision));
    let rows: Vec<SealedRow> = on!(connection, |c| wanted.select(SealedRow::COLUMNS).load(c))?;
    if head.is_some() {
        return Ok(0);
    }
    if rows.iter().any(|row| row.hash.is_some()) {
        // To seal it anew would hide whatever was done to it.
        log::error!(house:% = house; "the chain of this house has lost its head; see hospice-capacity verify");
        return Ok(0);
    }
    let mut seals = Vec::with_capacity(rows.len());
    let mut head = GENESIS.to_owned();
    for (number, row) in (1_i64..).zip(in_order(rows.into_iter().map(|sealed| sealed.row))) {
        head = link(&head, &content(&row));
        seals.push(Seal {
            date: row.date,
            revision: row.revision,
            number,
            hash: head.clone(),
        });
    }
    let number = seals.last().map_or(0, |seal| seal.number);
    write(connection, house, seals)?;
    let sealed = (
        house_changes::number.eq(number),
        house_changes::head.eq(head),
        house_changes::sealed.eq(number),
    );
    on!(connection, |c| diesel::update(house_changes::table.find(house))
        .set(sealed)
        .execute(c))?;
    Ok(number.unsigned_abs())
}

/// In the order in which they were entered. A day's revisions stay in theirs, also where the clock went back
/// between them.
fn in_order(rows: impl Iterator<Item = RevisionRow>) -> impl Iterator<Item = RevisionRow> {
    let mut latest: Option<(NaiveDate, NaiveDateTime)> = None;
    let mut rows: Vec<(NaiveDateTime, RevisionRow)> = rows
        .map(|row| {
            let before = latest.filter(|(date, _)| *date == row.date);
            let entered = before.map_or(row.recorded_at, |(_, moment)| moment.max(row.recorded_at));
            latest = Some((row.date, entered));
            (entered, row)
        })
        .collect();
    rows.sort_by_key(|(entered, row)| (*entered, row.date, row.revision));
    rows.into_iter().map(|(_, row)| row)
}

struct Seal {
    date: NaiveDate,
    revision: i32,
    number: i64,
    hash: String,
}

fn write(connection: &mut Connection, house: &str, seals: Vec<Seal>) -> Result<(), Error> {
    match connection {
        Connection::Sqlite(c) => {
            for seal in seals {
                let sealed = (entry_number.eq(seal.number), hash.eq(seal.hash));
                diesel::update(revisions::table.find((house, seal.date, seal.revision)))
                    .set(sealed)
                    .execute(*c)?;
            }
        }
        // A statement for each row would be a round trip for each.
        Connection::Postgres(c) => {
            let dates: Vec<NaiveDate> = seals.iter().map(|seal| seal.date).collect();
            let numbers: Vec<i32> = seals.iter().map(|seal| seal.revision).collect();
            let places: Vec<i64> = seals.iter().map(|seal| seal.number).collect();
            let hashes: Vec<String> = seals.into_iter().map(|seal| seal.hash).collect();
            diesel::sql_query(
                "UPDATE registration_revisions AS row SET entry_number = seal.place, hash = seal.hash \
                 FROM UNNEST($1, $2, $3, $4) AS seal (date, revision, place, hash) \
                 WHERE row.house_id = $5 AND row.date = seal.date AND row.revision = seal.revision",
            )
            .bind::<Array<Date>, _>(dates)
            .bind::<Array<Integer>, _>(numbers)
            .bind::<Array<BigInt>, _>(places)
            .bind::<Array<Text>, _>(hashes)
            .bind::<Text, _>(house)
            .execute(*c)?;
        }
    }
    Ok(())
}
