//! What the model is told by files.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Known;
use super::hash::hash;
use crate::domain::calendar::day_end;
use crate::model::history::HouseRecord;
use crate::model::projection::RegionDeaths;

impl Known {
    /// What files tell, as it was known at the end of `origin`.
    #[must_use]
    pub fn of_file(houses: Vec<HouseRecord>, origin: NaiveDate, deaths: &[RegionDeaths]) -> Self {
        Self {
            at: day_end(origin),
            origin,
            flows_until: None,
            closed: Vec::new(),
            types: BTreeMap::new(),
            network: None,
            // Those of a file are of no import.
            deaths: None,
            input_hash: hash((origin, None), &deaths, &houses),
            houses,
        }
    }
}
