//! The board: what every house offers now, held in memory.
//!
//! It follows each commit of this process, and is read again twice a second, for other processes commit
//! too. Time alone changes it as well: freshness and probabilities are worked out anew each minute.
//! Where the database cannot be read, the last known counts go on ageing honestly.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arc_swap::ArcSwapOption;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Mutex;

use super::Error;
use crate::domain::availability::{Availability, FreshnessLimits};
use crate::domain::calendar::care_day;
use crate::domain::house::House;
use crate::domain::registration::Registration;
use crate::domain::text::HouseId;
use crate::model::rates::HouseRates;
use crate::store::Store;

/// How long the learnt rates are used. Unit: minutes.
const LEARNING_MINUTES: i64 = 60;

mod offers;
mod register;

use offers::offers;
use register::{Register, learn_rates, read_register};

type Listener = Box<dyn Fn(&Availability) + Send + Sync>;

pub(super) struct Board {
    on_change: Listener,
    shown: ArcSwapOption<Availability>,
    /// How many refreshes were asked for.
    asked: AtomicU64,
    /// How often the database was read.
    reads: AtomicU64,
    known: Mutex<Known>,
    /// Held by whoever learns.
    learning: Mutex<()>,
}

#[derive(Default)]
struct Known {
    /// The refreshes answered for by the last read of the database.
    answered: u64,
    register: Register,
    /// Whether the last reading of the database succeeded.
    is_read: bool,
    rates: BTreeMap<HouseId, HouseRates>,
    learnt_at: Option<DateTime<Utc>>,
    /// The minute for which the board was last worked out.
    minute: Option<i64>,
}

impl Known {
    /// The houses of which it is time to learn; none where that was lately.
    fn to_learn_of(&self, now: DateTime<Utc>) -> Option<Vec<House>> {
        let is_recent = self
            .learnt_at
            .is_some_and(|learnt| now - learnt < TimeDelta::minutes(LEARNING_MINUTES) && now >= learnt);
        let houses = &self.register.houses;
        let is_learnt = is_recent && houses.iter().all(|house| self.rates.contains_key(&house.id));
        (self.is_read && !is_learnt).then(|| houses.clone())
    }
}

impl Board {
    pub(super) fn new(on_change: Listener) -> Self {
        Self {
            on_change,
            shown: ArcSwapOption::empty(),
            asked: AtomicU64::new(0),
            reads: AtomicU64::new(0),
            known: Mutex::new(Known::default()),
            learning: Mutex::new(()),
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
        let minute = minute_of(now);
        let is_new_minute = known.minute != Some(minute);
        // Nothing waits from here on: a refresh that is broken off leaves all as it was. A read that failed
        // answers for those who wait too, for the next one comes within a second.
        known.answered = answering;
        known.minute = Some(minute);
        known.is_read = read.is_ok();
        match read {
            Ok(register) => {
                self.reads.fetch_add(1, Ordering::SeqCst);
                if register != known.register || is_new_minute {
                    let before = std::mem::replace(&mut known.register, register);
                    let last = &known.register.last;
                    let is_same =
                        |house: &HouseId| !is_new_minute && last.get(house) == before.last.get(house);
                    self.show(&known, is_same, (now, now), limits);
                }
                Ok(())
            }
            Err(error) => {
                // The counts age on; `as_of` stays at the last time the register was read.
                if let Some(last) = self.shown().filter(|_| is_new_minute) {
                    self.show(&known, |_| false, (last.as_of, now), limits);
                }
                Err(error)
            }
        }
    }

    /// Learns the houses' rates anew, where that was long ago or a house is new, while the board goes on to be followed
    /// and read.
    pub(super) async fn learn(&self, store: &Store, now: DateTime<Utc>, limits: FreshnessLimits) {
        let Ok(_turn) = self.learning.try_lock() else {
            return;
        };
        let Some(houses) = self.known.lock().await.to_learn_of(now) else {
            return;
        };
        let learnt = store
            .read(move |connection| learn_rates(connection, &houses, care_day(now), None))
            .await;
        match learnt {
            Ok(rates) => {
                let mut known = self.known.lock().await;
                known.rates = rates;
                known.learnt_at = Some(now);
                if let Some(shown) = self.shown() {
                    self.show(&known, |_| false, (shown.as_of, now), limits);
                }
            }
            Err(error) => log::warn!(error:% = error; "the houses' rates could not be learnt"),
        }
    }

    /// How often the database was read until now.
    pub(super) fn reads(&self) -> u64 {
        self.reads.load(Ordering::SeqCst)
    }

    /// Shows registrations that were committed now, without reading the database. Where it was read since there had
    /// been so many `reads`, before they were recorded, it is read again: what was read then may be newer.
    pub(super) async fn follow(
        &self,
        store: &Store,
        recorded: Vec<Registration>,
        reads: u64,
        now: DateTime<Utc>,
        limits: FreshnessLimits,
    ) -> Result<(), Error> {
        let mut known = self.known.lock().await;
        let can_follow = self.reads() == reads && self.shown().is_some();
        let changed = can_follow.then(|| known.register.enter(recorded)).flatten();
        let Some(changed) = changed else {
            drop(known);
            return self.refresh(store, now, limits).await;
        };
        let is_new_minute = known.minute != Some(minute_of(now));
        known.minute = Some(minute_of(now));
        if !changed.is_empty() || is_new_minute {
            let is_same = |house: &HouseId| !is_new_minute && !changed.contains(house);
            // Where the register cannot be read, what others entered is not seen.
            let last = self.shown().filter(|_| !known.is_read);
            let as_of = last.map_or(now, |last| last.as_of);
            self.show(&known, is_same, (as_of, now), limits);
        }
        Ok(())
    }

    /// Shows what is known, as of the first moment and assessed at the second. A house of which all is the same, and
    /// that was assessed in the same minute, keeps what it offers.
    fn show(
        &self,
        known: &Known,
        is_same: impl Fn(&HouseId) -> bool,
        (as_of, now): (DateTime<Utc>, DateTime<Utc>),
        limits: FreshnessLimits,
    ) {
        let shown = self.shown();
        let kept = |house: &House| {
            let offers = &shown.as_ref()?.houses;
            // In order of their ids, as they are read.
            let place = offers.binary_search_by(|offer| offer.house.id.cmp(&house.id));
            let offer = offers.get(place.ok()?)?;
            (is_same(&house.id) && offer.house == *house).then(|| offer.clone())
        };
        let availability = Availability {
            as_of,
            houses: offers(&known.register, &known.rates, now, limits, kept),
            places: known.register.places.clone(),
        };
        (self.on_change)(&availability);
        self.shown.store(Some(Arc::new(availability)));
    }
}

fn minute_of(moment: DateTime<Utc>) -> i64 {
    moment.timestamp().div_euclid(60)
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
                houses: offers(&register, &rates, moment, limits, |_| None),
                places: register.places,
            })
        })
        .await
}
