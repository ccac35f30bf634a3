//! `hospice-capacity erlang`.

use clap::Args;
use serde::Serialize;

use super::Failure;
use crate::model::queue::{Load, MOST_BEDS, loss};

#[derive(Args)]
pub(super) struct Job {
    /// Beds of the house, 0 to 100000
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    beds: String,
    /// Requests per day times mean stay in days, 0 to 1000000
    #[arg(long, value_name = "A", allow_negative_numbers = true)]
    load: String,
}

/// Of requests, the share that finds the house full; of beds, the share that is occupied.
#[derive(Serialize)]
struct Answer {
    blocking: f64,
    occupancy: f64,
}

pub(super) fn run(job: &Job) -> Result<(), Failure> {
    let beds = job.beds.parse().ok().filter(|beds| *beds <= MOST_BEDS);
    let load = job.load.parse().ok().and_then(Load::new);
    let (Some(beds), Some(load)) = (beds, load) else {
        let beds = beds
            .is_none()
            .then(|| format!("--beds {} must be a whole number from 0 to {MOST_BEDS}", job.beds));
        let load = load
            .is_none()
            .then(|| format!("--load {} must be a number from 0 to {}", job.load, Load::MOST));
        return Err(Failure(beds.into_iter().chain(load).collect()));
    };
    let house = loss(beds, load);
    let answer = Answer {
        blocking: house.blocking,
        occupancy: house.occupancy,
    };
    println!("{}", serde_json::to_string(&answer)?);
    Ok(())
}
