//! A projection, as it is answered and written down.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::planning::forecasts::UnitKind;
use crate::app::planning::known::Known;
use crate::app::planning::projections::{
    Assumptions, Figure, Measure, MeasureCode, Projection, Spread, UnitProjection,
};
use crate::domain::calendar::write_moment;
use crate::domain::code::Coded as _;
use crate::http::forecasts::{UnitKindCode, rounded};

/// Een projectie, en alles wat nodig is om haar over te doen.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = ProjectionResult)]
#[serde(rename_all = "camelCase")]
pub struct ProjectionDocument {
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
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_u64, example = 1)]
    pub seed: u64,
    #[schema(minimum = 20, maximum = 2000, example = 200)]
    pub draws: u32,
    #[schema(minimum = 1, maximum = 100, example = 2)]
    pub paths: u32,
    pub assumptions: AssumptionsDocument,
    pub units: Vec<UnitDocument>,
}

/// Waar een projectie van uitgaat, naast het scenario. Zie docs/model.md.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = ProjectionAssumptions)]
#[serde(rename_all = "camelCase")]
pub struct AssumptionsDocument {
    /// Regio's zonder geimporteerde sterfte: elk jaar evenveel als nu, met een fout van 1 % maal de wortel van de jaren.
    /// Leeg staat voor huizen waarvan de regio niet bekend is.
    #[schema(example = json!(["noord_groningen"]))]
    pub flat_regions: Vec<String>,
    /// De groei per jaar van het gebruik naast de sterfte waarmee is gerekend.
    #[schema(example = 0.0)]
    pub yearly_growth: f64,
    /// Huizen die de laatste tijd niets registreerden en niet meedoen.
    #[schema(example = json!([]))]
    pub silent_houses: Vec<String>,
    /// De rol analist: opnames, vertrekken, aanvragen en wachtlijsten zijn gebruikt tot en met deze dag. Null waar zij alle
    /// zijn gebruikt.
    #[schema(required, example = json!(null))]
    pub flows_until: Option<NaiveDate>,
}

/// Een huis, een netwerkregio of het netwerk.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = UnitProjection)]
#[serde(rename_all = "camelCase")]
pub struct UnitDocument {
    #[schema(value_type = UnitKindCode)]
    pub kind: String,
    /// Null voor huizen waarvan de regio niet bekend is.
    #[schema(required, example = "noord_groningen")]
    pub id: Option<String>,
    pub periods: Vec<PeriodDocument>,
}

/// Een jaar of kwartaal; het eerste begint de dag na de laatste die bekend is.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = ProjectionPeriod)]
pub struct PeriodDocument {
    #[schema(example = "2030-01-01")]
    pub from: NaiveDate,
    #[schema(example = "2030-12-31")]
    pub until: NaiveDate,
    pub figures: Vec<FigureDocument>,
}

/// Een maat, met haar onzekerheid.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = ProjectionFigure)]
pub struct FigureDocument {
    #[schema(value_type = MeasureName)]
    pub measure: String,
    pub value: SpreadDocument,
    /// Het verschil met wat er zonder veranderingen gebeurt; null waar het scenario niets verandert.
    #[schema(required)]
    pub change: Option<SpreadDocument>,
}

/// De verdeling van een getal over wat niet zeker bekend is.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Spread)]
#[serde(rename_all = "camelCase")]
pub struct SpreadDocument {
    #[schema(example = 210.4)]
    pub mean: f64,
    #[schema(example = 175.0)]
    pub p05: f64,
    #[schema(example = 183.0)]
    pub p10: f64,
    #[schema(example = 210.0)]
    pub p50: f64,
    #[schema(example = 238.0)]
    pub p90: f64,
    #[schema(example = 247.0)]
    pub p95: f64,
    /// Hoe ver het gemiddelde met ander toeval zou schuiven (standaardfout); kleiner met meer trekkingen.
    #[schema(minimum = 0, example = 1.2)]
    pub simulation_error: f64,
}

