//! Forecasts, as they are answered.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::planning::MODEL_VERSION;
use crate::app::planning::forecasts::{Answer, DayForecast, Method, QUANTILES, Unit, method_code};
use crate::domain::calendar::write_moment;
use crate::domain::code::Coded as _;
use crate::domain::language::Language;

/// Voorspellingen, en alles wat nodig is om ze over te doen.
#[derive(Serialize, ToSchema)]
#[schema(as = Forecasts)]
#[serde(rename_all = "camelCase")]
pub(super) struct ForecastsDocument {
    /// De versie van het model.
    #[schema(example = "1")]
    model_version: &'static str,
    /// Alleen wat op dit moment was geregistreerd is gebruikt.
    #[schema(format = DateTime, example = "2026-11-20T08:00:00Z")]
    data_as_of: String,
    /// De laatste dag waarvan iets bekend is.
    #[schema(example = "2026-11-20")]
    origin: NaiveDate,
    /// Kenmerk van alles wat het model is verteld.
    #[schema(example = "9f2c5e0b7d61a8430e5f9b27c1d4a6e83b70f1d25c9e8a46b13d7f0e2a5c8b94")]
    input_hash: String,
    #[schema(
        minimum = 0,
        maximum = 9_007_199_254_740_991_u64,
        example = 4_711_002_331_870_u64
    )]
    seed: u64,
    #[schema(minimum = 100, maximum = 20_000, example = 2000)]
    paths: u32,
    assumptions: Vec<AssumptionDocument>,
    units: Vec<UnitDocument>,
}

/// Waar een antwoord van uitgaat.
#[derive(Serialize, ToSchema)]
#[schema(as = Assumption)]
struct AssumptionDocument {
    #[schema(example = "past_continues")]
    code: &'static str,
    /// In de taal van Accept-Language.
    #[schema(
        example = "Toeloop en verblijf blijven zoals in de geregistreerde dagen; recente dagen tellen zwaarder."
    )]
    detail: String,
}

/// Een huis, een netwerkregio of het netwerk.
#[derive(Serialize, ToSchema)]
#[schema(as = UnitForecast)]
#[serde(rename_all = "camelCase")]
struct UnitDocument {
    #[schema(value_type = UnitKindCode)]
    kind: &'static str,
    #[schema(example = "de-linde")]
    id: String,
    #[schema(example = json!(["de-linde"]))]
    houses: Vec<String>,
    /// `flows`: simulatie met opnames, vertrekken en aanvragen; `counts`: alleen uit bezette bedden.
    #[schema(value_type = MethodCode)]
    method: &'static str,
    basis: BasisDocument,
    days: Vec<DayDocument>,
}

/// Waarop een voorspelling berust.
#[derive(Serialize, ToSchema)]
#[schema(as = ForecastBasis)]
#[serde(rename_all = "camelCase")]
struct BasisDocument {
    /// Huizen waarvan de bedden zijn meegeteld.
    #[schema(minimum = 0, example = 1)]
    houses: u32,
    /// Van zoveel huizen.
    #[schema(minimum = 0, example = 1)]
    houses_expected: u32,
    /// Geregistreerde huisdagen, in hoogstens vier jaar.
    #[schema(minimum = 0, example = 712)]
    days_registered: u32,
    /// Ontbrekende huisdagen: gaten, geen nullen.
    #[schema(minimum = 0, example = 18)]
    days_missing: u32,
    /// De laatste geregistreerde dag; null waar er geen is.
    #[schema(required, example = "2026-11-20")]
    last_registered: Option<NaiveDate>,
}

/// Een dag van de voorspelling, op het tijdstip waarop geteld wordt.
#[derive(Serialize, ToSchema)]
#[schema(as = ForecastDay)]
#[serde(rename_all = "camelCase")]
struct DayDocument {
    #[schema(example = "2026-11-21")]
    date: NaiveDate,
    /// Dagen na de laatste die bekend is.
    #[schema(minimum = 1, maximum = 28, example = 1)]
    horizon: u32,
    /// Bezette bedden gemiddeld.
    #[schema(minimum = 0, example = 2.9)]
    mean: f64,
    quantiles: Vec<QuantileDocument>,
    /// De kans op 0, 1, 2 ... bezette bedden; samen 1.
    #[schema(example = json!([0.0, 0.05, 0.2, 0.55, 0.2]))]
    chances: Vec<f64>,
    /// De kans op minstens een bed dat vergeven kan worden.
    #[schema(minimum = 0, maximum = 1, example = 0.8)]
    any_free: f64,
    /// De kans dat geen huis zo'n bed heeft.
    #[schema(minimum = 0, maximum = 1, example = 0.2)]
    all_full: f64,
}

