//! What a network does in the long run, from independent replications.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use statrs::distribution::{ContinuousCDF as _, StudentsT};

use super::house::{Counts, Running};
use super::parameters::Parameters;
use super::run::Run;
use super::site::Network;
use crate::model::progress::{Stopped, Watch};

/// How long, and how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Runs {
    /// Days from an empty network on that are not counted.
    pub warm_up: u32,
    /// Days that are counted then.
    pub days: u32,
    /// Independent replications, at least 2.
    pub replications: u32,
    pub seed: u64,
}

/// A share, and how well the replications know it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    pub value: f64,
    /// Half the width of its 95 % interval.
    pub half_width: f64,
}

/// Nothing for a share of nothing, such as the requests of a house that nobody asks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HouseInLongRun {
    /// Of the requests whose first choice it is, those that ended without a bed anywhere.
    pub refused: Option<Share>,
    /// Of the same, those that were given a bed in another house.
    pub placed_elsewhere: Option<Share>,
    /// Of its beds, those that are occupied.
    pub occupancy: Option<Share>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct InLongRun {
    pub houses: Vec<HouseInLongRun>,
    pub refused: Option<Share>,
    /// Of all houses and replications.
    pub requests: u64,
}

/// Plays independent replications, counts and divides. The answer is the same for any number of threads.
///
/// # Errors
/// [`Stopped`] where `watch` says that it is no longer wanted.
pub fn in_long_run(
    network: &Network,
    parameters: &Parameters,
    runs: Runs,
    watch: &dyn Watch,
) -> Result<InLongRun, Stopped> {
    let groups = network.groups.len();
    let pieces = u64::from(runs.replications) * u64::try_from(groups).unwrap_or(u64::MAX);
    let done = AtomicU64::new(0);
    let replications = (0..runs.replications).into_par_iter().map(|replication| {
        let mut sums = vec![Sums::default(); network.houses.len()];
        for group in 0..groups {
            let mut run = Run::new(network, group, runs.warm_up.saturating_add(runs.days));
            run.start(parameters, runs.seed, u64::from(replication));
            play(&mut run, runs, &mut sums, &|| {
                watch.goes_on(done.load(Ordering::Relaxed), pieces)
            })?;
            done.fetch_add(1, Ordering::Relaxed);
        }
        Ok(sums)
    });
    let replications = replications.collect::<Result<Vec<_>, Stopped>>()?;
    Ok(summarise(network.houses.len(), &replications))
}

/// How often a long replication asks whether it is still wanted.
const DAYS_BETWEEN_LOOKS: u32 = 4096;

fn play(run: &mut Run, runs: Runs, sums: &mut [Sums], is_wanted: &dyn Fn() -> bool) -> Result<(), Stopped> {
    for day in 0..runs.warm_up.saturating_add(runs.days) {
        if day.is_multiple_of(DAYS_BETWEEN_LOOKS) && !is_wanted() {
            return Err(Stopped);
        }
        if day == runs.warm_up {
            run.clear_counts();
        }
        run.pass_day();
        if day >= runs.warm_up {
            for (house, place) in run.houses().iter().zip(run.places()) {
                if let Some(sums) = sums.get_mut(*place) {
                    sums.add_day(house);
                }
            }
        }
    }
    for (house, place) in run.houses().iter().zip(run.places()) {
        if let Some(sums) = sums.get_mut(*place) {
            sums.counts = *house.counts();
        }
    }
    Ok(())
}

#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    counts: Counts,
    occupied: u64,
    beds: u64,
}

impl Sums {
    fn add_day(&mut self, house: &Running) {
        self.occupied += u64::from(house.occupied());
        self.beds += u64::from(house.in_service());
    }

    fn refused(&self) -> u64 {
        u64::from(self.counts.lost) + u64::from(self.counts.gave_up)
    }
}

fn summarise(houses: usize, replications: &[Vec<Sums>]) -> InLongRun {
    let of_house = |place: usize, part: &dyn Fn(&Sums) -> (u64, u64)| {
        let pairs = replications.iter().filter_map(|sums| sums.get(place)).map(part);
        share(&pairs.collect::<Vec<_>>())
    };
    let requests = |sums: &Sums| u64::from(sums.counts.requests);
    let houses = (0..houses).map(|place| HouseInLongRun {
        refused: of_house(place, &|sums| (sums.refused(), requests(sums))),
        placed_elsewhere: of_house(place, &|sums| (u64::from(sums.counts.moved), requests(sums))),
        occupancy: of_house(place, &|sums| (sums.occupied, sums.beds)),
    });
    let all = replications.iter().map(|sums| {
        let refused = sums.iter().map(Sums::refused).sum();
        (refused, sums.iter().map(requests).sum())
    });
    let all = all.collect::<Vec<(u64, u64)>>();
    InLongRun {
        houses: houses.collect(),
        refused: share(&all),
        requests: all.iter().map(|(_, requests)| requests).sum(),
    }
}

/// The ratio of sums over replications, with the half width of its interval by linearisation and Student's t (Law,
/// Simulation Modeling and Analysis, section 9.5.3: ratio estimators).
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
fn share(replications: &[(u64, u64)]) -> Option<Share> {
    let sum = |part: fn(&(u64, u64)) -> u64| replications.iter().map(part).sum::<u64>() as f64;
    let whole = sum(|pair| pair.1);
    if whole <= 0.0 {
        return None;
    }
    let value = sum(|pair| pair.0) / whole;
    let number = replications.len() as f64;
    let squares = replications
        .iter()
        .map(|(part, of)| (*part as f64 - value * *of as f64).powi(2))
        .sum::<f64>();
    let error = if number > 1.0 {
        (squares / (number - 1.0) * number).sqrt() / whole
    } else {
        0.0
    };
    let quantile = StudentsT::new(0.0, 1.0, (number - 1.0).max(1.0)).map_or(1.96, |t| t.inverse_cdf(0.975));
    Some(Share {
        value,
        half_width: quantile * error,
    })
}
