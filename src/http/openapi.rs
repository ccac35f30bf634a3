//! The published document: what the handlers say of themselves, completed centrally with what all of them
//! have in common, as `OpenAPI` 3.1 and converted to 3.0.3 for generators that know no other.

use serde_json::{Value, json};
use utoipa::OpenApi as _;

use super::API_VERSION;
use super::router::Documented;

mod components;
mod operation;
mod order;
mod texts;
mod three_zero;

pub use order::Document;
pub use three_zero::three_zero;

/// The `OpenAPI` 3.1 document, of an installation that opens availability to all.
#[must_use]
pub fn document() -> Document {
    document_where(true)
}

/// The `OpenAPI` 3.1 document of an installation.
#[must_use]
pub fn document_where(public_availability: bool) -> Document {
    let mut document = serde_json::to_value(Documented::openapi()).unwrap_or_default();
    set(&mut document, "openapi", json!("3.1.0"));
    set(&mut document, "info", info());
    set(
        &mut document,
        "servers",
        json!([{"url": "/v1", "description": "Deze server"}]),
    );
    set(&mut document, "tags", tags());
    components::add(&mut document);
    for operation in operations(&mut document) {
        operation::complete(operation, public_availability);
    }
    Document(document)
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
titels en beschrijvingen zijn Nederlands. Dagen zijn zorgdagen in Europe/Amsterdam, van 1900 tot en met 2999. \
Momenten staan in UTC met Z; elke tijdzone wordt gelezen. Het register kent alleen aantallen: niets over een \
gast.\n\n\
Fouten zijn altijd application/problem+json, in het Nederlands of Engels (Accept-Language), met alle fouten \
tegelijk onder `errors`; `type` leidt naar de catalogus onder /problems. Wat volgens dit document goed \
geschreven is maar niet past bij wat er staat geeft 409, nooit 400. Een body is hoogstens 128 kilobyte, een import \
10 megabyte.\n\n\
Elk token heeft per minuut een aantal verzoeken; wie geen geldig token stuurt deelt dat met zijn netwerkadres. \
`RateLimit-Policy` zegt hoeveel, `RateLimit` wat er over is; daarna volgt 429 met `Retry-After`.\n\n\
De beschikbaarheid en de huizen zijn voor iedereen te lezen, tenzij een installatie daar een token voor vraagt; \
haar eigen /v1/openapi.json zegt dat dan.\n\n\
Open antwoorden mogen met hun ETag worden bewaard en opnieuw gevraagd (If-None-Match): apps vragen vaak. \
Dat wijkt bewust af van de regel om niets te laten bewaren.";

fn tags() -> Value {
    json!([
        {"name": "audit", "description": "Wie zich aanmeldde, wie werd geweigerd, en wie gegevens meenam."},
        {"name": "availability", "description": "Welk bed is nu vrij."},
        {"name": "completeness", "description": "Wie heeft geregistreerd, op tijd of te laat, en wie nog niet."},
        {"name": "houses", "description": "De huizen van het netwerk."},
        {"name": "planning", "description": "Het bezettingsmodel: hoeveel bedden bezet zullen zijn, en hoeveel er nodig zijn, met hun onzekerheid."},
        {"name": "registrations", "description": "De dagstand van een huis, met elke correctie."},
        {"name": "statistics", "description": "De capaciteitsmeting: beddagen, stromen en percentages, elk met zijn grond."}
    ])
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

/// A reference to a shared part of the document.
fn reference(kind: &str, name: &str) -> Value {
    json!({"$ref": format!("#/components/{kind}/{name}")})
}
