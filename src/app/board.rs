//! The board: what every house offers now, held in memory.
//!
//! It is read again after each commit of this process, and twice a second, for other processes commit
//! too. Time alone changes it as well: freshness and probabilities are worked out anew each minute.
//! Where the database cannot be read, the last known counts go on ageing honestly.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arc_swap::ArcSwapOption;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use tokio::sync::Mutex;

use super::Error;
use crate::domain::availability::{Availability, FreshnessLimits, HouseAvailability, assess};
use crate::domain::calendar::{care_day, days_before};
use crate::domain::count::Count;
use crate::domain::house::House;
use crate::domain::period::Period;
use crate::domain::place::Places;
use crate::domain::registration::Registration;
use crate::domain::text::HouseId;
use crate::model::history::{Day, HouseRecord};
use crate::model::rates::{HouseRates, defaults, estimate};
use crate::model::still_free::probability_free;
use crate::store::registration::AsOf;
use crate::store::{self, Connection, Store};

/// How far back the house's rates are learnt from; older days weigh next to nothing. Unit: days.
const LEARNING_DAYS: u32 = 1095;
/// How long the learnt rates are used. Unit: minutes.
const LEARNING_MINUTES: i64 = 60;
/// Days read for all houses at once; a house silent for longer is asked for by itself. Unit: days.
const RECENT_DAYS: u32 = 4;

type Listener = Box<dyn Fn(&Availability) + Send + Sync>;

pub(super) struct Board {
    on_change: Listener,
    shown: ArcSwapOption<Availability>,
    /// How many refreshes were asked for.
    asked: AtomicU64,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// The refreshes answered for by the last read of the database.
    answered: u64,
    register: Register,
    rates: BTreeMap<HouseId, HouseRates>,
    learnt_at: Option<DateTime<Utc>>,
    /// The minute for which the board was last worked out.
    minute: Option<i64>,
}

/// The houses and the last registration of each, and the places by which they are looked for.
#[derive(Clone, Default, PartialEq)]
struct Register {
    places: Places,
    houses: Vec<House>,
    last: BTreeMap<HouseId, Registration>,
}

impl Board {
    pub(super) fn new(on_change: Listener) -> Self {
        Self {
            on_change,
            shown: ArcSwapOption::empty(),
            asked: AtomicU64::new(0),
            known: Mutex::new(Known::default()),
        }
    }

    /// What the board shows; nothing before the first refresh.
    pub(super) fn shown(&self) -> Option<Arc<Availability>> {
        self.shown.load_full()
    }

    /// Reads the database and works the board out anew where anything changed. Callers that come while
    /// one reads share the next read.
    pub(super) async fn refresh(
        &self,
        store: &Store,
        now: DateTime<Utc>,
        limits: FreshnessLimits,
    ) -> Result<(), Error> {
        let mine = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        let mut known = self.known.lock().await;
        if known.answered >= mine {
            return Ok(());
        }
        let answering = self.asked.load(Ordering::SeqCst);
        let read = store
            .read(move |connection| read_register(connection, now, None))
            .await;
        let minute = now.timestamp().div_euclid(60);
        let is_new_minute = known.minute != Some(minute);
        let learnt = match &read {
            Ok(register) => self.learn(&known, &register.houses, store, now).await,
            Err(_) => None,
        };
        // Nothing waits from here on: a refresh that is broken off leaves all as it was. A read that failed
        // answers for those who wait too, for the next one comes within a second.
        known.answered = answering;
        known.minute = Some(minute);
        if let Some(rates) = learnt {
            known.rates = rates;
            known.learnt_at = Some(now);
        }
        match read {
            Ok(register) => {
                if register != known.register || is_new_minute {
                    known.register = register;
                    self.show(&known, now, now, limits);
                }
                Ok(())
            }
            Err(error) => {
                // The counts age on; `as_of` stays at the last time the register was read.
                if let Some(last) = self.shown().filter(|_| is_new_minute) {
                    self.show(&known, last.as_of, now, limits);
                }
                Err(error)
            }
        }
    }

    /// The houses' rates learnt anew, where that was long ago or a house is new.
    async fn learn(
        &self,
        known: &Known,
        houses: &[House],
        store: &Store,
        now: DateTime<Utc>,
    ) -> Option<BTreeMap<HouseId, HouseRates>> {
        let is_recent = known
            .learnt_at
            .is_some_and(|learnt| now - learnt < TimeDelta::minutes(LEARNING_MINUTES) && now >= learnt);
        if is_recent && houses.iter().all(|house| known.rates.contains_key(&house.id)) {
            return None;
        }
        let houses = houses.to_vec();
        let learnt = store
            .read(move |connection| learn_rates(connection, &houses, care_day(now), None))
            .await;
        learnt
            .inspect_err(|error| log::warn!(error:% = error; "the houses' rates could not be learnt"))
            .ok()
    }

    fn show(&self, known: &Known, as_of: DateTime<Utc>, now: DateTime<Utc>, limits: FreshnessLimits) {
        let availability = Availability {
            as_of,
            houses: offers(&known.register, &known.rates, now, limits),
            places: known.register.places.clone(),
        };
        (self.on_change)(&availability);
        self.shown.store(Some(Arc::new(availability)));
    }
}

/// The board as it was at a past moment, by what was registered by then.
pub(super) async fn at(
    store: &Store,
    moment: DateTime<Utc>,
    limits: FreshnessLimits,
) -> Result<Availability, Error> {
    store
        .read(move |connection| {
            let register = read_register(connection, moment, Some(moment))?;
            let rates = learn_rates(connection, &register.houses, care_day(moment), Some(moment))?;
            Ok(Availability {
                as_of: moment,
                houses: offers(&register, &rates, moment, limits),
                places: register.places,
            })
        })
        .await
}

fn offers(
    register: &Register,
    rates: &BTreeMap<HouseId, HouseRates>,
    now: DateTime<Utc>,
    limits: FreshnessLimits,
) -> Vec<HouseAvailability> {
    let today = care_day(now);
    register
        .houses
        .iter()
        .filter(|house| house.is_open_on(today))
        .map(|house| {
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

fn read_register(connection: &mut Connection, now: DateTime<Utc>, as_of: AsOf) -> Result<Register, Error> {
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

fn learn_rates(
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
