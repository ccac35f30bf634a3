//! How many will ask, year by year: deaths, and how the use of hospices changes.

use chrono::Datelike;
use rand::{RngExt as _, SeedableRng as _};
use rand_distr::StandardNormal;
use rand_pcg::Pcg64Mcg;

use super::ahead::Calendar;
use super::{Known, RegionDeaths};
use crate::model::history::{Day, HouseRecord};
use crate::model::scenario::Trend;

/// What is drawn of the demand of the years to come.
#[derive(Debug)]
pub(super) struct DemandPath {
    /// By region, then by year from the first one that is played: deaths by those of the origin's year, and the
    /// standard deviation of the logarithm of what they may be wrong.
    regions: Vec<Vec<(f64, f64)>>,
    is_flat: Vec<bool>,
    /// Years from that of the origin, by year that is played.
    years: Vec<f64>,
    /// The logarithm of a year's growth: mean and standard deviation.
    growth: (f64, f64),
}

/// A forecast of deaths without a band is wrong by so much after a year, and by the square root of the years after
/// more (MODEL.md 4.5; national forecasts of the Dutch statistics office were).
const ERROR_AFTER_A_YEAR: f64 = 0.01;
/// Half of a 95 % band is so many standard deviations.
const BAND: f64 = 1.96;
/// Without registrations that tell it, the growth of a year is 0, wrong by so much.
const GROWTH_SD: f64 = 0.05;
const MOST_GROWTH: f64 = 0.2;

impl DemandPath {
    pub(super) fn new(
        known: &Known,
        trend: Trend,
        first: i32,
        regions: &[String],
        calendar: &Calendar,
    ) -> Self {
        let now = known.origin.year();
        let last = calendar.periods.last().map_or(now, |period| period.until.year());
        let deaths = |region: &String| {
            let of_region = |deaths: &&RegionDeaths| deaths.region.as_deref().unwrap_or_default() == region;
            let found = known.deaths.iter().find(of_region);
            found.filter(|deaths| index(deaths, now, now).is_some())
        };
        let path = |region: &String| {
            let deaths = deaths(region);
            let years = (first..=last).map(|year| {
                let ahead = f64::from((year - now).max(0));
                let usual = (1.0, ERROR_AFTER_A_YEAR * ahead.sqrt());
                deaths
                    .and_then(|deaths| index(deaths, now, year))
                    .unwrap_or(usual)
            });
            years.collect()
        };
        let growth = match trend {
            Trend::None => (0.0, 0.0),
            Trend::Yearly(growth) => (growth.ln_1p(), 0.0),
            Trend::Estimated => growth(known.houses, known),
        };
        Self {
            regions: regions.iter().map(path).collect(),
            is_flat: regions.iter().map(|region| deaths(region).is_none()).collect(),
            years: (first..=last)
                .map(|year| f64::from((year - now).max(0)))
                .collect(),
            growth,
        }
    }

    /// By region and year: the level of requests, 1 in the origin's year.
    pub(super) fn draw(&self, seed: u64, draw: u64) -> Vec<Vec<f64>> {
        let (error, growth) = self.units(seed, draw);
        let levels = |region: &Vec<(f64, f64)>| {
            let levels = region.iter().zip(&self.years).map(|((level, sd), years)| {
                // Forecasts of all regions are wrong together, in the same direction in all years.
                level * (sd * error - 0.5 * sd * sd + growth * years).exp()
            });
            levels.collect()
        };
        self.regions.iter().map(levels).collect()
    }

