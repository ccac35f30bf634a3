//! Problem documents (RFC 9457): every answer that is not what was asked for, in plain words, in Dutch or
//! English. The kinds of problem form the catalogue that is served under `/problems`.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app;
use crate::app::Missing;
use crate::app::csv_file::RowFault;
use crate::domain::language::Language;
use crate::domain::rule::{Fault, Place, Rule};

mod kind;

pub use kind::Kind;

/// What went wrong with a request, before it is put into words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub kind: Kind,
    pub errors: Vec<InputError>,
    /// How many faults there are beside those.
    pub unnamed: usize,
    /// A header that says what would do: `Allow`, `WWW-Authenticate` or `Retry-After`.
    pub header: Option<(HeaderName, &'static str)>,
}

/// One fault of the input, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputError {
    pub at: At,
    pub rule: Rule,
    /// Whether each part is as the published schema says, and only together they break the rule.
    is_clash: bool,
}

/// A place in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// A JSON pointer (RFC 6901) into the body.
    Pointer(String),
    /// The name of a path, query or header parameter.
    Parameter(String),
    /// A line of a file, from 1 on, and the column where it is one.
    Line(u64, Option<String>),
}

const CHALLENGE: &str = "Bearer realm=\"hospice-capacity\"";
const REFUSED_TOKEN_CHALLENGE: &str = "Bearer realm=\"hospice-capacity\", error=\"invalid_token\"";

impl Problem {
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            errors: Vec::new(),
            unnamed: 0,
            header: match kind {
                Kind::Unauthenticated => Some((header::WWW_AUTHENTICATE, CHALLENGE)),
                Kind::Unavailable => Some((header::RETRY_AFTER, "2")),
                Kind::TooManyRequests => Some((header::RETRY_AFTER, "15")),
                _ => None,
            },
        }
    }

    /// Input that breaks rules, each named with its place. What the published schema allows is a conflict,
    /// never bad input.
    #[must_use]
    pub fn input(errors: Vec<InputError>) -> Self {
        let kind = if !errors.is_empty() && errors.iter().all(|error| error.is_clash) {
            Kind::Conflict
        } else {
            Kind::InvalidInput
        };
        Self {
            errors,
            ..Self::new(kind)
        }
    }

    /// Input that is right by itself and contradicts other input or what is stored.
    #[must_use]
    pub fn conflict(error: InputError) -> Self {
        Self {
            errors: vec![error],
            ..Self::new(Kind::Conflict)
        }
    }

    /// Another method than those allowed.
    #[must_use]
    pub fn method(allow: &'static str) -> Self {
        Self {
            header: Some((header::ALLOW, allow)),
            ..Self::new(Kind::MethodNotAllowed)
        }
    }

    /// A token that is unknown, expired or revoked (RFC 6750, section 3.1).
    fn token_refused() -> Self {
        Self {
            header: Some((header::WWW_AUTHENTICATE, REFUSED_TOKEN_CHALLENGE)),
            ..Self::new(Kind::Unauthenticated)
        }
    }

    /// The problem as a document.
    #[must_use]
    pub fn document(&self, language: Language, request_id: &str) -> ProblemDocument {
        ProblemDocument {
            r#type: format!("/problems/{}", self.kind.slug()),
            title: self.kind.title(language).to_owned(),
            status: self.kind.status().as_u16(),
            detail: self.detail(language),
            instance: format!("urn:uuid:{request_id}"),
            errors: self.errors.iter().map(|error| error.say(language)).collect(),
        }
    }

    /// What the caller can do, or which rule the only fault breaks.
    #[must_use]
    pub fn detail(&self, language: Language) -> String {
        match self.errors.as_slice() {
            several if self.unnamed > 0 => language.pick(
                format!(
                    "Er zijn {} fouten gevonden; de eerste {} staan onder errors.",
                    several.len() + self.unnamed,
                    several.len()
                ),
                format!(
                    "There are {} faults; the first {} are listed under errors.",
                    several.len() + self.unnamed,
                    several.len()
                ),
            ),
            [] => self.kind.remedy(language).to_owned(),
            [only] => only.rule.say(language),
            several => language.pick(
                format!(
                    "Er zijn {} fouten gevonden; ze staan onder errors.",
                    several.len()
                ),
                format!(
                    "There are {} faults; they are listed under errors.",
                    several.len()
                ),
            ),
        }
    }
}

impl InputError {
    #[must_use]
    pub fn parameter(name: &str, rule: Rule) -> Self {
        Self {
            at: At::Parameter(name.to_owned()),
            rule,
            is_clash: false,
        }
    }

    #[must_use]
    pub fn pointer(pointer: &str, rule: Rule) -> Self {
        Self {
            at: At::Pointer(pointer.to_owned()),
            rule,
            is_clash: false,
        }
    }

