//! A bed requirement, as it is answered and written down.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::planning::known::Known;
use crate::app::planning::projections::{HouseRequirement, OneMoreBed, PooledRequirement, Requirement};
use crate::domain::calendar::write_moment;
use crate::http::projections::SpreadDocument;

/// Hoeveel bedden er nodig zijn, en alles wat nodig is om het over te doen.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = BedRequirementResult)]
#[serde(rename_all = "camelCase")]
pub struct RequirementDocument {
    /// De versie van het model.
    #[schema(example = "1")]
    pub model_version: String,
    /// Alleen wat op dit moment was geregistreerd is gebruikt.
    #[schema(format = DateTime, example = "2026-11-20T08:00:00Z")]
    pub data_as_of: String,
    /// De laatste dag waarvan iets bekend is.
    #[schema(example = "2026-11-20")]
    pub origin: NaiveDate,
    /// Kenmerk van alles wat het model is verteld.
    #[schema(example = "9f2c5e0b7d61a8430e5f9b27c1d4a6e83b70f1d25c9e8a46b13d7f0e2a5c8b94")]
    pub input_hash: String,
    /// De import van sterfte waarmee is gerekend; null zonder.
    #[schema(required, minimum = 1, example = 1)]
    pub deaths_version: Option<u32>,
    /// De rol analist: opnames, vertrekken, aanvragen en wachtlijsten zijn gebruikt tot en met deze dag. Null waar zij alle
    /// zijn gebruikt.
    #[schema(required, example = json!(null))]
    pub flows_until: Option<NaiveDate>,
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_u64, example = 1)]
    pub seed: u64,
    #[schema(minimum = 20, maximum = 2000, example = 200)]
    pub draws: u32,
    /// Elk huis alleen: geen ander helpt het.
    pub houses: Vec<HouseDocument>,
    pub regions: Vec<PooledDocument>,
    pub network: PooledDocument,
    /// Waar een bed erbij de meeste mensen helpt. De volgorde is niet zeker: zie `tiesUntilPlace`.
    pub one_more_bed: Vec<OneMoreDocument>,
}

/// De bedbehoefte van een huis alleen.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = HouseBedRequirement)]
#[serde(rename_all = "camelCase")]
pub struct HouseDocument {
    #[schema(example = "de-linde")]
    pub house_id: String,
    #[schema(minimum = 0, example = 4)]
    pub beds_now: u32,
    /// Aanvragen maal gemiddeld verblijf, in Erlang.
    pub load_erlang: SpreadDocument,
    /// Waarmee het doel gemiddeld wordt gehaald; null waar dat met 999 bedden niet lukt.
    #[schema(required, minimum = 0, example = 5)]
    pub beds_expected: Option<u32>,
    /// Met de gevraagde zekerheid.
    #[schema(required, minimum = 0, example = 6)]
    pub beds_certain: Option<u32>,
    /// Ter vergelijking, met de formule van Erlang B, waarin niemand wacht of helpt en geen bed dicht is: van de
    /// afwijzingen bij die toeloop een bovengrens.
    #[schema(required, minimum = 0, example = 7)]
    pub erlang_b: Option<u32>,
    /// Ter vergelijking, met de formule van Erlang A, waarin iedereen wacht.
    #[schema(required, minimum = 0, example = 5)]
    pub erlang_a: Option<u32>,
}

/// De bedbehoefte van huizen samen.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = PooledBedRequirement)]
#[serde(rename_all = "camelCase")]
pub struct PooledDocument {
    /// De netwerkregio; null voor het netwerk, en voor huizen waarvan de regio niet bekend is.
    #[schema(required, example = "noord_groningen")]
    pub id: Option<String>,
    #[schema(minimum = 0, example = 9)]
    pub beds_now: u32,
    /// De som over de huizen, elk alleen.
    #[schema(required, minimum = 0, example = 15)]
    pub beds_apart: Option<u32>,
    /// Met de hulp tussen huizen van het scenario.
    #[schema(required, minimum = 0, example = 12)]
    pub beds_helping: Option<u32>,
    /// Alsof alle bedden een huis waren.
    #[schema(required, minimum = 0, example = 11)]
    pub beds_pooled: Option<u32>,
}

/// Wat een bed erbij in een huis voor het hele netwerk verandert.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OneMoreBed)]
pub struct OneMoreDocument {
    #[schema(example = "de-linde")]
    pub house_id: String,
    /// Mensen minder per jaar die zonder bed eindigen.
    pub avoided: SpreadDocument,
    /// De plaats in deze lijst, vanaf 1, tot en met welke de volgorde niet te onderscheiden is: de intervallen van 80 %
    /// overlappen.
    #[schema(minimum = 1, example = 2)]
    pub ties_until_place: usize,
}

impl RequirementDocument {
    pub fn new(known: &Known, requirement: &Requirement) -> Self {
        Self {
            model_version: requirement.version.to_owned(),
            data_as_of: write_moment(known.at),
            origin: known.origin,
            input_hash: known.input_hash.clone(),
            deaths_version: known.deaths.as_ref().map(|import| import.number),
            flows_until: known.flows_until,
            seed: requirement.seed,
            draws: requirement.draws,
            houses: requirement.houses.iter().map(HouseDocument::new).collect(),
            regions: requirement.regions.iter().map(PooledDocument::new).collect(),
            network: PooledDocument::new(&requirement.network),
            one_more_bed: requirement
                .one_more_bed
                .iter()
                .map(OneMoreDocument::new)
                .collect(),
        }
    }
}

impl HouseDocument {
    fn new(house: &HouseRequirement) -> Self {
        Self {
            house_id: house.id.clone(),
            beds_now: house.beds_now,
            load_erlang: SpreadDocument::new(&house.load),
            beds_expected: house.expected,
            beds_certain: house.certain,
            erlang_b: house.erlang_b,
            erlang_a: house.erlang_a,
        }
    }
}

impl PooledDocument {
    fn new(pooled: &PooledRequirement) -> Self {
        Self {
            id: (!pooled.id.is_empty()).then(|| pooled.id.clone()),
            beds_now: pooled.beds_now,
            beds_apart: pooled.apart,
            beds_helping: pooled.helping,
            beds_pooled: pooled.pooled,
        }
    }
}

impl OneMoreDocument {
    fn new(one: &OneMoreBed) -> Self {
        Self {
            house_id: one.house.clone(),
            avoided: SpreadDocument::new(&one.avoided),
            ties_until_place: one.ties_until + 1,
        }
    }
}
