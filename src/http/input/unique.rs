//! JSON in which every member of an object is stated once. The usual parser keeps the last of two, and which
//! of two counts was meant is not ours to choose.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::{MOST_FAULTS, pointer_to};
use crate::domain::rule::Rule;
use crate::http::problem::InputError;

/// Reads JSON text; each member that is stated again is put down as a fault.
///
/// # Errors
/// Those of the parser, where the text is not JSON in UTF-8 or is nested too deeply.
pub(super) fn parse(text: &[u8], faults: &mut Vec<InputError>) -> serde_json::Result<Value> {
    let mut parser = serde_json::Deserializer::from_slice(text);
    let pointer = String::new();
    let value = Node { pointer, faults }.deserialize(&mut parser)?;
    parser.end()?;
    Ok(value)
}

/// No member of a body has a longer name. Unit: bytes.
const LONGEST_NAME: usize = 64;

/// A value on its way in, and where it stands.
struct Node<'a> {
    pointer: String,
    faults: &'a mut Vec<InputError>,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Value, E> {
        Ok(truth.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        loop {
            let item = Node {
                pointer: format!("{}/{}", self.pointer, list.len()),
                faults: &mut *self.faults,
            };
            match items.next_element_seed(item)? {
                Some(value) => list.push(value),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if self.faults.len() >= MOST_FAULTS {
                return Err(A::Error::custom("too many faults"));
            }
            if name.len() > LONGEST_NAME {
                self.faults
                    .push(InputError::pointer(&self.pointer, Rule::UnknownName));
                members.next_value::<IgnoredAny>()?;
                continue;
            }
            let pointer = pointer_to(&self.pointer, &name);
            if object.contains_key(&name) {
                self.faults.push(InputError::pointer(&pointer, Rule::Repeated));
            }
            let faults = &mut *self.faults;
            let value = members.next_value_seed(Node { pointer, faults })?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}
