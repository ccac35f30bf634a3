//! The question of a bed requirement, as it is written down.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{TargetCode, TargetName};
use crate::app::planning::projections::{LAST_YEAR, RequirementQuestion};
use crate::domain::code::Coded as _;
use crate::http::input::{Code, FromJson, Members};
use crate::http::problem::InputError;
use crate::http::scenario::{Real, ScenarioDocument, Seed, Whole, read_scenario};

/// A question that is written down.
pub struct Written(pub RequirementQuestion);

impl FromJson for Written {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let year = members.required("year");
        let target = members.required("target");
        let level = members.required("atMost");
        let certainty = members.required("certainty");
        let draws = members.required("draws");
        let seed = members.required("seed");
        let scenario = read_scenario(&mut members);
        members.close();
        let level = level.map(|Real::<0, 1>(level)| level)?;
        Some(Self(RequirementQuestion {
            year: year
                .and_then(|Whole::<1900, { LAST_YEAR.unsigned_abs() }>(year)| i32::try_from(year).ok())?,
            target: target.map(|Code::<TargetCode>(target)| target.target(level))?,
            certainty: certainty.map(|Real::<0, 1>(certainty)| certainty)?,
            scenario,
            draws: draws.map(|Whole::<20, 2000>(draws)| draws)?,
            seed: seed.map(|Seed(seed)| seed)?,
        }))
    }
}

/// De vraag van een bedbehoefte, met alles ingevuld.
#[derive(Serialize, ToSchema)]
#[schema(as = BedRequirementQuestion)]
#[serde(rename_all = "camelCase")]
pub struct QuestionDocument {
    #[schema(minimum = 1900, maximum = 2060, example = 2035)]
    year: i32,
    #[schema(value_type = TargetName)]
    target: &'static str,
    #[schema(minimum = 0, maximum = 1, example = 0.05)]
    at_most: f64,
    #[schema(minimum = 0.5, maximum = 0.99, example = 0.8)]
    certainty: f64,
    #[schema(minimum = 20, maximum = 2000, example = 200)]
    draws: u32,
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_u64, example = 1)]
    seed: u64,
    #[serde(flatten)]
    scenario: ScenarioDocument,
}

impl QuestionDocument {
    pub fn new(question: &RequirementQuestion) -> Self {
        let (target, level) = TargetCode::of(question.target);
        Self {
            year: question.year,
            target: target.code(),
            at_most: level,
            certainty: question.certainty,
            draws: question.draws,
            seed: question.seed,
            scenario: ScenarioDocument::new(&question.scenario),
        }
    }
}
