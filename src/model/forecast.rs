//! How many beds will be occupied in 1 to 28 days: every house, every region and the network, each with the chance
//! of every number of beds. Here the method is chosen; the methods stand beside it.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::counts;
use super::flows;
use super::history::HouseRecord;
use super::mass;
use super::progress::{Stopped, Watch};

/// A forecast reaches no further, in days.
pub const MAX_HORIZON: u32 = 28;

/// So many paths are simulated where nobody says otherwise.
pub const DEFAULT_PATHS: u32 = 4000;

/// A house that registered nothing for so many days no longer counts in a sum.
const SILENT: i64 = 56;

/// The quantiles that are written and scored.
pub const QUANTILES: [f64; 7] = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// The last day of which anything is known; the forecast begins on the day after.
    pub origin: NaiveDate,
    /// How many days: 1 to [`MAX_HORIZON`]; what is outside counts as the nearest of these.
    pub horizon: u32,
    /// How many paths a simulation takes; the method without flows takes none.
    pub paths: u32,
    pub seed: u64,
}

/// How a forecast was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// From occupied beds alone: [`super::counts`].
    Counts,
    /// Joint simulation of the region's houses from admissions, departures and requests.
    Flows,
}

/// The answer, with all that is needed to make it again.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// [`super::MODEL_VERSION`].
    pub version: &'static str,
    pub question: Question,
    /// In the order of the houses asked about.
    pub houses: Vec<UnitForecast>,
    /// Every region that a house names, in order of ids.
    pub regions: Vec<UnitForecast>,
    pub network: UnitForecast,
}

/// A house, a region or the network, day by day.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitForecast {
    /// The id of the house or region; `network`.
    pub id: String,
    pub method: Method,
    pub basis: Basis,
    /// Each day of the horizon, in order.
    pub days: Vec<DayForecast>,
}

/// What a forecast rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Basis {
    /// Houses whose beds are counted in it: those that registered in the 56 days before the origin, or, where no
    /// house did, all that ever registered. A house by itself always counts.
    pub houses: u32,
    /// Of so many of the unit.
    pub houses_expected: u32,
    /// Days registered until the origin, over its houses.
    pub days_registered: u32,
    /// Days without registration between a house's first registered day and the origin, over its houses.
    pub days_missing: u32,
    /// The last registered day of any of its houses.
    pub last: Option<NaiveDate>,
}

/// One day of a forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct DayForecast {
    pub date: NaiveDate,
    /// Days after the origin, from 1 on.
    pub horizon: u32,
    /// The chance of 0, 1, 2, ... occupied beds; together 1.
    pub mass: Vec<f64>,
    /// The chance of at least one bed that somebody could be given.
    pub any_free: f64,
    /// The chance that no house has such a bed.
    pub all_full: f64,
}

impl DayForecast {
    /// The least number of beds with at least the chance `p` of no more than that.
    #[must_use]
    pub fn quantile(&self, p: f64) -> f64 {
        mass::quantile(&self.mass, p)
    }

    /// The expected number of occupied beds.
    #[must_use]
    pub fn mean(&self) -> f64 {
        mass::mean(&self.mass)
    }
}

impl Question {
    /// The days forecast: how many days after the origin, and when that is.
    pub fn dates(&self) -> impl Iterator<Item = (u32, NaiveDate)> + use<> {
        let origin = self.origin;
        let horizons = 1..=self.horizon.clamp(1, MAX_HORIZON);
        horizons.filter_map(move |days| Some((days, origin.checked_add_days(Days::new(days.into()))?)))
    }
}

/// The forecast from what was registered until the origin; later days are not looked at. The same houses and
/// question give the same answer, whatever the number of threads.
///
/// # Errors
/// [`Stopped`] where `watch` says that it is no longer wanted.
pub fn forecast(houses: &[HouseRecord], question: &Question, watch: &dyn Watch) -> Result<Forecast, Stopped> {
    let known: Vec<HouseRecord> = houses.iter().map(|house| house.until(question.origin)).collect();
    let simulated = flows::simulate(&known, question, watch)?;
    let wanted = simulated.wanted_of_counts(&known, question);
    let counted = counts::forecast_of(&known, &wanted, question, watch)?;
    Ok(simulated.put_into(counted, &known, question))
}

/// The regions that houses name, and which houses those are, in order of ids.
#[must_use]
pub fn regions(houses: &[HouseRecord]) -> BTreeMap<String, Vec<usize>> {
    let mut regions = BTreeMap::<String, Vec<usize>>::new();
    for (place, house) in houses.iter().enumerate() {
        if let Some(region) = &house.region {
            regions.entry(region.clone()).or_default().push(place);
        }
    }
    regions
}

/// Of the houses at `members`, those whose beds count in a sum: they registered in the 56 days until `origin`; or,
/// where none did, all that ever registered by then. A house that no longer registers says nothing of today.
#[must_use]
pub fn counted(houses: &[HouseRecord], members: &[usize], origin: NaiveDate) -> Vec<usize> {
    let heard = |limit: i64| {
        let is_heard = move |place: &&usize| {
            let days = houses.get(**place).map_or(&[][..], |house| &house.days);
            let known = days.partition_point(|day| day.date <= origin);
            let last = known.checked_sub(1).and_then(|last| days.get(last));
            last.is_some_and(|last| (origin - last.date).num_days() < limit)
        };
        members.iter().filter(is_heard).copied().collect::<Vec<_>>()
    };
    let of_late = heard(SILENT);
    if of_late.is_empty() {
        heard(i64::MAX)
    } else {
        of_late
    }
}
