//! Day by day: which house reported, in time, late or as closed, and who is missing.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::{FirstReports, first_reports};
use crate::app::{App, Error};
use crate::domain::access::{Principal, Readable};
use crate::domain::calendar::{care_day, days_before};
use crate::domain::completeness::{Completeness, Day, Duty};
use crate::domain::house::House;
use crate::domain::period::Period;
use crate::domain::reporting::{Progress, Reporting};
use crate::store::{self, Connection};

/// The last days of all houses that were open on one of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Overview {
    /// Its last day is today.
    pub range: Period,
    /// In order of their ids.
    pub houses: Vec<DaysOfHouse>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct DaysOfHouse {
    /// As it is today.
    pub house: House,
    /// Each day of the range, in order.
    pub days: Vec<ReportedDay>,
    pub completeness: Completeness,
    /// How far the reminder of today has come; nothing where none was begun.
    pub reminder: Option<Progress>,
    /// Whether there is an address to remind.
    pub can_be_reminded: bool,
}

impl DaysOfHouse {
    /// How the house's day of today stands.
    #[must_use]
    pub fn today(&self) -> Option<ReportedDay> {
        self.days.last().copied()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportedDay {
    pub date: NaiveDate,
    pub day: Day,
    /// Reported, and without a bed in service.
    pub is_closed: bool,
}

/// The last `days` days, today included.
///
/// # Errors
/// [`Error::Forbidden`] where the caller may not follow all houses; [`Error::Unavailable`].
pub async fn overview(app: &App, principal: &Principal, days: u32) -> Result<Overview, Error> {
    if principal.houses_to_follow() != Readable::All {
        return Err(Error::Forbidden);
    }
    let (duty, now) = (app.settings.duty, app.now());
    app.store
        .read(move |connection| look(connection, days, duty, now))
        .await
}

fn look(connection: &mut Connection, days: u32, duty: Duty, now: DateTime<Utc>) -> Result<Overview, Error> {
    let today = care_day(now);
    let range = Period {
        from: days_before(today, days.saturating_sub(1)),
        until: today,
    };
    let reports = first_reports(connection, range)?;
    let closed: BTreeSet<(String, NaiveDate)> = store::registration::closed_days(connection, range)?
        .into_iter()
        .collect();
    let arrangements = store::reporting::all(connection)?;
    let mut reminders = store::reminder::of_day(connection, today)?;
    let none = FirstReports::new();
    let mut houses = Vec::new();
    for house in store::house::all(connection, today)? {
        let reporting = arrangements.get(&house.id);
        let duty = duty.with_deadline(reporting.and_then(Reporting::reports_by));
        let reports = reports.get(house.id.as_str()).unwrap_or(&none);
        let id = house.id.to_string();
        let judge = |date: NaiveDate| ReportedDay {
            date,
            day: duty.judge(house.opening, date, reports.get(&date).copied(), now),
            is_closed: closed.contains(&(id.clone(), date)),
        };
        let all = range.from.iter_days().take(range.days());
        if !all.clone().any(|date| house.opening.includes(date)) {
            continue;
        }
        let days: Vec<ReportedDay> = all.map(judge).collect();
        houses.push(DaysOfHouse {
            completeness: Completeness::of(days.iter().map(|day| (day.date, day.day))),
            reminder: reminders.remove(&house.id),
            can_be_reminded: reporting.is_some_and(|reporting| !reporting.remind_at().is_empty()),
            days,
            house,
        });
    }
    Ok(Overview { range, houses })
}
