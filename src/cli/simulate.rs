//! `hospice-capacity simulate`: a queueing network described in a file, in the long run.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::Failure;
use super::json::read_file;
use super::progress::Bar;
use crate::http::{InputError, read_json};
use crate::model::MODEL_VERSION;
use crate::model::network::{HouseInLongRun, InLongRun, Runs, Share, in_long_run};
use crate::model::progress::Unwatched;

use system::System;

mod system;

/// Simulate a network of houses from a file, in the long run
#[derive(Args)]
#[command(after_long_help = FILES)]
pub(super) struct Job {
    /// The network
    #[arg(long, value_name = "FILE.json")]
    system: PathBuf,
    /// Independent replications, 2 to 100000
    #[arg(long, value_name = "N", default_value = "20", allow_negative_numbers = true)]
    replications: String,
    /// The same seed gives the same answer
    #[arg(long, value_name = "S", default_value = "1", allow_negative_numbers = true)]
    seed: String,
    /// Where the answer is written
    #[arg(long, value_name = "FILE.json")]
    out: PathBuf,
}

const FILES: &str = r#"The network:
  {"houses": [{"id": "a", "beds": 4, "requestsPerDay": 0.16, "meanStayDays": 25, "stay": "exponential",
               "stayCv": 1.3, "overflowTo": ["b"]}, ...],
   "waitingShare": 0, "patienceDays": 7, "warmupDays": 730, "days": 14600}

Whoever finds no free bed in the house of first choice waits there with the probability waitingShare, for
a time of mean patienceDays (exponential). Who does not wait takes the first free bed in the houses of
overflowTo, in that order; who finds none is refused, as is who waited in vain. stay is exponential,
lognormal (of the coefficient of variation stayCv) or deterministic. days are counted after warmupDays,
which begin with empty houses. Of each house id, beds, requestsPerDay and meanStayDays are needed; the
rest has the values above, and nobody overflows.

The answer: of each house refusedShare (of the requests whose first choice it is, those placed nowhere),
placedElsewhereShare and occupancy, with half the widths of their 95 % intervals from independent
replications; null is a share of nothing. At most 10^10 house-days and requests are played: some minutes."#;

const MOST_REPLICATIONS: u32 = 100_000;
const MOST_WORK: f64 = 1e10;

pub(super) fn run(job: &Job) -> Result<(), Failure> {
    let mut faults = Vec::new();
    let replications = job.replications.parse().ok();
    let replications = replications.filter(|number| (2..=MOST_REPLICATIONS).contains(number));
    if replications.is_none() {
        faults.push(format!(
            "--replications {} must be a whole number from 2 to {MOST_REPLICATIONS}",
            job.replications
        ));
    }
    let seed = job.seed.parse::<u64>().ok();
    if seed.is_none() {
        faults.push(format!(
            "--seed {} must be a whole number from 0 to {}",
            job.seed,
            u64::MAX
        ));
    }
    let (Some(replications), Some(seed)) = (replications, seed) else {
        return Err(Failure(faults));
    };
    let system: System = read_file(&job.system)?;
    let runs = Runs {
        warm_up: system.warm_up,
        days: system.days,
        replications,
        seed,
    };
    check_work(&system, runs)?;
    let Ok(found) = in_long_run(&system.network, &system.parameters, runs, &Bar::new()) else {
        return Err(Failure(vec!["the simulation was stopped".to_owned()]));
    };
    let answer = answer(&system, &found, runs);
    let text = serde_json::to_string_pretty(&answer)? + "\n";
    std::fs::write(&job.out, text)
        .map_err(|error| Failure(vec![format!("{} cannot be written: {error}", job.out.display())]))
}

/// The answer to the network that `text` describes, from two replications: a door for the fuzz targets. Nothing where
/// it would take more than `most` house-days and requests.
///
/// # Errors
/// The faults of the text.
#[doc(hidden)]
pub fn simulated(text: &[u8], most: f64) -> Result<Option<String>, Vec<InputError>> {
    let system: System = read_json(text)?;
    let runs = Runs {
        warm_up: system.warm_up,
        days: system.days,
        replications: 2,
        seed: 1,
    };
    if work(&system, runs) > most {
        return Ok(None);
    }
    let found = in_long_run(&system.network, &system.parameters, runs, &Unwatched).ok();
    Ok(found.and_then(|found| serde_json::to_string(&answer(&system, &found, runs)).ok()))
}

fn check_work(system: &System, runs: Runs) -> Result<(), Failure> {
    let work = work(system, runs);
    if work > MOST_WORK {
        return Err(Failure(vec![format!(
            "{work} house-days and requests are too many, at most {MOST_WORK} are played: ask for fewer replications or \
             days"
        )]));
    }
    Ok(())
}

/// Unit: house-days and requests.
fn work(system: &System, runs: Runs) -> f64 {
    let requests = system
        .parameters
        .houses
        .iter()
        .map(|house| house.requests_per_day);
    let houses = f64::from(u32::try_from(system.ids.len()).unwrap_or(u32::MAX));
    let each_day = houses + requests.sum::<f64>();
    let days = f64::from(runs.replications) * (f64::from(runs.warm_up) + f64::from(runs.days));
    each_day * days
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer<'a> {
    houses: Vec<HouseAnswer<'a>>,
    network: NetworkAnswer,
    requests: u64,
    replications: u32,
    seed: u64,
    model_version: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HouseAnswer<'a> {
    id: &'a str,
    #[serde(flatten)]
    shares: Shares,
    half_width95: Shares,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shares {
    refused_share: Option<f64>,
    placed_elsewhere_share: Option<f64>,
    occupancy: Option<f64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NetworkAnswer {
    refused_share: Option<f64>,
    half_width95: Option<f64>,
}

fn answer<'a>(system: &'a System, found: &InLongRun, runs: Runs) -> Answer<'a> {
    let value = |share: Option<Share>| share.map(|share| share.value);
    let half_width = |share: Option<Share>| share.map(|share| share.half_width);
    let shares = |house: &HouseInLongRun, part: &dyn Fn(Option<Share>) -> Option<f64>| Shares {
        refused_share: part(house.refused),
        placed_elsewhere_share: part(house.placed_elsewhere),
        occupancy: part(house.occupancy),
    };
    let houses = system
        .ids
        .iter()
        .zip(&found.houses)
        .map(|(id, house)| HouseAnswer {
            id,
            shares: shares(house, &value),
            half_width95: shares(house, &half_width),
        });
    Answer {
        houses: houses.collect(),
        network: NetworkAnswer {
            refused_share: value(found.refused),
            half_width95: half_width(found.refused),
        },
        requests: found.requests,
        replications: runs.replications,
        seed: runs.seed,
        model_version: MODEL_VERSION,
    }
}
