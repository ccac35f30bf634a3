//! Sentences about stands, for volunteers.

use chrono::NaiveDate;

use super::draft::Draft;
use super::fields::{self, Part};
use crate::domain::availability::{HouseAvailability, Status};
use crate::domain::language::Language;
use crate::domain::registration::Refusal;
use crate::domain::rule::Rule;
use crate::domain::stand::{ClosureReason, Misfit, Stand};
use crate::domain::when;

/// `1 bed`, `2 bedden`.
#[must_use]
pub fn beds(language: Language, number: u32) -> String {
    let (one, more) = language.pick(("bed", "bedden"), ("bed", "beds"));
    format!("{number} {}", if number == 1 { one } else { more })
}

/// The states of beds, as they stand in a sum.
pub const STATES: [(&str, fields::Words); 5] = [
    ("occupied", ("bezet", "occupied")),
    ("respite", ("respijt", "respite")),
    ("reserved", ("gereserveerd", "reserved")),
    ("turnover", ("wordt klaargemaakt", "being made ready")),
    ("closed", ("gesloten", "closed")),
];

/// The beds of a form added up, and whether they fit the house. What is no number counts for none.
#[must_use]
pub fn sum(language: Language, draft: &Draft, physical: u32, house: &str) -> (String, bool) {
    let number = |name: &str| draft.text(name).parse::<u32>().unwrap_or(0).min(999);
    let mut parts = Vec::new();
    let mut stated = 0;
    for (state, words) in STATES {
        let fields = fields::counts().filter(|field| field.part == Part::Beds(state));
        let beds: u32 = fields.map(|field| number(field.name)).sum();
        stated += beds;
        if beds > 0 || state == "occupied" {
            parts.push(format!("{beds} {}", language.pick(words.0, words.1)));
        }
    }
    if stated > physical {
        let parts = parts.join(" + ");
        return (
            format!("{parts}. {}", too_many(language, stated, physical, house)),
            false,
        );
    }
    parts.push(format!("{} {}", physical - stated, language.pick("vrij", "free")));
    (
        format!("{} = {}", parts.join(" + "), beds(language, physical)),
        true,
    )
}

/// How many beds there are too many.
#[must_use]
pub fn too_many(language: Language, stated: u32, physical: u32, house: &str) -> String {
    let over = beds(language, stated.saturating_sub(physical));
    let has = beds(language, physical);
    language.pick(
        format!("Dat is {over} te veel: {house} heeft {has}."),
        format!("That is {over} too many: {house} has {has}."),
    )
}

/// `3 bezet, 1 gereserveerd, 2 vrij van 6 bedden`.
#[must_use]
pub fn stand(language: Language, stand: &Stand) -> String {
    let counts = stand.counts();
    let number =
        |count: Option<crate::domain::count::Count>| count.map_or(0, crate::domain::count::Count::get);
    let all = [
        counts.beds_occupied.get(),
        number(counts.beds_respite),
        number(counts.beds_reserved),
        number(counts.beds_in_turnover),
        stand.closed(),
    ];
    let mut parts: Vec<String> = STATES
        .iter()
        .zip(all)
        .filter(|((state, _), beds)| *beds > 0 || *state == "occupied")
        .map(|((_, words), beds)| format!("{beds} {}", language.pick(words.0, words.1)))
        .collect();
    parts.push(format!("{} {}", stand.free(), language.pick("vrij", "free")));
    let of = language.pick("van", "of");
    format!("{} {of} {}", parts.join(", "), beds(language, stand.physical()))
}

/// What the board shows of the house.
#[must_use]
pub fn offer(language: Language, offer: &HouseAvailability, today: NaiveDate) -> String {
    let shown = match offer.status {
        Status::Available => match offer.beds_free {
            Some(free) => format!("{} {}", beds(language, free), language.pick("vrij", "free")),
            None => language.pick("vrij", "free").to_owned(),
        },
        Status::Full => language.pick("vol", "full").to_owned(),
        Status::AdmissionStop => language.pick("opnamestop", "admission stop").to_owned(),
        Status::Closed => language.pick("gesloten", "closed").to_owned(),
        Status::Unknown => language.pick("stand onbekend", "stand not known").to_owned(),
    };
    let from = offer
        .admits_from
        .filter(|_| offer.status == Status::Available)
        .map(|from| {
            let moment = when::time_and_day(language, from, today);
            language.pick(
                format!(", opname vanaf {moment}"),
                format!(", admits from {moment}"),
            )
        });
    let on_board = language.pick(
        "Op de pagina Vrije bedden staat nu",
        "The page Free beds now says",
    );
    format!("{on_board}: {shown}{}.", from.unwrap_or_default())
}

