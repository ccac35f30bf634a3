//! The counts of many days at once, for the capacity measurement: only the columns it needs.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::row::read_tally;
use super::standing::standing;
use super::{AsOf, revisions};
use crate::domain::period::Period;
use crate::domain::statistics::DayCounts;
use crate::store::connection::{Connection, on};
use crate::store::error::Error;

/// The columns of [`DayCounts`].
#[derive(Queryable)]
struct DayRow {
    house_id: String,
    date: NaiveDate,
    beds_physical: i32,
    beds_occupied: i32,
    beds_respite: Option<i32>,
    beds_reserved: Option<i32>,
    beds_in_turnover: Option<i32>,
    beds_closed: Option<i32>,
    beds_free: i32,
    closures: Option<String>,
    stop_reason: Option<String>,
    admissions: Option<i32>,
    deaths: Option<i32>,
    discharges: Option<i32>,
    requests: Option<i32>,
    requests_redirected: Option<i32>,
    refusals: Option<String>,
    withdrawals: Option<i32>,
    died_before_admission: Option<i32>,
    waiting_list_active: Option<i32>,
    waiting_list_passive: Option<i32>,
}

/// The counts of the registered days of a period, in no particular order: of these houses, or of all
/// where none is named; as they stand now, or as they stood at a past moment.
pub fn days(
    connection: &mut Connection,
    houses: &[&str],
    period: Period,
    as_of: AsOf,
) -> Result<Vec<(String, NaiveDate, DayCounts)>, Error> {
    let rows: Vec<DayRow> = on!(connection, |c| {
        let mut wanted = revisions::table.into_boxed();
        if !houses.is_empty() {
            wanted = wanted.filter(revisions::house_id.eq_any(houses));
        }
        let wanted = wanted
            .filter(revisions::date.between(period.from, period.until))
            .select((
                revisions::house_id,
                revisions::date,
                revisions::beds_physical,
                revisions::beds_occupied,
                revisions::beds_respite,
                revisions::beds_reserved,
                revisions::beds_in_turnover,
                revisions::beds_closed,
                revisions::beds_free,
                revisions::closures,
                revisions::stop_reason,
                revisions::admissions,
                revisions::deaths,
                revisions::discharges,
                revisions::requests,
                revisions::requests_redirected,
                revisions::refusals,
                revisions::withdrawals,
                revisions::died_before_admission,
                revisions::waiting_list_active,
                revisions::waiting_list_passive,
            ));
        standing!(wanted, as_of, |wanted| wanted.load(c))?
    });
    rows.into_iter()
        .map(|row| {
            let place = (row.house_id.clone(), row.date);
            row.into_day()
                .ok_or_else(|| Error::Corrupt(format!("a revision of {} on {}", place.0, place.1)))
        })
        .collect()
}

/// The days of a period that are reported as closed: the house has beds, and none in service.
pub fn closed_days(connection: &mut Connection, period: Period) -> Result<Vec<(String, NaiveDate)>, Error> {
    let wanted = revisions::table
        .filter(revisions::date.between(period.from, period.until))
        .filter(revisions::is_current)
        .filter(revisions::beds_physical.gt(0))
        .filter(revisions::beds_closed.eq(revisions::beds_physical.nullable()))
        .order((revisions::date, revisions::house_id))
        .select((revisions::house_id, revisions::date));
    Ok(on!(connection, |c| wanted.load(c))?)
}

impl DayRow {
    fn into_day(self) -> Option<(String, NaiveDate, DayCounts)> {
        let number = |stored: Option<i32>| stored.map(i32::unsigned_abs);
        let in_state = |stored: Option<i32>| number(stored).unwrap_or(0);
        let physical = self.beds_physical.unsigned_abs();
        let counts = DayCounts {
            physical,
            in_service: physical.checked_sub(in_state(self.beds_closed))?,
            free: self.beds_free.unsigned_abs(),
            occupied: self.beds_occupied.unsigned_abs(),
            respite: in_state(self.beds_respite),
            reserved: in_state(self.beds_reserved),
            in_turnover: in_state(self.beds_in_turnover),
            closures: read_tally(self.closures.as_deref())?,
            is_stopped: self.stop_reason.is_some(),
            admissions: number(self.admissions),
            deaths: number(self.deaths),
            discharges: number(self.discharges),
            requests: number(self.requests),
            requests_redirected: number(self.requests_redirected),
            refusals: read_tally(self.refusals.as_deref())?,
            withdrawals: number(self.withdrawals),
            died_before_admission: number(self.died_before_admission),
            waiting_list_active: number(self.waiting_list_active),
            waiting_list_passive: number(self.waiting_list_passive),
        };
        Some((self.house_id, self.date, counts))
    }
}
