//! What one draw of the parameters says: how much is asked, how long guests stay, what full houses do.
//!
//! Times are in days, rates per day. A number that is negative or not a number counts as 0, one that is larger
//! than its bound as that bound: no input makes the simulation panic, run without end or answer NaN.

use super::stay::StayShape;

/// One draw of everything that is estimated. A path of a forecast has its own draw; a projection runs several
/// paths with each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parameters {
    /// In the order of [`Network::houses`](super::Network::houses).
    pub houses: Vec<HouseParameters>,
    /// In the order that [`House::region`](super::House::region) counts.
    pub regions: Vec<RegionParameters>,
}

/// What is particular to a house.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HouseParameters {
    /// Requests of people whose first choice this house is, per day, on a day of the usual level: 0 to
    /// [`Self::MOST_REQUESTS`].
    pub requests_per_day: f64,
    /// 0 to [`Self::LONGEST_STAY`].
    pub mean_stay_days: f64,
    pub stay: StayShape,
}

impl HouseParameters {
    /// Per day: far above any house, and it bounds the work of a day.
    pub const MOST_REQUESTS: f64 = 1000.0;
    /// A hundred years.
    pub const LONGEST_STAY: f64 = 36_525.0;
}

/// What the houses of a region share.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionParameters {
    /// The level of requests by weekday, Monday first; mean 1. The weekday is that of the day on which the
    /// requests are registered.
    pub weekday: [f64; 7],
    pub season: Season,
    /// The level of requests by calendar year, beginning with the year of the origin; the last one goes on. Empty: 1.
    pub yearly: Vec<f64>,
    pub swing: Swing,
    /// The probability that whoever finds no bed in the house of first choice, and does not wait for one, takes
    /// a free bed in another house of the group if there is any: decided once for each person, not for each
    /// house that is full.
    pub moving: f64,
    /// The probability that whoever finds no bed waits for one in that house, unless 500 wait there.
    pub waiting: f64,
    /// The mean time after which somebody who waits dies, or goes elsewhere (exponential).
    pub patience_days: f64,
    /// The mean time that a bed is not used after a departure (exponential); 0: none.
    pub turnover_days: f64,
    /// The mean time for which a bed is reserved before its guest comes (exponential); 0: none.
    pub admission_delay_days: f64,
    pub closures: Closures,
}

impl Default for RegionParameters {
    /// The same level each day, nobody waits or moves, beds are usable at once and never closed.
    fn default() -> Self {
        Self {
            weekday: [1.0; 7],
            season: Season::default(),
            yearly: Vec::new(),
            swing: Swing::default(),
            moving: 0.0,
            waiting: 0.0,
            patience_days: 0.0,
            turnover_days: 0.0,
            admission_delay_days: 0.0,
            closures: Closures::default(),
        }
    }
}

/// A yearly wave of the requests: `1 + amplitude cos(2 pi (day of year - peak) / 365.25)`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Season {
    /// -1 to 1.
    pub amplitude: f64,
    /// The day of the year, 0 for 1 January, on which most is asked (least, if the amplitude is negative).
    pub peak_day: f64,
}

/// Ups and downs of the requests of a whole region: a factor `exp(z - sd^2 / 2)`, of mean 1 in the long run,
/// whose `z` changes once a week as `z' = rho z + sd sqrt(1 - rho^2) N(0, 1)`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Swing {
    /// The standard deviation of `z` in the long run, 0 to 2.
    pub sd: f64,
    /// The correlation of `z` from one week to the next, -1 to 1.
    pub rho: f64,
    /// `z` in the first week, -4 to 4.
    pub level: f64,
}

/// Spells in which beds of a house are closed for want of staff, an infection and so on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Closures {
    /// How often a spell begins in a house, per day: 0 to 1.
    pub per_day: f64,
    /// The mean length of a spell (exponential); also that of what is left of one that goes on today.
    pub mean_days: f64,
    /// Beds that a spell takes out of service.
    pub beds: u32,
}

/// The number itself where it is of 0 to `most`; 0 for what is less or no number.
pub(super) fn bounded(number: f64, most: f64) -> f64 {
    if number.is_nan() {
        0.0
    } else {
        number.clamp(0.0, most)
    }
}
