//! How good the forecasts would have been: each made from what was known at a past day, held against what came,
//! beside forecasts that need no model.

use chrono::NaiveDate;

use super::baseline::{naive, recent, seasonal};
use super::forecast::{Question, UnitForecast, counted, forecast, regions};
use super::history::{Day, HouseRecord};
use super::progress::{Stopped, Watch};
use super::score::{brier, mean_pinball, quantiles, within};
use super::series::{Series, day_number};

/// The last horizon of each bucket of horizons.
pub const BUCKETS: [u32; 5] = [1, 3, 7, 14, 28];

/// The scores of one or several origins.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Backtest {
    pub houses: Level,
    pub regions: Level,
}

/// The scores of all houses, or of all regions: together, and by [`BUCKETS`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Level {
    pub all: Scores,
    pub buckets: [Scores; 5],
}

/// Sums over cells: a unit, an origin and a day of the horizon each.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scores {
    pub cells: u32,
    /// Mean pinball of the model and of three baselines, in beds.
    pub model: f64,
    pub naive: f64,
    pub recent: f64,
    pub seasonal: f64,
    /// Absolute error of the median, in beds.
    pub error: f64,
    /// How much of the PIT lies within the central 80 and 95 %.
    pub within_80: f64,
    pub within_95: f64,
    /// The Brier score of "no bed to give".
    pub brier: f64,
}

impl Scores {
    /// The mean over the cells of a sum that `of` picks; not a number where there are no cells.
    #[must_use]
    pub fn mean(&self, of: fn(&Self) -> f64) -> f64 {
        of(self) / f64::from(self.cells)
    }

    /// A sum of losses relative to that of the naive forecast; not a number where that has none.
    #[must_use]
    pub fn to_naive(&self, of: fn(&Self) -> f64) -> f64 {
        of(self) / self.naive
    }

    fn add(&mut self, other: &Self) {
        self.cells += other.cells;
        self.model += other.model;
        self.naive += other.naive;
        self.recent += other.recent;
        self.seasonal += other.seasonal;
        self.error += other.error;
        self.within_80 += other.within_80;
        self.within_95 += other.within_95;
        self.brier += other.brier;
    }
}

impl Backtest {
    /// The scores of both.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        for (sum, part) in [
            (&mut self.houses, &other.houses),
            (&mut self.regions, &other.regions),
        ] {
            sum.all.add(&part.all);
            for (sum, part) in sum.buckets.iter_mut().zip(&part.buckets) {
                sum.add(part);
            }
        }
        self
    }
}

/// Scores the forecast from one origin. `known` is what was known then; `came` the same houses as known since. A
/// house is scored on the days that it registered; a region on the days that all its counted houses did.
///
/// # Errors
/// [`Stopped`] where `watch` says that it is no longer wanted.
pub fn backtest(
    known: &[HouseRecord],
    came: &[HouseRecord],
    question: &Question,
    watch: &dyn Watch,
) -> Result<Backtest, Stopped> {
    let forecast = forecast(known, question, watch)?;
    let mut scores = Backtest::default();
    for (house, unit) in known.iter().zip(&forecast.houses) {
        let series = Series::of(house, question.origin);
        let Some(came) = came.iter().find(|came| came.id == house.id) else {
            continue;
        };
        scores.houses.score(unit, &series, question, |date| {
            registered(came, date).map(|day| (day.occupied, day.free() == 0))
        });
    }
    let regions = regions(known);
    for unit in &forecast.regions {
        let members = regions.get(&unit.id).map_or(&[][..], Vec::as_slice);
        let counted = counted(known, members, question.origin);
        let counted: Vec<&HouseRecord> = counted.iter().filter_map(|place| known.get(*place)).collect();
        let parts: Vec<Series> = counted
            .iter()
            .map(|house| Series::of(house, question.origin))
            .collect();
        let series = Series::total(&parts.iter().collect::<Vec<_>>());
        let since = counted
            .iter()
            .map(|house| came.iter().find(|came| came.id == house.id));
        let Some(since) = since.collect::<Option<Vec<_>>>() else {
            continue;
        };
        scores.regions.score(unit, &series, question, |date| {
            let days = since.iter().map(|house| registered(house, date));
            let days = days.collect::<Option<Vec<_>>>()?;
            let occupied = days.iter().map(|day| day.occupied).sum();
            Some((occupied, days.iter().all(|day| day.free() == 0)))
        });
    }
    Ok(scores)
}

impl Level {
    /// Adds the cells of a unit; `came` is its count of a day, and whether it had no bed to give.
    fn score(
        &mut self,
        unit: &UnitForecast,
        series: &Series,
        question: &Question,
        came: impl Fn(NaiveDate) -> Option<(u32, bool)>,
    ) {
        if series.points.is_empty() {
            return;
        }
        let origin = day_number(question.origin);
        let most = series.points.iter().map(|point| point.beds).max().unwrap_or(0);
        for day in &unit.days {
            let Some((observed, was_full)) = came(day.date) else {
                continue;
            };
            let places = u32::try_from(day.mass.len()).unwrap_or(u32::MAX);
            let beds = most.max(places.saturating_sub(1));
            let loss = |mass: &[f64]| mean_pinball(&quantiles(mass), f64::from(observed));
            let cell = Scores {
                cells: 1,
                model: loss(&day.mass),
                naive: loss(&naive(series, origin, day.horizon, beds)),
                recent: loss(&recent(series, beds)),
                seasonal: loss(&seasonal(series, origin, day.horizon, beds)),
                error: (day.quantile(0.5) - f64::from(observed)).abs(),
                within_80: within(&day.mass, observed, 0.8),
                within_95: within(&day.mass, observed, 0.95),
                brier: brier(day.all_full, was_full),
            };
            self.all.add(&cell);
            let bucket = BUCKETS.iter().zip(&mut self.buckets);
            if let Some((_, bucket)) = bucket.into_iter().find(|(last, _)| day.horizon <= **last) {
                bucket.add(&cell);
            }
        }
    }
}

/// The registration of a day.
fn registered(house: &HouseRecord, date: NaiveDate) -> Option<&Day> {
    let place = house.days.binary_search_by_key(&date, |day| day.date).ok()?;
    house.days.get(place)
}
