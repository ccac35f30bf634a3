//! What a house's registered days say of its rates: weighted events, and the time they had.

use chrono::NaiveDate;

use crate::model::estimate::{FlowSpan, Step, Weighted, booked, steps};
use crate::model::history::{Day, HouseRecord};

/// Sums over the intervals between one registered day and the next, each weighted by its age.
///
/// Missing days make an interval longer and nothing else: flows are counted since the previous
/// registered day, so they belong to the whole of it. Where the flows do not lead from one count to
/// the next, the counts win and the difference is booked as admissions or departures that were not
/// registered. The same goes for flows that were not stated at all: then only the net change is
/// seen. As an admission and a departure between two counts cancel out, both rates come out too
/// low: in simulated houses of two to ten beds that count every day stays look 1.24 times as long
/// as they are, with two days in three missing twice as long.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Exposure {
    /// Deaths and discharges, and the days times the mean of the two counts of occupied beds.
    pub departures: Weighted,
    /// Admissions by the number of free beds they found: 1, 2, 3 or more.
    pub admissions: [f64; 3],
    /// Days on which so many beds were free; half an interval for the count at either end.
    pub open_days: [f64; 3],
}

impl Exposure {
    /// The sums over the days of a house, as far as they were counted up to and on `as_of`.
    pub(super) fn of(house: &HouseRecord, as_of: NaiveDate) -> Self {
        let mut exposure = Self::default();
        for step in steps(house, as_of, FlowSpan::SinceLast) {
            exposure.add(&step);
        }
        exposure
    }

    /// Adds the interval between two counts.
    ///
    /// An admission belongs to the state it came from. In which order guests came and went is not
    /// known, so half of them are booked on the beds free at the start, and half on those that were
    /// free before the last admission if it came at the end. That is exact for one admission alone.
    fn add(&mut self, step: &Step) {
        let Step {
            from,
            to,
            days,
            weight,
            ..
        } = *step;
        let occupied = f64::midpoint(f64::from(from.occupied), f64::from(to.occupied));
        let (admissions, departures) = moves(from, to);
        self.departures.add(weight, departures, days * occupied);
        for free in [from.free().max(1), to.free().saturating_add(1)] {
            add_at(&mut self.admissions, free, weight * admissions / 2.0);
        }
        for free in [from.free(), to.free()] {
            add_at(&mut self.open_days, free, weight * days / 2.0);
        }
    }
}

/// Admissions and departures between two counts: as stated, and what the counts say beyond that.
pub(super) fn moves(from: &Day, to: &Day) -> (f64, f64) {
    let admissions = to.admissions.map_or(0.0, f64::from);
    let departures = to.departures.map_or(0.0, f64::from);
    let counts = (f64::from(from.occupied), f64::from(to.occupied));
    booked(counts, (admissions, departures))
}

/// Adds to the sum of the state with `free` beds free; a full house has none.
fn add_at(sums: &mut [f64; 3], free: u32, amount: f64) {
    let [one, two, more] = sums;
    match free {
        0 => {}
        1 => *one += amount,
        2 => *two += amount,
        _ => *more += amount,
    }
}
