//! Registrations: revisions are appended, and the flag of the current one moves with them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::connection::{Connection, on};
use super::error::Error;
use super::schema::{house_changes, registration_revisions as revisions};
use crate::domain::period::Period;
use crate::domain::registration::{Registration, Revision};
use crate::domain::text::{HouseId, Name};

mod admitting;
mod append;
mod chain;
mod check;
mod corrected;
mod day;
mod first;
mod past;
mod row;
mod seal;
mod sealed;
mod sealing;
mod standing;

pub use admitting::{Admitting, admitting};
pub use append::{append, append_all, withdraw};
pub(super) use chain::teach;
pub use check::{Chain, Fault, Wrong, chain, chained};
pub use corrected::corrections;
pub use day::{closed_days, days};
pub use first::first_reports;
pub use past::{past_of, past_of_all};
use row::RevisionRow;
pub(super) use sealing::seal_unsealed;
use standing::standing;

/// The moment as of which the register is read; nothing for now.
pub type AsOf = Option<DateTime<Utc>>;

pub use row::{CountedDay, PageOfDays};

/// The registration of a house's day as it stands; nothing where there is none or it was withdrawn.
pub fn current(
    connection: &mut Connection,
    house: &HouseId,
    date: NaiveDate,
) -> Result<Option<Registration>, Error> {
    let wanted = revisions::table
        .filter(revisions::house_id.eq(house.as_str()))
        .filter(revisions::date.eq(date))
        .filter(revisions::is_current);
    // One at most, by an index. `first` would say so with a LIMIT, for whose value SQLite plans the statement anew.
    let rows: Vec<RevisionRow> = on!(connection, |c| wanted.load(c))?;
    rows.into_iter()
        .next()
        .map(RevisionRow::into_registration)
        .transpose()
}

/// The registrations of these days of houses as they stand, in no order.
pub fn current_of_all(
    connection: &mut Connection,
    days: &BTreeSet<(&HouseId, NaiveDate)>,
) -> Result<Vec<Registration>, Error> {
    // A statement of one day is kept, and costs a file little.
    if days.len() == 1 || matches!(connection, Connection::Sqlite(_)) {
        let mut standing = Vec::new();
        for (house, date) in days {
            standing.extend(current(connection, house, *date)?);
        }
        return Ok(standing);
    }
    let houses: BTreeSet<&str> = days.iter().map(|(house, _)| house.as_str()).collect();
    let dates: BTreeSet<NaiveDate> = days.iter().map(|(_, date)| *date).collect();
    let wanted = revisions::table
        .filter(revisions::house_id.eq_any(houses))
        .filter(revisions::date.eq_any(dates))
        .filter(revisions::is_current);
    let rows: Vec<RevisionRow> = on!(connection, |c| wanted.load(c))?;
    let registrations: Result<Vec<_>, _> = rows.into_iter().map(RevisionRow::into_registration).collect();
    let mut registrations = registrations?;
    registrations.retain(|registration| days.contains(&(&registration.house_id, registration.date)));
    Ok(registrations)
}

/// All revisions of a house's day, the first one first.
pub fn history(
    connection: &mut Connection,
    house: &HouseId,
    date: NaiveDate,
) -> Result<Vec<Revision>, Error> {
    let wanted = revisions::table
        .filter(revisions::house_id.eq(house.as_str()))
        .filter(revisions::date.eq(date))
        .order(revisions::revision);
    let rows: Vec<RevisionRow> = on!(connection, |c| wanted.load(c))?;
    rows.into_iter().map(RevisionRow::into_revision).collect()
}

/// The number of the last revision of a house's day; 0 where there is none.
pub fn last_revision(connection: &mut Connection, house: &HouseId, date: NaiveDate) -> Result<u32, Error> {
    let wanted = revisions::table
        .filter(revisions::house_id.eq(house.as_str()))
        .filter(revisions::date.eq(date))
        .select(revisions::revision)
        .order(revisions::revision.desc());
    let last: Option<i32> = on!(connection, |c| wanted.first(c).optional())?;
    Ok(last.unwrap_or(0).unsigned_abs())
}

/// The number of the last revision of each day of these houses in a period.
pub fn last_revisions(
    connection: &mut Connection,
    houses: &[HouseId],
    period: Period,
) -> Result<BTreeMap<(String, NaiveDate), u32>, Error> {
    let wanted = revisions::table
        .filter(revisions::house_id.eq_any(texts(houses)))
        .filter(revisions::date.between(period.from, period.until))
        .group_by((revisions::house_id, revisions::date))
        .select((
            revisions::house_id,
            revisions::date,
            diesel::dsl::max(revisions::revision),
        ));
    let rows: Vec<(String, NaiveDate, Option<i32>)> = on!(connection, |c| wanted.load(c))?;
    Ok(rows
        .into_iter()
        .map(|(house, date, last)| ((house, date), last.unwrap_or(0).unsigned_abs()))
        .collect())
}

/// The last registration of one house up to and including `until`.
pub fn last_of(
    connection: &mut Connection,
    house: &HouseId,
    until: NaiveDate,
    as_of: AsOf,
) -> Result<Option<Registration>, Error> {
    let row: Option<RevisionRow> = on!(connection, |c| {
        let wanted = revisions::table
            .filter(revisions::house_id.eq(house.as_str()))
            .filter(revisions::date.le(until))
            .order(revisions::date.desc());
        standing!(wanted, as_of, |wanted| wanted.first(c).optional())?
    });
    row.map(RevisionRow::into_registration).transpose()
}

