//! Which bed is free now: a number, how old it is, from when the house admits, and whom to call.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::calendar::{care_day, day_start, first_weekday, is_weekend, next_day};
use super::code::coded;
use super::count::Count;
use super::house::House;
use super::place::Places;
use super::registration::Registration;

coded! {
    /// How far a count can still be relied on.
    Freshness {
        Fresh = "fresh",
        Stale = "stale",
        /// Too old, or never registered: the number of free beds is not known.
        Unknown = "unknown",
    }
}

coded! {
    /// What the house can offer.
    Status {
        Available = "available",
        Full = "full",
        AdmissionStop = "admission_stop",
        /// No bed in service.
        Closed = "closed",
        /// The last count is too old to say.
        Unknown = "unknown",
    }
}

/// Until what age a count is fresh, and until what age it is stale; older is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FreshnessLimits {
    pub fresh: TimeDelta,
    pub stale: TimeDelta,
}

impl FreshnessLimits {
    /// The class of a count of `counted_at` at the moment `now`; an age of exactly a limit is still
    /// within it.
    #[must_use]
    pub fn class(self, counted_at: DateTime<Utc>, now: DateTime<Utc>) -> Freshness {
        let age = now - counted_at;
        if age <= self.fresh {
            Freshness::Fresh
        } else if age <= self.stale {
            Freshness::Stale
        } else {
            Freshness::Unknown
        }
    }
}

/// What a house offers at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct HouseAvailability {
    pub house: House,
    pub status: Status,
    /// Beds that can be had; nothing where the count is too old, 0 under a stop or closure.
    pub beds_free: Option<u32>,
    /// Where `beds_free` is not known: what the last count said.
    pub last_known_beds_free: Option<u32>,
    /// Beds open and staffed by the last count; nothing where that is too old.
    pub beds_in_service: Option<u32>,
    /// The first moment of admission; nothing where the house admits now, or nothing is known.
    pub admits_from: Option<DateTime<Utc>>,
    /// The day of the last registration.
    pub counted_on: Option<NaiveDate>,
    /// The moment the last count speaks of.
    pub counted_at: Option<DateTime<Utc>>,
    pub freshness: Freshness,
    /// The chance that a bed is still free now; nothing where the count is too old.
    pub probability_free: Option<f64>,
    /// Of a house that is full: the chance that it has a bed free later.
    pub ahead: Option<Ahead>,
}

/// The chance, 0 to 1, that a house that is full now has a bed free one, three and seven times 24 hours from now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ahead {
    pub tomorrow: f64,
    pub in_three_days: f64,
    pub in_a_week: f64,
}

/// The beds of all open houses at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Availability {
    pub as_of: DateTime<Utc>,
    pub houses: Vec<HouseAvailability>,
    /// By what houses are looked for.
    pub places: Places,
}

impl Availability {
    /// Houses whose count is fresh or stale.
    #[must_use]
    pub fn houses_reported(&self) -> usize {
        self.houses
            .iter()
            .filter(|house| house.freshness != Freshness::Unknown)
            .count()
    }

    /// Free beds of the houses whose count is fresh or stale.
    #[must_use]
    pub fn beds_free(&self) -> u32 {
        self.houses.iter().filter_map(|house| house.beds_free).sum()
    }
}

