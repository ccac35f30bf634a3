//! The care day: a calendar day in Europe/Amsterdam, 23 or 25 hours long when the clock changes.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Europe::Amsterdam;

/// The time zone of care days and deadlines.
pub const TIME_ZONE: &str = "Europe/Amsterdam";

/// The first day that is a date of this register.
pub const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(1900, 1, 1) {
    Some(date) => date,
    None => NaiveDate::MIN,
};

/// The care day in which `moment` falls.
#[must_use]
pub fn care_day(moment: DateTime<Utc>) -> NaiveDate {
    moment.with_timezone(&Amsterdam).date_naive()
}

/// The moment at which the care day `date` begins: midnight in Amsterdam.
///
/// Dutch clocks change at 02:00 or 03:00, so midnight exists once; should a time-zone rule ever
/// skip it, midnight in UTC stands in.
#[must_use]
pub fn day_start(date: NaiveDate) -> DateTime<Utc> {
    let midnight = date.and_time(NaiveTime::MIN);
    Amsterdam
        .from_local_datetime(&midnight)
        .earliest()
        .map_or_else(|| midnight.and_utc(), |moment| moment.with_timezone(&Utc))
}

/// The moment at which the care day `date` ends: the start of the next.
#[must_use]
pub fn day_end(date: NaiveDate) -> DateTime<Utc> {
    day_start(next_day(date))
}

/// What the clock shows in Amsterdam at a moment.
#[must_use]
pub fn wall_clock(moment: DateTime<Utc>) -> NaiveDateTime {
    moment.with_timezone(&Amsterdam).naive_local()
}

/// The moment at which the clock in Amsterdam shows `time` on `date`. A time that the clock skips in March counts as
/// an hour later, one that it repeats in October as the first.
#[must_use]
pub fn moment_at(date: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    let moment = Amsterdam.from_local_datetime(&date.and_time(time));
    moment.earliest().map_or_else(
        || day_start(date) + time.signed_duration_since(NaiveTime::MIN),
        |moment| moment.to_utc(),
    )
}

/// The day after `date`; the last day of the calendar stays itself.
#[must_use]
pub fn next_day(date: NaiveDate) -> NaiveDate {
    date.succ_opt().unwrap_or(date)
}

/// `date` less `days` days; the first day of the calendar where that would be before it.
#[must_use]
pub fn days_before(date: NaiveDate, days: u32) -> NaiveDate {
    date.checked_sub_days(Days::new(u64::from(days)))
        .unwrap_or(NaiveDate::MIN)
}

/// Saturday or Sunday.
#[must_use]
pub fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Saturday and Sunday of the week in which `date` falls, as far as they are not over: in a weekend, what is left of it.
#[must_use]
pub fn this_weekend(date: NaiveDate) -> (NaiveDate, NaiveDate) {
    let week = date.week(Weekday::Mon);
    let sunday = week.checked_last_day().unwrap_or(date);
    (days_before(sunday, 1).max(date), sunday)
}

/// The first day from `date` on that is neither Saturday nor Sunday.
#[must_use]
pub fn first_weekday(date: NaiveDate) -> NaiveDate {
    let mut day = date;
    while is_weekend(day) && next_day(day) != day {
        day = next_day(day);
    }
    day
}

/// A date written `YYYY-MM-DD` in the years 1900 to 2999; nothing else is a date of this register.
#[must_use]
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let written = text.len() == 10;
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (written && (1900..3000).contains(&date.year())).then_some(date)
}

/// A moment written as RFC 3339 with any offset, in the years 1900 to 2999; kept to the second.
#[must_use]
pub fn parse_moment(text: &str) -> Option<DateTime<Utc>> {
    let moment = DateTime::parse_from_rfc3339(text).ok()?.to_utc();
    let to_the_second = DateTime::from_timestamp(moment.timestamp(), 0)?;
    (1900..3000)
        .contains(&to_the_second.year())
        .then_some(to_the_second)
}

