//! Writing registrations out, as a table in a file: piece by piece, so that many take no more memory than few.

use std::io::Read;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use chrono::NaiveDate;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep};

use super::list_registrations::Selection;
use super::registration_table::{COLUMNS, row};
use super::table::{Cell, Column, Form, Table, TableError};
use super::{App, Error};
use crate::domain::access::{Principal, View};
use crate::domain::period::Period;
use crate::domain::registration::Registration;
use crate::domain::text::HouseId;
use crate::store::registration::AsOf;
use crate::store::{self};

/// How many days of houses are read at a time, about.
const PIECE: usize = 2000;
/// How many days are read at a time at most. Unit: days.
const LONGEST_STEP: usize = 31;
/// How many files may be made at the same time: others are told to come again.
pub(super) const AT_ONCE: usize = 4;
/// How long to wait for a reader who takes nothing.
const PATIENCE: Duration = Duration::from_mins(1);
/// For how long a part is asked for again where the database does not give it in time: who takes the file has what was
/// before it, and would have to begin anew.
const AGAIN: Duration = Duration::from_secs(20);
/// How long to wait before that.
const PAUSE: Duration = Duration::from_millis(100);
/// How much of a workbook is passed on at a time. Unit: bytes.
const CHUNK: usize = 256 * 1024;

/// Which registrations go out, and how much of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    houses: Vec<HouseId>,
    /// The days that are asked for, from the first registered one on.
    pub range: Period,
    as_of: AsOf,
    pub view: View,
    /// How many revisions there are of these houses. The register is only ever appended to: as long as this
    /// number stays, the file stays the same.
    revisions: i64,
}

impl Export {
    /// What the file depends on, besides its form.
    #[must_use]
    pub fn state(&self) -> String {
        format!("{self:?}")
    }
}

/// Why a file was broken off.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(transparent)]
    Register(#[from] Error),
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("the work was broken off")]
    BrokenOff,
    /// Nobody reads on.
    #[error("nobody reads on")]
    Unwanted,
}

impl From<std::io::Error> for ExportError {
    fn from(error: std::io::Error) -> Self {
        Self::Table(error.into())
    }
}

/// The file as it comes, in order.
pub struct Chunks(Receiver<Result<Vec<u8>, ExportError>>);

impl Chunks {
    /// The next part of the file; nothing at its end. After an error nothing more comes.
    pub async fn next(&mut self) -> Option<Result<Vec<u8>, ExportError>> {
        self.0.recv().await
    }

    /// The same for whoever polls.
    pub fn poll_next(&mut self, context: &mut Context) -> Poll<Option<Result<Vec<u8>, ExportError>>> {
        self.0.poll_recv(context)
    }
}

/// What goes out of `selection`: as far as `principal` may read it, or all of it where a command asks.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Conflict`], [`Error::Unavailable`].
pub async fn prepare(
    app: &App,
    principal: Option<&Principal>,
    selection: Selection,
) -> Result<Export, Error> {
    let own = match principal {
        Some(principal) => selection.among(principal)?,
        None => None,
    };
    app.check_past(selection.as_of)?;
    let view = principal.map_or(View::Whole, Principal::view);
    let today = app.today();
    app.store
        .read(move |connection| {
            let houses = selection.chosen(connection, own.as_deref(), today)?;
            let Selection { mut range, as_of, .. } = selection;
            if let Some(first) = store::registration::first_day(connection)? {
                range.from = range.from.max(first).min(range.until);
            }
            let revisions = store::registration::changes(connection)?
                .into_iter()
                .filter(|(changed, _)| houses.iter().any(|house| house.as_str() == changed))
                .map(|(_, number)| number)
                .sum();
            Ok(Export {
                houses,
                range,
                as_of,
                view,
                revisions,
            })
        })
        .await
}

/// Begins to write the registrations, in order of day and house. Reading on makes it go on; who stops reading
/// stops it.
///
/// # Errors
/// [`Error::Unavailable`] where too many are under way.
pub fn start(app: &Arc<App>, export: Export, form: Form) -> Result<Chunks, Error> {
    let register = Arc::clone(app);
    begin(app, |output| async move {
        write(&register, export, form, &output).await
    })
}

/// Begins to write rows that are known already.
///
/// # Errors
/// [`Error::Unavailable`] where too many are under way.
pub fn start_rows(
    app: &Arc<App>,
    form: Form,
    (title, columns): (&'static str, &'static [Column]),
    made_on: NaiveDate,
    rows: impl Iterator<Item = Vec<Cell>> + Send + 'static,
) -> Result<Chunks, Error> {
    begin(app, |output| async move {
        let mut table = Table::new(form, columns, title, made_on)?;
        let mut rows = rows;
        loop {
            let (written, chunk, left) = blocking(move || {
                let mut left = false;
                for row in rows.by_ref().take(ROWS) {
                    table.write(&row)?;
                    left = true;
                }
                let chunk = table.take()?;
                Ok::<_, TableError>(((table, rows), chunk, left))
            })
            .await?;
            (table, rows) = written;
            send(&output, chunk).await?;
            if !left {
                return finish(table, &output).await;
            }
        }
    })
}

