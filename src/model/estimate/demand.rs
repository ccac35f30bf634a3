//! How many people a house is the first choice of.

use chrono::{Datelike, NaiveDate};

use super::posterior::Weighted;
use super::steps::{FlowSpan, Step};

/// What the estimate of a house's demand rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DemandBasis {
    /// Registered requests, less those refused elsewhere before.
    Registered,
    /// Registered requests of which it is not known who was refused elsewhere before: a stated share is taken off.
    Overlapping,
    /// Admissions while the house had room: what came, with those that other houses sent.
    Admissions,
}

/// A house's weighted requests, and the days they came in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Demand {
    pub sums: Weighted,
    /// Of the events, from days on which it is not known how many had been refused elsewhere before.
    pub overlapping: f64,
    /// Refused for want of room on those days; nothing where that was never stated.
    pub overlapping_refusals: Option<f64>,
    pub basis: DemandBasis,
}

/// The requests that came between two counts, and how many the house's mean rate makes expect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::model) struct Asked {
    pub date: NaiveDate,
    pub events: f64,
    pub expected: f64,
    /// They came on the day of that date.
    pub is_one_day: bool,
}

impl Asked {
    /// The factor of its weekday; 1 for a longer time.
    pub(super) fn level(&self, weekday: [f64; 7]) -> f64 {
        let of_week = self.date.weekday().num_days_from_monday() as usize;
        let factor = weekday.get(of_week).filter(|_| self.is_one_day);
        factor.copied().unwrap_or(1.0)
    }
}

/// How much of a house's time its requests must be stated for, to be used.
const LEAST_STATED: f64 = 0.25;

impl Demand {
    pub(super) fn of(steps: &[Step], span: FlowSpan) -> Self {
        if registers_requests(steps) {
            Self::registered(steps)
        } else {
            Self::censored(steps, span)
        }
    }

    fn registered(steps: &[Step]) -> Self {
        let mut demand = Self {
            sums: Weighted::default(),
            overlapping: 0.0,
            overlapping_refusals: None,
            basis: DemandBasis::Registered,
        };
        for step in steps {
            let Some(requests) = step.own_requests() else {
                continue;
            };
            demand.sums.add(step.weight, requests, step.days);
            if step.to.redirected.is_none() {
                demand.overlapping += step.weight * requests;
                if let Some(refused) = step.to.refused_for_room {
                    let refusals = demand.overlapping_refusals.get_or_insert(0.0);
                    *refusals += step.weight * f64::from(refused);
                }
            }
        }
        if demand.overlapping > 0.1 * demand.sums.events.max(0.0) {
            demand.basis = DemandBasis::Overlapping;
        }
        demand
    }

    /// Admissions by the time in which there was room: a Poisson count that a full house cuts off.
    fn censored(steps: &[Step], span: FlowSpan) -> Self {
        let mut sums = Weighted::default();
        for step in steps {
            if let Some((admissions, open)) = admitted(step, span) {
                sums.add(step.weight, admissions, open);
            }
        }
        Self {
            sums,
            overlapping: 0.0,
            overlapping_refusals: None,
            basis: DemandBasis::Admissions,
        }
    }

    /// What was asked between the counts, where `rate` a day is the mean.
    pub(super) fn asked(self, steps: &[Step], span: FlowSpan, rate: f64) -> Vec<Asked> {
        let asked = steps.iter().filter_map(|step| {
            let (events, days) = match self.basis {
                DemandBasis::Admissions => admitted(step, span)?,
                DemandBasis::Registered | DemandBasis::Overlapping => (step.own_requests()?, step.days),
            };
            Some(Asked {
                date: step.to.date,
                events,
                expected: rate * days,
                is_one_day: step.days < 1.5,
            })
        });
        asked.collect()
    }
}

/// Whether requests are stated often enough, and are not fewer than half of those who came: then the zeros are no
/// counts.
fn registers_requests(steps: &[Step]) -> bool {
    let (mut known, mut stated, mut requests, mut admissions) = (0.0, 0.0, 0.0, 0.0);
    for step in steps {
        known += step.weight * step.days;
        if let Some(number) = step.to.requests {
            stated += step.weight * step.days;
            requests += step.weight * f64::from(number);
            admissions += step.weight * f64::from(step.to.admissions.unwrap_or(0));
        }
    }
    stated > 0.0 && stated >= LEAST_STATED * known && requests >= 0.5 * admissions
}

/// Those who came, and the days in which the house had room for them.
fn admitted(step: &Step, span: FlowSpan) -> Option<(f64, f64)> {
    let moves = step.moves(span)?;
    // Who came into a house that was full at both counts came into a bed that fell free in between.
    let open = if moves.admissions > 0.0 {
        step.open_share().max(0.25)
    } else {
        step.open_share()
    };
    Some((moves.admissions, step.days * open))
}
