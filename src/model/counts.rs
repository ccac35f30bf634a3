//! The forecast from occupied beds alone, for houses that do not register who comes and goes.
//!
//! For each number of days ahead one regression over all houses says what a count comes to (`regression`), and
//! the past residuals of similar predictions say how far from it (`pool`). The sum of several houses is
//! predicted as the sum of their predictions, with residuals of its own. Days without registration are gaps: the
//! last count was `L` days before the origin, so a forecast of `h` days is made as one of `h + L`.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::MODEL_VERSION;
use super::forecast::{Basis, DayForecast, Forecast, Method, Question, UnitForecast, regions};
use super::history::HouseRecord;
use super::progress::{Stopped, Watch};
use super::series::{Series, day_number};

mod leads;
mod openings;
mod panel;
mod pool;
mod regression;
#[cfg(test)]
mod tests;
mod unit;

use leads::{Masses, masses};
use openings::{all_full, house_full};
use unit::{Total, Unit};

/// Of whom the chances are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Houses, by their places.
    pub houses: BTreeSet<usize>,
    /// Regions, by their ids.
    pub regions: BTreeSet<String>,
    pub network: bool,
}

impl Wanted {
    /// Every house, every region and the network.
    #[must_use]
    pub fn all(houses: &[HouseRecord]) -> Self {
        Self {
            houses: (0..houses.len()).collect(),
            regions: regions(houses).into_keys().collect(),
            network: true,
        }
    }
}

/// The forecast of houses as known at the question's origin. It takes no paths: the answer is the same for every
/// seed.
///
/// # Errors
/// [`Stopped`] where `watch` says that it is no longer wanted.
pub fn forecast(houses: &[HouseRecord], question: &Question, watch: &dyn Watch) -> Result<Forecast, Stopped> {
    forecast_of(houses, &Wanted::all(houses), question, watch)
}

/// The same of what is `wanted`, to the digit: all houses teach, but only the leads that are wanted are learned.
/// What is not wanted has its basis and no days.
///
/// # Errors
/// [`Stopped`] where `watch` says that it is no longer wanted.
pub fn forecast_of(
    houses: &[HouseRecord],
    wanted: &Wanted,
    question: &Question,
    watch: &dyn Watch,
) -> Result<Forecast, Stopped> {
    let mut units: Vec<Unit> = houses.iter().map(|house| Unit::of(house, question)).collect();
    let mut totals: Vec<Total> = regions(houses)
        .into_iter()
        .map(|(id, members)| Total::of(id, &members, (houses, &units), question))
        .collect();
    let all: Vec<usize> = (0..houses.len()).collect();
    totals.push(Total::of("network".to_owned(), &all, (houses, &units), question));
    choose(wanted, &mut units, &mut totals);
    let (of_houses, of_totals) = masses(&units, &totals, question, watch)?;
    let full: Vec<Vec<f64>> = houses
        .iter()
        .zip(&of_houses)
        .map(|(house, masses)| {
            let days = question.dates().zip(masses);
            days.map(|((ahead, date), mass)| house_full(house, question.origin, ahead, date, mass))
                .collect()
        })
        .collect();
    let answers = units.iter().zip(houses).zip(of_houses.iter().zip(&full));
    let answers = answers.map(|((unit, house), (masses, full))| UnitForecast {
        id: house.id.clone(),
        method: Method::Counts,
        basis: basis(&[&unit.series], 1, question),
        days: days(question, masses, full),
    });
    let houses = answers.collect();
    let sums = totals.iter().zip(&of_totals);
    let mut sums: Vec<UnitForecast> = sums
        .map(|(total, masses)| sum(total, masses, (&units, &of_houses, &full), question))
        .collect();
    let network = sums.pop().unwrap_or_else(|| UnitForecast {
        id: "network".to_owned(),
        method: Method::Counts,
        basis: Basis::default(),
        days: Vec::new(),
    });
    Ok(Forecast {
        version: MODEL_VERSION,
        question: *question,
        houses,
        regions: sums,
        network,
    })
}

/// Marks what is wanted. How likely all houses of a sum are full follows from each of them.
fn choose(wanted: &Wanted, units: &mut [Unit], totals: &mut [Total]) {
    let mut houses = wanted.houses.clone();
    let network = totals.len().saturating_sub(1);
    for (place, total) in totals.iter_mut().enumerate() {
        total.unit.is_wanted = if place == network {
            wanted.network
        } else {
            wanted.regions.contains(&total.id)
        };
        if total.unit.is_wanted {
            houses.extend(&total.counted);
        }
    }
    for place in houses {
        if let Some(unit) = units.get_mut(place) {
            unit.is_wanted = true;
        }
    }
}

/// The answer for several houses together; of every house its days, its chances and how likely it is full.
fn sum(
    total: &Total,
    masses: &[Vec<f64>],
    (units, of_houses, full): (&[Unit], &Masses, &[Vec<f64>]),
    question: &Question,
) -> UnitForecast {
    let houses = || total.counted.iter().copied();
    let all_full = masses.iter().enumerate().map(|(day, mass)| {
        let houses = houses().filter_map(|house| {
            let mass = of_houses.get(house)?.get(day)?;
            Some((mass.as_slice(), *full.get(house)?.get(day)?))
        });
        all_full(&houses.collect::<Vec<_>>(), mass)
    });
    let series: Vec<&Series> = houses()
        .filter_map(|house| Some(&units.get(house)?.series))
        .collect();
    UnitForecast {
        id: total.id.clone(),
        method: Method::Counts,
        basis: basis(&series, total.houses, question),
        days: days(question, masses, &all_full.collect::<Vec<_>>()),
    }
}

fn days(question: &Question, masses: &[Vec<f64>], all_full: &[f64]) -> Vec<DayForecast> {
    let days = question.dates().zip(masses.iter().zip(all_full));
    let days = days.map(|((horizon, date), (mass, all_full))| DayForecast {
        date,
        horizon,
        mass: mass.clone(),
        any_free: 1.0 - all_full,
        all_full: *all_full,
    });
    days.collect()
}

fn basis(houses: &[&Series], expected: usize, question: &Question) -> Basis {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let origin = day_number(question.origin);
    let spanned = houses.iter().filter_map(|house| house.points.first());
    let spanned: u32 = spanned.map(|first| (origin - first.day).unsigned_abs() + 1).sum();
    let registered: u32 = houses.iter().map(|house| count(house.points.len())).sum();
    let last = houses
        .iter()
        .filter_map(|house| house.last())
        .map(|last| last.day)
        .max();
    Basis {
        houses: count(houses.len()),
        houses_expected: count(expected),
        days_registered: registered,
        days_missing: spanned.saturating_sub(registered),
        last: last.and_then(NaiveDate::from_num_days_from_ce_opt),
    }
}
