//! Projections until a year ahead, and how many beds that takes.

use chrono::{Datelike as _, NaiveDate};

use super::computations::Unanswered;
use super::known::Known;
use crate::domain::code::coded;
use crate::model::progress::Watch;
use crate::model::{projection, requirement};

pub use crate::model::network::Helping;
pub use crate::model::projection::{
    Assumptions, DRAWS, Figure, MOST_HOUSE_DAYS, Measure, PATHS, Projection, Question, RegionDeaths, Spread,
    Step, USUAL_DRAWS, USUAL_PATHS, UnitProjection, YearOfDeaths,
};
pub use crate::model::requirement::{
    HouseRequirement, OneMoreBed, PooledRequirement, Question as RequirementQuestion, Requirement, Target,
    USUAL_CERTAINTY, USUAL_DRAWS as USUAL_DRAWS_OF_REQUIREMENT,
};
pub use crate::model::scenario::{
    BedChange, Fault, LAST_YEAR, MOST_BEDS, MOST_ENTRIES, NewDemand, Opening, Problem, Scenario, Trend,
};

coded! {
    /// What is told of a unit and a period, as the API says it.
    MeasureCode {
        Requests = "requests",
        FoundFull = "foundFull",
        Moved = "moved",
        Lost = "lost",
        GaveUp = "gaveUp",
        Admissions = "admissions",
        OccupiedBedDays = "occupiedBedDays",
        InServiceBedDays = "inServiceBedDays",
        Occupancy = "occupancy",
        FoundFullShare = "foundFullShare",
        WithoutBedShare = "withoutBedShare",
        DaysFullShare = "daysFullShare",
        DaysAllFullShare = "daysAllFullShare",
    }
}

impl MeasureCode {
    #[must_use]
    pub fn of(measure: Measure) -> Self {
        match measure {
            Measure::Requests => Self::Requests,
            Measure::FoundFull => Self::FoundFull,
            Measure::Moved => Self::Moved,
            Measure::Lost => Self::Lost,
            Measure::GaveUp => Self::GaveUp,
            Measure::Admissions => Self::Admissions,
            Measure::OccupiedBedDays => Self::OccupiedBedDays,
            Measure::InServiceBedDays => Self::InServiceBedDays,
            Measure::Occupancy => Self::Occupancy,
            Measure::FoundFullShare => Self::FoundFullShare,
            Measure::WithoutBedShare => Self::WithoutBedShare,
            Measure::DaysFullShare => Self::DaysFullShare,
            Measure::DaysAllFullShare => Self::DaysAllFullShare,
        }
    }
}

/// The most units times periods in an answer, some five megabytes.
pub const MOST_RESULTS: u64 = 4_000;
/// How many house-days a requirement plays for each draw and house, about: years until it is steady, again and again.
const DAYS_OF_REQUIREMENT: u64 = 40 * 366;

/// Why a question is not taken up.
#[derive(Clone, Debug, PartialEq)]
pub enum Refused {
    /// The year is over; the first that can be asked for.
    YearPast(i32),
    /// More house-days than this.
    TooMuchWork(u64),
    /// More units times periods than this.
    TooManyResults(u64),
    /// What is to be at most so much lies outside this range.
    Target(f64, f64),
    Scenario(Vec<Fault>),
}

/// Can this question be answered of what is known, over the network?
///
/// # Errors
/// The first reason why not.
pub fn check(known: &Known, question: &Question) -> Result<(), Refused> {
    check_playable(known, question)?;
    let periods = match question.step {
        Step::Year => years(known, question),
        Step::Quarter => years(known, question) * 4,
    };
    // Besides the houses their regions and the network.
    let units = 2 * houses(known, &question.scenario) + 1;
    if units.saturating_mul(periods) > MOST_RESULTS {
        return Err(Refused::TooManyResults(MOST_RESULTS));
    }
    Ok(())
}

/// Can this question be answered of what is known, however long the answer is?
///
/// # Errors
/// The first reason why not.
pub fn check_playable(known: &Known, question: &Question) -> Result<(), Refused> {
    check_year(known, question.until)?;
    check_scenario(known, &question.scenario)?;
    let days = houses(known, &question.scenario) * years(known, question) * 366;
    check_work(u64::from(question.draws) * u64::from(question.paths), days)
}

