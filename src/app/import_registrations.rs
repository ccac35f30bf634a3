//! Importing registrations from a file: all rows or none, each faulty row named.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::registration_csv::{Row, RowFault, RowRule, Table, corrected};
use super::{App, Error};
use crate::domain::calendar::care_day;
use crate::domain::count::Count;
use crate::domain::house::House;
use crate::domain::registration::{Entry, Refusal, Registration, fit};
use crate::domain::rule::{Fault, Place, Rule};
use crate::domain::stand::Stand;
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

/// Enters the rows of `table` in one transaction. A day that stands otherwise is corrected by what the
/// file's columns say; one that stands just so is left alone.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Internal`].
pub async fn import(
    app: &App,
    table: Table,
    importer: Importer,
    progress: Progress,
) -> Result<Imported, Error> {
    let now = app.now();
    let outcome = app
        .store
        .transact(move |connection| {
            // All at once and in order, so that two imports never wait for each other; and before the
            // houses are read, so that they stay as they are.
            let named: BTreeSet<&HouseId> = table.rows.iter().map(|row| &row.house_id).collect();
            for house_id in named {
                store::house::lock(connection, house_id)?;
            }
            let houses = store::house::all(connection, care_day(now))?;
            let mut entering = Entering {
                houses: houses
                    .into_iter()
                    .map(|house| (house.id.clone(), house))
                    .collect(),
                columns: table.columns,
                importer,
                now,
                seen: BTreeMap::new(),
                faults: Vec::new(),
                report: Report::default(),
            };
            for row in table.rows {
                entering.enter(connection, row)?;
                progress();
            }
            entering.settle()
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

/// An import under way. After the first fault rows are only checked.
struct Entering {
    houses: BTreeMap<HouseId, House>,
    columns: Vec<&'static str>,
    importer: Importer,
    now: DateTime<Utc>,
    /// On which line each house and day was seen.
    seen: BTreeMap<(HouseId, NaiveDate), u64>,
    faults: Vec<RowFault>,
    report: Report,
}

impl Entering {
    fn enter(&mut self, connection: &mut Connection, row: Row) -> Result<(), store::Error> {
        let (line, house_id, date) = (row.line, row.house_id.clone(), row.date);
        if let Some(first) = self.seen.insert((house_id.clone(), date), line) {
            self.faults
                .push(fault(line, "date", Rule::DayTwice { line: first }));
            return Ok(());
        }
        let last = store::registration::last_revision(connection, &house_id, date)?;
        let current = match last {
            0 => None,
            _ => store::registration::current(connection, &house_id, date)?,
        };
        let stand = match self.check(row, current.as_ref()) {
            Ok(stand) => stand,
            Err(found) => {
                self.faults.push(found);
                return Ok(());
            }
        };
        let count = match &current {
            Some(current) if current.stand == stand => &mut self.report.unchanged,
            Some(_) => &mut self.report.corrected,
            None => &mut self.report.new,
        };
        *count += 1;
        if !self.faults.is_empty() || current.as_ref().is_some_and(|current| current.stand == stand) {
            return Ok(());
        }
        let entry = Entry {
            revision: last.saturating_add(1),
            recorded_at: self.now,
            recorded_by: self.importer.name.clone(),
            token_id: None,
            reason: self.importer.reason.clone(),
            // No file can express it: it stays as it stood.
            confirmed: current.map(|current| current.entry.confirmed).unwrap_or_default(),
        };
        let registration = Registration {
            house_id,
            date,
            stand,
            entry,
        };
        store::registration::append(connection, &registration)
    }

    /// What the day's stand becomes by this row.
    fn check(&self, row: Row, current: Option<&Registration>) -> Result<Stand, RowFault> {
        let line = row.line;
        let refused = |refusal: Refusal| {
            let Fault { place, rule } = refusal.into();
            let (Place::Field(column) | Place::Parameter(column)) = place;
            fault(line, column, rule)
        };
        let house = self
            .houses
            .get(&row.house_id)
            .ok_or_else(|| fault(line, "house_id", Rule::UnknownHouse(row.house_id.to_string())))?;
        let today = care_day(self.now);
        if row.date > today {
            return Err(refused(Refusal::InTheFuture { today }));
        }
        let counts = match current {
            Some(current) => corrected(&self.columns, row.counts, current.stand.counts()),
            None => row.counts,
        };
        let stand = fit(house, row.date, counts).map_err(refused)?;
        match row.physical.map(Count::get) {
            Some(stated) if stated != stand.physical() => {
                let physical = stand.physical();
                let rule = Rule::OtherPhysical { stated, physical };
                Err(fault(line, "beds_physical", rule))
            }
            _ => Ok(stand),
        }
    }

    fn settle(self) -> Result<Report, Stop> {
        if !self.faults.is_empty() {
            Err(Stop::Faults(self.faults))
        } else if self.importer.dry_run {
            Err(Stop::DryRun(self.report))
        } else {
            Ok(self.report)
        }
    }
}

fn fault(line: u64, column: &str, rule: Rule) -> RowFault {
    RowFault {
        line,
        column: Some(column.to_owned()),
        rule: RowRule::Rule(rule),
    }
}
