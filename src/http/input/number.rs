//! Numbers within bounds.

use std::ops::RangeInclusive;

use serde_json::Value;

use super::{FromJson, Members};
use crate::domain::count::Count;
use crate::domain::rule::Rule;
use crate::http::problem::InputError;
use crate::http::query::LARGEST_SEED;

impl FromJson for Count {
    /// `4.0` counts as 4: JavaScript, Excel and pandas write whole numbers so.
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        #[expect(clippy::cast_possible_truncation, reason = "whole and within 0 to 999")]
        let whole = |number: f64| {
            let fits = number.fract() == 0.0 && (0.0..=f64::from(Count::MAX)).contains(&number);
            fits.then_some(number as i64)
        };
        let count = value
            .as_i64()
            .or_else(|| value.as_f64().and_then(whole))
            .and_then(Count::new);
        if count.is_none() {
            faults.push(InputError::pointer(pointer, Rule::count()));
        }
        count
    }
}

/// A number of `LEAST` to `MOST`.
pub struct Real<const LEAST: i32, const MOST: i32>(pub f64);

impl<const LEAST: i32, const MOST: i32> FromJson for Real<LEAST, MOST> {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let range = f64::from(LEAST)..=f64::from(MOST);
        let read = value.as_f64().filter(|number| range.contains(number));
        if read.is_none() {
            let rule = Rule::Number {
                least: LEAST,
                most: MOST,
            };
            faults.push(InputError::pointer(pointer, rule));
        }
        read.map(Self)
    }
}

/// A whole number of `LEAST` to `MOST`. `4.0` counts as 4.
pub struct Whole<const LEAST: u32, const MOST: u32>(pub u32);

impl<const LEAST: u32, const MOST: u32> FromJson for Whole<LEAST, MOST> {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole and within 32 bits"
        )]
        let whole = |number: f64| {
            (number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number)).then_some(number as u32)
        };
        let read = value
            .as_f64()
            .and_then(whole)
            .filter(|number| (LEAST..=MOST).contains(number));
        if read.is_none() {
            let (least, most) = (i64::from(LEAST), i64::from(MOST));
            faults.push(InputError::pointer(pointer, Rule::WholeNumber { least, most }));
        }
        read.map(Self)
    }
}

/// A seed of 53 bits.
pub struct Seed(pub u64);

impl FromJson for Seed {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole and within 53 bits"
        )]
        let whole = |number: f64| {
            (number.fract() == 0.0 && (0.0..9_007_199_254_740_992.0).contains(&number))
                .then_some(number as u64)
        };
        let read = value.as_u64().or_else(|| value.as_f64().and_then(whole));
        let read = read.filter(|seed| *seed <= LARGEST_SEED);
        if read.is_none() {
            let most = LARGEST_SEED.cast_signed();
            faults.push(InputError::pointer(pointer, Rule::WholeNumber { least: 0, most }));
        }
        read.map(Self)
    }
}

impl Members<'_> {
    /// A number of a range, which may be left out or null.
    pub fn optional_within(&mut self, name: &'static str, range: RangeInclusive<f64>) -> Option<f64> {
        let Number(number) = self.optional(name)?;
        self.within(name, number, &range)
    }

    /// A number of a range, which must be there.
    pub fn required_within(&mut self, name: &'static str, range: RangeInclusive<f64>) -> Option<f64> {
        let Number(number) = self.required(name)?;
        self.within(name, number, &range)
    }

    fn within(&mut self, name: &str, number: Option<f64>, range: &RangeInclusive<f64>) -> Option<f64> {
        let number = number.filter(|number| range.contains(number));
        if number.is_none() {
            let (least, most) = (range.start().to_string(), range.end().to_string());
            self.refuse(name, Rule::Between(least, most));
        }
        number
    }
}

/// Whatever stands there, as a number where it is one.
struct Number(Option<f64>);

impl FromJson for Number {
    fn from_json(value: &Value, _: &str, _: &mut Vec<InputError>) -> Option<Self> {
        Some(Self(value.as_f64()))
    }
}
