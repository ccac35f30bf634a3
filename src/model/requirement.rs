//! The bed requirement: the fewest beds with which a target is met in a year ahead, with a stated certainty.

use super::MODEL_VERSION;
use super::progress::Watch;
use super::projection::{DRAWS, Days, Known, Setting, Spread, Step, Unanswered};
use super::scenario::Scenario;

use apart::Apart;
use year::Year;

mod apart;
mod more;
mod search;
#[cfg(test)]
mod tests;
mod year;

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The year whose demand is to be met; from that of the origin to
    /// [`LAST_YEAR`](super::scenario::LAST_YEAR).
    pub year: i32,
    pub target: Target,
    /// The probability, 0.5 to 0.99, with which the target is to be met, over what is not known for sure.
    pub certainty: f64,
    /// What changes until then. Its beds are the beds of today that the answer is compared with.
    pub scenario: Scenario,
    pub draws: u32,
    pub seed: u64,
}

pub const USUAL_DRAWS: u32 = 100;
/// 80 %.
pub const USUAL_CERTAINTY: f64 = 0.8;

/// What is not to be more than so much, in the long run with the demand of the year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// The share of requests that find no bed in the house of first choice, 0.001 to 0.9.
    FoundFull(f64),
    /// The share of requests that end without a bed, 0.001 to 0.9.
    NoBed(f64),
    /// The share of open beds that is occupied, 0.05 to 0.99.
    Occupancy(f64),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Requirement {
    pub version: &'static str,
    pub seed: u64,
    pub draws: u32,
    pub houses: Vec<HouseRequirement>,
    pub regions: Vec<PooledRequirement>,
    pub network: PooledRequirement,
    /// Where one more bed keeps most people from ending without one, in this order. The order is not sure: read
    /// the spreads and [`OneMoreBed::ties_until`].
    pub one_more_bed: Vec<OneMoreBed>,
}

/// A house for itself: no other helps it, and it helps none.
#[derive(Clone, Debug, PartialEq)]
pub struct HouseRequirement {
    pub id: String,
    pub beds_now: u32,
    /// Requests of a mean stay, in Erlang.
    pub load: Spread,
    /// The fewest beds with which the target is met on average over what is not known for sure. Nothing where it
    /// takes more than [`MOST_BEDS`](super::scenario::MOST_BEDS).
    pub expected: Option<u32>,
    /// With the asked certainty.
    pub certain: Option<u32>,
    /// For comparison, by formula at the mean load: where nobody waits or helps and no bed is closed;
    /// of the refusals at that load an upper bound.
    pub erlang_b: Option<u32>,
    /// Where everybody waits with the estimated patience.
    pub erlang_a: Option<u32>,
}

/// Houses together.
#[derive(Clone, Debug, PartialEq)]
pub struct PooledRequirement {
    /// The region; empty for houses of no known region, and for the network.
    pub id: String,
    pub beds_now: u32,
    /// The sum over its houses, each for itself, with the asked certainty.
    pub apart: Option<u32>,
    /// With the help among houses that the scenario says, beds added or taken where that does most or least.
    pub helping: Option<u32>,
    /// As if all its beds were one house.
    pub pooled: Option<u32>,
}

/// What one more bed in a house changes for the whole network, per year.
#[derive(Clone, Debug, PartialEq)]
pub struct OneMoreBed {
    pub house: String,
    /// People fewer who end without a bed.
    pub avoided: Spread,
    /// The place in the list up to which (included) the houses after this one might as well stand here: the 80 %
    /// intervals overlap.
    pub ties_until: usize,
}

/// The answer, by simulation of the year's demand for ten years with each draw, the same people for all numbers of
/// beds. It is the same for any number of threads.
///
/// # Errors
/// [`Unanswered`].
pub fn require(known: &Known, question: &Question, watch: &dyn Watch) -> Result<Requirement, Unanswered> {
    question.check()?;
    let calendar = Days::of(known.origin, question.year, Step::Year).ok_or(Unanswered::BadYear)?;
    let ahead = Setting::new(known, &question.scenario, calendar, question.seed)?;
    let year = Year::new(&ahead, question, watch).ok_or(Unanswered::BadYear)?;
    let apart = Apart::find(&year)?;
    let regions = 0..ahead.regions.len();
    let regions = regions.map(|region| year.region(region)).collect::<Vec<_>>();
    let helping = year.helping(&regions)?;
    let pooled = year.pooled(&regions)?;
    let regions = ahead.regions.iter().zip(regions).enumerate();
    let regions = regions.map(|(place, (id, houses))| PooledRequirement {
        id: id.clone(),
        beds_now: year.beds_now(&houses),
        apart: apart.sum(&houses),
        helping: helping.get(place).copied().flatten(),
        pooled: pooled.get(place).copied().flatten(),
    });
    let regions: Vec<PooledRequirement> = regions.collect();
    let network = match regions.as_slice() {
        // The network of one region is that region.
        [region] => PooledRequirement {
            id: String::new(),
            ..region.clone()
        },
        _ => whole(&year, &apart)?,
    };
    Ok(Requirement {
        version: MODEL_VERSION,
        seed: question.seed,
        draws: question.draws,
        houses: apart.requirements(&year, &ahead.ids),
        regions,
        network,
        one_more_bed: more::rank(&year, &ahead.ids)?,
    })
}

/// All houses together.
fn whole(year: &Year, apart: &Apart) -> Result<PooledRequirement, Unanswered> {
    let all = [(0..year.network.houses.len()).collect::<Vec<_>>()];
    let [houses] = &all;
    Ok(PooledRequirement {
        id: String::new(),
        beds_now: year.beds_now(houses),
        apart: apart.sum(houses),
        helping: year.helping(&all)?.first().copied().flatten(),
        pooled: year.pooled(&all)?.first().copied().flatten(),
    })
}

impl Question {
    fn check(&self) -> Result<(), Unanswered> {
        let (least, most, share) = match self.target {
            Target::FoundFull(share) | Target::NoBed(share) => (0.001, 0.9, share),
            Target::Occupancy(share) => (0.05, 0.99, share),
        };
        if !(least..=most).contains(&share) || !(0.5..=0.99).contains(&self.certainty) {
            return Err(Unanswered::BadTarget);
        }
        if !(DRAWS.0..=DRAWS.1).contains(&self.draws) {
            return Err(Unanswered::TooMuch);
        }
        Ok(())
    }
}

impl Target {
    /// What is not to be passed.
    fn most(self) -> f64 {
        match self {
            Self::FoundFull(share) | Self::NoBed(share) | Self::Occupancy(share) => share,
        }
    }
}
