//! Appending revisions: the flag of the current one moves with them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Text};

use super::row::RevisionRow;
use super::sealed::SealedRow;
use super::{chain, revisions};
use crate::domain::registration::{Entry, Registration};
use crate::store::connection::{Connection, on};
use crate::store::error::Error;

/// Appends a revision that becomes the day's current stand.
pub fn append(connection: &mut Connection, registration: &Registration) -> Result<(), Error> {
    supersede(connection, &[(registration.house_id.as_str(), registration.date)])?;
    insert(connection, RevisionRow::current(registration))
}

/// Appends revisions in their order; of each day the last becomes the current stand.
pub fn append_all(connection: &mut Connection, registrations: &[Registration]) -> Result<(), Error> {
    let mut lasts = BTreeMap::<(&str, NaiveDate), u32>::new();
    let mut corrected = BTreeSet::new();
    for registration in registrations {
        let day = (registration.house_id.as_str(), registration.date);
        lasts.insert(day, registration.entry.revision);
        if registration.entry.revision > 1 {
            corrected.insert(day);
        }
    }
    supersede(connection, &corrected.into_iter().collect::<Vec<_>>())?;
    let rows = registrations.iter().map(|registration| {
        let day = (registration.house_id.as_str(), registration.date);
        let is_last = lasts.get(&day) == Some(&registration.entry.revision);
        RevisionRow {
            is_current: is_last,
            ..RevisionRow::current(registration)
        }
    });
    let rows = chain::seal_all(connection, rows.collect())?;
    match connection {
        // A statement of one row is kept, and costs a file less than one of many that has to be read.
        Connection::Sqlite(c) => {
            for row in &rows {
                diesel::insert_into(revisions::table)
                    .values(row.values())
                    .execute(*c)?;
            }
        }
        Connection::Postgres(c) => {
            let values: Vec<_> = rows.iter().map(SealedRow::values).collect();
            diesel::insert_into(revisions::table).values(values).execute(*c)?;
        }
    }
    Ok(())
}

/// Appends the revision that withdraws the day `withdrawn`; it repeats the counts that no longer stand.
pub fn withdraw(connection: &mut Connection, withdrawn: &Registration, entry: &Entry) -> Result<(), Error> {
    supersede(connection, &[(withdrawn.house_id.as_str(), withdrawn.date)])?;
    insert(connection, RevisionRow::withdrawal(withdrawn, entry))
}

/// What stands of these days of houses stands no longer.
fn supersede(connection: &mut Connection, days: &[(&str, NaiveDate)]) -> Result<(), Error> {
    match connection {
        Connection::Postgres(c) if days.len() > 1 => {
            let (houses, dates): (Vec<&str>, Vec<NaiveDate>) = days.iter().copied().unzip();
            diesel::sql_query(
                "UPDATE registration_revisions AS revision SET is_current = FALSE \
                 FROM unnest($1, $2) AS day (house_id, date) \
                 WHERE revision.house_id = day.house_id AND revision.date = day.date AND revision.is_current",
            )
            .bind::<Array<Text>, _>(houses)
            .bind::<Array<Date>, _>(dates)
            .execute(*c)?;
        }
        // A statement of one day is kept, and costs a file little.
        _ => {
            for (house, date) in days {
                let current = revisions::table
                    .filter(revisions::house_id.eq(house))
                    .filter(revisions::date.eq(date))
                    .filter(revisions::is_current);
                on!(connection, |c| diesel::update(current)
                    .set(revisions::is_current.eq(false))
                    .execute(c))?;
            }
        }
    }
    Ok(())
}

fn insert(connection: &mut Connection, row: RevisionRow) -> Result<(), Error> {
    let row = chain::seal_next(connection, row)?;
    on!(connection, |c| diesel::insert_into(revisions::table)
        .values(row.values())
        .execute(c))?;
    Ok(())
}
