//! The projection: what becomes of the houses until a year ahead, if demand, stays and beds go on or change.
//!
//! The simulation of [`super::network`] is played from today's registered stand, with draws of what the
//! registrations tell ([`super::estimate`]), so the answer holds what is not known for sure. Scenario and base meet
//! the same people (common random numbers): what the scenario changes is known far better than what either will be.

use chrono::NaiveDate;

use super::MODEL_VERSION;
use super::history::HouseRecord;
use super::progress::{Stopped, Watch};
use super::scenario::{Fault, Scenario};

use ahead::{Ahead, Calendar};

mod ahead;
mod demand;
mod plan;
mod play;
mod spread;
#[cfg(test)]
pub(super) mod tests;

pub(super) use ahead::{Ahead as Setting, Calendar as Days};
pub(super) use spread::{point, spread};

/// What is known: the registrations up to `origin`, and the deaths expected of the years to come.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    pub houses: &'a [HouseRecord],
    /// The last day that is known.
    pub origin: NaiveDate,
    /// By region; of a region that is not there, as many deaths each year as now.
    pub deaths: &'a [RegionDeaths],
}

/// Deaths by year in a region, as counted or forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionDeaths {
    pub region: Option<String>,
    /// In order of years.
    pub years: Vec<YearOfDeaths>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct YearOfDeaths {
    pub year: i32,
    pub deaths: f64,
    /// Its 95 % band.
    pub band: Option<(f64, f64)>,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The last year, whole; from that of the origin to [`LAST_YEAR`](super::scenario::LAST_YEAR).
    pub until: i32,
    pub step: Step,
    pub scenario: Scenario,
    /// Draws of what is not known for sure, within [`DRAWS`].
    pub draws: u32,
    /// Paths played with each, within [`PATHS`].
    pub paths: u32,
    pub seed: u64,
}

/// The fewest and the most draws.
pub const DRAWS: (u32, u32) = (20, 2000);
/// The fewest and the most paths of a draw.
pub const PATHS: (u32, u32) = (1, 100);
/// Of a question without these numbers.
pub const USUAL_DRAWS: u32 = 400;
/// One: what a single course of the years may bring, chance included.
pub const USUAL_PATHS: u32 = 1;
/// The most house-days that a question may play: draws times paths times houses times days. Some minutes on a core.
pub const MOST_HOUSE_DAYS: u64 = 5_000_000_000;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Step {
    #[default]
    Year,
    Quarter,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Projection {
    pub version: &'static str,
    pub origin: NaiveDate,
    pub seed: u64,
    pub draws: u32,
    pub paths: u32,
    /// The first begins the day after the origin, the others with their year or quarter.
    pub periods: Vec<Period>,
    pub houses: Vec<UnitProjection>,
    pub regions: Vec<UnitProjection>,
    pub network: UnitProjection,
    pub assumptions: Assumptions,
}

/// From one day to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub from: NaiveDate,
    pub until: NaiveDate,
}

/// A house, a region or the network.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitProjection {
    /// The id of the house or region; for houses of no known region, and for the network, empty.
    pub id: String,
    /// By period, then in the order of [`Measure::ALL`].
    pub periods: Vec<Vec<Figure>>,
}

/// What is told of a unit and a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// People whose first choice is a house of the unit.
    Requests,
    /// Of them, who found no bed in that house when they asked.
    FoundFull,
    /// Of them, given a bed in another house at once.
    Moved,
    /// Of them, who were given no bed and did not wait for one.
    Lost,
    /// Of them, who died or went elsewhere while they waited.
    GaveUp,
    /// Guests admitted to the unit's houses, whatever their first choice.
    Admissions,
    /// Days of guests, as counted once a day.
    OccupiedBedDays,
    /// Days of open beds.
    InServiceBedDays,
    /// Occupied by open bed-days.
    Occupancy,
    /// Found full by requests.
    FoundFullShare,
    /// Lost and given up by requests.
    NoBedShare,
    /// Days on which a house has no bed to give: of a region or network, the mean over its houses.
    DaysFullShare,
    /// Days on which no house of the unit has a bed to give.
    DaysAllFullShare,
}

impl Measure {
    pub const ALL: [Self; 13] = [
        Self::Requests,
        Self::FoundFull,
        Self::Moved,
        Self::Lost,
        Self::GaveUp,
        Self::Admissions,
        Self::OccupiedBedDays,
        Self::InServiceBedDays,
        Self::Occupancy,
        Self::FoundFullShare,
        Self::NoBedShare,
        Self::DaysFullShare,
        Self::DaysAllFullShare,
    ];
}

