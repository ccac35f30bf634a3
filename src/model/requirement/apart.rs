//! The beds that each house needs for itself.

use super::search::Search;
use super::year::{Year, beds};
use super::{HouseRequirement, Target};
use crate::model::network::Helping;
use crate::model::progress::Stopped;
use crate::model::projection::{Spread, spread};
use crate::model::queue::{Load, abandonment, beds_for, loss};
use crate::model::scenario::MOST_BEDS;

/// By house.
pub(super) struct Apart {
    expected: Vec<Option<u32>>,
    certain: Vec<Option<u32>>,
}

impl Apart {
    pub(super) fn find(year: &Year) -> Result<Self, Stopped> {
        Ok(Self {
            expected: find(year, false)?,
            certain: find(year, true)?,
        })
    }

    /// Together; nothing where a house's target cannot be met.
    pub(super) fn sum(&self, houses: &[usize]) -> Option<u32> {
        let each = houses
            .iter()
            .map(|house| self.certain.get(*house).copied().flatten());
        each.sum()
    }

    pub(super) fn requirements(&self, year: &Year, ids: &[String]) -> Vec<HouseRequirement> {
        let loads = year.loads();
        let houses = ids.iter().zip(self.expected.iter().zip(&self.certain)).zip(loads);
        let houses = houses
            .enumerate()
            .map(|(place, ((id, (expected, certain)), erlang))| HouseRequirement {
                id: id.clone(),
                beds_now: beds(&year.network, place),
                load: load(year, place),
                expected: *expected,
                certain: *certain,
                erlang_b: erlang_b(year.question.target, erlang),
                erlang_a: erlang_a(year, place, erlang),
            });
        houses.collect()
    }
}

fn find(year: &Year, with_certainty: bool) -> Result<Vec<Option<u32>>, Stopped> {
    let mut searches: Vec<Search> = year
        .loads()
        .into_iter()
        .map(|load| Search::new(load, year.question))
        .collect();
    let mut network = year.network.clone();
    network.groups = Helping::Alone.groups(&network.houses);
    while searches.iter().any(Search::goes_on) {
        // Houses whose answer is found need not be played again.
        let open: Vec<usize> = (0..searches.len())
            .filter(|place| searches.get(*place).is_some_and(Search::goes_on))
            .collect();
        for place in &open {
            let step = network
                .houses
                .get_mut(*place)
                .and_then(|house| house.steps.first_mut());
            if let (Some(step), Some(search)) = (step, searches.get(*place)) {
                step.beds = search.beds();
            }
        }
        let played = year.play(&network, &open, &year.draws)?;
        for place in open {
            let outcome = year.outcome(&played, &[place]);
            let value = if with_certainty {
                outcome.at(year.question.certainty)
            } else {
                outcome.mean
            };
            if let Some(search) = searches.get_mut(place) {
                search.hear(value);
            }
        }
    }
    let within = |found: &u32| *found <= MOST_BEDS;
    Ok(searches
        .iter()
        .map(|search| search.found().filter(within))
        .collect())
}

/// Requests of a mean stay over the draws.
fn load(year: &Year, place: usize) -> Spread {
    let each = year.draws.iter().map(|draw| {
        let (requests, stay) = year.demand(draw, place);
        requests * stay
    });
    spread(each.collect())
}

fn erlang_b(target: Target, erlang: f64) -> Option<u32> {
    let load = Load::new(erlang)?;
    match target {
        Target::FoundFull(share) | Target::NoBed(share) => beds_for(load, share),
        Target::Occupancy(share) => (1..=MOST_BEDS).find(|beds| loss(*beds, load).occupancy <= share),
    }
}

/// With everybody waiting, for the estimated patience.
fn erlang_a(year: &Year, place: usize, erlang: f64) -> Option<u32> {
    let load = Load::new(erlang)?;
    let region = year.network.houses.get(place)?.region;
    let number = f64::from(year.question.draws.max(1));
    let patience = year.draws.iter().filter_map(|draw| draw.regions.get(region));
    let patience = patience.map(|region| region.patience_days).sum::<f64>() / number;
    let stays = year.draws.iter().map(|draw| year.demand(draw, place).1);
    let stay = stays.sum::<f64>() / number;
    let patience = (stay > 0.0).then(|| (patience / stay).clamp(0.001, 1000.0))?;
    let is_met = |beds: &u32| {
        abandonment(*beds, load, patience).is_some_and(|queue| match year.question.target {
            Target::FoundFull(share) => queue.waits <= share,
            Target::NoBed(share) => queue.gives_up <= share,
            Target::Occupancy(share) => queue.occupancy <= share,
        })
    };
    (1..=MOST_BEDS).find(is_met)
}