/// All registrations of a period, in order of day and house.
pub fn between(connection: &mut Connection, period: Period, as_of: AsOf) -> Result<Vec<Registration>, Error> {
    let rows: Vec<RevisionRow> = on!(connection, |c| {
        let wanted = revisions::table
            .filter(revisions::date.between(period.from, period.until))
            .order((revisions::date, revisions::house_id));
        standing!(wanted, as_of, |wanted| wanted.load(c))?
    });
    rows.into_iter().map(RevisionRow::into_registration).collect()
}

/// All registrations of `houses` in a period, in order of day and house.
pub fn of_houses(
    connection: &mut Connection,
    houses: &[HouseId],
    period: Period,
    as_of: AsOf,
) -> Result<Vec<Registration>, Error> {
    let rows: Vec<RevisionRow> = on!(connection, |c| {
        let wanted = revisions::table
            .filter(revisions::house_id.eq_any(texts(houses)))
            .filter(revisions::date.between(period.from, period.until))
            .order((revisions::date, revisions::house_id));
        standing!(wanted, as_of, |wanted| wanted.load(c))?
    });
    rows.into_iter().map(RevisionRow::into_registration).collect()
}

/// The registrations of `houses` in a period as they stand, the newest first, and then in order of house.
pub fn newest(
    connection: &mut Connection,
    houses: &[HouseId],
    period: Period,
) -> Result<Vec<Registration>, Error> {
    let wanted = revisions::table
        .filter(revisions::house_id.eq_any(texts(houses)))
        .filter(revisions::date.between(period.from, period.until))
        .filter(revisions::is_current)
        .order((revisions::date.desc(), revisions::house_id));
    let rows: Vec<RevisionRow> = on!(connection, |c| wanted.load(c))?;
    rows.into_iter().map(RevisionRow::into_registration).collect()
}

/// One page of the registrations of `houses` in a period, in order of day and house, and how many there
/// are in all.
pub fn page(
    connection: &mut Connection,
    houses: &[HouseId],
    period: Period,
    page: PageOfDays,
    as_of: AsOf,
) -> Result<(Vec<Registration>, i64), Error> {
    let houses = texts(houses);
    let (total, rows): (i64, Vec<RevisionRow>) = on!(connection, |c| {
        let wanted = || {
            revisions::table
                .filter(revisions::house_id.eq_any(&houses))
                .filter(revisions::date.between(period.from, period.until))
        };
        let ordered = wanted()
            .order((revisions::date, revisions::house_id))
            .offset(page.offset)
            .limit(page.limit);
        let rows = standing!(ordered, as_of, |ordered| ordered.load(c))?;
        let total = standing!(wanted(), as_of, |wanted| wanted.count().get_result(c))?;
        (total, rows)
    });
    let registrations: Result<_, _> = rows.into_iter().map(RevisionRow::into_registration).collect();
    Ok((registrations?, total))
}

/// What the model needs of all registrations of a period, in order of days.
pub fn counted_days(
    connection: &mut Connection,
    period: Period,
    as_of: AsOf,
) -> Result<Vec<CountedDay>, Error> {
    Ok(on!(connection, |c| {
        let wanted = revisions::table
            .filter(revisions::date.between(period.from, period.until))
            .order((revisions::date, revisions::house_id))
            .select(CountedDay::COLUMNS);
        standing!(wanted, as_of, |wanted| wanted.load(c))?
    }))
}

/// The days registered for a house, with the physical beds they were held against.
pub fn physical_by_day(connection: &mut Connection, house: &HouseId) -> Result<Vec<(NaiveDate, u32)>, Error> {
    let wanted = revisions::table
        .filter(revisions::house_id.eq(house.as_str()))
        .filter(revisions::is_current)
        .select((revisions::date, revisions::beds_physical))
        .order(revisions::date);
    let rows: Vec<(NaiveDate, i32)> = on!(connection, |c| wanted.load(c))?;
    Ok(rows
        .into_iter()
        .map(|(date, physical)| (date, physical.unsigned_abs()))
        .collect())
}

/// How many revisions have been entered for each house that has any: whoever read the days of a house at
/// the same number has them all.
pub fn changes(connection: &mut Connection) -> Result<Vec<(String, i64)>, Error> {
    let wanted = house_changes::table.select((house_changes::house_id, house_changes::number));
    Ok(on!(connection, |c| wanted.load(c))?)
}

/// The day of the first registration of all.
pub fn first_day(connection: &mut Connection) -> Result<Option<NaiveDate>, Error> {
    let wanted = revisions::table.select(diesel::dsl::min(revisions::date));
    Ok(on!(connection, |c| wanted.first(c))?)
}

/// When somebody of this name last entered a revision.
pub fn last_entry_by(connection: &mut Connection, name: &Name) -> Result<Option<DateTime<Utc>>, Error> {
    let wanted = revisions::table
        .filter(revisions::recorded_by.eq(name.as_str()))
        .select(diesel::dsl::max(revisions::recorded_at));
    let last: Option<NaiveDateTime> = on!(connection, |c| wanted.first(c))?;
    Ok(last.map(|moment| moment.and_utc()))
}

fn texts(houses: &[HouseId]) -> Vec<&str> {
    houses.iter().map(HouseId::as_str).collect()
}