/// Can this question be answered of what is known?
///
/// # Errors
/// The first reason why not.
pub fn check_requirement(known: &Known, question: &RequirementQuestion) -> Result<(), Refused> {
    check_year(known, question.year)?;
    check_target(question.target)?;
    check_scenario(known, &question.scenario)?;
    let houses = houses(known, &question.scenario);
    check_work(u64::from(question.draws), houses * DAYS_OF_REQUIREMENT)
}

fn check_target(target: Target) -> Result<(), Refused> {
    let (number, least, most) = match target {
        Target::FoundFull(share) | Target::NoBed(share) => (share, 0.001, 0.9),
        Target::Occupancy(share) => (share, 0.05, 0.99),
    };
    if (least..=most).contains(&number) {
        Ok(())
    } else {
        Err(Refused::Target(least, most))
    }
}

fn check_year(known: &Known, year: i32) -> Result<(), Refused> {
    let first = first_day(known).year();
    if year < first {
        return Err(Refused::YearPast(first));
    }
    Ok(())
}

fn check_scenario(known: &Known, scenario: &Scenario) -> Result<(), Refused> {
    let faults = scenario.faults(&known.houses, known.origin);
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Refused::Scenario(faults))
    }
}

fn check_work(paths: u64, house_days: u64) -> Result<(), Refused> {
    if paths.saturating_mul(house_days) > MOST_HOUSE_DAYS {
        return Err(Refused::TooMuchWork(MOST_HOUSE_DAYS));
    }
    Ok(())
}

fn years(known: &Known, question: &Question) -> u64 {
    u64::from(question.until.abs_diff(known.origin.year())) + 1
}

fn houses(known: &Known, scenario: &Scenario) -> u64 {
    u64::try_from(known.houses.len() + scenario.openings.len()).unwrap_or(u64::MAX)
}

/// Plays the houses until a year ahead.
///
/// # Errors
/// [`Unanswered`].
pub fn project(known: &Known, question: &Question, watch: &dyn Watch) -> Result<Projection, Unanswered> {
    let deaths = deaths(known);
    Ok(projection::project(&told(known, &deaths), question, watch)?)
}

/// Finds how many beds it takes.
///
/// # Errors
/// [`Unanswered`].
pub fn require(
    known: &Known,
    question: &RequirementQuestion,
    watch: &dyn Watch,
) -> Result<Requirement, Unanswered> {
    let deaths = deaths(known);
    Ok(requirement::require(&told(known, &deaths), question, watch)?)
}

/// From when on a change that holds at once does so.
#[must_use]
pub fn first_day(known: &Known) -> NaiveDate {
    crate::domain::calendar::next_day(known.origin)
}

fn told<'a>(known: &'a Known, deaths: &'a [projection::RegionDeaths]) -> projection::Known<'a> {
    projection::Known {
        houses: &known.houses,
        origin: known.origin,
        deaths,
    }
}

fn deaths(known: &Known) -> Vec<projection::RegionDeaths> {
    let by_region = known.deaths.as_ref().map(|import| import.deaths.by_region());
    let regions = by_region.into_iter().flatten();
    regions
        .map(|(region, years)| projection::RegionDeaths {
            region: Some(region.to_string()),
            years: years
                .into_iter()
                .map(|year| projection::YearOfDeaths {
                    year: year.year,
                    deaths: year.deaths,
                    band: year.band,
                })
                .collect(),
        })
        .collect()
}

impl From<projection::Unanswered> for Unanswered {
    fn from(reason: projection::Unanswered) -> Self {
        match reason {
            projection::Unanswered::Stopped => Self::Stopped,
            projection::Unanswered::NoHouses => Self::Failed("no_houses"),
            // What is asked was checked before it was written down.
            projection::Unanswered::BadYear
            | projection::Unanswered::TooMuch
            | projection::Unanswered::BadTarget
            | projection::Unanswered::BadScenario(_) => Self::Failed("refused"),
        }
    }
}
