//! Scenarios: what if, as it is sent and written down.

use chrono::NaiveDate;
use serde_json::Value;

use super::input::{Code, FromJson, List, Members};
use super::problem::{InputError, Kind, Problem};
use super::query::LARGEST_SEED;
use crate::app::planning::projections::{
    self, BedChange, Helping, MOST_BEDS, MOST_ENTRIES, NewDemand, Opening, Refused, Scenario, Trend,
};
use crate::domain::code::coded;
use crate::domain::rule::Rule;
use crate::domain::text::Id;

mod document;

pub use document::{
    BedsDocument, FactorDocument, HelpingName, OpeningDocument, ScenarioDocument, TrendDocument,
};

coded! {
    /// Which houses help each other out.
    HelpingCode {
        Alone = "alone",
        Region = "region",
        Network = "network",
    }
}

coded! {
    /// How the use of hospices changes beside the number of deaths.
    TrendCode {
        None = "none",
        Estimated = "estimated",
    }
}

impl HelpingCode {
    pub fn helping(self) -> Helping {
        match self {
            Self::Alone => Helping::Alone,
            Self::Region => Helping::Region,
            Self::Network => Helping::Network,
        }
    }

    pub fn of(helping: Helping) -> Self {
        match helping {
            Helping::Alone => Self::Alone,
            Helping::Region => Self::Region,
            Helping::Network => Self::Network,
        }
    }
}

/// A number of `LEAST` to `MOST`.
pub struct Real<const LEAST: i32, const MOST: i32>(pub f64);

impl<const LEAST: i32, const MOST: i32> FromJson for Real<LEAST, MOST> {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let range = f64::from(LEAST)..=f64::from(MOST);
        let read = value.as_f64().filter(|number| range.contains(number));
        if read.is_none() {
            let rule = Rule::Number {
                least: LEAST,
                most: MOST,
            };
            faults.push(InputError::pointer(pointer, rule));
        }
        read.map(Self)
    }
}

/// A whole number of `LEAST` to `MOST`. `4.0` counts as 4.
pub struct Whole<const LEAST: u32, const MOST: u32>(pub u32);

impl<const LEAST: u32, const MOST: u32> FromJson for Whole<LEAST, MOST> {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole and within 32 bits"
        )]
        let whole = |number: f64| {
            (number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number)).then_some(number as u32)
        };
        let read = value
            .as_f64()
            .and_then(whole)
            .filter(|number| (LEAST..=MOST).contains(number));
        if read.is_none() {
            let (least, most) = (i64::from(LEAST), i64::from(MOST));
            faults.push(InputError::pointer(pointer, Rule::WholeNumber { least, most }));
        }
        read.map(Self)
    }
}

/// A seed of 53 bits.
pub struct Seed(pub u64);

impl FromJson for Seed {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole and within 53 bits"
        )]
        let whole = |number: f64| {
            (number.fract() == 0.0 && (0.0..9_007_199_254_740_992.0).contains(&number))
                .then_some(number as u64)
        };
        let read = value.as_u64().or_else(|| value.as_f64().and_then(whole));
        let read = read.filter(|seed| *seed <= LARGEST_SEED);
        if read.is_none() {
            let most = LARGEST_SEED.cast_signed();
            faults.push(InputError::pointer(pointer, Rule::WholeNumber { least: 0, most }));
        }
        read.map(Self)
    }
}

/// The members of a scenario, among others of the same object.
pub fn read_scenario(members: &mut Members) -> Scenario {
    let factors = |list: Option<List<Factor, MOST_ENTRIES>>| {
        let factors = list.map_or(Vec::new(), |List(factors)| factors);
        factors
            .into_iter()
            .map(|Factor(from, factor)| (from, factor))
            .collect()
    };
    Scenario {
        trend: members
            .optional("trend")
            .map_or(Trend::None, |TrendRead(trend)| trend),
        demand_factors: factors(members.optional("demandFactors")),
        stay_factors: factors(members.optional("stayFactors")),
        beds: members
            .optional::<List<BedsRead, MOST_ENTRIES>>("beds")
            .map_or(Vec::new(), |List(beds)| {
                beds.into_iter().map(|BedsRead(beds)| beds).collect()
            }),
        openings: members
            .optional::<List<OpeningRead, MOST_ENTRIES>>("openings")
            .map_or(Vec::new(), |List(list)| {
                list.into_iter().map(|OpeningRead(opening)| opening).collect()
            }),
        moving: members.optional("moving").map(|Real::<0, 1>(share)| share),
        waiting: members.optional("waiting").map(|Real::<0, 1>(share)| share),
        patience_days: members.optional("patienceDays").map(|Real::<0, 365>(days)| days),
        helping: members
            .optional::<Code<HelpingCode>>("helping")
            .map_or(Helping::default(), |Code(helping)| helping.helping()),
    }
}

