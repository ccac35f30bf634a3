//! What is sent, described as exactly as it is read: no member that is not described, and each text with the
//! pattern of its rule, so that whatever fits the schema is never bad input.

use serde_json::{Value, json};

use super::{child, set};
use crate::domain::reporting::MailAddress;
use crate::domain::text::Id;

/// The schemas of what is sent.
const BODIES: [&str; 13] = [
    "ProjectionBody",
    "ScenarioFactor",
    "ScenarioBeds",
    "ScenarioOpening",
    "RegistrationBody",
    "HouseBody",
    "ReportingBody",
    "Closure",
    "AdmissionStop",
    "Refusal",
    "Location",
    "Identifier",
    "BedsFrom",
];

/// No control character, and not only white space (`text::Line`).
const LINE: &str = r"^[^\x00-\x1F\x7F-\x9F]*[^\s\x00-\x1F\x7F-\x9F][^\x00-\x1F\x7F-\x9F]*$";
/// The same without the comma, which separates the values of a parameter.
const LINE_IN_LIST: &str = r"^[^,\x00-\x1F\x7F-\x9F]*[^,\s\x00-\x1F\x7F-\x9F][^,\x00-\x1F\x7F-\x9F]*$";
/// Visible ASCII (`imports::key`).
const KEY: &str = "^[!-~]{1,255}$";
/// Latitude and longitude in degrees.
const POINT: &str =
    r"^-?([0-8]?[0-9](\.[0-9]+)?|90(\.0+)?),-?((1[0-7][0-9]|[0-9]{1,2})(\.[0-9]+)?|180(\.0+)?)$";
/// Hours and minutes.
const TIME_OF_DAY: &str = "^([01][0-9]|2[0-3]):[0-5][0-9]$";

/// Closes the bodies and states the rules of their texts.
pub(super) fn close_bodies(schemas: &mut Value) {
    for name in BODIES {
        let schema = child(schemas, name);
        set(schema, "additionalProperties", json!(false));
        let properties = child(schema, "properties").as_object_mut();
        for (name, property) in properties.into_iter().flatten() {
            state_rule(name, property, false);
        }
    }
}

/// States the rules of an operation's parameters.
pub(super) fn close_parameters(operation: &mut Value) {
    let parameters = operation["parameters"].as_array_mut();
    for parameter in parameters.into_iter().flatten() {
        if let Some(name) = parameter["name"].as_str().map(str::to_owned) {
            state_rule(&name, child(parameter, "schema"), false);
        }
    }
}

fn state_rule(name: &str, schema: &mut Value, is_in_list: bool) {
    if schema.get("items").is_some() {
        return state_rule(name, child(schema, "items"), true);
    }
    if schema.get("$ref").is_some() {
        return;
    }
    let (pattern, longest) = match name {
        "houseId" | "networkRegion" | "house" | "region" | "id" | "computationId" | "version" => {
            (Id::PATTERN, None)
        }
        "municipality" if is_in_list => (LINE_IN_LIST, Some(120)),
        "name" | "municipality" | "organisation" | "value" => (LINE, Some(120)),
        "system" | "reason" => (LINE, Some(200)),
        "phone" => (LINE, Some(40)),
        "near" => (POINT, None),
        "Idempotency-Key" => (KEY, None),
        "reportsBy" => (TIME_OF_DAY, None),
        "remindAt" => (MailAddress::PATTERN, Some(MailAddress::LONGEST)),
        _ => return,
    };
    set(schema, "pattern", json!(pattern));
    if let Some(longest) = longest {
        set(schema, "minLength", json!(1));
        set(schema, "maxLength", json!(longest));
    }
}
