//! Availability over HTTP: bytes that were ready before they were asked for.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{FromRequest as _, HttpRequest, HttpResponse};
use chrono::{DateTime, NaiveDate, Utc};
use utoipa::IntoParams;

use super::Web;
use super::auth::{CanLookBack, CanSeeBoard};
use super::conditional::{OPEN, SECURED, answer, tag_of};
use super::face::VARY;
use super::houses::{HousePath, house_id};
use super::negotiate::{GEO_JSON, JSON, Offer, choose};
use super::problem::{Kind, Problem};
use super::query::Query;
use crate::app::filter;
use crate::domain::availability::{Freshness, HouseAvailability, admits_on};
use crate::domain::calendar::care_day;
use crate::domain::place::Location;
use crate::domain::rule::Rule;
use crate::domain::text::Name;

mod document;
mod view;

pub use view::View;

use document::{AvailabilityDocument, FeatureCollectionDocument, OneHouseDocument};
use view::Rendered;

/// Welk bed is nu vrij?
///
/// Per huis de vrije bedden, hoe oud de telling is, vanaf wanneer het huis opneemt, wie te bellen, en de
/// kans dat er nog een bed vrij is (`probabilityFree`). Gesloten en onbemande bedden en huizen met een
/// opnamestop tellen nooit als vrij; een te oude telling heet `unknown` en staat dan alleen in
/// `lastKnownBedsFree`. Met `near` staan de huizen op afstand, anders op volgorde van id.
#[utoipa::path(
    get, path = "/availability", tag = "availability", params(AvailabilityQuery),
    responses((status = 200, description = "De bedden", content(
        (AvailabilityDocument = "application/json"), (FeatureCollectionDocument = "application/geo+json")
    ))),
    security(("bearer" = []), ())
)]
pub async fn list_availability(
    _: CanSeeBoard,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let caching = caching(&web);
    if request.query_string().is_empty() {
        let view = current(&web)?;
        let face = match choose(&request, None, &FORMS)? {
            GEO_JSON => view.geo_json(),
            _ => view.json(),
        };
        return Ok(face.answer(request.headers(), caching));
    }
    let (offer, filter) = Filter::read(&request)?;
    let view = at(&request, &web, filter.as_of).await?;
    let today = filter.as_of.map_or_else(|| web.app.today(), care_day);
    let bytes = view.assemble(
        offer == GEO_JSON,
        filter.near,
        |offer| filter.covers(offer),
        |offer| filter.wants(offer, today),
    );
    let caching = if filter.as_of.is_some() { SECURED } else { caching };
    let mut response = answer(&request, &tag_of(&bytes), caching, offer.media_type, bytes);
    response.headers_mut().insert(header::VARY, VARY);
    Ok(response)
}

/// Is er in dit huis een bed vrij?
///
/// Hetzelfde als bij alle huizen, voor een huis.
#[utoipa::path(
    get, path = "/availability/{houseId}", tag = "availability", params(HousePath, AsOfQuery),
    responses((status = 200, description = "Het huis", body = OneHouseDocument)),
    security(("bearer" = []), ())
)]
pub async fn get_availability(
    _: CanSeeBoard,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let id = house_id(&request)?;
    let mut query = Query::of(&request);
    let as_of = query.moment("asOf");
    query.close()?;
    choose(&request, None, &[JSON])?;
    let view = at(&request, &web, as_of).await?;
    let face = view.house(&id).ok_or_else(|| Problem::new(Kind::HouseNotOpen))?;
    let caching = if as_of.is_some() { SECURED } else { caching(&web) };
    Ok(face.answer(request.headers(), caching))
}

/// What is shown now, or what was at a past moment, by what was registered by then. What is past is for holders of
/// a token, also where the present is open to all.
async fn at(
    request: &HttpRequest,
    web: &Web,
    as_of: Option<DateTime<Utc>>,
) -> Result<Arc<Rendered>, Problem> {
    let Some(moment) = as_of else {
        return current(web);
    };
    CanLookBack::extract(request).await?;
    Ok(Arc::new(Rendered::new(&web.app.availability_at(moment).await?)))
}

fn current(web: &Web) -> Result<Arc<Rendered>, Problem> {
    web.view.current().ok_or_else(|| Problem::new(Kind::Unavailable))
}

const FORMS: [Offer; 2] = [JSON, GEO_JSON];

fn caching(web: &Web) -> &'static str {
    if web.app.settings.public_availability {
        OPEN
    } else {
        SECURED
    }
}

