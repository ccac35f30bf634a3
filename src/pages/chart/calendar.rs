//! The days at which an axis of time is labelled: Mondays, first days of months, or first days of years.

use chrono::{Datelike as _, Days, NaiveDate};

use super::words;
use crate::domain::language::Language;
use crate::domain::period::Period;

/// A labelled day of an axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateTick {
    pub date: NaiveDate,
    pub label: String,
    /// The year, where it is not said by the label and not by a tick before.
    pub year: Option<String>,
}

/// How far two ticks are apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Days(u32),
    /// From Monday to Monday.
    Weeks(u32),
    /// A divisor of 12, counted from January.
    Months(u32),
    /// Counted from the year 0.
    Years(u32),
}

/// From fine to coarse.
const STEPS: [Step; 16] = [
    Step::Days(1),
    Step::Days(2),
    Step::Weeks(1),
    Step::Weeks(2),
    Step::Months(1),
    Step::Months(2),
    Step::Months(3),
    Step::Months(6),
    Step::Years(1),
    Step::Years(2),
    Step::Years(5),
    Step::Years(10),
    Step::Years(20),
    Step::Years(50),
    Step::Years(100),
    Step::Years(500),
];

/// At most `most` labelled days of a range, or a few more where the range is longer than any step allows; none where
/// it ends before it begins.
#[must_use]
pub fn date_ticks(range: Period, most: u32, language: Language) -> Vec<DateTick> {
    let days = u64::try_from(range.days()).unwrap_or(u64::MAX);
    let fits = |step: &&Step| days <= step.days().saturating_mul(u64::from(most.max(1)));
    let step = STEPS.iter().find(fits).copied().unwrap_or(Step::Years(500));
    let mut ticks: Vec<DateTick> = Vec::new();
    let mut next = step.first_from(range.from);
    while let Some(date) = next.filter(|date| *date <= range.until) {
        let last_year = ticks.last().map(|tick| tick.date.year());
        ticks.push(DateTick {
            date,
            label: step.label(date, language),
            year: step.needs_year(date, last_year).then(|| date.year().to_string()),
        });
        next = step.after(date);
    }
    ticks
}

impl Step {
    /// Its length, or a little less.
    fn days(self) -> u64 {
        match self {
            Self::Days(days) => days.into(),
            Self::Weeks(weeks) => u64::from(weeks) * 7,
            Self::Months(months) => u64::from(months) * 30,
            Self::Years(years) => u64::from(years) * 365,
        }
    }

    fn first_from(self, date: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Days(_) => Some(date),
            Self::Weeks(_) => {
                let since_monday = u64::from(date.weekday().num_days_from_monday());
                date.checked_add_days(Days::new((7 - since_monday) % 7))
            }
            Self::Months(months) => {
                let begun = u32::from(date.day() != 1);
                let month = date.month0() + begun;
                first_of(date.year(), month.next_multiple_of(months.max(1)))
            }
            Self::Years(years) => {
                let begun = i32::from(date.ordinal() != 1);
                let years = i32::try_from(years.max(1)).ok()?;
                let past = (date.year() + begun).rem_euclid(years);
                let ahead = if past == 0 { 0 } else { years - past };
                first_of(date.year() + begun + ahead, 0)
            }
        }
    }

    fn after(self, date: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Days(_) | Self::Weeks(_) => date.checked_add_days(Days::new(self.days())),
            Self::Months(months) => first_of(date.year(), date.month0() + months),
            Self::Years(years) => first_of(date.year().checked_add(i32::try_from(years).ok()?)?, 0),
        }
    }

    fn label(self, date: NaiveDate, language: Language) -> String {
        match self {
            Self::Days(_) | Self::Weeks(_) => words::day(date, language),
            Self::Months(_) => words::month(date, language).to_owned(),
            Self::Years(_) => date.year().to_string(),
        }
    }

    fn needs_year(self, date: NaiveDate, last: Option<i32>) -> bool {
        !matches!(self, Self::Years(_)) && last != Some(date.year())
    }
}

/// The first day of a month; `month0` may lie beyond December.
fn first_of(year: i32, month0: u32) -> Option<NaiveDate> {
    let years = i32::try_from(month0 / 12).ok()?;
    NaiveDate::from_ymd_opt(year.checked_add(years)?, month0 % 12 + 1, 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn range(from: &str, until: &str) -> Period {
        Period {
            from: from.parse().expect("a date"),
            until: until.parse().expect("a date"),
        }
    }

    fn labels(range: Period, most: u32, language: Language) -> Vec<String> {
        let ticks = date_ticks(range, most, language).into_iter();
        ticks
            .map(|tick| {
                [tick.label, tick.year.unwrap_or_default()]
                    .join(" ")
                    .trim()
                    .to_owned()
            })
            .collect()
    }

    #[test]
    fn time_is_labelled_in_the_language_of_the_reader() {
        let months = range("2025-11-15", "2026-03-20");
        assert_eq!(
            labels(months, 6, Language::Dutch),
            ["dec 2025", "jan 2026", "feb", "mrt"]
        );
        assert_eq!(
            labels(months, 6, Language::English),
            ["Dec 2025", "Jan 2026", "Feb", "Mar"]
        );
        let weeks = range("2026-10-26", "2026-12-21");
        let expected = ["26 okt 2026", "9 nov", "23 nov", "7 dec", "21 dec"];
        assert_eq!(labels(weeks, 5, Language::Dutch), expected);
        let years = range("2026-11-24", "2040-12-31");
        assert_eq!(labels(years, 5, Language::Dutch), ["2030", "2035", "2040"]);
    }

    proptest! {
        #[test]
        fn labelled_days_are_few_rising_and_in_the_range(start in 0..40_000_u64, days in 0..40_000_u64, most in 3..12_u32) {
            let from = NaiveDate::from_ymd_opt(1950, 1, 1).unwrap() + Days::new(start);
            let whole = Period { from, until: from + Days::new(days) };
            let ticks = date_ticks(whole, most, Language::Dutch);
            prop_assert!(ticks.len() <= usize::try_from(most).unwrap() + 2, "{ticks:?}");
            prop_assert!(ticks.iter().all(|tick| whole.index_of(tick.date).is_some()));
            prop_assert!(ticks.windows(2).all(|pair| pair[0].date < pair[1].date));
        }
    }
}
