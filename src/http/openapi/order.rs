//! The order in which the document is written: as people read it, and with JSON before other kinds of content,
//! for generators of clients take the kind that stands first.

use serde::{Serialize, Serializer};
use serde_json::Value;

/// The published document.
#[derive(Clone, Debug, PartialEq)]
pub struct Document(pub(super) Value);

impl std::ops::Deref for Document {
    type Target = Value;

    fn deref(&self) -> &Value {
        &self.0
    }
}

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Ordered(&self.0).serialize(serializer)
    }
}

/// What stands first, in this order; the rest follows by name.
const FIRST: [&str; 7] = [
    "openapi",
    "info",
    "servers",
    "tags",
    "paths",
    "components",
    "application/json",
];

struct Ordered<'a>(&'a Value);

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Object(object) => {
                let rank = |name: &str| {
                    FIRST
                        .iter()
                        .position(|first| *first == name)
                        .unwrap_or(FIRST.len())
                };
                let mut members: Vec<_> = object.iter().collect();
                members.sort_by_key(|(name, _)| (rank(name), *name));
                serializer.collect_map(members.into_iter().map(|(name, member)| (name, Ordered(member))))
            }
            Value::Array(items) => serializer.collect_seq(items.iter().map(Ordered)),
            other => other.serialize(serializer),
        }
    }
}