struct Factor(NaiveDate, f64);

impl FromJson for Factor {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let from = members.required("from");
        let factor = members.required("factor");
        members.close();
        Some(Self(from?, factor.map(|Real::<0, 10>(factor)| factor)?))
    }
}

struct TrendRead(Trend);

impl FromJson for TrendRead {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        if value.is_number() {
            let growth = Real::<-1, 1>::from_json(value, pointer, faults)?;
            return Some(Self(Trend::Yearly(growth.0)));
        }
        let Code(code) = Code::<TrendCode>::from_json(value, pointer, faults)?;
        Some(Self(match code {
            TrendCode::None => Trend::None,
            TrendCode::Estimated => Trend::Estimated,
        }))
    }
}

struct BedsRead(BedChange);

impl FromJson for BedsRead {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let house: Option<Id> = members.required("house");
        let from = members.required("from");
        let beds = members.required("beds");
        members.close();
        Some(Self(BedChange {
            house: house?.to_string(),
            from: from?,
            beds: beds.map(|Whole::<0, MOST_BEDS>(beds)| beds)?,
        }))
    }
}

struct OpeningRead(Opening);

impl FromJson for OpeningRead {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let id: Option<Id> = members.required("id");
        let region: Option<Id> = members.optional("region");
        let from = members.required("from");
        let beds = members.required("beds");
        let requests = members.optional("requestsPerDay");
        members.close();
        Some(Self(Opening {
            id: id?.to_string(),
            region: region.map(|region| region.to_string()),
            from: from?,
            beds: beds.map(|Whole::<1, MOST_BEDS>(beds)| beds)?,
            demand: requests.map_or(NewDemand::FromRegion, |Real::<0, 100>(requests)| {
                NewDemand::PerDay(requests)
            }),
        }))
    }
}

/// Why a question was not taken up, with its place.
pub fn refuse(refused: Refused, scenario: &Scenario, (year, work): (&str, &str)) -> Problem {
    let at = |name: &str, rule| InputError::clash(&format!("/{name}"), rule);
    let errors = match refused {
        Refused::YearPast(first) => vec![at(year, Rule::YearPast { first })],
        Refused::TooMuchWork(most) => vec![at(work, Rule::TooLarge { most })],
        Refused::TooManyResults(most) => vec![at(year, Rule::TooLarge { most })],
        Refused::Target(least, most) => {
            vec![at("atMost", Rule::Between(least.to_string(), most.to_string()))]
        }
        Refused::Scenario(faults) => faults.iter().map(|fault| say(fault, scenario)).collect(),
    };
    Problem {
        errors,
        ..Problem::new(Kind::Conflict)
    }
}

fn say(fault: &projections::Fault, scenario: &Scenario) -> InputError {
    let place = fault
        .at
        .split('/')
        .nth(2)
        .and_then(|place| place.parse::<usize>().ok());
    let named = place.map_or_else(String::new, |place| {
        let change = scenario.beds.get(place).map(|change| change.house.clone());
        change.unwrap_or_default()
    });
    let region = place
        .and_then(|place| scenario.openings.get(place)?.region.clone())
        .unwrap_or_default();
    let rule = match fault.problem {
        projections::Problem::OutOfRange { least, most } => {
            Rule::Between(least.to_string(), most.to_string())
        }
        projections::Problem::NotAhead => Rule::NotAhead {
            last_year: projections::LAST_YEAR,
        },
        projections::Problem::NotInOrder => Rule::NotInOrder,
        projections::Problem::UnknownHouse => Rule::UnknownHouse(named),
        projections::Problem::UnknownRegion => Rule::UnknownRegion(region),
        projections::Problem::KnownHouse => Rule::KnownHouse,
        projections::Problem::NoId => Rule::Id,
        projections::Problem::TooMany { most } => Rule::List { most },
    };
    InputError::clash(&fault.at, rule)
}
