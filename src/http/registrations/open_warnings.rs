//! The list of what is still open.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use utoipa::IntoParams;

use super::say_language;
use super::warning::OpenWarningsDocument;
use crate::app::list_registrations::Selection;
use crate::app::warnings::open;
use crate::domain::calendar::days_before;
use crate::domain::period::Period;
use crate::http::auth::CanReviewWarnings;
use crate::http::filter::{FilterQuery, filter};
use crate::http::finish::language_of;
use crate::http::negotiate::{JSON, choose};
use crate::http::problem::Problem;
use crate::http::query::{MOST_PAGES, Query, check_range};
use crate::http::{Web, links, write_json};

/// How long the period is where only its end is known. Unit: days.
const USUAL_DAYS: u32 = 28;
/// The longest period that is looked through. Unit: days.
const MOST_DAYS: usize = 366;

/// Waarschuwingen die niemand heeft bevestigd.
///
/// Registraties van de laatste 28 dagen, of van een ander tijdvak van hoogstens 366 dagen, met wat eraan opvalt
/// en nog niet is bevestigd of gecorrigeerd. De nieuwste dag staat vooraan. De header `Link` wijst naar de andere
/// pagina's. Een registrant ziet alleen de eigen huizen.
#[utoipa::path(
    get, path = "/warnings", tag = "registrations", params(WarningsQuery, FilterQuery),
    responses((status = 200, description = "Een pagina registraties", body = [OpenWarningsDocument])),
    security(("bearer" = []))
)]
pub async fn list_warnings(
    can: CanReviewWarnings,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&request);
    let until = query.date("until").unwrap_or_else(|| web.app.today());
    let from = query.date("from");
    let selection = Selection {
        range: Period {
            from: from.unwrap_or_else(|| days_before(until, USUAL_DAYS - 1)),
            until,
        },
        filter: filter(&mut query),
        as_of: None,
    };
    let page = query.number("page", 1, MOST_PAGES).unwrap_or(1);
    let page_size = query.number("pageSize", 1, 1000).unwrap_or(100);
    query.close()?;
    choose(&request, None, &[JSON])?;
    check_range(selection.range, MOST_DAYS)?;
    let found = open(&web.app, &can.principal()?, selection, page, page_size).await?;
    let language = language_of(request.headers());
    let documents: Vec<_> = found
        .items
        .iter()
        .map(|checked| OpenWarningsDocument::new(checked, language))
        .collect();
    let json = write_json(&documents)?;
    let mut response = links::answer_page(&request, json, (page, page_size), found.total);
    say_language(&mut response, language);
    Ok(response)
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for the published document")]
struct WarningsQuery {
    /// De eerste dag; zonder waarde 27 dagen voor de laatste.
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
}
