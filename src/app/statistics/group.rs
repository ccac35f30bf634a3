//! Which house's day belongs to which group.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{GroupBy, Question};
use crate::app::ledger::Days;
use crate::domain::code::Coded as _;
use crate::domain::house::{HouseDetails, HouseHistory};
use crate::domain::period::Period;
use crate::domain::place::{Municipality, Region};
use crate::domain::statistics::{HouseDay, HouseSeries, carry_forward};
use crate::domain::text::HouseId;

/// The houses of a group, each with the days on which it belonged to it.
pub(super) type Members<'a> = Vec<(HouseId, HouseSeries<'a>)>;

/// To which network regions and municipalities belong.
pub(super) struct Places {
    of_region: BTreeMap<String, String>,
    of_municipality: BTreeMap<String, String>,
}

impl Places {
    pub(super) fn new(regions: &[Region], municipalities: &[Municipality]) -> Self {
        let regions = regions
            .iter()
            .map(|region| (region.id.to_string(), region.network.to_string()));
        let municipalities = municipalities
            .iter()
            .map(|municipality| (municipality.name.to_string(), municipality.network.to_string()));
        Self {
            of_region: regions.collect(),
            of_municipality: municipalities.collect(),
        }
    }

    /// The network of a house: that of its region, or of its municipality where its region is not known.
    pub(super) fn network_of(&self, details: &HouseDetails) -> Option<&str> {
        let network = match &details.region {
            Some(region) => self.of_region.get(region.as_str()),
            None => self.of_municipality.get(details.municipality.as_str()),
        };
        network.map(String::as_str)
    }
}

/// The houses asked for by group, and what is known of them up to the day `last`. A house that moves to
/// another region counts for the one until that day and for the other from it.
pub(super) fn group<'a>(
    houses: &[HouseHistory],
    places: &Places,
    days: &'a Days,
    question: &Question,
    last: NaiveDate,
) -> BTreeMap<Option<String>, Members<'a>> {
    let mut groups = BTreeMap::<Option<String>, Members>::new();
    let asked = houses.iter().filter(|house| question.filter.names(&house.id));
    // A stand from before the range is carried into it like any other.
    let reach = question.reach();
    for house in asked {
        let mut known = known(house, days, reach, last);
        carry_forward(&mut known, question.carry_forward);
        let known = known.split_off(reach.days().saturating_sub(question.range.days()));
        let id = |details: &HouseDetails| {
            let is_included = question.filter.describes(details);
            is_included.then(|| id_of(house, details, places, question.group_by))
        };
        for (id, series) in split(house, &known, question.range, id) {
            groups.entry(id).or_default().push((house.id.clone(), series));
        }
    }
    groups
}

/// What the register knows of each day of a house. A day after `last` that is not registered is not missing: it
/// is still to come.
pub(super) fn known<'a>(
    house: &HouseHistory,
    days: &'a Days,
    range: Period,
    last: NaiveDate,
) -> HouseSeries<'a> {
    let mut registered = days.of(house.id.as_str()).peekable();
    let known = |date: NaiveDate| {
        while registered.next_if(|(day, _)| *day < date).is_some() {}
        if let Some((_, counts)) = registered.next_if(|(day, _)| *day == date) {
            return HouseDay::Reported(counts);
        }
        let physical = house.physical_on(date).filter(|_| date <= last);
        physical.map_or(HouseDay::NotExpected, |physical| HouseDay::Missing {
            physical: physical.get(),
        })
    };
    range.from.iter_days().take(range.days()).map(known).collect()
}

/// The house's days by `key` of what was said of it on the day; days without a key are left out.
pub(super) fn split<'a, K: Ord>(
    house: &HouseHistory,
    known: &HouseSeries<'a>,
    range: Period,
    key: impl Fn(&HouseDetails) -> Option<K>,
) -> BTreeMap<K, HouseSeries<'a>> {
    let mut parts = BTreeMap::<K, HouseSeries>::new();
    for (span, details) in house.spans(range) {
        let Some(key) = key(details) else { continue };
        let days = range.index_of(span.from).unwrap_or(0)..;
        let days = days.take(span.days());
        let part = parts
            .entry(key)
            .or_insert_with(|| vec![HouseDay::NotExpected; range.days()]);
        for day in days {
            if let (Some(place), Some(known)) = (part.get_mut(day), known.get(day)) {
                *place = *known;
            }
        }
    }
    parts.retain(|_, days| days.iter().any(|day| !matches!(day, HouseDay::NotExpected)));
    parts
}

fn id_of(house: &HouseHistory, details: &HouseDetails, places: &Places, by: GroupBy) -> Option<String> {
    match by {
        GroupBy::House => Some(house.id.to_string()),
        GroupBy::Type => Some(details.house_type.code().to_owned()),
        GroupBy::NetworkRegion => details.region.as_ref().map(ToString::to_string),
        GroupBy::Network => places.network_of(details).map(str::to_owned),
    }
}
