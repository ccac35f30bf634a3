//! The plans of a scenario, put into the steps of the network's houses.

use chrono::NaiveDate;

use crate::model::network::{Asks, House, Network, Step};
use crate::model::scenario::{NewDemand, Scenario};

pub(super) struct Plans<'a> {
    scenario: &'a Scenario,
    /// By house of the network, those to be opened included.
    ids: Vec<String>,
    origin: NaiveDate,
    /// By opening: the house's place, and the share it takes of its region's requests.
    opened: Vec<(usize, Option<f64>)>,
}

impl<'a> Plans<'a> {
    /// Adds the houses that are opened to the network, without beds as yet.
    pub(super) fn new(
        scenario: &'a Scenario,
        ids: &[String],
        regions: &[String],
        network: &mut Network,
    ) -> Self {
        let mut plans = Self {
            scenario,
            ids: ids.to_vec(),
            origin: network.origin,
            opened: Vec::new(),
        };
        for opening in &scenario.openings {
            let label = opening.region.as_deref().unwrap_or_default();
            let region = regions.iter().position(|id| id == label).unwrap_or(0);
            let place = network.houses.len();
            let from_day = plans.day_of(opening.from);
            let share = matches!(opening.demand, NewDemand::FromRegion)
                .then(|| plans.share(network, region, from_day, opening.beds));
            plans.opened.push((place, share));
            plans.ids.push(opening.id.clone());
            // Where it lies is not known: the others' people ask it last.
            for house in &mut network.houses {
                if let Asks::InOrder(others) = &mut house.asks {
                    others.push(place);
                }
            }
            let shut = Step {
                demand_factor: 0.0,
                ..Step::always(0)
            };
            let open = Step {
                from_day,
                ..Step::always(opening.beds)
            };
            network.houses.push(House {
                region,
                steps: vec![shut, open],
                ..House::default()
            });
        }
        network.groups = scenario.helping.groups(&network.houses);
        plans
    }

    /// By opening: of the requests of the region's houses of today, those that it is asked.
    pub(super) fn shares(&self) -> Vec<Option<f64>> {
        self.opened.iter().map(|(_, share)| *share).collect()
    }

    /// The share of a new house in its region's beds.
    fn share(&self, network: &Network, region: usize, day: u32, beds: u32) -> f64 {
        let houses = network.houses.iter().enumerate();
        let houses = houses.filter(|(_, house)| house.region == region);
        let others = houses.map(|(place, house)| f64::from(self.beds(place, &house.steps, day)));
        let beds = f64::from(beds);
        beds / (beds + others.sum::<f64>())
    }

    pub(super) fn apply(&self, network: &mut Network) {
        let regions: Vec<usize> = network.houses.iter().map(|house| house.region).collect();
        for (place, house) in network.houses.iter_mut().enumerate() {
            if !house.steps.is_empty() {
                house.steps = self.steps(place, house, &regions);
            }
        }
    }

    fn steps(&self, place: usize, house: &House, regions: &[usize]) -> Vec<Step> {
        let scenario = self.scenario;
        let mut days: Vec<u32> = house.steps.iter().map(|step| step.from_day).collect();
        let id = self.ids.get(place);
        let changes = scenario.beds.iter().filter(|change| Some(&change.house) == id);
        days.extend(changes.map(|change| self.day_of(change.from)));
        let factors = scenario.demand_factors.iter().chain(&scenario.stay_factors);
        days.extend(factors.map(|(from, _)| self.day_of(*from)));
        days.extend(scenario.openings.iter().map(|opening| self.day_of(opening.from)));
        days.sort_unstable();
        days.dedup();
        let steps = days.into_iter().map(|day| {
            let base = standing(&house.steps, day);
            Step {
                from_day: day,
                beds: self.beds(place, &house.steps, day),
                admits: base.admits,
                demand_factor: base.demand_factor
                    * self.factor(&scenario.demand_factors, day)
                    * self.left_by_openings(place, house.region, regions, day),
                stay_factor: base.stay_factor * self.factor(&scenario.stay_factors, day),
            }
        });
        steps.collect()
    }

    fn beds(&self, place: usize, steps: &[Step], day: u32) -> u32 {
        let id = self.ids.get(place);
        let changes = self.scenario.beds.iter().rev();
        let mut changes =
            changes.filter(|change| Some(&change.house) == id && self.day_of(change.from) <= day);
        changes
            .next()
            .map_or(standing(steps, day).beds, |change| change.beds)
    }

    fn factor(&self, factors: &[(NaiveDate, f64)], day: u32) -> f64 {
        let mut factors = factors.iter().rev();
        let found = factors.find(|(from, _)| self.day_of(*from) <= day);
        found.map_or(1.0, |(_, factor)| *factor)
    }

    /// Of the requests of a house, what the houses opened so far leave it. A house that is opened itself loses to
    /// those after it in the list.
    fn left_by_openings(&self, place: usize, region: usize, regions: &[usize], day: u32) -> f64 {
        let openings = self.scenario.openings.iter().zip(&self.opened);
        let left = openings.filter_map(|(opening, (other, share))| {
            let applies =
                *other > place && regions.get(*other) == Some(&region) && self.day_of(opening.from) <= day;
            applies.then(|| 1.0 - share.unwrap_or(0.0))
        });
        left.product()
    }

    /// The simulated day that ends with the count of this date.
    fn day_of(&self, date: NaiveDate) -> u32 {
        let days = (date - self.origin).num_days() - 1;
        u32::try_from(days).unwrap_or(0)
    }
}

/// What holds on a day; nothing planned is a house without beds.
pub fn standing(steps: &[Step], day: u32) -> Step {
    let mut steps = steps.iter().rev();
    let found = steps.find(|step| step.from_day <= day).copied();
    found.unwrap_or(Step::always(0))
}
