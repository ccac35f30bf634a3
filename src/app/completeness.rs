//! Completeness: which houses reported which days, in time or late, and who is missing today.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::filter::Filter;
use super::{App, Error};
use crate::domain::access::{Principal, Readable};
use crate::domain::calendar::care_day;
use crate::domain::completeness::{Completeness, Day, Duty, FirstReports};
use crate::domain::house::HouseHistory;
use crate::domain::period::Period;
use crate::domain::reporting::{Progress, Reporting};
use crate::domain::text::HouseId;
use crate::store::{self, Connection};

mod overview;

pub use overview::{DaysOfHouse, Overview, ReportedDay, overview};

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub range: Period,
    pub filter: Filter,
}

/// Who reported what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The rules of the installation.
    pub duty: Duty,
    pub today: NaiveDate,
    /// The houses that were open on a day of the range, in order of their ids.
    pub houses: Vec<OfHouse>,
    /// Whose stand of today is due and not in, whatever the range.
    pub missing_today: Vec<MissingToday>,
    /// Whose stand of today is neither in nor due.
    pub due_later: Vec<DueLater>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfHouse {
    pub house_id: HouseId,
    /// The house's deadline today, its own or the installation's.
    pub reports_by: NaiveTime,
    pub completeness: Completeness,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingToday {
    pub house_id: HouseId,
    pub due_at: DateTime<Utc>,
    /// Nothing where no reminder was begun.
    pub reminder: Option<Progress>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueLater {
    pub house_id: HouseId,
    pub due_at: DateTime<Utc>,
}

/// Says who reported what.
///
/// # Errors
/// [`Error::Forbidden`] where the caller may follow no house, or names one it may not;
/// [`Error::Unavailable`].
pub async fn report(app: &App, principal: &Principal, question: Question) -> Result<Report, Error> {
    let own = match principal.houses_to_follow() {
        Readable::All => None,
        Readable::Only(own) if question.filter.houses.iter().all(|house| own.contains(house)) => Some(own),
        Readable::Only(_) | Readable::None => return Err(Error::Forbidden),
    };
    let _turn = app.turn().await?;
    let (duty, now) = (app.settings.duty, app.now());
    app.store
        .read(move |connection| {
            let is_own = |id: &HouseId| own.as_ref().is_none_or(|own| own.contains(id));
            let mut houses = store::house::histories(connection)?;
            houses.retain(|house| question.filter.names(&house.id) && is_own(&house.id));
            judge(connection, &houses, &question, duty, now)
        })
        .await
}

/// Works on the thread of the database: a year of three hundred houses is a hundred thousand days.
fn judge(
    connection: &mut Connection,
    houses: &[HouseHistory],
    question: &Question,
    duty: Duty,
    now: DateTime<Utc>,
) -> Result<Report, Error> {
    let today = care_day(now);
    let reports = first_reports(connection, question.range)?;
    let arrangements = store::reporting::all(connection)?;
    let standing = standing_today(connection, today)?;
    let mut report = Report {
        duty,
        today,
        houses: Vec::new(),
        missing_today: Vec::new(),
        due_later: Vec::new(),
    };
    let none = FirstReports::new();
    for house in houses {
        let duty = duty.with_deadline(arrangements.get(&house.id).and_then(Reporting::reports_by));
        let is_included = |date: NaiveDate| {
            house
                .details_on(date)
                .is_some_and(|d| question.filter.describes(d))
        };
        let house_id = house.id.clone();
        let range = question.range;
        let days = range.from.iter_days().take(range.days());
        let open: Vec<NaiveDate> = days
            .filter(|date| house.opening.includes(*date) && is_included(*date))
            .collect();
        if !open.is_empty() {
            let reports = reports.get(house_id.as_str()).unwrap_or(&none);
            let judged = open.iter().map(|date| {
                (
                    *date,
                    duty.judge(house.opening, *date, reports.get(date).copied(), now),
                )
            });
            report.houses.push(OfHouse {
                house_id: house_id.clone(),
                reports_by: duty.deadline,
                completeness: Completeness::of(judged),
            });
        }
        if !is_included(today) {
            continue;
        }
        match duty.judge(
            house.opening,
            today,
            standing.reports.get(house_id.as_str()).copied(),
            now,
        ) {
            Day::Missing { due_at } => report.missing_today.push(MissingToday {
                reminder: standing.reminders.get(&house_id).copied(),
                house_id,
                due_at,
            }),
            Day::DueLater { due_at } => report.due_later.push(DueLater { house_id, due_at }),
            Day::NotExpected | Day::OnTime | Day::Late => {}
        }
    }
    Ok(report)
}

/// What is in of today, and who was reminded.
pub(super) struct StandingToday {
    pub(super) reports: BTreeMap<String, DateTime<Utc>>,
    pub(super) reminders: BTreeMap<HouseId, Progress>,
}

pub(super) fn standing_today(connection: &mut Connection, today: NaiveDate) -> Result<StandingToday, Error> {
    let only_today = Period {
        from: today,
        until: today,
    };
    let reports = store::registration::first_reports(connection, only_today)?;
    Ok(StandingToday {
        reports: reports.into_iter().map(|(house, _, at)| (house, at)).collect(),
        reminders: store::reminder::of_day(connection, today)?,
    })
}

fn first_reports(
    connection: &mut Connection,
    range: Period,
) -> Result<BTreeMap<String, FirstReports>, Error> {
    let mut reports = BTreeMap::<String, FirstReports>::new();
    for (house, date, at) in store::registration::first_reports(connection, range)? {
        reports.entry(house).or_default().insert(date, at);
    }
    Ok(reports)
}
