//! Forecasts of the next days, by house, region and network.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use tokio::sync::OwnedSemaphorePermit;

use super::known::{Known, gathered_for};
pub use super::ledger::method_code;
use super::ledger::put_down;
use crate::app::filter::Filter;
use crate::app::{App, Error};
use crate::domain::access::View;
use crate::domain::calendar::next_day;
use crate::domain::code::coded;
use crate::domain::rule::{Fault, Place, Rule};
use crate::domain::text::Id;
use crate::model::forecast::{self, Forecast, UnitForecast};
use crate::model::history::HouseRecord;
use crate::model::progress::Unwatched;
use crate::store::registration::AsOf;

pub use crate::model::forecast::{Basis, DayForecast, MAX_HORIZON, Method, QUANTILES};

coded! {
    /// What is forecast, and scored.
    UnitKind {
        House = "house",
        NetworkRegion = "networkRegion",
        Network = "network",
    }
}

/// How many paths a simulation takes where nobody says otherwise, and at most.
pub const PATHS: u32 = 2_000;
pub const MOST_PATHS: u32 = 20_000;
/// How many paths times houses at most: some seconds of work.
const MOST_WORK: u64 = 2_000_000;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub filter: Filter,
    pub group_by: UnitKind,
    /// 1 to [`MAX_HORIZON`]. Unit: days.
    pub horizon: u32,
    pub as_of: AsOf,
    /// What whoever asks may have it follow from.
    pub view: View,
    /// Nothing for the seed that follows from what is known.
    pub seed: Option<u64>,
    pub paths: u32,
}

/// The forecasts that were asked for.
#[derive(Clone, Debug)]
pub struct Answer {
    pub known: Arc<Known>,
    pub seed: u64,
    pub paths: u32,
    pub horizon: u32,
    /// In order of their ids.
    pub units: Vec<Unit>,
}

/// A house, a region or the network.
#[derive(Clone, Debug)]
pub struct Unit {
    pub kind: UnitKind,
    pub id: String,
    /// The houses that belong to it, in order.
    pub houses: Vec<String>,
    pub forecast: UnitForecast,
}

/// What an answer follows from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    input_hash: String,
    seed: u64,
    paths: u32,
}

/// Forecasts the days after the last one that is known. What is answered of the present is put down in the ledger.
///
/// # Errors
/// [`Error::Conflict`] for a moment to come, a house or region that is not known, or too much work;
/// [`Error::Unavailable`].
pub async fn forecast(app: &App, question: Question) -> Result<Answer, Error> {
    app.check_past(question.as_of)?;
    let turn = app.lasting_turn().await?;
    let known = gathered_for(app, question.as_of, question.view).await?;
    check(&known, &question)?;
    let usual = known.seed_for(&format!("forecast {}", question.paths));
    let seed = question.seed.unwrap_or(usual);
    let whole = whole_in(app, &known, (seed, question.paths), Some(turn)).await?;
    let answer = Answer {
        units: units(&known, &whole, &question),
        seed,
        paths: question.paths,
        horizon: question.horizon,
        known,
    };
    // One with a chosen seed is one of many that could have been told. One for whom sees beds alone follows from
    // less than is registered: the ledger scores what the model makes of all of it.
    let is_whole = answer.known.flows_until.is_none();
    if is_whole && question.as_of.is_none() && seed == usual && question.paths == PATHS {
        put_down(app, &answer.known, &whole, &answer.units, seed).await;
    }
    Ok(answer)
}

/// The forecast of everything, to the furthest day: each answer is a part of it, so that they never contradict each
/// other.
pub(super) async fn whole(
    app: &App,
    known: &Arc<Known>,
    seed: u64,
    paths: u32,
) -> Result<Arc<Forecast>, Error> {
    whole_in(app, known, (seed, paths), None).await
}

/// The same in a turn that lasts as long as the work, even where whoever asked has hung up.
async fn whole_in(
    app: &App,
    known: &Arc<Known>,
    (seed, paths): (u64, u32),
    turn: Option<OwnedSemaphorePermit>,
) -> Result<Arc<Forecast>, Error> {
    let key = Key {
        input_hash: known.input_hash.clone(),
        seed,
        paths,
    };
    if let Some(forecast) = app.planning.forecast(&key) {
        return Ok(forecast);
    }
    let told = Arc::clone(known);
    let work = move || {
        let _turn = turn;
        let houses = open_soon(&told.houses, told.origin);
        let question = forecast::Question {
            origin: told.origin,
            horizon: MAX_HORIZON,
            paths,
            seed,
        };
        // Nobody watches, so it is not stopped.
        forecast::forecast(&houses, &question, &Unwatched).ok()
    };
    let made = app.planning.run(work).await?;
    let broken_off = || crate::store::Error::Unavailable("the forecast was broken off".to_owned());
    let forecast = Arc::new(made.ok_or_else(broken_off)?);
    app.planning.keep_forecast(key, &forecast);
    Ok(forecast)
}

