//! The question of a projection, as it is sent and written down.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{Asked, StepCode};
use crate::app::planning::projections::{LAST_YEAR, Question, Scenario, Step};
use crate::domain::code::Coded as _;
use crate::http::input::{Code, FromJson, Members, read_json};
use crate::http::problem::InputError;
use crate::http::scenario::{
    BedsDocument, FactorDocument, HelpingName, OpeningDocument, ScenarioDocument, Seed, TrendDocument, Whole,
    read_scenario,
};

/// What was sent.
pub struct Read {
    pub asked: Asked,
    pub scenario: Scenario,
}

impl FromJson for Read {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let asked = Asked {
            until: members
                .optional("until")
                .map(|Whole::<1900, { LAST_YEAR.unsigned_abs() }>(until)| until),
            step: members.optional("step").map(|Code::<StepCode>(step)| step),
            draws: members.optional("draws").map(|Whole::<20, 2000>(draws)| draws),
            paths: members.optional("paths").map(|Whole::<1, 100>(paths)| paths),
            seed: members.optional("seed").map(|Seed(seed)| seed),
            as_of: members.optional("asOf"),
        };
        let scenario = read_scenario(&mut members);
        members.close();
        Some(Self { asked, scenario })
    }
}

/// A question that this program wrote down; nothing where it is of another version.
pub fn reread(question: &[u8]) -> Option<Question> {
    let Read { asked, scenario } = read_json(question).ok()?;
    Some(Question {
        until: i32::try_from(asked.until?).ok()?,
        step: match asked.step? {
            StepCode::Year => Step::Year,
            StepCode::Quarter => Step::Quarter,
        },
        scenario,
        draws: asked.draws?,
        paths: asked.paths?,
        seed: asked.seed?,
    })
}

/// De vraag van een projectie, met alles ingevuld.
#[derive(Serialize, ToSchema)]
#[schema(as = ProjectionQuestion)]
#[serde(rename_all = "camelCase")]
pub struct QuestionDocument {
    #[schema(minimum = 1900, maximum = 2060, example = 2036)]
    until: i32,
    #[schema(value_type = StepName)]
    step: &'static str,
    #[schema(minimum = 20, maximum = 2000, example = 200)]
    draws: u32,
    #[schema(minimum = 1, maximum = 100, example = 2)]
    paths: u32,
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_u64, example = 1)]
    seed: u64,
    #[serde(flatten)]
    scenario: ScenarioDocument,
}

impl QuestionDocument {
    pub fn new(question: &Question) -> Self {
        let step = match question.step {
            Step::Year => StepCode::Year,
            Step::Quarter => StepCode::Quarter,
        };
        Self {
            until: question.until,
            step: step.code(),
            draws: question.draws,
            paths: question.paths,
            seed: question.seed,
            scenario: ScenarioDocument::new(&question.scenario),
        }
    }
}

/// De vraag van een projectie. Alles mag weg; zonder veranderingen is het wat er gebeurt als alles zo doorgaat.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the body for the published document")]
pub struct ProjectionBody {
    /// Het laatste jaar; zonder waarde tien jaar na het jaar van vandaag.
    #[schema(minimum = 1900, maximum = 2060, example = 2036)]
    until: Option<u32>,
    step: Option<StepName>,
    /// Trekkingen van wat niet zeker bekend is.
    #[schema(minimum = 20, maximum = 2000, example = 200)]
    draws: Option<u32>,
    /// Lopen per trekking.
    #[schema(minimum = 1, maximum = 100, example = 2)]
    paths: Option<u32>,
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_u64, example = 1)]
    seed: Option<u64>,
    /// Zoals het register er op dit moment voor stond.
    #[schema(format = DateTime, example = "2026-11-01T00:00:00Z")]
    as_of: Option<String>,
    /// Hoe het gebruik van hospices verandert naast de sterfte: `none`, `estimated` (zoals de geregistreerde aanvragen
    /// groeiden) of een groei per jaar van -0,2 tot en met 0,2.
    trend: Option<TrendDocument>,
    /// Vanaf een dag is de toeloop zoveel keer wat zij anders was.
    #[schema(max_items = 500)]
    demand_factors: Option<Vec<FactorDocument>>,
    /// Vanaf een dag duurt het verblijf van wie wordt opgenomen zoveel keer zo lang.
    #[schema(max_items = 500)]
    stay_factors: Option<Vec<FactorDocument>>,
    /// Bedden van een huis vanaf een dag; 0 sluit het.
    #[schema(max_items = 500)]
    beds: Option<Vec<BedsDocument>>,
    /// Nieuwe huizen.
    #[schema(max_items = 500)]
    openings: Option<Vec<OpeningDocument>>,
    /// De kans dat wie geen bed vindt en niet wacht naar een ander huis gaat; zonder waarde zoals geregistreerd.
    #[schema(minimum = 0, maximum = 1, example = 0.5)]
    moving: Option<f64>,
    /// De kans dat wie geen bed vindt erop wacht; zonder waarde zoals geregistreerd.
    #[schema(minimum = 0, maximum = 1, example = 0.3)]
    waiting: Option<f64>,
    /// Hoe lang wie wacht dat gemiddeld kan, in dagen; zonder waarde zoals geregistreerd.
    #[schema(minimum = 0, maximum = 365, example = 5.0)]
    patience_days: Option<f64>,
    helping: Option<HelpingName>,
}

/// Per jaar of per kwartaal.
#[derive(ToSchema)]
#[schema(as = ProjectionStep, rename_all = "lowercase", example = "year")]
#[expect(dead_code, reason = "describes the codes for the published document")]
pub enum StepName {
    Year,
    Quarter,
}
