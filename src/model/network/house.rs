//! A house while a path is played: who is in it, who waits, and what happened so far.

use std::collections::VecDeque;

use super::parameters::{HouseParameters, RegionParameters, bounded};
use super::site::{Asks, House, State, Step};
use super::stay::Sampler;
use super::stream::{Key, Stream};

/// A house of a path that is being played, and what happened there since its counts were last cleared.
#[derive(Clone, Debug)]
pub struct Running {
    pub(super) beds: u32,
    pub(super) closed: u32,
    pub(super) occupied: u32,
    pub(super) reserved: u32,
    pub(super) in_turnover: u32,
    pub(super) admits: bool,
    /// Has the day come from which its stand is known?
    pub(super) is_awake: bool,
    /// Requests per day on a day of the usual level.
    pub(super) level: f64,
    pub(super) stay_days: f64,
    pub(super) sampler: Sampler,
    pub(super) region: usize,
    pub(super) key: Key,
    /// Chances as fractions of 2^32: a person's chance is a half of their word.
    pub(super) moving: u64,
    pub(super) waits: u64,
    pub(super) patience_days: f64,
    pub(super) turnover_days: f64,
    pub(super) delay_days: f64,
    pub(super) counts: Counts,
    pub(super) waiting: VecDeque<Waiting>,
    /// The day on which something changes: a step, the day it is known on, or none.
    pub(super) changes_on: u32,
    pub(super) next_step: usize,
    pub(super) closures: Spells,
    /// Places in the group, in order; nothing: each person has an order of their own.
    pub(super) asks: Option<Vec<u32>>,
    own: HouseParameters,
}

/// What happened to the people whose first choice a house is, and (only [`Self::received`]) to others there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Requests whose first choice the house is. Each of them is one of `admitted`, `moved`, `lost` or `waited`.
    pub requests: u32,
    /// Given a bed in the house at once.
    pub admitted: u32,
    /// Found no bed in the house: the sum of `moved`, `lost` and `waited`.
    pub found_full: u32,
    /// Given a bed in another house.
    pub moved: u32,
    /// Neither waited nor found a bed anywhere.
    pub lost: u32,
    /// Began to wait.
    pub waited: u32,
    /// Were given a bed in the house after waiting.
    pub admitted_from_waiting: u32,
    /// Waited, and died or went elsewhere before there was a bed.
    pub gave_up: u32,
    /// Were given a bed here, and had another house as their first choice.
    pub received: u32,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Waiting {
    pub(super) word: u64,
    /// In means of the house.
    pub(super) stay: f64,
}

/// Spells of closed beds still to come.
#[derive(Clone, Debug)]
pub(super) struct Spells {
    stream: Stream,
    /// The mean time from the beginning of one to that of the next; nothing: there are none.
    gap_days: Option<f64>,
    pub(super) mean_days: f64,
    pub(super) beds: u32,
    /// Days since the origin.
    next: f64,
}

impl Running {
    pub(super) fn new(house: &House, group: &[usize]) -> Self {
        let local = |place: &usize| {
            let at = group.iter().position(|other| other == place)?;
            u32::try_from(at).ok()
        };
        let asks = match &house.asks {
            Asks::Anyone => None,
            Asks::InOrder(places) => Some(places.iter().filter_map(local).collect()),
        };
        Self {
            region: house.region,
            asks,
            ..Self::empty()
        }
    }

    fn empty() -> Self {
        Self {
            beds: 0,
            closed: 0,
            occupied: 0,
            reserved: 0,
            in_turnover: 0,
            admits: false,
            is_awake: false,
            level: 0.0,
            stay_days: 0.0,
            sampler: Sampler::Exponential,
            region: 0,
            key: Key::of(0),
            moving: 0,
            waits: 0,
            patience_days: 0.0,
            turnover_days: 0.0,
            delay_days: 0.0,
            counts: Counts::default(),
            waiting: VecDeque::new(),
            changes_on: u32::MAX,
            next_step: 0,
            closures: Spells::none(),
            asks: None,
            own: HouseParameters::default(),
        }
    }

