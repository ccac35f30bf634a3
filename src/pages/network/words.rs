//! Words of the network's pages: days, moments, and the names of codes.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

use crate::domain::access::Role;
use crate::domain::calendar::care_day;
use crate::domain::change::{Change, CountField};
use crate::domain::language::Language;
use crate::domain::when;

/// A day with its weekday, such as "vr 20 nov".
pub fn day(date: NaiveDate, language: Language) -> String {
    let (weekday, month) = (weekday(date, language), month(date, language));
    format!("{weekday} {} {month}", date.day())
}

/// A day with its year, such as "1 mrt 2012".
pub fn day_of_year(date: NaiveDate, language: Language) -> String {
    format!("{} {} {}", date.day(), month(date, language), date.year())
}

/// The weekday in two or three letters.
pub fn weekday(date: NaiveDate, language: Language) -> &'static str {
    let letters = language.pick(2, 3);
    when::weekday(language, date).get(..letters).unwrap_or_default()
}

fn month(date: NaiveDate, language: Language) -> &'static str {
    match (when::month(language, date), language) {
        ("maart", Language::Dutch) => "mrt",
        (name, _) => name.get(..3).unwrap_or(name),
    }
}

/// A moment in Amsterdam, such as "vr 20 nov, 08:41".
pub fn moment(moment: DateTime<Utc>, language: Language) -> String {
    format!("{}, {}", day(care_day(moment), language), when::time(moment))
}

pub fn role(role: Role, language: Language) -> &'static str {
    let (dutch, english) = match role {
        Role::Reporter => ("Huis", "House"),
        Role::App => ("App", "App"),
        Role::Analyst => ("Analist", "Analyst"),
        Role::Coordinator => ("Coördinator", "Coordinator"),
        Role::Admin => ("Beheerder", "Administrator"),
    };
    language.pick(dutch, english)
}

/// What somebody with this role can do.
pub fn role_says(role: Role, language: Language) -> &'static str {
    let (dutch, english) = match role {
        Role::Reporter => (
            "geeft de dagstand door van de gekozen huizen",
            "reports the daily stand of the chosen houses",
        ),
        Role::App => (
            "een programma dat de vrije bedden toont",
            "a program that shows the free beds",
        ),
        Role::Analyst => ("ziet cijfers en prognoses", "sees figures and forecasts"),
        Role::Coordinator => (
            "ziet en wijzigt alles van het netwerk, en geeft toegang aan huizen, apps en analisten",
            "sees and changes all of the network, and gives access to houses, apps and analysts",
        ),
        Role::Admin => (
            "geeft en neemt alle toegang, en ziet verder niets",
            "gives and takes all access, and sees nothing else",
        ),
    };
    language.pick(dutch, english)
}

/// One thing that changed, such as "bezet van 3 naar 2".
pub fn change(change: Change, language: Language) -> String {
    match change {
        Change::Number { field, before, after } => {
            let (before, after) = (number(before, language), number(after, language));
            let (from, to) = language.pick(("van", "naar"), ("from", "to"));
            format!("{} {from} {before} {to} {after}", count_field(field, language))
        }
        Change::ClosureReasons => language
            .pick(
                "reden van gesloten bedden gewijzigd",
                "reason of closed beds changed",
            )
            .to_owned(),
        Change::RefusalReasons => language
            .pick("reden van afwijzingen gewijzigd", "reason of refusals changed")
            .to_owned(),
        Change::AdmissionStop => language
            .pick("opnamestop gewijzigd", "admission stop changed")
            .to_owned(),
        Change::AdmitsFrom => language
            .pick("opname mogelijk vanaf gewijzigd", "admits from changed")
            .to_owned(),
    }
}

fn number(number: Option<u32>, language: Language) -> String {
    number.map_or_else(
        || language.pick("niet bekend", "not known").to_owned(),
        |number| number.to_string(),
    )
}

fn count_field(field: CountField, language: Language) -> &'static str {
    let (dutch, english) = match field {
        CountField::BedsPhysical => ("bedden", "beds"),
        CountField::BedsOccupied => ("bezet", "occupied"),
        CountField::BedsRespite => ("respijt", "respite"),
        CountField::BedsReserved => ("gereserveerd", "reserved"),
        CountField::BedsInTurnover => ("in gereedmaken", "in turnover"),
        CountField::BedsClosed => ("gesloten", "closed"),
        CountField::Admissions => ("opgenomen", "admitted"),
        CountField::Deaths => ("overleden", "died"),
        CountField::Discharges => ("ontslagen", "discharged"),
        CountField::Requests => ("aanvragen", "requests"),
        CountField::RequestsRedirected => ("aanvragen van elders", "requests from elsewhere"),
        CountField::Refusals => ("afwijzingen", "refusals"),
        CountField::Withdrawals => ("intrekkingen", "withdrawals"),
        CountField::DiedBeforeAdmission => ("overleden voor opname", "died before admission"),
        CountField::WaitingListActive => ("wachtlijst actief", "waiting list active"),
        CountField::WaitingListPassive => ("wachtlijst passief", "waiting list passive"),
    };
    language.pick(dutch, english)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::{parse_date, parse_moment};

    #[test]
    fn moments_are_told_by_the_clock_of_amsterdam() {
        let at = parse_moment("2026-03-28T23:30:00Z").expect("a moment");
        assert_eq!(moment(at, Language::Dutch), "zo 29 mrt, 00:30");
        assert_eq!(moment(at, Language::English), "Sun 29 Mar, 00:30");
        let first = parse_date("2012-03-01").expect("a day");
        assert_eq!(day_of_year(first, Language::Dutch), "1 mrt 2012");
    }

    #[test]
    fn what_was_not_stated_is_not_told_as_zero() {
        let deaths = Change::Number {
            field: CountField::Deaths,
            before: None,
            after: Some(0),
        };
        assert_eq!(
            change(deaths, Language::Dutch),
            "overleden van niet bekend naar 0"
        );
    }
}
