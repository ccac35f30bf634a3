//! The forecast of a region whose houses register who comes and goes: a joint simulation of all of them from today's
//! stand.
//!
//! Each path has its own draw of what is estimated, and its own swing of demand. Houses, region and the chance that
//! all are full come from the same paths, so that they fit together: people whom one house refuses fill another.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::estimate::Estimate;
use super::forecast::Question;
use super::history::HouseRecord;
use super::network::{Helping, Network, Run};
use super::progress::{Stopped, Watch};

use tally::Tally;

mod start;
mod tally;
#[cfg(test)]
mod tests;
mod units;

pub use start::{SILENT_DAYS, network};
pub use units::{Simulated, simulate};

/// The least and the most paths of a forecast.
pub const PATHS: (u32, u32) = (100, 100_000);
/// The most beds of a house that is simulated; no hospice comes near.
const MOST_BEDS: u32 = 999;
/// Registered days with flows that a region's houses must have together.
const LEAST_DAYS_WITH_FLOWS: u32 = 180;

/// The chances of a region's houses, and of the region.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionChances {
    /// By house and forecast day.
    pub houses: Vec<Vec<Chances>>,
    /// By forecast day.
    pub region: Vec<Chances>,
}

/// The chances of a unit on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Chances {
    /// Of 0, 1, 2, ... occupied beds.
    pub mass: Vec<f64>,
    /// That no house of the unit has a bed to give.
    pub full: f64,
}

/// Whether a region's houses register enough of who comes and goes. Of those that were heard of in the last
/// [`SILENT_DAYS`]:
///
/// - together at least 180 days with admissions and departures in the last year,
/// - each on at least half of its registered days, and
/// - flows and counts disagree on at most a quarter of all those days.
#[must_use]
pub fn is_registered(houses: &[HouseRecord], estimate: &Estimate, origin: chrono::NaiveDate) -> bool {
    let heard = houses.iter().zip(&estimate.houses);
    let mut heard = heard
        .filter(|(house, _)| start::stand(house, origin).is_some())
        .peekable();
    if heard.peek().is_none() {
        return false;
    }
    let (mut with_flows, mut disagreeing) = (0_u32, 0_u32);
    for (house, found) in heard {
        let quality = found.quality;
        if 2 * quality.days_with_flows + 1 < quality.days_registered || highest(house) > MOST_BEDS {
            return false;
        }
        with_flows = with_flows.saturating_add(quality.days_with_flows);
        disagreeing = disagreeing.saturating_add(quality.days_disagreeing);
    }
    with_flows >= LEAST_DAYS_WITH_FLOWS && disagreeing.saturating_mul(4) <= with_flows
}

/// The chances of one region's houses on each day of the question, from their registrations up to its origin.
/// `estimate` is that of these houses alone. The answer is the same for any number of threads.
///
/// # Errors
/// [`Stopped`] where `watch` says that it is no longer wanted.
pub fn forecast(
    houses: &[HouseRecord],
    estimate: &Estimate,
    question: &Question,
    watch: &dyn Watch,
) -> Result<RegionChances, Stopped> {
    let network = network(houses, estimate, question.origin, Helping::Region);
    let dates = question.dates().count();
    let before = (question.origin - network.origin).num_days();
    let before = u32::try_from(before).unwrap_or(0);
    let caps: Vec<u32> = houses.iter().map(|house| highest(house).min(MOST_BEDS)).collect();
    let paths = question.paths.clamp(PATHS.0, PATHS.1);
    let pieces = paths.div_ceil(PIECE);
    let done = AtomicU64::new(0);
    let tallies = (0..pieces).into_par_iter().map(|piece| {
        if !watch.goes_on(done.fetch_add(1, Ordering::Relaxed), pieces.into()) {
            return Err(Stopped);
        }
        let mut tally = Tally::new(&caps, dates);
        let these = piece * PIECE..((piece + 1) * PIECE).min(paths);
        play(&network, estimate, question, (before, these), &mut tally);
        Ok(tally)
    });
    let empty = || Tally::new(&caps, dates);
    let tally = tallies.try_reduce(empty, |one, other| Ok(one.and(&other)))?;
    Ok(tally.chances(paths))
}

/// Paths that are played in one piece.
const PIECE: u32 = 128;

fn play(
    network: &Network,
    estimate: &Estimate,
    question: &Question,
    (before, paths): (u32, std::ops::Range<u32>),
    tally: &mut Tally,
) {
    let days = u32::try_from(question.dates().count()).unwrap_or(0);
    let mut run = Run::new(network, 0, before + days);
    for path in paths {
        let parameters = estimate.sample(question.seed, path.into());
        run.start(&parameters, question.seed, path.into());
        for _ in 0..before {
            run.pass_day();
        }
        for day in 0..days {
            run.pass_day();
            tally.count(day as usize, run.houses());
        }
    }
}

/// The most beds that a house can have occupied: all it has or will have, and today's guests.
fn highest(house: &HouseRecord) -> u32 {
    let planned = house.beds.iter().map(|(_, beds)| *beds);
    let last = house.days.last();
    let registered = last.map(|day| day.physical.max(day.occupied.saturating_add(day.reserved)));
    planned.chain(registered).max().unwrap_or(0)
}
