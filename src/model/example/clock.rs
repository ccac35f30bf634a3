//! Moments of the day in Amsterdam, and the two halves into which the simulation divides a day.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};

use crate::domain::calendar::{day_end, next_day};

/// A half of the care day. The morning count stands between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Half {
    /// From 15:30 the day before to 09:00.
    Night,
    /// From 09:00 to 15:30.
    Day,
}

const COUNT: u32 = 9 * 60;
const EVENING: u32 = 15 * 60 + 30;
/// When guests arrive.
const ARRIVAL: u32 = 14 * 60;

/// The half of a day in which `stay` ends that began on the afternoon of `day`. Unit: days.
pub(super) fn end_of_stay(day: NaiveDate, stay: f64) -> (NaiveDate, Half) {
    let arrived = NaiveDateTime::new(day, time(ARRIVAL));
    let left = std::time::Duration::try_from_secs_f64(stay * 86_400.0)
        .ok()
        .and_then(|stay| TimeDelta::from_std(stay).ok())
        .and_then(|stay| arrived.checked_add_signed(stay))
        .unwrap_or(arrived);
    if left.time() < time(COUNT) {
        (left.date(), Half::Night)
    } else if left.time() < time(EVENING) {
        (left.date(), Half::Day)
    } else {
        (next_day(left.date()), Half::Night)
    }
}

/// The moment `second` seconds after midnight on the clocks of Amsterdam, from 03:00 on: counted
/// back from the end of the day, since the clock changes before 03:00.
pub(super) fn moment(day: NaiveDate, second: u32) -> DateTime<Utc> {
    day_end(day) - TimeDelta::seconds(86_400 - i64::from(second))
}

/// `day` and `days` more.
pub(super) fn days_after(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(chrono::Days::new(u64::from(days)))
        .unwrap_or(NaiveDate::MAX)
}

/// The first `weekday` from `day` on.
pub(super) fn coming(weekday: Weekday, day: NaiveDate) -> NaiveDate {
    days_after(day, weekday.days_since(day.weekday()))
}

fn time(minute: u32) -> NaiveTime {
    NaiveTime::from_num_seconds_from_midnight_opt(minute * 60, 0).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::{parse_date, write_moment};

    fn date(text: &str) -> NaiveDate {
        parse_date(text).expect("a date")
    }

    #[test]
    fn a_moment_keeps_its_clock_time_through_both_clock_changes() {
        for (day, written) in [
            ("2026-03-28", "2026-03-28T07:45:00Z"),
            ("2026-03-29", "2026-03-29T06:45:00Z"),
            ("2026-10-24", "2026-10-24T06:45:00Z"),
            ("2026-10-25", "2026-10-25T07:45:00Z"),
        ] {
            assert_eq!(write_moment(moment(date(day), 31_500)), written);
        }
    }

    #[test]
    fn a_stay_ends_in_the_half_of_a_day_in_which_it_is_over() {
        let day = date("2026-06-01");
        for (stay, end, half) in [
            (0.0, "2026-06-01", Half::Day),
            (0.2, "2026-06-02", Half::Night),
            (0.5, "2026-06-02", Half::Night),
            (1.0, "2026-06-02", Half::Day),
            (30.1, "2026-07-02", Half::Night),
        ] {
            assert_eq!(end_of_stay(day, stay), (date(end), half), "{stay}");
        }
    }

    #[test]
    fn the_coming_monday_of_a_monday_is_that_day() {
        assert_eq!(coming(Weekday::Mon, date("2026-11-20")), date("2026-11-23"));
        assert_eq!(coming(Weekday::Mon, date("2026-11-23")), date("2026-11-23"));
    }
}
