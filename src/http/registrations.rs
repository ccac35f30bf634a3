//! Registrations over HTTP.

use actix_web::http::{StatusCode, header};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDate;
use utoipa::IntoParams;

use super::auth::{Allowed, CanListRegistrations, CanRecord, CanRegister, Right};
use super::conditional::{
    IfMatchHeader, IfNoneMatchHeader, SECURED, answer, expected_revision, precondition, revision_tag, tag_of,
    tagged,
};
use super::filter::{FilterQuery, filter};
use super::finish::language_of;
use super::houses::{HousePath, house_id};
use super::input::{is_day, read_body};
use super::negotiate::{JSON, choose};
use super::problem::{Kind, Problem};
use super::query::{MOST_PAGES, Query, check_range, path};
use super::{API_VERSION, Web, file, links, write_json};
use crate::app::export::{prepare, start};
use crate::app::list_registrations::{Selection, list};
use crate::app::record_registration::{self, Change, Outcome};
use crate::domain::calendar::{FIRST_DAY, parse_date};
use crate::domain::language::Language;
use crate::domain::period::Period;
use crate::domain::registration::Said;
use crate::domain::rule::Rule;
use crate::domain::text::Reason;

mod body;
mod document;
mod open_warnings;
mod warning;

use body::RegistrationBody;
use document::{RegistrationDocument, RevisionDocument};
pub use open_warnings::{__path_list_warnings, list_warnings};

/// De stand van een dag.
///
/// Zoals die nu geregistreerd staat, met de waarschuwingen die erbij horen. Een dag die niet geregistreerd of
/// ingetrokken is geeft 404.
#[utoipa::path(
    get, path = "/houses/{houseId}/registrations/{date}", tag = "registrations", params(HousePath, DatePath),
    responses((status = 200, description = "De stand", body = RegistrationDocument)),
    security(("bearer" = []))
)]
pub async fn get_registration(
    can: CanRegister,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let (house, date) = (house_id(&request)?, date(&request)?);
    Query::of(&request).close()?;
    choose(&request, None, &[JSON])?;
    let checked = record_registration::read(&web.app, &can.principal()?, house, date).await?;
    let language = language_of(request.headers());
    let json = write_json(&RegistrationDocument::new(&checked, language))?;
    let tag = revision_tag(checked.registration.entry.revision, &json);
    let mut response = answer(&request, &tag, SECURED, JSON.media_type, json);
    say_language(&mut response, language);
    Ok(response)
}

/// De stand van een dag registreren of corrigeren.
///
/// Veilig te herhalen: wie dezelfde stand nog eens stuurt, verandert niets. Wat niet is opgegeven is niet
/// bekend; een bed waarvan geen toestand is opgegeven telt als vrij. Wat niet in de bedden van het huis
/// past, een dag die nog moet komen en een dag waarop het huis niet open is geven 409. `If-Match` en
/// `If-None-Match: *` beschermen tegen het overschrijven van andermans stand. Klopt een stand waarvoor wordt
/// gewaarschuwd? Stuur hem nog eens, met de codes in `confirmedWarnings`: dat is een revisie die niets anders
/// wijzigt.
#[utoipa::path(
    put, path = "/houses/{houseId}/registrations/{date}", tag = "registrations",
    params(HousePath, DatePath, ReasonQuery, IfMatchHeader, IfNoneMatchHeader),
    request_body = RegistrationBody,
    responses(
        (status = 200, description = "Gecorrigeerd, of onveranderd", body = RegistrationDocument),
        (status = 201, description = "Geregistreerd", body = RegistrationDocument),
    ),
    security(("bearer" = []))
)]
pub async fn put_registration(
    can: CanRecord,
    request: HttpRequest,
    body: Bytes,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let change = change(can, &request)?;
    choose(&request, None, &[JSON])?;
    let said: Said = read_body(&request, &body)?;
    let (outcome, checked) = record_registration::record(&web.app, change, said).await?;
    let language = language_of(request.headers());
    let json = write_json(&RegistrationDocument::new(&checked, language))?;
    let mut response = match outcome {
        Outcome::Created => HttpResponse::build(StatusCode::CREATED),
        Outcome::Corrected | Outcome::Unchanged => HttpResponse::build(StatusCode::OK),
    };
    if outcome == Outcome::Created {
        response.insert_header((header::LOCATION, request.path()));
    }
    let tag = revision_tag(checked.registration.entry.revision, &json);
    let mut response = tagged(&mut response, &tag)
        .content_type(JSON.media_type)
        .body(json);
    say_language(&mut response, language);
    Ok(response)
}

