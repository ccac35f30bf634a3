//! When a registration deserves which warning.

use chrono::NaiveDate;

use super::{BedState, Warning};
use crate::domain::calendar::{care_day, days_before};
use crate::domain::count::Count;
use crate::domain::registration::{Entry, Registration};
use crate::domain::stand::Stand;
use crate::domain::usual::Usual;

/// How many days back the previous registration may lie for a balance to be drawn. Unit: days.
pub const BALANCE_DAYS: u32 = 31;
/// How many days back a registration is looked at to say what is usual for the house. Unit: days.
pub const HISTORY_DAYS: u32 = 90;

/// What the warnings need of an earlier registration. A state of which nothing was stated has no beds, as
/// in the sum of all beds. Unit: beds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastDay {
    pub date: NaiveDate,
    pub occupied: u32,
    pub respite: u32,
    pub reserved: u32,
    pub in_turnover: u32,
    pub closed: u32,
}

impl PastDay {
    #[must_use]
    pub fn of(date: NaiveDate, stand: &Stand) -> Self {
        let counts = stand.counts();
        Self {
            date,
            occupied: counts.beds_occupied.get(),
            respite: counts.beds_respite.map_or(0, Count::get),
            reserved: counts.beds_reserved.map_or(0, Count::get),
            in_turnover: counts.beds_in_turnover.map_or(0, Count::get),
            closed: stand.closed(),
        }
    }

    fn beds(&self, state: BedState) -> u32 {
        match state {
            BedState::Closed => self.closed,
            BedState::Respite => self.respite,
            BedState::Reserved => self.reserved,
            BedState::InTurnover => self.in_turnover,
        }
    }
}

/// The warnings that `registration` deserves after `past`: the house's registrations of the
/// [`HISTORY_DAYS`] before it, in order of days.
#[must_use]
pub fn warnings(registration: &Registration, past: &[PastDay]) -> Vec<Warning> {
    let Registration {
        stand, date, entry, ..
    } = registration;
    let today = PastDay::of(*date, stand);
    let in_reach = past
        .last()
        .filter(|previous| previous.date >= days_before(*date, BALANCE_DAYS));
    let mut found = Vec::new();
    if let Some(previous) = in_reach {
        found.extend(balance(stand, previous));
        found.extend(jump(stand, &today, previous, past));
    }
    found.extend(unusual_beds(&today, past));
    found.extend(stop_past_its_end(stand, *date));
    if is_unexplained_correction(entry, *date) {
        found.push(Warning::CorrectionWithoutReason);
    }
    found
}

/// `occupied(d) = occupied(previous) + admissions - deaths - discharges`. Where some of the three
/// flows are stated, those left out count as none; where all are left out no balance is drawn.
fn balance(stand: &Stand, previous: &PastDay) -> Option<Warning> {
    let counts = stand.counts();
    let occupied = counts.beds_occupied.get();
    let flows = [counts.admissions, counts.deaths, counts.discharges];
    if flows.iter().all(Option::is_none) {
        return (occupied != previous.occupied).then_some(Warning::FlowsNotStated {
            occupied,
            before: previous.occupied,
            previous: previous.date,
        });
    }
    let [admissions, deaths, discharges] = flows.map(|flow| flow.map_or(0, |count| i64::from(count.get())));
    let expected = i64::from(previous.occupied) + admissions - deaths - discharges;
    (i64::from(occupied) != expected).then_some(Warning::BalanceMismatch {
        occupied,
        expected,
        previous: previous.date,
    })
}

/// The change since the previous registration is far from the changes before it. As long as there are too
/// few of these: it is more than half of the beds, and three at least.
fn jump(stand: &Stand, today: &PastDay, previous: &PastDay, past: &[PastDay]) -> Option<Warning> {
    let changes = past.iter().zip(past.iter().skip(1));
    let is_jump = if let Some(usual) = Usual::of(changes.map(|(one, next)| daily_change(one, next))) {
        usual.is_far(daily_change(previous, today))
    } else {
        let change = today.occupied.abs_diff(previous.occupied);
        change >= 3 && change * 2 > stand.physical()
    };
    is_jump.then_some(Warning::OccupiedJump {
        occupied: today.occupied,
        before: previous.occupied,
        previous: previous.date,
    })
}

/// The change of occupied beds, made comparable to that of one day: guests come and go by chance, so over
/// `n` days the change grows with the root of `n`. Unit: beds.
fn daily_change(one: &PastDay, next: &PastDay) -> f64 {
    let days = i32::try_from((next.date - one.date).num_days()).unwrap_or(i32::MAX);
    (f64::from(next.occupied) - f64::from(one.occupied)) / f64::from(days.max(1)).sqrt()
}

/// Each state of which there are far more or far fewer beds than usual. Beds closed stand for beds in
/// service, so that a house that gets more beds is no surprise.
fn unusual_beds(today: &PastDay, past: &[PastDay]) -> impl Iterator<Item = Warning> {
    let states = [
        BedState::Closed,
        BedState::Respite,
        BedState::Reserved,
        BedState::InTurnover,
    ];
    states.into_iter().filter_map(|state| {
        let usual = Usual::of(past.iter().map(|day| f64::from(day.beds(state))))?;
        let beds = today.beds(state);
        let warning = Warning::UnusualBeds {
            state,
            stated: beds,
            usual: whole(usual.median()),
        };
        usual.is_far(f64::from(beds)).then_some(warning)
    })
}

/// A median of counts, to the nearest whole.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a median of counts is none but a small positive number"
)]
fn whole(median: f64) -> u32 {
    median.round() as u32
}

fn stop_past_its_end(stand: &Stand, date: NaiveDate) -> Option<Warning> {
    let expected_until = stand.counts().admission_stop?.expected_until?;
    (expected_until < date).then_some(Warning::StopPastItsEnd { expected_until })
}

/// A day that had ended when its second or later revision was entered, without a reason.
#[must_use]
pub fn is_unexplained_correction(entry: &Entry, date: NaiveDate) -> bool {
    entry.revision > 1 && care_day(entry.recorded_at) > date && entry.reason.is_none()
}
