//! Long computations over HTTP: the answer at once where it is there within a second, else where to look for it.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::{StatusCode, header};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDate;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

use super::conditional::{SECURED, answer, tag_of};
use super::negotiate::JSON;
use super::problem::{InputError, Kind, Problem};
use super::query::path;
use super::{Web, bed_requirements, file, projections, write_json};
use crate::app::export::start_rows;
use crate::app::planning::computations::{Computation, Unanswered, Work, ask, wait};
use crate::app::planning::known::Known;
use crate::app::table::{Cell, Column, Form};
use crate::domain::access::Principal;
use crate::domain::calendar::write_moment;
use crate::domain::code::Coded as _;
use crate::domain::computation::State;
use crate::domain::rule::Rule;
use crate::domain::text::Id;

/// How long an answer is waited for, before the caller is told where to look for it.
/// Fuzz targets ask thousands of times a second, and nobody works for them.
const PATIENCE: Duration = Duration::from_secs(if cfg!(fuzzing) { 0 } else { 1 });

/// Answers the questions that are written down: how each kind is written is known here.
pub fn work() -> Work {
    Arc::new(|computation, known, watch| {
        let question = computation.question.as_bytes();
        match computation.kind.as_str() {
            projections::KIND => projections::work_out(question, known, watch),
            bed_requirements::KIND => bed_requirements::work_out(question, known, watch),
            _ => Err(Unanswered::Failed("unknown_kind")),
        }
    })
}

/// How the answers of a kind are written as files.
pub struct InFile {
    /// The first part of the file's name; the day follows.
    pub name: &'static str,
    pub title: &'static str,
    pub columns: &'static [Column],
    /// The day and the rows of an answer that is written down.
    pub rows: fn(&str) -> Result<(NaiveDate, Rows), Problem>,
}

type Rows = Box<dyn Iterator<Item = Vec<Cell>> + Send>;

/// An answer that is written down.
///
/// # Errors
/// A fault of ours where it is not understood.
pub fn read_result<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    serde_json::from_str(text).map_err(|error| {
        log::error!(error:% = error; "an answer that is written down is not understood");
        Problem::new(Kind::Internal)
    })
}

/// Writes a question down and has it answered, where that was not done before.
///
/// # Errors
/// Those of the register.
pub async fn take_up_question(
    web: &Data<Web>,
    principal: &Principal,
    kind: &'static str,
    question: &impl Serialize,
    known: &Known,
) -> Result<Computation, Problem> {
    let written = write_json(question)?;
    let written = String::from_utf8_lossy(&written).into_owned();
    Ok(ask(&web.app, principal, kind, written, known).await?)
}

/// 200 with the computation, or its answer as a file, where it is over within a second; else 202 and where to look
/// for it.
///
/// # Errors
/// Those of the register.
pub async fn respond(
    request: &HttpRequest,
    web: &Data<Web>,
    place: &str,
    computation: Computation,
    (form, kind): (Option<Form>, &InFile),
) -> Result<HttpResponse, Problem> {
    let computation = wait(&web.app, computation, PATIENCE).await?;
    // What failed has no file: it is told in JSON.
    let form = form.filter(|_| computation.state == State::Done);
    if computation.state.is_over() {
        return show(request, web, computation, (form, kind));
    }
    let id = computation.id.clone();
    let json = write(computation)?;
    Ok(HttpResponse::build(StatusCode::ACCEPTED)
        .insert_header((header::ETAG, format!("\"{}\"", tag_of(&json))))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::LOCATION, format!("/v1/{place}/{id}")))
        .insert_header((header::RETRY_AFTER, "1"))
        .content_type(JSON.media_type)
        .body(json))
}

/// 200 with the computation, as far as it has come, or with its answer as a file.
///
/// # Errors
/// A conflict where a file is wanted of what is not done; a fault of ours.
pub fn show(
    request: &HttpRequest,
    web: &Data<Web>,
    computation: Computation,
    (form, kind): (Option<Form>, &InFile),
) -> Result<HttpResponse, Problem> {
    if let Some(form) = form {
        return show_file(request, web, &computation, (form, kind));
    }
    let json = write(computation)?;
    Ok(answer(request, &tag_of(&json), SECURED, JSON.media_type, json))
}

fn show_file(
    request: &HttpRequest,
    web: &Data<Web>,
    computation: &Computation,
    (form, kind): (Form, &InFile),
) -> Result<HttpResponse, Problem> {
    let result = computation
        .result
        .as_ref()
        .filter(|_| computation.state == State::Done);
    let result = result.ok_or_else(|| Problem::conflict(InputError::parameter("format", Rule::UnderWay)))?;
    let (made_on, rows) = (kind.rows)(result)?;
    let tag = tag_of(format!("{form:?} {}", computation.id).as_bytes());
    let name = format!("{}-{made_on}", kind.name);
    file::answer(request, &tag, form, &name, || {
        let table = (kind.title, kind.columns);
        Ok(start_rows(&web.app, form, table, made_on, rows)?)
    })
}

