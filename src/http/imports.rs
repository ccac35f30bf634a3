//! Imports over HTTP: a file of registrations, all of it or nothing.

use actix_web::http::header::HeaderName;
use actix_web::web::{Bytes, Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::auth::CanImport;
use super::conditional::{tag_of, tagged};
use super::input::{MOST_FAULTS, check_media_type};
use super::negotiate::{CSV, JSON, choose};
use super::problem::{InputError, Kind, Problem};
use super::query::Query;
use super::{Web, write_json};
use crate::app::csv_file::RowFault;
use crate::app::import_registrations::{Imported, Importer, Key, Report, import_text};
use crate::domain::access::Principal;
use crate::domain::rule::Rule;
use crate::domain::text::Reason;

/// The largest file. Unit: bytes.
const LARGEST_FILE: usize = 10 * 1024 * 1024;
const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The longest key. Unit: characters.
const LONGEST_KEY: usize = 255;

/// Registraties uit een bestand invoeren.
///
/// CSV in UTF-8 zoals `/registrations` het geeft, met komma's of puntkomma's: alles of niets. Verplicht zijn de
/// kolommen `house_id`, `date` en `beds_occupied`; een lege cel is niet bekend, en een kolom die er niet is laat
/// staan wat er stond. Een dag die al anders staat wordt gecorrigeerd. Wat niet te lezen is geeft 400 en wat niet
/// past bij het register 409, met de regels en kolommen; in beide gevallen is er niets ingevoerd. Met `dryRun`
/// wordt er alleen gekeken. Met `Idempotency-Key` krijgt hetzelfde verzoek 24 uur lang hetzelfde antwoord en
/// wordt het een keer uitgevoerd; wat geweigerd is telt niet mee en mag met dezelfde sleutel opnieuw. Hoogstens
/// 10 megabyte.
#[utoipa::path(
    post, path = "/imports", tag = "registrations", params(ImportQuery, KeyHeader),
    request_body(
        content = String, content_type = "text/csv",
        example = json!("house_id,date,beds_occupied,admissions\nde-linde,2026-11-19,3,1\nde-linde,2026-11-20,2,0\n")
    ),
    responses((status = 200, description = "Wat er is ingevoerd, of zou worden", body = ImportReport)),
    security(("bearer" = []))
)]
pub async fn post_import(
    can: CanImport,
    request: HttpRequest,
    body: Payload,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let principal = can.principal()?;
    let mut query = Query::of(&request);
    let dry_run = query.one("dryRun", Rule::TrueOrFalse, |text| match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    });
    let reason = query.one("reason", Rule::Line { most: 200 }, Reason::new);
    let key = key(&request, &mut query);
    query.close()?;
    choose(&request, None, &[JSON])?;
    check_media_type(&request, CSV.media_type)?;
    let text = read(body).await?;
    let dry_run = dry_run.unwrap_or(false);
    let key = key
        .filter(|_| !dry_run)
        .map(|key| key_of(&principal, &key, reason.as_ref(), &text));
    let importer = Importer {
        name: principal.name,
        token_id: Some(principal.token_id),
        reason: reason.or_else(|| Reason::new("Import")),
        dry_run,
    };
    match import_text(&web.app, text, importer, key).await? {
        Imported::Done(report) => {
            let json = write_json(&ImportReport::new(report, dry_run))?;
            let mut response = HttpResponse::Ok();
            let tag = tag_of(&json);
            Ok(tagged(&mut response, &tag)
                .content_type(JSON.media_type)
                .body(json))
        }
        Imported::Unreadable(faults) => Err(refuse(Kind::InvalidInput, faults)),
        Imported::Faulty(faults) => Err(refuse(Kind::Conflict, faults)),
    }
}

/// The whole body, or a problem where it is too large or breaks off.
async fn read(body: Payload) -> Result<Bytes, Problem> {
    let whole = body
        .to_bytes_limited(LARGEST_FILE)
        .await
        .map_err(|_| Problem::new(Kind::PayloadTooLarge))?;
    whole.map_err(|error| {
        log::debug!(error:% = error; "a body broke off");
        Problem::new(Kind::InvalidInput)
    })
}

/// The key of the request, with or without the quotes of a structured header (RFC 8941).
fn key(request: &HttpRequest, query: &mut Query) -> Option<String> {
    let mut stated = request.headers().get_all(KEY);
    let key = stated.next()?;
    if stated.next().is_some() {
        query.refuse("Idempotency-Key", Rule::Repeated);
        return None;
    }
    let text = key.to_str().unwrap_or_default();
    let bare = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let text = bare.filter(|bare| !bare.is_empty()).unwrap_or(text);
    let fits = (1..=LONGEST_KEY).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if !fits {
        query.refuse("Idempotency-Key", Rule::Key { most: LONGEST_KEY });
        return None;
    }
    Some(text.to_owned())
}

fn key_of(principal: &Principal, key: &str, reason: Option<&Reason>, text: &Bytes) -> Key {
    let reason = reason.map_or("", Reason::as_str);
    Key::new(principal.token_id.clone(), key, &[reason.as_bytes(), text])
}

fn refuse(kind: Kind, faults: Vec<RowFault>) -> Problem {
    let unnamed = faults.len().saturating_sub(MOST_FAULTS);
    let named = faults.into_iter().take(MOST_FAULTS);
    Problem {
        errors: named.map(InputError::from).collect(),
        unnamed,
        ..Problem::new(kind)
    }
}

/// Wat een import heeft gedaan, of zou doen. De aantallen zijn dagen van huizen.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ImportReport {
    /// Is er alleen gekeken?
    #[schema(example = false)]
    dry_run: bool,
    /// Hoeveel rijen het bestand heeft.
    #[schema(minimum = 0, example = 3)]
    rows: u64,
    /// Dagen die nog niet geregistreerd waren.
    #[schema(minimum = 0, example = 1)]
    created: u64,
    /// Dagen die anders stonden.
    #[schema(minimum = 0, example = 1)]
    corrected: u64,
    /// Dagen die al precies zo stonden.
    #[schema(minimum = 0, example = 1)]
    unchanged: u64,
}

impl ImportReport {
    fn new(report: Report, dry_run: bool) -> Self {
        Self {
            dry_run,
            rows: report.rows(),
            created: report.new,
            corrected: report.corrected,
            unchanged: report.unchanged,
        }
    }
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for the published document")]
struct ImportQuery {
    /// Alleen kijken of het past, en niets invoeren.
    #[param(rename = "dryRun", example = true, required = false, nullable = false)]
    dry_run: Option<bool>,
    /// Waarom: over de telling, nooit over een gast. Zonder waarde staat er bij elke dag Import.
    #[param(
        example = "Jaar 2025 uit de oude administratie",
        required = false,
        nullable = false
    )]
    reason: Option<String>,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes the header for the published document")]
struct KeyHeader {
    /// Een eigen, steeds nieuwe sleutel zoals een UUID. Hetzelfde verzoek met dezelfde sleutel wordt een keer
    /// uitgevoerd; een ander verzoek met dezelfde sleutel, of hetzelfde terwijl het eerste nog loopt, geeft 409.
    #[param(
        rename = "Idempotency-Key",
        example = "8e03978e-40d5-43dd-bc93-6894a57f9324",
        required = false,
        nullable = false
    )]
    idempotency_key: Option<String>,
}
