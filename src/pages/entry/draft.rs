//! What stands in a day's form: the texts as somebody typed them, whatever they are worth, and the counts they say.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::fields::{
    self, BASIS, CLOSED, CONFIRMED, FROM_DATE, FROM_TIME, REASON, REFUSED, STOP_REASON, STOP_UNTIL,
};
use crate::domain::calendar::{moment_at, parse_date, parse_time_of_day, wall_clock, write_time_of_day};
use crate::domain::code::Coded;
use crate::domain::count::{Count, Tally};
use crate::domain::registration::Said;
use crate::domain::rule::Rule;
use crate::domain::stand::{AdmissionStop, ClosureReason, Counts};
use crate::domain::text::Reason;
use crate::domain::warning::WarningCode;

/// How many faults are named of fields that the form does not have: more help nobody.
const MOST_UNKNOWN: usize = 5;

/// The texts of a form, by the names of its fields. A field that is not there is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft(BTreeMap<&'static str, String>);

/// A rule that a field breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub field: String,
    pub rule: Rule,
}

impl Fault {
    #[must_use]
    pub fn new(field: &str, rule: Rule) -> Self {
        Self {
            field: field.to_owned(),
            rule,
        }
    }
}

/// What a form says where nothing in it is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub said: Said,
    /// The revision that the form was made from; 0 for none.
    pub basis: u32,
    pub reason: Option<Reason>,
}

impl Draft {
    /// The form that says `counts`.
    #[must_use]
    pub fn of(counts: &Counts) -> Self {
        let mut draft = Self::default();
        for (name, count) in numbers(counts) {
            draft.put(name, count.map(|count| count.get().to_string()));
        }
        for (reason, field) in CLOSED {
            let beds = counts.closures.as_ref().map(|tally| tally.of(reason));
            draft.put(field.name, beds.map(|beds| beds.to_string()));
        }
        for (reason, field) in REFUSED {
            let number = counts.refusals.as_ref().map(|tally| tally.of(reason));
            draft.put(field.name, number.map(|number| number.to_string()));
        }
        let stop = counts.admission_stop;
        draft.put(STOP_REASON, stop.map(|stop| stop.reason.code().to_owned()));
        let until = stop.and_then(|stop| stop.expected_until);
        draft.put(STOP_UNTIL, until.map(|until| until.to_string()));
        let from = counts.admits_from.map(wall_clock);
        draft.put(FROM_DATE, from.map(|from| from.date().to_string()));
        draft.put(FROM_TIME, from.map(|from| write_time_of_day(from.time())));
        draft
    }

    /// The texts of a form as it was sent, and what is wrong with it as a whole.
    #[must_use]
    pub fn read(body: &[u8]) -> (Self, Vec<Fault>) {
        let mut draft = Self::default();
        let (mut faults, mut unknown) = (Vec::new(), 0);
        for (name, text) in form_urlencoded::parse(body) {
            let known = fields::counts().map(|field| field.name).chain(fields::TEXTS);
            let Some(known) = known.into_iter().find(|known| *known == name) else {
                unknown += 1;
                if unknown <= MOST_UNKNOWN {
                    faults.push(Fault::new(&name, Rule::UnknownName));
                }
                continue;
            };
            if draft.0.insert(known, text.into_owned()).is_some() {
                faults.push(Fault::new(known, Rule::Repeated));
            }
        }
        (draft, faults)
    }

    pub fn put(&mut self, name: &'static str, text: Option<String>) {
        match text {
            Some(text) => self.0.insert(name, text),
            None => self.0.remove(name),
        };
    }

    /// The text of a field, without the white space around it.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |text| text.trim())
    }

    /// All fields that are not empty, with their texts.
    pub fn filled(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0
            .iter()
            .map(|(name, text)| (*name, text.trim()))
            .filter(|(_, text)| !text.is_empty())
    }

    /// What the form says.
    ///
    /// # Errors
    /// All that is wrong, each with its field.
    pub fn sent(&self) -> Result<Sent, Vec<Fault>> {
        let mut reader = Reader {
            draft: self,
            faults: Vec::new(),
        };
        let counts = reader.counts();
        let reason = reader.one(REASON, &Rule::Line { most: 200 }, Reason::new);
        let confirmed = reader.one(CONFIRMED, &one_of_the_warnings(), |text| {
            text.split_whitespace().map(WarningCode::from_code).collect()
        });
        let basis = reader.required(BASIS, &Rule::count(), |text| text.parse().ok());
        if !reader.faults.is_empty() {
            return Err(reader.faults);
        }
        Ok(Sent {
            said: Said {
                counts,
                confirmed: confirmed.unwrap_or_default(),
            },
            basis: basis.unwrap_or_default(),
            reason,
        })
    }
}

