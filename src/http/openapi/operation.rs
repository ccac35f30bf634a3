//! Completes one operation with what follows from what it takes and from who may use it.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::components::PROBLEMS;
use super::{child, reference, set, texts};
use crate::http::problem::Kind;

/// Bodies and answers that fit the example network, by the name of their schema.
static EXAMPLES: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("examples.json")).unwrap_or_default());

pub(super) fn complete(operation: &mut Value, public_availability: bool) {
    let is_open = public_availability && can_be_open(operation);
    let problems = problems(operation, is_open);
    let reads = reads(operation);
    let has_pages = takes(operation, "name", "page");
    texts::close_parameters(operation);
    set(
        operation,
        "security",
        if is_open {
            json!([])
        } else {
            json!([{"bearer": []}])
        },
    );
    if let Some(body) = operation.get_mut("requestBody") {
        add_examples(body);
    }
    let responses = child(operation, "responses");
    for (status, answer) in responses.as_object_mut().into_iter().flatten() {
        let headers = child(answer, "headers");
        refer(headers, "API-Version", "ApiVersion");
        refer(headers, "RateLimit", "RateLimit");
        refer(headers, "RateLimit-Policy", "RateLimitPolicy");
        if status != "204" {
            refer(headers, "ETag", "ETag");
        }
        if status == "202" {
            refer(headers, "Retry-After", "RetryAfter");
        }
        if status == "201" || status == "202" {
            refer(headers, "Location", "Location");
        }
        if status == "200" && has_pages {
            refer(headers, "Link", "Link");
        }
        add_examples(answer);
    }
    for (status, name) in problems {
        set(responses, status, reference("responses", name));
    }
    if reads {
        make_conditional(operation);
    }
}

/// The problems that an operation can answer with, by their status and the name of the shared answer.
fn problems(operation: &Value, is_open: bool) -> Vec<(&'static str, &'static str)> {
    let takes_body = operation.get("requestBody").is_some();
    let can_answer = |kind: Kind| match kind {
        Kind::Unauthenticated => !is_open,
        Kind::Forbidden => !can_be_open(operation),
        Kind::NotFound => takes(operation, "in", "path"),
        Kind::NotAcceptable => answers_something(operation),
        Kind::Conflict => {
            let asks_what_may_not_be = ["from", "asOf", "computationId"];
            !reads(operation)
                || asks_what_may_not_be
                    .iter()
                    .any(|name| takes(operation, "name", name))
        }
        Kind::PreconditionFailed => {
            takes(operation, "name", "If-Match") || takes(operation, "name", "If-None-Match")
        }
        Kind::PayloadTooLarge | Kind::UnsupportedMediaType => takes_body,
        _ => true,
    };
    PROBLEMS
        .into_iter()
        .filter(|(_, _, kind)| can_answer(*kind))
        .map(|(status, name, _)| (status, name))
        .collect()
}

/// Can an installation open the operation to all?
fn can_be_open(operation: &Value) -> bool {
    operation["security"]
        .as_array()
        .is_none_or(|ways| ways.contains(&json!({})))
}

fn reads(operation: &Value) -> bool {
    answers_something(operation) && operation.get("requestBody").is_none()
}

fn answers_something(operation: &Value) -> bool {
    operation["responses"].get("204").is_none()
}

/// Has it a parameter of which `member` is `text`?
fn takes(operation: &Value, member: &str, text: &str) -> bool {
    let parameters = operation["parameters"].as_array();
    parameters
        .into_iter()
        .flatten()
        .any(|parameter| parameter[member] == text)
}

/// A read can be asked for only where it has changed.
fn make_conditional(operation: &mut Value) {
    let unchanged = json!({
        "description": "Onveranderd sinds de ETag in If-None-Match",
        "headers": {
            "API-Version": reference("headers", "ApiVersion"),
            "ETag": reference("headers", "ETag"),
            "RateLimit": reference("headers", "RateLimit"),
            "RateLimit-Policy": reference("headers", "RateLimitPolicy")
        }
    });
    set(child(operation, "responses"), "304", unchanged);
    let parameters = child(operation, "parameters");
    if !parameters.is_array() {
        *parameters = json!([]);
    }
    if let Some(parameters) = parameters.as_array_mut() {
        parameters.push(reference("parameters", "IfNoneMatch"));
    }
}

fn refer(headers: &mut Value, name: &str, header: &str) {
    set(headers, name, reference("headers", header));
}

/// Puts the example of its schema beside each kind of content.
fn add_examples(holder: &mut Value) {
    let contents = holder.get_mut("content").and_then(Value::as_object_mut);
    for (_, content) in contents.into_iter().flatten() {
        if let Some(example) = example_of(&content["schema"]) {
            set(content, "example", example);
        }
    }
}

fn example_of(schema: &Value) -> Option<Value> {
    if let Some(items) = schema.get("items") {
        return example_of(items).map(|item| json!([item]));
    }
    let name = schema["$ref"].as_str()?.rsplit('/').next()?;
    EXAMPLES.get(name).cloned()
}
