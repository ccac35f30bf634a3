//! Forecasts over HTTP.

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use utoipa::IntoParams;

use super::auth::CanPlan;
use super::conditional::{SECURED, answer, tag_of};
use super::filter::{FilterQuery, filter};
use super::finish::language_of;
use super::input::one_of;
use super::negotiate::{JSON, choose};
use super::problem::Problem;
use super::query::Query;
use super::{Web, file, write_json};
use crate::app::export::start_rows;
use crate::app::filter::Filter;
use crate::app::planning::forecast_table::{COLUMNS, rows};
use crate::app::planning::forecasts::{MAX_HORIZON, MOST_PATHS, PATHS, Question, UnitKind, forecast};
use crate::app::table::Form;
use crate::domain::access::View;
use crate::domain::code::Coded;
use crate::domain::rule::Rule;

mod document;

use document::ForecastsDocument;
pub use document::{UnitKindCode, rounded};

/// Hoeveel bedden de komende dagen bezet zullen zijn.
///
/// Per huis, per netwerkregio of voor het netwerk, per dag: de kans op elk aantal bezette bedden, met kwantielen en
/// gemiddelde, de kans op minstens een vrij bed en de kans dat alles vol is. De voorspelling begint na de laatste dag
/// waarvan iets bekend is (`origin`) en gebruikt alleen wat op `dataAsOf` was geregistreerd. Met die `dataAsOf` als
/// `asOf`, en dezelfde `seed` en `paths`, komt er cijfer voor cijfer hetzelfde uit. Wat is voorspeld wordt bewaard en
/// later naast de uitkomst gelegd, zie `/forecast-scores`.
#[utoipa::path(
    get, path = "/forecasts", tag = "planning", params(ForecastQuery, FilterQuery),
    responses((status = 200, description = "De voorspellingen", content(
        (ForecastsDocument = "application/json"), (String = "text/csv"), (file::Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    ))),
    security(("bearer" = []))
)]
pub async fn list_forecasts(
    can: CanPlan,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let (question, form) = read(&request, can.principal()?.view())?;
    let told = forecast(&web.app, question).await?;
    let language = language_of(request.headers());
    if let Some(form) = form {
        let tag = tag_of(format!("{form:?} {} {}", told.known.input_hash, request.query_string()).as_bytes());
        let name = format!("voorspelling-{}", told.known.origin);
        let made_on = told.known.origin;
        return file::answer(&request, &tag, form, &name, || {
            let table = ("Voorspelling", &COLUMNS[..]);
            Ok(start_rows(&web.app, form, table, made_on, rows(told))?)
        });
    }
    let json = write_json(&ForecastsDocument::new(&told, language))?;
    let mut response = answer(&request, &tag_of(&json), SECURED, JSON.media_type, json);
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("Accept, Accept-Language"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    Ok(response)
}

/// The question, and the kind of file where a file is asked for.
fn read(request: &HttpRequest, view: View) -> Result<(Question, Option<Form>), Problem> {
    let mut query = Query::of(request);
    let filter = filter(&mut query);
    let group_by = query.one("groupBy", one_of::<UnitKind>(), UnitKind::from_code);
    let names_houses = !filter.houses.is_empty() || !filter.types.is_empty();
    let is_within = match group_by {
        Some(UnitKind::Network) => !names_houses && filter.regions.is_empty(),
        Some(UnitKind::NetworkRegion) => !names_houses,
        Some(UnitKind::House) | None => true,
    };
    if !is_within {
        query.refuse("groupBy", Rule::FilterWithinGroup);
    }
    let question = Question {
        group_by: group_by.unwrap_or_else(|| usual_group(&filter)),
        filter,
        horizon: query.number("horizon", 1, MAX_HORIZON).unwrap_or(14),
        as_of: query.moment("asOf"),
        view,
        seed: query.seed("seed"),
        paths: query.number("paths", 100, MOST_PATHS).unwrap_or(PATHS),
    };
    let (format, separator) = (file::format(&mut query), file::separator(&mut query));
    query.close()?;
    let offer = choose(request, format, &file::FORMS)?;
    Ok((question, file::form(offer, separator)))
}

/// Whoever names houses asks of houses, and whoever names regions of regions.
pub fn usual_group(filter: &Filter) -> UnitKind {
    if !filter.houses.is_empty() || !filter.types.is_empty() {
        UnitKind::House
    } else if !filter.regions.is_empty() {
        UnitKind::NetworkRegion
    } else {
        UnitKind::Network
    }
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for the published document")]
struct ForecastQuery {
    /// Per welke eenheid; zonder waarde per huis waar huizen of soorten zijn genoemd, per regio waar regio's zijn
    /// genoemd, en anders het netwerk.
    #[param(rename = "groupBy", value_type = Option<UnitKindCode>, example = "house", required = false, nullable = false)]
    group_by: Option<String>,
    /// Hoeveel dagen vooruit.
    #[param(minimum = 1, maximum = 28, example = 14, required = false, nullable = false)]
    horizon: Option<u32>,
    /// Zoals het register er op dit moment voor stond.
    #[param(rename = "asOf", format = DateTime, example = "2026-11-01T00:00:00Z", required = false, nullable = false)]
    as_of: Option<String>,
    /// Waar het toeval mee begint; zonder waarde volgt het uit wat bekend is, en is het antwoord elke keer
    /// hetzelfde.
    #[param(
        minimum = 0,
        maximum = 9_007_199_254_740_991_u64,
        example = 1,
        required = false,
        nullable = false
    )]
    seed: Option<u64>,
    /// Hoeveel lopen de simulatie neemt. Huizen maal lopen hoogstens 2 miljoen.
    #[param(
        minimum = 100,
        maximum = 20_000,
        example = 2000,
        required = false,
        nullable = false
    )]
    paths: Option<u32>,
    /// De vorm, voor wie de header Accept niet kan zetten. Als CSV of XLSX staat er een regel per eenheid en dag.
    #[param(inline, value_type = Option<file::FileFormat>, example = "json", required = false, nullable = false)]
    format: Option<String>,
    /// Wat er in CSV tussen de cellen staat: `semicolon` voor Excel op een Nederlandse computer.
    #[param(inline, value_type = Option<file::SeparatorName>, example = "comma", required = false, nullable = false)]
    separator: Option<String>,
}