/// A number that is not known for sure. Nothing (`None` in the lists) is never put for it: a share of nothing is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figure {
    pub value: Spread,
    /// Scenario less base; nothing where the scenario changes nothing.
    pub change: Option<Spread>,
}

/// The distribution of a number over the draws, each the mean of its paths.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spread {
    pub mean: f64,
    /// The 5, 10, 50, 90 and 95 % points.
    pub p05: f64,
    pub p10: f64,
    pub p50: f64,
    pub p90: f64,
    pub p95: f64,
    /// How far the mean would move with other random numbers: one standard error. It shrinks with more draws; the
    /// points above do not.
    pub simulation_error: f64,
}

/// What the answer rests on, beside the scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Assumptions {
    /// Regions without deaths: as many each year as now, wrong by 1 % times the square root of the years.
    pub flat_regions: Vec<String>,
    /// The yearly growth of requests per death that was used: mean over the draws.
    pub trend: f64,
    /// Houses that registered nothing of late and were left out.
    pub silent_houses: Vec<String>,
}

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Unanswered {
    /// It was no longer wanted.
    Stopped,
    /// There is no house, or none that registered of late.
    NoHouses,
    /// The year is before that of the origin, or after the last one.
    BadYear,
    /// Draws or paths outside their ranges, or more house-days than [`MOST_HOUSE_DAYS`].
    TooMuch,
    BadScenario(Vec<Fault>),
    /// A target or a certainty outside its range (of a bed requirement).
    BadTarget,
}

impl From<Stopped> for Unanswered {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

/// The most figures by draw that are held in memory: draws times units times periods.
const MOST_FIGURES: u64 = 3_000_000;

/// Plays the scenario, and the base if that is another one. The answer is the same for any number of threads.
///
/// # Errors
/// [`Unanswered`].
pub fn project(known: &Known, question: &Question, watch: &dyn Watch) -> Result<Projection, Unanswered> {
    let calendar = Calendar::of(known.origin, question.until, question.step).ok_or(Unanswered::BadYear)?;
    let ahead = Ahead::new(known, &question.scenario, calendar, question.seed)?;
    check_size(&ahead, question)?;
    let changes = question.scenario.changes_something();
    let base = Scenario::default();
    let base = changes.then(|| Ahead::new(known, &base, ahead.calendar.clone(), question.seed));
    let base = base.transpose()?;
    let draws = play::draws(&ahead, base.as_ref(), question, watch)?;
    let units = ahead.units();
    let figures = |unit: usize, period: usize| {
        let measures = 0..Measure::ALL.len();
        let figures = measures.map(|measure| spread::figure(&draws, unit, period, measure));
        figures.collect()
    };
    let periods = ahead.calendar.periods.len();
    let mut projected = units.iter().enumerate().map(|(unit, id)| UnitProjection {
        id: id.clone(),
        periods: (0..periods).map(|period| figures(unit, period)).collect(),
    });
    let houses = projected.by_ref().take(ahead.network.houses.len()).collect();
    let mut regions: Vec<UnitProjection> = projected.collect();
    let network = regions.pop().ok_or(Unanswered::NoHouses)?;
    Ok(Projection {
        version: MODEL_VERSION,
        origin: known.origin,
        seed: question.seed,
        draws: question.draws,
        paths: question.paths,
        periods: ahead.calendar.periods.clone(),
        houses,
        regions,
        network,
        assumptions: ahead.assumptions(question.draws),
    })
}

fn check_size(ahead: &Ahead, question: &Question) -> Result<(), Unanswered> {
    let within = |number: u32, (least, most): (u32, u32)| (least..=most).contains(&number);
    let size = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let draws = u64::from(question.draws);
    let house_days = [
        u64::from(question.paths),
        size(ahead.network.houses.len()),
        u64::from(ahead.calendar.days),
    ];
    let house_days = house_days.into_iter().fold(draws, u64::saturating_mul);
    let figures = [size(ahead.units().len()), size(ahead.calendar.periods.len())];
    let figures = figures.into_iter().fold(draws, u64::saturating_mul);
    let fits = within(question.draws, DRAWS)
        && within(question.paths, PATHS)
        && house_days <= MOST_HOUSE_DAYS
        && figures <= MOST_FIGURES;
    fits.then_some(()).ok_or(Unanswered::TooMuch)
}
