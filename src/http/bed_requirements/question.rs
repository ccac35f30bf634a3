//! The question of a bed requirement, as it is sent and written down.

use chrono::{DateTime, Datelike as _, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{TargetCode, TargetName};
use crate::app::planning::known::Known;
use crate::app::planning::projections::{
    LAST_YEAR, RequirementQuestion, Scenario, USUAL_CERTAINTY, USUAL_DRAWS_OF_REQUIREMENT,
};
use crate::domain::code::Coded as _;
use crate::domain::text::Id;
use crate::http::input::{Code, FromJson, Members, Seed, Whole, read_json};
use crate::http::problem::InputError;
use crate::http::scenario::{ScenarioDocument, read_scenario, scenario_body};

/// What is asked beside the scenario.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub year: Option<u32>,
    pub target: Option<TargetCode>,
    pub level: Option<f64>,
    pub certainty: Option<f64>,
    pub draws: Option<u32>,
    pub seed: Option<u64>,
    pub as_of: Option<DateTime<Utc>>,
}

impl Asked {
    /// The members of a question beside the scenario, the seed and the moment.
    pub fn read(members: &mut Members) -> Self {
        Self {
            year: members
                .optional("year")
                .map(|Whole::<1900, { LAST_YEAR.unsigned_abs() }>(year)| year),
            target: members
                .optional("target")
                .map(|Code::<TargetCode>(target)| target),
            level: members.optional_within("atMost", 0.001..=0.99),
            certainty: members.optional_within("certainty", 0.5..=0.99),
            draws: members.optional("draws").map(|Whole::<20, 2000>(draws)| draws),
            seed: None,
            as_of: None,
        }
    }

    /// With all that was left out.
    pub fn question(&self, known: &Known, scenario: Scenario) -> RequirementQuestion {
        let year = self.year.and_then(|year| i32::try_from(year).ok());
        let target = self.target.unwrap_or(TargetCode::NoBed);
        let draws = self.draws.unwrap_or(USUAL_DRAWS_OF_REQUIREMENT);
        RequirementQuestion {
            year: year.unwrap_or_else(|| LAST_YEAR.min(known.origin.year() + 1)),
            target: target.target(self.level.unwrap_or(target.usual_level())),
            certainty: self.certainty.unwrap_or(USUAL_CERTAINTY),
            scenario,
            draws,
            seed: self
                .seed
                .unwrap_or_else(|| known.seed_for(&format!("bed requirement {draws}"))),
        }
    }
}

/// What was sent.
pub struct Read {
    pub asked: Asked,
    pub scenario: Scenario,
}

impl FromJson for Read {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let asked = Asked {
            seed: members.optional("seed").map(|Seed(seed)| seed),
            as_of: members.optional("asOf"),
            ..Asked::read(&mut members)
        };
        let scenario = read_scenario::<Id>(&mut members);
        members.close();
        Some(Self { asked, scenario })
    }
}

/// A question that this program wrote down; nothing where it is of another version.
pub fn reread(question: &[u8]) -> Option<RequirementQuestion> {
    let Read { asked, scenario } = read_json(question).ok()?;
    Some(RequirementQuestion {
        year: i32::try_from(asked.year?).ok()?,
        target: asked.target?.target(asked.level?),
        certainty: asked.certainty?,
        scenario,
        draws: asked.draws?,
        seed: asked.seed?,
    })
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
    #[schema(minimum = 20, maximum = 2000, example = 100)]
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

scenario_body! {
    /// De vraag van een bedbehoefte. Alles mag weg.
    RequirementBody, BedRequirementBody {
        /// Het jaar waarvan de toeloop geldt; zonder waarde het volgende.
        #[schema(minimum = 1900, maximum = 2060, example = 2035)]
        year: Option<u32>,
        target: Option<TargetName>,
        /// Hoogstens 0,9, voor de bezettingsgraad 0,05 tot 0,99; zonder waarde 0,05, of 0,8 voor de bezettingsgraad.
        #[schema(minimum = 0.001, maximum = 0.99, example = 0.05)]
        at_most: Option<f64>,
        /// Met welke kans het doel gehaald moet worden, over wat niet zeker bekend is.
        #[schema(minimum = 0.5, maximum = 0.99, example = 0.8)]
        certainty: Option<f64>,
        /// Trekkingen van wat niet zeker bekend is.
        #[schema(minimum = 20, maximum = 2000, example = 100)]
        draws: Option<u32>,
    }
}
