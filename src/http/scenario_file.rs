//! The scenario of a file: the body of a projection, and what the register would know besides.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use super::input::{FromJson, List, Members, Whole};
use super::problem::InputError;
use super::scenario::{read_scenario, refuse};
use super::{bed_requirements, projections};
use crate::app::planning::known::Known;
use crate::app::planning::projections::{
    Projection, Question, RegionDeaths, Requirement, RequirementQuestion, Scenario, YearOfDeaths,
    check_playable, check_requirement,
};
use crate::domain::rule::Rule;
use crate::domain::text::Line;

/// How a file names its houses and regions.
type Label = Line<64>;

/// Rows of deaths in a file.
const MOST_ROWS: usize = 10_000;
/// Of files that do not say otherwise: the same digits each time, whatever is registered.
const USUAL_SEED: u64 = 1;

/// What a file asks.
pub struct ScenarioFile {
    /// The last day that may be known.
    pub origin: Option<NaiveDate>,
    /// By region, in order of years.
    pub deaths: Vec<RegionDeaths>,
    asked: projections::Asked,
    scenario: Scenario,
    requirement: Option<bed_requirements::Asked>,
}

/// The questions of a file, with all that was left out.
pub struct Questions {
    pub projection: Question,
    pub requirement: Option<RequirementQuestion>,
}

impl ScenarioFile {
    /// The questions, as they are asked of what is known.
    ///
    /// # Errors
    /// Why they cannot be answered.
    pub fn questions(self, known: &Known) -> Result<Questions, Vec<InputError>> {
        let Self { asked, scenario, .. } = self;
        let projection = asked.or_seed(USUAL_SEED).question(known, scenario);
        check_playable(known, &projection)
            .map_err(|refused| refuse(refused, &projection.scenario, ("until", "draws")).errors)?;
        let requirement = self.requirement.map(|asked| {
            let asked = bed_requirements::Asked {
                seed: Some(projection.seed),
                ..asked
            };
            asked.question(known, projection.scenario.clone())
        });
        if let Some(question) = &requirement {
            let names = ("requirement/year", "requirement/draws");
            check_requirement(known, question)
                .map_err(|refused| refuse(refused, &question.scenario, names).errors)?;
        }
        Ok(Questions {
            projection,
            requirement,
        })
    }
}

/// The answer to a file, as the API tells computations.
#[derive(Serialize)]
pub struct FileAnswer {
    question: projections::QuestionDocument,
    result: projections::ProjectionDocument,
    #[serde(skip_serializing_if = "Option::is_none")]
    requirement: Option<RequirementAnswer>,
}

#[derive(Serialize)]
struct RequirementAnswer {
    question: bed_requirements::QuestionDocument,
    result: bed_requirements::RequirementDocument,
}

impl FileAnswer {
    #[must_use]
    pub fn new(
        known: &Known,
        questions: &Questions,
        projection: &Projection,
        requirement: Option<&Requirement>,
    ) -> Self {
        let requirement = questions.requirement.as_ref().zip(requirement);
        Self {
            question: projections::QuestionDocument::new(&questions.projection),
            result: projections::ProjectionDocument::new(known, projection),
            requirement: requirement.map(|(question, requirement)| RequirementAnswer {
                question: bed_requirements::QuestionDocument::new(question),
                result: bed_requirements::RequirementDocument::new(known, requirement),
            }),
        }
    }
}

impl FromJson for ScenarioFile {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let origin = members.optional("origin");
        let asked = projections::Asked::read(&mut members);
        let scenario = read_scenario::<Label>(&mut members);
        let rows = members.optional::<List<DeathsRead, MOST_ROWS>>("deaths");
        let requirement = members.optional("requirement");
        let deaths = rows.map_or(Vec::new(), |List(rows)| by_region(rows, &mut members));
        members.close();
        Some(Self {
            origin,
            deaths,
            asked,
            scenario,
            requirement,
        })
    }
}

impl FromJson for bed_requirements::Asked {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let asked = Self::read(&mut members);
        members.close();
        Some(asked)
    }
}

struct DeathsRead {
    region: Option<Label>,
    year: YearOfDeaths,
}

impl FromJson for DeathsRead {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let region = members.optional("region");
        let year = members
            .required("year")
            .and_then(|Whole::<1900, 2100>(year)| i32::try_from(year).ok());
        let deaths = members.required_within("deaths", 0.1..=1e7);
        let low = members.optional_within("low", 0.1..=1e7);
        let high = members.optional_within("high", 0.1..=1e7);
        let is_band = match (low, high) {
            (Some(low), Some(high)) => deaths.is_none_or(|deaths| (low..=high).contains(&deaths)),
            (low, high) => low.is_none() && high.is_none(),
        };
        if !is_band {
            members.clash("low", Rule::Band);
        }
        members.close();
        Some(Self {
            region,
            year: YearOfDeaths {
                year: year?,
                deaths: deaths?,
                band: low.zip(high),
            },
        })
    }
}

/// Years of deaths, by region and in order; each may be told once.
fn by_region(rows: Vec<DeathsRead>, members: &mut Members) -> Vec<RegionDeaths> {
    let mut regions: Vec<RegionDeaths> = Vec::new();
    for DeathsRead { region, year } in rows {
        let region = region.map(|region| region.to_string());
        match regions.iter_mut().find(|known| known.region == region) {
            Some(known) => {
                if known.years.iter().any(|told| told.year == year.year) {
                    members.clash("deaths", Rule::Repeated);
                }
                known.years.push(year);
            }
            None => regions.push(RegionDeaths {
                region,
                years: vec![year],
            }),
        }
    }
    for region in &mut regions {
        region.years.sort_by_key(|told| told.year);
    }
    regions
}
