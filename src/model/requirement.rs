//! The bed requirement: the fewest beds with which a target is met in a year ahead, with a stated certainty.

use super::progress::Watch;
use super::projection::{Known, Spread, Unanswered};
use super::scenario::Scenario;

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
    /// For comparison, by formula at the mean load: where nobody waits (an upper bound).
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

/// # Errors
/// [`Unanswered`].
pub fn require(known: &Known, question: &Question, watch: &dyn Watch) -> Result<Requirement, Unanswered> {
    let _ = (known, question, watch);
    Err(Unanswered::NoHouses)
}