/// Reads a draft, and keeps in mind what is wrong with it.
struct Reader<'a> {
    draft: &'a Draft,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn counts(&mut self) -> Counts {
        let count = |text: &str| text.parse().ok().and_then(Count::new);
        let beds_occupied = self.required(fields::OCCUPIED.name, &Rule::count(), count);
        Counts {
            beds_occupied: beds_occupied.unwrap_or_default(),
            beds_respite: self.count("beds_respite"),
            beds_reserved: self.count("beds_reserved"),
            beds_in_turnover: self.count("beds_in_turnover"),
            closures: self.tally(&CLOSED.map(|(reason, field)| (reason, field.name))),
            admission_stop: self.stop(),
            admits_from: self.admits_from(),
            admissions: self.count("admissions"),
            deaths: self.count("deaths"),
            discharges: self.count("discharges"),
            requests: self.count("requests"),
            requests_redirected: self.count("requests_redirected"),
            refusals: self.tally(&REFUSED.map(|(reason, field)| (reason, field.name))),
            withdrawals: self.count("withdrawals"),
            died_before_admission: self.count("died_before_admission"),
            waiting_list_active: self.count("waiting_list_active"),
            waiting_list_passive: self.count("waiting_list_passive"),
        }
    }

    fn one<T>(&mut self, name: &'static str, rule: &Rule, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.draft.text(name);
        if text.is_empty() {
            return None;
        }
        let read = parse(text);
        if read.is_none() {
            self.faults.push(Fault::new(name, rule.clone()));
        }
        read
    }

    fn required<T>(
        &mut self,
        name: &'static str,
        rule: &Rule,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        if self.draft.text(name).is_empty() {
            self.faults.push(Fault::new(name, Rule::Required));
        }
        self.one(name, rule, parse)
    }

    fn count(&mut self, name: &'static str) -> Option<Count> {
        self.one(name, &Rule::count(), |text| {
            text.parse().ok().and_then(Count::new)
        })
    }

    /// Counts by reason; not known where none of them is stated.
    fn tally<R: Ord + Copy, const N: usize>(&mut self, parts: &[(R, &'static str); N]) -> Option<Tally<R>> {
        let counts = parts.map(|(reason, name)| self.count(name).map(|count| (reason, count.get())));
        let is_stated = counts.iter().any(Option::is_some);
        is_stated.then(|| Tally::new(counts.into_iter().flatten()))
    }

    fn stop(&mut self) -> Option<AdmissionStop> {
        let codes = ClosureReason::ALL.iter().map(|reason| reason.code()).collect();
        let reason = self.one(STOP_REASON, &Rule::OneOf(codes), ClosureReason::from_code);
        let expected_until = self.one(STOP_UNTIL, &Rule::Date, parse_date);
        if expected_until.is_some() && self.draft.text(STOP_REASON).is_empty() {
            self.faults.push(Fault::new(STOP_REASON, Rule::Required));
        }
        Some(AdmissionStop {
            reason: reason?,
            expected_until,
        })
    }

    /// A day without a time begins at midnight.
    fn admits_from(&mut self) -> Option<DateTime<Utc>> {
        let date: Option<NaiveDate> = self.one(FROM_DATE, &Rule::Date, parse_date);
        let time = self.one(FROM_TIME, &Rule::TimeOfDay, parse_time_of_day);
        if time.is_some() && self.draft.text(FROM_DATE).is_empty() {
            self.faults.push(Fault::new(FROM_DATE, Rule::Required));
        }
        Some(moment_at(date?, time.unwrap_or(NaiveTime::MIN)))
    }
}

fn one_of_the_warnings() -> Rule {
    Rule::OneOf(WarningCode::ALL.iter().map(|code| code.code()).collect())
}

/// The counts that have a field each.
fn numbers(counts: &Counts) -> [(&'static str, Option<Count>); 13] {
    [
        (fields::OCCUPIED.name, Some(counts.beds_occupied)),
        ("beds_respite", counts.beds_respite),
        ("beds_reserved", counts.beds_reserved),
        ("beds_in_turnover", counts.beds_in_turnover),
        ("admissions", counts.admissions),
        ("deaths", counts.deaths),
        ("discharges", counts.discharges),
        ("requests", counts.requests),
        ("requests_redirected", counts.requests_redirected),
        ("withdrawals", counts.withdrawals),
        ("died_before_admission", counts.died_before_admission),
        ("waiting_list_active", counts.waiting_list_active),
        ("waiting_list_passive", counts.waiting_list_passive),
    ]
}

#[cfg(test)]
mod tests;
