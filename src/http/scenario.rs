//! Scenarios: what if, as it is sent and written down.

use std::fmt::Display;

use chrono::NaiveDate;
use serde_json::Value;

use super::input::{Code, FromJson, List, Members, Real, Whole};
use super::problem::{InputError, Kind, Problem};
use crate::app::planning::projections::{
    self, BedChange, Helping, MOST_BEDS, MOST_ENTRIES, NewDemand, Opening, Refused, Scenario, Trend,
};
use crate::domain::code::coded;
use crate::domain::rule::Rule;

mod body;
mod document;

pub(super) use body::scenario_body;
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

/// The members of a scenario, among others of the same object. `N` is what houses and regions are named by: ids in the
/// register, any short text in a file of registrations.
pub fn read_scenario<N: FromJson + Display>(members: &mut Members) -> Scenario {
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
            .optional::<List<BedsRead<N>, MOST_ENTRIES>>("beds")
            .map_or(Vec::new(), |List(beds)| {
                beds.into_iter().map(BedsRead::change).collect()
            }),
        openings: members
            .optional::<List<OpeningRead<N>, MOST_ENTRIES>>("openings")
            .map_or(Vec::new(), |List(openings)| {
                openings.into_iter().map(OpeningRead::opening).collect()
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

struct BedsRead<N> {
    house: N,
    from: NaiveDate,
    beds: u32,
}

impl<N: Display> BedsRead<N> {
    fn change(self) -> BedChange {
        BedChange {
            house: self.house.to_string(),
            from: self.from,
            beds: self.beds,
        }
    }
}

impl<N: FromJson> FromJson for BedsRead<N> {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let house = members.required("house");
        let from = members.required("from");
        let beds = members.required("beds");
        members.close();
        Some(Self {
            house: house?,
            from: from?,
            beds: beds.map(|Whole::<0, MOST_BEDS>(beds)| beds)?,
        })
    }
}

struct OpeningRead<N> {
    id: N,
    region: Option<N>,
    from: NaiveDate,
    beds: u32,
    requests_per_day: Option<f64>,
}

impl<N: Display> OpeningRead<N> {
    fn opening(self) -> Opening {
        Opening {
            id: self.id.to_string(),
            region: self.region.map(|region| region.to_string()),
            from: self.from,
            beds: self.beds,
            demand: self
                .requests_per_day
                .map_or(NewDemand::FromRegion, NewDemand::PerDay),
        }
    }
}

impl<N: FromJson> FromJson for OpeningRead<N> {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let id = members.required("id");
        let region = members.optional("region");
        let from = members.required("from");
        let beds = members.required("beds");
        let requests = members.optional("requestsPerDay");
        members.close();
        Some(Self {
            id: id?,
            region,
            from: from?,
            beds: beds.map(|Whole::<1, MOST_BEDS>(beds)| beds)?,
            requests_per_day: requests.map(|Real::<0, 100>(requests)| requests),
        })
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
            let rule = Rule::Between(least.to_string(), most.to_string());
            vec![at(&year.replace("year", "atMost"), rule)]
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
