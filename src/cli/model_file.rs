//! What the commands that work on files share: the file, the origins, and how far the work is.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::NaiveDate;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::Failure;
use super::import::{say_row, unreadable};
use crate::app::model_file::{ModelFile, read};
use crate::model::forecast::{DEFAULT_PATHS, MAX_HORIZON, Question};
use crate::model::progress::Watch;

/// More faults of a file are counted, not told.
const TOLD: usize = 20;

/// What both commands ask of a forecast.
#[derive(Args)]
pub(super) struct Wanted {
    /// Registrations as CSV; `house_id`, `date` and `beds_occupied` are enough
    #[arg(long, value_name = "FILE")]
    registrations: PathBuf,
    /// How many days ahead, 1 to 28
    #[arg(long, value_name = "DAYS", default_value_t = MAX_HORIZON, value_parser = clap::value_parser!(u32).range(1..=28))]
    horizon: u32,
    /// The seed of simulations
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many paths a simulation takes, 1 to 100,000
    #[arg(long, value_name = "N", default_value_t = DEFAULT_PATHS, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    paths: u32,
}

impl Wanted {
    pub(super) fn question(&self, origin: NaiveDate) -> Question {
        Question {
            origin,
            horizon: self.horizon,
            paths: self.paths,
            seed: self.seed,
        }
    }

    pub(super) fn horizon(&self) -> u32 {
        self.horizon
    }

    pub(super) fn file(&self) -> Result<ModelFile, Failure> {
        read_file(&self.registrations)
    }

    /// Refuses names that would stand for two units of the answer.
    pub(super) fn refuse_ambiguous(&self, file: &ModelFile) -> Result<(), Failure> {
        let ambiguous = file.ambiguous();
        let sentences = ambiguous.iter().map(|name| {
            format!(
                "{} names both a house and a region {name:?}: in the answer nobody could tell them apart; rename one",
                self.registrations.display()
            )
        });
        if ambiguous.is_empty() {
            Ok(())
        } else {
            Err(Failure(sentences.collect()))
        }
    }

    /// Refuses an origin before which nothing is known.
    pub(super) fn check(&self, file: &ModelFile, origins: &[NaiveDate]) -> Result<(), Failure> {
        let file_name = self.registrations.display();
        let early = origins.iter().filter(|origin| file.known_at(**origin).is_empty());
        let sentences: Vec<String> = early
            .map(|origin| {
                format!(
                    "{file_name} says nothing that was known on {origin}; it begins on {}",
                    file.span().0
                )
            })
            .collect();
        if sentences.is_empty() {
            Ok(())
        } else {
            Err(Failure(sentences))
        }
    }
}

/// The registrations of a file for the model.
pub(super) fn read_file(path: &Path) -> Result<ModelFile, Failure> {
    let input = File::open(path).map_err(|error| unreadable(path, &error))?;
    read(BufReader::new(input)).map_err(|faults| {
        let mut sentences: Vec<String> = faults
            .iter()
            .take(TOLD)
            .map(|fault| say_row(path, fault))
            .collect();
        sentences.push(format!("{} faults; nothing was forecast", faults.len()));
        Failure(sentences)
    })
}

/// The origins in order, each once.
pub(super) fn in_order(mut origins: Vec<NaiveDate>) -> Vec<NaiveDate> {
    origins.sort_unstable();
    origins.dedup();
    origins
}

/// A bar on a terminal over so many forecasts; elsewhere nothing is drawn.
pub(super) fn progress_bar(forecasts: usize) -> ProgressBar {
    let whole = u64::try_from(forecasts).unwrap_or(u64::MAX).saturating_mul(SHARE);
    let bar = ProgressBar::new(whole);
    let style = ProgressStyle::with_template("{bar:40} {percent} %, {eta} to go");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

/// The length of one forecast on the bar.
const SHARE: u64 = 1000;

/// One forecast's share of the bar.
pub(super) struct Share<'a> {
    bar: &'a ProgressBar,
    shown: AtomicU64,
}

impl<'a> Share<'a> {
    pub(super) fn of(bar: &'a ProgressBar) -> Self {
        Self {
            bar,
            shown: AtomicU64::new(0),
        }
    }

    /// The forecast is done.
    pub(super) fn finish(&self) {
        self.goes_on(1, 1);
    }
}

impl Watch for Share<'_> {
    fn goes_on(&self, done: u64, whole: u64) -> bool {
        let now = done.min(whole).saturating_mul(SHARE) / whole.max(1);
        let before = self.shown.fetch_max(now, Ordering::Relaxed);
        self.bar.inc(now.saturating_sub(before));
        true
    }
}
