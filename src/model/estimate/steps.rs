//! A house's registrations as steps from one count to the next, with the time that its flows speak of.

use chrono::NaiveDate;

use crate::model::history::{Day, HouseRecord};

/// After how many days a registration counts for half.
const HALF_LIFE_DAYS: f64 = 270.0;

/// What the flows of a day speak of where days before it are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowSpan {
    /// All that happened since the registered day before: what the register asks for.
    SinceLast,
    /// That day alone; what happened on the missing days is lost.
    OwnDay,
}

/// From one registered day to the next.
#[derive(Clone, Copy, Debug)]
pub(in crate::model) struct Step<'a> {
    /// The day before `from`, where that is registered and `from` the day before `to`.
    pub before: Option<&'a Day>,
    pub from: &'a Day,
    pub to: &'a Day,
    /// Whether no day is missing in between.
    pub is_adjacent: bool,
    /// The days that the flows of `to` speak of.
    pub days: f64,
    /// By age: 1 at the end, half after [`HALF_LIFE_DAYS`].
    pub weight: f64,
}

/// How many came and went, as the counts have it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Moves {
    pub admissions: f64,
    pub departures: f64,
    pub occupied_bed_days: f64,
    /// The stated flows do not lead from one count to the other.
    pub disagrees: bool,
}

impl Step<'_> {
    /// Admissions and departures, where both are stated. Where they do not lead from one count to the other, the
    /// count wins and the difference is booked as flows that were not registered; over missing days of which
    /// nothing is known the count at the beginning is what the flows make of the one at the end.
    pub(super) fn moves(&self, span: FlowSpan) -> Option<Moves> {
        let admissions = f64::from(self.to.admissions?);
        let departures = f64::from(self.to.departures?);
        let after = f64::from(self.to.occupied);
        let before = if self.is_adjacent || span == FlowSpan::SinceLast {
            f64::from(self.from.occupied)
        } else {
            (after - admissions + departures).max(0.0)
        };
        let stated = (admissions, departures);
        let (admissions, departures) = booked((before, after), stated);
        Some(Moves {
            admissions,
            departures,
            occupied_bed_days: self.days * f64::midpoint(before, after),
            disagrees: admissions - stated.0 > 0.5 || departures - stated.1 > 0.5,
        })
    }

    /// Requests of people whom no other house had refused before, and who could have come: where redirected ones
    /// are not known they are still among them.
    pub(super) fn own_requests(&self) -> Option<f64> {
        let number = |stated: Option<u32>| f64::from(stated.unwrap_or(0));
        let requests = f64::from(self.to.requests?);
        Some(requests - number(self.to.redirected) - number(self.to.refused_otherwise))
    }

    /// The share of the time in which somebody could be admitted: half for the count at either end.
    pub(super) fn open_share(&self) -> f64 {
        let open = |day: &Day| if day.free() > 0 { 0.5 } else { 0.0 };
        open(self.from) + open(self.to)
    }

    /// Whether the house was full at both counts, though it had beds and no stop, so that nobody who asked in
    /// between found one.
    pub(super) fn is_full(&self) -> bool {
        let full = |day: &Day| day.free() == 0 && !day.is_stopped && day.in_service() > 0;
        self.is_adjacent && full(self.from) && full(self.to)
    }
}

/// Admissions and departures that lead from one count of occupied beds to another: those that were stated, and more of
/// one of them where these do not.
pub(in crate::model) fn booked(
    (before, after): (f64, f64),
    (admissions, departures): (f64, f64),
) -> (f64, f64) {
    let unexplained = after - before - admissions + departures;
    (
        admissions + unexplained.max(0.0),
        departures - unexplained.min(0.0),
    )
}

/// The steps of a house up to and on `as_of`.
pub(in crate::model) fn steps(house: &HouseRecord, as_of: NaiveDate, span: FlowSpan) -> Vec<Step<'_>> {
    let known = house.days.partition_point(|day| day.date <= as_of);
    let days = house.days.get(..known).unwrap_or_default();
    let mut steps = Vec::<Step>::with_capacity(days.len());
    for (from, to) in days.iter().zip(days.iter().skip(1)) {
        let apart = days_between(from.date, to.date).max(1.0);
        let is_adjacent = apart < 1.5;
        let before = steps.last().filter(|step| is_adjacent && step.is_adjacent);
        steps.push(Step {
            before: before.map(|step| step.from),
            from,
            to,
            is_adjacent,
            days: if span == FlowSpan::OwnDay { 1.0 } else { apart },
            weight: weight(days_between(to.date, as_of)),
        });
    }
    steps
}

/// What something so many days old still weighs.
pub(super) fn weight(age_days: f64) -> f64 {
    (-age_days / HALF_LIFE_DAYS).exp2()
}

/// What the houses' flows speak of: the more likely of the two, the register's rule unless the other is twenty times
/// as likely.
///
/// The flows of a step of `n` days are Poisson of mean `r n` or `r`, where `r` is the house's mean over the days that
/// follow the day before. `k` events make the first `n^k exp(-r (n - 1))` times as likely as the second.
pub(super) fn span(houses: &[HouseRecord], as_of: NaiveDate) -> FlowSpan {
    let evidence: f64 = houses.iter().map(|house| evidence(house, as_of)).sum();
    if evidence < -20.0_f64.ln() {
        FlowSpan::OwnDay
    } else {
        FlowSpan::SinceLast
    }
}

/// The logarithm of how much more likely a house's flows are since the last registered day than on the day alone.
fn evidence(house: &HouseRecord, as_of: NaiveDate) -> f64 {
    let flows =
        |day: &Day| [day.admissions, day.departures, day.requests].map(|flow| f64::from(flow.unwrap_or(0)));
    let (mut events, mut days) = (0.0, 0.0);
    let (mut gap_logs, mut gap_days) = (0.0, 0.0);
    for step in steps(house, as_of, FlowSpan::SinceLast) {
        let happened: f64 = flows(step.to).iter().sum();
        if step.is_adjacent {
            events += happened;
            days += 1.0;
        } else if step.to.admissions.is_some() {
            gap_logs += happened * step.days.ln();
            gap_days += step.days - 1.0;
        }
    }
    if days < 1.0 {
        0.0
    } else {
        gap_logs - events / days * gap_days
    }
}

pub(super) fn days_between(from: NaiveDate, to: NaiveDate) -> f64 {
    (to - from).as_seconds_f64() / 86_400.0
}
