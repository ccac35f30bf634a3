//! The network that a file describes.

use chrono::NaiveDate;
use serde_json::Value;

use crate::domain::code::coded;
use crate::domain::rule::Rule;
use crate::domain::text::Line;
use crate::http::{Code, FromJson, InputError, List, Members, Whole};
use crate::model::network::{
    Asks, House, HouseParameters, Network, Parameters, RegionParameters, StayShape, Step,
};

const MOST_HOUSES: usize = 1000;
const MOST_BEDS: u32 = 100_000;
const MOST_DAYS: u32 = 10_000_000;

pub(super) struct System {
    pub(super) network: Network,
    pub(super) ids: Vec<String>,
    pub(super) parameters: Parameters,
    pub(super) warm_up: u32,
    pub(super) days: u32,
}

/// How a house is named.
type Label = Line<100>;

/// A house as the file describes it.
struct Described {
    id: Label,
    beds: u32,
    parameters: HouseParameters,
    overflow_to: Vec<Label>,
}

coded! {
    /// How stays are distributed.
    StayCode {
        Exponential = "exponential",
        LogNormal = "lognormal",
        Deterministic = "deterministic",
    }
}

impl FromJson for System {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let houses = members.required::<List<Described, MOST_HOUSES>>("houses");
        let waiting = members.optional_within("waitingShare", 0.0..=1.0);
        let patience = members.optional_within("patienceDays", 0.0..=36_525.0);
        let warm_up = members.optional("warmupDays");
        let days = members.optional("days");
        members.close();
        let List(houses) = houses?;
        if houses.is_empty() {
            faults.push(InputError::pointer(&format!("{pointer}/houses"), Rule::Required));
        }
        let asks = asks(&houses, pointer, faults);
        let region = RegionParameters {
            moving: 1.0,
            waiting: waiting.unwrap_or(0.0),
            patience_days: patience.unwrap_or(7.0),
            ..RegionParameters::default()
        };
        Some(Self {
            ids: houses.iter().map(|house| house.id.to_string()).collect(),
            parameters: Parameters {
                houses: houses.iter().map(|house| house.parameters).collect(),
                regions: vec![region],
            },
            network: network(&houses, asks),
            warm_up: warm_up.map_or(730, |Whole::<0, MOST_DAYS>(days)| days),
            days: days.map_or(14_600, |Whole::<1, MOST_DAYS>(days)| days),
        })
    }
}

impl FromJson for Described {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let id = members.required("id");
        let beds = members.required("beds");
        let requests_per_day =
            members.required_within("requestsPerDay", 0.0..=HouseParameters::MOST_REQUESTS);
        let mean_stay_days = members.required_within("meanStayDays", 0.001..=HouseParameters::LONGEST_STAY);
        let cv = members.optional_within("stayCv", 0.0..=10.0).unwrap_or(1.3);
        let stay = members.optional("stay").map(|Code::<StayCode>(stay)| stay);
        let overflow_to = members.optional::<List<Label, MOST_HOUSES>>("overflowTo");
        members.close();
        Some(Self {
            id: id?,
            beds: beds.map(|Whole::<0, MOST_BEDS>(beds)| beds)?,
            parameters: HouseParameters {
                requests_per_day: requests_per_day?,
                mean_stay_days: mean_stay_days?,
                stay: match stay {
                    None | Some(StayCode::Exponential) => StayShape::Exponential,
                    Some(StayCode::LogNormal) => StayShape::LogNormal { cv },
                    Some(StayCode::Deterministic) => StayShape::Deterministic,
                },
            },
            overflow_to: overflow_to.map_or(Vec::new(), |List(others)| others),
        })
    }
}

fn network(houses: &[Described], asks: Vec<Vec<usize>>) -> Network {
    let groups = connected(&asks);
    let houses = houses.iter().zip(asks).map(|(house, asks)| House {
        asks: Asks::InOrder(asks),
        steps: vec![Step::always(house.beds)],
        ..House::default()
    });
    Network {
        // Any date does: neither weekday nor season matters here.
        origin: NaiveDate::default(),
        houses: houses.collect(),
        groups,
    }
}

/// For each house the places of those that its people ask next.
fn asks(houses: &[Described], pointer: &str, faults: &mut Vec<InputError>) -> Vec<Vec<usize>> {
    let place_of = |id: &Label| houses.iter().position(|house| house.id == *id);
    let mut asks = Vec::with_capacity(houses.len());
    for (place, house) in houses.iter().enumerate() {
        let mut refuse = |field: &str, rule: Rule| {
            let at = format!("{pointer}/houses/{place}/{field}");
            faults.push(InputError::clash(&at, rule));
        };
        if place_of(&house.id) != Some(place) {
            refuse("id", Rule::KnownHouse);
        }
        let mut others = Vec::with_capacity(house.overflow_to.len());
        for (at, id) in house.overflow_to.iter().enumerate() {
            let field = format!("overflowTo/{at}");
            match place_of(id) {
                None => refuse(&field, Rule::UnknownHouse(id.to_string())),
                Some(other) if other == place => refuse(&field, Rule::ItsOwn),
                Some(other) if others.contains(&other) => refuse(&field, Rule::Repeated),
                Some(other) => others.push(other),
            }
        }
        asks.push(others);
    }
    asks
}

/// Houses that overflow to each other, directly or by way of others, stand in one group.
fn connected(asks: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut labels = (0..asks.len()).collect::<Vec<usize>>();
    for (place, others) in asks.iter().enumerate() {
        for other in others {
            if let (Some(one), Some(two)) = (labels.get(place).copied(), labels.get(*other).copied()) {
                for label in &mut labels {
                    if *label == one.max(two) {
                        *label = one.min(two);
                    }
                }
            }
        }
    }
    let members = |group: usize| {
        let places = labels.iter().enumerate();
        let places = places.filter(move |(_, label)| **label == group);
        places.map(|(place, _)| place).collect::<Vec<usize>>()
    };
    (0..asks.len())
        .map(members)
        .filter(|group| !group.is_empty())
        .collect()
}