    /// Forgets the path before, and takes the parameters of the next.
    pub(super) fn start(&mut self, house: &House, own: HouseParameters, region: &RegionParameters, key: Key) {
        let mut waiting = std::mem::take(&mut self.waiting);
        waiting.clear();
        *self = Self {
            region: self.region,
            asks: self.asks.take(),
            waiting,
            own,
            sampler: Sampler::of(own.stay),
            key,
            moving: chance(region.moving),
            waits: chance(region.waiting),
            patience_days: bounded(region.patience_days, LONGEST),
            turnover_days: bounded(region.turnover_days, LONGEST),
            delay_days: bounded(region.admission_delay_days, LONGEST),
            closures: Spells::of(region, key),
            changes_on: house.known_on,
            ..Self::empty()
        };
    }

    /// What holds from this day on; true if there may be more room than before.
    pub(super) fn take_steps(&mut self, steps: &[Step], day: u32) {
        while let Some(step) = steps.get(self.next_step).filter(|step| step.from_day <= day) {
            self.next_step += 1;
            self.beds = step.beds;
            self.admits = step.admits;
            let level = self.own.requests_per_day * bounded(step.demand_factor, LARGEST_FACTOR);
            self.level = bounded(level, HouseParameters::MOST_REQUESTS);
            let stay = self.own.mean_stay_days * bounded(step.stay_factor, LARGEST_FACTOR);
            self.stay_days = bounded(stay, HouseParameters::LONGEST_STAY);
        }
        let next = steps.get(self.next_step);
        self.changes_on = next.map_or(u32::MAX, |step| step.from_day);
    }

    /// Beds that somebody can be given.
    #[must_use]
    #[inline]
    pub fn free(&self) -> u32 {
        if self.admits {
            self.in_service()
                .saturating_sub(self.occupied + self.reserved + self.in_turnover)
        } else {
            0
        }
    }

    /// Beds that are open.
    #[must_use]
    #[inline]
    pub fn in_service(&self) -> u32 {
        self.beds.saturating_sub(self.closed)
    }

    /// Physical beds.
    #[must_use]
    pub fn beds(&self) -> u32 {
        self.beds
    }

    #[must_use]
    #[inline]
    pub fn occupied(&self) -> u32 {
        self.occupied
    }

    #[must_use]
    pub fn state(&self) -> State {
        State {
            occupied: self.occupied,
            reserved: self.reserved,
            in_turnover: self.in_turnover,
            closed: self.closed,
            waiting: u32::try_from(self.waiting.len()).unwrap_or(u32::MAX),
        }
    }

    #[must_use]
    #[inline]
    pub fn counts(&self) -> &Counts {
        &self.counts
    }
}

impl Spells {
    fn none() -> Self {
        Self {
            stream: Stream::of(0),
            gap_days: None,
            mean_days: 0.0,
            beds: 0,
            next: f64::INFINITY,
        }
    }

    fn of(region: &RegionParameters, key: Key) -> Self {
        let closures = region.closures;
        let mean_days = bounded(closures.mean_days, LONGEST);
        let rate = bounded(closures.per_day, 1.0);
        if rate <= 0.0 || mean_days <= 0.0 || closures.beds == 0 {
            return Self {
                mean_days,
                ..Self::none()
            };
        }
        let mut spells = Self {
            stream: key.part(CLOSURES).stream(),
            gap_days: Some(1.0 / rate),
            mean_days,
            beds: closures.beds,
            next: 0.0,
        };
        spells.next = spells.gap();
        spells
    }

    fn gap(&mut self) -> f64 {
        let gap = self.gap_days.unwrap_or(f64::INFINITY);
        gap * self.stream.exponential()
    }

    /// The end of a spell that begins on this day.
    #[inline]
    pub(super) fn begins(&mut self, day: f64) -> Option<f64> {
        if self.next > day {
            return None;
        }
        let end = day + self.mean_days * self.stream.exponential();
        self.next += self.gap();
        Some(end)
    }
}

/// What a house's key is parted into, beside its days.
pub(super) const CLOSURES: u64 = 1 << 32;
pub(super) const START: u64 = 2 << 32;

/// A hundred years.
const LONGEST: f64 = 36_525.0;

const LARGEST_FACTOR: f64 = 1e6;

/// A probability as a fraction of 2^32.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "0 to 2^32 after bounding"
)]
fn chance(probability: f64) -> u64 {
    (bounded(probability, 1.0) * 4_294_967_296.0) as u64
}
