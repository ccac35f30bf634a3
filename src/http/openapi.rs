//! The published document: what the handlers say of themselves, completed centrally with what all of them
//! have in common, as `OpenAPI` 3.1 and converted to 3.0.3 for generators that know no other.

use serde_json::{Map, Value, json};
use utoipa::OpenApi as _;

use super::API_VERSION;
use super::problem::{Kind, ProblemDocument};
use super::router::Documented;
use crate::domain::language::Language;

mod three_zero;

pub use three_zero::three_zero;

/// The `OpenAPI` 3.1 document.
#[must_use]
pub fn document() -> Value {
    let mut document = serde_json::to_value(Documented::openapi()).unwrap_or_default();
    set(&mut document, "openapi", json!("3.1.0"));
    set(&mut document, "info", info());
    set(
        &mut document,
        "servers",
        json!([{"url": "/v1", "description": "Deze server"}]),
    );
    set(&mut document, "tags", tags());
    add_components(&mut document);
    for operation in operations(&mut document) {
        complete(operation);
    }
    document
}

fn info() -> Value {
    json!({
        "title": "Hospicecapaciteit",
        "version": API_VERSION,
        "summary": "Register van palliatieve bedden: de dagstand, en welk bed nu vrij is.",
        "description": DESCRIPTION,
        "contact": {
            "name": "Beheerders van hospice-capacity",
            "email": "beheer@hospice-capacity.example",
            "url": "https://hospice-capacity.example/contact"
        },
        "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}
    })
}

const DESCRIPTION: &str = "\
Namen van velden, parameters en codes zijn Engels, omdat FHIR en de zorginformatiebouwstenen dat ook zijn; \
titels en beschrijvingen zijn Nederlands. Dagen zijn zorgdagen in Europe/Amsterdam, momenten staan in UTC met Z. \
Het register kent alleen aantallen: niets over een gast.\n\n\
Fouten zijn altijd application/problem+json, in het Nederlands of Engels (Accept-Language), met alle fouten \
tegelijk onder `errors`; `type` leidt naar de catalogus onder /problems.\n\n\
Open antwoorden mogen met hun ETag worden bewaard en opnieuw gevraagd (If-None-Match): apps vragen vaak. \
Dat wijkt bewust af van de regel om niets te laten bewaren.";

fn tags() -> Value {
    json!([
        {"name": "availability", "description": "Welk bed is nu vrij."},
        {"name": "houses", "description": "De huizen van het netwerk."},
        {"name": "registrations", "description": "De dagstand van een huis, met elke correctie."}
    ])
}

/// The problems that any operation can answer with, by the name of the shared answer.
const SHARED: [(&str, &str, Kind); 10] = [
    ("400", "InvalidInput", Kind::InvalidInput),
    ("401", "Unauthenticated", Kind::Unauthenticated),
    ("403", "Forbidden", Kind::Forbidden),
    ("404", "NotFound", Kind::NotFound),
    ("406", "NotAcceptable", Kind::NotAcceptable),
    ("409", "Conflict", Kind::Conflict),
    ("412", "PreconditionFailed", Kind::PreconditionFailed),
    ("413", "PayloadTooLarge", Kind::PayloadTooLarge),
    ("415", "UnsupportedMediaType", Kind::UnsupportedMediaType),
    ("503", "Unavailable", Kind::Unavailable),
];

fn add_components(document: &mut Value) {
    let components = child(document, "components");
    set(
        components,
        "securitySchemes",
        json!({"bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "Een token van de beheerder. Rollen: reporter, app, analyst, coordinator, admin."
        }}),
    );
    set(
        components,
        "headers",
        json!({
            "ApiVersion": {
                "description": "De versie van deze API.",
                "required": true,
                "schema": {"type": "string", "example": API_VERSION}
            },
            "ETag": {
                "description": "Kenmerk van dit antwoord, voor If-None-Match en If-Match.",
                "required": true,
                "schema": {"type": "string", "example": "\"r1-2f7c6e1b9d0a4c35\""}
            },
            "RetryAfter": {
                "description": "Over zoveel seconden opnieuw proberen.",
                "required": true,
                "schema": {"type": "integer", "example": 2}
            },
            "WwwAuthenticate": {
                "description": "Hoe aan te melden.",
                "required": true,
                "schema": {"type": "string", "example": "Bearer realm=\"hospice-capacity\""}
            },
            "Link": {
                "description": "Andere pagina's (RFC 8288): first, prev, next, last.",
                "required": true,
                "schema": {"type": "string", "example": "</v1/registrations?page=2>; rel=\"next\""}
            },
            "Location": {
                "description": "Waar het nieuwe staat.",
                "required": true,
                "schema": {"type": "string", "example": "/v1/houses/de-linde/registrations/2026-11-20"}
            }
        }),
    );
    let mut answers = Map::new();
    for (_, name, kind) in SHARED {
        let problem = Problems::example(kind);
        let mut answer = json!({
            "description": kind.title(Language::Dutch),
            "headers": {"API-Version": {"$ref": "#/components/headers/ApiVersion"}},
            "content": {"application/problem+json": {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": problem
            }}
        });
        let extra = match kind {
            Kind::Unavailable => Some(("Retry-After", "RetryAfter")),
            Kind::Unauthenticated => Some(("WWW-Authenticate", "WwwAuthenticate")),
            _ => None,
        };
        if let Some((header, reference)) = extra {
            refer(child(&mut answer, "headers"), header, reference);
        }
        answers.insert(name.to_owned(), answer);
    }
    set(components, "responses", Value::Object(answers));
    let schemas = child(components, "schemas");
    for (name, schema) in Problems::schemas() {
        set(schemas, &name, schema);
    }
    close_bodies(schemas);
}

