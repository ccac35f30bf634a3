//! What came before: the last days at a glance, and the revisions of a day.

use super::address_of;
use super::draft::Draft;
use super::fields;
use super::words;
use crate::app::house_day::{Glance, HouseDay};
use crate::domain::language::Language;
use crate::domain::registration::Revision;
use crate::domain::stand::Stand;
use crate::domain::when;
use crate::pages::frame::Frame;

/// One of the last days.
pub struct Cell {
    /// Nothing where there is nothing to open.
    pub address: Option<String>,
    pub weekday: &'static str,
    pub number: u32,
    /// A sign or a few letters.
    pub text: String,
    pub class: &'static str,
    /// The whole of it in words.
    pub words: String,
    pub is_here: bool,
}

/// The last days, the oldest first.
#[must_use]
pub fn cells(frame: &Frame, day: &HouseDay) -> Vec<Cell> {
    use chrono::Datelike as _;
    let language = frame.language;
    let cells = day.glance.iter().map(|glance| {
        let (text, class, state) = match glance.state {
            Glance::Reported { occupied, in_service } => (
                format!("{occupied}/{in_service}"),
                "reported",
                language.pick(
                    format!("{occupied} van {in_service} bedden bezet"),
                    format!("{occupied} of {in_service} beds occupied"),
                ),
            ),
            Glance::AllClosed => plain(
                frame,
                ("dicht", "shut"),
                "closed",
                ("alle bedden gesloten", "all beds closed"),
            ),
            Glance::Missing => plain(frame, ("mist", "gap"), "missing", ("niet gemeld", "not reported")),
            Glance::DueLater => plain(
                frame,
                ("nog", "due"),
                "due",
                ("nog niet gemeld", "not reported yet"),
            ),
            Glance::NotExpected => plain(
                frame,
                ("–", "–"),
                "none",
                ("geen meldag, niet gemeld", "no day to report, not reported"),
            ),
            Glance::NotOpen => plain(frame, ("–", "–"), "none", ("huis niet open", "house not open")),
        };
        Cell {
            address: (glance.state != Glance::NotOpen).then(|| address_of(&day.house.id, glance.date)),
            weekday: when::short_weekday(language, glance.date),
            number: glance.date.day(),
            text,
            class,
            words: format!("{}: {state}", when::day(language, glance.date)),
            is_here: glance.date == day.date,
        }
    });
    cells.collect()
}

fn plain(
    frame: &Frame,
    text: fields::Words,
    class: &'static str,
    state: fields::Words,
) -> (String, &'static str, String) {
    (
        frame.t(text.0, text.1).to_owned(),
        class,
        frame.t(state.0, state.1).to_owned(),
    )
}

/// One step in the history of the day.
pub struct Change {
    pub at: String,
    pub by: String,
    pub what: Vec<String>,
    pub reason: Option<String>,
}

/// The revisions of the day, the last one first.
#[must_use]
pub fn changes(language: Language, day: &HouseDay) -> Vec<Change> {
    let mut before: Option<&Stand> = None;
    let mut found = Vec::new();
    for revision in &day.history {
        found.push(Change {
            at: when::time_and_day(language, revision.entry.recorded_at, day.today),
            by: revision.entry.recorded_by.to_string(),
            what: what(language, revision, before),
            reason: revision.entry.reason.as_ref().map(ToString::to_string),
        });
        before = revision.stand.as_ref();
    }
    found.reverse();
    found
}

fn what(language: Language, revision: &Revision, before: Option<&Stand>) -> Vec<String> {
    let Some(stand) = &revision.stand else {
        return vec![language.pick("Ingetrokken", "Withdrawn").to_owned()];
    };
    let Some(before) = before else {
        let words = words::stand(language, stand);
        return vec![language.pick(format!("Gemeld: {words}"), format!("Reported: {words}"))];
    };
    let rows = rows(language, &Draft::of(before.counts()), &Draft::of(stand.counts()));
    let changed: Vec<String> = rows
        .into_iter()
        .filter(|row| row.differs)
        .map(|row| format!("{}: {} → {}", row.label, row.theirs, row.mine))
        .collect();
    if changed.is_empty() {
        return vec![
            language
                .pick("Bevestigd: het klopt", "Confirmed: it is right")
                .to_owned(),
        ];
    }
    changed
}

/// A field in two forms.
pub struct Row {
    pub label: String,
    pub theirs: String,
    pub mine: String,
    pub differs: bool,
}

/// The fields in which two forms differ, and those that every day has.
#[must_use]
pub fn rows(language: Language, theirs: &Draft, mine: &Draft) -> Vec<Row> {
    let texts = [
        fields::STOP_REASON,
        fields::STOP_UNTIL,
        fields::FROM_DATE,
        fields::FROM_TIME,
    ];
    let names = fields::counts().map(|field| field.name).chain(texts);
    let rows = names.filter_map(|name| {
        let (one, other) = (theirs.text(name), mine.text(name));
        let differs = one != other && !(is_none_by_reason(name, one) && is_none_by_reason(name, other));
        (differs || fields::is_daily(name)).then(|| Row {
            label: fields::label(name, language).unwrap_or_default(),
            theirs: words::value(language, name, one),
            mine: words::value(language, name, other),
            differs,
        })
    });
    rows.collect()
}

/// Nothing for one reason is the same as not naming it.
fn is_none_by_reason(name: &str, text: &str) -> bool {
    let is_by_reason = name.starts_with("closed_") || name.starts_with("refused_");
    is_by_reason && matches!(text, "" | "0")
}
