//! `hospice-capacity forecast`: the model on a file, without a database.

use std::fs::File;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use csv::Writer;
use rayon::prelude::*;

use super::model_file::{Share, Wanted, in_order, progress_bar};
use super::{Failure, date};
use crate::model::forecast::{Forecast, QUANTILES, forecast};

#[derive(Args)]
pub(super) struct Forecasts {
    #[command(flatten)]
    wanted: Wanted,
    /// The last day of which the forecast may know anything; one forecast for each
    #[arg(long, value_name = "DATE", num_args = 1.., required = true, value_parser = date)]
    origin: Vec<NaiveDate>,
    /// The quantiles of occupied beds, as CSV: unit, origin, horizon, quantile, value
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub(super) fn run(job: Forecasts) -> Result<(), Failure> {
    let file = job.wanted.file()?;
    job.wanted.refuse_ambiguous(&file)?;
    let origins = in_order(job.origin);
    job.wanted.check(&file, &origins)?;
    let bar = progress_bar(origins.len());
    let forecasts: Vec<Forecast> = origins
        .par_iter()
        .filter_map(|origin| {
            let share = Share::of(&bar);
            let answer = forecast(&file.known_at(*origin), &job.wanted.question(*origin), &share);
            share.finish();
            // Nobody stops a command but by ending it.
            answer.ok()
        })
        .collect();
    bar.finish_and_clear();
    let cannot = |error: &dyn std::fmt::Display| {
        Failure(vec![format!("{} cannot be written: {error}", job.out.display())])
    };
    let out = File::create(&job.out).map_err(|error| cannot(&error))?;
    let rows = write(&forecasts, Writer::from_writer(out)).map_err(|error| cannot(&error))?;
    println!(
        "{rows} quantiles of {} forecasts written to {}",
        forecasts.len(),
        job.out.display()
    );
    Ok(())
}

/// Houses, then regions, of each origin; how many rows there are.
fn write(forecasts: &[Forecast], mut out: Writer<File>) -> Result<usize, csv::Error> {
    out.write_record(["unit", "origin", "horizon", "quantile", "value"])?;
    let mut rows = 0;
    for forecast in forecasts {
        let origin = forecast.question.origin.to_string();
        for unit in forecast.houses.iter().chain(&forecast.regions) {
            for day in &unit.days {
                let horizon = day.horizon.to_string();
                for p in QUANTILES {
                    let (quantile, value) = (p.to_string(), day.quantile(p).to_string());
                    out.write_record([&unit.id, &origin, &horizon, &quantile, &value])?;
                    rows += 1;
                }
            }
        }
    }
    out.flush()?;
    Ok(rows)
}
