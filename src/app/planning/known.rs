//! What the model is told: the houses and their registered days, as one moment saw them.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use crate::app::ledger::Days;
use crate::app::{App, Error};
use crate::domain::access::View;
use crate::domain::calendar::{care_day, days_before, next_day};
use crate::domain::count::Count;
use crate::domain::house::{HouseHistory, HouseType};
use crate::domain::period::Period;
use crate::domain::place::Network;
use crate::domain::text::{HouseId, RegionId};
use crate::model::history::{Day, HouseRecord};
use crate::store;
use crate::store::deaths::Import;
use crate::store::registration::{Admitting, AsOf};

mod file;
mod hash;

use hash::hash;

/// How many days of each house the model is told at most: four years. Unit: days.
const MOST_DAYS: u32 = 1461;
/// How far back what a house said of admitting again is looked for. Unit: days.
const ADMITTING_DAYS: u32 = 60;

/// What the model is told.
#[derive(Clone, Debug)]
pub struct Known {
    /// The moment that saw it so.
    pub at: DateTime<Utc>,
    /// The last day of which anything can be known: that day where any house has registered it, else the day
    /// before.
    pub origin: NaiveDate,
    /// The last day whose flows and waiting lists the model is told; nothing where it is told all of them.
    pub flows_until: Option<NaiveDate>,
    /// In order of their ids; without those that have closed.
    pub houses: Vec<HouseRecord>,
    /// Those that have closed: no forecast knows them, but what was forecast of them is scored.
    pub closed: Vec<HouseRecord>,
    /// Of what type each of them is.
    pub types: BTreeMap<String, HouseType>,
    /// The network, where the register has only one.
    pub network: Option<Network>,
    pub deaths: Option<Import>,
    /// SHA-256 of all of it and of the model's version, in hexadecimal.
    pub input_hash: String,
}

impl Known {
    #[must_use]
    pub fn has_house(&self, id: &HouseId) -> bool {
        self.houses.iter().any(|house| house.id == id.as_str())
    }

    #[must_use]
    pub fn has_region(&self, id: &RegionId) -> bool {
        self.houses
            .iter()
            .any(|house| house.region.as_deref() == Some(id.as_str()))
    }

    /// A seed for a question, the same whenever it is asked of the same: 53 bits, which every reader of JSON
    /// keeps.
    #[must_use]
    pub fn seed_for(&self, question: &str) -> u64 {
        let digest = Sha256::digest(format!("{} {question}", self.input_hash));
        let first: [u8; 8] = digest
            .get(..8)
            .and_then(|bytes| bytes.try_into().ok())
            .unwrap_or_default();
        u64::from_be_bytes(first) >> 11
    }
}

/// What the register holds, by the numbers of its changes: as long as it stays, so does what the model is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp(String);

/// What is known now, or what was by a past moment; in turn, for it may take long.
///
/// # Errors
/// [`Error::Conflict`] for a moment to come, [`Error::Unavailable`].
pub async fn known(app: &App, as_of: AsOf, view: View) -> Result<Arc<Known>, Error> {
    app.check_past(as_of)?;
    let _turn = app.turn().await?;
    gathered_for(app, as_of, view).await
}

/// All of it, for whoever has a turn, or works beside the requests.
pub(super) async fn gathered(app: &App, as_of: AsOf) -> Result<Arc<Known>, Error> {
    gathered_for(app, as_of, View::Whole).await
}

/// The same as somebody with this view may have it used: two answers of one seed differ by what was registered in
/// between, so an answer tells of the flows that it follows from. Whoever sees beds alone has those of settled
/// quarters used, as the measurements tell them.
pub(super) async fn gathered_for(app: &App, as_of: AsOf, view: View) -> Result<Arc<Known>, Error> {
    let at = as_of.unwrap_or_else(|| app.now());
    let today = care_day(at);
    let flows_until = match view {
        View::Whole => None,
        View::BedsOnly => Some(app.settled_by(today)),
    };
    let told = app
        .store
        .read(move |connection| Told::read(connection, today, as_of))
        .await?;
    let stamp = told.stamp(today, as_of, flows_until);
    if let Some(known) = app.planning.known(&stamp) {
        return Ok(known);
    }
    let period = Period {
        from: days_before(today, MOST_DAYS),
        until: today,
    };
    let days = app.ledger.days(&app.store, period, as_of).await?;
    let gathered = app
        .planning
        .run(move || Arc::new(told.gather(&days, period, (at, flows_until))))
        .await?;
    app.planning.keep_known(stamp, &gathered);
    Ok(gathered)
}

/// What is told besides the days.
struct Told {
    changes: Vec<(String, i64)>,
    houses: Vec<HouseHistory>,
    networks: Vec<Network>,
    admitting: Vec<Admitting>,
    deaths: Option<Import>,
}

