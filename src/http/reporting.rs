//! How a house reports, over HTTP.

use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveTime;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::auth::{CanFollowReporting, CanManageHouses};
use super::conditional::{IfMatchHeader, IfNoneMatchHeader, SECURED, answer, precondition, tag_of, tagged};
use super::houses::{HousePath, house_id};
use super::input::{FromJson, List, Members, read_body, text};
use super::negotiate::{JSON, choose};
use super::problem::{InputError, Problem};
use super::query::Query;
use super::{Web, write_json};
use crate::app;
use crate::domain::calendar::{parse_time_of_day, write_time_of_day};
use crate::domain::reporting::{MailAddress, Reporting};
use crate::domain::rule::Rule;

/// De afspraken over de registratie van een huis.
///
/// Tot welk tijdstip het huis zijn stand doorgeeft, en waar het een herinnering krijgt. Alleen voor het huis zelf en
/// de coördinator. Een huis waarvoor niets is vastgelegd heeft het tijdstip van de installatie en geen adressen.
#[utoipa::path(
    get, path = "/houses/{houseId}/reporting", tag = "completeness", params(HousePath),
    responses((status = 200, description = "De afspraken", body = ReportingDocument)),
    security(("bearer" = []))
)]
pub async fn get_reporting(
    can: CanFollowReporting,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let house = house_id(&request)?;
    Query::of(&request).close()?;
    choose(&request, None, &[JSON])?;
    let reporting = app::reporting::read(&web.app, &can.principal()?, house).await?;
    let json = write_json(&ReportingDocument::from(&reporting))?;
    Ok(answer(&request, &tag_of(&json), SECURED, JSON.media_type, json))
}

/// De afspraken over de registratie van een huis vastleggen.
///
/// Vervangt wat er stond; wat is weggelaten geldt niet meer. De afspraken van een bekend huis zijn er altijd, dus
/// het antwoord is altijd 200. `If-Match` beschermt tegen het overschrijven van andermans wijziging.
#[utoipa::path(
    put, path = "/houses/{houseId}/reporting", tag = "completeness",
    params(HousePath, IfMatchHeader, IfNoneMatchHeader),
    request_body = ReportingBody,
    responses((status = 200, description = "De afspraken zijn vastgelegd", body = ReportingDocument)),
    security(("bearer" = []))
)]
pub async fn put_reporting(
    can: CanManageHouses,
    request: HttpRequest,
    body: Bytes,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let house = house_id(&request)?;
    Query::of(&request).close()?;
    choose(&request, None, &[JSON])?;
    let reporting: Reporting = read_body(&request, &body)?;
    let json = write_json(&ReportingDocument::from(&reporting))?;
    let precondition = precondition(&request)?;
    let expected = move |stored: &Reporting| {
        let stored = write_json(&ReportingDocument::from(stored)).ok();
        precondition.holds_for(stored.map(|json| tag_of(&json)).as_deref())
    };
    app::reporting::put(&web.app, &can.principal()?, house, reporting, expected).await?;
    Ok(tagged(&mut HttpResponse::Ok(), &tag_of(&json))
        .content_type(JSON.media_type)
        .body(json))
}

/// Hoe een huis registreert.
#[derive(Serialize, ToSchema)]
#[schema(as = Reporting)]
#[serde(rename_all = "camelCase")]
struct ReportingDocument {
    /// Het tijdstip in Europe/Amsterdam (UU:MM) waarop de stand van de dag uiterlijk binnen is; null is het tijdstip
    /// van de installatie.
    #[schema(required, example = "09:30")]
    reports_by: Option<String>,
    /// De e-mailadressen van de organisatie, niet van een persoon, waar het huis een herinnering krijgt op een dag
    /// waarvan de stand niet op tijd binnen is.
    #[schema(max_items = 5, example = json!(["registratie@de-linde.example"]))]
    remind_at: Vec<String>,
}

impl From<&Reporting> for ReportingDocument {
    fn from(reporting: &Reporting) -> Self {
        Self {
            reports_by: reporting.reports_by().map(write_time_of_day),
            remind_at: reporting.remind_at().iter().map(ToString::to_string).collect(),
        }
    }
}

/// Hoe een huis registreert, om vast te leggen.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "describes the body for the published document; it is read as a Reporting"
)]
struct ReportingBody {
    /// Het tijdstip in Europe/Amsterdam (UU:MM) waarop de stand van de dag uiterlijk binnen is; null of weggelaten is
    /// het tijdstip van de installatie.
    #[schema(example = "09:30")]
    reports_by: Option<String>,
    /// Hoogstens vijf e-mailadressen van de organisatie, niet van een persoon. Zonder adres komt er geen herinnering.
    #[schema(max_items = 5, example = json!(["registratie@de-linde.example"]))]
    remind_at: Option<Vec<String>>,
}

impl FromJson for Reporting {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let reports_by = members.optional::<NaiveTime>("reportsBy");
        let remind_at = members.optional::<List<MailAddress, { Self::MOST_ADDRESSES }>>("remindAt");
        members.close();
        Self::new(reports_by, remind_at.map_or_else(Vec::new, |List(items)| items))
    }
}

impl FromJson for NaiveTime {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        text(value, pointer, faults, Rule::TimeOfDay, parse_time_of_day)
    }
}

impl FromJson for MailAddress {
    /// An address of the right shape that is too long before its `@` is a clash: no pattern can say so.
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let is_too_long = |text: &str| Self::is_well_formed(text) && Self::new(text).is_none();
        if value.as_str().is_some_and(is_too_long) {
            faults.push(InputError::clash(pointer, Rule::MailAddress));
            return None;
        }
        text(value, pointer, faults, Rule::MailAddress, Self::new)
    }
}