/// Met deze kans zijn er niet meer bezette bedden dan dit.
#[derive(Serialize, ToSchema)]
#[schema(as = Quantile)]
struct QuantileDocument {
    #[schema(minimum = 0, maximum = 1, example = 0.5)]
    probability: f64,
    #[schema(minimum = 0, example = 3.0)]
    beds: f64,
}

impl ForecastsDocument {
    pub(super) fn new(answer: &Answer, language: Language) -> Self {
        Self {
            model_version: MODEL_VERSION,
            data_as_of: write_moment(answer.known.at),
            origin: answer.known.origin,
            input_hash: answer.known.input_hash.clone(),
            seed: answer.seed,
            paths: answer.paths,
            assumptions: assumptions(answer, language),
            units: answer.units.iter().map(UnitDocument::new).collect(),
        }
    }
}

impl UnitDocument {
    fn new(unit: &Unit) -> Self {
        let basis = unit.forecast.basis;
        Self {
            kind: unit.kind.code(),
            id: unit.id.clone(),
            houses: unit.houses.clone(),
            method: method_code(unit.forecast.method),
            basis: BasisDocument {
                houses: basis.houses,
                houses_expected: basis.houses_expected,
                days_registered: basis.days_registered,
                days_missing: basis.days_missing,
                last_registered: basis.last,
            },
            days: unit.forecast.days.iter().map(DayDocument::new).collect(),
        }
    }
}

impl DayDocument {
    fn new(day: &DayForecast) -> Self {
        let quantile = |probability: f64| QuantileDocument {
            probability,
            beds: rounded(day.quantile(probability)),
        };
        Self {
            date: day.date,
            horizon: day.horizon,
            mean: rounded(day.mean()),
            quantiles: QUANTILES.into_iter().map(quantile).collect(),
            chances: day.mass.iter().copied().map(rounded).collect(),
            any_free: rounded(day.any_free),
            all_full: rounded(day.all_full),
        }
    }
}

/// To six digits after the point: more would say nothing.
pub fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

fn assumptions(answer: &Answer, language: Language) -> Vec<AssumptionDocument> {
    let assumption = |code, dutch: &'static str, english| AssumptionDocument {
        code,
        detail: language.pick(dutch, english).to_owned(),
    };
    let uses = |method| answer.units.iter().any(|unit| unit.forecast.method == method);
    let mut assumptions = vec![
        assumption(
            "past_continues",
            "Toeloop en verblijf blijven zoals in de geregistreerde dagen; recente dagen tellen zwaarder.",
            "Demand and stay remain as in the registered days; recent days weigh more.",
        ),
        assumption(
            "missing_days_are_gaps",
            "Een dag die niet is geregistreerd is een gat, nooit nul.",
            "A day that is not registered is a gap, never zero.",
        ),
        assumption(
            "known_beds",
            "Wijzigingen van bedden, openingen en sluitingen die in het register staan zijn meegenomen; onbekende niet.",
            "Changes of beds, openings and closings that the register knows are included; unknown ones are not.",
        ),
    ];
    if uses(Method::Flows) {
        assumptions.push(assumption(
            "joint_simulation",
            "De huizen van een regio zijn samen nagebootst: wie ergens niet terechtkan, wacht of gaat naar een ander huis, zoals is geregistreerd.",
            "The houses of a region are simulated together: whoever finds no room waits or goes to another house, as was registered.",
        ));
    }
    if uses(Method::Counts) {
        assumptions.push(assumption(
            "counts_only",
            "Waar opnames en vertrekken niet zijn geregistreerd rust de voorspelling op de bezette bedden alleen.",
            "Where admissions and departures are not registered the forecast rests on occupied beds alone.",
        ));
    }
    if let Some(last) = answer.known.flows_until {
        let detail = match language {
            Language::Dutch => format!(
                "Opnames, vertrekken, aanvragen en wachtlijsten zijn gebruikt tot en met {last}; latere ziet deze rol niet. Bezette bedden zijn alle gebruikt."
            ),
            Language::English => format!(
                "Admissions, departures, requests and waiting lists are used up to and including {last}; this role does not see later ones. Occupied beds are all used."
            ),
        };
        let code = "flows_until";
        assumptions.push(AssumptionDocument { code, detail });
    }
    assumptions
}

/// Een huis, een netwerkregio of het netwerk.
#[derive(ToSchema)]
#[schema(as = UnitKind, example = "house")]
#[expect(dead_code, reason = "describes the codes for the published document")]
pub enum UnitKindCode {
    #[schema(rename = "house")]
    House,
    #[schema(rename = "networkRegion")]
    NetworkRegion,
    #[schema(rename = "network")]
    Network,
}

/// Hoe een voorspelling is gemaakt.
#[derive(ToSchema)]
#[schema(as = ForecastMethod, rename_all = "lowercase", example = "flows")]
#[expect(dead_code, reason = "describes the codes for the published document")]
enum MethodCode {
    Counts,
    Flows,
}
