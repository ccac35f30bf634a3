//! In how many paths a house, or a region, had how many occupied beds.

use super::{Chances, RegionChances};
use crate::model::network::Running;

/// Paths counted by day, for the houses of a region and their sum.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    /// The most beds each house can have occupied.
    caps: Vec<u32>,
    days: Vec<Day>,
}

#[derive(Clone, Debug)]
struct Day {
    houses: Vec<Unit>,
    sum: Unit,
}

/// One unit on one day.
#[derive(Clone, Debug)]
struct Unit {
    /// Paths with so many occupied beds.
    occupied: Vec<u32>,
    /// Paths without a bed to give.
    full: u32,
}

impl Tally {
    pub(super) fn new(caps: &[u32], days: usize) -> Self {
        let day = Day {
            houses: caps.iter().map(|cap| Unit::new(*cap)).collect(),
            sum: Unit::new(caps.iter().sum()),
        };
        Self {
            caps: caps.to_vec(),
            days: vec![day; days],
        }
    }

    /// Counts what the houses are at the end of a forecast day, from 0.
    pub(super) fn count(&mut self, day: usize, houses: &[Running]) {
        let Some(day) = self.days.get_mut(day) else { return };
        let mut total = 0;
        let mut all_full = true;
        for ((unit, cap), house) in day.houses.iter_mut().zip(&self.caps).zip(houses) {
            let occupied = house.occupied().min(*cap);
            let is_full = house.free() == 0;
            total += occupied;
            all_full &= is_full;
            unit.add(occupied, is_full);
        }
        day.sum.add(total, all_full);
    }

    /// Both together.
    pub(super) fn and(mut self, other: &Self) -> Self {
        for (day, more) in self.days.iter_mut().zip(&other.days) {
            day.sum.merge(&more.sum);
            for (unit, more) in day.houses.iter_mut().zip(&more.houses) {
                unit.merge(more);
            }
        }
        self
    }

    pub(super) fn chances(&self, paths: u32) -> RegionChances {
        let unit = |pick: &dyn Fn(&Day) -> Option<&Unit>| -> Vec<Chances> {
            self.days
                .iter()
                .filter_map(pick)
                .map(|unit| unit.chances(paths))
                .collect()
        };
        let houses = 0..self.caps.len();
        RegionChances {
            houses: houses.map(|house| unit(&|day| day.houses.get(house))).collect(),
            region: unit(&|day| Some(&day.sum)),
        }
    }
}

impl Unit {
    fn new(cap: u32) -> Self {
        Self {
            occupied: vec![0; usize::try_from(cap).unwrap_or(0) + 1],
            full: 0,
        }
    }

    fn add(&mut self, occupied: u32, is_full: bool) {
        if let Some(paths) = self.occupied.get_mut(occupied as usize) {
            *paths += 1;
        }
        self.full += u32::from(is_full);
    }

    fn merge(&mut self, other: &Self) {
        for (paths, more) in self.occupied.iter_mut().zip(&other.occupied) {
            *paths += more;
        }
        self.full += other.full;
    }

    fn chances(&self, paths: u32) -> Chances {
        let share = |number: u32| f64::from(number) / f64::from(paths.max(1));
        Chances {
            mass: self.occupied.iter().map(|number| share(*number)).collect(),
            full: share(self.full),
        }
    }
}
