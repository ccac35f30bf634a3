//! Reading JSON bodies: all faults at once (up to a hundred), each with its JSON pointer.

use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web::Bytes;
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map, Value};

use super::problem::{InputError, Kind, Problem};
use crate::domain::calendar::{parse_date, parse_moment};
use crate::domain::code::Coded;
use crate::domain::rule::Rule;
use crate::domain::text::{Id, Line};

mod number;
mod unique;

pub use number::{Real, Seed, Whole};

/// Something that can be read from JSON. Faults are put down; nothing is then returned.
pub trait FromJson: Sized {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self>;
}

/// The body of a request as `T`.
///
/// # Errors
/// A [`Problem`] where the body is not JSON or breaks a rule.
pub fn read_body<T: FromJson>(request: &HttpRequest, body: &Bytes) -> Result<T, Problem> {
    check_media_type(request, "application/json")?;
    read_json(body).map_err(Problem::input)
}

/// JSON text as `T`.
///
/// # Errors
/// The faults of the text, the first hundred of them.
pub fn read_json<T: FromJson>(text: &[u8]) -> Result<T, Vec<InputError>> {
    let mut faults = Vec::new();
    let Ok(value) = unique::parse(text, &mut faults) else {
        if faults.len() < MOST_FAULTS {
            faults = vec![InputError::pointer("", Rule::Json)];
        }
        return Err(faults);
    };
    match T::from_json(&value, "", &mut faults) {
        Some(read) if faults.is_empty() => Ok(read),
        _ => {
            faults.truncate(MOST_FAULTS);
            Err(faults)
        }
    }
}

/// How many faults of one text are named: more help nobody.
pub const MOST_FAULTS: usize = 100;

/// The body is of this kind, in UTF-8 and as it is.
///
/// # Errors
/// A [`Problem`] where it says otherwise, or nothing.
pub fn check_media_type(request: &HttpRequest, expected: &str) -> Result<(), Problem> {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let content_type = text(header::CONTENT_TYPE).unwrap_or_default();
    let mut parts = content_type.split(';').map(str::trim);
    let is_expected = parts
        .next()
        .is_some_and(|essence| essence.eq_ignore_ascii_case(expected));
    let is_utf_8 = parts.all(|parameter| {
        let charset = parameter
            .split_once('=')
            .filter(|(name, _)| name.eq_ignore_ascii_case("charset"));
        charset.is_none_or(|(_, charset)| {
            let charset = charset.trim_matches('"');
            ["utf-8", "us-ascii"]
                .iter()
                .any(|known| charset.eq_ignore_ascii_case(known))
        })
    });
    let is_plain =
        text(header::CONTENT_ENCODING).is_none_or(|coding| coding.eq_ignore_ascii_case("identity"));
    if is_expected && is_utf_8 && is_plain {
        Ok(())
    } else {
        Err(Problem::new(Kind::UnsupportedMediaType))
    }
}

/// The members of a JSON object, each read at most once; what nobody asked for is a fault.
pub struct Members<'a> {
    object: &'a Map<String, Value>,
    pointer: &'a str,
    faults: &'a mut Vec<InputError>,
    known: Vec<&'static str>,
}

impl<'a> Members<'a> {
    pub fn open(value: &'a Value, pointer: &'a str, faults: &'a mut Vec<InputError>) -> Option<Self> {
        let Value::Object(object) = value else {
            faults.push(InputError::pointer(pointer, Rule::Object));
            return None;
        };
        Some(Self {
            object,
            pointer,
            faults,
            known: Vec::new(),
        })
    }

    /// A member that must be there.
    pub fn required<T: FromJson>(&mut self, name: &'static str) -> Option<T> {
        self.known.push(name);
        let pointer = self.pointer_to(name);
        if let Some(value) = self.object.get(name) {
            return T::from_json(value, &pointer, self.faults);
        }
        self.faults.push(InputError::pointer(&pointer, Rule::Required));
        None
    }

    /// A member that may be left out or null.
    pub fn optional<T: FromJson>(&mut self, name: &'static str) -> Option<T> {
        self.known.push(name);
        match self.object.get(name) {
            None | Some(Value::Null) => None,
            Some(value) => {
                let pointer = self.pointer_to(name);
                T::from_json(value, &pointer, self.faults)
            }
        }
    }

