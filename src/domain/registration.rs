//! A registration: one house's stand of one care day, with its revisions, and who may change it.

use chrono::{DateTime, NaiveDate, Utc};

use super::access::{Principal, Role, View};
use super::calendar::{care_day, day_end, days_before};
use super::house::{BedPlan, Opening};
use super::stand::{Counts, Misfit, Stand};
use super::text::{HouseId, Id, Name, Reason};
use super::warning::{Confirmed, is_unexplained_correction};

/// The stand of a house on a day as it is registered now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    pub house_id: HouseId,
    pub date: NaiveDate,
    pub stand: Stand,
    pub entry: Entry,
}

impl Registration {
    /// As far as `view` shows it.
    #[must_use]
    pub fn shown(self, view: View) -> Self {
        match view {
            View::Whole => self,
            View::BedsOnly => Self {
                stand: self.stand.beds_only(),
                entry: Entry {
                    reason: None,
                    confirmed: Confirmed::default(),
                    ..self.entry
                },
                ..self
            },
        }
    }
}

impl Registration {
    /// The moment the count speaks of: when it was entered, but never after the end of its day. A
    /// day entered late, or imported years later, is as old as the day, and whoever confirms a warning has
    /// not counted again.
    #[must_use]
    pub fn counted_at(&self) -> DateTime<Utc> {
        self.entry.counts_entered_at().min(day_end(self.date))
    }

    /// The reason of a revision that confirms a warning and leaves the counts as they are: they stand for
    /// the reason that was given before, or for that of having looked again. A correction that gave no
    /// reason is not explained by it.
    #[must_use]
    pub fn reason_to_stand(&self) -> Option<Reason> {
        if is_unexplained_correction(&self.entry, self.date) {
            return None;
        }
        self.entry.reason.clone().or_else(|| Reason::new(LOOKED_AGAIN))
    }
}

/// What stands as the reason where counts were only confirmed.
const LOOKED_AGAIN: &str = "Nagekeken: de stand klopt";

/// Who entered a revision, when and why, and which warnings they confirmed. Revisions of a house's day are
/// numbered from 1 on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub revision: u32,
    pub recorded_at: DateTime<Utc>,
    /// When the counts were entered that this revision repeats; nothing where it states them itself.
    pub counted_at: Option<DateTime<Utc>>,
    pub recorded_by: Name,
    /// The token it was entered with; nothing where a command did.
    pub token_id: Option<Id>,
    pub reason: Option<Reason>,
    /// As it was sent: also codes of warnings that the stand does not deserve.
    pub confirmed: Confirmed,
}

impl Entry {
    /// When the counts were entered, here or in a revision that this one repeats.
    #[must_use]
    pub fn counts_entered_at(&self) -> DateTime<Utc> {
        self.counted_at.unwrap_or(self.recorded_at)
    }
}

/// What is said of a day: its counts, and which warnings about them are confirmed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    pub counts: Counts,
    pub confirmed: Confirmed,
}

/// One step in the history of a house's day; `stand` is empty where the day was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    pub entry: Entry,
    pub stand: Option<Stand>,
}

/// The rules on who may still change which day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CorrectionWindow {
    /// How many days back a reporter may register, correct or withdraw. Unit: days.
    pub reporter_days: u32,
}

/// Why a registration is refused though its counts are well formed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The day has not begun.
    InTheFuture { today: NaiveDate },
    /// The house is not open on that day, or its number of beds is not known.
    NotOpen {
        opens_on: NaiveDate,
        closes_on: Option<NaiveDate>,
    },
    /// Only a coordinator may change a day so long ago.
    TooFarBack { earliest: NaiveDate },
    /// So long ago, a coordinator must say why.
    ReasonRequired { earliest: NaiveDate },
    /// The counts do not fit the house.
    Misfit(Misfit),
}

/// May `principal` change the day `date` at the moment `now`?
///
/// # Errors
/// [`Refusal`] for a day to come, and for one before the window.
pub fn check_day(
    principal: &Principal,
    date: NaiveDate,
    reason: Option<&Reason>,
    now: DateTime<Utc>,
    window: CorrectionWindow,
) -> Result<(), Refusal> {
    let today = care_day(now);
    if date > today {
        return Err(Refusal::InTheFuture { today });
    }
    let earliest = days_before(today, window.reporter_days);
    if date >= earliest {
        return Ok(());
    }
    match (principal.role, reason) {
        (Role::Coordinator, Some(_)) => Ok(()),
        (Role::Coordinator, None) => Err(Refusal::ReasonRequired { earliest }),
        _ => Err(Refusal::TooFarBack { earliest }),
    }
}

/// `counts` as the stand on `date` of a house with this opening and these beds.
///
/// # Errors
/// [`Refusal::NotOpen`] and [`Refusal::Misfit`].
pub fn fit((opening, beds): (&Opening, &BedPlan), date: NaiveDate, counts: Counts) -> Result<Stand, Refusal> {
    let physical = beds.physical_while(opening, date).ok_or(Refusal::NotOpen {
        opens_on: opening.opens_on,
        closes_on: opening.closes_on,
    })?;
    Stand::new(counts, physical).map_err(Refusal::Misfit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::{parse_date, parse_moment};

    fn principal(role: Role) -> Principal {
        Principal {
            token_id: Id::new("t1").expect("an id"),
            name: Name::new("Iemand").expect("a name"),
            role,
            houses: Vec::new(),
        }
    }

    fn check(role: Role, date: &str, reason: Option<&str>, now: &str) -> Result<(), Refusal> {
        check_day(
            &principal(role),
            parse_date(date).expect("a date"),
            reason.and_then(Reason::new).as_ref(),
            parse_moment(now).expect("a moment"),
            CorrectionWindow { reporter_days: 2 },
        )
    }

    #[test]
    fn a_reporter_may_change_the_days_of_the_window_and_no_others() {
        let now = "2026-11-22T12:00:00Z";
        let earliest = parse_date("2026-11-20").expect("a date");
        let today = parse_date("2026-11-22").expect("a date");
        for (date, expected) in [
            ("2026-11-23", Err(Refusal::InTheFuture { today })),
            ("2026-11-22", Ok(())),
            ("2026-11-20", Ok(())),
            ("2026-11-19", Err(Refusal::TooFarBack { earliest })),
        ] {
            assert_eq!(
                check(Role::Reporter, date, Some("geteld"), now),
                expected,
                "{date}"
            );
        }
    }

    #[test]
    fn a_coordinator_may_change_older_days_with_a_reason() {
        let now = "2026-11-22T12:00:00Z";
        let earliest = parse_date("2026-11-20").expect("a date");
        assert_eq!(
            check(Role::Coordinator, "2026-01-01", None, now),
            Err(Refusal::ReasonRequired { earliest })
        );
        assert_eq!(
            check(Role::Coordinator, "2026-01-01", Some("geteld"), now),
            Ok(())
        );
    }

    #[test]
    fn the_day_begins_at_midnight_in_amsterdam_when_the_clock_changes_too() {
        for (now, date, is_refused) in [
            ("2026-03-28T22:59:59Z", "2026-03-29", true),
            ("2026-03-28T23:00:00Z", "2026-03-29", false),
            ("2026-10-25T22:59:59Z", "2026-10-26", true),
            ("2026-10-25T23:00:00Z", "2026-10-26", false),
        ] {
            assert_eq!(
                check(Role::Reporter, date, None, now).is_err(),
                is_refused,
                "{now}"
            );
        }
    }
}