/// The id in the path.
///
/// # Errors
/// A [`Problem`] that names it where it is none.
pub fn computation_id(request: &HttpRequest) -> Result<Id, Problem> {
    path(request, "computationId", Rule::Id, Id::new)
}

fn write(computation: Computation) -> Result<Bytes, Problem> {
    let is_done = computation.state == State::Done;
    let (result, failure) = match computation.result {
        Some(result) if is_done => (RawValue::from_string(result).ok(), None),
        failure => (None, failure),
    };
    write_json(&Written {
        id: computation.id.as_str(),
        state: computation.state.code(),
        progress: ProgressDocument {
            done: computation.done,
            whole: computation.whole,
        },
        asked_at: write_moment(computation.asked_at),
        finished_at: computation.finished_at.map(write_moment),
        failure,
        question: RawValue::from_string(computation.question).ok(),
        result,
    })
}

/// As [`computation_document`] describes it, the answer as it was written.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Written<'a> {
    id: &'a str,
    state: &'static str,
    progress: ProgressDocument,
    asked_at: String,
    finished_at: Option<String>,
    failure: Option<String>,
    question: Option<Box<RawValue>>,
    result: Option<Box<RawValue>>,
}

/// Hoe ver een berekening is.
#[derive(Serialize, ToSchema)]
#[schema(as = ComputationProgress)]
pub struct ProgressDocument {
    /// Zoveel stukken werk zijn gedaan.
    #[schema(minimum = 0, example = 120)]
    done: u64,
    /// Van zoveel; 0 zolang dat niet bekend is.
    #[schema(minimum = 0, example = 200)]
    whole: u64,
}

/// Hoe ver een berekening is.
#[derive(ToSchema)]
#[schema(as = ComputationState, rename_all = "lowercase", example = "done")]
#[expect(dead_code, reason = "describes the codes for the published document")]
pub enum StateCode {
    Queued,
    Running,
    Done,
    Failed,
    Cancelled,
}

/// Waarom een berekening geen antwoord heeft.
#[derive(ToSchema)]
#[schema(as = ComputationFailure, rename_all = "snake_case", example = "register_changed")]
#[expect(dead_code, reason = "describes the codes for the published document")]
pub enum FailureCode {
    /// Huizen zijn intussen anders beschreven: stel de vraag opnieuw.
    RegisterChanged,
    /// Het duurde langer dan een kwartier: stel een kleinere vraag.
    TooLong,
    /// Servers zijn geeindigd terwijl ze eraan werkten.
    ServersEnded,
    /// De vraag is door een andere versie opgeschreven: stel haar opnieuw.
    UnknownKind,
    /// Er is geen huis dat de laatste tijd registreerde.
    NoHouses,
    /// Een fout in dit programma.
    Refused,
    /// Een fout in dit programma.
    Fault,
}

/// Describes a computation of one kind of question and result for the published document.
macro_rules! computation_document {
    ($(#[$meta:meta])* $name:ident, $schema:ident, $question:ty, $result:ty) => {
        $(#[$meta])*
        #[derive(utoipa::ToSchema)]
        #[schema(as = $schema, rename_all = "camelCase")]
        #[expect(dead_code, reason = "describes the answer for the published document")]
        pub struct $name {
            #[schema(example = "6f1e0d2c9b8a47563f2e1d0c9b8a7f65")]
            id: String,
            state: $crate::http::computations::StateCode,
            progress: $crate::http::computations::ProgressDocument,
            #[schema(format = DateTime, example = "2026-11-20T08:00:00Z")]
            asked_at: String,
            /// Null zolang er niets uit is gekomen.
            #[schema(required, format = DateTime, example = "2026-11-20T08:00:07Z")]
            finished_at: Option<String>,
            /// Null waar het niet mis is gegaan.
            #[schema(required)]
            failure: Option<$crate::http::computations::FailureCode>,
            /// De vraag, met alles wat niet was opgegeven ingevuld.
            question: $question,
            /// Null zolang het er niet is.
            #[schema(required)]
            result: Option<$result>,
        }
    };
}
pub(super) use computation_document;

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes the path for the published document")]
pub struct ComputationPath {
    /// Het id uit de header Location.
    #[param(rename = "computationId", example = "6f1e0d2c9b8a47563f2e1d0c9b8a7f65")]
    computation_id: String,
}
