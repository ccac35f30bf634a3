//! `hospice-capacity export`.

use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};

use super::{Failure, block_on, date, open};
use crate::app::App;
use crate::app::audit;
use crate::app::export::{prepare, start};
use crate::app::filter::Filter;
use crate::app::list_registrations::Selection;
use crate::app::table::{self, Form};
use crate::domain::calendar::FIRST_DAY;
use crate::domain::period::Period;
use crate::http::data_package;

#[derive(Subcommand)]
pub(super) enum Job {
    /// The registrations that stand, in order of day and house
    Registrations(Registrations),
    /// A Frictionless Data Package descriptor of the exported CSV
    Datapackage {
        /// The name of the CSV file that it describes
        #[arg(long, value_name = "NAME", default_value = "registrations.csv")]
        path: String,
        /// What separates the cells of that file
        #[arg(long, value_enum, default_value = "comma")]
        separator: Separator,
    },
}

#[derive(Args)]
pub(super) struct Registrations {
    /// The first day; all by default
    #[arg(long, value_name = "DATE", value_parser = date)]
    from: Option<NaiveDate>,
    /// The last day; today by default
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: Option<NaiveDate>,
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// What separates the cells of CSV; semicolon for Excel on a Dutch computer
    #[arg(long, value_enum, default_value = "comma")]
    separator: Separator,
    /// A file to write to, instead of the standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Format {
    Csv,
    Xlsx,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Separator {
    Comma,
    Semicolon,
}

impl From<Separator> for table::Separator {
    fn from(separator: Separator) -> Self {
        match separator {
            Separator::Comma => Self::Comma,
            Separator::Semicolon => Self::Semicolon,
        }
    }
}

pub(super) fn run(job: &Job) -> Result<(), Failure> {
    match job {
        Job::Registrations(wanted) => block_on(registrations(wanted)),
        Job::Datapackage { path, separator } => {
            let descriptor = data_package(path, (*separator).into());
            println!("{}", serde_json::to_string_pretty(&descriptor)?);
            Ok(())
        }
    }
}

async fn registrations(wanted: &Registrations) -> Result<(), Failure> {
    let app = Arc::new(open(false)?);
    let export = prepare(&app, None, selection(&app, wanted)).await?;
    let form = match wanted.format {
        Format::Csv => Form::Csv(wanted.separator.into()),
        Format::Xlsx => Form::Xlsx,
    };
    let mut output: Box<dyn std::io::Write> = match &wanted.out {
        Some(file) => Box::new(
            std::fs::File::create(file)
                .map_err(|error| Failure(vec![format!("{} cannot be made: {error}", file.display())]))?,
        ),
        None => Box::new(std::io::stdout().lock()),
    };
    audit::record_export(&app, audit::operator(), None, None).await?;
    let mut chunks = start(&app, export, form)?;
    while let Some(chunk) = chunks.next().await {
        match output.write_all(&chunk?) {
            // Whoever reads along, such as `head`, has had enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
            outcome => outcome?,
        }
    }
    output.flush()?;
    Ok(())
}

fn selection(app: &App, wanted: &Registrations) -> Selection {
    Selection {
        range: Period {
            from: wanted.from.unwrap_or(FIRST_DAY),
            until: wanted.until.unwrap_or_else(|| app.today()),
        },
        filter: Filter::default(),
        as_of: None,
    }
}
