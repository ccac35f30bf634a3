//! How much is asked on a day, for each region: weekday, season, year and swing.

use std::f64::consts::TAU;

use chrono::{Datelike, Days, NaiveDate};

use super::parameters::{RegionParameters, Season, Swing, bounded};
use super::stream::{Key, Stream};

/// The mean length of a year.
pub(super) const DAYS_PER_YEAR: f64 = 365.25;

#[derive(Debug)]
pub(super) struct Climate {
    /// The day on which what flows on day 0 is registered.
    first: NaiveDate,
    /// Years since that of the origin, and the day from which there is one more.
    year: usize,
    year_ends: u32,
    regions: Vec<Region>,
    /// By place among the regions.
    factors: Vec<f64>,
    /// Of these there is a house in the group.
    used: Vec<usize>,
}

#[derive(Debug)]
struct Region {
    parameters: RegionParameters,
    stream: Stream,
    level: f64,
    swing: f64,
}

impl Climate {
    pub(super) fn new(origin: NaiveDate, used: impl Iterator<Item = usize>) -> Self {
        let mut used = used.collect::<Vec<_>>();
        used.sort_unstable();
        used.dedup();
        let first = origin.succ_opt().unwrap_or(origin);
        Self {
            first,
            year: 0,
            year_ends: 0,
            regions: Vec::new(),
            factors: vec![1.0; used.last().map_or(0, |last| last + 1)],
            used,
        }
    }

    pub(super) fn start(&mut self, parameters: &[RegionParameters], path: Key) {
        // The year of the origin itself is number 0: on 31 December day 0 is in year 1.
        self.year = usize::from(self.first.ordinal0() == 0);
        self.year_ends = days_left(self.first);
        self.regions.clear();
        for region in &self.used {
            let parameters = parameters.get(*region).cloned().unwrap_or_default();
            let number = u64::MAX - u64::try_from(*region).unwrap_or(0);
            let mut region = Region {
                stream: path.part(number).stream(),
                level: signed(parameters.swing.level, 4.0),
                swing: 1.0,
                parameters,
            };
            region.swing = region.parameters.swing.factor(region.level);
            self.regions.push(region);
        }
    }

    /// Works out the factors of a day; the days come one after another.
    pub(super) fn pass_day(&mut self, day: u32) {
        if day >= self.year_ends {
            self.year += 1;
            let date = self.first.checked_add_days(Days::new(u64::from(day)));
            self.year_ends = day.saturating_add(date.map_or(u32::MAX, days_left));
        }
        let weekday = (self.first.weekday().num_days_from_monday() + day % 7) % 7;
        let day_of_year = f64::from(self.first.ordinal0()) + f64::from(day);
        for (place, region) in self.used.iter().zip(&mut self.regions) {
            if day > 0 && day.is_multiple_of(7) {
                region.swing();
            }
            let weekday = usize::try_from(weekday).ok();
            let by_weekday = weekday.and_then(|weekday| region.parameters.weekday.get(weekday));
            let factor = by_weekday.copied().unwrap_or(1.0)
                * region.parameters.season.factor(day_of_year)
                * yearly(&region.parameters.yearly, self.year)
                * region.swing;
            if let Some(slot) = self.factors.get_mut(*place) {
                *slot = bounded(factor, MOST);
            }
        }
    }

    /// By place among the regions.
    #[inline]
    pub(super) fn factors(&self) -> &[f64] {
        &self.factors
    }
}

impl Region {
    fn swing(&mut self) {
        let Swing { sd, rho, .. } = self.parameters.swing;
        let sd = bounded(sd, LARGEST_SWING);
        if sd > 0.0 {
            let rho = signed(rho, 1.0);
            let fresh = sd * (1.0 - rho * rho).sqrt();
            self.level = rho.mul_add(self.level, fresh * self.stream.normal());
        }
        self.swing = self.parameters.swing.factor(self.level);
    }
}

impl Swing {
    fn factor(&self, level: f64) -> f64 {
        let sd = bounded(self.sd, LARGEST_SWING);
        if sd > 0.0 {
            (level - 0.5 * sd * sd).exp()
        } else {
            1.0
        }
    }
}

impl Season {
    fn factor(&self, day_of_year: f64) -> f64 {
        if self.amplitude == 0.0 {
            return 1.0;
        }
        let turn = TAU * (day_of_year - signed(self.peak_day, DAYS_PER_YEAR)) / DAYS_PER_YEAR;
        signed(self.amplitude, 1.0).mul_add(turn.cos(), 1.0)
    }
}

/// No day is this many times as busy as the usual one.
const MOST: f64 = 1000.0;

const LARGEST_SWING: f64 = 2.0;

fn yearly(levels: &[f64], year: usize) -> f64 {
    levels.get(year).or(levels.last()).copied().unwrap_or(1.0)
}

/// From a day up to the next 1 January.
fn days_left(from: NaiveDate) -> u32 {
    let all = if from.leap_year() { 366 } else { 365 };
    all - from.ordinal0()
}

/// The number itself where it is of `-most` to `most`; 0 for no number.
fn signed(number: f64, most: f64) -> f64 {
    if number.is_nan() {
        0.0
    } else {
        number.clamp(-most, most)
    }
}