/// De registratie van een dag intrekken.
///
/// De geschiedenis blijft leesbaar. `If-Match` beschermt tegen het intrekken van andermans correctie.
#[utoipa::path(
    delete, path = "/houses/{houseId}/registrations/{date}", tag = "registrations",
    params(HousePath, DatePath, ReasonQuery, IfMatchHeader),
    responses((status = 204, description = "Ingetrokken")),
    security(("bearer" = []))
)]
pub async fn delete_registration(
    can: CanRegister,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let change = change(can, &request)?;
    record_registration::withdraw(&web.app, change).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Alle revisies van een dag.
///
/// Ook van een dag die is ingetrokken; de eerste revisie staat vooraan.
#[utoipa::path(
    get, path = "/houses/{houseId}/registrations/{date}/revisions", tag = "registrations",
    params(HousePath, DatePath),
    responses((status = 200, description = "De revisies", body = [RevisionDocument])),
    security(("bearer" = []))
)]
pub async fn list_revisions(
    can: CanRegister,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let (house, date) = (house_id(&request)?, date(&request)?);
    Query::of(&request).close()?;
    choose(&request, None, &[JSON])?;
    let revisions = record_registration::history(&web.app, &can.principal()?, house, date).await?;
    let documents: Vec<_> = revisions.iter().map(RevisionDocument::new).collect();
    let json = write_json(&documents)?;
    Ok(answer(&request, &tag_of(&json), SECURED, JSON.media_type, json))
}

/// Registraties van meer huizen en dagen.
///
/// Per pagina, op volgorde van dag en huis. De header `Link` wijst naar de andere pagina's. Een registrant
/// ziet alleen de eigen huizen. Als CSV of XLSX (`Accept`, of `format`) komt de hele selectie in een bestand,
/// zonder `page` en `pageSize`; `/datapackage` zegt wat de kolommen betekenen. Een analist ziet daarin de
/// bedden, en niet de stromen en wachtlijsten van losse dagen.
#[utoipa::path(
    get, path = "/registrations", tag = "registrations", params(ListQuery, FilterQuery),
    responses((status = 200, description = "Een pagina registraties, of een bestand met alle", content(
        (Vec<RegistrationDocument> = "application/json"),
        (String = "text/csv", example = json!("house_id,date,beds_physical,beds_occupied\nde-linde,2026-11-20,4,2\n")),
        (file::Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ))),
    security(("bearer" = []))
)]
pub async fn list_registrations(
    can: CanListRegistrations,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&request);
    let selection = Selection {
        range: Period {
            from: query.date("from").unwrap_or(FIRST_DAY),
            until: query.date("until").unwrap_or_else(|| web.app.today()),
        },
        filter: filter(&mut query),
        as_of: query.moment("asOf"),
    };
    let page = query.number("page", 1, MOST_PAGES);
    let page_size = query.number("pageSize", 1, 1000);
    let separator = file::separator(&mut query);
    let format = file::format(&mut query);
    query.close()?;
    let form = file::form(choose(&request, format, &file::FORMS)?, separator);
    // Pages and files are of any length.
    check_range(selection.range, usize::MAX)?;
    let principal = can.principal()?;
    if let Some(form) = form {
        let pages = [("page", page), ("pageSize", page_size)];
        file::refuse_pages(&pages)?;
        let export = prepare(&web.app, Some(&principal), selection).await?;
        let tag = tag_of(format!("{API_VERSION} {form:?} {}", export.state()).as_bytes());
        let name = format!("registraties-{}-{}", export.range.from, export.range.until);
        return file::answer(&request, &tag, form, &name, || Ok(start(&web.app, export, form)?));
    }
    let (page, page_size) = (page.unwrap_or(1), page_size.unwrap_or(100));
    let found = list(&web.app, &principal, selection, page, page_size).await?;
    let language = language_of(request.headers());
    let documents: Vec<_> = found
        .items
        .iter()
        .map(|checked| RegistrationDocument::new(checked, language))
        .collect();
    let json = write_json(&documents)?;
    let mut response = links::answer_page(&request, json, (page, page_size), found.total);
    say_language(&mut response, language);
    let varies = header::HeaderValue::from_static("Accept, Accept-Language");
    response.headers_mut().insert(header::VARY, varies);
    Ok(response)
}

