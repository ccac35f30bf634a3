//! What was known of every unit on each of its days.
#![expect(
    clippy::indexing_slicing,
    reason = "arrays of fixed length, and a vector over the span of all days"
)]

use crate::model::series::{Point, Series};

/// Half-lives of the weighted means of the count, in days; the third is what a unit is expected to return to.
const HALF_LIVES: [f64; 4] = [2.0, 7.0, 112.0, 365.0];

/// What of a unit's past the regression uses, besides the day of the week.
pub(super) const LEVELS: usize = 6;

/// After so many days a pair of days weighs half in everything that is learned.
const HALF_LIFE: f64 = 240.0;

/// Pairs of days longer ago are left out: they would weigh less than 5 %.
const OLDEST: i32 = 3 * 365;

/// Where the common drift stands among the levels.
const DRIFT: usize = 5;

/// The days of a house, or of the sum of several, with what was known on each.
pub(super) struct History {
    /// The mean number of beds, at least 1: differences are measured in it.
    pub(super) scale: f64,
    pub(super) states: Vec<State>,
}

/// What was known on one day.
pub(super) struct State {
    pub(super) day: i32,
    pub(super) occupied: f64,
    /// How much what was learned of this day weighs at the origin.
    weight: f64,
    /// The mean of the count with a half-life of 112 days.
    pub(super) base: f64,
    /// Distances from the base in units of the scale: the count, its means with half-lives 2, 7 and 365 days,
    /// the beds from their mean, and what all units had in common of late (2 against 7 days).
    pub(super) levels: [f64; LEVELS],
}

/// Two days so many days apart, of which the later is not after the origin.
#[derive(Clone, Copy)]
pub(super) struct Lead {
    pub(super) ahead: i32,
    pub(super) origin: i32,
}

/// A past day of a unit, and what came `ahead` days later.
pub(super) struct Pair<'a> {
    /// The place of the day among the unit's.
    pub(super) place: usize,
    pub(super) state: &'a State,
    pub(super) observed: f64,
    pub(super) weight: f64,
}

/// The histories of units that are forecast together.
pub(super) fn panel<'a>(series: impl Iterator<Item = &'a Series>, origin: i32) -> Vec<History> {
    let mut histories: Vec<History> = series.map(|series| History::of(series, origin)).collect();
    set_drift(&mut histories);
    histories
}

impl History {
    fn of(series: &Series, origin: i32) -> Self {
        let number = series.points.iter().fold(0.0, |number, _| number + 1.0);
        let beds: f64 = series.points.iter().map(|point| f64::from(point.beds)).sum();
        let scale = if number > 0.0 {
            (beds / number).max(1.0)
        } else {
            1.0
        };
        let mut means = Means::default();
        let states = series.points.iter().map(|point| means.next(point, scale, origin));
        Self {
            states: states.collect(),
            scale,
        }
    }

    /// Every day of which the count so many days later is known.
    pub(super) fn pairs(&self, lead: Lead) -> impl Iterator<Item = Pair<'_>> {
        let mut later = self.states.iter().peekable();
        // It is the later day that counts.
        let nearer = (f64::from(lead.ahead) / HALF_LIFE).exp2();
        let oldest = lead.origin.saturating_sub(OLDEST);
        self.states.iter().enumerate().filter_map(move |(place, state)| {
            let target = state.day.saturating_add(lead.ahead);
            while later.next_if(|later| later.day < target).is_some() {}
            let found = later
                .peek()
                .filter(|later| later.day == target && target >= oldest)?;
            Some(Pair {
                place,
                state,
                observed: found.occupied,
                weight: state.weight * nearer,
            })
        })
    }
}

/// Weighted means up to a day; a day without registration lets the weights fade and adds none.
#[derive(Default)]
struct Means {
    day: Option<i32>,
    weights: [f64; 4],
    counts: [f64; 4],
    /// With the half-life of the base.
    beds: f64,
}

impl Means {
    fn next(&mut self, point: &Point, scale: f64, origin: i32) -> State {
        let passed = self
            .day
            .map_or(0.0, |day| f64::from(point.day.saturating_sub(day)));
        self.day = Some(point.day);
        let (occupied, beds) = (f64::from(point.occupied), f64::from(point.beds));
        for (place, half_life) in HALF_LIVES.into_iter().enumerate() {
            let kept = (-passed / half_life).exp2();
            self.weights[place] = self.weights[place] * kept + 1.0;
            self.counts[place] = self.counts[place] * kept + occupied;
        }
        self.beds = self.beds * (-passed / HALF_LIVES[2]).exp2() + beds;
        let mean = |place: usize| self.counts[place] / self.weights[place];
        let base = mean(2);
        let distances = [
            occupied - base,
            mean(0) - base,
            mean(1) - base,
            mean(3) - base,
            beds - self.beds / self.weights[2],
            0.0,
        ];
        State {
            day: point.day,
            occupied,
            weight: (-f64::from(origin.saturating_sub(point.day)) / HALF_LIFE).exp2(),
            base,
            levels: distances.map(|distance| distance / scale),
        }
    }
}

/// The mean over the units with a count on the day of how far the last days lie above the last weeks.
fn set_drift(histories: &mut [History]) {
    let days = || {
        histories
            .iter()
            .flat_map(|history| &history.states)
            .map(|state| state.day)
    };
    let Some((first, last)) = days().min().zip(days().max()) else {
        return;
    };
    let place = |state: &State| usize::try_from(state.day - first).unwrap_or(0);
    let mut sums = vec![(0.0, 0.0); usize::try_from(last - first).unwrap_or(0) + 1];
    for state in histories.iter().flat_map(|history| &history.states) {
        let (sum, number) = &mut sums[place(state)];
        *sum += state.levels[1] - state.levels[2];
        *number += 1.0;
    }
    for state in histories.iter_mut().flat_map(|history| &mut history.states) {
        let (sum, number) = sums[place(state)];
        state.levels[DRIFT] = sum / number;
    }
}