/// De maten van een projectie.
#[derive(ToSchema)]
#[schema(as = ProjectionMeasure, rename_all = "camelCase", example = "requests")]
#[expect(dead_code, reason = "describes the codes for the published document")]
enum MeasureName {
    /// Mensen die dit huis, of een huis van de regio, als eerste vragen.
    Requests,
    /// Van hen: vond daar geen bed toen hij vroeg.
    FoundFull,
    /// Van hen: kreeg meteen een bed in een ander huis.
    Moved,
    /// Van hen: kreeg geen bed en wachtte er niet op.
    Lost,
    /// Van hen: stierf of ging elders heen terwijl hij wachtte.
    GaveUp,
    /// Opnames in de huizen, wie ook waar het eerst vroeg.
    Admissions,
    OccupiedBedDays,
    InServiceBedDays,
    /// Bezette van inzetbare beddagen.
    Occupancy,
    /// Deel van de aanvragen dat het huis vol vond.
    FoundFullShare,
    /// Deel van de aanvragen dat zonder bed eindigde.
    WithoutBedShare,
    /// Deel van de dagen dat een huis geen bed te geven had.
    DaysFullShare,
    /// Deel van de dagen dat geen huis een bed te geven had.
    DaysAllFullShare,
}

impl ProjectionDocument {
    pub fn new(known: &Known, projection: &Projection) -> Self {
        let unit = |kind, id: Option<&str>, unit: &UnitProjection| unit_document(projection, kind, id, unit);
        let houses = projection.houses.iter();
        let regions = projection.regions.iter();
        let network = known
            .network
            .as_ref()
            .map_or("network", |network| network.id.as_str());
        let named = |id: &'_ str| (!id.is_empty()).then(|| id.to_owned());
        let units = houses
            .map(|house| unit(UnitKind::House, Some(&house.id), house))
            .chain(regions.map(|region| unit(UnitKind::NetworkRegion, named(&region.id).as_deref(), region)))
            .chain([unit(UnitKind::Network, Some(network), &projection.network)])
            .collect();
        Self {
            model_version: projection.version.to_owned(),
            data_as_of: write_moment(known.at),
            origin: projection.origin,
            input_hash: known.input_hash.clone(),
            deaths_version: known.deaths.as_ref().map(|import| import.number),
            seed: projection.seed,
            draws: projection.draws,
            paths: projection.paths,
            assumptions: AssumptionsDocument::new(known, &projection.assumptions),
            units,
        }
    }
}

impl AssumptionsDocument {
    fn new(known: &Known, assumptions: &Assumptions) -> Self {
        Self {
            flat_regions: assumptions.flat_regions.clone(),
            yearly_growth: rounded(assumptions.trend),
            silent_houses: assumptions.silent_houses.clone(),
            flows_until: known.flows_until,
        }
    }
}

fn unit_document(
    projection: &Projection,
    kind: UnitKind,
    id: Option<&str>,
    unit: &UnitProjection,
) -> UnitDocument {
    let periods = projection.periods.iter().zip(&unit.periods);
    UnitDocument {
        kind: kind.code().to_owned(),
        id: id.map(str::to_owned),
        periods: periods
            .map(|(period, figures)| PeriodDocument {
                from: period.from,
                until: period.until,
                figures: Measure::ALL
                    .iter()
                    .zip(figures)
                    .map(|(measure, figure)| FigureDocument::new(*measure, figure))
                    .collect(),
            })
            .collect(),
    }
}

impl FigureDocument {
    fn new(measure: Measure, figure: &Figure) -> Self {
        Self {
            measure: MeasureCode::of(measure).code().to_owned(),
            value: SpreadDocument::new(&figure.value),
            change: figure.change.as_ref().map(SpreadDocument::new),
        }
    }
}

impl SpreadDocument {
    pub fn new(spread: &Spread) -> Self {
        Self {
            mean: rounded(spread.mean),
            p05: rounded(spread.p05),
            p10: rounded(spread.p10),
            p50: rounded(spread.p50),
            p90: rounded(spread.p90),
            p95: rounded(spread.p95),
            simulation_error: rounded(spread.simulation_error),
        }
    }
}
