//! Houses over HTTP.

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::auth::{CanManageHouses, CanSeeBoard};
use super::conditional::{OPEN, SECURED, answer, precondition, tag_of, tagged};
use super::input::{Code, FromJson, List, Members, read_body};
use super::negotiate::{JSON, choose};
use super::problem::{InputError, Problem};
use super::query::{Query, path};
use super::{Web, write_json};
use crate::app;
use crate::app::houses::Described;
use crate::domain::code::Coded;
use crate::domain::count::Count;
use crate::domain::house::{BedPlan, House, HouseDetails, HouseType, Identifier, Opening, Phone};
use crate::domain::place::Location;
use crate::domain::rule::Rule;
use crate::domain::text::{HouseId, Id, Line, Name};

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
/// anders is het antwoord 409.
#[utoipa::path(
    put, path = "/houses/{houseId}", tag = "houses", params(HousePath), request_body = HouseBody,
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
    let expected = move |stored: Option<&House>| {
        let tag = stored
            .and_then(|house| write_json(&HouseDocument::from(house)).ok())
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
    #[param(pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", example = "de-linde")]
    #[param(rename = "houseId")]
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

/// A point in degrees (WGS 84).
#[derive(Serialize, ToSchema)]
#[schema(as = Location)]
pub struct LocationDocument {
    #[schema(minimum = -90, maximum = 90, example = 53.2)]
    latitude: f64,
    #[schema(minimum = -180, maximum = 180, example = 6.56)]
    longitude: f64,
}

impl From<Location> for LocationDocument {
    fn from(location: Location) -> Self {
        Self {
            latitude: location.latitude(),
            longitude: location.longitude(),
        }
    }
}

/// Het huis in een ander systeem.
#[derive(Serialize, ToSchema)]
#[schema(as = Identifier)]
struct IdentifierDocument {
    #[schema(min_length = 1, max_length = 200, example = "https://example.org/houses")]
    system: String,
    #[schema(min_length = 1, max_length = 120, example = "HUIS-1")]
    value: String,
}

/// Het aantal bedden vanaf een dag.
#[derive(Serialize, ToSchema)]
#[schema(as = BedsFrom)]
struct BedsDocument {
    #[schema(example = "2012-03-01")]
    from: NaiveDate,
    #[schema(minimum = 0, maximum = 999, example = 4)]
    physical: u32,
}

/// Een huis, zoals het op een dag is.
#[derive(Serialize, ToSchema)]
#[schema(as = House)]
#[serde(rename_all = "camelCase")]
pub struct HouseDocument {
    #[schema(pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", example = "de-linde")]
    house_id: String,
    /// Vanaf deze dag gelden naam, soort, regio en adresgegevens.
    #[schema(example = "2012-03-01")]
    valid_from: NaiveDate,
    #[schema(example = "Voorbeeldhuis De Linde")]
    name: String,
    #[schema(value_type = HouseTypeCode)]
    r#type: &'static str,
    /// De netwerkregio; nooit afgeleid van de gemeente. Null als zij niet bekend is.
    #[schema(required, example = "groningen_centraal")]
    network_region: Option<String>,
    #[schema(example = "Groningen")]
    municipality: String,
    #[schema(required)]
    location: Option<LocationDocument>,
    #[schema(required, example = "+44 1632 960101")]
    phone: Option<String>,
    #[schema(required, example = "Stichting Voorbeeldhuis De Linde")]
    organisation: Option<String>,
    /// Neemt het huis op zaterdag en zondag op? Null als dat niet bekend is.
    #[schema(required, example = true)]
    admits_on_weekend: Option<bool>,
    identifiers: Vec<IdentifierDocument>,
    #[schema(example = "2012-03-01")]
    opens_on: NaiveDate,
    #[schema(required)]
    closes_on: Option<NaiveDate>,
    beds: Vec<BedsDocument>,
}

impl From<&House> for HouseDocument {
    fn from(house: &House) -> Self {
        let details = &house.details;
        Self {
            house_id: house.id.to_string(),
            valid_from: details.valid_from,
            name: details.name.to_string(),
            r#type: details.house_type.code(),
            network_region: details.region.as_ref().map(ToString::to_string),
            municipality: details.municipality.to_string(),
            location: details.location.map(LocationDocument::from),
            phone: details.phone.as_ref().map(ToString::to_string),
            organisation: details.organisation.as_ref().map(ToString::to_string),
            admits_on_weekend: details.admits_on_weekend,
            identifiers: house
                .identifiers
                .iter()
                .map(|identifier| IdentifierDocument {
                    system: identifier.system.to_string(),
                    value: identifier.value.to_string(),
                })
                .collect(),
            opens_on: house.opening.opens_on,
            closes_on: house.opening.closes_on,
            beds: house
                .beds
                .steps()
                .iter()
                .map(|(from, physical)| BedsDocument {
                    from: *from,
                    physical: physical.get(),
                })
                .collect(),
        }
    }
}

/// De soort van een huis.
#[derive(ToSchema)]
#[schema(as = HouseType, rename_all = "snake_case", example = "bijna_thuis_huis")]
#[expect(dead_code, reason = "describes the codes for the published document")]
pub enum HouseTypeCode {
    BijnaThuisHuis,
    HighCareHospice,
    PalliativeUnit,
    ElvPalliative,
}

/// Een huis om vast te leggen. Wat is weggelaten is niet bekend.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "describes the body for the published document; it is read by Body"
)]
pub struct HouseBody {
    /// Vanaf wanneer naam, soort, regio en adresgegevens gelden; zonder waarde vanaf de opening van een
    /// nieuw huis, en anders vanaf vandaag.
    #[schema(example = "2012-03-01")]
    valid_from: Option<NaiveDate>,
    #[schema(
        min_length = 1,
        max_length = 120,
        pattern = r"\S",
        example = "Voorbeeldhuis De Linde"
    )]
    name: String,
    #[schema(value_type = HouseTypeCode)]
    r#type: String,
    #[schema(pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", example = "groningen_centraal")]
    network_region: Option<String>,
    #[schema(min_length = 1, max_length = 120, pattern = r"\S", example = "Groningen")]
    municipality: String,
    location: Option<LocationDocument>,
    #[schema(min_length = 1, max_length = 40, example = "+44 1632 960101")]
    phone: Option<String>,
    #[schema(
        min_length = 1,
        max_length = 120,
        example = "Stichting Voorbeeldhuis De Linde"
    )]
    organisation: Option<String>,
    #[schema(example = true)]
    admits_on_weekend: Option<bool>,
    #[schema(max_items = 20)]
    identifiers: Option<Vec<IdentifierDocument>>,
    /// De eerste dag; zonder waarde de eerste dag waarvoor een aantal bedden bekend is.
    #[schema(example = "2012-03-01")]
    opens_on: Option<NaiveDate>,
    closes_on: Option<NaiveDate>,
    #[schema(min_items = 1, max_items = 500)]
    beds: Vec<BedsDocument>,
}

