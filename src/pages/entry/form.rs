//! The form of a day, as it is shown: each field with its words, its text and what is wrong with it.

use serde_json::json;

use super::draft::{Draft, Fault};
use super::fields::{
    self, ASKED, CLOSED, FLOWS, Field, OCCUPIED, OTHER_BEDS, Part, REFUSED, RESERVED, WAITING,
};
use super::words;
use crate::app::house_day::{HouseDay, Permission};
use crate::domain::code::Coded as _;
use crate::domain::language::Language;
use crate::domain::stand::ClosureReason;

/// A count to be filled in, as it is shown.
pub struct Number {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub text: String,
    pub fault: Option<String>,
    /// What its buttons do, for those who hear them.
    pub less: String,
    pub more: String,
    /// The state of beds that it counts; nothing where it counts none.
    pub beds: &'static str,
    /// 1 for guests who came, -1 for those who left; nothing else.
    pub flow: &'static str,
}

/// Counts below one heading.
pub struct Group {
    pub title: &'static str,
    pub hint: &'static str,
    pub numbers: Vec<Number>,
}

/// A reason to choose.
pub struct Choice {
    pub code: &'static str,
    pub label: &'static str,
    pub is_chosen: bool,
}

/// A field that is no count.
pub struct Text {
    pub text: String,
    pub fault: Option<String>,
}

/// Something wrong, for the list above the form.
pub struct FaultLine {
    /// The field; nothing where the form does not show it.
    pub field: Option<String>,
    pub label: String,
    pub sentence: String,
}

pub struct Form {
    /// What most days need: beds and who came and went.
    pub beds: Vec<Number>,
    pub flows: Vec<Number>,
    /// The rest, folded away.
    pub other_beds: Group,
    pub closed: Group,
    pub asked: Group,
    pub refused: Group,
    pub waiting: Group,
    pub stop_reasons: Vec<Choice>,
    pub stop_reason: Text,
    pub stop_until: Text,
    pub from_date: Text,
    pub from_time: Text,
    pub reason: Text,
    pub needs_reason: bool,
    /// Whether something that is folded away is wrong.
    pub is_unfolded: bool,
    pub faults: Vec<FaultLine>,
    pub sum: String,
    pub fits: bool,
    /// What the script needs to keep the sum true while somebody types.
    pub script_words: String,
}

impl Form {
    #[must_use]
    pub fn new(language: Language, day: &HouseDay, draft: &Draft, faults: &[Fault]) -> Self {
        let house = day.house.details.name.as_str();
        let physical = day.physical.unwrap_or(0);
        let maker = Maker {
            language,
            house,
            draft,
            faults,
        };
        let (sum, fits) = words::sum(language, draft, physical, house);
        Self {
            beds: maker.numbers([OCCUPIED, RESERVED]),
            flows: maker.numbers(FLOWS),
            other_beds: maker.group(OTHER_BEDS, ("Andere bedden", "Other beds"), ("", "")),
            closed: maker.group(
                CLOSED.map(|(_, field)| field),
                ("Gesloten bedden, per reden", "Closed beds, by reason"),
                (
                    "Bedden die nu niet gebruikt kunnen worden.",
                    "Beds that cannot be used now.",
                ),
            ),
            asked: maker.group(
                ASKED,
                ("Vragen om een plek", "Requests for a place"),
                (
                    "Sinds de vorige stand. Leeg betekent: niet bekend.",
                    "Since the last stand. Empty means: not known.",
                ),
            ),
            refused: maker.group(
                REFUSED.map(|(_, field)| field),
                ("Afgewezen, per reden", "Refused, by reason"),
                ("", ""),
            ),
            waiting: maker.group(WAITING, ("Wachtlijst nu", "Waiting list now"), ("", "")),
            stop_reasons: maker.stop_reasons(),
            stop_reason: maker.text(fields::STOP_REASON),
            stop_until: maker.text(fields::STOP_UNTIL),
            from_date: maker.text(fields::FROM_DATE),
            from_time: maker.text(fields::FROM_TIME),
            reason: maker.text(fields::REASON),
            needs_reason: day.permission == Permission::WithReason,
            is_unfolded: faults.iter().any(|fault| is_folded(&fault.field)),
            faults: maker.fault_lines(),
            sum,
            fits,
            script_words: script_words(language, physical, house),
        }
    }
}

