//! Where one more bed keeps most people from ending without one.

use super::OneMoreBed;
use super::year::{Played, Year};
use crate::model::progress::Stopped;
use crate::model::projection::spread;

/// The days that a played year counts, in years.
const YEARS: f64 = 10.0;

/// Plays each house with one more bed, beside the houses that it helps and is helped by.
pub(super) fn rank(year: &Year, ids: &[String]) -> Result<Vec<OneMoreBed>, Stopped> {
    let all: Vec<usize> = (0..year.network.groups.len()).collect();
    let now = year.play(&year.network, &all, &year.draws)?;
    let mut ranked = Vec::new();
    for (group, houses) in year.network.groups.iter().enumerate() {
        for place in houses {
            let mut network = year.network.clone();
            let step = network
                .houses
                .get_mut(*place)
                .and_then(|house| house.steps.first_mut());
            let Some(step) = step else { continue };
            step.beds += 1;
            let more = year.play(&network, &[group], &year.draws)?;
            let avoided = now.iter().zip(&more);
            let avoided = avoided.map(|(now, more)| no_bed(now, houses) - no_bed(more, houses));
            ranked.push(OneMoreBed {
                house: ids.get(*place).cloned().unwrap_or_default(),
                avoided: spread(avoided.collect()),
                ties_until: 0,
            });
        }
    }
    ranked.sort_by(|one, other| {
        let order = other.avoided.mean.total_cmp(&one.avoided.mean);
        order.then_with(|| one.house.cmp(&other.house))
    });
    let highest: Vec<f64> = ranked.iter().map(|one| one.avoided.p90).collect();
    for (place, one) in ranked.iter_mut().enumerate() {
        let overlap = highest.iter().rposition(|high| *high >= one.avoided.p10);
        one.ties_until = overlap.unwrap_or(place).max(place);
    }
    Ok(ranked)
}

/// People of these houses who ended without a bed, per year.
fn no_bed(played: &Played, houses: &[usize]) -> f64 {
    let halves = houses.iter().filter_map(|house| played.get(*house)).flatten();
    halves.map(|half| half.no_bed).sum::<f64>() / YEARS
}
