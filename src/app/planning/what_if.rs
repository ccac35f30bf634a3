//! The few changes that a person tries out, as a scenario.

use chrono::NaiveDate;

use super::known::Known;
use super::projections::{BedChange, NewDemand, Opening, Scenario};
use crate::domain::text::{HouseId, RegionId};

/// What changes from a day on.
#[derive(Clone, Debug, PartialEq)]
pub struct WhatIf {
    pub from: NaiveDate,
    /// Demand is so many times what it was otherwise.
    pub demand: f64,
    /// Stays last so many times as long.
    pub stay: f64,
    pub beds: Option<MoreBeds>,
}

/// Beds that are added or taken away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MoreBeds {
    /// In a house; negative where they are taken away, at most all of them.
    House(HouseId, i32),
    /// A new house in a region, which shares its demand.
    Region(RegionId, u32),
}

/// The id of a new house in a scenario.
const NEW_HOUSE: &str = "extra-bedden";

impl WhatIf {
    /// Does anything change?
    #[must_use]
    pub fn changes(&self) -> bool {
        let is_other = |factor: f64| (factor - 1.0).abs() > f64::EPSILON;
        is_other(self.demand) || is_other(self.stay) || self.beds.is_some()
    }

    /// The scenario, with what is known of the houses.
    #[must_use]
    pub fn scenario(&self, known: &Known) -> Scenario {
        let factors = |factor: f64| {
            let is_other = (factor - 1.0).abs() > f64::EPSILON;
            is_other.then_some((self.from, factor)).into_iter().collect()
        };
        let mut scenario = Scenario {
            demand_factors: factors(self.demand),
            stay_factors: factors(self.stay),
            ..Scenario::default()
        };
        match &self.beds {
            Some(MoreBeds::House(id, more)) => scenario.beds.push(BedChange {
                house: id.to_string(),
                from: self.from,
                beds: beds_on(known, id, self.from).saturating_add_signed(*more),
            }),
            Some(MoreBeds::Region(id, beds)) => scenario.openings.push(Opening {
                id: NEW_HOUSE.to_owned(),
                region: Some(id.to_string()),
                from: self.from,
                beds: *beds,
                demand: NewDemand::FromRegion,
            }),
            None => {}
        }
        scenario
    }
}

fn beds_on(known: &Known, house: &HouseId, date: NaiveDate) -> u32 {
    let record = known.houses.iter().find(|record| record.id == house.as_str());
    let step = record.and_then(|record| record.beds.iter().rfind(|(from, _)| *from <= date));
    step.map_or(0, |(_, beds)| *beds)
}