/// How many rows are written at a time.
const ROWS: usize = 5_000;

type Output = Sender<Result<Vec<u8>, ExportError>>;

/// Runs `work` beside the requests, one of a few at a time, and passes on what it sends.
fn begin<F>(app: &App, work: impl FnOnce(Output) -> F) -> Result<Chunks, Error>
where
    F: Future<Output = Result<(), ExportError>> + Send + 'static,
{
    let permit = Arc::clone(&app.exports)
        .try_acquire_owned()
        .map_err(|_| Error::Unavailable(store::Error::Busy))?;
    let (sender, chunks) = channel(1);
    let work = work(sender.clone());
    tokio::spawn(async move {
        let outcome = work.await;
        if let Err(error) = outcome {
            if !matches!(error, ExportError::Unwanted) {
                log::error!(error:% = error; "a file was broken off");
            }
            // The reader learns of it, where there still is one.
            let _ = tokio::time::timeout(PATIENCE, sender.send(Err(error))).await;
        }
        drop(permit);
    });
    Ok(Chunks(chunks))
}

async fn write(app: &App, export: Export, form: Form, output: &Output) -> Result<(), ExportError> {
    let Export {
        houses,
        range,
        as_of,
        view,
        ..
    } = export;
    let step = (PIECE / houses.len().max(1)).clamp(1, LONGEST_STEP);
    let houses = Arc::new(houses);
    let mut table = Table::new(form, &COLUMNS, "Registraties", range.until)?;
    let mut next = Some(range.from);
    while let Some(from) = next.filter(|from| *from <= range.until) {
        let until = last_of_piece(from, step, range.until);
        let registrations = read(app, &houses, Period { from, until }, as_of, output).await?;
        let (written, chunk) = blocking(move || append(table, registrations, view)).await?;
        table = written;
        send(output, chunk).await?;
        next = until.succ_opt();
    }
    finish(table, output).await
}

/// Reads a part, in time or later, as long as somebody wants it.
async fn read(
    app: &App,
    houses: &Arc<Vec<HouseId>>,
    part: Period,
    as_of: AsOf,
    output: &Output,
) -> Result<Vec<Registration>, ExportError> {
    let until = Instant::now() + AGAIN;
    loop {
        let wanted = Arc::clone(houses);
        let read = app
            .store
            .read(move |connection| {
                store::registration::of_houses(connection, &wanted, part, as_of).map_err(Error::from)
            })
            .await;
        match read {
            Err(Error::Unavailable(_)) if Instant::now() < until && !output.is_closed() => sleep(PAUSE).await,
            read => return Ok(read?),
        }
    }
}

/// Sends the rest of a table that has all its rows.
async fn finish(table: Table, output: &Output) -> Result<(), ExportError> {
    let reader = output.clone();
    let mut rest = blocking(move || table.finish(|| !reader.is_closed())).await?;
    loop {
        let (chunk, after) = blocking(move || {
            let mut chunk = Vec::with_capacity(CHUNK);
            (&mut rest).take(CHUNK as u64).read_to_end(&mut chunk)?;
            Ok::<_, TableError>((chunk, rest))
        })
        .await?;
        if chunk.is_empty() {
            return Ok(());
        }
        rest = after;
        send(output, chunk).await?;
    }
}

fn last_of_piece(from: NaiveDate, step: usize, until: NaiveDate) -> NaiveDate {
    from.iter_days()
        .nth(step - 1)
        .map_or(until, |last| last.min(until))
}

fn append(
    mut table: Table,
    registrations: Vec<Registration>,
    view: View,
) -> Result<(Table, Vec<u8>), TableError> {
    for registration in registrations {
        table.write(&row(&registration.shown(view)))?;
    }
    let chunk = table.take()?;
    Ok((table, chunk))
}

/// Work that may wait for a disk or take its time, off the threads that answer requests.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, TableError> + Send + 'static,
) -> Result<T, ExportError> {
    match spawn_blocking(work).await {
        Ok(outcome) => Ok(outcome?),
        Err(_) => Err(ExportError::BrokenOff),
    }
}

/// Passes a part on, once the reader has taken the one before.
async fn send(output: &Output, chunk: Vec<u8>) -> Result<(), ExportError> {
    if output.is_closed() {
        return Err(ExportError::Unwanted);
    }
    if chunk.is_empty() {
        return Ok(());
    }
    match tokio::time::timeout(PATIENCE, output.send(Ok(chunk))).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(ExportError::Unwanted),
    }
}
