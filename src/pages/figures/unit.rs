//! Of what figures are asked: a network, its regions, one region or one house.

use crate::app::filter::Filter;
use crate::app::places::Subjects;
use crate::domain::rule::Rule;
use crate::domain::text::Id;
use crate::http::query::Query;
use crate::pages::frame::Frame;

/// What figures are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    /// The network of this id; nothing for the only one.
    Network(Option<Id>),
    /// Every region by itself.
    Regions,
    Region(Id),
    House(Id),
}

/// Choices under a heading, for a list to choose from.
pub struct ChoiceGroup {
    pub label: &'static str,
    pub choices: Vec<Choice>,
}

pub struct Choice {
    pub value: String,
    pub label: String,
    pub is_chosen: bool,
}

impl Unit {
    /// The unit under `unit` in a question; the network where none is named.
    pub fn read(query: &mut Query, places: &Subjects) -> Self {
        let known = vec!["network", "regions", "region:id", "house:id"];
        let unit = query.one("unit", Rule::OneOf(known), Self::parse);
        let unit = unit.unwrap_or(Self::Network(None));
        if let Some(rule) = unit.unknown(places) {
            query.refuse("unit", rule);
        }
        unit
    }

    /// A region or house under `name` in a question; nothing where none is named.
    pub fn read_part(query: &mut Query, name: &'static str, places: &Subjects) -> Option<Self> {
        let known = vec!["region:id", "house:id"];
        let is_part = |unit: &Self| matches!(unit, Self::Region(_) | Self::House(_));
        let unit = query.one(name, Rule::OneOf(known), |text| Self::parse(text).filter(is_part))?;
        if let Some(rule) = unit.unknown(places) {
            query.refuse(name, rule);
        }
        Some(unit)
    }

    /// The unit under `unit` of which something is expected: all networks together, a region or a house.
    pub fn read_expected(query: &mut Query, places: &Subjects) -> Self {
        let unit = Self::read(query, places);
        if matches!(unit, Self::Regions | Self::Network(Some(_))) {
            query.refuse("unit", Rule::OneOf(vec!["network", "region:id", "house:id"]));
        }
        unit
    }

    fn parse(text: &str) -> Option<Self> {
        match text.split_once(':') {
            Some(("network", id)) => Some(Self::Network(Some(Id::new(id)?))),
            Some(("region", id)) => Some(Self::Region(Id::new(id)?)),
            Some(("house", id)) => Some(Self::House(Id::new(id)?)),
            None if text == "network" => Some(Self::Network(None)),
            None if text == "regions" => Some(Self::Regions),
            _ => None,
        }
    }

    /// The rule that a name breaks which the register does not know.
    fn unknown(&self, places: &Subjects) -> Option<Rule> {
        match self {
            Self::Network(None) | Self::Regions => None,
            Self::Network(Some(id)) => {
                let is_known = places.networks.iter().any(|network| network.id == *id);
                (!is_known).then(|| Rule::UnknownNetwork(id.to_string()))
            }
            Self::Region(id) => {
                let is_known = places.regions.iter().any(|region| region.id == *id);
                (!is_known).then(|| Rule::UnknownRegion(id.to_string()))
            }
            Self::House(id) => {
                let is_known = places.houses.iter().any(|house| house.id == *id);
                (!is_known).then(|| Rule::UnknownHouse(id.to_string()))
            }
        }
    }

    /// As it stands in a question.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::Network(None) => "network".to_owned(),
            Self::Network(Some(id)) => format!("network:{id}"),
            Self::Regions => "regions".to_owned(),
            Self::Region(id) => format!("region:{id}"),
            Self::House(id) => format!("house:{id}"),
        }
    }

    #[must_use]
    pub fn name(&self, places: &Subjects, frame: &Frame) -> String {
        let whole = || frame.t("Het hele netwerk", "The whole network").to_owned();
        match self {
            Self::Network(None) => match places.networks.as_slice() {
                [only] => only.name.to_string(),
                _ => whole(),
            },
            Self::Network(Some(id)) => {
                let network = places.networks.iter().find(|network| network.id == *id);
                network.map_or_else(whole, |network| network.name.to_string())
            }
            Self::Regions => frame.t("Elke regio apart", "Each region by itself").to_owned(),
            Self::Region(id) => {
                let region = places.regions.iter().find(|region| region.id == *id);
                region.map_or_else(|| id.to_string(), |region| region.name.to_string())
            }
            Self::House(id) => {
                let house = places.houses.iter().find(|house| house.id == *id);
                house.map_or_else(|| id.to_string(), |house| house.details.name.to_string())
            }
        }
    }

    /// The houses that belong to it.
    #[must_use]
    pub fn filter(&self) -> Filter {
        match self {
            Self::Network(_) | Self::Regions => Filter::default(),
            Self::Region(id) => Filter {
                regions: vec![id.clone()],
                ..Filter::default()
            },
            Self::House(id) => Filter {
                houses: vec![id.clone()],
                ..Filter::default()
            },
        }
    }

    /// What can be chosen: each network and each region by itself only where `offers_each`, for what is expected is
    /// told of all networks together.
    #[must_use]
    pub fn choices(&self, places: &Subjects, frame: &Frame, offers_each: bool) -> Vec<ChoiceGroup> {
        let choice = |unit: Self| Choice {
            value: unit.code(),
            label: unit.name(places, frame),
            is_chosen: unit == *self,
        };
        let networks = if offers_each && places.networks.len() > 1 {
            let networks = places.networks.iter();
            networks
                .map(|network| Self::Network(Some(network.id.clone())))
                .collect()
        } else {
            vec![Self::Network(None)]
        };
        let each = (offers_each && places.regions.len() > 1).then_some(Self::Regions);
        let regions = places
            .regions
            .iter()
            .map(|region| Self::Region(region.id.clone()));
        let houses = places.houses.iter().map(|house| Self::House(house.id.clone()));
        let group = |label, units: Vec<Self>| ChoiceGroup {
            label,
            choices: units.into_iter().map(choice).collect(),
        };
        let groups = [
            group(frame.t("Netwerk", "Network"), networks),
            group(
                frame.t("Regio", "Region"),
                each.into_iter().chain(regions).collect(),
            ),
            group(frame.t("Huis", "House"), houses.collect()),
        ];
        groups
            .into_iter()
            .filter(|group| !group.choices.is_empty())
            .collect()
    }
}
