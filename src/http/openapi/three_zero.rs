//! `OpenAPI` 3.1 turned into 3.0.3: nullable types, examples and licence are written differently there.

use serde_json::{Value, json};

/// The document as 3.0.3.
#[must_use]
pub fn three_zero(mut document: Value) -> Value {
    if let Some(root) = document.as_object_mut() {
        root.insert("openapi".to_owned(), json!("3.0.3"));
        if let Some(info) = root.get_mut("info").and_then(Value::as_object_mut) {
            info.remove("summary");
            if let Some(licence) = info.get_mut("license").and_then(Value::as_object_mut) {
                licence.remove("identifier");
            }
        }
    }
    convert(&mut document);
    document
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
            if let Some(Value::Array(choices)) = object.get("oneOf")
                && choices.iter().any(is_null)
            {
                let others: Vec<Value> = choices
                    .iter()
                    .filter(|choice| !is_null(choice))
                    .cloned()
                    .collect();
                object.remove("oneOf");
                object.insert("nullable".to_owned(), json!(true));
                object.insert("allOf".to_owned(), Value::Array(others));
            }
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

/// `{"type": "null"}`, before or after its own conversion.
fn is_null(choice: &Value) -> bool {
    choice.get("type").is_some_and(|name| name == "null")
}