    /// Says that a member breaks a rule.
    pub fn refuse(&mut self, name: &str, rule: Rule) {
        let pointer = self.pointer_to(name);
        self.faults.push(InputError::pointer(&pointer, rule));
    }

    /// Says that the parts of a member break a rule together, each being as it should.
    pub fn clash(&mut self, name: &str, rule: Rule) {
        let pointer = self.pointer_to(name);
        self.faults.push(InputError::clash(&pointer, rule));
    }

    /// Ends the reading: members that nobody asked for are faults.
    pub fn close(self) {
        for name in self.object.keys() {
            if !self.known.contains(&name.as_str()) {
                let pointer = self.pointer_to(name);
                self.faults.push(InputError::pointer(&pointer, Rule::UnknownName));
            }
        }
    }

    fn pointer_to(&self, name: &str) -> String {
        pointer_to(self.pointer, name)
    }
}

/// The JSON pointer to a member of the object to which `parent` points.
fn pointer_to(parent: &str, name: &str) -> String {
    let mut pointer = String::with_capacity(parent.len() + 1 + name.len());
    pointer.push_str(parent);
    pointer.push('/');
    for letter in name.chars() {
        match letter {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            letter => pointer.push(letter),
        }
    }
    pointer
}

/// Reads a text by `parse`, with the rule that it breaks otherwise.
pub fn text<T>(
    value: &Value,
    pointer: &str,
    faults: &mut Vec<InputError>,
    rule: Rule,
    parse: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let read = value.as_str().and_then(parse);
    if read.is_none() {
        faults.push(InputError::pointer(pointer, rule));
    }
    read
}

/// Reads a day or a moment. One that exists but lies outside the years of the register is as its format says:
/// a clash, not a fault.
fn dated<T>(
    value: &Value,
    pointer: &str,
    faults: &mut Vec<InputError>,
    rule: Rule,
    parse: impl Fn(&str) -> Option<T>,
    is_well_formed: impl Fn(&str) -> bool,
) -> Option<T> {
    if value
        .as_str()
        .is_some_and(|text| parse(text).is_none() && is_well_formed(text))
    {
        faults.push(InputError::clash(pointer, rule));
        return None;
    }
    text(value, pointer, faults, rule, parse)
}

/// Is it a day by RFC 3339, in whatever year?
#[must_use]
pub fn is_day(text: &str) -> bool {
    let is_written_in_full =
        text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    is_written_in_full && NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

fn is_moment(text: &str) -> bool {
    DateTime::parse_from_rfc3339(text).is_ok()
}

impl FromJson for bool {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let read = value.as_bool();
        if read.is_none() {
            faults.push(InputError::pointer(pointer, Rule::TrueOrFalse));
        }
        read
    }
}

impl FromJson for NaiveDate {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        dated(value, pointer, faults, Rule::Date, parse_date, is_day)
    }
}

impl FromJson for DateTime<Utc> {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        dated(value, pointer, faults, Rule::Moment, parse_moment, is_moment)
    }
}

impl<const MAX: usize> FromJson for Line<MAX> {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        text(value, pointer, faults, Rule::Line { most: MAX }, Line::new)
    }
}

impl FromJson for Id {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        text(value, pointer, faults, Rule::Id, Id::new)
    }
}

/// A value of a closed set, by its code.
pub struct Code<C>(pub C);

impl<C: Coded> FromJson for Code<C> {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        text(value, pointer, faults, one_of::<C>(), |code| {
            C::from_code(code).map(Code)
        })
    }
}

/// A list of at most `MOST` items.
pub struct List<T, const MOST: usize>(pub Vec<T>);

impl<T: FromJson, const MOST: usize> FromJson for List<T, MOST> {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let Some(items) = value.as_array().filter(|items| items.len() <= MOST) else {
            faults.push(InputError::pointer(pointer, Rule::List { most: MOST }));
            return None;
        };
        let read: Vec<Option<T>> = items
            .iter()
            .enumerate()
            .map(|(index, item)| T::from_json(item, &format!("{pointer}/{index}"), faults))
            .collect();
        read.into_iter().collect::<Option<Vec<T>>>().map(Self)
    }
}

/// The rule that only these codes are known.
#[must_use]
pub fn one_of<C: Coded>() -> Rule {
    Rule::OneOf(C::ALL.iter().map(|value| value.code()).collect())
}