/// Whether a field is folded away.
fn is_folded(name: &str) -> bool {
    let is_shown = fields::is_daily(name) || name == fields::REASON;
    !is_shown && is_field(name)
}

/// Whether the form shows a field of this name.
fn is_field(name: &str) -> bool {
    fields::counts().any(|field| field.name == name)
        || fields::TEXTS.contains(&name) && ![fields::BASIS, fields::CONFIRMED].contains(&name)
}

struct Maker<'a> {
    language: Language,
    house: &'a str,
    draft: &'a Draft,
    faults: &'a [Fault],
}

impl Maker<'_> {
    fn pick(&self, words: fields::Words) -> &'static str {
        self.language.pick(words.0, words.1)
    }

    fn numbers(&self, fields: impl IntoIterator<Item = Field>) -> Vec<Number> {
        fields.into_iter().map(|field| self.number(field)).collect()
    }

    fn number(&self, field: Field) -> Number {
        let one = self.pick(field.one);
        Number {
            name: field.name,
            label: self.pick(field.label),
            hint: self.pick(field.hint),
            text: self.draft.text(field.name).to_owned(),
            fault: self.fault(field.name),
            less: self
                .language
                .pick(format!("één {one} minder"), format!("one {one} fewer")),
            more: self
                .language
                .pick(format!("één {one} meer"), format!("one {one} more")),
            beds: match field.part {
                Part::Beds(state) => state,
                _ => "",
            },
            flow: match field.part {
                Part::In => "1",
                Part::Out => "-1",
                _ => "",
            },
        }
    }

    fn group(
        &self,
        fields: impl IntoIterator<Item = Field>,
        title: fields::Words,
        hint: fields::Words,
    ) -> Group {
        Group {
            title: self.pick(title),
            hint: self.pick(hint),
            numbers: self.numbers(fields),
        }
    }

    fn text(&self, name: &str) -> Text {
        Text {
            text: self.draft.text(name).to_owned(),
            fault: self.fault(name),
        }
    }

    fn fault(&self, name: &str) -> Option<String> {
        let found = self.faults.iter().find(|fault| fault.field == name)?;
        Some(words::fault(self.language, &found.rule, self.house))
    }

    fn fault_lines(&self) -> Vec<FaultLine> {
        let lines = self.faults.iter().map(|fault| {
            let label = fields::label(&fault.field, self.language);
            FaultLine {
                field: is_field(&fault.field).then(|| fault.field.clone()),
                label: label.unwrap_or_else(|| fault.field.clone()),
                sentence: words::fault(self.language, &fault.rule, self.house),
            }
        });
        lines.collect()
    }

    fn stop_reasons(&self) -> Vec<Choice> {
        let chosen = self.draft.text(fields::STOP_REASON);
        let reasons = ClosureReason::ALL.iter().map(|reason| Choice {
            code: reason.code(),
            label: words::closure(self.language, *reason),
            is_chosen: reason.code() == chosen,
        });
        reasons.collect()
    }
}

/// The words of the sum, as JSON. `{n}` stands for a number of beds, `{house}` for the house.
fn script_words(language: Language, physical: u32, house: &str) -> String {
    let states: Vec<_> = words::STATES
        .iter()
        .map(|(state, words)| json!([state, language.pick(words.0, words.1)]))
        .collect();
    json!({
        "physical": physical,
        "states": states,
        "free": language.pick("vrij", "free"),
        "beds": language.pick(["bed", "bedden"], ["bed", "beds"]),
        "tooMany": language.pick("Dat is {over} te veel: {house} heeft {has}.", "That is {over} too many: {house} has {has}."),
        "house": house,
    })
    .to_string()
}
