//! Which houses a question is about.

use crate::domain::house::{HouseDetails, HouseType};
use crate::domain::text::{HouseId, RegionId};

/// Which houses are asked for. An empty list of values leaves that filter out; no value at all asks for every
/// house.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub houses: Vec<HouseId>,
    pub regions: Vec<RegionId>,
    pub types: Vec<HouseType>,
}

impl Filter {
    /// Is this house one of those asked for, whatever is said of it?
    #[must_use]
    pub fn names(&self, house: &HouseId) -> bool {
        is_asked(&self.houses, house)
    }

    /// Is a house asked for of which this is said?
    #[must_use]
    pub fn describes(&self, details: &HouseDetails) -> bool {
        // A house of no known region is in none of those asked for.
        let is_in_region = match &details.region {
            Some(region) => is_asked(&self.regions, region),
            None => self.regions.is_empty(),
        };
        is_in_region && is_asked(&self.types, &details.house_type)
    }

    #[must_use]
    pub fn includes(&self, house: &HouseId, details: &HouseDetails) -> bool {
        self.names(house) && self.describes(details)
    }
}

fn is_asked<T: PartialEq>(wanted: &[T], value: &T) -> bool {
    wanted.is_empty() || wanted.contains(value)
}