/// A time of day written `HH:MM`, from 00:00 to 23:59.
#[must_use]
pub fn parse_time_of_day(text: &str) -> Option<NaiveTime> {
    let written = text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    written
        .then(|| NaiveTime::parse_from_str(text, "%H:%M").ok())
        .flatten()
}

/// `time` as `HH:MM`.
#[must_use]
pub fn write_time_of_day(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

/// `moment` as the API writes it: UTC, to the second, with `Z`.
#[must_use]
pub fn write_moment(moment: DateTime<Utc>) -> String {
    moment.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> DateTime<Utc> {
        parse_moment(text).expect("a moment")
    }

    fn date(text: &str) -> NaiveDate {
        parse_date(text).expect("a date")
    }

    #[test]
    fn the_care_day_follows_amsterdam_through_both_clock_changes() {
        for (instant, day) in [
            ("2026-03-28T22:59:59Z", "2026-03-28"),
            ("2026-03-28T23:00:00Z", "2026-03-29"),
            ("2026-03-29T21:59:59Z", "2026-03-29"),
            ("2026-03-29T22:00:00Z", "2026-03-30"),
            ("2026-10-24T21:59:59Z", "2026-10-24"),
            ("2026-10-24T22:00:00Z", "2026-10-25"),
            ("2026-10-25T22:59:59Z", "2026-10-25"),
            ("2026-10-25T23:00:00Z", "2026-10-26"),
        ] {
            assert_eq!(care_day(moment(instant)), date(day), "{instant}");
        }
    }

    #[test]
    fn a_day_has_23_hours_in_march_and_25_in_october() {
        for (day, hours) in [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)] {
            let length = day_end(date(day)) - day_start(date(day));
            assert_eq!(length.num_hours(), hours, "{day}");
        }
    }

    #[test]
    fn only_real_days_written_in_full_are_dates() {
        for wrong in [
            "2026-02-30",
            "2026-2-3",
            "20260203",
            "2026-13-01",
            "+2026-01-01",
            "0000-01-01",
            " 2026-01-01",
            "",
        ] {
            assert_eq!(parse_date(wrong), None, "{wrong:?}");
        }
        assert!(parse_date("2024-02-29").is_some());
    }

    #[test]
    fn a_moment_takes_any_offset_and_is_kept_in_utc_to_the_second() {
        assert_eq!(
            write_moment(moment("2026-11-23T09:00:00.987+01:00")),
            "2026-11-23T08:00:00Z"
        );
        assert_eq!(parse_moment("2026-11-23T09:00:00"), None);
        assert_eq!(parse_moment("2026-11-23"), None);
    }

    #[test]
    fn a_time_of_day_has_two_digits_twice() {
        for good in ["00:00", "09:30", "23:59"] {
            assert_eq!(
                parse_time_of_day(good).map(write_time_of_day).as_deref(),
                Some(good)
            );
        }
        for wrong in [
            "24:00", "10:60", "9:00", "10:0", "1000", "10:00:00", " 9:00", "+1:00", "ab:cd", "",
        ] {
            assert_eq!(parse_time_of_day(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn this_weekend_is_what_is_left_of_it() {
        for (day, saturday, sunday) in [
            ("2026-11-16", "2026-11-21", "2026-11-22"),
            ("2026-11-20", "2026-11-21", "2026-11-22"),
            ("2026-11-21", "2026-11-21", "2026-11-22"),
            ("2026-11-22", "2026-11-22", "2026-11-22"),
            ("2026-11-23", "2026-11-28", "2026-11-29"),
        ] {
            assert_eq!(this_weekend(date(day)), (date(saturday), date(sunday)), "{day}");
        }
    }

    #[test]
    fn a_weekend_rolls_on_to_monday() {
        assert_eq!(first_weekday(date("2026-11-21")), date("2026-11-23"));
        assert_eq!(first_weekday(date("2026-11-20")), date("2026-11-20"));
    }
}
