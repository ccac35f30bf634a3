//! The ledger of forecasts: what was told, to be held against what came.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::connection::{Connection, on};
use super::error::Error;
use super::schema::{daily_forecasts, forecasts};
use crate::domain::period::Period;

/// A forecast of one unit, as it was told.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = forecasts)]
pub struct Told {
    /// `house`, `networkRegion` or `network`.
    pub unit_kind: String,
    pub unit_id: String,
    pub origin: NaiveDate,
    pub model_version: String,
    /// Made after the care day of the origin ended.
    pub is_whole_day: bool,
    pub input_hash: String,
    pub known_at: NaiveDateTime,
    pub seed: String,
    pub paths: i32,
    pub method: String,
    pub houses: String,
    pub masses: String,
    pub all_full: String,
}

/// Puts forecasts down. Of a unit, origin and version the first one stays, and the first one of a whole day.
pub fn put_down(connection: &mut Connection, told: &[Told]) -> Result<(), Error> {
    for one in told {
        on!(connection, |c| diesel::insert_into(forecasts::table)
            .values(one)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}

/// The forecasts with an origin in the period, made when that day was over; in order of origin and unit, one of each.
pub fn made(
    connection: &mut Connection,
    period: Period,
    version: &str,
    most: i64,
) -> Result<Vec<Told>, Error> {
    let wanted = forecasts::table
        .filter(forecasts::origin.between(period.from, period.until))
        .filter(forecasts::model_version.eq(version))
        .filter(forecasts::is_whole_day.eq(true))
        .order((forecasts::origin, forecasts::unit_kind, forecasts::unit_id))
        .limit(most);
    Ok(on!(connection, |c| wanted.load(c))?)
}

/// Claims the forecast of a day, where nobody has, or where whoever did has not made it since `silent_since`. Of
/// several servers one gets it.
pub fn claim_day(
    connection: &mut Connection,
    origin: NaiveDate,
    version: &str,
    now: DateTime<Utc>,
    silent_since: DateTime<Utc>,
) -> Result<bool, Error> {
    let row = (
        daily_forecasts::origin.eq(origin),
        daily_forecasts::model_version.eq(version),
        daily_forecasts::claimed_at.eq(now.naive_utc()),
    );
    let left = daily_forecasts::table
        .find((origin, version))
        .filter(daily_forecasts::made_at.is_null())
        .filter(daily_forecasts::claimed_at.lt(silent_since.naive_utc()));
    let again = daily_forecasts::claimed_at.eq(now.naive_utc());
    let number = on!(connection, |c| {
        let inserted = diesel::insert_into(daily_forecasts::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(c)?;
        if inserted == 0 {
            diesel::update(left).set(again).execute(c)
        } else {
            Ok(inserted)
        }
    })?;
    Ok(number > 0)
}

/// Notes that the forecast of a day is made.
pub fn mark_made(
    connection: &mut Connection,
    origin: NaiveDate,
    version: &str,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let change = daily_forecasts::made_at.eq(Some(at.naive_utc()));
    on!(connection, |c| diesel::update(
        daily_forecasts::table.find((origin, version))
    )
    .set(change)
    .execute(c))?;
    Ok(())
}

/// Forgets the forecasts from before a day.
pub fn forget(connection: &mut Connection, before: NaiveDate) -> Result<(), Error> {
    let old = forecasts::table.filter(forecasts::origin.lt(before));
    on!(connection, |c| diesel::delete(old).execute(c))?;
    let old = daily_forecasts::table.filter(daily_forecasts::origin.lt(before));
    on!(connection, |c| diesel::delete(old).execute(c))?;
    Ok(())
}
