//! A house as it is answered; its parts are sent in the same form.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::code::Coded;
use crate::domain::house::House;
use crate::domain::place::Location;

/// Een punt in graden (WGS 84).
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
pub(super) struct IdentifierDocument {
    #[schema(example = "https://example.org/houses")]
    system: String,
    #[schema(example = "HUIS-1")]
    value: String,
}

/// Het aantal bedden vanaf een dag.
#[derive(Serialize, ToSchema)]
#[schema(as = BedsFrom)]
pub(super) struct BedsDocument {
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
    #[schema(example = "de-linde")]
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
