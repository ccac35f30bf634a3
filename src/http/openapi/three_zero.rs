//! `OpenAPI` 3.1 turned into 3.0.3: nullable types, examples and licence are written differently there.

use serde_json::{Map, Value, json};

use super::Document;

const LICENCE: &str = "https://interoperable-europe.ec.europa.eu/collection/eupl/eupl-text-eupl-12";

/// The document as 3.0.3.
#[must_use]
pub fn three_zero(document: Document) -> Document {
    let Document(mut document) = document;
    if let Some(root) = document.as_object_mut() {
        root.insert("openapi".to_owned(), json!("3.0.3"));
        if let Some(info) = root.get_mut("info").and_then(Value::as_object_mut) {
            info.remove("summary");
            if let Some(licence) = info.get_mut("license").and_then(Value::as_object_mut) {
                // Only one of the two may be given, and 3.0 knows no identifier.
                licence.remove("identifier");
                licence.insert("url".to_owned(), json!(LICENCE));
            }
        }
    }
    convert(&mut document);
    Document(document)
}

fn convert(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.values_mut().for_each(convert);
            if let Some(Value::Array(types)) = object.get("type") {
                let nullable = types.iter().any(|name| name == "null");
                let plain = types.iter().find(|name| *name != "null").cloned();
                if let Some(plain) = plain {
                    object.insert("type".to_owned(), plain);
                }
                if nullable {
                    object.insert("nullable".to_owned(), json!(true));
                    if let Some(Value::Array(codes)) = object.get_mut("enum")
                        && !codes.contains(&Value::Null)
                    {
                        codes.push(Value::Null);
                    }
                }
            }
            make_nullable(object);
            if let Some(Value::Array(examples)) = object.get("examples")
                && let Some(first) = examples.first().cloned()
            {
                object.remove("examples");
                object.insert("example".to_owned(), first);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(convert),
        _ => {}
    }
}

/// A part that may be null: `enum` of null alone is what linters, validators and generators all understand.
/// What stands beside the reference in 3.1 moves up, for 3.0 allows nothing there.
fn make_nullable(object: &mut Map<String, Value>) {
    let Some(Value::Array(choices)) = object.get_mut("oneOf") else {
        return;
    };
    let mut beside = Map::new();
    for choice in choices {
        if is_null(choice) {
            *choice = json!({"enum": [null]});
        } else if let Some(members) = choice.as_object_mut()
            && let Some(reference) = members.remove("$ref")
        {
            beside.append(members);
            members.insert("$ref".to_owned(), reference);
        }
    }
    object.append(&mut beside);
}

/// `{"type": "null"}`, before or after its own conversion.
fn is_null(choice: &Value) -> bool {
    choice.get("type").is_some_and(|name| name == "null")
}