impl Told {
    fn read(connection: &mut store::Connection, today: NaiveDate, as_of: AsOf) -> Result<Self, Error> {
        let lately = Period {
            from: days_before(today, ADMITTING_DAYS),
            until: today,
        };
        let mut changes = store::registration::changes(connection)?;
        changes.sort();
        Ok(Self {
            changes,
            houses: store::house::histories(connection)?,
            networks: store::place::networks(connection)?,
            admitting: store::registration::admitting(connection, lately, as_of)?,
            deaths: store::deaths::last(connection, as_of)?,
        })
    }

    fn stamp(&self, today: NaiveDate, as_of: AsOf, flows_until: Option<NaiveDate>) -> Stamp {
        let deaths = self.deaths.as_ref().map(|import| import.number);
        let moment = (today, as_of, flows_until);
        let parts = (moment, deaths, &self.changes, &self.networks, &self.houses);
        Stamp(HEXLOWER.encode(&Sha256::digest(format!("{parts:?}"))))
    }

    fn gather(
        self,
        days: &Days,
        period: Period,
        (at, flows_until): (DateTime<Utc>, Option<NaiveDate>),
    ) -> Known {
        let today = period.until;
        let is_in = |house: &HouseHistory| days.of(house.id.as_str()).any(|(date, _)| *date == today);
        let origin = if self.houses.iter().any(is_in) {
            today
        } else {
            days_before(today, 1)
        };
        let admitting = newest(self.admitting);
        let is_open = |house: &&HouseHistory| house.opening.closes_on.is_none_or(|last| last > origin);
        let (open, closed): (Vec<_>, Vec<_>) = self.houses.iter().partition(is_open);
        let record = |house: &HouseHistory| {
            let said = admitting.get(house.id.as_str());
            record(house, days, period, origin, said)
        };
        let mut houses: Vec<HouseRecord> = open.into_iter().map(record).collect();
        let mut closed: Vec<HouseRecord> = closed.into_iter().map(record).collect();
        let deaths = self.deaths.as_ref().map(|import| &import.deaths);
        if let Some(last) = flows_until {
            leave_out_flows(&mut houses, last);
            leave_out_flows(&mut closed, last);
        }
        let input_hash = hash((origin, flows_until), &deaths, &houses);
        let mut networks = self.networks;
        let type_of =
            |house: &HouseHistory| Some((house.id.to_string(), house.details_on(origin)?.house_type));
        Known {
            at,
            origin,
            flows_until,
            network: networks.pop().filter(|_| networks.is_empty()),
            types: self.houses.iter().filter_map(type_of).collect(),
            deaths: self.deaths,
            input_hash,
            houses,
            closed,
        }
    }
}

/// Leaves out who came, left, asked and waits after `last`; the beds stay.
fn leave_out_flows(houses: &mut [HouseRecord], last: NaiveDate) {
    for house in houses {
        for day in house.days.iter_mut().filter(|day| day.date > last) {
            *day = day.without_flows();
        }
    }
}

/// What each house said last.
fn newest(admitting: Vec<Admitting>) -> BTreeMap<String, Admitting> {
    let mut newest = BTreeMap::<String, Admitting>::new();
    for said in admitting {
        let is_newer = newest.get(&said.house).is_none_or(|known| known.date < said.date);
        if is_newer {
            newest.insert(said.house.clone(), said);
        }
    }
    newest
}

fn record(
    house: &HouseHistory,
    days: &Days,
    period: Period,
    origin: NaiveDate,
    said: Option<&Admitting>,
) -> HouseRecord {
    let details = house.details_on(origin);
    let days: Vec<Day> = days
        .of(house.id.as_str())
        .filter(|(date, _)| (period.from..=period.until).contains(date))
        .map(|(date, counts)| Day::of(*date, counts))
        .collect();
    let last = days.last().map(|day| day.date);
    HouseRecord {
        id: house.id.to_string(),
        region: details
            .and_then(|details| details.region.as_ref())
            .map(ToString::to_string),
        location: details.and_then(|details| details.location),
        beds: beds(house, period.from),
        admits_from: said.filter(|said| Some(said.date) == last).and_then(admits_from),
        days,
    }
}

/// The first day after the stop, or that of the stated moment, whichever is later.
fn admits_from(said: &Admitting) -> Option<NaiveDate> {
    said.stopped_until
        .map(next_day)
        .max(said.admits_from.map(care_day))
}

/// The steps of the physical beds from the beginning of `from` on; 0 while the house is not open.
fn beds(house: &HouseHistory, from: NaiveDate) -> Vec<(NaiveDate, u32)> {
    let opening = house.opening;
    let mut dates = vec![from, opening.opens_on];
    dates.extend(house.beds.steps().iter().map(|(date, _)| *date));
    dates.extend(opening.closes_on.map(next_day));
    dates.retain(|date| *date >= from);
    dates.sort();
    let on = |date: NaiveDate| house.physical_on(date).map_or(0, Count::get);
    let mut steps: Vec<(NaiveDate, u32)> = dates.into_iter().map(|date| (date, on(date))).collect();
    // Of two steps with the same beds the first says it all.
    steps.dedup_by_key(|(_, beds)| *beds);
    steps
}
