//! `hospice-capacity simulate`: a queueing network described in a file, in the long run.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;

use super::Failure;
use super::json::{Fields, read_file};
use super::progress::Bar;
use crate::model::MODEL_VERSION;
use crate::model::network::{
    Asks, House, HouseInLongRun, HouseParameters, InLongRun, Network, Parameters, RegionParameters, Runs,
    Share, StayShape, Step, in_long_run,
};

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

const MOST_HOUSES: usize = 1000;
const MOST_BEDS: u32 = 100_000;
const MOST_DAYS: u32 = 10_000_000;
const MOST_REPLICATIONS: u32 = 100_000;
const MOST_WORK: f64 = 1e10;

struct System {
    network: Network,
    ids: Vec<String>,
    parameters: Parameters,
    warm_up: u32,
    days: u32,
}

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
    let system = read_file(&job.system, system)?;
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

fn check_work(system: &System, runs: Runs) -> Result<(), Failure> {
    let requests = system
        .parameters
        .houses
        .iter()
        .map(|house| house.requests_per_day);
    let houses = f64::from(u32::try_from(system.ids.len()).unwrap_or(u32::MAX));
    let each_day = houses + requests.sum::<f64>();
    let days = f64::from(runs.replications) * (f64::from(runs.warm_up) + f64::from(runs.days));
    if each_day * days > MOST_WORK {
        return Err(Failure(vec![format!(
            "{} house-days and requests are too many, at most {MOST_WORK} are played: ask for fewer replications or \
             days",
            each_day * days
        )]));
    }
    Ok(())
}

/// A house as the file describes it.
struct Described {
    id: String,
    beds: u32,
    parameters: HouseParameters,
    overflow_to: Vec<String>,
}

fn system(fields: &mut Fields<'_>) -> System {
    let described = fields.objects("houses", MOST_HOUSES, described);
    if described.is_empty() {
        fields.refuse("houses", "must have at least one house");
    }
    let asks = asks(fields, &described);
    let region = RegionParameters {
        moving: 1.0,
        waiting: fields
            .number_or("waitingShare", 0.0..=1.0, Some(0.0))
            .unwrap_or_default(),
        patience_days: fields
            .number_or("patienceDays", 0.0..=36_525.0, Some(7.0))
            .unwrap_or_default(),
        ..RegionParameters::default()
    };
    let warm_up = fields.whole_or("warmupDays", 0..=MOST_DAYS, Some(730));
    let days = fields.whole_or("days", 1..=MOST_DAYS, Some(14_600));
    let groups = connected(&asks);
    let houses = described.iter().zip(asks).map(|(house, asks)| House {
        asks: Asks::InOrder(asks),
        steps: vec![Step::always(house.beds)],
        ..House::default()
    });
    System {
        network: Network {
            // Any date does: neither weekday nor season matters here.
            origin: NaiveDate::default(),
            houses: houses.collect(),
            groups,
        },
        parameters: Parameters {
            houses: described.iter().map(|house| house.parameters).collect(),
            regions: vec![region],
        },
        ids: described.into_iter().map(|house| house.id).collect(),
        warm_up: warm_up.unwrap_or_default(),
        days: days.unwrap_or_default(),
    }
}

fn described(fields: &mut Fields<'_>) -> Described {
    let id = fields.text("id");
    let beds = fields.whole("beds", 0..=MOST_BEDS);
    let requests_per_day = fields.number("requestsPerDay", 0.0..=HouseParameters::MOST_REQUESTS);
    let mean_stay_days = fields.number("meanStayDays", 0.001..=HouseParameters::LONGEST_STAY);
    let cv = fields
        .number_or("stayCv", 0.0..=10.0, Some(1.3))
        .unwrap_or_default();
    let stay = fields.choice(
        "stay",
        &[
            ("exponential", StayShape::Exponential),
            ("lognormal", StayShape::LogNormal { cv }),
            ("deterministic", StayShape::Deterministic),
        ],
    );
    Described {
        id,
        beds,
        parameters: HouseParameters {
            requests_per_day,
            mean_stay_days,
            stay: stay.unwrap_or_default(),
        },
        overflow_to: fields.texts("overflowTo", MOST_HOUSES),
    }
}

/// For each house the places of those that its people ask next.
fn asks(fields: &Fields<'_>, houses: &[Described]) -> Vec<Vec<usize>> {
    let place_of = |id: &str| houses.iter().position(|house| house.id == id);
    let mut asks = Vec::with_capacity(houses.len());
    for (place, house) in houses.iter().enumerate() {
        let refuse = |field: &str, rule: &str| fields.refuse(&format!("houses[{place}].{field}"), rule);
        if place_of(&house.id) != Some(place) {
            refuse("id", &format!("{:?} is that of a house before it", house.id));
        }
        let mut others = Vec::with_capacity(house.overflow_to.len());
        for id in &house.overflow_to {
            match place_of(id) {
                None => refuse(
                    "overflowTo",
                    &format!("names {id:?}, which is no house of the file"),
                ),
                Some(other) if other == place => refuse("overflowTo", "must not name the house itself"),
                Some(other) if others.contains(&other) => {
                    refuse("overflowTo", &format!("names {id:?} more than once"));
                }
                Some(other) => others.push(other),
            }
        }
        asks.push(others);
    }
    asks
}

/// Houses that overflow to each other, directly or by way of others, stand in one group.
fn connected(asks: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut labels = (0..asks.len()).collect::<Vec<usize>>();
    for (place, others) in asks.iter().enumerate() {
        for other in others {
            if let (Some(one), Some(two)) = (labels.get(place).copied(), labels.get(*other).copied()) {
                for label in &mut labels {
                    if *label == one.max(two) {
                        *label = one.min(two);
                    }
                }
            }
        }
    }
    let members = |group: usize| {
        let places = labels.iter().enumerate();
        let places = places.filter(move |(_, label)| **label == group);
        places.map(|(place, _)| place).collect::<Vec<usize>>()
    };
    (0..asks.len())
        .map(members)
        .filter(|group| !group.is_empty())
        .collect()
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
