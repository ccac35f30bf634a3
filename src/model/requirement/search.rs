//! The search for the fewest beds: from a guess by formula, up or down until the answer is between two neighbours.

use super::{Question, Target};
use crate::model::network::Network;
use crate::model::queue::{Load, beds_for, loss};
use crate::model::scenario::MOST_BEDS;

/// All houses of a unit together may have as many as that many times [`MOST_BEDS`].
const MOST_BEDS_TOGETHER: u32 = 100 * MOST_BEDS;

pub(super) struct Search {
    target: f64,
    /// So many beds are too few.
    too_few: u32,
    /// So many are enough.
    enough: Option<u32>,
    asked: u32,
    /// Nobody asks: no bed is needed.
    is_idle: bool,
}

impl Search {
    /// `load` in Erlang.
    pub(super) fn new(load: f64, question: &Question) -> Self {
        let guess = match question.target {
            Target::FoundFull(share) | Target::NoBed(share) => {
                Load::new(load).and_then(|load| beds_for(load, share))
            }
            Target::Occupancy(_) => {
                Load::new(load / question.target.most()).and_then(|load| beds_for(load, 0.5))
            }
        };
        Self {
            target: question.target.most(),
            too_few: 0,
            enough: None,
            asked: guess.unwrap_or(1).clamp(1, MOST_BEDS_TOGETHER),
            is_idle: load <= 0.0,
        }
    }

    pub(super) fn goes_on(&self) -> bool {
        !self.is_idle
            && self.too_few < MOST_BEDS_TOGETHER
            && self.enough.is_none_or(|enough| enough > self.too_few + 1)
    }

    /// The beds to be played next.
    pub(super) fn beds(&self) -> u32 {
        self.asked
    }

    /// What the beds asked for gave.
    pub(super) fn hear(&mut self, outcome: f64) {
        if !self.goes_on() {
            return;
        }
        if outcome <= self.target {
            self.enough = Some(self.asked);
        } else {
            self.too_few = self.asked;
        }
        self.asked = match self.enough {
            // The guess is near: a step aside before halves.
            Some(enough) if self.too_few == 0 => enough - enough.div_ceil(8).min(enough - 1),
            Some(enough) => u32::midpoint(self.too_few, enough),
            None => self.asked + self.asked.div_ceil(8),
        };
    }

    pub(super) fn found(&self) -> Option<u32> {
        if self.is_idle { Some(0) } else { self.enough }
    }
}

/// Gives the houses of a unit so many beds together: from what they have, one after another where it does most, or
/// taken where it does least.
pub(super) fn spread_beds(network: &mut Network, houses: &[usize], loads: &[f64], beds: u32) {
    let mut having: Vec<(usize, u32, f64)> = houses
        .iter()
        .map(|place| {
            let load = loads.get(*place).copied().unwrap_or(0.0);
            (*place, super::year::beds(network, *place), load)
        })
        .collect();
    let mut all: u32 = having.iter().map(|(_, beds, _)| beds).sum();
    while all < beds {
        let gain = |(_, beds, load): &(usize, u32, f64)| refused(*beds, *load) - refused(beds + 1, *load);
        let most = having
            .iter_mut()
            .max_by(|one, other| gain(one).total_cmp(&gain(other)));
        let Some((_, beds, _)) = most else { return };
        *beds += 1;
        all += 1;
    }
    while all > beds {
        let price = |(_, beds, load): &(usize, u32, f64)| refused(beds - 1, *load) - refused(*beds, *load);
        let open = having.iter_mut().filter(|(_, beds, _)| *beds > 0);
        let Some((_, beds, _)) = open.min_by(|one, other| price(one).total_cmp(&price(other))) else {
            return;
        };
        *beds -= 1;
        all -= 1;
    }
    for (place, beds, _) in having {
        if let Some(step) = network
            .houses
            .get_mut(place)
            .and_then(|house| house.steps.first_mut())
        {
            step.beds = beds;
        }
    }
}

/// The load that a house alone refuses.
fn refused(beds: u32, load: f64) -> f64 {
    Load::new(load).map_or(0.0, |erlang| load * loss(beds, erlang).blocking)
}
