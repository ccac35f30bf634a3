//! Days and times in words: in Amsterdam's time, in either language.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

use super::calendar::{days_before, next_day, wall_clock};
use super::language::Language;

/// Such as `vrijdag 20 november`.
#[must_use]
pub fn day(language: Language, date: NaiveDate) -> String {
    format!("{} {}", weekday(language, date), day_and_month(language, date))
}

/// Such as `vrijdag 20 november 2026`.
#[must_use]
pub fn whole_day(language: Language, date: NaiveDate) -> String {
    format!("{} {}", day(language, date), date.year())
}

/// Such as `20 november`.
#[must_use]
pub fn day_and_month(language: Language, date: NaiveDate) -> String {
    format!("{} {}", date.day(), month(language, date))
}

/// Such as `november`.
#[must_use]
pub fn month(language: Language, date: NaiveDate) -> &'static str {
    let months = language.pick(DUTCH_MONTHS, ENGLISH_MONTHS);
    nth(&months, date.month0())
}

/// Such as `vrijdag`.
#[must_use]
pub fn weekday(language: Language, date: NaiveDate) -> &'static str {
    let days = language.pick(DUTCH_DAYS, ENGLISH_DAYS);
    nth(&days, date.weekday().num_days_from_monday())
}

/// The first two letters of the weekday.
#[must_use]
pub fn short_weekday(language: Language, date: NaiveDate) -> &'static str {
    weekday(language, date).get(..2).unwrap_or_default()
}

/// `vandaag`, `gisteren`, or the day.
#[must_use]
pub fn nearby_day(language: Language, date: NaiveDate, today: NaiveDate) -> String {
    if date == today {
        language.pick("vandaag", "today").to_owned()
    } else if date == days_before(today, 1) {
        language.pick("gisteren", "yesterday").to_owned()
    } else if date == next_day(today) {
        language.pick("morgen", "tomorrow").to_owned()
    } else {
        day(language, date)
    }
}

/// The time of day in Amsterdam, such as `08:41`.
#[must_use]
pub fn time(moment: DateTime<Utc>) -> String {
    wall_clock(moment).format("%H:%M").to_string()
}

/// `08:41`, with its day where that is another than `today`.
#[must_use]
pub fn time_and_day(language: Language, moment: DateTime<Utc>, today: NaiveDate) -> String {
    let date = wall_clock(moment).date();
    if date == today {
        return time(moment);
    }
    let year = if date.year() == today.year() {
        String::new()
    } else {
        format!(" {}", date.year())
    };
    let at = language.pick("om", "at");
    format!(
        "{}{year} {at} {}",
        nearby_day(language, date, today),
        time(moment)
    )
}

fn nth(names: &[&'static str], index: u32) -> &'static str {
    let index = usize::try_from(index).ok();
    index
        .and_then(|index| names.get(index).copied())
        .unwrap_or_default()
}

const DUTCH_DAYS: [&str; 7] = [
    "maandag",
    "dinsdag",
    "woensdag",
    "donderdag",
    "vrijdag",
    "zaterdag",
    "zondag",
];
const ENGLISH_DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
const DUTCH_MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];
const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::{parse_date, parse_moment};

    #[test]
    fn days_and_times_are_in_words_and_in_amsterdam() {
        let date = parse_date("2026-11-20").expect("a date");
        assert_eq!(whole_day(Language::Dutch, date), "vrijdag 20 november 2026");
        assert_eq!(day(Language::English, date), "Friday 20 November");
        assert_eq!(short_weekday(Language::Dutch, date), "vr");
        let moment = parse_moment("2026-07-01T22:30:00Z").expect("a moment");
        assert_eq!(time(moment), "00:30");
        let said = |today| time_and_day(Language::Dutch, moment, parse_date(today).expect("a date"));
        assert_eq!(said("2026-07-02"), "00:30");
        assert_eq!(said("2026-07-03"), "gisteren om 00:30");
        assert_eq!(said("2026-07-09"), "donderdag 2 juli om 00:30");
        assert_eq!(said("2027-07-09"), "donderdag 2 juli 2026 om 00:30");
    }
}
