//! Importing registrations from a file: all rows or none, each faulty row named.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use tokio::task::spawn_blocking;

use super::csv_file::RowFault;
use super::registration_csv::{Row, Table, corrected, read};
use super::{App, Error};
use crate::domain::calendar::care_day;
use crate::domain::count::Count;
use crate::domain::house::House;
use crate::domain::period::Period;
use crate::domain::registration::{Entry, Refusal, Registration, fit};
use crate::domain::rule::{Fault, Place, Rule};
use crate::domain::stand::Stand;
use crate::domain::text::{HouseId, Id, Name, Reason};
use crate::store::{self, Connection};

mod key;

pub(super) use key::UnderWay;
pub use key::{Key, forget_old_keys};

/// How long an import may take: a file of ten megabytes takes a tenth of it.
const DEADLINE: Duration = Duration::from_secs(100);
/// How many rows are held against the register at a time.
const PIECE: usize = 500;
/// Over how many days such rows lie at most. Unit: days.
const PIECE_DAYS: i64 = 31;

/// What an import did, or would do. Unit: days of houses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub new: u64,
    pub corrected: u64,
    /// Days that stood just so already.
    pub unchanged: u64,
}

impl Report {
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.new + self.corrected + self.unchanged
    }
}

/// How an import ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Imported {
    Done(Report),
    /// The file is not written as it should be; nothing was stored.
    Unreadable(Vec<RowFault>),
    /// The file does not fit the register; nothing was stored.
    Faulty(Vec<RowFault>),
}

/// Under whose name rows are entered, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Importer {
    pub name: Name,
    /// The token with which it came; nothing where a command imports.
    pub token_id: Option<Id>,
    pub reason: Option<Reason>,
    /// Look, but store nothing.
    pub dry_run: bool,
}

/// Told of each row that is done.
pub type Progress = Arc<dyn Fn() + Send + Sync>;

/// Reads a file and enters its rows, as [`import`] does. With a key it is done once, however often it is asked
/// for.
///
/// # Errors
/// Those of [`import`], and [`Error::Conflict`] where the key was used for something else, or is in use.
pub async fn import_text(
    app: &App,
    text: impl AsRef<[u8]> + Send + 'static,
    importer: Importer,
    key: Option<Key>,
) -> Result<Imported, Error> {
    let guard = key.map(|key| app.under_way.begin(key)).transpose()?;
    let table = spawn_blocking(move || read(text.as_ref())).await;
    match table {
        Ok(Ok(table)) => enter(app, table, importer, guard, Arc::new(|| ())).await,
        Ok(Err(faults)) => Ok(Imported::Unreadable(faults)),
        Err(_) => {
            let reason = "the reading was broken off".to_owned();
            Err(Error::Unavailable(store::Error::Unavailable(reason)))
        }
    }
}

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
    enter(app, table, importer, None, progress).await
}

async fn enter(
    app: &App,
    table: Table,
    importer: Importer,
    // Held until the work is done, also where nobody waits for it any more.
    key: Option<key::Held>,
    progress: Progress,
) -> Result<Imported, Error> {
    let now = app.now();
    let outcome = app
        .store
        .transact_within(DEADLINE, move |connection| {
            if let Some(key) = &key
                && let Some(done) = key.done_before(connection, now)?
            {
                return Ok(done);
            }
            let report = enter_in(connection, table, importer, now, &progress)?;
            if let Some(key) = &key {
                key.note(connection, report, now)?;
            }
            Ok(report)
        })
        .await;
    let entered = match outcome {
        Ok(report) => Imported::Done(report),
        Err(Stop::DryRun(report)) => return Ok(Imported::Done(report)),
        Err(Stop::Faults(faults)) => return Ok(Imported::Faulty(faults)),
        Err(Stop::Refused(rule)) => return Err(key::refused(rule)),
        Err(Stop::Failed(error)) => return Err(error.into()),
    };
    if let Err(error) = app.refresh_board().await {
        log::warn!(error:% = error; "the board could not follow an import");
    }
    Ok(entered)
}

