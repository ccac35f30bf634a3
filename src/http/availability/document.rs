//! Availability as it is answered.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::availability::HouseAvailability;
use crate::domain::calendar::write_moment;
use crate::domain::code::Coded;
use crate::http::houses::{HouseTypeCode, LocationDocument};

/// Wat een huis nu te bieden heeft.
#[derive(Serialize, ToSchema)]
#[schema(as = HouseAvailability)]
#[serde(rename_all = "camelCase")]
pub(super) struct HouseAvailabilityDocument {
    #[schema(example = "de-linde")]
    house_id: String,
    #[schema(example = "Voorbeeldhuis De Linde")]
    name: String,
    #[schema(value_type = HouseTypeCode)]
    r#type: &'static str,
    #[schema(required, example = "groningen_centraal")]
    network_region: Option<String>,
    #[schema(example = "Groningen")]
    municipality: String,
    #[schema(required)]
    location: Option<LocationDocument>,
    #[schema(required, example = "+44 1632 960101")]
    phone: Option<String>,
    #[schema(value_type = StatusCode)]
    status: &'static str,
    /// Vrije bedden; null als de telling te oud is, 0 bij een opnamestop of sluiting.
    #[schema(required, minimum = 0, example = 1)]
    beds_free: Option<u32>,
    /// Als `bedsFree` niet bekend is: wat de laatste telling zei.
    #[schema(required, minimum = 0)]
    last_known_beds_free: Option<u32>,
    #[schema(required, minimum = 0, example = 4)]
    beds_in_service: Option<u32>,
    /// Vanaf wanneer het huis opneemt; null is nu, of niet bekend als ook `bedsFree` dat is. Een huis dat in
    /// het weekend niet opneemt schuift door naar maandag.
    #[schema(required, format = DateTime)]
    admits_from: Option<String>,
    #[schema(required, example = true)]
    admits_on_weekend: Option<bool>,
    /// De dag van de laatste registratie.
    #[schema(required, example = "2026-11-20")]
    date: Option<NaiveDate>,
    /// Het moment waarover de telling gaat: de invoer, maar nooit na het einde van de dag.
    #[schema(required, format = DateTime, example = "2026-11-20T07:45:00Z")]
    reported_at: Option<String>,
    #[schema(value_type = FreshnessCode)]
    freshness: &'static str,
    /// De kans dat er nu nog een bed vrij is; null als de telling te oud is.
    #[schema(required, minimum = 0, maximum = 1, example = 0.82)]
    probability_free: Option<f64>,
    /// De afstand hemelsbreed tot `near`.
    // The last member: distances are put in its place (see `view`).
    #[schema(required, minimum = 0)]
    distance_km: Option<f64>,
}

impl From<&HouseAvailability> for HouseAvailabilityDocument {
    fn from(offer: &HouseAvailability) -> Self {
        let house = &offer.house;
        let details = &house.details;
        Self {
            house_id: house.id.to_string(),
            name: details.name.to_string(),
            r#type: details.house_type.code(),
            network_region: details.region.as_ref().map(ToString::to_string),
            municipality: details.municipality.to_string(),
            location: details.location.map(LocationDocument::from),
            phone: details.phone.as_ref().map(ToString::to_string),
            status: offer.status.code(),
            beds_free: offer.beds_free,
            last_known_beds_free: offer.last_known_beds_free,
            beds_in_service: offer.beds_in_service,
            admits_from: offer.admits_from.map(write_moment),
            admits_on_weekend: details.admits_on_weekend,
            date: offer.counted_on,
            reported_at: offer.counted_at.map(write_moment),
            freshness: offer.freshness.code(),
            probability_free: offer.probability_free.map(to_three_places),
            distance_km: None,
        }
    }
}

/// More places would say more than the estimate knows.
fn to_three_places(probability: f64) -> f64 {
    (probability * 1000.0).round() / 1000.0
}

