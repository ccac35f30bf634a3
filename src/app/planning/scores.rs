//! How good the forecasts were that stand in the ledger, now that it is known what came.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::forecasts::UnitKind;
use super::known::{Known, gathered};
use super::ledger::read;
use crate::app::filter::Filter;
use crate::app::{App, Error};
use crate::domain::code::{Coded as _, coded};
use crate::domain::period::Period;
use crate::domain::rule::{Fault, Place, Rule};
use crate::domain::text::Id;
use crate::model::history::{Day, HouseRecord};
use crate::model::score::{brier, mean_pinball, quantiles, ranked_probability, within};
use crate::model::series::{Series, day_number};
use crate::model::{MODEL_VERSION, baseline};
use crate::store;
use crate::store::forecast::Told;

/// The days ahead that are taken together, and all of them.
pub const BUCKETS: [(u32, u32); 6] = [(1, 1), (2, 3), (4, 7), (8, 14), (15, 28), (1, 28)];
/// From so many forecast days on a score says something.
const ENOUGH: u32 = 100;
/// How many forecasts are looked at at once.
const MOST: usize = 20_000;
const ROWS: i64 = 20_001;
/// How far back the errors lie from which the naive forecast takes its width. Unit: days.
const NAIVE_DAYS: i32 = 365;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The days after which the forecasts begin.
    pub origins: Period,
    pub filter: Filter,
    /// Of the model; nothing for the present one.
    pub version: Option<Id>,
}

coded! {
    /// What a score gives reason to doubt.
    Doubt {
        /// Fewer than 70 % of the counts lay within the 80 % interval.
        TooNarrow = "intervals_too_narrow",
        /// More than 90 % of them did.
        TooWide = "intervals_too_wide",
        /// Today's count, carried on, was as good.
        NoBetterThanNaive = "no_better_than_naive",
    }
}

/// How good forecasts were, of units of a kind and some days ahead. Losses are in beds, and less is better.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    pub kind: UnitKind,
    /// Days ahead, both included.
    pub horizons: (u32, u32),
    /// Days that were forecast and then registered.
    pub days: u32,
    /// The mean pinball loss over the seven quantiles.
    pub pinball: f64,
    /// The ranked probability score.
    pub ranked_probability: f64,
    /// The same loss of the naive forecast and of the counts of the last 56 days.
    pub naive_pinball: f64,
    pub recent_pinball: f64,
    /// Which part of the counts lay within the central intervals of 80 and 95 %; a count on an end counts for the
    /// part of it that lies within.
    pub within_80: f64,
    pub within_95: f64,
    /// The Brier score of the chance that all is full.
    pub full_brier: f64,
    /// On which part of these days all was full.
    pub full_share: f64,
}

impl Score {
    /// The loss as a part of that of the naive forecast; nothing where that was never wrong.
    #[must_use]
    pub fn ratio_to_naive(&self) -> Option<f64> {
        (self.naive_pinball > 0.0).then(|| self.pinball / self.naive_pinball)
    }

    #[must_use]
    pub fn ratio_to_recent(&self) -> Option<f64> {
        (self.recent_pinball > 0.0).then(|| self.pinball / self.recent_pinball)
    }

    /// What there is to doubt, where there are enough days to say so.
    #[must_use]
    pub fn doubts(&self) -> Vec<Doubt> {
        if self.days < ENOUGH {
            return Vec::new();
        }
        let is_naive = self.ratio_to_naive().is_some_and(|ratio| ratio > 1.0);
        [
            (Doubt::TooNarrow, self.within_80 < 0.7),
            (Doubt::TooWide, self.within_80 > 0.9),
            (Doubt::NoBetterThanNaive, is_naive),
        ]
        .into_iter()
        .filter_map(|(doubt, is_so)| is_so.then_some(doubt))
        .collect()
    }
}

/// The scores of a model version.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    pub version: String,
    /// How many forecasts were looked at: units times origins.
    pub forecasts: usize,
    /// By kind of unit and days ahead; those of which no day is registered are not named.
    pub scores: Vec<Score>,
}

/// Holds the forecasts of the days after these days against what came. Of a unit and origin the first forecast counts
/// that was made when the origin was over, so that the score does not hang on who asked when.
///
/// # Errors
/// [`Error::Conflict`] for a house or region that is not known, or too many forecasts; [`Error::Unavailable`].
pub async fn scores(app: &App, question: Question) -> Result<Scores, Error> {
    let _turn = app.turn().await?;
    let known = gathered(app, None).await?;
    super::forecasts::check_names(&known, &question.filter)?;
    let version = question
        .version
        .as_ref()
        .map_or(MODEL_VERSION, Id::as_str)
        .to_owned();
    let (asked, origins) = (version.clone(), question.origins);
    let told = app
        .store
        .read(move |connection| store::forecast::made(connection, origins, &asked, ROWS).map_err(Error::from))
        .await?;
    if told.len() > MOST {
        let most = u64::try_from(MOST).unwrap_or(u64::MAX);
        return Err(Error::Conflict(vec![Fault {
            place: Place::Parameter("from"),
            rule: Rule::TooLarge { most },
        }]));
    }
    let told: Vec<Told> = told
        .into_iter()
        .filter(|one| is_asked(&known, &question.filter, one))
        .collect();
    let work = move || score_all(&known, &told, version);
    app.planning.run(work).await
}

