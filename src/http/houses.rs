//! Houses over HTTP.

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::IntoParams;

use super::auth::{CanManageHouses, CanSeeBoard};
use super::conditional::{
    IfMatchHeader, IfNoneMatchHeader, OPEN, SECURED, answer, precondition, tag_of, tagged,
};
use super::input::read_body;
use super::negotiate::{JSON, choose};
use super::problem::Problem;
use super::query::{Query, path};
use super::{Web, write_json};
use crate::app;
use crate::domain::house::House;
use crate::domain::reporting::Reporting;
use crate::domain::rule::Rule;
use crate::domain::text::{HouseId, Id};

mod body;
mod document;

pub use document::{HouseTypeCode, LocationDocument};

use body::{Body, HouseBody};
use document::HouseDocument;

/// Alle huizen.
///
/// Geeft de huizen zoals ze op een dag zijn, op volgorde van id.
#[utoipa::path(
    get, path = "/houses", tag = "houses", params(OnQuery),
    responses((status = 200, description = "De huizen", body = [HouseDocument])),
    security(("bearer" = []), ())
)]
pub async fn list_houses(
    _: CanSeeBoard,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let on = read_query(&request, web.app.today())?;
    let houses: Vec<_> = app::houses::list(&web.app, on)
        .await?
        .iter()
        .map(HouseDocument::from)
        .collect();
    respond(&request, &web, &houses)
}

/// Een huis.
///
/// Geeft het huis zoals het op een dag is, met het verloop van het aantal bedden.
#[utoipa::path(
    get, path = "/houses/{houseId}", tag = "houses", params(HousePath, OnQuery),
    responses((status = 200, description = "Het huis", body = HouseDocument)),
    security(("bearer" = []), ())
)]
pub async fn get_house(
    _: CanSeeBoard,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let id = house_id(&request)?;
    let on = read_query(&request, web.app.today())?;
    let house = app::houses::read(&web.app, id, on).await?;
    respond(&request, &web, &HouseDocument::from(&house))
}

/// Een huis vastleggen of wijzigen.
///
/// Naam, soort, regio en adresgegevens gelden vanaf `validFrom`; wat eerder gold blijft opvraagbaar met
/// `on`. Een netwerkregio of gemeente moet bekend zijn, en geregistreerde dagen moeten blijven passen;
/// anders is het antwoord 409. `If-Match` en `If-None-Match: *` beschermen tegen het overschrijven van
/// andermans wijziging.
#[utoipa::path(
    put, path = "/houses/{houseId}", tag = "houses", params(HousePath, IfMatchHeader, IfNoneMatchHeader),
    request_body = HouseBody,
    responses(
        (status = 200, description = "Het huis is gewijzigd", body = HouseDocument),
        (status = 201, description = "Het huis is nieuw", body = HouseDocument),
    ),
    security(("bearer" = []))
)]
pub async fn put_house(
    can: CanManageHouses,
    request: HttpRequest,
    body: Bytes,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let id = house_id(&request)?;
    Query::of(&request).close()?;
    choose(&request, None, &[JSON])?;
    let described = read_body::<Body>(&request, &body)?.describe(id);
    let precondition = precondition(&request)?;
    let expected = move |stored: Option<(&House, &Reporting)>| {
        let tag = stored
            .and_then(|(house, _)| write_json(&HouseDocument::from(house)).ok())
            .map(|json| tag_of(&json));
        precondition.holds_for(tag.as_deref())
    };
    let (is_new, house) = app::houses::put(&web.app, &can.principal()?, described, expected).await?;
    let json = write_json(&HouseDocument::from(&house))?;
    let mut response = HttpResponse::build(if is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    });
    if is_new {
        response.insert_header(("Location", format!("/v1/houses/{}", house.id)));
    }
    Ok(tagged(&mut response, &tag_of(&json))
        .content_type(JSON.media_type)
        .body(json))
}

/// The house named in the path.
///
/// # Errors
/// A [`Problem`] where it is no id.
pub fn house_id(request: &HttpRequest) -> Result<HouseId, Problem> {
    path(request, "houseId", Rule::Id, Id::new)
}

fn read_query(request: &HttpRequest, today: NaiveDate) -> Result<NaiveDate, Problem> {
    let mut query = Query::of(request);
    let on = query.date("on").unwrap_or(today);
    query.close()?;
    choose(request, None, &[JSON])?;
    Ok(on)
}

fn respond(request: &HttpRequest, web: &Web, document: &impl Serialize) -> Result<HttpResponse, Problem> {
    let json = write_json(document)?;
    let caching = if web.app.settings.public_availability {
        OPEN
    } else {
        SECURED
    };
    Ok(answer(request, &tag_of(&json), caching, JSON.media_type, json))
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes the path for the published document")]
pub struct HousePath {
    /// Het id van het huis.
    #[param(rename = "houseId", example = "de-linde")]
    house_id: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for the published document")]
struct OnQuery {
    /// De dag waarop het huis zo is; zonder deze parameter vandaag.
    #[param(format = Date, example = "2026-11-20", required = false, nullable = false)]
    on: Option<String>,
}