    /// A standard normal number, and the logarithm of a year's growth.
    fn units(&self, seed: u64, draw: u64) -> (f64, f64) {
        let mut random =
            Pcg64Mcg::seed_from_u64(seed.rotate_left(17) ^ draw.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let error: f64 = random.sample(StandardNormal);
        let growth: f64 = random.sample(StandardNormal);
        let (mean, sd) = self.growth;
        let growth = (mean + sd * growth).clamp((1.0 - MOST_GROWTH).ln(), (1.0 + MOST_GROWTH).ln());
        (error, growth)
    }

    pub(super) fn mean_trend(&self, seed: u64, draws: u32) -> f64 {
        let trends = (0..draws).map(|draw| self.units(seed, u64::from(draw)).1.exp_m1());
        trends.sum::<f64>() / f64::from(draws.max(1))
    }

    pub(super) fn flat_regions(&self, regions: &[String]) -> Vec<String> {
        let regions = regions.iter().zip(&self.is_flat);
        let flat = regions.filter(|(_, is_flat)| **is_flat);
        flat.map(|(region, _)| region.clone()).collect()
    }
}

/// Deaths of a year by those of `now`, and how far the logarithm may be wrong; of years before or after all that is
/// told, those of the nearest. Nothing where there are none.
fn index(deaths: &RegionDeaths, now: i32, year: i32) -> Option<(f64, f64)> {
    let nearest = |year: i32| {
        let told = deaths.years.iter().filter(|told| told.deaths > 0.0);
        told.min_by_key(|told| (told.year - year).abs())
    };
    let (told, present) = (nearest(year)?, nearest(now)?);
    let ahead = f64::from((year - now).max(0));
    let band = told.band.filter(|(low, high)| *low > 0.0 && low < high);
    let sd = match band {
        Some((low, high)) if year > now => (high / low).ln() / (2.0 * BAND),
        _ => ERROR_AFTER_A_YEAR * ahead.sqrt(),
    };
    Some((told.deaths / present.deaths, sd))
}

/// The yearly growth of registered requests (admissions where there are none), as the slope of a Poisson regression
/// on time with each house's own level, drawn towards 0. The variance is that of the counts, which swing: as many
/// times Poisson's as the quarters show.
fn growth(houses: &[HouseRecord], known: &Known) -> (f64, f64) {
    let mut quarters: Vec<(f64, f64, f64)> = Vec::new();
    for house in houses {
        let days: Vec<(i64, f64)> = house
            .days
            .iter()
            .filter(|day| day.date <= known.origin)
            .filter_map(|day| Some(((known.origin - day.date).num_days() / 91, asked(day)?)))
            .collect();
        let number = f64::from(u32::try_from(days.len()).unwrap_or(u32::MAX)).max(1.0);
        let mean = days.iter().map(|(_, asked)| asked).sum::<f64>() / number;
        for (age, asked) in days {
            let place = usize::try_from(age).unwrap_or(0);
            if quarters.len() <= place {
                let years = |place: usize| -0.25 * f64::from(u32::try_from(place).unwrap_or(u32::MAX));
                let more = (quarters.len()..=place).map(|place| (years(place), 0.0, 0.0));
                quarters.extend(more.collect::<Vec<_>>());
            }
            if let Some((_, events, expected)) = quarters.get_mut(place) {
                *events += asked;
                *expected += mean;
            }
        }
    }
    let (slope, variance) = slope(&quarters);
    let prior = GROWTH_SD * GROWTH_SD;
    let weight = prior / (prior + variance);
    (weight * slope, (weight * variance).sqrt().min(GROWTH_SD))
}

fn asked(day: &Day) -> Option<f64> {
    let number = |stated: Option<u32>| f64::from(stated.unwrap_or(0));
    match day.requests {
        Some(requests) => {
            Some((f64::from(requests) - number(day.redirected) - number(day.refused_otherwise)).max(0.0))
        }
        None => day.admissions.map(f64::from),
    }
}

/// Slope and variance of a weighted regression of `events / expected` on years; no information is an infinite
/// variance.
fn slope(quarters: &[(f64, f64, f64)]) -> (f64, f64) {
    let known = || quarters.iter().filter(|(_, _, expected)| *expected > 1.0);
    let weight: f64 = known().map(|(_, _, expected)| expected).sum();
    let number = known().count();
    if number < 4 {
        return (0.0, f64::INFINITY);
    }
    let mean_year = known().map(|(year, _, expected)| year * expected).sum::<f64>() / weight;
    let spread = known()
        .map(|(year, _, expected)| expected * (year - mean_year).powi(2))
        .sum::<f64>();
    if spread <= 0.0 {
        return (0.0, f64::INFINITY);
    }
    let together = known().map(|(year, events, expected)| (year - mean_year) * (events - expected));
    let slope = together.sum::<f64>() / spread;
    let residuals = known().map(|(year, events, expected)| {
        (events - expected * (1.0 + slope * (year - mean_year))).powi(2) / expected
    });
    let degrees = f64::from(u32::try_from(number - 2).unwrap_or(u32::MAX));
    let dispersion = (residuals.sum::<f64>() / degrees).max(1.0);
    (slope, dispersion / spread)
}
