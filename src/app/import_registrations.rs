//! Importing registrations from a file: all rows or none, each faulty row named.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::registration_csv::{Row, RowFault, RowRule};
use super::{App, Error};
use crate::domain::calendar::care_day;
use crate::domain::house::House;
use crate::domain::registration::{Entry, Refusal, Registration, fit};
use crate::domain::rule::{Fault, Place, Rule};
use crate::domain::text::{HouseId, Name, Reason};
use crate::store::{self, Connection};

/// What an import did, or would do. Unit: days of houses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub new: u64,
    pub corrected: u64,
    /// Days that stood just so already.
    pub unchanged: u64,
}

/// How an import ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Imported {
    Done(Report),
    /// Nothing was stored.
    Faulty(Vec<RowFault>),
}

/// Under whose name rows are entered, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Importer {
    pub name: Name,
    pub reason: Option<Reason>,
    /// Look, but store nothing.
    pub dry_run: bool,
}

/// Told of each row that is done.
pub type Progress = Arc<dyn Fn() + Send + Sync>;

/// Enters `rows` in one transaction. A day that stands otherwise is corrected; one that stands just so is
/// left alone.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Internal`].
pub async fn import(
    app: &App,
    rows: Vec<Row>,
    importer: Importer,
    progress: Progress,
) -> Result<Imported, Error> {
    let now = app.now();
    let outcome = app
        .store
        .transact(move |connection| {
            let houses = store::house::all(connection, care_day(now))?;
            let stands = check(rows, houses, care_day(now)).map_err(Stop::Faults)?;
            let report = enter(connection, stands, &importer, now, &progress)?;
            if importer.dry_run {
                Err(Stop::DryRun(report))
            } else {
                Ok(report)
            }
        })
        .await;
    let entered = match outcome {
        Ok(report) => Imported::Done(report),
        Err(Stop::DryRun(report)) => return Ok(Imported::Done(report)),
        Err(Stop::Faults(faults)) => return Ok(Imported::Faulty(faults)),
        Err(Stop::Failed(error)) => return Err(error.into()),
    };
    if let Err(error) = app.refresh_board().await {
        log::warn!(error:% = error; "the board could not follow an import");
    }
    Ok(entered)
}

/// Why the transaction is undone.
enum Stop {
    Faults(Vec<RowFault>),
    DryRun(Report),
    Failed(store::Error),
}

impl From<store::Error> for Stop {
    fn from(error: store::Error) -> Self {
        Self::Failed(error)
    }
}

/// A row that fits its house.
type Stand = (HouseId, NaiveDate, crate::domain::stand::Stand);

fn check(rows: Vec<Row>, houses: Vec<House>, today: NaiveDate) -> Result<Vec<Stand>, Vec<RowFault>> {
    let houses: BTreeMap<HouseId, House> = houses
        .into_iter()
        .map(|house| (house.id.clone(), house))
        .collect();
    let mut seen = BTreeMap::new();
    let mut stands = Vec::with_capacity(rows.len());
    let mut faults = Vec::new();
    for row in rows {
        let line = row.line;
        if let Some(first) = seen.insert((row.house_id.clone(), row.date), line) {
            faults.push(fault(line, "date", Rule::DayTwice { line: first }));
        }
        match check_row(row, &houses, today) {
            Ok(stand) => stands.push(stand),
            Err(found) => faults.push(found),
        }
    }
    if faults.is_empty() {
        Ok(stands)
    } else {
        Err(faults)
    }
}

fn check_row(row: Row, houses: &BTreeMap<HouseId, House>, today: NaiveDate) -> Result<Stand, RowFault> {
    let line = row.line;
    let refused = |refusal: Refusal| {
        let Fault { place, rule } = refusal.into();
        let (Place::Field(column) | Place::Parameter(column)) = place;
        fault(line, column, rule)
    };
    let house = houses
        .get(&row.house_id)
        .ok_or_else(|| fault(line, "house_id", Rule::UnknownHouse(row.house_id.to_string())))?;
    if row.date > today {
        return Err(refused(Refusal::InTheFuture { today }));
    }
    let stand = fit(house, row.date, row.counts).map_err(refused)?;
    match row.physical {
        Some(stated) if stated.get() != stand.physical() => {
            let (stated, physical) = (stated.get(), stand.physical());
            Err(fault(
                line,
                "beds_physical",
                Rule::OtherPhysical { stated, physical },
            ))
        }
        _ => Ok((row.house_id, row.date, stand)),
    }
}

fn enter(
    connection: &mut Connection,
    stands: Vec<Stand>,
    importer: &Importer,
    now: DateTime<Utc>,
    progress: &Progress,
) -> Result<Report, store::Error> {
    let mut report = Report::default();
    // All at once and in order, so that two imports never wait for each other.
    let houses: BTreeSet<&HouseId> = stands.iter().map(|(house_id, _, _)| house_id).collect();
    for house_id in houses {
        store::house::lock(connection, house_id)?;
    }
    for (house_id, date, stand) in stands {
        let last = store::registration::last_revision(connection, &house_id, date)?;
        let current = match last {
            0 => None,
            _ => store::registration::current(connection, &house_id, date)?,
        };
        let count = match current {
            Some(current) if current.stand == stand => &mut report.unchanged,
            found => {
                let entry = Entry {
                    revision: last.saturating_add(1),
                    recorded_at: now,
                    recorded_by: importer.name.clone(),
                    reason: importer.reason.clone(),
                };
                let registration = Registration {
                    house_id,
                    date,
                    stand,
                    entry,
                };
                store::registration::append(connection, &registration)?;
                if found.is_some() {
                    &mut report.corrected
                } else {
                    &mut report.new
                }
            }
        };
        *count += 1;
        progress();
    }
    Ok(report)
}

fn fault(line: u64, column: &str, rule: Rule) -> RowFault {
    RowFault {
        line,
        column: Some(column.to_owned()),
        rule: RowRule::Rule(rule),
    }
}
