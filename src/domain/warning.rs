//! Warnings: what looks odd in a registration but may be true. A warning never refuses anything;
//! the house looks again, and confirms or corrects.

use chrono::{DateTime, NaiveDate, Utc};

use super::calendar::{care_day, days_before};
use super::language::Language;
use super::registration::Registration;
use super::stand::Stand;

/// How many days back the previous registration may lie for a balance to be drawn. Unit: days.
pub const BALANCE_DAYS: u32 = 31;

/// Something odd in a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// Occupied is not what the previous registration and the flows since make it.
    BalanceMismatch {
        occupied: u32,
        expected: i64,
        previous: NaiveDate,
    },
    /// Occupied changed, but none of admissions, deaths and discharges was stated.
    FlowsNotStated {
        occupied: u32,
        before: u32,
        previous: NaiveDate,
    },
    /// Occupied changed by more than half of the house's beds, and by three at least.
    OccupiedJump {
        occupied: u32,
        before: u32,
        previous: NaiveDate,
    },
    /// The admission stop was expected to be over before this day.
    StopPastItsEnd { expected_until: NaiveDate },
    /// An earlier day was corrected without saying why.
    CorrectionWithoutReason,
}

impl Warning {
    /// The code by which programs know the warning.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::BalanceMismatch { .. } => "balance_mismatch",
            Self::FlowsNotStated { .. } => "flows_not_stated",
            Self::OccupiedJump { .. } => "occupied_jump",
            Self::StopPastItsEnd { .. } => "stop_past_its_end",
            Self::CorrectionWithoutReason => "correction_without_reason",
        }
    }

    /// The warning as a sentence.
    #[must_use]
    pub fn say(self, language: Language) -> String {
        match self {
            Self::BalanceMismatch {
                occupied,
                expected,
                previous,
            } => language.pick(
                format!(
                    "Bezet is {occupied}, maar de stand van {previous} met de opnamen, overlijdens en ontslagen sindsdien geeft {expected}."
                ),
                format!(
                    "Occupied is {occupied}, but the stand of {previous} with the admissions, deaths and discharges since gives {expected}."
                ),
            ),
            Self::FlowsNotStated {
                occupied,
                before,
                previous,
            } => language.pick(
                format!(
                    "Bezet ging sinds {previous} van {before} naar {occupied}, maar opnamen, overlijdens en ontslagen zijn niet opgegeven."
                ),
                format!(
                    "Occupied went from {before} to {occupied} since {previous}, but no admissions, deaths or discharges were stated."
                ),
            ),
            Self::OccupiedJump {
                occupied,
                before,
                previous,
            } => language.pick(
                format!("Bezet ging sinds {previous} van {before} naar {occupied}: een ongewoon grote sprong."),
                format!("Occupied went from {before} to {occupied} since {previous}: an unusually large jump."),
            ),
            Self::StopPastItsEnd { expected_until } => language.pick(
                format!("De opnamestop zou tot {expected_until} duren, en dat is voorbij."),
                format!("The admission stop was expected to last until {expected_until}, which is past."),
            ),
            Self::CorrectionWithoutReason => language.pick(
                "Een eerdere dag is gecorrigeerd zonder reden.".to_owned(),
                "An earlier day was corrected without a reason.".to_owned(),
            ),
        }
    }
}

/// The last stand before a registration: its day and how many beds were occupied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Previous {
    pub date: NaiveDate,
    pub occupied: u32,
}

/// The warnings that `registration` deserves after `previous`, the last registration before it.
#[must_use]
pub fn warnings(registration: &Registration, previous: Option<Previous>) -> Vec<Warning> {
    let Registration {
        stand, date, entry, ..
    } = registration;
    let in_reach = previous.filter(|previous| previous.date >= days_before(*date, BALANCE_DAYS));
    let mut found = Vec::new();
    if let Some(previous) = in_reach {
        found.extend(balance(stand, previous));
        found.extend(jump(stand, previous));
    }
    found.extend(stop_past_its_end(stand, *date));
    if is_unexplained_correction(entry.revision, entry.recorded_at, *date) && entry.reason.is_none() {
        found.push(Warning::CorrectionWithoutReason);
    }
    found
}

/// `occupied(d) = occupied(previous) + admissions - deaths - discharges`. Where some of the three
/// flows are stated, those left out count as none; where all are left out no balance is drawn.
fn balance(stand: &Stand, previous: Previous) -> Option<Warning> {
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

fn jump(stand: &Stand, previous: Previous) -> Option<Warning> {
    let occupied = stand.counts().beds_occupied.get();
    let change = occupied.abs_diff(previous.occupied);
    (change >= 3 && change * 2 > stand.physical()).then_some(Warning::OccupiedJump {
        occupied,
        before: previous.occupied,
        previous: previous.date,
    })
}

fn stop_past_its_end(stand: &Stand, date: NaiveDate) -> Option<Warning> {
    let expected_until = stand.counts().admission_stop?.expected_until?;
    (expected_until < date).then_some(Warning::StopPastItsEnd { expected_until })
}

/// A day that had ended when its second or later revision was entered.
fn is_unexplained_correction(revision: u32, recorded_at: DateTime<Utc>, date: NaiveDate) -> bool {
    revision > 1 && care_day(recorded_at) > date
}
