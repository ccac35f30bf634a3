//! What the registrations say of the houses: how much is asked of them, how long guests stay, what people do who find
//! them full, each with its uncertainty. Forecast and projection simulate with draws of it.
//!
//! Empirical Bayes: each house is drawn towards its region, the region towards what is known of hospices. A missing
//! day is a gap and never a zero: it gives neither events nor time.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::history::HouseRecord;
use super::rates::DEFAULT_ADMISSIONS_PER_BED_DAY;

use calendar::Wave;
use demand::Demand;
use posterior::within;

mod behaviour;
mod calendar;
mod closures;
mod demand;
mod departing;
mod draw;
mod posterior;
mod quality;
mod steps;
#[cfg(test)]
mod tests;

pub use behaviour::Behaviour;
pub(super) use calendar::weekday;
pub use closures::Spells;
pub(super) use demand::Asked;
pub use demand::DemandBasis;
pub(super) use departing::departing;
pub(super) use posterior::Weighted;
pub use posterior::{Rate, Share};
pub use quality::Quality;
pub use steps::FlowSpan;
pub(super) use steps::{Step, booked, steps};
#[cfg(test)]
pub(in crate::model) use tests::any_houses;

/// How many requests to a house its region's rate is worth.
const DEMAND_PRIOR_EVENTS: f64 = 6.0;
/// 25 times what hospices are asked for: more is a mistake, and would be long to simulate.
const MOST_REQUESTS_PER_BED_DAY: f64 = 1.0;
/// The beds of a house beyond which its demand is not thought to grow.
const MOST_BEDS: u32 = 999;
/// The share of requests that were refused elsewhere before, where neither they nor refusals are registered.
const REDIRECTED_GUESS: f64 = 0.2;

/// What is known of the houses of a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The last day that was looked at.
    pub as_of: NaiveDate,
    pub span: FlowSpan,
    /// In the order of the houses.
    pub houses: Vec<HouseEstimate>,
    /// In order of ids; houses of no known region share one.
    pub regions: Vec<RegionEstimate>,
}

/// What is particular to a house.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HouseEstimate {
    /// Its place among the regions.
    pub region: usize,
    /// Departures per occupied bed and day: 1 / mean stay.
    pub departing: Rate,
    /// People per day whose first choice the house is.
    pub demand: Rate,
    /// Of the demand, the share that comes from days on which it is not known who had been refused elsewhere.
    pub overlapping: f64,
    pub basis: DemandBasis,
    pub quality: Quality,
}

/// What the houses of a region share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RegionEstimate {
    /// Demand by weekday of the registration, Monday first; mean 1.
    pub weekday: [f64; 7],
    season: Wave,
    /// The variance of the logarithm of the region's level of demand.
    pub swing_variance: f64,
    /// Mean and variance of that logarithm at the end of what is known.
    pub present: (f64, f64),
    /// The standard deviation that swings leave in the mean level of demand.
    pub level_error: f64,
    pub behaviour: Behaviour,
    pub closures: Spells,
    /// Refused by asked, on days on which it is not known who had been refused elsewhere before.
    refused_share: f64,
}

/// What is known of `houses` from their registrations up to and on `as_of`.
///
/// Sums are weighted by `w = 2^(-age / 270 days)`, and then multiplied by `sum w / sum w^2`, so that they are worth as
/// many events as they are. `D`, `E`: departures and occupied bed-days; `N`, `X`: requests of the
/// house's own (registered, less those refused elsewhere before and those that no house could have taken) and days.
///
/// - departures per bed-day: gamma of shape `D + 12` and rate `E + 12 / mu_R`, where `mu_R = (sum D + 1) / (sum E + 22)`;
/// - requests per day: gamma of shape `N + 6` and rate `X + 6 / (b lambda_R)`, where `b` are the house's beds and
///   `lambda_R = (sum N + 1) / (sum b X + 365 / 12)`.
///
/// Where requests are not registered, admissions and the time in which there was room take their place
/// ([`DemandBasis::Admissions`]).
#[must_use]
pub fn estimate(houses: &[HouseRecord], as_of: NaiveDate) -> Estimate {
    let span = steps::span(houses, as_of);
    let mut by_region = BTreeMap::<Option<&str>, Vec<usize>>::new();
    for (place, house) in houses.iter().enumerate() {
        by_region.entry(house.region.as_deref()).or_default().push(place);
    }
    let mut found = BTreeMap::<usize, HouseEstimate>::new();
    let mut regions = Vec::with_capacity(by_region.len());
    for places in by_region.into_values() {
        let members: Vec<_> = places.iter().filter_map(|place| houses.get(*place)).collect();
        let (region, estimates) = region(&members, as_of, span, regions.len());
        regions.push(region);
        found.extend(places.into_iter().zip(estimates));
    }
    Estimate {
        as_of,
        span,
        houses: found.into_values().collect(),
        regions,
    }
}

