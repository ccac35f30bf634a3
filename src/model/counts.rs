//! The forecast from occupied beds alone, for houses that do not register who comes and goes.

use super::MODEL_VERSION;
use super::forecast::{Basis, DayForecast, Forecast, Method, Question, UnitForecast, regions};
use super::history::HouseRecord;
use super::progress::{Stopped, Watch};
use super::series::{Series, day_number};

mod openings;
mod unit;

use openings::{all_full, house_full};
use unit::{Unit, masses};

/// A house that registered nothing for so many days no longer counts in a sum, unless none of the unit's did.
const SILENT: i32 = 56;

/// The forecast of houses as known at the question's origin. It takes no paths: the answer is exact, and the
/// same for every seed.
///
/// # Errors
/// [`Stopped`] where `watch` says that it is no longer wanted.
pub fn forecast(houses: &[HouseRecord], question: &Question, watch: &dyn Watch) -> Result<Forecast, Stopped> {
    let units: Vec<Unit> = houses.iter().map(|house| Unit::of(house, question)).collect();
    let all: Vec<usize> = (0..houses.len()).collect();
    let mut groups: Vec<(String, Vec<usize>)> = regions(houses).into_iter().collect();
    groups.push(("network".to_owned(), all));
    let groups: Vec<Group> = groups
        .into_iter()
        .map(|(id, members)| Group {
            id,
            counted: counted(&members, &units, question),
            members,
        })
        .collect();
    let sums: Vec<Unit> = groups
        .iter()
        .map(|group| {
            Unit::sum(
                &group
                    .counted
                    .iter()
                    .filter_map(|house| units.get(*house))
                    .collect::<Vec<_>>(),
            )
        })
        .collect();
    let alone = masses(&units, question, watch)?;
    let together = masses(&sums, question, watch)?;
    let full: Vec<Vec<f64>> = houses
        .iter()
        .zip(&alone)
        .map(|(house, masses)| {
            question
                .dates()
                .zip(masses)
                .map(|((ahead, date), mass)| house_full(house, question.origin, ahead, date, mass))
                .collect()
        })
        .collect();
    let forecasts =
        houses
            .iter()
            .zip(&units)
            .zip(&alone)
            .zip(&full)
            .map(|(((house, unit), masses), full)| UnitForecast {
                id: house.id.clone(),
                method: Method::Counts,
                basis: basis(&[unit], 1, question),
                days: days(question, masses, full),
            });
    let forecasts = forecasts.collect();
    let sums = groups.iter().zip(&together).map(|(group, masses)| {
        let members: Vec<&Unit> = group
            .counted
            .iter()
            .filter_map(|house| units.get(*house))
            .collect();
        let full: Vec<f64> = masses
            .iter()
            .enumerate()
            .map(|(day, total)| {
                let houses = group.counted.iter().filter_map(|house| {
                    Some((
                        alone.get(*house)?.get(day)?.as_slice(),
                        *full.get(*house)?.get(day)?,
                    ))
                });
                all_full(&houses.collect::<Vec<_>>(), total)
            })
            .collect();
        UnitForecast {
            id: group.id.clone(),
            method: Method::Counts,
            basis: basis(&members, group.members.len(), question),
            days: days(question, masses, &full),
        }
    });
    let mut regions: Vec<UnitForecast> = sums.collect();
    let network = regions.pop().unwrap_or_else(|| UnitForecast {
        id: "network".to_owned(),
        method: Method::Counts,
        basis: Basis::default(),
        days: Vec::new(),
    });
    Ok(Forecast {
        version: MODEL_VERSION,
        question: *question,
        houses: forecasts,
        regions,
        network,
    })
}

/// Houses of which the sum is forecast.
struct Group {
    id: String,
    members: Vec<usize>,
    /// Those whose beds are in the sum.
    counted: Vec<usize>,
}

/// The members that registered lately; all that ever did where none did.
fn counted(members: &[usize], units: &[Unit], question: &Question) -> Vec<usize> {
    let origin = day_number(question.origin);
    let heard = |limit: i32| {
        let since = move |house: &&usize| {
            let last = units.get(**house).and_then(|unit| unit.series.last());
            last.is_some_and(|last| origin - last.day < limit)
        };
        members.iter().filter(since).copied().collect::<Vec<_>>()
    };
    let lately = heard(SILENT);
    if lately.is_empty() {
        heard(i32::MAX)
    } else {
        lately
    }
}

fn basis(units: &[&Unit], expected: usize, question: &Question) -> Basis {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let origin = day_number(question.origin);
    let span = |series: &Series| {
        series
            .points
            .first()
            .map_or(0, |first| (origin - first.day).unsigned_abs() + 1)
    };
    let registered: u32 = units.iter().map(|unit| count(unit.series.points.len())).sum();
    let spanned: u32 = units.iter().map(|unit| span(&unit.series)).sum();
    Basis {
        houses: count(units.len()),
        houses_expected: count(expected),
        days_registered: registered,
        days_missing: spanned.saturating_sub(registered),
        last: units
            .iter()
            .filter_map(|unit| unit.series.last())
            .max_by_key(|last| last.day)
            .and_then(|last| chrono::NaiveDate::from_num_days_from_ce_opt(last.day)),
    }
}

fn days(question: &Question, masses: &[Vec<f64>], full: &[f64]) -> Vec<DayForecast> {
    let days = question.dates().zip(masses).zip(full);
    days.map(|(((horizon, date), mass), full)| DayForecast {
        date,
        horizon,
        mass: mass.clone(),
        any_free: 1.0 - full,
        all_full: *full,
    })
    .collect()
}
