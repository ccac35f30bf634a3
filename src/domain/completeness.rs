//! Who has reported: expected, on time, late and missing days.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::calendar::moment_at;
use super::holiday::ReportingDays;
use super::house::Opening;

/// When a day's stand is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duty {
    pub days: ReportingDays,
    /// The time of day in Amsterdam by which to report.
    pub deadline: NaiveTime,
}

impl Duty {
    /// The duty of a house, which may have a deadline of its own.
    #[must_use]
    pub fn with_deadline(self, own: Option<NaiveTime>) -> Self {
        Self {
            deadline: own.unwrap_or(self.deadline),
            ..self
        }
    }

    /// The moment by which to report the care day `date`.
    #[must_use]
    pub fn due(self, date: NaiveDate) -> DateTime<Utc> {
        moment_at(date, self.deadline)
    }

    /// How a house's day stands at `now`. `first_report` is when a day that stands was reported first:
    /// a correction makes no day late.
    #[must_use]
    pub fn judge(
        self,
        opening: Opening,
        date: NaiveDate,
        first_report: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Day {
        if !opening.includes(date) || !self.days.includes(date) {
            return Day::NotExpected;
        }
        let due_at = self.due(date);
        match first_report {
            Some(reported_at) if reported_at <= due_at => Day::OnTime,
            Some(_) => Day::Late,
            None if due_at < now => Day::Missing { due_at },
            None => Day::DueLater { due_at },
        }
    }
}

/// How a house's day stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// The house is not open, or it is no day of reporting; reported or not, it counts nowhere.
    NotExpected,
    OnTime,
    Late,
    Missing {
        due_at: DateTime<Utc>,
    },
    /// Not reported, and the deadline is still to come.
    DueLater {
        due_at: DateTime<Utc>,
    },
}

/// When each day that stands was first reported.
pub type FirstReports = BTreeMap<NaiveDate, DateTime<Utc>>;

/// What a house has reported of a period, in days. A day whose deadline is still to come is expected only
/// once it is reported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completeness {
    pub on_time: u32,
    pub late: u32,
    pub missing: Vec<NaiveDate>,
}

impl Completeness {
    /// Counts days, in order.
    #[must_use]
    pub fn of(days: impl Iterator<Item = (NaiveDate, Day)>) -> Self {
        let mut found = Self::default();
        for (date, day) in days {
            match day {
                Day::OnTime => found.on_time += 1,
                Day::Late => found.late += 1,
                Day::Missing { .. } => found.missing.push(date),
                Day::NotExpected | Day::DueLater { .. } => {}
            }
        }
        found
    }

    #[must_use]
    pub fn reported(&self) -> u32 {
        self.on_time.saturating_add(self.late)
    }

    #[must_use]
    pub fn expected(&self) -> u32 {
        let missing = u32::try_from(self.missing.len()).unwrap_or(u32::MAX);
        self.reported().saturating_add(missing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::{parse_date, parse_moment, parse_time_of_day, write_moment};

    fn date(text: &str) -> NaiveDate {
        parse_date(text).expect("a date")
    }

    fn moment(text: &str) -> DateTime<Utc> {
        parse_moment(text).expect("a moment")
    }

    fn duty(deadline: &str) -> Duty {
        Duty {
            days: ReportingDays::All,
            deadline: parse_time_of_day(deadline).expect("a time"),
        }
    }

    const ALWAYS: Opening = Opening {
        opens_on: NaiveDate::MIN,
        closes_on: None,
    };

    #[test]
    fn the_deadline_follows_the_clock_of_amsterdam() {
        for (deadline, day, due) in [
            ("10:00", "2026-01-15", "2026-01-15T09:00:00Z"),
            ("10:00", "2026-07-15", "2026-07-15T08:00:00Z"),
            // The clock goes from 02:00 to 03:00.
            ("10:00", "2026-03-29", "2026-03-29T08:00:00Z"),
            ("01:59", "2026-03-29", "2026-03-29T00:59:00Z"),
            ("02:30", "2026-03-29", "2026-03-29T01:30:00Z"),
            ("03:00", "2026-03-29", "2026-03-29T01:00:00Z"),
            // It goes from 03:00 back to 02:00.
            ("02:30", "2026-10-25", "2026-10-25T00:30:00Z"),
            ("03:00", "2026-10-25", "2026-10-25T02:00:00Z"),
            ("10:00", "2026-10-25", "2026-10-25T09:00:00Z"),
            ("00:00", "2026-10-25", "2026-10-24T22:00:00Z"),
        ] {
            assert_eq!(
                write_moment(duty(deadline).due(date(day))),
                due,
                "{deadline} {day}"
            );
        }
    }

    #[test]
    fn a_day_is_on_time_up_to_its_deadline_to_the_second() {
        let (day, noon) = (date("2026-11-20"), moment("2026-11-20T11:00:00Z"));
        let judge = |report: Option<&str>, now| duty("10:00").judge(ALWAYS, day, report.map(moment), now);
        let due_at = moment("2026-11-20T09:00:00Z");
        assert_eq!(judge(Some("2026-11-20T09:00:00Z"), noon), Day::OnTime);
        assert_eq!(judge(Some("2026-11-20T09:00:01Z"), noon), Day::Late);
        assert_eq!(judge(Some("2027-11-20T09:00:00Z"), noon), Day::Late);
        assert_eq!(judge(None, due_at), Day::DueLater { due_at });
        assert_eq!(
            judge(None, moment("2026-11-20T09:00:01Z")),
            Day::Missing { due_at }
        );
    }

    #[test]
    fn a_house_has_its_own_deadline_or_that_of_the_installation() {
        let own = parse_time_of_day("16:30");
        assert_eq!(duty("10:00").with_deadline(own), duty("16:30"));
        assert_eq!(duty("10:00").with_deadline(None), duty("10:00"));
    }

    #[test]
    fn nothing_is_expected_while_closed_nor_on_other_days() {
        let opening = Opening {
            opens_on: date("2026-04-03"),
            closes_on: Some(date("2026-04-07")),
        };
        let working = Duty {
            days: ReportingDays::WorkingDays,
            ..duty("10:00")
        };
        let now = moment("2027-01-01T00:00:00Z");
        let missing = |duty: Duty| {
            let days = date("2026-04-01").iter_days().take(10);
            Completeness::of(days.map(|day| (day, duty.judge(opening, day, None, now)))).missing
        };
        // Good Friday is worked, Easter Monday is not.
        assert_eq!(missing(working), [date("2026-04-03"), date("2026-04-07")]);
        assert_eq!(missing(duty("10:00")).len(), 5);
        let reported = working.judge(opening, date("2026-04-05"), Some(now), now);
        assert_eq!(reported, Day::NotExpected, "a Sunday counts nowhere");
    }

    #[test]
    fn expected_is_reported_and_missing_together() {
        let due_at = moment("2026-11-20T09:00:00Z");
        let days = [
            Day::OnTime,
            Day::Late,
            Day::Late,
            Day::Missing { due_at },
            Day::DueLater { due_at },
            Day::NotExpected,
        ];
        let found = Completeness::of(date("2026-11-01").iter_days().zip(days));
        assert_eq!(
            (found.on_time, found.late, found.reported(), found.expected()),
            (1, 2, 3, 4)
        );
        assert_eq!(found.missing, [date("2026-11-04")]);
    }
}
