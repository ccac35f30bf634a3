//! When days were first reported.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::dsl::{exists, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::revisions;
use crate::domain::period::Period;
use crate::store::connection::{Connection, on};
use crate::store::error::Error;

diesel::alias!(revisions as current: Current);

/// Every day of a period that stands, with the moment of its first report, in no particular order. A day
/// that was withdrawn and reported again keeps its first moment.
pub fn first_reports(
    connection: &mut Connection,
    period: Period,
) -> Result<Vec<(String, NaiveDate, DateTime<Utc>)>, Error> {
    let stands = current
        .filter(current.field(revisions::house_id).eq(revisions::house_id))
        .filter(current.field(revisions::date).eq(revisions::date))
        .filter(current.field(revisions::is_current));
    // Revisions count from 1 on, so the first is the earliest. As text, for an index on the first revisions
    // alone is found by no bound value.
    let is_first = sql::<Bool>("registration_revisions.revision = 1");
    let wanted = revisions::table
        .filter(revisions::date.between(period.from, period.until))
        .filter(is_first)
        // Most days have one revision, and then nothing else is looked up.
        .filter(revisions::is_current.or(exists(stands)))
        .select((revisions::house_id, revisions::date, revisions::recorded_at));
    let rows: Vec<(String, NaiveDate, NaiveDateTime)> = on!(connection, |c| wanted.load(c))?;
    Ok(rows
        .into_iter()
        .map(|(house, date, recorded_at)| (house, date, recorded_at.and_utc()))
        .collect())
}