/// The houses that are open on a day of the horizon.
fn open_soon(houses: &[HouseRecord], origin: NaiveDate) -> Vec<HouseRecord> {
    let last = origin
        .checked_add_days(Days::new(u64::from(MAX_HORIZON)))
        .unwrap_or(origin);
    let is_open = |house: &&HouseRecord| {
        let first = next_day(origin);
        let before = house.beds.iter().rfind(|(date, _)| *date <= first);
        let meanwhile = house
            .beds
            .iter()
            .filter(|(date, _)| (first..=last).contains(date));
        before.into_iter().chain(meanwhile).any(|(_, beds)| *beds > 0)
    };
    houses.iter().filter(is_open).cloned().collect()
}

fn check(known: &Known, question: &Question) -> Result<(), Error> {
    check_names(known, &question.filter)?;
    let houses = u64::try_from(known.houses.len()).unwrap_or(u64::MAX);
    if u64::from(question.paths).saturating_mul(houses) <= MOST_WORK {
        return Ok(());
    }
    Err(Error::Conflict(vec![Fault {
        place: Place::Parameter("paths"),
        rule: Rule::TooLarge { most: MOST_WORK },
    }]))
}

/// Every house and region that is named is known.
pub(super) fn check_names(known: &Known, filter: &Filter) -> Result<(), Error> {
    let fault = |name, rule| Fault {
        place: Place::Parameter(name),
        rule,
    };
    let houses = filter.houses.iter().filter(|id| !known.has_house(id));
    let regions = filter.regions.iter().filter(|id| !known.has_region(id));
    let faults: Vec<Fault> = houses
        .map(|id| fault("house_id", Rule::UnknownHouse(id.to_string())))
        .chain(regions.map(|id| fault("network_region", Rule::UnknownRegion(id.to_string()))))
        .collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Error::Conflict(faults))
    }
}

/// Is this house asked for, as it is now?
pub(super) fn is_house_asked(known: &Known, filter: &Filter, id: &str) -> bool {
    let is_named = |ids: &[Id], id: &str| ids.is_empty() || ids.iter().any(|named| named.as_str() == id);
    let house = known.houses.iter().find(|house| house.id == id);
    let region = house.and_then(|house| house.region.as_deref());
    let is_of_type = || known.types.get(id).is_some_and(|of| filter.types.contains(of));
    is_named(&filter.houses, id)
        && (filter.types.is_empty() || is_of_type())
        && (filter.regions.is_empty() || region.is_some_and(|id| is_named(&filter.regions, id)))
}

/// The units asked for, without the days beyond the horizon.
fn units(known: &Known, whole: &Forecast, question: &Question) -> Vec<Unit> {
    let filter = &question.filter;
    let is_named = |ids: &[Id], id: &str| ids.is_empty() || ids.iter().any(|named| named.as_str() == id);
    let is_wanted = |unit: &Unit| match unit.kind {
        UnitKind::House => is_house_asked(known, filter, &unit.id),
        UnitKind::NetworkRegion => is_named(&filter.regions, &unit.id),
        UnitKind::Network => true,
    };
    let mut units: Vec<Unit> = all_units(known, whole)
        .into_iter()
        .filter(|unit| unit.kind == question.group_by && is_wanted(unit))
        .collect();
    for unit in &mut units {
        unit.forecast.days.retain(|day| day.horizon <= question.horizon);
    }
    units.sort_by(|one, other| one.id.cmp(&other.id));
    units
}

/// Every house, every region and the network.
pub(super) fn all_units(known: &Known, whole: &Forecast) -> Vec<Unit> {
    let houses_in = |region: Option<&str>| -> Vec<String> {
        let ids = whole.houses.iter().map(|house| &house.id);
        let records = known.houses.iter().filter(|house| {
            ids.clone().any(|id| *id == house.id) && (region.is_none() || house.region.as_deref() == region)
        });
        records.map(|house| house.id.clone()).collect()
    };
    let unit = |kind, id: &str, houses, forecast: &UnitForecast| Unit {
        kind,
        id: id.to_owned(),
        houses,
        forecast: forecast.clone(),
    };
    let houses = whole
        .houses
        .iter()
        .map(|house| unit(UnitKind::House, &house.id, vec![house.id.clone()], house));
    let regions = whole.regions.iter().map(|region| {
        unit(
            UnitKind::NetworkRegion,
            &region.id,
            houses_in(Some(&region.id)),
            region,
        )
    });
    let name = known
        .network
        .as_ref()
        .map_or("network", |network| network.id.as_str());
    let network = unit(UnitKind::Network, name, houses_in(None), &whole.network);
    houses.chain(regions).chain([network]).collect()
}
