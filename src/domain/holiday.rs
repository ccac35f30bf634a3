//! Dutch public holidays, and the days on which houses are expected to report.

use chrono::{Datelike, NaiveDate, Weekday};

use super::calendar::is_weekend;
use super::code::coded;

coded! {
    /// On which days a house is expected to report.
    ReportingDays {
        All = "all",
        /// Monday to Friday.
        Weekdays = "weekdays",
        /// Monday to Friday, but not on public holidays.
        WorkingDays = "working_days",
    }
}

impl ReportingDays {
    #[must_use]
    pub fn includes(self, date: NaiveDate) -> bool {
        match self {
            Self::All => true,
            Self::Weekdays => !is_weekend(date),
            Self::WorkingDays => !is_weekend(date) && !is_public_holiday(date),
        }
    }
}

/// New Year's Day, Easter Sunday and Monday, King's Day (27 April, or the 26th where that is a Sunday),
/// Ascension Day, Whit Sunday and Monday, Christmas and Boxing Day: the days that the Algemene
/// termijnenwet names, and Liberation Day (5 May) in the years in which it is generally a day off, every
/// fifth. Good Friday is an ordinary day in care.
#[must_use]
pub fn is_public_holiday(date: NaiveDate) -> bool {
    let fixed = matches!((date.month(), date.day()), (1, 1) | (12, 25 | 26));
    let liberation = (date.month(), date.day()) == (5, 5) && date.year() % 5 == 0;
    let after_easter = easter(date.year()).map(|easter| (date - easter).num_days());
    fixed || liberation || is_kings_day(date) || matches!(after_easter, Some(0 | 1 | 39 | 49 | 50))
}

fn is_kings_day(date: NaiveDate) -> bool {
    match (date.month(), date.day()) {
        (4, 27) => date.weekday() != Weekday::Sun,
        // The 27th would be a Sunday.
        (4, 26) => date.weekday() == Weekday::Sat,
        _ => false,
    }
}

/// Easter Sunday of the Gregorian calendar: the anonymous algorithm (Nature, 20 April 1876), as in Meeus,
/// Astronomical Algorithms, chapter 8.
#[expect(
    clippy::many_single_char_names,
    reason = "the names of the published algorithm"
)]
fn easter(year: i32) -> Option<NaiveDate> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    NaiveDate::from_ymd_opt(
        year,
        u32::try_from(sum / 31).ok()?,
        u32::try_from(sum % 31 + 1).ok()?,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn easter_falls_on_the_published_days() {
        for day in [
            "1818-03-22",
            "1961-04-02",
            "2000-04-23",
            "2008-03-23",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2038-04-25",
            "2049-04-18",
        ] {
            assert_eq!(easter(date(day).year()), Some(date(day)));
        }
    }

    #[test]
    fn the_holidays_of_2025_and_2026_are_those_of_the_calendar() {
        for day in [
            "2025-01-01",
            "2025-04-20",
            "2025-04-21",
            "2025-04-26",
            "2025-05-05",
            "2025-05-29",
            "2025-06-08",
            "2025-06-09",
            "2025-12-25",
            "2025-12-26",
            "2026-04-27",
            "2026-05-14",
            "2026-05-25",
        ] {
            assert!(is_public_holiday(date(day)), "{day}");
        }
        for day in [
            "2025-04-27",
            "2025-04-18",
            "2026-05-05",
            "2026-04-26",
            "2025-12-24",
            "2026-11-22",
        ] {
            assert!(!is_public_holiday(date(day)), "{day}");
        }
    }

    #[test]
    fn a_house_reports_on_the_days_its_network_says() {
        let (sunday, easter_monday, tuesday) = (date("2026-04-05"), date("2026-04-06"), date("2026-04-07"));
        for (days, expected) in [
            (ReportingDays::All, [true, true, true]),
            (ReportingDays::Weekdays, [false, true, true]),
            (ReportingDays::WorkingDays, [false, false, true]),
        ] {
            assert_eq!(
                [sunday, easter_monday, tuesday].map(|day| days.includes(day)),
                expected
            );
        }
    }
}
