//! `hospice-capacity backtest`: how good the forecasts would have been.

use std::fmt::Write as _;

use chrono::NaiveDate;
use clap::Args;
use rayon::prelude::*;

use super::model_file::{Share, Wanted, in_order, progress_bar};
use super::{Failure, date};
use crate::model::backtest::{BUCKETS, Backtest, Level, Scores, backtest};

#[derive(Args)]
pub(super) struct Backtests {
    #[command(flatten)]
    wanted: Wanted,
    /// Past days to forecast from
    #[arg(long, value_name = "DATE", num_args = 1.., value_parser = date, conflicts_with = "origins")]
    origin: Vec<NaiveDate>,
    /// How many past days to forecast from, spread over the file, 1 to 1000
    #[arg(long, value_name = "N", default_value_t = 14, value_parser = clap::value_parser!(u32).range(1..=1000))]
    origins: u32,
}

pub(super) fn run(job: Backtests) -> Result<(), Failure> {
    let file = job.wanted.file()?;
    let origins = if job.origin.is_empty() {
        file.origins(job.origins, job.wanted.horizon())
    } else {
        in_order(job.origin)
    };
    if origins.is_empty() {
        return Err(Failure(vec![format!(
            "the file holds too few days to look back {} days from",
            job.wanted.horizon()
        )]));
    }
    job.wanted.check(&file, &origins)?;
    let came = file.known_at(NaiveDate::MAX);
    let bar = progress_bar(origins.len());
    let scores: Vec<Backtest> = origins
        .par_iter()
        .filter_map(|origin| {
            let share = Share::of(&bar);
            let known = file.known_at(*origin);
            let scores = backtest(&known, &came, &job.wanted.question(*origin), &share);
            share.finish();
            // Nobody stops a command but by ending it.
            scores.ok()
        })
        .collect();
    bar.finish_and_clear();
    // Added up in the order of origins, so that the sums do not depend on the number of threads.
    let sum = scores.iter().fold(Backtest::default(), Backtest::and);
    print!(
        "{}",
        table(&sum, &origins).map_err(|error| Failure(vec![error.to_string()]))?
    );
    Ok(())
}

/// The scores as text.
fn table(scores: &Backtest, origins: &[NaiveDate]) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    if let [first, .., last] = origins {
        writeln!(text, "{} origins, {first} to {last}", origins.len())?;
    }
    writeln!(
        text,
        "Mean pinball of naive in beds; the others relative to it: less is better.\n"
    )?;
    writeln!(
        text,
        "{:8}{:>8}{:>9}{:>10}{:>9}{:>8}{:>8}{:>8}{:>8}{:>8}",
        "", "cells", "naive", "seasonal", "last 56", "model", "MAE", "PIT80", "PIT95", "Brier"
    )?;
    let levels = [("houses", &scores.houses), ("regions", &scores.regions)];
    let levels = || levels.iter().filter(|(_, level)| level.all.cells > 0);
    for (name, Level { all, .. }) in levels() {
        writeln!(
            text,
            "{name:8}{:>8}{:>9.4}{:>10.3}{:>9.3}{:>8.3}{:>8.3}{:>8.1}{:>8.1}{:>8.4}",
            all.cells,
            all.mean(|sum| sum.naive),
            all.to_naive(|sum| sum.seasonal),
            all.to_naive(|sum| sum.recent),
            all.to_naive(|sum| sum.model),
            all.mean(|sum| sum.error),
            100.0 * all.mean(|sum| sum.within_80),
            100.0 * all.mean(|sum| sum.within_95),
            all.mean(|sum| sum.brier),
        )?;
    }
    writeln!(text, "\nModel to naive, and PIT80, by days ahead:\n")?;
    let mut first = 1;
    write!(text, "{:8}", "")?;
    for last in BUCKETS {
        let days = if first == last {
            last.to_string()
        } else {
            format!("{first}-{last}")
        };
        write!(text, "{days:>15}")?;
        first = last + 1;
    }
    writeln!(text)?;
    for (name, level) in levels() {
        write!(text, "{name:8}")?;
        for bucket in &level.buckets {
            write!(text, "{:>15}", bucket_text(bucket))?;
        }
        writeln!(text)?;
    }
    Ok(text)
}

fn bucket_text(bucket: &Scores) -> String {
    if bucket.cells == 0 {
        return "-".to_owned();
    }
    let (ratio, within) = (bucket.to_naive(|sum| sum.model), bucket.mean(|sum| sum.within_80));
    format!("{ratio:.3} ({:.1})", 100.0 * within)
}
