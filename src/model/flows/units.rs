//! The simulated regions put in their places in a forecast.

use std::collections::BTreeMap;

use super::{Chances, RegionChances, forecast, is_registered, start};
use crate::model::counts::Wanted;
use crate::model::estimate::{Estimate, estimate};
use crate::model::forecast::{DayForecast, Forecast, Method, Question, UnitForecast};
use crate::model::history::HouseRecord;
use crate::model::mass;
use crate::model::progress::{Stopped, Watch};

/// The regions whose houses register enough ([`is_registered`]), as the simulation has them.
#[derive(Clone, Debug, PartialEq)]
pub struct Simulated {
    /// The places of each region's houses, by the region's number; houses of no known region share one.
    groups: BTreeMap<usize, Vec<usize>>,
    /// Of the regions that were simulated.
    chances: BTreeMap<usize, RegionChances>,
}

/// Simulates every region that can be. `houses` are known up to the question's origin.
///
/// # Errors
/// [`Stopped`] where `watch` says that it is no longer wanted.
pub fn simulate(
    houses: &[HouseRecord],
    question: &Question,
    watch: &dyn Watch,
) -> Result<Simulated, Stopped> {
    let estimate = estimate(houses, question.origin);
    let mut groups = BTreeMap::<usize, Vec<usize>>::new();
    for (place, house) in estimate.houses.iter().enumerate() {
        groups.entry(house.region).or_default().push(place);
    }
    let mut simulated = BTreeMap::new();
    for (number, members) in &groups {
        let estimate = estimate.of_region(*number);
        if let Some(chances) = region((houses, members), &estimate, *number, question, watch)? {
            simulated.insert(*number, chances);
        }
    }
    Ok(Simulated {
        groups,
        chances: simulated,
    })
}

impl Simulated {
    /// What must come from counts: regions that are not simulated with all their houses, silent houses, of which
    /// nothing was simulated, and the network where no region is.
    #[must_use]
    pub fn wanted_of_counts(&self, houses: &[HouseRecord], question: &Question) -> Wanted {
        let mut wanted = Wanted {
            network: self.chances.is_empty(),
            ..Wanted::default()
        };
        for (number, members) in &self.groups {
            let is_simulated = self.chances.contains_key(number);
            for place in members {
                let Some(house) = houses.get(*place) else { continue };
                if !is_simulated || start::stand(house, question.origin).is_none() {
                    wanted.houses.insert(*place);
                }
                if !is_simulated {
                    wanted.regions.extend(house.region.clone());
                }
            }
        }
        wanted
    }

    /// `base`, which has from counts at least what [`Self::wanted_of_counts`] asks, with the simulation in its places.
    ///
    /// Regions are independent of each other, so the network's sum is convolved from theirs where any was simulated.
    #[must_use]
    pub fn put_into(&self, mut base: Forecast, houses: &[HouseRecord], question: &Question) -> Forecast {
        if self.chances.is_empty() {
            return base;
        }
        let sums: Vec<Vec<Chances>> = self
            .groups
            .iter()
            .map(|(number, members)| match self.chances.get(number) {
                Some(chances) => chances.region.clone(),
                None => counted(&base, houses, members),
            })
            .collect();
        let all = self.chances.len() == self.groups.len();
        put(&mut base.network, &network(&sums), all, question);
        for (number, chances) in &self.chances {
            let members = self.groups.get(number).map_or(&[][..], Vec::as_slice);
            place(&mut base, houses, members, chances, question);
        }
        base
    }
}

/// The chances of one region, if it registers enough.
fn region(
    (houses, members): (&[HouseRecord], &[usize]),
    estimate: &Estimate,
    number: usize,
    question: &Question,
    watch: &dyn Watch,
) -> Result<Option<RegionChances>, Stopped> {
    let own: Vec<HouseRecord> = members
        .iter()
        .filter_map(|place| houses.get(*place))
        .cloned()
        .collect();
    if !is_registered(&own, estimate, question.origin) {
        return Ok(None);
    }
    let number = u64::try_from(number).unwrap_or(0);
    let question = Question {
        seed: question
            .seed
            .wrapping_add(number.wrapping_mul(0xd1b5_4a32_d192_ed03)),
        ..*question
    };
    forecast(&own, estimate, &question, watch).map(Some)
}

/// Replaces the forecasts of a region and of its houses; of those that are silent nothing was simulated.
fn place(
    base: &mut Forecast,
    houses: &[HouseRecord],
    members: &[usize],
    chances: &RegionChances,
    question: &Question,
) {
    let mut region = None;
    for (place, chances) in members.iter().zip(&chances.houses) {
        let Some(house) = houses.get(*place) else { continue };
        region = house.region.as_ref();
        if start::stand(house, question.origin).is_some()
            && let Some(unit) = base.houses.get_mut(*place)
        {
            put(unit, chances, true, question);
        }
    }
    let unit = base.regions.iter_mut().find(|unit| Some(&unit.id) == region);
    if let Some(unit) = unit {
        put(unit, &chances.region, true, question);
    }
}

fn put(unit: &mut UnitForecast, chances: &[Chances], is_simulated: bool, question: &Question) {
    unit.method = if is_simulated {
        Method::Flows
    } else {
        Method::Counts
    };
    let days = question.dates().zip(chances);
    unit.days = days
        .map(|((horizon, date), chances)| DayForecast {
            date,
            horizon,
            mass: chances.mass.clone(),
            any_free: 1.0 - chances.full,
            all_full: chances.full,
        })
        .collect();
}

/// What was forecast from counts: of a region, or of houses of no known region as if they were independent.
fn counted(base: &Forecast, houses: &[HouseRecord], members: &[usize]) -> Vec<Chances> {
    let region = members
        .iter()
        .find_map(|place| houses.get(*place)?.region.as_ref());
    if let Some(unit) = base.regions.iter().find(|unit| Some(&unit.id) == region) {
        return chances(unit);
    }
    let units = members.iter().filter_map(|place| base.houses.get(*place));
    network(&units.map(chances).collect::<Vec<_>>())
}

fn chances(unit: &UnitForecast) -> Vec<Chances> {
    let days = unit.days.iter();
    days.map(|day| Chances {
        mass: day.mass.clone(),
        full: day.all_full,
    })
    .collect()
}

/// The sum of independent units, day by day.
fn network(units: &[Vec<Chances>]) -> Vec<Chances> {
    let days = units.iter().map(Vec::len).max().unwrap_or(0);
    (0..days)
        .map(|day| {
            let mut sum = Chances {
                mass: vec![1.0],
                full: 1.0,
            };
            for unit in units.iter().filter_map(|unit| unit.get(day)) {
                sum.mass = mass::convolve(&sum.mass, &unit.mass);
                sum.full *= unit.full;
            }
            sum
        })
        .collect()
}
