//! The reminders of houses' days: claimed by one server before it mails.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::connection::{Connection, on};
use super::error::Error;
use super::schema::reminders;
use crate::domain::reporting::{Progress, Reminded};
use crate::domain::text::HouseId;

/// A house, when its reminder was sent, and from when it is tried again.
type Row = (String, Option<NaiveDateTime>, Option<NaiveDateTime>);

/// How far the reminders of a day have come; houses that none was begun for are not named.
pub fn of_day(connection: &mut Connection, date: NaiveDate) -> Result<BTreeMap<HouseId, Progress>, Error> {
    let wanted = reminders::table.filter(reminders::date.eq(date)).select((
        reminders::house_id,
        reminders::sent_at,
        reminders::retry_at,
    ));
    let rows: Vec<Row> = on!(connection, |c| wanted.load(c))?;
    rows.into_iter().map(progress).collect()
}

/// How far the reminders of the days from `since` on have come: the latest `most`, the newest day first, and then
/// in order of house.
pub fn since(connection: &mut Connection, since: NaiveDate, most: i64) -> Result<Vec<Reminded>, Error> {
    let wanted = reminders::table
        .filter(reminders::date.ge(since))
        .order((reminders::date.desc(), reminders::house_id))
        .limit(most)
        .select((
            (reminders::house_id, reminders::sent_at, reminders::retry_at),
            reminders::date,
            reminders::claimed_at,
            reminders::attempts,
        ));
    let rows: Vec<(Row, NaiveDate, NaiveDateTime, i32)> = on!(connection, |c| wanted.load(c))?;
    rows.into_iter()
        .map(|(row, date, claimed_at, attempts)| {
            let (house_id, progress) = progress(row)?;
            Ok(Reminded {
                house_id,
                date,
                claimed_at: claimed_at.and_utc(),
                attempts: attempts.unsigned_abs(),
                progress,
            })
        })
        .collect()
}

fn progress((house, sent_at, retry_at): Row) -> Result<(HouseId, Progress), Error> {
    let progress = match (sent_at, retry_at) {
        (Some(at), _) => Progress::Sent { at: at.and_utc() },
        (None, Some(from)) => Progress::ToRetry { from: from.and_utc() },
        (None, None) => Progress::Unknown,
    };
    let house = HouseId::new(&house).ok_or_else(|| Error::Corrupt(format!("a reminder of {house}")));
    Ok((house?, progress))
}

/// Claims the reminder of a house's day, where nobody has or where it is time to try again. Of several that
/// claim at once one gets it: the number of its attempt, from 1 on.
pub fn claim(
    connection: &mut Connection,
    house: &HouseId,
    date: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Option<u32>, Error> {
    let now = now.naive_utc();
    let first = (
        reminders::house_id.eq(house.as_str()),
        reminders::date.eq(date),
        reminders::claimed_at.eq(now),
        reminders::attempts.eq(1),
    );
    let ready = reminders::table
        .find((house.as_str(), date))
        .filter(reminders::retry_at.le(now));
    let again = (
        reminders::claimed_at.eq(now),
        reminders::attempts.eq(reminders::attempts + 1),
        reminders::retry_at.eq(None::<NaiveDateTime>),
    );
    let attempts: Option<i32> = on!(connection, |c| {
        let inserted = diesel::insert_into(reminders::table)
            .values(first)
            .on_conflict_do_nothing()
            .execute(c)?;
        if inserted == 0 && diesel::update(ready).set(again).execute(c)? == 0 {
            None
        } else {
            let attempts = reminders::table
                .find((house.as_str(), date))
                .select(reminders::attempts);
            Some(attempts.first(c)?)
        }
    });
    Ok(attempts.map(i32::unsigned_abs))
}

/// Notes that the mail of a claimed reminder is out.
pub fn mark_sent(
    connection: &mut Connection,
    house: &HouseId,
    date: NaiveDate,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let change = reminders::sent_at.eq(Some(at.naive_utc()));
    on!(connection, |c| diesel::update(
        reminders::table.find((house.as_str(), date))
    )
    .set(change)
    .execute(c))?;
    Ok(())
}

/// Gives a claimed reminder back, to be tried again from `retry_at` on.
pub fn release(
    connection: &mut Connection,
    house: &HouseId,
    date: NaiveDate,
    retry_at: DateTime<Utc>,
) -> Result<(), Error> {
    let change = reminders::retry_at.eq(Some(retry_at.naive_utc()));
    on!(connection, |c| diesel::update(
        reminders::table.find((house.as_str(), date))
    )
    .set(change)
    .execute(c))?;
    Ok(())
}
