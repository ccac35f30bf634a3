//! Scenarios as they are described and written down.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::{HelpingCode, TrendCode};
use crate::app::planning::projections::{NewDemand, Opening, Scenario, Trend};
use crate::domain::code::Coded as _;

/// Wat als: hoe de toeloop, het verblijf, de bedden en de hulp tussen huizen veranderen.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = Scenario)]
#[serde(rename_all = "camelCase")]
pub struct ScenarioDocument {
    /// Hoe het gebruik van hospices verandert naast de sterfte: `none`, `estimated` (zoals de geregistreerde aanvragen
    /// groeiden) of een groei per jaar van -0,2 tot en met 0,2.
    #[schema(required = false)]
    trend: TrendDocument,
    /// Vanaf een dag is de toeloop zoveel keer wat zij anders was.
    #[schema(required = false, max_items = 500)]
    demand_factors: Vec<FactorDocument>,
    /// Vanaf een dag duurt het verblijf van wie wordt opgenomen zoveel keer zo lang.
    #[schema(required = false, max_items = 500)]
    stay_factors: Vec<FactorDocument>,
    /// Bedden van een huis vanaf een dag; 0 sluit het.
    #[schema(required = false, max_items = 500)]
    beds: Vec<BedsDocument>,
    /// Nieuwe huizen.
    #[schema(required = false, max_items = 500)]
    openings: Vec<OpeningDocument>,
    /// De kans dat wie geen bed vindt en niet wacht naar een ander huis gaat; null is zoals geregistreerd.
    #[schema(minimum = 0, maximum = 1, example = 0.5)]
    moving: Option<f64>,
    /// De kans dat wie geen bed vindt erop wacht; null is zoals geregistreerd.
    #[schema(minimum = 0, maximum = 1, example = 0.3)]
    waiting: Option<f64>,
    /// Hoe lang wie wacht dat gemiddeld kan, in dagen; null is zoals geregistreerd.
    #[schema(minimum = 0, maximum = 365, example = 5.0)]
    patience_days: Option<f64>,
    /// Welke huizen elkaar helpen.
    #[schema(required = false, value_type = HelpingName)]
    helping: &'static str,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ScenarioTrend)]
#[serde(untagged)]
pub enum TrendDocument {
    #[schema(value_type = TrendName)]
    Code(&'static str),
    Yearly(Growth),
}

/// Groei per jaar: 0,02 is 2 %.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ScenarioGrowth, minimum = -1, maximum = 1, example = 0.02)]
pub struct Growth(f64);

/// Niets, of zoals de geregistreerde aanvragen groeiden.
#[derive(ToSchema)]
#[schema(as = ScenarioTrendName, rename_all = "lowercase", example = "none")]
#[expect(dead_code, reason = "describes the codes for the published document")]
enum TrendName {
    None,
    Estimated,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ScenarioFactor)]
pub struct FactorDocument {
    #[schema(example = "2028-01-01")]
    from: NaiveDate,
    #[schema(minimum = 0, maximum = 10, example = 1.2)]
    factor: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ScenarioBeds)]
pub struct BedsDocument {
    #[schema(example = "de-linde")]
    house: String,
    #[schema(example = "2028-01-01")]
    from: NaiveDate,
    #[schema(minimum = 0, maximum = 999, example = 5)]
    beds: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ScenarioOpening)]
#[serde(rename_all = "camelCase")]
pub struct OpeningDocument {
    #[schema(example = "nieuw-huis")]
    id: String,
    #[schema(example = "noord_groningen")]
    region: Option<String>,
    #[schema(example = "2028-01-01")]
    from: NaiveDate,
    #[schema(minimum = 1, maximum = 999, example = 4)]
    beds: u32,
    /// Mensen per dag die dit huis als eerste vragen, naast wie de andere vraagt; null verdeelt de toeloop van de regio.
    #[schema(minimum = 0, maximum = 100, example = 0.1)]
    requests_per_day: Option<f64>,
}

/// Welke huizen elkaar helpen.
#[derive(ToSchema)]
#[schema(as = Helping, rename_all = "lowercase", example = "region")]
#[expect(dead_code, reason = "describes the codes for the published document")]
pub enum HelpingName {
    Alone,
    Region,
    Network,
}

impl ScenarioDocument {
    pub fn new(scenario: &Scenario) -> Self {
        let factors = |list: &[(NaiveDate, f64)]| {
            let factors = list.iter();
            factors
                .map(|(from, factor)| FactorDocument {
                    from: *from,
                    factor: *factor,
                })
                .collect()
        };
        Self {
            trend: match scenario.trend {
                Trend::None => TrendDocument::Code(TrendCode::None.code()),
                Trend::Estimated => TrendDocument::Code(TrendCode::Estimated.code()),
                Trend::Yearly(growth) => TrendDocument::Yearly(Growth(growth)),
            },
            demand_factors: factors(&scenario.demand_factors),
            stay_factors: factors(&scenario.stay_factors),
            beds: scenario
                .beds
                .iter()
                .map(|change| BedsDocument {
                    house: change.house.clone(),
                    from: change.from,
                    beds: change.beds,
                })
                .collect(),
            openings: scenario.openings.iter().map(OpeningDocument::new).collect(),
            moving: scenario.moving,
            waiting: scenario.waiting,
            patience_days: scenario.patience_days,
            helping: HelpingCode::of(scenario.helping).code(),
        }
    }
}

impl OpeningDocument {
    fn new(opening: &Opening) -> Self {
        Self {
            id: opening.id.clone(),
            region: opening.region.clone(),
            from: opening.from,
            beds: opening.beds,
            requests_per_day: match opening.demand {
                NewDemand::FromRegion => None,
                NewDemand::PerDay(requests) => Some(requests),
            },
        }
    }
}