/// A house as it was sent; its id is in the path.
struct Body {
    details: HouseDetails,
    states_valid_from: bool,
    identifiers: Vec<Identifier>,
    opening: Opening,
    beds: BedPlan,
}

impl Body {
    fn describe(self, id: HouseId) -> Described {
        Described {
            house: House {
                id,
                details: self.details,
                identifiers: self.identifiers,
                opening: self.opening,
                beds: self.beds,
            },
            states_valid_from: self.states_valid_from,
        }
    }
}

impl FromJson for Body {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let body = read_members(&mut members);
        members.close();
        body
    }
}

impl FromJson for Described {
    /// A house with its id, as it stands in a file.
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let id = members.required::<HouseId>("houseId");
        let body = read_members(&mut members);
        members.close();
        id.zip(body).map(|(id, body)| body.describe(id))
    }
}

fn read_members(members: &mut Members) -> Option<Body> {
    let valid_from = members.optional::<NaiveDate>("validFrom");
    let name = members.required::<Name>("name");
    let house_type = members.required::<Code<HouseType>>("type");
    let region = members.optional::<Id>("networkRegion");
    let municipality = members.required::<Name>("municipality");
    let location = members.optional::<Location>("location");
    let phone = members.optional::<Phone>("phone");
    let organisation = members.optional::<Name>("organisation");
    let admits_on_weekend = members.optional::<bool>("admitsOnWeekend");
    let identifiers = members.optional::<List<Identifier, 20>>("identifiers");
    let opens_on = members.optional::<NaiveDate>("opensOn");
    let closes_on = members.optional::<NaiveDate>("closesOn");
    let steps = members.required::<List<(NaiveDate, Count), 500>>("beds");
    let beds = steps.and_then(|List(steps)| {
        let plan = BedPlan::new(steps);
        if plan.is_none() {
            members.refuse("beds", Rule::BedPlan);
        }
        plan
    })?;
    let opens_on = opens_on.or_else(|| beds.first_day())?;
    let mut identifiers = identifiers.map_or_else(Vec::new, |List(items)| items);
    identifiers.sort();
    identifiers.dedup();
    Some(Body {
        states_valid_from: valid_from.is_some(),
        details: HouseDetails {
            valid_from: valid_from.unwrap_or(opens_on),
            name: name?,
            house_type: house_type?.0,
            region,
            municipality: municipality?,
            location,
            phone,
            organisation,
            admits_on_weekend,
        },
        identifiers,
        opening: Opening { opens_on, closes_on },
        beds,
    })
}

impl FromJson for Location {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let latitude = members.required::<Degrees<90>>("latitude");
        let longitude = members.required::<Degrees<180>>("longitude");
        members.close();
        Self::new(latitude?.0, longitude?.0)
    }
}

/// An angle of `-MOST` to `MOST` degrees.
struct Degrees<const MOST: i32>(f64);

impl<const MOST: i32> FromJson for Degrees<MOST> {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let degrees = value.as_f64().filter(|degrees| degrees.abs() <= f64::from(MOST));
        if degrees.is_none() {
            let rule = Rule::Number {
                least: -MOST,
                most: MOST,
            };
            faults.push(InputError::pointer(pointer, rule));
        }
        degrees.map(Self)
    }
}

impl FromJson for Identifier {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let system = members.required::<Line<200>>("system");
        let value = members.required::<Line<120>>("value");
        members.close();
        Some(Self {
            system: system?,
            value: value?,
        })
    }
}

impl FromJson for (NaiveDate, Count) {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let from = members.required::<NaiveDate>("from");
        let physical = members.required::<Count>("physical");
        members.close();
        Some((from?, physical?))
    }
}
