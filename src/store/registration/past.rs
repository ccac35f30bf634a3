//! What the warnings need of earlier registrations: only a few columns of many days.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::standing::standing;
use super::{AsOf, revisions, texts};
use crate::domain::period::Period;
use crate::domain::text::HouseId;
use crate::domain::warning::PastDay;
use crate::store::connection::{Connection, on};
use crate::store::error::Error;

type PastRow = (NaiveDate, i32, Option<i32>, Option<i32>, Option<i32>, Option<i32>);

const COLUMNS: (
    revisions::date,
    revisions::beds_occupied,
    revisions::beds_respite,
    revisions::beds_reserved,
    revisions::beds_in_turnover,
    revisions::beds_closed,
) = (
    revisions::date,
    revisions::beds_occupied,
    revisions::beds_respite,
    revisions::beds_reserved,
    revisions::beds_in_turnover,
    revisions::beds_closed,
);

/// The registrations of one house in a period as they stand, in order of days.
pub fn past_of(connection: &mut Connection, house: &HouseId, period: Period) -> Result<Vec<PastDay>, Error> {
    let wanted = revisions::table
        .filter(revisions::house_id.eq(house.as_str()))
        .filter(revisions::date.between(period.from, period.until))
        .filter(revisions::is_current)
        .select(COLUMNS)
        .order(revisions::date);
    let rows: Vec<PastRow> = on!(connection, |c| wanted.load(c))?;
    Ok(rows.into_iter().map(past_day).collect())
}

/// The registrations of these houses in a period, in order of house and day.
pub fn past_of_all(
    connection: &mut Connection,
    houses: &[HouseId],
    period: Period,
    as_of: AsOf,
) -> Result<Vec<(String, PastDay)>, Error> {
    let rows: Vec<(String, PastRow)> = on!(connection, |c| {
        let wanted = revisions::table
            .filter(revisions::house_id.eq_any(texts(houses)))
            .filter(revisions::date.between(period.from, period.until))
            .select((revisions::house_id, COLUMNS))
            .order((revisions::house_id, revisions::date));
        standing!(wanted, as_of, |wanted| wanted.load(c))?
    });
    Ok(rows
        .into_iter()
        .map(|(house, row)| (house, past_day(row)))
        .collect())
}

fn past_day((date, occupied, respite, reserved, in_turnover, closed): PastRow) -> PastDay {
    let beds = |stored: Option<i32>| stored.unwrap_or(0).unsigned_abs();
    PastDay {
        date,
        occupied: occupied.unsigned_abs(),
        respite: beds(respite),
        reserved: beds(reserved),
        in_turnover: beds(in_turnover),
        closed: beds(closed),
    }
}