/// What is wrong with a field.
#[must_use]
pub fn fault(language: Language, rule: &Rule, house: &str) -> String {
    match rule {
        Rule::Required => language.pick("Vul dit in.", "Fill this in.").to_owned(),
        Rule::WholeNumber { least, most } => language.pick(
            format!("Vul een heel getal in, van {least} tot en met {most}."),
            format!("Fill in a whole number from {least} to {most}."),
        ),
        Rule::Refused(refusal) => refused(language, refusal, house),
        rule => rule.say(language),
    }
}

/// Why a day cannot be changed so.
#[must_use]
pub fn refused(language: Language, refusal: &Refusal, house: &str) -> String {
    let on = |date| when::whole_day(language, date);
    match refusal {
        Refusal::Misfit(Misfit::MoreBedsThanPhysical { stated, physical }) => {
            too_many(language, *stated, *physical, house)
        }
        Refusal::Misfit(Misfit::MoreRedirectedThanRequests { redirected, requests }) => language.pick(
            format!("Er zijn {redirected} doorgestuurde aanvragen, maar {requests} aanvragen in het geheel."),
            format!("There are {redirected} redirected requests, but {requests} requests in all."),
        ),
        Refusal::InTheFuture { .. } => language
            .pick("Deze dag moet nog komen.", "This day is still to come.")
            .to_owned(),
        Refusal::NotOpen {
            opens_on,
            closes_on: None,
        } => language.pick(
            format!(
                "Het huis is op deze dag niet open; het opent op {}.",
                on(*opens_on)
            ),
            format!(
                "The house is not open on this day; it opens on {}.",
                on(*opens_on)
            ),
        ),
        Refusal::NotOpen {
            opens_on,
            closes_on: Some(closes_on),
        } => language.pick(
            format!(
                "Het huis is op deze dag niet open, maar van {} tot en met {}.",
                on(*opens_on),
                on(*closes_on)
            ),
            format!(
                "The house is not open on this day, but from {} to {}.",
                on(*opens_on),
                on(*closes_on)
            ),
        ),
        Refusal::TooFarBack { earliest } => language.pick(
            format!(
                "Een huis kan zelf de dagen vanaf {} wijzigen. Vraag de coördinator om deze dag.",
                on(*earliest)
            ),
            format!(
                "A house can change the days from {} on itself. Ask the coordinator for this day.",
                on(*earliest)
            ),
        ),
        Refusal::ReasonRequired { .. } => language
            .pick(
                "Zeg waarom deze dag wordt gewijzigd.",
                "Say why this day is changed.",
            )
            .to_owned(),
    }
}

/// A reason for closing beds or admitting nobody.
#[must_use]
pub fn closure(language: Language, reason: ClosureReason) -> &'static str {
    let found = fields::CLOSED.iter().find(|(known, _)| *known == reason);
    let words = found.map_or(("", ""), |(_, field)| field.label);
    language.pick(words.0, words.1)
}

/// A field's text as people read it.
#[must_use]
pub fn value(language: Language, name: &str, text: &str) -> String {
    use crate::domain::calendar::parse_date;
    use crate::domain::code::Coded as _;
    if text.is_empty() {
        let unknown = matches!(
            name,
            fields::STOP_REASON | fields::STOP_UNTIL | fields::FROM_DATE | fields::FROM_TIME
        );
        let words = if unknown {
            ("geen", "none")
        } else {
            ("niet bekend", "not known")
        };
        return language.pick(words.0, words.1).to_owned();
    }
    let read = match name {
        fields::STOP_REASON => {
            ClosureReason::from_code(text).map(|reason| closure(language, reason).to_owned())
        }
        fields::STOP_UNTIL | fields::FROM_DATE => parse_date(text).map(|date| when::day(language, date)),
        _ => None,
    };
    read.unwrap_or_else(|| text.to_owned())
}
