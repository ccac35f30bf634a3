//! What is wrong with a form.

use crate::domain::language::Language;
use crate::domain::rule::Rule;

/// What is wrong with fields, in the order in which it was found.
#[derive(Default)]
pub(super) struct Flaws(Vec<(String, Rule)>);

/// What a field is called in Dutch and in English.
pub(super) type Label = (&'static str, &'static str);

/// What is wrong with one field, in words.
pub(super) struct Flaw {
    pub field: String,
    /// What the field is called.
    pub label: &'static str,
    pub words: String,
}

impl Flaws {
    pub(super) fn refuse(&mut self, field: impl Into<String>, rule: Rule) {
        self.0.push((field.into(), rule));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A required field read by `parse`.
    pub(super) fn required<T>(
        &mut self,
        field: &str,
        text: &str,
        rule: Rule,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        if text.is_empty() {
            self.refuse(field, Rule::Required);
            return None;
        }
        self.optional(field, text, rule, parse)
    }

    /// A field read by `parse`; nothing where it is empty.
    pub(super) fn optional<T>(
        &mut self,
        field: &str,
        text: &str,
        rule: Rule,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        if text.is_empty() {
            return None;
        }
        let read = parse(text);
        if read.is_none() {
            self.refuse(field, rule);
        }
        read
    }

    /// The flaws in words; `label` tells what a field is called in Dutch and in English.
    pub(super) fn say(&self, language: Language, label: impl Fn(&str) -> Label) -> Vec<Flaw> {
        let called = |field: &str| {
            let (dutch, english) = label(field);
            language.pick(dutch, english)
        };
        self.0
            .iter()
            .map(|(field, rule)| Flaw {
                field: field.clone(),
                label: called(field),
                words: say(rule, language),
            })
            .collect()
    }
}

/// Browsers have their own way to write days and times, so how the API writes them is left out.
fn say(rule: &Rule, language: Language) -> String {
    let words = match rule {
        Rule::Required => language.pick("Vul dit in.", "Fill this in."),
        Rule::Date => language.pick("Dit is geen bestaande dag.", "There is no such day."),
        Rule::OneOf(_) => language.pick("Kies een van de mogelijkheden.", "Choose one of these."),
        _ => return rule.say(language),
    };
    words.to_owned()
}

/// What is wrong with a field; nothing where it is as it should be.
pub(super) fn flaw_of<'a>(flaws: &'a [Flaw], field: &str) -> Option<&'a str> {
    flaws
        .iter()
        .find(|flaw| flaw.field == field)
        .map(|flaw| flaw.words.as_str())
}
