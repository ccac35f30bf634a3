//! What the board knows of the register, and how it is read.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

use crate::app::Error;
use crate::domain::calendar::{care_day, days_before};
use crate::domain::count::Count;
use crate::domain::house::House;
use crate::domain::period::Period;
use crate::domain::place::Places;
use crate::domain::registration::Registration;
use crate::domain::text::HouseId;
use crate::model::history::{Day, HouseRecord};
use crate::model::rates::{HouseRates, estimate};
use crate::store::registration::AsOf;
use crate::store::{self, Connection};

/// How far back the house's rates are learnt from; older days weigh next to nothing. Unit: days.
const LEARNING_DAYS: u32 = 1095;
/// Days read for all houses at once; a house silent for longer is asked for by itself. Unit: days.
const RECENT_DAYS: u32 = 4;

/// The houses and the last registration of each, and the places by which they are looked for.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Register {
    pub(super) places: Places,
    pub(super) houses: Vec<House>,
    pub(super) last: BTreeMap<HouseId, Registration>,
}

impl Register {
    /// Takes in registrations of now, and tells of which houses the last one changed; nothing where a house is not
    /// known.
    pub(super) fn enter(&mut self, recorded: Vec<Registration>) -> Option<BTreeSet<HouseId>> {
        let is_known = |house: &HouseId| self.houses.binary_search_by(|known| known.id.cmp(house)).is_ok();
        if !recorded
            .iter()
            .all(|registration| is_known(&registration.house_id))
        {
            return None;
        }
        let mut changed = BTreeSet::new();
        for registration in recorded {
            let house = &registration.house_id;
            let order = |registration: &Registration| (registration.date, registration.entry.revision);
            let last = self.last.get(house);
            if last.is_none_or(|last| order(last) < order(&registration)) {
                changed.insert(house.clone());
                self.last.insert(house.clone(), registration);
            }
        }
        Some(changed)
    }
}

pub(super) fn read_register(
    connection: &mut Connection,
    now: DateTime<Utc>,
    as_of: AsOf,
) -> Result<Register, Error> {
    let today = care_day(now);
    let houses = store::house::all(connection, today)?;
    let mut last = BTreeMap::new();
    let recent = Period {
        from: days_before(today, RECENT_DAYS),
        until: today,
    };
    for registration in store::registration::between(connection, recent, as_of)? {
        // In order of days, so that the last one stays.
        last.insert(registration.house_id.clone(), registration);
    }
    for house in &houses {
        if !last.contains_key(&house.id)
            && let Some(older) = store::registration::last_of(connection, &house.id, today, as_of)?
        {
            last.insert(house.id.clone(), older);
        }
    }
    let places = store::place::all(connection)?;
    Ok(Register { places, houses, last })
}

pub(super) fn learn_rates(
    connection: &mut Connection,
    houses: &[House],
    today: NaiveDate,
    as_of: AsOf,
) -> Result<BTreeMap<HouseId, HouseRates>, Error> {
    let learnt_from = Period {
        from: days_before(today, LEARNING_DAYS),
        until: today,
    };
    let mut days = BTreeMap::<String, Vec<Day>>::new();
    for day in store::registration::counted_days(connection, learnt_from, as_of)? {
        days.entry(day.house_id.clone())
            .or_default()
            .push(counted_day(&day));
    }
    let network: Vec<HouseRecord> = houses
        .iter()
        .map(|house| HouseRecord {
            id: house.id.to_string(),
            region: house.details.region.as_ref().map(ToString::to_string),
            location: house.details.location,
            days: days.remove(house.id.as_str()).unwrap_or_default(),
            beds: vec![(today, house.physical_on(today).map_or(0, Count::get))],
            admits_from: None,
        })
        .collect();
    let rates = estimate(&network, today);
    Ok(houses.iter().map(|house| house.id.clone()).zip(rates).collect())
}

fn counted_day(day: &store::registration::CountedDay) -> Day {
    let number = |stored: Option<i32>| stored.map(i32::unsigned_abs);
    let departures = match (number(day.deaths), number(day.discharges)) {
        (None, None) => None,
        (deaths, discharges) => Some(deaths.unwrap_or(0) + discharges.unwrap_or(0)),
    };
    Day {
        date: day.date,
        physical: day.physical.unsigned_abs(),
        closed: number(day.closed).unwrap_or(0),
        occupied: day.occupied.unsigned_abs(),
        respite: number(day.respite).unwrap_or(0),
        reserved: number(day.reserved).unwrap_or(0),
        in_turnover: number(day.in_turnover).unwrap_or(0),
        is_stopped: day.stop_reason.is_some(),
        admissions: number(day.admissions),
        departures,
        ..Day::default()
    }
}
