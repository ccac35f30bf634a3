//! From when houses said that they would admit again.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::standing::standing;
use super::{AsOf, revisions};
use crate::domain::period::Period;
use crate::store::connection::{Connection, on};
use crate::store::error::Error;

/// What a house said on a day of when it admits again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admitting {
    pub house: String,
    pub date: NaiveDate,
    /// The last day of its admission stop, where it is known.
    pub stopped_until: Option<NaiveDate>,
    pub admits_from: Option<DateTime<Utc>>,
}

type Row = (String, NaiveDate, Option<NaiveDate>, Option<NaiveDateTime>);

/// What was said of it in a period, in no particular order; days on which nothing was said are not named.
pub fn admitting(connection: &mut Connection, period: Period, as_of: AsOf) -> Result<Vec<Admitting>, Error> {
    let rows: Vec<Row> = on!(connection, |c| {
        let said = revisions::stop_expected_until
            .is_not_null()
            .or(revisions::admits_from.is_not_null());
        let wanted = revisions::table
            .filter(revisions::date.between(period.from, period.until))
            .filter(said)
            .select((
                revisions::house_id,
                revisions::date,
                revisions::stop_expected_until,
                revisions::admits_from,
            ));
        standing!(wanted, as_of, |wanted| wanted.load(c))?
    });
    let read = |(house, date, stopped_until, from): Row| Admitting {
        house,
        date,
        stopped_until,
        admits_from: from.map(|moment| moment.and_utc()),
    };
    Ok(rows.into_iter().map(read).collect())
}