fn is_asked(known: &Known, filter: &Filter, told: &Told) -> bool {
    let is_in = |ids: &[Id], id: &str| ids.is_empty() || ids.iter().any(|named| named.as_str() == id);
    match UnitKind::from_code(&told.unit_kind) {
        Some(UnitKind::House) => super::forecasts::is_house_asked(known, filter, &told.unit_id),
        Some(UnitKind::NetworkRegion) => {
            filter.houses.is_empty() && filter.types.is_empty() && is_in(&filter.regions, &told.unit_id)
        }
        Some(UnitKind::Network) => *filter == Filter::default(),
        None => false,
    }
}

fn score_all(known: &Arc<Known>, told: &[Told], version: String) -> Scores {
    let cells: Vec<Cell> = told
        .par_iter()
        .flat_map_iter(|told| cells(known, told).unwrap_or_default())
        .collect();
    let of = |kind: UnitKind, (from, until): (u32, u32)| {
        let cells = cells.iter();
        let wanted = cells.filter(|cell| cell.kind == kind && (from..=until).contains(&cell.horizon));
        sum(kind, (from, until), &wanted)
    };
    let kinds = UnitKind::ALL.iter();
    let scores = kinds.flat_map(|kind| BUCKETS.iter().filter_map(|bucket| of(*kind, *bucket)));
    Scores {
        version,
        forecasts: told.len(),
        scores: scores.collect(),
    }
}

/// A day that was forecast, and its losses.
struct Cell {
    kind: UnitKind,
    horizon: u32,
    pinball: f64,
    ranked_probability: f64,
    naive_pinball: f64,
    recent_pinball: f64,
    within_80: f64,
    within_95: f64,
    /// The chance that all is full, and whether it was.
    full: (f64, bool),
}

/// The days of a forecast that are registered; nothing where what is put down is not understood.
fn cells(known: &Known, told: &Told) -> Option<Vec<Cell>> {
    let kind = UnitKind::from_code(&told.unit_kind)?;
    let houses: Vec<&HouseRecord> = told
        .houses
        .split(' ')
        .map(|id| {
            let mut records = known.houses.iter().chain(&known.closed);
            records.find(|house| house.id == id)
        })
        .collect::<Option<_>>()?;
    let series = series(&houses, told.origin);
    let recent = |beds| baseline::recent(&series, beds);
    let mut recent_of = BTreeMap::<u32, [f64; 7]>::new();
    let mut cells = Vec::new();
    for ((mass, full), horizon) in told.masses.split(';').zip(told.all_full.split(';')).zip(1_u32..) {
        let (mass, full) = (read(mass)?, *read(full)?.first()?);
        let date = told.origin.checked_add_days(Days::new(u64::from(horizon)))?;
        let Some(came) = came(&houses, date) else { continue };
        let beds = u32::try_from(mass.len()).unwrap_or(u32::MAX).saturating_sub(1);
        let observed = f64::from(came.occupied);
        let naive = baseline::naive(&series, day_number(told.origin), horizon, beds);
        let recent = recent_of.entry(beds).or_insert_with(|| quantiles(&recent(beds)));
        cells.push(Cell {
            kind,
            horizon,
            pinball: mean_pinball(&quantiles(&mass), observed),
            ranked_probability: ranked_probability(&mass, came.occupied),
            naive_pinball: mean_pinball(&quantiles(&naive), observed),
            recent_pinball: mean_pinball(recent, observed),
            within_80: within(&mass, came.occupied, 0.8),
            within_95: within(&mass, came.occupied, 0.95),
            full: (full, came.is_full),
        });
    }
    Some(cells)
}

/// What the baselines know: the counts of the unit until the origin, as they stand now.
fn series(houses: &[&HouseRecord], origin: NaiveDate) -> Series {
    let parts: Vec<Series> = houses.iter().map(|house| Series::of(house, origin)).collect();
    let mut whole = match parts.as_slice() {
        [only] => only.clone(),
        parts => Series::total(&parts.iter().collect::<Vec<_>>()),
    };
    let first = day_number(origin).saturating_sub(NAIVE_DAYS);
    whole.points.retain(|point| point.day > first);
    whole
}

struct Came {
    occupied: u32,
    is_full: bool,
}

/// What came, where every house registered it.
fn came(houses: &[&HouseRecord], date: NaiveDate) -> Option<Came> {
    let days: Vec<&Day> = houses
        .iter()
        .map(|house| day_of(house, date))
        .collect::<Option<_>>()?;
    Some(Came {
        occupied: days.iter().map(|day| day.occupied).sum(),
        is_full: days.iter().all(|day| day.free() == 0),
    })
}

fn day_of(house: &HouseRecord, date: NaiveDate) -> Option<&Day> {
    let place = house.days.binary_search_by_key(&date, |day| day.date).ok()?;
    house.days.get(place)
}

fn sum<'a>(
    kind: UnitKind,
    horizons: (u32, u32),
    cells: &(impl Iterator<Item = &'a Cell> + Clone),
) -> Option<Score> {
    let days = u32::try_from(cells.clone().count()).unwrap_or(u32::MAX);
    if days == 0 {
        return None;
    }
    let mean = |of: fn(&Cell) -> f64| cells.clone().map(of).sum::<f64>() / f64::from(days);
    Some(Score {
        kind,
        horizons,
        days,
        pinball: mean(|cell| cell.pinball),
        ranked_probability: mean(|cell| cell.ranked_probability),
        naive_pinball: mean(|cell| cell.naive_pinball),
        recent_pinball: mean(|cell| cell.recent_pinball),
        within_80: mean(|cell| cell.within_80),
        within_95: mean(|cell| cell.within_95),
        full_brier: mean(|cell| brier(cell.full.0, cell.full.1)),
        full_share: mean(|cell| f64::from(u8::from(cell.full.1))),
    })
}
