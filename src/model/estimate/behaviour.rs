//! What people do who find no bed, and how long a bed is not used between two guests.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::posterior::{Rate, Share, within};
use super::steps::{FlowSpan, Step};

/// The share that waits, and how long, where nothing is known: settings, not findings.
const WAITING_GUESS: (f64, f64) = (0.3, 4.0);
const PATIENCE_GUESS_DAYS: f64 = 5.0;
/// Of beds that fell free the day before, the share that is not ready, where nothing is known.
const UNREADY_GUESS: (f64, f64) = (0.25, 2.0);
/// Longer is taken for a mistake.
const LONGEST_TURNOVER_DAYS: f64 = 5.0;
const LONGEST_DELAY_DAYS: f64 = 14.0;

/// What the houses of a region do alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Behaviour {
    /// Whoever finds no bed, does not wait, and goes to another house that has one.
    pub moving: Share,
    /// Whoever finds no bed and waits for one.
    pub waiting: Share,
    /// Of those who wait, how many die or go elsewhere, per day; 1 / patience.
    pub giving_up: Rate,
    /// How long a bed is not used after a departure. Unit: days.
    pub turnover_days: f64,
    /// How long a bed is reserved before its guest comes. Unit: days.
    pub admission_delay_days: f64,
}

impl Behaviour {
    pub(super) fn of(houses: &[Vec<Step>], span: FlowSpan) -> Self {
        let giving_up = giving_up(houses);
        Self {
            moving: moving(houses, giving_up.mean()),
            waiting: waiting(houses),
            giving_up,
            turnover_days: turnover_days(houses, span),
            admission_delay_days: admission_delay_days(houses, span),
        }
    }

    /// Where no requests are registered demand is what came, with those that others sent and those that waited: they
    /// must not be sent or wait once more.
    pub(super) fn without_requests(self) -> Self {
        let none = Share { yes: 1e-9, no: 1.0 };
        Self {
            moving: none,
            waiting: none,
            ..self
        }
    }
}

/// The beds, refusals and moves of a region on a day.
#[derive(Clone, Copy, Debug, Default)]
struct RegionDay {
    free: u32,
    /// Refused at once, for want of a bed.
    refused: f64,
    redirected: Option<f64>,
}

/// Redirected by refused at once, only on days with at least two free beds in the region at both counts: where there
/// was none, nobody could move, however willing.
///
/// Where it is not registered who gave up waiting, refusals count them too; so many are taken off as the waiting list
/// makes expect.
fn moving(houses: &[Vec<Step>], giving_up: f64) -> Share {
    let mut days = BTreeMap::<NaiveDate, RegionDay>::new();
    for step in houses.iter().flatten().filter(|step| step.is_adjacent) {
        let day = days.entry(step.to.date).or_default();
        day.free = day.free.saturating_add(step.to.free());
        let waited = f64::midpoint(waiting_at(step.from), waiting_at(step.to));
        let gave_up = if step.to.gave_up.is_some() {
            0.0
        } else {
            giving_up * waited
        };
        day.refused += step.to.refused_for_room.map_or(0.0, f64::from) - gave_up;
        if let Some(redirected) = step.to.redirected {
            *day.redirected.get_or_insert(0.0) += f64::from(redirected);
        }
    }
    let (mut refused, mut redirected, mut is_known) = (0.0, 0.0, false);
    for (date, day) in &days {
        let before = date.pred_opt().and_then(|before| days.get(&before));
        if before.is_some_and(|before| before.free >= 2 && day.free >= 2)
            && let Some(moved) = day.redirected
        {
            refused += day.refused;
            redirected += moved;
            is_known = true;
        }
    }
    if is_known {
        Share::after(redirected, refused - redirected, 2.0 / 3.0, 1.5)
    } else {
        Share { yes: 2.0, no: 2.0 }
    }
}

/// Of those who asked a full house on whose list nobody stood, those that were not refused at once.
fn waiting(houses: &[Vec<Step>]) -> Share {
    let (mut waited, mut refused) = (0.0, 0.0);
    for step in houses.iter().flatten().filter(|step| is_quiet(step)) {
        let (Some(0), Some(_), Some(asked), Some(sent)) = (
            step.from.waiting,
            step.to.waiting,
            step.own_requests(),
            step.to.refused_for_room,
        ) else {
            continue;
        };
        let sent = f64::from(sent).min(asked.max(0.0));
        waited += asked.max(0.0) - sent;
        refused += sent;
    }
    let (guess, worth) = WAITING_GUESS;
    Share::after(waited, refused, guess, worth)
}

