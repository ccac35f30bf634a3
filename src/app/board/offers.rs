//! What the houses offer, by their last registrations and by what was learnt of them.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::register::Register;
use crate::domain::availability::{FreshnessLimits, HouseAvailability, assess};
use crate::domain::calendar::care_day;
use crate::domain::count::Count;
use crate::domain::house::House;
use crate::domain::registration::Registration;
use crate::domain::text::HouseId;
use crate::model::rates::{HouseRates, defaults};
use crate::model::still_free::probability_free;

/// What each open house offers at `now`; what is `kept` of a house is not worked out anew.
pub(super) fn offers(
    register: &Register,
    rates: &BTreeMap<HouseId, HouseRates>,
    now: DateTime<Utc>,
    limits: FreshnessLimits,
    kept: impl Fn(&House) -> Option<HouseAvailability>,
) -> Vec<HouseAvailability> {
    let today = care_day(now);
    register
        .houses
        .iter()
        .filter(|house| house.is_open_on(today))
        .map(|house| {
            if let Some(offer) = kept(house) {
                return offer;
            }
            let last = register.last.get(&house.id);
            let rates = rates.get(&house.id);
            let physical = house.physical_on(today).map_or(0, Count::get);
            assess(house.clone(), last, now, limits, |last, elapsed| {
                still_free(rates, last, physical, elapsed)
            })
        })
        .collect()
}

/// Beds in turnover count as not free, and so do beds that the house no longer has; respite and reserved
/// beds are committed like occupied ones.
fn still_free(rates: Option<&HouseRates>, last: &Registration, physical: u32, elapsed: TimeDelta) -> f64 {
    let stand = &last.stand;
    let in_turnover = stand.counts().beds_in_turnover.map_or(0, Count::get);
    let gone = stand.physical().saturating_sub(physical);
    let capacity = stand.in_service().saturating_sub(in_turnover + gone);
    let unlearnt;
    let rates = if let Some(rates) = rates {
        rates
    } else {
        unlearnt = defaults(stand.physical());
        &unlearnt
    };
    probability_free(rates, (capacity, stand.committed()), last.counted_at(), elapsed)
}
