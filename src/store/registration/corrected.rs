//! The revisions that followed others.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::revisions;
use super::row::RevisionRow;
use crate::domain::change::Correction;
use crate::store::connection::{Connection, on};
use crate::store::error::Error;

diesel::alias!(revisions as previous: Previous);

/// The latest `most` revisions entered from `since` on that followed another of their day, each with that one:
/// the latest first, and then in order of house, day and revision.
pub fn corrections(
    connection: &mut Connection,
    since: DateTime<Utc>,
    most: i64,
) -> Result<Vec<Correction>, Error> {
    let preceded = previous
        .field(revisions::house_id)
        .eq(revisions::house_id)
        .and(previous.field(revisions::date).eq(revisions::date))
        .and(previous.field(revisions::revision).eq(revisions::revision - 1));
    // As text, for an index on the later revisions alone is found by no bound value.
    let is_later = sql::<Bool>("registration_revisions.revision > 1");
    let wanted = revisions::table
        .inner_join(previous.on(preceded))
        .filter(is_later)
        .filter(revisions::recorded_at.ge(since.naive_utc()))
        .order((
            revisions::recorded_at.desc(),
            revisions::house_id,
            revisions::date,
            revisions::revision,
        ))
        .limit(most)
        .select((revisions::all_columns, previous.fields(revisions::all_columns)));
    let rows: Vec<(RevisionRow, RevisionRow)> = on!(connection, |c| wanted.load(c))?;
    rows.into_iter()
        .map(|(row, before)| {
            let (house_id, date) = row.day()?;
            Ok(Correction {
                house_id,
                date,
                revision: row.into_revision()?,
                previous: before.into_revision()?,
            })
        })
        .collect()
}
