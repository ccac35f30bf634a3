//! What the operations share: headers, parameters, the answers of errors, and the way to log in.

use serde_json::{Map, Value, json};
use utoipa::{PartialSchema as _, ToSchema as _};

use super::{child, reference, set, texts};
use crate::domain::language::Language;
use crate::domain::registration::Refusal;
use crate::domain::rule::{Fault, Rule};
use crate::domain::stand::Misfit;
use crate::http::API_VERSION;
use crate::http::problem::{InputError, Kind, Problem, ProblemDocument};

/// The problems that operations answer with, by the name of the shared answer.
pub(super) const PROBLEMS: [(&str, &str, Kind); 12] = [
    ("400", "InvalidInput", Kind::InvalidInput),
    ("401", "Unauthenticated", Kind::Unauthenticated),
    ("403", "Forbidden", Kind::Forbidden),
    ("404", "NotFound", Kind::NotFound),
    ("406", "NotAcceptable", Kind::NotAcceptable),
    ("409", "Conflict", Kind::Conflict),
    ("412", "PreconditionFailed", Kind::PreconditionFailed),
    ("413", "PayloadTooLarge", Kind::PayloadTooLarge),
    ("415", "UnsupportedMediaType", Kind::UnsupportedMediaType),
    ("429", "TooManyRequests", Kind::TooManyRequests),
    ("500", "Internal", Kind::Internal),
    ("503", "Unavailable", Kind::Unavailable),
];

const TAG: &str = "\"r1-2f7c6e1b9d0a4c35a1d2e3f405162738\"";

/// Adds the shared parts to the document.
pub(super) fn add(document: &mut Value) {
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
    set(components, "headers", headers());
    set(components, "parameters", parameters());
    set(components, "responses", Value::Object(problems()));
    let schemas = child(components, "schemas");
    let mut parts = Vec::new();
    ProblemDocument::schemas(&mut parts);
    parts.push((ProblemDocument::name().into_owned(), ProblemDocument::schema()));
    for (name, schema) in parts {
        set(schemas, &name, serde_json::to_value(schema).unwrap_or_default());
    }
    texts::close_bodies(schemas);
}

fn headers() -> Value {
    let header = |description: &str, schema: Value| json!({"description": description, "required": true, "schema": schema});
    // An installation may limit nobody.
    let limit = |description: &str, example: &str| json!({"description": description, "required": false, "schema": {"type": "string", "example": example}});
    json!({
        "ApiVersion": header("De versie van deze API.", json!({"type": "string", "example": API_VERSION})),
        "ETag": header(
            "Kenmerk van dit antwoord, voor If-None-Match en If-Match.",
            json!({"type": "string", "example": TAG}),
        ),
        "RateLimit": limit(
            "Wat er over is (draft-ietf-httpapi-ratelimit-headers): nog r verzoeken; over t seconden weer alle.",
            "\"default\";r=59998;t=1",
        ),
        "RateLimitPolicy": limit(
            "Hoeveel verzoeken (q) een token, en wie geen geldig token stuurt een adres, per w seconden mag doen.",
            "\"default\";q=60000;w=60",
        ),
        "RetryAfter": header(
            "Over zoveel seconden opnieuw proberen.",
            json!({"type": "integer", "minimum": 0, "example": 2}),
        ),
        "WwwAuthenticate": header(
            "Hoe aan te melden.",
            json!({"type": "string", "example": "Bearer realm=\"hospice-capacity\""}),
        ),
        "Link": header(
            "Andere pagina's (RFC 8288): first, prev, next, last.",
            json!({"type": "string", "example": "</v1/registrations?page=2>; rel=\"next\""}),
        ),
        "Location": header(
            "Waar het nieuwe staat.",
            json!({
                "type": "string",
                "format": "uri-reference",
                "example": "/v1/houses/de-linde/registrations/2026-11-20"
            }),
        ),
    })
}

fn parameters() -> Value {
    json!({"IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "description": "De `ETag` van wat al bekend is; staat die er nog, dan is het antwoord 304 zonder inhoud.",
        "required": false,
        "schema": {"type": "string"},
        "example": TAG
    }})
}

/// The answers of errors, each with an example.
fn problems() -> Map<String, Value> {
    let mut answers = Map::new();
    for (_, name, kind) in PROBLEMS {
        let document = example(kind).document(Language::Dutch, "3f0d7c3e-5d53-4b6e-a2f1-52d6d40f2f36");
        let mut headers = json!({
            "API-Version": reference("headers", "ApiVersion"),
            "RateLimit": reference("headers", "RateLimit"),
            "RateLimit-Policy": reference("headers", "RateLimitPolicy")
        });
        match kind {
            Kind::Unavailable | Kind::TooManyRequests => {
                set(&mut headers, "Retry-After", reference("headers", "RetryAfter"));
            }
            Kind::Unauthenticated => {
                let challenge = reference("headers", "WwwAuthenticate");
                set(&mut headers, "WWW-Authenticate", challenge);
            }
            _ => {}
        }
        let answer = json!({
            "description": kind.title(Language::Dutch),
            "headers": headers,
            "content": {"application/problem+json": {
                "schema": reference("schemas", "Problem"),
                "example": document
            }}
        });
        answers.insert(name.to_owned(), answer);
    }
    answers
}

fn example(kind: Kind) -> Problem {
    match kind {
        Kind::InvalidInput => Problem::input(vec![InputError::parameter("date", Rule::Date)]),
        Kind::Conflict => {
            let misfit = Misfit::MoreBedsThanPhysical {
                stated: 5,
                physical: 4,
            };
            Problem {
                errors: vec![Fault::from(Refusal::Misfit(misfit)).into()],
                ..Problem::new(kind)
            }
        }
        _ => Problem::new(kind),
    }
}