fn change<R: Right>(can: Allowed<R>, request: &HttpRequest) -> Result<Change, Problem> {
    let (house_id, date) = (house_id(request)?, date(request)?);
    let mut query = Query::of(request);
    let reason = query.one("reason", Rule::Line { most: 200 }, Reason::new);
    query.close()?;
    Ok(Change {
        principal: can.principal()?,
        house_id,
        date,
        reason,
        expected: expected_revision(precondition(request)?),
        waited: None,
    })
}

fn date(request: &HttpRequest) -> Result<NaiveDate, Problem> {
    // A day outside the years of the register is a day, but none that can be registered.
    let written = path(request, "date", Rule::Date, |text| {
        is_day(text).then(|| parse_date(text))
    })?;
    written.ok_or_else(|| Problem::new(Kind::RegistrationNotFound))
}

/// Warnings are in the caller's language, and so is the answer.
fn say_language(response: &mut HttpResponse, language: Language) {
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_LANGUAGE,
        header::HeaderValue::from_static(language.tag()),
    );
    headers.insert(header::VARY, header::HeaderValue::from_static("Accept-Language"));
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes the path for the published document")]
struct DatePath {
    /// De zorgdag in Europe/Amsterdam.
    #[param(format = Date, example = "2026-11-20")]
    date: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for the published document")]
struct ReasonQuery {
    /// Waarom een eerdere dag wordt gewijzigd: over de telling, nooit over een gast.
    #[param(example = "Verteld bij de ochtendronde", required = false, nullable = false)]
    reason: Option<String>,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for the published document")]
struct ListQuery {
    /// De eerste dag; zonder waarde de eerste die er is.
    #[param(format = Date, example = "2026-11-01", required = false, nullable = false)]
    from: Option<String>,
    /// De laatste dag; zonder waarde vandaag.
    #[param(format = Date, example = "2026-11-20", required = false, nullable = false)]
    until: Option<String>,
    /// De pagina, vanaf 1.
    #[param(
        minimum = 1,
        maximum = 100_000,
        example = 1,
        required = false,
        nullable = false
    )]
    page: Option<u32>,
    /// Hoeveel registraties op een pagina.
    #[param(
        rename = "pageSize",
        minimum = 1,
        maximum = 1000,
        example = 100,
        required = false,
        nullable = false
    )]
    page_size: Option<u32>,
    /// De vorm, voor wie de header Accept niet kan zetten.
    #[param(inline, value_type = Option<file::FileFormat>, example = "json", required = false, nullable = false)]
    format: Option<String>,
    /// Wat er in CSV tussen de cellen staat: `semicolon` voor Excel op een Nederlandse computer, met een
    /// byte-order mark vooraan omdat Excel de tekens anders verkeerd leest.
    #[param(inline, value_type = Option<file::SeparatorName>, example = "comma", required = false, nullable = false)]
    separator: Option<String>,
    /// Zoals het register er op dit moment voor stond.
    #[param(rename = "asOf", format = DateTime, example = "2026-11-20T15:00:00Z", required = false, nullable = false)]
    as_of: Option<String>,
}
