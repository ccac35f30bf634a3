//! Reading a command's JSON file: every fault at once, each with the field's place and the rule.

use std::cell::RefCell;
use std::ops::RangeInclusive;
use std::path::Path;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::Failure;
use crate::domain::calendar::parse_date;

/// More faults than this help nobody.
const MOST_FAULTS: usize = 20;

/// Larger files than this are no system or scenario, in bytes.
const LARGEST_FILE: u64 = 20_000_000;

/// What `read` makes of a file's JSON object; a failure with all faults where there are any.
pub(super) fn read_file<T>(file: &Path, read: impl FnOnce(&mut Fields<'_>) -> T) -> Result<T, Failure> {
    let say = |what: String| Failure(vec![format!("{}: {what}", file.display())]);
    let size = std::fs::metadata(file).map_err(|error| say(format!("cannot be read: {error}")))?;
    if size.len() > LARGEST_FILE {
        return Err(say(format!("the file may have {LARGEST_FILE} bytes at most")));
    }
    let text = std::fs::read(file).map_err(|error| say(format!("cannot be read: {error}")))?;
    let value = serde_json::from_slice(&text).map_err(|error| say(format!("it is not JSON: {error}")))?;
    let faults = RefCell::new(Vec::new());
    let read = Fields::open(&value, "", &faults).map(|mut fields| {
        let read = read(&mut fields);
        fields.close();
        read
    });
    let mut faults = faults.into_inner();
    match read {
        Some(read) if faults.is_empty() => Ok(read),
        _ => {
            let more = faults.len().saturating_sub(MOST_FAULTS);
            faults.truncate(MOST_FAULTS);
            if more > 0 {
                faults.push(format!("and {more} more faults"));
            }
            Err(Failure(
                faults
                    .into_iter()
                    .map(|fault| format!("{}: {fault}", file.display()))
                    .collect(),
            ))
        }
    }
}

/// The fields of a JSON object. One that nobody asked for is a fault.
pub(super) struct Fields<'a> {
    map: &'a Map<String, Value>,
    at: String,
    known: Vec<&'static str>,
    faults: &'a RefCell<Vec<String>>,
}

impl<'a> Fields<'a> {
    fn open(value: &'a Value, at: &str, faults: &'a RefCell<Vec<String>>) -> Option<Self> {
        let Value::Object(map) = value else {
            let what = if at.is_empty() { "the file" } else { at };
            faults.borrow_mut().push(format!("{what} must be an object"));
            return None;
        };
        Some(Self {
            map,
            at: at.to_owned(),
            known: Vec::new(),
            faults,
        })
    }

    /// A number of the range; 0 where it is missing or wrong, which is then a fault.
    pub(super) fn number(&mut self, name: &'static str, range: RangeInclusive<f64>) -> f64 {
        self.number_or(name, range, None).unwrap_or(0.0)
    }

    /// A number of the range, or the default where it is left out.
    pub(super) fn number_or(
        &mut self,
        name: &'static str,
        range: RangeInclusive<f64>,
        default: Option<f64>,
    ) -> Option<f64> {
        let rule = || format!("must be a number from {} to {}", range.start(), range.end());
        let Some(value) = self.value(name) else {
            return self.or_missing(name, default, rule);
        };
        let number = value.as_f64().filter(|number| range.contains(number));
        self.or_fault(name, number, rule)
    }

    /// A whole number of the range; 0 where it is missing or wrong, which is then a fault.
    pub(super) fn whole(&mut self, name: &'static str, range: RangeInclusive<u32>) -> u32 {
        self.whole_or(name, range, None).unwrap_or(0)
    }

    pub(super) fn whole_or(
        &mut self,
        name: &'static str,
        range: RangeInclusive<u32>,
        default: Option<u32>,
    ) -> Option<u32> {
        let rule = || format!("must be a whole number from {} to {}", range.start(), range.end());
        let Some(value) = self.value(name) else {
            return self.or_missing(name, default, rule);
        };
        let number = value.as_u64().or_else(|| integral(value.as_f64()?));
        let number = number.and_then(|number| u32::try_from(number).ok());
        self.or_fault(name, number.filter(|number| range.contains(number)), rule)
    }

    /// A text of 1 to 100 characters.
    pub(super) fn text(&mut self, name: &'static str) -> String {
        let rule = || "must be a text of 1 to 100 characters".to_owned();
        let Some(value) = self.value(name) else {
            return self.or_missing(name, None, rule).unwrap_or_default();
        };
        let text = value
            .as_str()
            .filter(|text| (1..=100).contains(&text.chars().count()));
        self.or_fault(name, text.map(str::to_owned), rule)
            .unwrap_or_default()
    }

