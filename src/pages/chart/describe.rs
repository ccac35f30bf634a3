//! The main message of a chart in words.

use super::words::{self, Form};
use crate::domain::language::Language;
use crate::domain::period::Period;

/// Where a line is lowest, highest and last, and how much of it is missing.
#[must_use]
pub fn line(values: &[(Period, Option<f64>)], form: Form, language: Language) -> String {
    let known: Vec<(Period, f64)> = values
        .iter()
        .filter_map(|(period, value)| Some((*period, value.filter(|value| value.is_finite())?)))
        .collect();
    let by_value = |one: &&(Period, f64), other: &&(Period, f64)| one.1.total_cmp(&other.1);
    let lowest = known.iter().min_by(by_value);
    let highest = known.iter().max_by(by_value);
    let (Some(lowest), Some(highest), Some(last)) = (lowest, highest, known.last()) else {
        return language.pick("Geen gegevens.", "No data.").to_owned();
    };
    let say = |(period, value): &(Period, f64)| {
        let value = form.say(*value, language);
        format!("{value} ({})", words::period(*period, language))
    };
    let (low, high, last) = (say(lowest), say(highest), say(last));
    let told = match language {
        Language::Dutch => format!("Laagste {low}, hoogste {high}, laatste {last}."),
        Language::English => format!("Lowest {low}, highest {high}, last {last}."),
    };
    with_missing(told, values.len() - known.len(), values.len(), language)
}

/// What a sum over time is made of: the whole, and its largest parts with their names. `missing` of `all` periods are
/// not told.
#[must_use]
pub fn parts(named: &[(String, f64)], (missing, all): (usize, usize), language: Language) -> String {
    if missing == all {
        return language
            .pick("Hiervan is niets te zeggen.", "Nothing can be said of this.")
            .to_owned();
    }
    let mut named: Vec<&(String, f64)> = named.iter().filter(|(_, sum)| *sum > 0.0).collect();
    named.sort_by(|one, other| other.1.total_cmp(&one.1));
    let whole: f64 = named.iter().map(|(_, sum)| *sum).sum();
    let largest: Vec<String> = named
        .iter()
        .take(3)
        .map(|(name, sum)| format!("{name} {}", Form::Number.say(*sum, language)))
        .collect();
    let whole = Form::Number.say(whole, language);
    // What is not told is not nothing: then the sum is of the rest.
    let (samen, together) = if missing == 0 {
        ("Samen", "Together")
    } else {
        ("In de bekende perioden samen", "In the known periods together")
    };
    let told = match (language, largest.is_empty()) {
        (Language::Dutch, true) => format!("{samen} 0."),
        (Language::English, true) => format!("{together} 0."),
        (Language::Dutch, false) if named.len() == 1 => format!("{samen} {whole}: {}.", only(&named)),
        (Language::English, false) if named.len() == 1 => format!("{together} {whole}: {}.", only(&named)),
        (Language::Dutch, false) => format!("{samen} {whole}; het meest {}.", largest.join(", ")),
        (Language::English, false) => format!("{together} {whole}; most of all {}.", largest.join(", ")),
    };
    with_missing(told, missing, all, language)
}

fn only<'a>(named: &[&'a (String, f64)]) -> &'a str {
    named.first().map_or("", |(name, _)| name)
}

fn with_missing(told: String, missing: usize, all: usize, language: Language) -> String {
    if missing == 0 {
        return told;
    }
    match language {
        Language::Dutch => format!("{told} Van {missing} van de {all} perioden is niets te zeggen."),
        Language::English => format!("{told} Of {missing} of the {all} periods nothing can be said."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(number: u32) -> Period {
        let from = chrono::NaiveDate::from_ymd_opt(2026, number, 1).expect("a date");
        let parts = Period {
            from,
            until: from + chrono::Days::new(40),
        }
        .split(crate::domain::period::PeriodKind::Month);
        parts[0]
    }

    #[test]
    fn a_line_is_told_by_its_ends_and_its_gaps() {
        let values = [
            (month(1), Some(0.8)),
            (month(2), None),
            (month(3), Some(0.6)),
            (month(4), Some(f64::NAN)),
        ];
        assert_eq!(
            line(&values, Form::Percent, Language::Dutch),
            "Laagste 60\u{a0}% (mrt 2026), hoogste 80\u{a0}% (jan 2026), laatste 60\u{a0}% (mrt 2026). \
             Van 2 van de 4 perioden is niets te zeggen."
        );
        assert_eq!(
            line(&[(month(1), None)], Form::Number, Language::English),
            "No data."
        );
    }

    #[test]
    fn sums_are_told_by_their_largest_parts() {
        let named = [("geen bed", 12.0), ("anders", 0.0), ("te complexe zorg", 3.0)];
        let named = named.map(|(name, sum)| (name.to_owned(), sum));
        let told = parts(&named, (0, 12), Language::Dutch);
        assert_eq!(told, "Samen 15; het meest geen bed 12, te complexe zorg 3.");
        let one = [("reden niet getoond".to_owned(), 177.0)];
        assert_eq!(
            parts(&one, (0, 12), Language::Dutch),
            "Samen 177: reden niet getoond."
        );
        assert_eq!(
            parts(&[], (1, 2), Language::English),
            "In the known periods together 0. Of 1 of the 2 periods nothing can be said."
        );
    }
}