/// A full house in which nobody came or went.
fn is_quiet(step: &Step) -> bool {
    step.is_full() && step.to.admissions == Some(0) && step.to.departures == Some(0)
}

/// Those who gave up by the days they waited, while nothing else could end the wait: in a full house. Where it is not
/// registered who gave up, they are among the refused; on days without requests there are no others.
fn giving_up(houses: &[Vec<Step>]) -> Rate {
    let (mut gave_up, mut waited) = (0.0, 0.0);
    for step in houses.iter().flatten().filter(|step| is_quiet(step)) {
        let (Some(before), Some(after)) = (step.from.waiting, step.to.waiting) else {
            continue;
        };
        let ended = match (step.to.gave_up, step.to.refused_for_room, step.to.requests) {
            (Some(ended), _, _) if before > 0 || after > 0 => ended,
            (None, Some(ended), Some(0)) => ended,
            _ => continue,
        };
        let ended = f64::from(ended).min(f64::from(before.max(after)) + 1.0);
        gave_up += ended;
        waited += f64::midpoint(f64::from(before), f64::from(after));
    }
    Rate::after(gave_up, waited, 1.0 / PATIENCE_GUESS_DAYS, 2.0)
}

/// Little's law on the beds in turnover, where any are registered. Else the beds that are free by the count and yet
/// cannot be had tell: of requests to a house whose only free bed fell free the day before, the share `b` that is not
/// admitted. With a turnover time that is exponential of mean `t`, a departure and a request at any time of their days,
/// `b = (t (1 - exp(-1 / t)))^2`.
fn turnover_days(houses: &[Vec<Step>], span: FlowSpan) -> f64 {
    let (mut in_turnover, mut departures) = (0.0, 0.0);
    let (mut unready, mut ready) = (0.0, 0.0);
    for step in houses.iter().flatten() {
        in_turnover +=
            step.days * f64::midpoint(f64::from(step.from.in_turnover), f64::from(step.to.in_turnover));
        departures += step.moves(span).map_or(0.0, |moves| moves.departures);
        let fell_free = step
            .before
            .is_some_and(|before| before.free() == 0 && !before.is_stopped);
        if fell_free && step.from.free() == 1 && is_one_request(step) {
            let refused = step.to.refused_for_room.is_some_and(|refused| refused > 0);
            let waits = step.to.waiting.is_some_and(|waiting| waiting > 0);
            if refused || waits {
                unready += 1.0;
            } else {
                ready += 1.0;
            }
        }
    }
    if in_turnover > 0.0 {
        return within(in_turnover / departures.max(1.0), 0.0, LONGEST_TURNOVER_DAYS);
    }
    let (guess, worth) = UNREADY_GUESS;
    turnover_of(Share::after(unready, ready, guess, worth).mean())
}

/// One person asked, for the first time, and nobody waits.
fn is_one_request(step: &Step) -> bool {
    step.is_adjacent
        && step.to.requests == Some(1)
        && step.own_requests().is_some_and(|own| own > 0.5)
        && step.from.waiting.unwrap_or(0) == 0
        && step.to.refused_for_room.is_some()
}

/// The mean turnover time that leaves the share `unready` not ready, by bisection.
fn turnover_of(unready: f64) -> f64 {
    let (mut least, mut most) = (1e-6, LONGEST_TURNOVER_DAYS);
    for _ in 0..60 {
        let middle = f64::midpoint(least, most);
        let kept = middle * -(-1.0 / middle).exp_m1();
        if kept * kept < unready {
            least = middle;
        } else {
            most = middle;
        }
    }
    least
}

/// Little's law: reserved bed-days by admissions.
fn admission_delay_days(houses: &[Vec<Step>], span: FlowSpan) -> f64 {
    let (mut reserved, mut admissions) = (0.0, 0.0);
    for step in houses.iter().flatten() {
        if let Some(moves) = step.moves(span) {
            let mean = f64::midpoint(f64::from(step.from.reserved), f64::from(step.to.reserved));
            reserved += step.weight * step.days * mean;
            admissions += step.weight * moves.admissions;
        }
    }
    within(reserved / (admissions + 1.0), 0.0, LONGEST_DELAY_DAYS)
}

fn waiting_at(day: &crate::model::history::Day) -> f64 {
    f64::from(day.waiting.unwrap_or(0))
}