    /// One of these texts, or the first of them where it is left out.
    pub(super) fn choice<T: Copy>(&mut self, name: &'static str, choices: &[(&str, T)]) -> Option<T> {
        let Some(value) = self.value(name) else {
            return choices.first().map(|(_, choice)| *choice);
        };
        let found = choices.iter().find(|(text, _)| value.as_str() == Some(text));
        self.or_fault(name, found.map(|(_, choice)| *choice), || {
            let texts: Vec<&str> = choices.iter().map(|(text, _)| *text).collect();
            format!("must be one of: {}", texts.join(", "))
        })
    }

    pub(super) fn date(&mut self, name: &'static str) -> NaiveDate {
        let rule = || "must be a day, written as YYYY-MM-DD".to_owned();
        let Some(value) = self.value(name) else {
            return self.or_missing(name, None, rule).unwrap_or_default();
        };
        let date = value.as_str().and_then(parse_date);
        self.or_fault(name, date, rule).unwrap_or_default()
    }

    /// The entries of a list of objects, which may be left out; each fault names the entry's place, from 0 on.
    pub(super) fn objects<T>(
        &mut self,
        name: &'static str,
        most: usize,
        mut read: impl FnMut(&mut Fields<'_>) -> T,
    ) -> Vec<T> {
        let at = self.place(name);
        let entries = self.entries(name, most).iter().enumerate();
        let entries = entries.filter_map(|(place, entry)| {
            let mut fields = Fields::open(entry, &format!("{at}[{place}]"), self.faults)?;
            let read = read(&mut fields);
            fields.close();
            Some(read)
        });
        entries.collect()
    }

    /// The entries of a list of texts, which may be left out.
    pub(super) fn texts(&mut self, name: &'static str, most: usize) -> Vec<String> {
        let entries = self.entries(name, most);
        let texts: Option<Vec<String>> = entries
            .iter()
            .map(|entry| entry.as_str().map(str::to_owned))
            .collect();
        let rule = || "must be a list of texts".to_owned();
        self.or_fault(name, texts, rule).unwrap_or_default()
    }

    fn entries(&mut self, name: &'static str, most: usize) -> &'a [Value] {
        let Some(value) = self.value(name) else {
            return &[];
        };
        let rule = || format!("must be a list of at most {most} entries");
        let list = value.as_array().filter(|list| list.len() <= most);
        self.or_fault(name, list.map(Vec::as_slice), rule)
            .unwrap_or_default()
    }

    /// What `read` makes of an object, if there is one.
    pub(super) fn object<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Fields<'_>) -> T,
    ) -> Option<T> {
        let value = self.value(name)?;
        let mut fields = Fields::open(value, &self.place(name), self.faults)?;
        let read = read(&mut fields);
        fields.close();
        Some(read)
    }

    /// A text of 1 to 100 characters, or nothing where it is left out or null.
    pub(super) fn optional_text(&mut self, name: &'static str) -> Option<String> {
        match self.map.get(name) {
            None | Some(Value::Null) => {
                self.knows(name);
                None
            }
            Some(_) => Some(self.text(name)),
        }
    }

    pub(super) fn is_number(&self, name: &str) -> bool {
        self.map.get(name).is_some_and(Value::is_number)
    }

    /// The field may be there, though it is not read.
    pub(super) fn knows(&mut self, name: &'static str) {
        self.known.push(name);
    }

    pub(super) fn is_given(&self, name: &str) -> bool {
        self.map.contains_key(name)
    }

    /// Says that a field breaks a rule.
    pub(super) fn refuse(&self, name: &str, rule: &str) {
        let sentence = format!("{} {rule}", self.place(name));
        self.faults.borrow_mut().push(sentence);
    }

    fn value(&mut self, name: &'static str) -> Option<&'a Value> {
        self.known.push(name);
        self.map.get(name)
    }

    fn or_missing<T>(&self, name: &str, default: Option<T>, rule: impl Fn() -> String) -> Option<T> {
        if default.is_none() {
            self.refuse(name, &format!("is missing: it {}", rule()));
        }
        default
    }

    fn or_fault<T>(&self, name: &str, value: Option<T>, rule: impl Fn() -> String) -> Option<T> {
        if value.is_none() {
            self.refuse(name, &rule());
        }
        value
    }

    fn place(&self, name: &str) -> String {
        if self.at.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.at)
        }
    }

    fn close(self) {
        let unknown = self
            .map
            .keys()
            .filter(|name| !self.known.contains(&name.as_str()));
        for name in unknown {
            let known = self.known.join(", ");
            self.refuse(name, &format!("is not known here; the fields are {known}"));
        }
    }
}

/// A number that JavaScript, Excel or pandas wrote as 4.0.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the range is checked before"
)]
fn integral(number: f64) -> Option<u64> {
    ((0.0..=1e15).contains(&number) && number.fract() == 0.0).then_some(number as u64)
}
