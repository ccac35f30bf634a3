//! The question of a projection, as it is sent and written down.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{Asked, StepCode};
use crate::app::planning::projections::{LAST_YEAR, Question, Scenario, Step};
use crate::domain::code::Coded as _;
use crate::domain::text::Id;
use crate::http::input::{Code, FromJson, Members, Seed, Whole, read_json};
use crate::http::problem::InputError;
use crate::http::scenario::{ScenarioDocument, read_scenario, scenario_body};

/// What was sent.
pub struct Read {
    pub asked: Asked,
    pub scenario: Scenario,
}

impl FromJson for Read {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let asked = Asked {
            as_of: members.optional("asOf"),
            ..Asked::read(&mut members)
        };
        let scenario = read_scenario::<Id>(&mut members);
        members.close();
        Some(Self { asked, scenario })
    }
}

impl Asked {
    /// The members of a question beside the scenario.
    pub fn read(members: &mut Members) -> Self {
        Self {
            until: members
                .optional("until")
                .map(|Whole::<1900, { LAST_YEAR.unsigned_abs() }>(until)| until),
            step: members.optional("step").map(|Code::<StepCode>(step)| step),
            draws: members.optional("draws").map(|Whole::<20, 2000>(draws)| draws),
            paths: members.optional("paths").map(|Whole::<1, 100>(paths)| paths),
            seed: members.optional("seed").map(|Seed(seed)| seed),
            as_of: None,
        }
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

scenario_body! {
    /// De vraag van een projectie. Alles mag weg; zonder veranderingen is het wat er gebeurt als alles zo doorgaat.
    ProjectionBody, ProjectionBody {
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
    }
}

/// Per jaar of per kwartaal.
#[derive(ToSchema)]
#[schema(as = ProjectionStep, rename_all = "lowercase", example = "year")]
#[expect(dead_code, reason = "describes the codes for the published document")]
pub enum StepName {
    Year,
    Quarter,
}
