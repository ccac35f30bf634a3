//! Reading query strings and path parameters: all faults at once, unknown names refused.

use actix_web::HttpRequest;
use chrono::{DateTime, NaiveDate, Utc};

use super::input::{is_day, one_of};
use super::problem::{InputError, Problem};
use crate::domain::calendar::{FIRST_DAY, parse_date, parse_moment};
use crate::domain::code::Coded;
use crate::domain::period::Period;
use crate::domain::place::Location;
use crate::domain::rule::Rule;
use crate::domain::text::Id;

/// The last day that is a date of this register.
const LAST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(2999, 12, 31) {
    Some(date) => date,
    None => NaiveDate::MAX,
};

/// The parameters of a query; what nobody asked for is a fault.
pub struct Query {
    pairs: Vec<(String, String)>,
    known: Vec<&'static str>,
    faults: Vec<InputError>,
}

/// The largest seed: 53 bits.
pub const LARGEST_SEED: u64 = (1 << 53) - 1;
/// How many values a parameter takes at most.
const MOST_VALUES: usize = 500;
/// How many unknown parameters are named: more help nobody.
const MOST_UNKNOWN: usize = 100;

impl Query {
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        Self {
            pairs: form_urlencoded::parse(request.query_string().as_bytes())
                .into_owned()
                .collect(),
            known: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// A parameter read by `parse`; nothing where it is left out. Stated twice it is a fault.
    pub fn one<T>(&mut self, name: &'static str, rule: Rule, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let texts = self.texts(name);
        match texts.as_slice() {
            [] => None,
            [text] => {
                let read = parse(text);
                if read.is_none() {
                    self.refuse(name, rule);
                }
                read
            }
            _ => {
                self.refuse(name, Rule::Repeated);
                None
            }
        }
    }

    /// A parameter with several values, stated again and again or separated by commas.
    pub fn many<T>(&mut self, name: &'static str, rule: &Rule, parse: impl Fn(&str) -> Option<T>) -> Vec<T> {
        let texts = self.texts(name);
        let parts: Vec<&str> = texts.iter().flat_map(|text| text.split(',')).collect();
        if parts.len() > MOST_VALUES {
            self.refuse(name, Rule::List { most: MOST_VALUES });
            return Vec::new();
        }
        let read: Option<Vec<T>> = parts.into_iter().map(parse).collect();
        if read.is_none() {
            self.refuse(name, rule.clone());
        }
        read.unwrap_or_default()
    }

    /// A day. One before or after the years of the register stands for the first or the last.
    pub fn date(&mut self, name: &'static str) -> Option<NaiveDate> {
        self.one(name, Rule::Date, |text| {
            let nearest = if text < "1900" { FIRST_DAY } else { LAST_DAY };
            parse_date(text).or_else(|| is_day(text).then_some(nearest))
        })
    }

    pub fn moment(&mut self, name: &'static str) -> Option<DateTime<Utc>> {
        self.one(name, Rule::Moment, parse_moment)
    }

    pub fn codes<C: Coded>(&mut self, name: &'static str) -> Vec<C> {
        self.many(name, &one_of::<C>(), C::from_code)
    }

    pub fn ids(&mut self, name: &'static str) -> Vec<Id> {
        self.many(name, &Rule::Id, Id::new)
    }

    /// A whole number of `least` to `most`. `4.0` counts as 4, as it does in a body.
    pub fn number(&mut self, name: &'static str, least: u32, most: u32) -> Option<u32> {
        let rule = Rule::WholeNumber {
            least: i64::from(least),
            most: i64::from(most),
        };
        self.one(name, rule, |text| {
            let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
            let is_whole =
                is_digits(whole) && is_digits(fraction) && fraction.bytes().all(|zero| zero == b'0');
            let number = is_whole.then(|| whole.parse().ok()).flatten()?;
            (least..=most).contains(&number).then_some(number)
        })
    }

    /// A number of `least` to `most`, written with a point.
    pub fn real(&mut self, name: &'static str, least: f64, most: f64) -> Option<f64> {
        let rule = Rule::Between(least.to_string(), most.to_string());
        self.one(name, rule, |text| {
            let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
            let is_plain = is_digits(whole) && is_digits(fraction) && text.len() <= 20;
            let number: f64 = is_plain.then(|| text.parse().ok()).flatten()?;
            (least..=most).contains(&number).then_some(number)
        })
    }

    /// A seed: a whole number that every reader of JSON keeps, below 2 to the power of 53.
    pub fn seed(&mut self, name: &'static str) -> Option<u64> {
        let rule = Rule::WholeNumber {
            least: 0,
            most: LARGEST_SEED.cast_signed(),
        };
        self.one(name, rule, |text| {
            let number = is_digits(text).then(|| text.parse().ok()).flatten()?;
            (number <= LARGEST_SEED).then_some(number)
        })
    }

    /// A point as `latitude,longitude`.
    pub fn point(&mut self, name: &'static str) -> Option<Location> {
        self.one(name, Rule::Point, |text| {
            let (latitude, longitude) = text.split_once(',')?;
            Location::new(degrees(latitude)?, degrees(longitude)?)
        })
    }

    pub fn refuse(&mut self, name: &'static str, rule: Rule) {
        self.faults.push(InputError::parameter(name, rule));
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// All faults found.
    pub fn close(mut self) -> Result<(), Problem> {
        let mut unknown: Vec<&str> = self
            .pairs
            .iter()
            .map(|(name, _)| name.as_str())
            .filter(|name| !self.known.contains(name))
            .collect();
        unknown.dedup();
        unknown.truncate(MOST_UNKNOWN);
        self.faults.extend(
            unknown
                .into_iter()
                .map(|name| InputError::parameter(name, Rule::UnknownName)),
        );
        if self.faults.is_empty() {
            Ok(())
        } else {
            Err(Problem::input(self.faults))
        }
    }

    fn texts(&mut self, name: &'static str) -> Vec<String> {
        self.known.push(name);
        self.pairs
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, text)| text.clone())
            .collect()
    }
}

/// Decimal degrees such as `-6.57`, without an exponent.
fn degrees(text: &str) -> Option<f64> {
    let size = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = size.split_once('.').unwrap_or((size, "0"));
    let is_plain = is_digits(whole) && whole.len() <= 3 && is_digits(fraction);
    is_plain.then(|| text.parse().ok()).flatten()
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit())
}

/// A parameter of the path.
///
/// # Errors
/// A [`Problem`] that names it where it breaks its rule.
pub fn path<T>(
    request: &HttpRequest,
    name: &'static str,
    rule: Rule,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<T, Problem> {
    parse(request.match_info().query(name))
        .ok_or_else(|| Problem::input(vec![InputError::parameter(name, rule)]))
}

/// The highest page that can be asked for: with the largest page size, a hundred million rows.
pub const MOST_PAGES: u32 = 100_000;

/// The longest range of days that is looked through at once: ten years. Unit: days.
pub const LONGEST_RANGE: usize = 3660;

/// What the schema of `from` and of `until` allows by itself but not together.
///
/// # Errors
/// A [`Problem`] where the range ends before it begins, or has more than `most` days.
pub fn check_range(range: Period, most: usize) -> Result<(), Problem> {
    let rule = if range.from > range.until {
        Rule::FromAfterUntil
    } else if range.days() > most {
        Rule::RangeTooLong { most }
    } else {
        return Ok(());
    };
    Err(Problem::conflict(InputError::parameter("from", rule)))
}
