//! The ledger of forecasts: what was told is put down, and once a day a server tells of everything.

use chrono::{NaiveDate, TimeDelta};

use super::forecasts::{PATHS, Unit, all_units, whole};
use super::known::{Known, gathered};
use crate::app::{App, Error};
use crate::domain::calendar::{care_day, day_start, days_before};
use crate::domain::code::Coded as _;
use crate::model::MODEL_VERSION;
use crate::model::forecast::{Forecast, Method};
use crate::store;
use crate::store::forecast::Told;

/// How long the ledger is kept. Unit: days.
const KEPT_DAYS: u32 = 5 * 366;
/// After how long a claimed day is anybody's again. Unit: minutes.
const SILENCE: i64 = 10;
/// Chances are put down in parts of this.
const PARTS: f64 = 100_000.0;

/// Puts down what was told. Where that fails the forecast is told all the same.
pub(super) async fn put_down(app: &App, known: &Known, whole: &Forecast, units: &[Unit], seed: u64) {
    let full: Vec<Unit> = units
        .iter()
        .map(|unit| with_all_days(known, whole, unit))
        .collect();
    if let Err(error) = store(app, known, &full, seed).await {
        log::warn!(error:% = error; "a forecast was not put down");
    }
}

/// The unit with every day of the horizon, whatever was asked for.
fn with_all_days(known: &Known, whole: &Forecast, unit: &Unit) -> Unit {
    let units = all_units(known, whole).into_iter();
    let same = |other: &Unit| other.kind == unit.kind && other.id == unit.id;
    units.into_iter().find(same).unwrap_or_else(|| unit.clone())
}

async fn store(app: &App, known: &Known, units: &[Unit], seed: u64) -> Result<(), Error> {
    let (origin, is_whole_day) = (known.origin, is_whole_day(known));
    let mark = |unit: &Unit| format!("{} {} {origin} {is_whole_day}", unit.kind.code(), unit.id);
    let new = app.planning.unnoted(units.iter().map(mark).collect());
    let told: Vec<Told> = units
        .iter()
        .filter(|unit| new.contains(&mark(unit)))
        .map(|unit| row(known, unit, seed))
        .collect();
    if told.is_empty() {
        return Ok(());
    }
    app.store
        .transact(move |connection| store::forecast::put_down(connection, &told).map_err(Error::from))
        .await?;
    for mark in new {
        app.planning.note(mark);
    }
    Ok(())
}

/// Was it known after the care day of the origin ended? What was told during that day hangs on who asked when.
fn is_whole_day(known: &Known) -> bool {
    care_day(known.at) > known.origin
}

fn row(known: &Known, unit: &Unit, seed: u64) -> Told {
    let days = &unit.forecast.days;
    let masses: Vec<String> = days.iter().map(|day| write(&day.mass)).collect();
    let all_full: Vec<String> = days.iter().map(|day| write(&[day.all_full])).collect();
    Told {
        unit_kind: unit.kind.code().to_owned(),
        unit_id: unit.id.clone(),
        origin: known.origin,
        model_version: MODEL_VERSION.to_owned(),
        is_whole_day: is_whole_day(known),
        input_hash: known.input_hash.clone(),
        known_at: known.at.naive_utc(),
        seed: format!("{seed:x}"),
        paths: i32::try_from(PATHS).unwrap_or(i32::MAX),
        method: method_code(unit.forecast.method).to_owned(),
        houses: unit.houses.join(" "),
        masses: masses.join(";"),
        all_full: all_full.join(";"),
    }
}

/// How a forecast was made, as the API says it.
#[must_use]
pub fn method_code(method: Method) -> &'static str {
    match method {
        Method::Counts => "counts",
        Method::Flows => "flows",
    }
}

fn write(chances: &[f64]) -> String {
    let parts: Vec<String> = chances
        .iter()
        .map(|chance| format!("{:.0}", chance.clamp(0.0, 1.0) * PARTS))
        .collect();
    parts.join(" ")
}

/// The chances as they were put down; nothing where that is not understood.
pub(super) fn read(text: &str) -> Option<Vec<f64>> {
    let parts: Option<Vec<u32>> = text.split(' ').map(|part| part.parse().ok()).collect();
    Some(parts?.into_iter().map(|part| f64::from(part) / PARTS).collect())
}

/// Tells of everything once a day and version, by one of the servers, from what was known when the last day ended:
/// the scores then rest on every day.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn make_daily(app: &App) -> Result<bool, Error> {
    let today = app.today();
    if !is_claimed(app, days_before(today, 1)).await? {
        return Ok(false);
    }
    let known = gathered(app, Some(day_start(today))).await?;
    let seed = known.seed_for(&format!("forecast {PATHS}"));
    let whole = whole(app, &known, seed, PATHS).await?;
    if known.houses.iter().any(|house| !house.days.is_empty()) {
        store(app, &known, &all_units(&known, &whole), seed).await?;
    }
    let (origin, now) = (known.origin, app.now());
    let oldest = days_before(origin, KEPT_DAYS);
    app.store
        .transact(move |connection| {
            store::forecast::mark_made(connection, origin, MODEL_VERSION, now)?;
            store::forecast::forget(connection, oldest)?;
            Ok::<_, Error>(())
        })
        .await?;
    Ok(true)
}

async fn is_claimed(app: &App, origin: NaiveDate) -> Result<bool, Error> {
    let now = app.now();
    let silent_since = now - TimeDelta::minutes(SILENCE);
    app.store
        .transact(move |connection| {
            store::forecast::claim_day(connection, origin, MODEL_VERSION, now, silent_since)
                .map_err(Error::from)
        })
        .await
}
