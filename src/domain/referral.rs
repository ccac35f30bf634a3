//! In which order houses are of use to somebody who looks for a bed.

use std::cmp::Ordering;

use chrono::NaiveDate;

use super::availability::{Availability, Freshness, HouseAvailability, Status, admits_on};
use super::calendar::this_weekend;
use super::house::HouseType;
use super::place::Location;
use super::text::RegionId;

/// What a house is to somebody who looks for a bed now; the first is of the most use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Prospect {
    /// A bed is free by a fresh count, and the house admits now.
    Now,
    /// The same by a count that is stale.
    Perhaps,
    /// A bed is free, and the house admits from a later moment.
    Later,
    /// No bed is free.
    Full,
    /// An admission stop, or no bed in service.
    NotNow,
    /// The last count is too old to say.
    Unknown,
}

impl Prospect {
    #[must_use]
    pub fn of(offer: &HouseAvailability) -> Self {
        match offer.status {
            Status::Available if offer.admits_from.is_some() => Self::Later,
            Status::Available if offer.freshness == Freshness::Fresh => Self::Now,
            Status::Available => Self::Perhaps,
            Status::Full => Self::Full,
            Status::AdmissionStop | Status::Closed => Self::NotNow,
            Status::Unknown => Self::Unknown,
        }
    }
}

/// When a bed is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Today,
    /// This weekend, or what is left of it.
    Weekend,
}

/// What is looked for. What is left out does not matter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Search {
    pub region: Option<RegionId>,
    pub house_type: Option<HouseType>,
    pub when: Option<When>,
    /// Where a bed is looked for.
    pub near: Option<Location>,
}

impl Search {
    /// Whether a house is one of those looked at, whatever it offers.
    #[must_use]
    pub fn covers(&self, offer: &HouseAvailability) -> bool {
        let details = &offer.house.details;
        let in_region = |region: &RegionId| details.region.as_ref() == Some(region);
        self.region.as_ref().is_none_or(in_region)
            && self.house_type.is_none_or(|kind| details.house_type == kind)
    }

    /// Whether it has a bed and admits when one is looked for.
    #[must_use]
    pub fn suits(&self, offer: &HouseAvailability, today: NaiveDate) -> bool {
        match self.when {
            None => true,
            Some(When::Today) => admits_on(offer, today),
            Some(When::Weekend) => {
                let (saturday, sunday) = this_weekend(today);
                admits_on(offer, saturday) || admits_on(offer, sunday)
            }
        }
    }
}

/// A house that was found.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    pub offer: &'a HouseAvailability,
    pub prospect: Prospect,
    /// As the crow flies; nothing where no place was given, or the house's is not known. Unit: kilometres.
    pub distance_km: Option<f64>,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Finding<'a> {
    /// The houses that suit, those of the most use first.
    pub houses: Vec<Found<'a>>,
    /// The free beds of the houses looked at.
    pub beds_free: u32,
    /// Those of them in houses that admit now.
    pub beds_free_now: u32,
    /// Of how many houses looked at the count is fresh or stale: on these `beds_free` rests.
    pub houses_known: usize,
    /// How many houses were looked at, whether they suit or not.
    pub houses_covered: usize,
}

/// Looks for a bed on the care day `today`.
///
/// Houses are sorted by [`Prospect`]; a nearer house never comes before one of a better class. Within a class those
/// that are nearest come first where a place is given (those of unknown place last), and otherwise, or where they are
/// as near: free houses by the chance that a bed is still free, then by free beds; those that admit later the soonest
/// first; full ones by the chance of a bed tomorrow; unknown ones by the last count. Ids decide between the rest.
#[must_use]
pub fn find<'a>(board: &'a Availability, search: &Search, today: NaiveDate) -> Finding<'a> {
    let covered = board.houses.iter().filter(|offer| search.covers(offer));
    let known = covered
        .clone()
        .filter(|offer| offer.freshness != Freshness::Unknown);
    let mut houses: Vec<Found> = covered
        .clone()
        .filter(|offer| search.suits(offer, today))
        .map(|offer| Found {
            offer,
            prospect: Prospect::of(offer),
            distance_km: search
                .near
                .zip(offer.house.details.location)
                .map(|(from, to)| from.distance_km(to)),
        })
        .collect();
    houses.sort_by(order);
    Finding {
        houses,
        beds_free: covered.clone().filter_map(|offer| offer.beds_free).sum(),
        beds_free_now: covered
            .clone()
            .filter(|offer| matches!(Prospect::of(offer), Prospect::Now | Prospect::Perhaps))
            .filter_map(|offer| offer.beds_free)
            .sum(),
        houses_known: known.count(),
        houses_covered: covered.count(),
    }
}

fn order(one: &Found, other: &Found) -> Ordering {
    let (left, right) = (one.offer, other.offer);
    one.prospect
        .cmp(&other.prospect)
        .then_with(|| nearest(one.distance_km, other.distance_km))
        .then_with(|| match one.prospect {
            Prospect::Later => left.admits_from.cmp(&right.admits_from),
            Prospect::Full => tomorrow(right).total_cmp(&tomorrow(left)),
            Prospect::Unknown => right.counted_at.cmp(&left.counted_at),
            Prospect::Now | Prospect::Perhaps | Prospect::NotNow => Ordering::Equal,
        })
        .then_with(|| still_free(right).total_cmp(&still_free(left)))
        .then_with(|| right.beds_free.cmp(&left.beds_free))
        .then_with(|| left.house.id.cmp(&right.house.id))
}

fn nearest(one: Option<f64>, other: Option<f64>) -> Ordering {
    let distance = |known: Option<f64>| known.unwrap_or(f64::INFINITY);
    distance(one).total_cmp(&distance(other))
}

fn still_free(offer: &HouseAvailability) -> f64 {
    offer.probability_free.unwrap_or(0.0)
}

fn tomorrow(offer: &HouseAvailability) -> f64 {
    offer.ahead.map_or(0.0, |ahead| ahead.tomorrow)
}

#[cfg(test)]
mod tests;
