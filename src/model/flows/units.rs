//! The simulated regions put in their places in a forecast.

use std::collections::BTreeMap;

use super::{Chances, RegionChances, forecast, is_registered, start};
use crate::model::estimate::{Estimate, estimate};
use crate::model::forecast::{DayForecast, Forecast, Method, Question, UnitForecast};
use crate::model::history::HouseRecord;
use crate::model::mass;
use crate::model::progress::{Stopped, Watch};

/// `base`, which is made from counts, with the simulation in the place of every region whose houses register enough
/// ([`is_registered`]). `houses` are known up to the question's origin.
///
/// Regions are independent of each other, so the network's sum is convolved from theirs where any was simulated.
///
/// # Errors
/// [`Stopped`] where `watch` says that it is no longer wanted.
pub fn improve(
    mut base: Forecast,
    houses: &[HouseRecord],
    question: &Question,
    watch: &dyn Watch,
) -> Result<Forecast, Stopped> {
    let estimate = estimate(houses, question.origin);
    let mut groups = BTreeMap::<usize, Vec<usize>>::new();
    for (place, house) in estimate.houses.iter().enumerate() {
        groups.entry(house.region).or_default().push(place);
    }
    let mut simulated = BTreeMap::new();
    for (region, members) in &groups {
        if let Some(chances) = simulate(
            (houses, members),
            &estimate.of_region(*region),
            *region,
            question,
            watch,
        )? {
            simulated.insert(*region, chances);
        }
    }
    if simulated.is_empty() {
        return Ok(base);
    }
    let sums: Vec<Vec<Chances>> = groups
        .iter()
        .map(|(region, members)| match simulated.get(region) {
            Some(chances) => chances.region.clone(),
            None => counted(&base, houses, members),
        })
        .collect();
    put(
        &mut base.network,
        &network(&sums),
        simulated.len() == groups.len(),
    );
    for (region, chances) in &simulated {
        let members = groups.get(region).map_or(&[][..], Vec::as_slice);
        place(&mut base, houses, members, chances, question);
    }
    Ok(base)
}

/// The chances of one region, if it registers enough.
fn simulate(
    (houses, members): (&[HouseRecord], &[usize]),
    estimate: &Estimate,
    region: usize,
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
    let number = u64::try_from(region).unwrap_or(0);
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
            put(unit, chances, true);
        }
    }
    let unit = base.regions.iter_mut().find(|unit| Some(&unit.id) == region);
    if let Some(unit) = unit {
        put(unit, &chances.region, true);
    }
}

fn put(unit: &mut UnitForecast, chances: &[Chances], is_simulated: bool) {
    unit.method = if is_simulated {
        Method::Flows
    } else {
        Method::Counts
    };
    let days = unit.days.iter().zip(chances);
    unit.days = days
        .map(|(day, chances)| DayForecast {
            mass: chances.mass.clone(),
            any_free: 1.0 - chances.full,
            all_full: chances.full,
            ..*day
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
