//! The fields of a day's form: their names, which are the register's, and their words for volunteers.

use crate::domain::language::Language;

mod reasons;

pub use reasons::{CLOSED, REFUSED};

/// The same in Dutch and in English.
pub type Words = (&'static str, &'static str);

/// A count to be filled in.
#[derive(Clone, Copy)]
pub struct Field {
    pub name: &'static str,
    pub label: Words,
    /// What the label leaves to be asked.
    pub hint: Words,
    /// One of what is counted.
    pub one: Words,
    pub part: Part,
}

/// What a count is to the sum of the beds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Beds in a state of this name.
    Beds(&'static str),
    /// Guests who came.
    In,
    /// Guests who left.
    Out,
    Nothing,
}

const fn field(name: &'static str, label: Words, hint: Words, one: Words, part: Part) -> Field {
    Field {
        name,
        label,
        hint,
        one,
        part,
    }
}

const NO_HINT: Words = ("", "");

pub const OCCUPIED: Field = field(
    "beds_occupied",
    ("Bezet", "Occupied"),
    ("bedden met een gast", "beds with a guest"),
    ("bezet bed", "occupied bed"),
    Part::Beds("occupied"),
);

pub const RESERVED: Field = field(
    "beds_reserved",
    ("Gereserveerd", "Reserved"),
    (
        "toegezegd aan wie nog komt",
        "promised to somebody who is to come",
    ),
    ("gereserveerd bed", "reserved bed"),
    Part::Beds("reserved"),
);

/// Who came and went.
pub const FLOWS: [Field; 3] = [
    field(
        "admissions",
        ("Opgenomen", "Admitted"),
        NO_HINT,
        ("opname", "admission"),
        Part::In,
    ),
    field(
        "deaths",
        ("Overleden", "Died"),
        NO_HINT,
        ("overlijden", "death"),
        Part::Out,
    ),
    field(
        "discharges",
        ("Ontslagen", "Discharged"),
        ("levend vertrokken", "left alive"),
        ("ontslag", "discharge"),
        Part::Out,
    ),
];

pub const OTHER_BEDS: [Field; 2] = [
    field(
        "beds_respite",
        ("Respijtgast", "Respite guest"),
        ("komt tijdelijk logeren", "stays for a short while"),
        ("bed met een respijtgast", "bed with a respite guest"),
        Part::Beds("respite"),
    ),
    field(
        "beds_in_turnover",
        ("Wordt klaargemaakt", "Being made ready"),
        ("opbaren of schoonmaken", "laying-out or cleaning"),
        ("bed dat wordt klaargemaakt", "bed being made ready"),
        Part::Beds("turnover"),
    ),
];

const fn asked(name: &'static str, label: Words, hint: Words, one: Words) -> Field {
    field(name, label, hint, one, Part::Nothing)
}

/// Who asked for a place, and what became of it apart from refusals.
pub const ASKED: [Field; 4] = [
    asked(
        "requests",
        ("Aanvragen", "Requests"),
        NO_HINT,
        ("aanvraag", "request"),
    ),
    asked(
        "requests_redirected",
        ("Waarvan doorgestuurd", "Of which redirected"),
        ("elders al afgewezen", "refused elsewhere before"),
        ("doorgestuurde aanvraag", "redirected request"),
    ),
    asked(
        "withdrawals",
        ("Zelf afgezien", "Withdrawn"),
        (
            "koos iets anders of bleef thuis",
            "chose otherwise or stayed at home",
        ),
        ("aanvraag waarvan is afgezien", "request withdrawn"),
    ),
    asked(
        "died_before_admission",
        ("Overleden vóór opname", "Died before admission"),
        NO_HINT,
        ("overlijden vóór opname", "death before admission"),
    ),
];

pub const WAITING: [Field; 2] = [
    asked(
        "waiting_list_active",
        ("Kan direct komen", "Can come at once"),
        NO_HINT,
        (
            "wachtende die direct kan komen",
            "person waiting who can come at once",
        ),
    ),
    asked(
        "waiting_list_passive",
        ("Wil later komen", "Wants to come later"),
        NO_HINT,
        ("wachtende voor later", "person waiting for later"),
    ),
];

