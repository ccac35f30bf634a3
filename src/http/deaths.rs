//! The yearly deaths on which projections rest, over HTTP.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::auth::CanPlan;
use super::conditional::{SECURED, answer, tag_of};
use super::forecasts::rounded;
use super::negotiate::{JSON, choose};
use super::problem::Problem;
use super::query::Query;
use super::{Web, write_json};
use crate::app::import_deaths::last_deaths;
use crate::domain::calendar::write_moment;
use crate::domain::deaths::YearOfRegion;

/// De sterfte waarop projecties rusten.
///
/// Per netwerkregio en jaar, zoals het laatst geimporteerd met `import deaths`: de rijen van gemeenten zijn met hun
/// aandeel bij elkaar geteld, en hun banden ook, alsof alle ramingen dezelfde kant op fout zitten. Zonder import rekent
/// een projectie met een vlak pad.
#[utoipa::path(
    get, path = "/deaths", tag = "planning", params(DeathsQuery),
    responses((status = 200, description = "De sterfte", body = DeathsDocument)),
    security(("bearer" = []))
)]
pub async fn get_deaths(_: CanPlan, request: HttpRequest, web: Data<Web>) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&request);
    let as_of = query.moment("asOf");
    query.close()?;
    choose(&request, None, &[JSON])?;
    let import = last_deaths(&web.app, as_of).await?;
    let regions = import.as_ref().map(|import| import.deaths.by_region());
    let regions = regions
        .into_iter()
        .flatten()
        .map(|(region, years)| RegionDocument {
            network_region: region.to_string(),
            years: years.into_iter().map(YearDocument::new).collect(),
        });
    let document = DeathsDocument {
        version: import.as_ref().map(|import| import.number),
        imported_at: import.as_ref().map(|import| write_moment(import.imported_at)),
        imported_by: import.as_ref().map(|import| import.imported_by.clone()),
        regions: regions.collect(),
    };
    let json = write_json(&document)?;
    Ok(answer(&request, &tag_of(&json), SECURED, JSON.media_type, json))
}

/// De sterfte per netwerkregio en jaar.
#[derive(Serialize, ToSchema)]
#[schema(as = Deaths)]
#[serde(rename_all = "camelCase")]
struct DeathsDocument {
    /// Het nummer van de import; null zolang er geen is.
    #[schema(required, minimum = 1, example = 1)]
    version: Option<u32>,
    #[schema(required, format = DateTime, example = "2026-11-20T08:00:00Z")]
    imported_at: Option<String>,
    #[schema(required, example = "Import")]
    imported_by: Option<String>,
    regions: Vec<RegionDocument>,
}

/// De sterfte in een netwerkregio.
#[derive(Serialize, ToSchema)]
#[schema(as = DeathsOfRegion)]
#[serde(rename_all = "camelCase")]
struct RegionDocument {
    #[schema(example = "groningen_centraal")]
    network_region: String,
    years: Vec<YearDocument>,
}

/// De sterfte in een jaar, met een band van 95 % waar alle rijen er een hebben.
#[derive(Serialize, ToSchema)]
#[schema(as = DeathsOfYear)]
#[serde(rename_all = "camelCase")]
struct YearDocument {
    #[schema(example = 2030)]
    year: i32,
    #[schema(minimum = 0, example = 2150.0)]
    deaths: f64,
    #[schema(required, minimum = 0, example = 2020.0)]
    low: Option<f64>,
    #[schema(required, minimum = 0, example = 2290.0)]
    high: Option<f64>,
}

impl YearDocument {
    fn new(year: YearOfRegion) -> Self {
        Self {
            year: year.year,
            deaths: rounded(year.deaths),
            low: year.band.map(|(low, _)| rounded(low)),
            high: year.band.map(|(_, high)| rounded(high)),
        }
    }
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for the published document")]
struct DeathsQuery {
    /// Wat er op dit moment gold.
    #[param(rename = "asOf", format = DateTime, example = "2026-11-01T00:00:00Z", required = false, nullable = false)]
    as_of: Option<String>,
}