fn region(
    houses: &[&HouseRecord],
    as_of: NaiveDate,
    span: FlowSpan,
    place: usize,
) -> (RegionEstimate, Vec<HouseEstimate>) {
    let steps: Vec<Vec<Step>> = houses
        .iter()
        .map(|house| steps::steps(house, as_of, span))
        .collect();
    let demands: Vec<Demand> = steps.iter().map(|steps| Demand::of(steps, span)).collect();
    let beds: Vec<f64> = houses
        .iter()
        .map(|house| f64::from(house.physical_on(as_of).clamp(1, MOST_BEDS)))
        .collect();
    let behaviour = Behaviour::of(&steps, span);
    let registers = demands
        .iter()
        .any(|demand| demand.basis != DemandBasis::Admissions);
    let behaviour = if registers {
        behaviour
    } else {
        behaviour.without_requests()
    };
    let refused_share = refused_share(&demands);
    let redirected = refused_share * behaviour.moving.mean();
    let departures: Vec<Weighted> = steps.iter().map(|steps| departures(steps, span)).collect();
    let departing = departing(&departures);
    let asking = asking(&demands, &beds, redirected);

    let asked = |only_registered: bool| {
        let houses = steps.iter().zip(&demands).zip(&asking);
        let houses =
            houses.filter(|((_, demand), _)| !only_registered || demand.basis != DemandBasis::Admissions);
        let asked = houses.map(|((steps, demand), rate)| {
            // Who was refused elsewhere before is still among those asked.
            let twice = 1.0 - redirected * overlapping_share(demand, redirected);
            demand.asked(steps, span, rate.mean() / twice.max(0.1))
        });
        asked.flatten().collect::<Vec<_>>()
    };
    let all = asked(false);
    let weekday = calendar::weekday(&all);
    // Swings come from requests only: overflow makes admissions vary without them.
    let own = asked(true);
    let flat = calendar::blocks(&own, as_of, 14.0, |day| day.level(weekday));
    let season = calendar::season(&all, as_of, weekday, calendar::swing_variance(&flat));
    let level = |day: &demand::Asked| day.level(weekday) * season.at(day.date);
    let swing_variance = calendar::swing_variance(&calendar::blocks(&own, as_of, 14.0, level));
    let weeks = calendar::blocks(&own, as_of, 7.0, level);
    let region = RegionEstimate {
        weekday,
        season,
        swing_variance,
        present: calendar::present_level(&weeks, swing_variance),
        level_error: calendar::level_error(swing_variance, weeks.len()),
        behaviour,
        closures: Spells::of(&steps),
        refused_share,
    };
    let estimates = houses
        .iter()
        .zip(&steps)
        .zip(departing.into_iter().zip(asking.into_iter().zip(&demands)));
    let estimates = estimates.map(|((house, steps), (departing, (asking, demand)))| HouseEstimate {
        region: place,
        departing,
        demand: asking,
        overlapping: overlapping_share(demand, redirected),
        basis: demand.basis,
        quality: Quality::of(house, steps, as_of, span),
    });
    (region, estimates.collect())
}

/// The departures and occupied bed-days of a house where its flows are stated.
fn departures(steps: &[Step], span: FlowSpan) -> Weighted {
    let mut sums = Weighted::default();
    for step in steps {
        if let Some(moves) = step.moves(span) {
            sums.add(step.weight, moves.departures, moves.occupied_bed_days);
        }
    }
    sums
}

fn asking(demands: &[Demand], beds: &[f64], redirected: f64) -> Vec<Rate> {
    let own: Vec<Weighted> = demands.iter().map(|demand| own(demand, redirected)).collect();
    let events: f64 = own.iter().map(|own| own.events).sum();
    let bed_days: f64 = own.iter().zip(beds).map(|(own, beds)| own.days * beds).sum();
    let per_bed = (events + 1.0) / (bed_days + 1.0 / DEFAULT_ADMISSIONS_PER_BED_DAY);
    let rates = own.into_iter().zip(beds).map(|(own, beds)| {
        let rate = Rate::weighted(own, per_bed * beds, DEMAND_PRIOR_EVENTS);
        Rate {
            days: rate.days.max(rate.events / (MOST_REQUESTS_PER_BED_DAY * beds)),
            ..rate
        }
    });
    rates.collect()
}

/// The requests of those who had not been refused elsewhere.
fn own(demand: &Demand, redirected: f64) -> Weighted {
    Weighted {
        events: (demand.sums.events - redirected * demand.overlapping).max(0.0),
        ..demand.sums
    }
}

/// Of the requests of a house less those refused elsewhere before, how many come from days on which the latter are
/// not known, each counted with those.
fn overlapping_share(demand: &Demand, redirected: f64) -> f64 {
    let own = own(demand, redirected).events;
    if own > 0.0 {
        within(demand.overlapping / own, 0.0, 10.0)
    } else {
        0.0
    }
}

/// Whoever was refused may ask another house: refused by asked where it is not known who did. With the willingness
/// to move it is the share that is counted twice.
fn refused_share(demands: &[Demand]) -> f64 {
    let (mut asked, mut refused, mut is_known) = (0.0, 0.0, false);
    for demand in demands {
        asked += demand.overlapping;
        refused += demand.overlapping_refusals.unwrap_or(0.0);
        is_known |= demand.overlapping_refusals.is_some();
    }
    // The guess is of the share that moved; half of those refused do.
    if is_known && asked > 0.0 {
        within(refused / asked, 0.0, 1.0)
    } else {
        2.0 * REDIRECTED_GUESS
    }
}