pub const STOP_REASON: &str = "stop_reason";
pub const STOP_UNTIL: &str = "stop_expected_until";
pub const FROM_DATE: &str = "admits_from_date";
pub const FROM_TIME: &str = "admits_from_time";
pub const REASON: &str = "reason";
/// Where the reason of a withdrawal is filled in; it is sent as `reason`.
pub const WITHDRAWAL_REASON: &str = "withdrawal_reason";
pub const CONFIRMED: &str = "confirmed";
pub const BASIS: &str = "basis";

/// The fields that are no counts.
pub const TEXTS: [&str; 7] = [
    STOP_REASON,
    STOP_UNTIL,
    FROM_DATE,
    FROM_TIME,
    REASON,
    CONFIRMED,
    BASIS,
];

/// All counts, in the order of the form.
pub fn counts() -> impl Iterator<Item = Field> {
    [OCCUPIED, RESERVED]
        .into_iter()
        .chain(FLOWS)
        .chain(OTHER_BEDS)
        .chain(CLOSED.map(|(_, field)| field))
        .chain(ASKED)
        .chain(REFUSED.map(|(_, field)| field))
        .chain(WAITING)
}

/// Whether a field of this name is one that every day has.
#[must_use]
pub fn is_daily(name: &str) -> bool {
    let daily = [OCCUPIED, RESERVED].into_iter().chain(FLOWS);
    daily.into_iter().any(|field| field.name == name)
}

/// What a field of this name is called where it stands by itself; nothing where there is none.
#[must_use]
pub fn label(name: &str, language: Language) -> Option<String> {
    let words = match name {
        STOP_REASON => ("Opnamestop", "Admission stop"),
        STOP_UNTIL => ("Opnamestop verwacht tot en met", "Admission stop expected until"),
        FROM_DATE => ("Opname mogelijk vanaf", "Admits from"),
        FROM_TIME => ("Opname mogelijk vanaf (tijd)", "Admits from (time)"),
        REASON => ("Reden van de wijziging", "Reason for the change"),
        WITHDRAWAL_REASON => ("Reden van het intrekken", "Reason for the withdrawal"),
        BASIS => ("De pagina zelf", "The page itself"),
        "date" => ("De dag", "The day"),
        _ => counts().find(|field| field.name == name)?.label,
    };
    let group = group(name, language);
    Some(format!("{group}{}", language.pick(words.0, words.1)))
}

/// What a label leaves out that stands below a heading.
fn group(name: &str, language: Language) -> &'static str {
    let words = match name.split('_').next() {
        Some("closed") => ("Gesloten: ", "Closed: "),
        Some("refused") => ("Afgewezen: ", "Refused: "),
        Some("waiting") => ("Wachtlijst: ", "Waiting list: "),
        _ => ("", ""),
    };
    language.pick(words.0, words.1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::code::Coded as _;
    use crate::domain::stand::{ClosureReason, RefusalReason};

    #[test]
    fn every_reason_has_one_field_and_every_field_its_words() {
        assert!(
            ClosureReason::ALL
                .iter()
                .eq(CLOSED.map(|(reason, _)| reason).iter())
        );
        assert!(
            RefusalReason::ALL
                .iter()
                .eq(REFUSED.map(|(reason, _)| reason).iter())
        );
        let names: Vec<&str> = counts().map(|field| field.name).chain(TEXTS).collect();
        let distinct: BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(names.len(), distinct.len());
        for (reason, field) in CLOSED {
            assert_eq!(field.name, format!("closed_{}", reason.code()));
        }
        for (reason, field) in REFUSED {
            assert_eq!(field.name, format!("refused_{}", reason.code()));
        }
        for field in counts() {
            assert!(label(field.name, Language::English).is_some(), "{}", field.name);
        }
    }
}
