//! The JSON file that describes a network: an object with networks, regions, municipalities and houses, or
//! a plain list of houses.

use serde_json::Value;

use super::input::{FromJson, List, Members};
use super::problem::InputError;
use crate::app::houses::Described;
use crate::app::import_houses::Description;
use crate::domain::place::{Location, Municipality, Network, Region};
use crate::domain::text::{Id, Name};

impl FromJson for Description {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        if value.is_array() {
            let List(houses) = List::<Described, 10_000>::from_json(value, pointer, faults)?;
            return Some(Self {
                houses,
                ..Self::default()
            });
        }
        let mut members = Members::open(value, pointer, faults)?;
        let networks = members.optional::<List<Network, 1000>>("networks");
        let regions = members.optional::<List<Region, 1000>>("regions");
        let municipalities = members.optional::<List<Municipality, 1000>>("municipalities");
        let houses = members.required::<List<Described, 10_000>>("houses");
        members.close();
        Some(Self {
            networks: networks.map(|List(networks)| networks).unwrap_or_default(),
            regions: regions.map(|List(regions)| regions).unwrap_or_default(),
            municipalities: municipalities.map(|List(names)| names).unwrap_or_default(),
            houses: houses?.0,
        })
    }
}

impl FromJson for Network {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let id = members.required::<Id>("id");
        let name = members.required::<Name>("name");
        members.close();
        Some(Self { id: id?, name: name? })
    }
}

impl FromJson for Region {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let id = members.required::<Id>("id");
        let network = members.required::<Id>("networkId");
        let name = members.required::<Name>("name");
        members.close();
        Some(Self {
            id: id?,
            network: network?,
            name: name?,
        })
    }
}

impl FromJson for Municipality {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let name = members.required::<Name>("name");
        let network = members.required::<Id>("networkId");
        let location = members.optional::<Location>("location");
        members.close();
        Some(Self {
            name: name?,
            network: network?,
            location,
        })
    }
}