fn enter_in(
    connection: &mut Connection,
    table: Table,
    importer: Importer,
    now: DateTime<Utc>,
    progress: &Progress,
) -> Result<Report, Stop> {
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
        faults: Vec::new(),
        report: Report::default(),
    };
    let mut rows = table.rows;
    rows.sort_by(|a, b| (a.date, &a.house_id, a.line).cmp(&(b.date, &b.house_id, b.line)));
    let mut piece: Vec<Row> = Vec::new();
    for row in rows {
        let is_far = piece
            .first()
            .is_some_and(|first| (row.date - first.date).num_days() >= PIECE_DAYS);
        if is_far || piece.len() >= PIECE {
            entering.enter(connection, std::mem::take(&mut piece))?;
        }
        if let Some(last) = piece.last()
            && (last.date, &last.house_id) == (row.date, &row.house_id)
        {
            let rule = Rule::DayTwice { line: last.line };
            entering.faults.push(fault(row.line, "date", rule));
        } else {
            piece.push(row);
        }
        progress();
    }
    entering.enter(connection, piece)?;
    entering.settle()
}

/// Why the transaction is undone.
enum Stop {
    Faults(Vec<RowFault>),
    DryRun(Report),
    /// By the key of the request.
    Refused(Rule),
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
    faults: Vec<RowFault>,
    report: Report,
}

impl Entering {
    /// Enters rows of different days or houses, in order of days.
    fn enter(&mut self, connection: &mut Connection, rows: Vec<Row>) -> Result<(), store::Error> {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return Ok(());
        };
        let period = Period {
            from: first.date,
            until: last.date,
        };
        let named: BTreeSet<HouseId> = rows.iter().map(|row| row.house_id.clone()).collect();
        let named: Vec<HouseId> = named.into_iter().collect();
        let mut standing: BTreeMap<(HouseId, NaiveDate), Registration> =
            store::registration::of_houses(connection, &named, period, None)?
                .into_iter()
                .map(|registration| ((registration.house_id.clone(), registration.date), registration))
                .collect();
        let last_revisions = store::registration::last_revisions(connection, &named, period)?;
        let mut entered = Vec::new();
        for row in rows {
            let day = (row.house_id.clone(), row.date);
            let current = standing.remove(&day);
            let (house_id, date) = day;
            let last = last_revisions
                .get(&(house_id.to_string(), date))
                .copied()
                .unwrap_or(0);
            match self.check(row, current.as_ref()) {
                Ok(stand) => entered.extend(self.entered(house_id, date, stand, current.as_ref(), last)),
                Err(found) => self.faults.push(found),
            }
        }
        if self.faults.is_empty() {
            store::registration::append_all(connection, &entered)?;
        }
        Ok(())
    }

    /// The registration that this stand makes; nothing where it stood already.
    fn entered(
        &mut self,
        house_id: HouseId,
        date: NaiveDate,
        stand: Stand,
        current: Option<&Registration>,
        last: u32,
    ) -> Option<Registration> {
        match current {
            Some(current) if current.stand == stand => {
                self.report.unchanged += 1;
                return None;
            }
            Some(_) => self.report.corrected += 1,
            None => self.report.new += 1,
        }
        Some(Registration {
            house_id,
            date,
            stand,
            entry: Entry {
                revision: last.saturating_add(1),
                recorded_at: self.now,
                counted_at: None,
                recorded_by: self.importer.name.clone(),
                token_id: self.importer.token_id.clone(),
                reason: self.importer.reason.clone(),
                // No file can express it: it stays as it stood.
                confirmed: current
                    .map(|current| current.entry.confirmed.clone())
                    .unwrap_or_default(),
            },
        })
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
        let stand = fit((&house.opening, &house.beds), row.date, counts).map_err(refused)?;
        match row.physical.map(Count::get) {
            Some(stated) if stated != stand.physical() => {
                let physical = stand.physical();
                let rule = Rule::OtherPhysical { stated, physical };
                Err(fault(line, "beds_physical", rule))
            }
            _ => Ok(stand),
        }
    }

    fn settle(mut self) -> Result<Report, Stop> {
        self.faults.sort_by_key(|fault| fault.line);
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
    RowFault::new(line, Some(column), rule)
}
