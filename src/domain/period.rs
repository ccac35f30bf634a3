//! Periods in which days are taken together.

use chrono::{Datelike, Days, NaiveDate};

use super::calendar::next_day;
use super::code::coded;

coded! {
    /// How days are taken together.
    PeriodKind {
        Day = "day",
        /// Monday to Sunday (ISO 8601).
        Week = "week",
        Month = "month",
        Quarter = "quarter",
        Year = "year",
        /// The whole range as one.
        Total = "total",
    }
}

/// The days from `from` to `until`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    pub from: NaiveDate,
    pub until: NaiveDate,
}

impl Period {
    /// The number of days; 0 where it ends before it begins.
    #[must_use]
    pub fn days(self) -> usize {
        usize::try_from((self.until - self.from).num_days() + 1).unwrap_or(0)
    }

    /// The place of `date` in the period, from 0 on; nothing outside it.
    #[must_use]
    pub fn index_of(self, date: NaiveDate) -> Option<usize> {
        let index = usize::try_from((date - self.from).num_days()).ok()?;
        (date <= self.until).then_some(index)
    }

    /// The periods of a kind that make up this one, in order. The first and the last are cut off where
    /// this one begins and ends, and then shorter than the calendar's.
    #[must_use]
    pub fn split(self, kind: PeriodKind) -> Vec<Self> {
        let mut parts = Vec::new();
        let mut from = self.from;
        while from <= self.until {
            let until = last_day(from, kind).map_or(self.until, |last| last.min(self.until));
            parts.push(Self { from, until });
            let next = next_day(until);
            if next == until {
                break;
            }
            from = next;
        }
        parts
    }
}

/// The first day of the calendar's quarter in which `date` lies.
#[must_use]
pub fn first_of_quarter(date: NaiveDate) -> NaiveDate {
    let month = date.month0() / 3 * 3 + 1;
    NaiveDate::from_ymd_opt(date.year(), month, 1).unwrap_or(date)
}

/// The last day of the calendar's period in which `date` lies; nothing for the whole range.
fn last_day(date: NaiveDate, kind: PeriodKind) -> Option<NaiveDate> {
    let end_of_month = |month: u32| {
        let (year, next) = if month == 12 {
            (date.year() + 1, 1)
        } else {
            (date.year(), month + 1)
        };
        NaiveDate::from_ymd_opt(year, next, 1)?.pred_opt()
    };
    match kind {
        PeriodKind::Day => Some(date),
        PeriodKind::Week => {
            let left = 6 - u64::from(date.weekday().num_days_from_monday());
            date.checked_add_days(Days::new(left))
        }
        PeriodKind::Month => end_of_month(date.month()),
        PeriodKind::Quarter => end_of_month((date.month() - 1) / 3 * 3 + 3),
        PeriodKind::Year => end_of_month(12),
        PeriodKind::Total => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::code::Coded as _;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn period(from: &str, until: &str) -> Period {
        Period {
            from: date(from),
            until: date(until),
        }
    }

    #[test]
    fn periods_follow_the_calendar_and_are_cut_off_at_the_ends() {
        let range = period("2025-12-30", "2026-04-02");
        let months = [
            period("2025-12-30", "2025-12-31"),
            period("2026-01-01", "2026-01-31"),
            period("2026-02-01", "2026-02-28"),
            period("2026-03-01", "2026-03-31"),
            period("2026-04-01", "2026-04-02"),
        ];
        assert_eq!(range.split(PeriodKind::Month), months);
        let quarters = [
            period("2025-12-30", "2025-12-31"),
            period("2026-01-01", "2026-03-31"),
            period("2026-04-01", "2026-04-02"),
        ];
        assert_eq!(range.split(PeriodKind::Quarter), quarters);
        let weeks = period("2026-11-20", "2026-11-30").split(PeriodKind::Week);
        let expected = [
            period("2026-11-20", "2026-11-22"),
            period("2026-11-23", "2026-11-29"),
            period("2026-11-30", "2026-11-30"),
        ];
        assert_eq!(weeks, expected);
        assert_eq!(range.split(PeriodKind::Total), [range]);
    }

    proptest! {
        #[test]
        fn the_parts_of_a_period_are_the_whole(start in 0..40_000_u64, length in 0..1200_u64, kind in 0..6_usize) {
            let from = date("1990-01-01") + Days::new(start);
            let whole = Period { from, until: from + Days::new(length) };
            let parts = whole.split(PeriodKind::ALL[kind]);
            prop_assert_eq!(parts.first().map(|part| part.from), Some(whole.from));
            prop_assert_eq!(parts.last().map(|part| part.until), Some(whole.until));
            prop_assert_eq!(parts.iter().map(|part| part.days()).sum::<usize>(), whole.days());
            for pair in parts.windows(2) {
                prop_assert_eq!(pair[0].until.succ_opt(), Some(pair[1].from));
            }
        }
    }
}