/// The schemas that only shared answers refer to.
struct Problems;

impl Problems {
    fn schemas() -> Vec<(String, Value)> {
        use utoipa::{PartialSchema as _, ToSchema as _};
        let mut parts = Vec::new();
        ProblemDocument::schemas(&mut parts);
        parts.push((ProblemDocument::name().into_owned(), ProblemDocument::schema()));
        parts
            .into_iter()
            .filter_map(|(name, schema)| Some((name, serde_json::to_value(schema).ok()?)))
            .collect()
    }

    fn example(kind: Kind) -> Value {
        let problem = super::problem::Problem::new(kind);
        let document = problem.document(Language::Dutch, "3f0d7c3e-5d53-4b6e-a2f1-52d6d40f2f36");
        serde_json::to_value(document).unwrap_or_default()
    }
}

/// What is sent may hold no member that is not described.
fn close_bodies(schemas: &mut Value) {
    for name in [
        "RegistrationBody",
        "HouseBody",
        "Closure",
        "AdmissionStop",
        "Refusal",
        "Location",
        "Identifier",
        "BedsFrom",
    ] {
        set(child(schemas, name), "additionalProperties", json!(false));
    }
}

/// Every operation of the document.
fn operations(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];
    let paths = child(document, "paths").as_object_mut();
    paths
        .into_iter()
        .flat_map(|paths| paths.values_mut())
        .filter_map(Value::as_object_mut)
        .flat_map(|path| path.iter_mut())
        .filter(|(name, _)| METHODS.contains(&name.as_str()))
        .map(|(_, operation)| operation)
}

/// Gives an operation the answers and headers that follow from what it takes.
fn complete(operation: &mut Value) {
    let is_secured = operation["security"]
        .as_array()
        .is_some_and(|ways| ways.iter().all(|way| way != &json!({})));
    let is_optional = !is_secured;
    let takes = |place: &str| {
        operation["parameters"]
            .as_array()
            .is_some_and(|parameters| parameters.iter().any(|parameter| parameter["in"] == place))
    };
    let has_path = takes("path");
    let has_body = operation.get("requestBody").is_some();
    let has_condition = takes("header");
    let answers_nothing = operation["responses"].get("204").is_some();
    let is_list_of_pages = operation["operationId"] == "list_registrations";
    let changes = has_body || answers_nothing;
    let responses = child(operation, "responses");
    for (status, answer) in responses.as_object_mut().into_iter().flatten() {
        let headers = child(answer, "headers");
        refer(headers, "API-Version", "ApiVersion");
        if status != "204" {
            refer(headers, "ETag", "ETag");
        }
        if status == "201" {
            refer(headers, "Location", "Location");
        }
        if status == "200" && is_list_of_pages {
            refer(headers, "Link", "Link");
        }
    }
    for (status, name, kind) in SHARED {
        let belongs = match kind {
            Kind::Forbidden => is_secured,
            Kind::NotFound => has_path,
            Kind::Conflict => changes,
            Kind::PreconditionFailed => has_condition || has_body,
            Kind::PayloadTooLarge | Kind::UnsupportedMediaType => has_body,
            Kind::NotAcceptable => !answers_nothing,
            _ => true,
        };
        if belongs {
            let answer = json!({"$ref": format!("#/components/responses/{name}")});
            set(responses, status, answer);
        }
    }
    if !changes {
        set(
            responses,
            "304",
            json!({
                "description": "Onveranderd sinds de ETag in If-None-Match",
                "headers": {
                    "API-Version": {"$ref": "#/components/headers/ApiVersion"},
                    "ETag": {"$ref": "#/components/headers/ETag"}
                }
            }),
        );
    }
    if is_optional {
        // Open where the installation says so, which is the default; a token is then not looked at.
        set(operation, "security", json!([{}, {"bearer": []}]));
    }
}

fn refer(headers: &mut Value, name: &str, reference: &str) {
    set(
        headers,
        name,
        json!({"$ref": format!("#/components/headers/{reference}")}),
    );
}

/// A member of an object, which is made where it is not there.
fn child<'a>(value: &'a mut Value, name: &str) -> &'a mut Value {
    // Indexing a JSON value by a name makes the member, and the object around it where it was null.
    if !value.is_object() {
        *value = json!({});
    }
    let member = &mut value[name];
    if member.is_null() {
        *member = json!({});
    }
    member
}

fn set(value: &mut Value, name: &str, member: Value) {
    *child(value, name) = member;
}
