//! Answers that are files for people and programs, sent while they are made.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::http::{Method, header};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use utoipa::ToSchema;

use super::conditional::{SECURED, is_known};
use super::negotiate::{CSV, JSON, Offer, XLSX, choose};
use super::problem::{InputError, Kind, Problem};
use super::query::Query;
use crate::app::export::{Chunks, ExportError};
use crate::app::table::{Form, Separator};
use crate::domain::code::{Coded as _, coded};
use crate::domain::rule::Rule;

coded! {
    /// What separates the cells of CSV, as the parameter `separator` says it.
    SeparatorCode {
        Comma = "comma",
        Semicolon = "semicolon",
    }
}

/// Reads the parameter `separator`.
pub fn separator(query: &mut Query) -> Option<SeparatorCode> {
    query.one(
        "separator",
        super::input::one_of::<SeparatorCode>(),
        SeparatorCode::from_code,
    )
}

/// The kind of file of an offer; nothing where it is no file. A separator says nothing of other files than CSV.
#[must_use]
pub fn form(offer: Offer, separator: Option<SeparatorCode>) -> Option<Form> {
    match (offer, separator) {
        (CSV, Some(SeparatorCode::Semicolon)) => Some(Form::Csv(Separator::Semicolon)),
        (CSV, _) => Some(Form::Csv(Separator::Comma)),
        (XLSX, _) => Some(Form::Xlsx),
        _ => None,
    }
}

/// What lists can be had as.
pub const FORMS: [Offer; 3] = [JSON, CSV, XLSX];

/// Reads the parameter `format`.
pub fn format(query: &mut Query) -> Option<&'static str> {
    let rule = Rule::OneOf(FORMS.iter().map(|form| form.format).collect());
    query.one("format", rule, |text| {
        let form = FORMS.iter().find(|form| form.format == text);
        form.map(|form| form.format)
    })
}

/// As what file an answer that has no other parameters left is wanted; nothing for JSON.
///
/// # Errors
/// A [`Problem`] where the query or the header says something else.
pub fn wanted(request: &HttpRequest, mut query: Query) -> Result<Option<Form>, Problem> {
    let (format, separator) = (format(&mut query), separator(&mut query));
    query.close()?;
    Ok(form(choose(request, format, &FORMS)?, separator))
}

/// A file holds the whole selection: half of it asked for would be half of it missed.
///
/// # Errors
/// A [`Problem`] where one of these parameters, which are for pages, is stated.
pub fn refuse_pages(parameters: &[(&str, Option<u32>)]) -> Result<(), Problem> {
    let errors: Vec<InputError> = parameters
        .iter()
        .filter(|(_, value)| value.is_some())
        .map(|(name, _)| InputError::parameter(name, Rule::OtherForm))
        .collect();
    if errors.is_empty() {
        return Ok(());
    }
    Err(Problem {
        errors,
        ..Problem::new(Kind::Conflict)
    })
}

/// The media type of a file, as its answer says it.
fn content_type(form: Form) -> &'static str {
    match form {
        Form::Csv(_) => "text/csv; charset=utf-8; header=present",
        Form::Xlsx => XLSX.media_type,
    }
}

/// A file of this name and tag, of which `begin` makes the parts where they are wanted.
///
/// # Errors
/// Those of `begin`.
pub fn answer(
    request: &HttpRequest,
    tag: &str,
    form: Form,
    name: &str,
    begin: impl FnOnce() -> Result<Chunks, Problem>,
) -> Result<HttpResponse, Problem> {
    let known = is_known(request.headers(), &[tag]);
    let mut response = if known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((header::ETAG, format!("\"{tag}\"")))
        .insert_header((header::CACHE_CONTROL, SECURED))
        .insert_header((header::VARY, "Accept"));
    if known {
        return Ok(response.finish());
    }
    // The name is made of letters, days and dashes only.
    let disposition = format!("attachment; filename=\"{name}.{}\"", form.extension());
    response
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .content_type(content_type(form));
    if request.method() == Method::HEAD {
        return Ok(response.finish());
    }
    Ok(response.body(Body(begin()?)))
}

/// The parts of a file as the body of an answer. Where one fails the connection is closed before the file's
/// end, so that nobody takes half a file for a whole one.
struct Body(Chunks);

impl MessageBody for Body {
    type Error = ExportError;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let next = self.0.poll_next(context);
        next.map(|next| next.map(|chunk| chunk.map(Bytes::from)))
    }
}

/// De vorm van een lijst.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase", example = "csv")]
#[expect(dead_code, reason = "describes the codes for the published document")]
pub enum FileFormat {
    Json,
    Csv,
    Xlsx,
}

/// Wat er in CSV tussen de cellen staat.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase", example = "comma")]
#[expect(dead_code, reason = "describes the codes for the published document")]
pub enum SeparatorName {
    Comma,
    Semicolon,
}

/// Een Excel-werkmap.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "describes the file for the published document")]
pub struct Workbook(Vec<u8>);