/// What `house` offers at `now` by its last registration. `still_free` gives the chance that a bed is free so
/// long after the count.
#[must_use]
pub fn assess(
    house: House,
    last: Option<&Registration>,
    now: DateTime<Utc>,
    limits: FreshnessLimits,
    still_free: impl Fn(&Registration, TimeDelta) -> f64,
) -> HouseAvailability {
    let freshness = last.map_or(Freshness::Unknown, |last| limits.class(last.counted_at(), now));
    let known = last.filter(|_| freshness != Freshness::Unknown);
    let physical = house.physical_on(care_day(now)).map_or(0, Count::get);
    let status = known.map_or(Status::Unknown, |registration| status(registration, physical));
    let probability_free = known.map(|registration| match status {
        Status::Available => still_free(registration, now - registration.counted_at()),
        _ => 0.0,
    });
    let ahead = known
        .filter(|_| status == Status::Full)
        .map(|registration| ahead(|time| still_free(registration, now - registration.counted_at() + time)));
    HouseAvailability {
        status,
        ahead,
        beds_free: known.map(|registration| beds_offered(registration, physical)),
        last_known_beds_free: last
            .filter(|_| freshness == Freshness::Unknown)
            .map(|last| beds_offered(last, physical)),
        beds_in_service: known.map(|registration| registration.stand.in_service().min(physical)),
        admits_from: known.and_then(|registration| admits_from(&house, registration, now)),
        counted_on: last.map(|last| last.date),
        counted_at: last.map(Registration::counted_at),
        freshness,
        probability_free,
        house,
    }
}

fn ahead(free_after: impl Fn(TimeDelta) -> f64) -> Ahead {
    Ahead {
        tomorrow: free_after(TimeDelta::days(1)),
        in_three_days: free_after(TimeDelta::days(3)),
        in_a_week: free_after(TimeDelta::days(7)),
    }
}

/// Whether a house that is available can admit on the care day `date`.
#[must_use]
pub fn admits_on(offer: &HouseAvailability, date: NaiveDate) -> bool {
    let weekend_bars = is_weekend(date) && offer.house.details.admits_on_weekend == Some(false);
    let from_then_on = offer.admits_from.is_none_or(|from| care_day(from) <= date);
    offer.status == Status::Available && !weekend_bars && from_then_on
}

/// The beds that the registration leaves for guests, 0 under a stop or closure.
fn beds_offered(registration: &Registration, physical: u32) -> u32 {
    match status(registration, physical) {
        Status::Available => beds_free(registration, physical),
        _ => 0,
    }
}

/// The free beds of the registration. Where the house has fewer beds by now, those that went are taken from
/// the free ones.
fn beds_free(registration: &Registration, physical: u32) -> u32 {
    let stand = &registration.stand;
    stand
        .free()
        .saturating_sub(stand.physical().saturating_sub(physical))
}

fn status(registration: &Registration, physical: u32) -> Status {
    let stand = &registration.stand;
    if stand.in_service().min(physical) == 0 {
        Status::Closed
    } else if stand.counts().admission_stop.is_some() {
        Status::AdmissionStop
    } else if beds_free(registration, physical) == 0 {
        Status::Full
    } else {
        Status::Available
    }
}

/// The registered moment where it is still to come, moved on to Monday where it (or now) falls in a
/// weekend in which the house does not admit.
fn admits_from(house: &House, registration: &Registration, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let registered = registration.stand.counts().admits_from.filter(|from| *from > now);
    let earliest = registered.unwrap_or(now);
    let day = care_day(earliest);
    if house.details.admits_on_weekend == Some(false) && is_weekend(day) {
        return Some(day_start(first_weekday(next_day(day))));
    }
    registered
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::parse_moment;

    fn moment(text: &str) -> DateTime<Utc> {
        parse_moment(text).expect("a moment")
    }

    #[test]
    fn a_count_of_exactly_the_limit_is_still_within_it() {
        let limits = FreshnessLimits {
            fresh: TimeDelta::hours(24),
            stale: TimeDelta::hours(72),
        };
        let counted_at = moment("2026-11-20T08:00:00Z");
        for (now, class) in [
            ("2026-11-20T07:00:00Z", Freshness::Fresh),
            ("2026-11-21T08:00:00Z", Freshness::Fresh),
            ("2026-11-21T08:00:01Z", Freshness::Stale),
            ("2026-11-23T08:00:00Z", Freshness::Stale),
            ("2026-11-23T08:00:01Z", Freshness::Unknown),
        ] {
            assert_eq!(limits.class(counted_at, moment(now)), class, "{now}");
        }
    }
}
