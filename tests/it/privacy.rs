//! Counts only: nothing about a guest has a place in the API, in a file or in the database.

use std::collections::BTreeSet;

use hospice_capacity::http::openapi;
use serde_json::{Value, json};

use crate::harness::{Server, TODAY, day, places};

/// Parts of names under which something about a person would hide.
const PERSONAL: [&str; 27] = [
    "guest", "patient", "person", "client", "birth", "age", "gender", "sex", "bsn", "diagnos", "disease",
    "room", "bed_id", "address", "street", "postal", "zip", "mail", "remark", "comment", "note", "memo",
    "text", "surname", "initial", "insur", "gp",
];

/// The words of a name in camel case, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for letter in name.chars() {
        if letter.is_uppercase() || letter == '_' {
            words.push(String::new());
        }
        words.last_mut().expect("a word").extend(letter.to_lowercase());
    }
    words
}

fn is_personal(name: &str) -> bool {
    let words = words(name);
    // Short words are looked for whole: "page" is no age.
    PERSONAL.iter().any(|part| match part.len() {
        ..=3 => words.iter().any(|word| word == part),
        _ => words.concat().contains(part),
    })
}

/// Every field of every schema, as schema and field.
fn fields(document: &Value) -> Vec<(String, String)> {
    fn gather(schema: &str, value: &Value, found: &mut Vec<(String, String)>) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    if name == "properties" {
                        let names = member.as_object().expect("properties").keys();
                        found.extend(names.map(|name| (schema.to_owned(), name.clone())));
                    }
                    gather(schema, member, found);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| gather(schema, item, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for (name, schema) in document["components"]["schemas"].as_object().expect("schemas") {
        gather(name, schema, &mut found);
    }
    found
}

#[test]
fn no_field_of_the_published_document_could_hold_a_person() {
    let document = openapi::document();
    let fields = fields(&document);
    assert!(
        fields.len() > 80,
        "the document has its schemas: {}",
        fields.len()
    );
    // A whole network: an address without its last part.
    let range = ("AuditEvent".to_owned(), "addressRange".to_owned());
    for field in fields.iter().filter(|field| **field != range) {
        assert!(!is_personal(&field.1), "{}.{}", field.0, field.1);
    }
    let named: BTreeSet<&str> = fields
        .iter()
        .filter(|(_, field)| words(field).contains(&"name".to_owned()))
        .map(|(schema, _)| schema.as_str())
        .collect();
    // Of tokens, of houses, and of the columns and files of an export.
    assert_eq!(
        named,
        BTreeSet::from([
            "AuditEvent",
            "DataPackage",
            "DataPackageField",
            "DataPackageResource",
            "House",
            "HouseAvailability",
            "HouseBody"
        ])
    );
}

#[test]
fn this_test_knows_a_personal_name_when_it_sees_one() {
    for name in [
        "guestName",
        "patientId",
        "dateOfBirth",
        "age",
        "bsn",
        "diagnosis",
        "roomNumber",
        "remarks",
        "gpName",
    ] {
        assert!(is_personal(name), "{name}");
    }
    for name in [
        "bedsOccupied",
        "page",
        "pageSize",
        "houseId",
        "phone",
        "waitingListActive",
        "organisation",
        "detail",
    ] {
        assert!(!is_personal(name), "{name}");
    }
}

#[test]
fn nothing_that_is_sent_for_a_day_is_free_text() {
    let document = openapi::document();
    let mut seen = BTreeSet::new();
    let mut texts = Vec::new();
    let body = &document["components"]["schemas"]["RegistrationBody"];
    gather_texts(&document, "RegistrationBody", body, &mut seen, &mut texts);
    assert!(
        seen.len() >= 3,
        "closures, stop and refusals are followed: {seen:?}"
    );
    assert_eq!(texts, [""; 0]);
}

/// Strings that are neither one of a list nor a day or moment.
fn gather_texts(
    document: &Value,
    place: &str,
    schema: &Value,
    seen: &mut BTreeSet<String>,
    texts: &mut Vec<String>,
) {
    let is_string = schema["type"] == "string"
        || schema["type"]
            .as_array()
            .is_some_and(|types| types.contains(&json!("string")));
    let is_moment = matches!(schema["format"].as_str(), Some("date" | "date-time"));
    if is_string && !is_moment && schema.get("enum").is_none() {
        texts.push(place.to_owned());
    }
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next())
        && seen.insert(name.to_owned())
    {
        gather_texts(
            document,
            name,
            &document["components"]["schemas"][name],
            seen,
            texts,
        );
    }
    let children = schema.as_object().into_iter().flatten();
    for (name, child) in children.filter(|(name, _)| *name != "example") {
        match child {
            Value::Object(_) => gather_texts(document, &format!("{place}.{name}"), child, seen, texts),
            Value::Array(items) => {
                for item in items.iter().filter(|item| item.is_object()) {
                    gather_texts(document, place, item, seen, texts);
                }
            }
            _ => {}
        }
    }
}

#[test]
fn a_field_about_a_guest_is_refused() {
    let server = Server::start();
    let token = server.reporter("de-linde");
    for field in [
        "guestName",
        "name",
        "patient",
        "birthDate",
        "bsn",
        "diagnosis",
        "room",
        "remarks",
        "text",
    ] {
        let stand = json!({"bedsOccupied": 1, field: "x"});
        let put = server.put(&day("de-linde", TODAY), &stand).token(&token);
        let problem = put.send().problem(400, "invalid-input");
        assert_eq!(places(&problem), [format!("/{field}")]);
        assert!(
            !problem.to_string().contains("\"x\""),
            "what was sent is not repeated"
        );
    }
    let get = server.get(&day("de-linde", TODAY)).token(&token);
    get.send().problem(404, "registration-not-found");
}

#[test]
fn the_only_texts_stored_of_a_day_are_codes_who_entered_it_and_why() {
    let migrations = include_str!("../../migrations/20261122000001_register/up.sql");
    let table = migrations
        .split("CREATE TABLE registration_revisions (")
        .nth(1)
        .and_then(|rest| rest.split("PRIMARY KEY").next())
        .expect("the table");
    let texts: Vec<&str> = table
        .lines()
        .filter_map(|line| line.trim().split_once(" TEXT"))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        texts,
        [
            "house_id",
            "recorded_by",
            "token_id",
            "reason",
            "closures",
            "stop_reason",
            "refusals"
        ]
    );
}
