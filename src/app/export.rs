//! Writing registrations out.

use std::io::Write;

use chrono::{Days, NaiveDate};

use super::registration_csv::Writer;
use super::{App, Error};
use crate::domain::period::Period;
use crate::store;

/// How many days are read at a time: 300 houses make 9,300 rows of them. Unit: days.
const STEP: u64 = 31;

/// Why an export broke off.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(transparent)]
    Register(#[from] Error),
    #[error("the output cannot be written: {0}")]
    Output(#[from] csv::Error),
}

impl ExportError {
    /// Nobody reads the output any more.
    #[must_use]
    pub fn is_closed_pipe(&self) -> bool {
        match self {
            Self::Output(error) => matches!(
                error.kind(),
                csv::ErrorKind::Io(error) if error.kind() == std::io::ErrorKind::BrokenPipe
            ),
            Self::Register(_) => false,
        }
    }
}

/// Writes all registrations that stand from `from` to `until` (both included; by default all up to
/// today) as CSV, in order of day and house. Answers how many.
///
/// # Errors
/// [`ExportError`].
pub async fn registrations(
    app: &App,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    output: impl Write,
) -> Result<u64, ExportError> {
    let mut writer = Writer::new(output)?;
    let first = app
        .store
        .read(|connection| store::registration::first_day(connection).map_err(Error::from))
        .await?;
    let until = until.unwrap_or_else(|| app.today());
    let mut next = from.max(first);
    let mut written = 0;
    while let Some(start) = next.filter(|start| first.is_some() && *start <= until) {
        let end = start
            .checked_add_days(Days::new(STEP - 1))
            .map_or(until, |end| end.min(until));
        let registrations = app
            .store
            .read(move |connection| {
                store::registration::between(
                    connection,
                    Period {
                        from: start,
                        until: end,
                    },
                    None,
                )
                .map_err(Error::from)
            })
            .await?;
        for registration in &registrations {
            writer.write(registration)?;
            written += 1;
        }
        next = end.succ_opt();
    }
    writer.finish()?;
    Ok(written)
}
