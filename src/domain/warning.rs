//! Warnings: what looks odd in a registration but may be true. A warning never refuses anything;
//! the house looks again, and confirms or corrects.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::code::coded;
use super::language::Language;
use super::when;

mod rules;
#[cfg(test)]
mod tests;

pub use rules::{HISTORY_DAYS, PastDay, is_unexplained_correction, warnings};

coded! {
    /// The codes by which programs know the warnings, and by which they are confirmed.
    WarningCode {
        BalanceMismatch = "balance_mismatch",
        FlowsNotStated = "flows_not_stated",
        OccupiedJump = "occupied_jump",
        UnusualBeds = "unusual_beds",
        StopPastItsEnd = "stop_past_its_end",
        CorrectionWithoutReason = "correction_without_reason",
    }
}

/// The warnings of which somebody says: we looked, and it is so.
pub type Confirmed = BTreeSet<WarningCode>;

/// A number of beds that is held against what is usual for the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BedState {
    Closed,
    Respite,
    Reserved,
    InTurnover,
}

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
    /// Occupied changed by more than it usually does in this house.
    OccupiedJump {
        occupied: u32,
        before: u32,
        previous: NaiveDate,
    },
    /// So many beds in one state are far from what is usual for this house.
    UnusualBeds {
        state: BedState,
        stated: u32,
        usual: u32,
    },
    /// The admission stop was expected to be over before this day.
    StopPastItsEnd { expected_until: NaiveDate },
    /// An earlier day was corrected without saying why.
    CorrectionWithoutReason,
}

impl Warning {
    /// The code by which programs know the warning.
    #[must_use]
    pub fn code(self) -> WarningCode {
        match self {
            Self::BalanceMismatch { .. } => WarningCode::BalanceMismatch,
            Self::FlowsNotStated { .. } => WarningCode::FlowsNotStated,
            Self::OccupiedJump { .. } => WarningCode::OccupiedJump,
            Self::UnusualBeds { .. } => WarningCode::UnusualBeds,
            Self::StopPastItsEnd { .. } => WarningCode::StopPastItsEnd,
            Self::CorrectionWithoutReason => WarningCode::CorrectionWithoutReason,
        }
    }

    /// The warning as a sentence.
    #[must_use]
    pub fn say(self, language: Language) -> String {
        let day = |date| when::whole_day(language, date);
        match self {
            Self::BalanceMismatch {
                occupied,
                expected,
                previous,
            } => {
                let previous = day(previous);
                language.pick(
                format!(
                    "Bezet is {occupied}, maar de stand van {previous} met de opnamen, overlijdens en ontslagen sindsdien geeft {expected}."
                ),
                format!(
                    "Occupied is {occupied}, but the stand of {previous} with the admissions, deaths and discharges since gives {expected}."
                ),
            )
            }
            Self::FlowsNotStated {
                occupied,
                before,
                previous,
            } => {
                let previous = day(previous);
                language.pick(
                format!(
                    "Bezet ging sinds {previous} van {before} naar {occupied}, maar opnamen, overlijdens en ontslagen zijn niet opgegeven."
                ),
                format!(
                    "Occupied went from {before} to {occupied} since {previous}, but no admissions, deaths or discharges were stated."
                ),
            )
            }
            Self::OccupiedJump {
                occupied,
                before,
                previous,
            } => {
                let previous = day(previous);
                language.pick(
                    format!(
                        "Bezet ging sinds {previous} van {before} naar {occupied}: een ongewoon grote sprong."
                    ),
                    format!(
                        "Occupied went from {before} to {occupied} since {previous}: an unusually large jump."
                    ),
                )
            }
            Self::UnusualBeds { state, stated, usual } => {
                let beds = state.say(language);
                language.pick(
                    format!("{beds}: {stated}. Gewoonlijk zijn het er in dit huis {usual}."),
                    format!("{beds}: {stated}. In this house there are usually {usual}."),
                )
            }
            Self::StopPastItsEnd { expected_until } => {
                let expected_until = day(expected_until);
                language.pick(
                    format!("De opnamestop zou tot {expected_until} duren, en dat is voorbij."),
                    format!("The admission stop was expected to last until {expected_until}, which is past."),
                )
            }
            Self::CorrectionWithoutReason => language.pick(
                "Een eerdere dag is gecorrigeerd zonder reden.".to_owned(),
                "An earlier day was corrected without a reason.".to_owned(),
            ),
        }
    }
}

impl BedState {
    fn say(self, language: Language) -> &'static str {
        let (dutch, english) = match self {
            Self::Closed => ("Gesloten bedden", "Closed beds"),
            Self::Respite => ("Bedden met een respijtgast", "Beds with a respite guest"),
            Self::Reserved => ("Gereserveerde bedden", "Reserved beds"),
            Self::InTurnover => ("Bedden in gereedmaken", "Beds in turnover"),
        };
        language.pick(dutch, english)
    }
}
