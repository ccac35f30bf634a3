//! `hospice-capacity import`.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};

use super::json::read_file;
use super::{Failure, block_on, open};
use crate::app::csv_file::RowFault;
use crate::app::import_deaths::import_deaths;
use crate::app::import_houses::{Description, PartFault, import_houses};
use crate::app::import_registrations::{Imported, Importer, import};
use crate::app::registration_csv::read;
use crate::domain::language::Language;
use crate::domain::rule::Place;
use crate::domain::text::{Name, Reason};

#[derive(Subcommand)]
pub(super) enum Job {
    /// Houses, with their networks, regions and municipalities, from JSON; all or nothing
    Houses { file: PathBuf },
    /// Yearly deaths by network region or municipality from CSV, for the projections; all or nothing. Columns:
    /// year, `network_region`, deaths; optional municipality, share (0-1, of its deaths that count to the region),
    /// low and high (95 % band)
    Deaths { file: PathBuf },
    /// Registrations from CSV; all or nothing
    Registrations {
        file: PathBuf,
        /// Look for faults, but store nothing
        #[arg(long)]
        dry_run: bool,
    },
}

pub(super) fn run(job: Job) -> Result<(), Failure> {
    match job {
        Job::Deaths { file } => deaths(&file),
        Job::Houses { file } => houses(&file),
        Job::Registrations { file, dry_run } => registrations(&file, dry_run),
    }
}

fn deaths(file: &Path) -> Result<(), Failure> {
    let input = File::open(file).map_err(|error| unreadable(file, &error))?;
    let app = open(false)?;
    match block_on(import_deaths(&app, BufReader::new(input), importer()?))? {
        Ok(rows) => {
            println!("{rows} rows imported");
            Ok(())
        }
        Err(faults) => Err(refuse(file, &faults)),
    }
}

fn houses(file: &Path) -> Result<(), Failure> {
    let description: Description = read_file(file)?;
    let number = description.houses.len();
    let app = open(true)?;
    let faults = block_on(import_houses(&app, description, importer()?))?;
    if !faults.is_empty() {
        let mut sentences: Vec<String> = faults.iter().map(|fault| say_part(file, fault)).collect();
        sentences.push("nothing was imported".to_owned());
        return Err(Failure(sentences));
    }
    println!("{number} houses imported");
    Ok(())
}

fn registrations(file: &Path, dry_run: bool) -> Result<(), Failure> {
    let input = File::open(file).map_err(|error| unreadable(file, &error))?;
    let table = read(BufReader::new(input)).map_err(|faults| refuse(file, &faults))?;
    let app = open(false)?;
    let bar = progress_bar(table.rows.len());
    let shown = bar.clone();
    let reason = file
        .file_name()
        .and_then(|name| Reason::new(&format!("Import van {}", name.to_string_lossy())));
    let importer = Importer {
        name: importer()?,
        token_id: None,
        reason,
        dry_run,
    };
    let outcome = block_on(import(&app, table, importer, Arc::new(move || shown.inc(1))))?;
    bar.finish_and_clear();
    match outcome {
        Imported::Unreadable(faults) | Imported::Faulty(faults) => Err(refuse(file, &faults)),
        Imported::Done(report) => {
            let would = if dry_run { " would be" } else { "" };
            println!(
                "{} new, {} corrected, {} unchanged{would}",
                report.new, report.corrected, report.unchanged
            );
            Ok(())
        }
    }
}

/// Under this name imports stand in the history.
fn importer() -> Result<Name, Failure> {
    Name::new("Import").ok_or_else(|| Failure(vec!["the importer has no name".to_owned()]))
}

/// A bar on a terminal; elsewhere nothing is drawn.
fn progress_bar(rows: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(rows).unwrap_or(u64::MAX));
    let style = ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} rows, {eta} to go");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

pub(super) fn unreadable(file: &Path, error: &std::io::Error) -> Failure {
    Failure(vec![format!("{} cannot be read: {error}", file.display())])
}

fn refuse(file: &Path, faults: &[RowFault]) -> Failure {
    let mut sentences: Vec<String> = faults.iter().map(|fault| say_row(file, fault)).collect();
    sentences.push(format!("{} faults; nothing was imported", faults.len()));
    Failure(sentences)
}

pub(super) fn say_row(file: &Path, fault: &RowFault) -> String {
    let what = fault.rule.say(Language::English);
    let column = fault
        .column
        .as_ref()
        .map(|column| format!(", {column}"))
        .unwrap_or_default();
    format!("{}, line {}{column}: {what}", file.display(), fault.line)
}

fn say_part(file: &Path, fault: &PartFault) -> String {
    let PartFault { part, index, fault } = fault;
    let (Place::Field(field) | Place::Parameter(field)) = fault.place;
    let what = fault.rule.say(Language::English);
    format!("{}, /{part}/{index}, {field}: {what}", file.display())
}
