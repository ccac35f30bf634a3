//! Numbers and days as people read them, in both languages.

use chrono::{Datelike as _, NaiveDate};

use crate::domain::language::Language;
use crate::domain::period::Period;

/// How the values of a chart are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A count, or a mean of counts.
    Number,
    /// A share, 0 to 1, as a percentage.
    Percent,
}

impl Form {
    /// The value with so many digits after the point; a percentage with two fewer.
    #[must_use]
    pub fn write(self, value: f64, decimals: usize, language: Language) -> String {
        match self {
            Self::Number => number(value, decimals, language),
            Self::Percent => {
                let percent = number(value * 100.0, decimals.saturating_sub(2), language);
                format!("{percent}\u{a0}%")
            }
        }
    }

    /// The value as it stands in a table or a sentence: shares to a whole percent, numbers to a tenth where they are
    /// not whole.
    #[must_use]
    pub fn say(self, value: f64, language: Language) -> String {
        let decimals = match self {
            Self::Percent => 2,
            Self::Number if (value - value.round()).abs() < 0.05 => 0,
            Self::Number => 1,
        };
        self.write(value, decimals, language)
    }

    /// The least distance between two labels of an axis.
    #[must_use]
    pub fn least_step(self) -> f64 {
        match self {
            Self::Number => 1.0,
            Self::Percent => 0.01,
        }
    }
}

/// A number with the marks of the language: `1.234,5` in Dutch, `1,234.5` in English.
#[must_use]
pub fn number(value: f64, decimals: usize, language: Language) -> String {
    let (point, mark) = language.pick((',', '.'), ('.', ','));
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let is_nought = plain.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let mut text = String::new();
    if value < 0.0 && !is_nought {
        text.push('\u{2212}');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(point);
        text.push_str(fraction);
    }
    text
}

/// A month as it stands beside a day: `nov`.
#[must_use]
pub fn month(date: NaiveDate, language: Language) -> &'static str {
    let names = language.pick(
        [
            "jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec",
        ],
        [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ],
    );
    let place = usize::try_from(date.month0()).unwrap_or_default();
    names.get(place).copied().unwrap_or_default()
}

/// `24 nov`.
#[must_use]
pub fn day(date: NaiveDate, language: Language) -> String {
    format!("{} {}", date.day(), month(date, language))
}

/// `24 nov 2026`.
#[must_use]
pub fn full_day(date: NaiveDate, language: Language) -> String {
    format!("{} {}", day(date, language), date.year())
}

/// A period by its shortest name: `2026`, `4e kwartaal 2026`, `nov 2026`, or its first and last day.
#[must_use]
pub fn period(period: Period, language: Language) -> String {
    let Period { from, until } = period;
    let (year, quarter) = (from.year(), from.month0() / 3 + 1);
    let begins = from.day() == 1;
    let ends = until.succ_opt().is_none_or(|next| next.day() == 1);
    let months = (until.year() - year) * 12 + i32::try_from(until.month()).unwrap_or_default()
        - i32::try_from(from.month()).unwrap_or_default()
        + 1;
    let is_quarter = from.month0() % 3 == 0 && months == 3;
    let is_year = from.month() == 1 && months == 12;
    match (begins && ends, months) {
        (true, 12) if is_year => year.to_string(),
        (true, 3) if is_quarter => language.pick(
            format!("{quarter}e kwartaal {year}"),
            format!("quarter {quarter} of {year}"),
        ),
        (true, 1) => format!("{} {year}", month(from, language)),
        _ if from == until => full_day(from, language),
        _ => {
            let and = language.pick("t/m", "to");
            format!("{} {and} {}", full_day(from, language), full_day(until, language))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn numbers_have_the_marks_of_their_language() {
        for (value, decimals, dutch, english) in [
            (1234.5, 1, "1.234,5", "1,234.5"),
            (999.0, 0, "999", "999"),
            (-1_000_000.0, 0, "\u{2212}1.000.000", "\u{2212}1,000,000"),
            (-0.04, 1, "0,0", "0.0"),
        ] {
            assert_eq!(number(value, decimals, Language::Dutch), dutch);
            assert_eq!(number(value, decimals, Language::English), english);
        }
    }

    #[test]
    fn shares_are_told_in_percent() {
        assert_eq!(Form::Percent.say(0.756, Language::Dutch), "76\u{a0}%");
        assert_eq!(Form::Percent.write(0.0756, 3, Language::Dutch), "7,6\u{a0}%");
        assert_eq!(Form::Number.say(23.0, Language::Dutch), "23");
        assert_eq!(Form::Number.say(23.46, Language::English), "23.5");
    }

    #[test]
    fn a_period_is_called_by_its_shortest_name() {
        for (from, until, name) in [
            ("2026-01-01", "2026-12-31", "2026"),
            ("2026-10-01", "2026-12-31", "4e kwartaal 2026"),
            ("2026-11-01", "2026-11-30", "nov 2026"),
            ("2026-11-20", "2026-11-20", "20 nov 2026"),
            ("2026-11-02", "2026-11-30", "2 nov 2026 t/m 30 nov 2026"),
            ("2026-02-01", "2026-04-30", "1 feb 2026 t/m 30 apr 2026"),
        ] {
            let span = Period {
                from: date(from),
                until: date(until),
            };
            assert_eq!(period(span, Language::Dutch), name);
        }
    }
}