    /// Parts of the body that break a rule only together.
    #[must_use]
    pub fn clash(pointer: &str, rule: Rule) -> Self {
        Self {
            is_clash: true,
            ..Self::pointer(pointer, rule)
        }
    }

    fn say(&self, language: Language) -> ErrorDocument {
        let mut document = ErrorDocument {
            pointer: None,
            parameter: None,
            line: None,
            column: None,
            detail: self.rule.say(language),
        };
        match &self.at {
            At::Pointer(pointer) => document.pointer = Some(pointer.clone()),
            At::Parameter(name) => document.parameter = Some(name.clone()),
            At::Line(line, column) => {
                document.line = Some(*line);
                document.column.clone_from(column);
            }
        }
        document
    }
}

impl From<RowFault> for InputError {
    fn from(fault: RowFault) -> Self {
        Self {
            at: At::Line(fault.line, fault.column),
            rule: fault.rule,
            is_clash: false,
        }
    }
}

impl From<Fault> for InputError {
    fn from(fault: Fault) -> Self {
        match fault.place {
            Place::Field(name) => Self::pointer(&format!("/{}", camel_case(name)), fault.rule),
            Place::Parameter(name) => Self::parameter(&camel_case(name), fault.rule),
        }
    }
}

impl From<app::Error> for Problem {
    fn from(error: app::Error) -> Self {
        let kind = match error {
            app::Error::NotFound(Missing::House) => Kind::HouseNotFound,
            app::Error::NotFound(Missing::Registration) => Kind::RegistrationNotFound,
            app::Error::NotFound(Missing::Computation) => Kind::ComputationNotFound,
            // Only pages ask for one.
            app::Error::NotFound(Missing::Token) => Kind::NotFound,
            app::Error::Forbidden => Kind::Forbidden,
            app::Error::PreconditionFailed => Kind::PreconditionFailed,
            app::Error::Unauthenticated => return Self::token_refused(),
            app::Error::TooManyAttempts => Kind::TooManyRequests,
            app::Error::TooFarBack(refusal) => {
                return Self {
                    errors: vec![Fault::from(refusal).into()],
                    ..Self::new(Kind::TooFarBack)
                };
            }
            app::Error::Conflict(faults) => {
                return Self {
                    errors: faults.into_iter().map(InputError::from).collect(),
                    ..Self::new(Kind::Conflict)
                };
            }
            app::Error::Unavailable(cause) => {
                log::warn!(cause:% = cause; "the database is not available");
                Kind::Unavailable
            }
            app::Error::Internal(cause) => {
                log::error!(cause:% = chain(&cause); "a fault of ours");
                Kind::Internal
            }
        };
        Self::new(kind)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind.slug())
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.kind.status()
    }

    /// The bare answer; the problem goes with it and is put into words on the way out, where the
    /// language and the request's id are known.
    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.kind.status());
        if let Some(header) = self.header.clone() {
            response.insert_header(header);
        }
        let mut response = response.finish();
        response.extensions_mut().insert(self.clone());
        response
    }
}

/// Een probleemdocument volgens RFC 9457.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// De soort probleem: een verwijzing naar de catalogus onder /problems.
    #[schema(format = "uri-reference", example = "/problems/invalid-input")]
    r#type: String,
    #[schema(example = "De invoer klopt niet")]
    title: String,
    #[schema(example = 400, minimum = 400, maximum = 599)]
    status: u16,
    #[schema(example = "Dit moet een geheel getal van 0 tot en met 999 zijn.")]
    detail: String,
    /// Het kenmerk van dit verzoek, om bij een vraag te noemen.
    #[schema(format = "uri", example = "urn:uuid:3f0d7c3e-5d53-4b6e-a2f1-52d6d40f2f36")]
    instance: String,
    /// Alle fouten in de invoer, elk met zijn plaats.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<ErrorDocument>,
}

/// Een fout in de invoer, met de plaats in de body of het bestand, of de naam van de parameter.
#[derive(Serialize, ToSchema)]
#[schema(as = ProblemError)]
struct ErrorDocument {
    /// JSON Pointer (RFC 6901) naar de plaats in de body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "/bedsOccupied")]
    pointer: Option<String>,
    /// Naam van de parameter in pad, query of header.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "date")]
    parameter: Option<String>,
    /// Regel van het bestand, vanaf 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1, example = 2)]
    line: Option<u64>,
    /// Kolom van het bestand.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "beds_occupied")]
    column: Option<String>,
    #[schema(example = "Dit moet een geheel getal van 0 tot en met 999 zijn.")]
    detail: String,
}

/// `beds_occupied` as the API writes it: `bedsOccupied`.
fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}

/// An error with all its causes, for the log.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