/// De bedden van alle gevraagde huizen op een moment.
#[derive(Serialize, ToSchema)]
#[schema(as = Availability)]
#[serde(rename_all = "camelCase")]
pub(super) struct AvailabilityDocument {
    /// Het moment waarop het register voor het laatst is gelezen.
    #[schema(format = DateTime, example = "2026-11-20T09:00:00Z")]
    as_of: String,
    /// Huizen die open zijn.
    #[schema(minimum = 0, example = 8)]
    houses_expected: u32,
    /// Huizen waarvan de telling vers of verouderd is; op deze berust `bedsFree`.
    #[schema(minimum = 0, example = 7)]
    houses_reported: u32,
    #[schema(minimum = 0, example = 5)]
    beds_free: u32,
    houses: Vec<HouseAvailabilityDocument>,
}

/// Een huis op een moment.
#[derive(Serialize, ToSchema)]
#[schema(as = OneHouseAvailability)]
#[serde(rename_all = "camelCase")]
pub(super) struct OneHouseDocument {
    #[schema(format = DateTime, example = "2026-11-20T09:00:00Z")]
    as_of: String,
    #[serde(flatten)]
    house: HouseAvailabilityDocument,
}

/// De bedden als `GeoJSON` (RFC 7946), voor op een kaart.
#[derive(Serialize, ToSchema)]
#[schema(as = AvailabilityFeatureCollection)]
#[serde(rename_all = "camelCase")]
pub(super) struct FeatureCollectionDocument {
    #[schema(value_type = FeatureCollectionCode)]
    r#type: String,
    #[schema(format = DateTime, example = "2026-11-20T09:00:00Z")]
    as_of: String,
    #[schema(minimum = 0, example = 8)]
    houses_expected: u32,
    #[schema(minimum = 0, example = 7)]
    houses_reported: u32,
    #[schema(minimum = 0, example = 5)]
    beds_free: u32,
    features: Vec<FeatureDocument>,
}

/// Een huis op de kaart.
#[derive(Serialize, ToSchema)]
#[schema(as = AvailabilityFeature)]
struct FeatureDocument {
    #[schema(value_type = FeatureCode)]
    r#type: String,
    #[schema(example = "de-linde")]
    id: String,
    #[schema(required)]
    geometry: Option<PointDocument>,
    properties: HouseAvailabilityDocument,
}

/// Een punt op de kaart.
#[derive(Serialize, ToSchema)]
#[schema(as = Point)]
struct PointDocument {
    #[schema(value_type = PointCode)]
    r#type: String,
    /// Lengte en breedte, in graden.
    #[schema(min_items = 2, max_items = 2, example = json!([6.56, 53.2]))]
    coordinates: Vec<f64>,
}

/// Declares the codes of an enumeration for the published document. The codes are bare tokens, for `utoipa`
/// does not see through a literal that a macro has wrapped.
macro_rules! codes {
    ($($(#[$meta:meta])* $name:ident as $schema:ident { $($value:ident = $code:tt),+ })+) => {
        $(
            $(#[$meta])*
            #[derive(Serialize, ToSchema)]
            #[schema(as = $schema)]
            #[expect(dead_code, reason = "describes the codes for the published document")]
            pub(super) enum $name { $(#[serde(rename = $code)] $value),+ }
        )+
    };
}

codes! {
    /// Wat een huis te bieden heeft.
    StatusCode as AvailabilityStatus {
        Available = "available", Full = "full", AdmissionStop = "admission_stop", Closed = "closed", Unknown = "unknown"
    }
    /// Hoe ver een telling nog te vertrouwen is.
    FreshnessCode as Freshness { Fresh = "fresh", Stale = "stale", Unknown = "unknown" }
    /// De vorm van het antwoord.
    FormatCode as AvailabilityFormat { Json = "json", GeoJson = "geojson" }
    FeatureCollectionCode as FeatureCollectionType { FeatureCollection = "FeatureCollection" }
    FeatureCode as FeatureType { Feature = "Feature" }
    PointCode as PointType { Point = "Point" }
}
