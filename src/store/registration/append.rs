//! Appending revisions: the flag of the current one moves with them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::prelude::*;

use super::chain;
use super::row::RevisionRow;
use super::sealed::SealedRow;
use crate::domain::registration::{Entry, Registration};
use crate::store::connection::{Connection, on};
use crate::store::error::Error;
use crate::store::kept::{Kept, Many, One};

/// Appends a revision that becomes the day's current stand.
pub fn append(connection: &mut Connection, registration: &Registration) -> Result<(), Error> {
    if registration.entry.revision > 1 {
        supersede(connection, &[(registration.house_id.as_str(), registration.date)])?;
    }
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
                row.insert().execute(*c)?;
            }
        }
        Connection::Postgres(c) => {
            SealedRow::insert_all(&rows).execute(*c)?;
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
    if let Connection::Postgres(c) = connection
        && days.len() > 1
    {
        let supersede = "UPDATE registration_revisions AS revision SET is_current = FALSE \
                         FROM unnest(?, ?) AS day (house_id, date) \
                         WHERE revision.house_id = day.house_id AND revision.date = day.date \
                         AND revision.is_current";
        let houses = Many::of(days.iter().map(|(house, _)| *house));
        let dates = Many::of(days.iter().map(|(_, date)| date));
        Kept::<_>::new(supersede, [houses, dates]).execute(*c)?;
        return Ok(());
    }
    for (house, date) in days {
        let supersede = "UPDATE registration_revisions SET is_current = FALSE \
                         WHERE house_id = ? AND date = ? AND is_current";
        let supersede = Kept::<_>::new(supersede, [One::of(*house), One::of(date)]);
        on!(connection, |c| supersede.execute(c))?;
    }
    Ok(())
}

fn insert(connection: &mut Connection, row: RevisionRow) -> Result<(), Error> {
    let row = chain::seal_next(connection, row)?;
    on!(connection, |c| row.insert().execute(c))?;
    Ok(())
}