/// Which houses are asked for. An empty list of values leaves that filter out.
struct Filter {
    houses: filter::Filter,
    municipalities: Vec<Name>,
    min_beds_free: Option<u32>,
    admits_on: Option<NaiveDate>,
    freshness: Vec<Freshness>,
    near: Option<Location>,
    as_of: Option<DateTime<Utc>>,
}

impl Filter {
    fn read(request: &HttpRequest) -> Result<(Offer, Self), Problem> {
        let mut query = Query::of(request);
        let format = query.one(
            "format",
            Rule::OneOf(vec![JSON.format, GEO_JSON.format]),
            |text| {
                FORMS
                    .iter()
                    .find(|form| form.format == text)
                    .map(|form| form.format)
            },
        );
        let filter = Self {
            houses: filter::Filter {
                houses: Vec::new(),
                regions: query.ids("networkRegion"),
                types: query.codes("type"),
            },
            municipalities: query.many("municipality", &Rule::Line { most: 120 }, Name::new),
            min_beds_free: query.number("minBedsFree", 0, 999),
            admits_on: query.date("admitsOn"),
            freshness: query.codes("freshness"),
            near: query.point("near"),
            as_of: query.moment("asOf"),
        };
        query.close()?;
        Ok((choose(request, format, &FORMS)?, filter))
    }

    /// Whether the house belongs to what is asked about, whatever it offers.
    fn covers(&self, offer: &HouseAvailability) -> bool {
        let details = &offer.house.details;
        self.houses.describes(details)
            && (self.municipalities.is_empty() || self.municipalities.contains(&details.municipality))
    }

    /// Whether the house offers what is asked for.
    fn wants(&self, offer: &HouseAvailability, today: NaiveDate) -> bool {
        (self.freshness.is_empty() || self.freshness.contains(&offer.freshness))
            && self
                .min_beds_free
                .is_none_or(|least| offer.beds_free.is_some_and(|free| free >= least))
            && self
                .admits_on
                .is_none_or(|date| date >= today && admits_on(offer, date))
    }
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for the published document")]
struct AvailabilityQuery {
    /// Een of meer netwerkregio's.
    #[param(rename = "networkRegion", style = Form, explode = true, example = json!(["groningen_centraal"]), required = false, nullable = false)]
    network_region: Option<Vec<String>>,
    /// Een of meer soorten huizen.
    #[param(style = Form, explode = true, value_type = Option<Vec<super::houses::HouseTypeCode>>, example = json!(["bijna_thuis_huis"]), required = false, nullable = false)]
    r#type: Option<Vec<String>>,
    /// Een of meer gemeenten.
    #[param(style = Form, explode = true, example = json!(["Groningen"]), required = false, nullable = false)]
    municipality: Option<Vec<String>>,
    /// Alleen huizen met zoveel vrije bedden of meer.
    #[param(
        rename = "minBedsFree",
        minimum = 0,
        maximum = 999,
        example = 1,
        required = false,
        nullable = false
    )]
    min_beds_free: Option<u32>,
    /// Alleen huizen die op deze dag kunnen opnemen.
    #[param(rename = "admitsOn", format = Date, example = "2026-11-23", required = false, nullable = false)]
    admits_on: Option<String>,
    /// Alleen tellingen van deze ouderdom.
    #[param(style = Form, explode = true, value_type = Option<Vec<document::FreshnessCode>>, example = json!(["fresh", "stale"]), required = false, nullable = false)]
    freshness: Option<Vec<String>>,
    /// Een punt als breedte,lengte: de huizen staan dan op afstand, met `distanceKm`.
    #[param(example = "53.22,6.57", required = false, nullable = false)]
    near: Option<String>,
    /// Wat er op dit moment te zien was, naar wat toen was geregistreerd. Alleen met een token.
    #[param(rename = "asOf", format = DateTime, example = "2026-11-20T15:00:00Z", required = false, nullable = false)]
    as_of: Option<String>,
    /// De vorm, voor wie geen Accept kan sturen.
    #[param(inline, value_type = Option<document::FormatCode>, example = "geojson", required = false, nullable = false)]
    format: Option<String>,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for the published document")]
struct AsOfQuery {
    /// Wat er op dit moment te zien was, naar wat toen was geregistreerd. Alleen met een token.
    #[param(rename = "asOf", format = DateTime, example = "2026-11-20T15:00:00Z", required = false, nullable = false)]
    as_of: Option<String>,
}
