//! `hospice-capacity export`.

use std::io::BufWriter;

use chrono::NaiveDate;
use clap::{Subcommand, ValueEnum};

use super::{Failure, block_on, date, open};
use crate::app::export::registrations;

#[derive(Subcommand)]
pub(super) enum Job {
    /// The registrations that stand, in order of day and house
    Registrations {
        /// The first day; all by default
        #[arg(long, value_name = "DATE", value_parser = date)]
        from: Option<NaiveDate>,
        /// The last day; today by default
        #[arg(long, value_name = "DATE", value_parser = date)]
        until: Option<NaiveDate>,
        #[arg(long, value_enum, default_value = "csv")]
        format: Format,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Format {
    Csv,
}

pub(super) fn run(job: &Job) -> Result<(), Failure> {
    let Job::Registrations {
        from,
        until,
        format: Format::Csv,
    } = job;
    let app = open(false)?;
    let output = BufWriter::new(std::io::stdout().lock());
    match block_on(registrations(&app, *from, *until, output)) {
        Ok(written) => eprintln!("{written} registrations"),
        // Whoever reads along, such as `head`, has had enough.
        Err(error) if error.is_closed_pipe() => {}
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
