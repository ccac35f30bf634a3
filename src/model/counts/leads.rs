//! Everything is learned anew for each lead: so many days from the last count to the day forecast.
#![expect(
    clippy::indexing_slicing,
    reason = "houses, sums and days are numbered from 0 on in every list"
)]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::panel::{History, Lead, panel};
use super::pool::Pool;
use super::regression::Regression;
use super::unit::{Total, Unit};
use crate::model::birth_death::Chain;
use crate::model::forecast::Question;
use crate::model::mass::{convolve, normalised};
use crate::model::progress::{Stopped, Watch};
use crate::model::rates::defaults;
use crate::model::series::{Point, day_number};

/// The longest lead that is learned; what is longer is forecast with this one, which is past all memory.
const LONGEST: i32 = 84;

/// How much more a sum is widened for what few residuals there are to learn from; see [`Pool::of`].
const DOUBT: f64 = 0.5;

/// The chances of every number of beds, by unit and day of the horizon.
pub(super) type Masses = Vec<Vec<Vec<f64>>>;

/// The chances of every number of beds for each house and each sum that is wanted; no day of the others.
pub(super) fn masses(
    houses: &[Unit],
    totals: &[Total],
    question: &Question,
    watch: &dyn Watch,
) -> Result<(Masses, Masses), Stopped> {
    let mut of_houses: Masses = houses.iter().map(nothing_known).collect();
    let mut of_totals: Masses = totals.iter().map(|total| nothing_known(&total.unit)).collect();
    let wanted = wanted(houses, totals, question);
    if wanted.is_empty() {
        return Ok((of_houses, of_totals));
    }
    let lessons = Lessons::of(houses, totals, day_number(question.origin));
    let whole = u64::try_from(wanted.len()).unwrap_or(u64::MAX);
    let done = AtomicU64::new(0);
    // Collected in the order of leads: the answer does not depend on the number of threads.
    let answers: Vec<Answer> = wanted
        .par_iter()
        .map(|(lead, cells)| {
            let goes_on = watch.goes_on(done.fetch_add(1, Ordering::Relaxed), whole);
            if goes_on {
                Ok(lessons.answer(*lead, cells))
            } else {
                Err(Stopped)
            }
        })
        .collect::<Result<_, _>>()?;
    for answer in answers {
        for ((house, day), mass) in answer.houses {
            of_houses[house][day] = mass;
        }
        for ((total, day), mass) in answer.totals {
            of_totals[total][day] = mass;
        }
    }
    Ok((of_houses, of_totals))
}

/// A unit and a day of the horizon, by their places.
type Cell = (usize, usize);

/// What is to be forecast with one lead.
#[derive(Default)]
struct Cells {
    houses: Vec<Cell>,
    totals: Vec<Cell>,
}

/// What was forecast with one lead.
struct Answer {
    houses: Vec<(Cell, Vec<f64>)>,
    totals: Vec<(Cell, Vec<f64>)>,
}

fn wanted(houses: &[Unit], totals: &[Total], question: &Question) -> Vec<(Lead, Cells)> {
    let origin = day_number(question.origin);
    let mut leads = BTreeMap::<i32, Cells>::new();
    let mut note = |unit: &Unit, place: usize, list: fn(&mut Cells) -> &mut Vec<Cell>| {
        let Some(last) = unit.series.last().filter(|_| unit.is_wanted) else {
            return;
        };
        for (day, (horizon, _)) in question.dates().enumerate() {
            let ahead = (origin - last.day).saturating_add_unsigned(horizon).min(LONGEST);
            list(leads.entry(ahead).or_default()).push((place, day));
        }
    };
    for (place, unit) in houses.iter().enumerate() {
        note(unit, place, |cells| &mut cells.houses);
    }
    for (place, total) in totals.iter().enumerate() {
        note(&total.unit, place, |cells| &mut cells.totals);
    }
    let leads = leads.into_iter();
    leads
        .map(|(ahead, cells)| (Lead { ahead, origin }, cells))
        .collect()
}

/// What there is to learn from.
struct Lessons<'a> {
    houses: &'a [Unit],
    totals: &'a [Total],
    house_panel: Vec<History>,
    total_panel: Vec<History>,
}

impl<'a> Lessons<'a> {
    fn of(houses: &'a [Unit], totals: &'a [Total], origin: i32) -> Self {
        Self {
            houses,
            totals,
            house_panel: panel(houses.iter().map(|house| &house.series), origin),
            total_panel: panel(totals.iter().map(|total| &total.unit.series), origin),
        }
    }

    fn answer(&self, lead: Lead, cells: &Cells) -> Answer {
        let regression = Regression::fit(&self.house_panel, lead);
        let houses = self.house_panel.iter();
        let expected: Vec<Vec<f64>> = houses.map(|history| regression.predictions(history)).collect();
        let beds: Vec<f64> = self.houses.iter().map(Unit::beds_at_first).collect();
        let pool = Pool::of(&self.house_panel, &expected, &beds, lead, 0.0);
        let house = |(house, day): Cell| {
            let unit = &self.houses[house];
            let (last, beds) = (unit.series.last()?, unit.beds[day]);
            let expected = *expected[house].last()?;
            Some(pool.mass(house, expected, beds, || usual_house(last, beds, lead.ahead)))
        };
        let houses = cells
            .houses
            .iter()
            .filter_map(|cell| Some((*cell, house(*cell)?)));
        Answer {
            houses: houses.collect(),
            totals: self.totals(lead, &cells.totals, &expected, house),
        }
    }

    /// A sum is expected to be the sum of what is expected of its houses; its residuals are its own, so how far
    /// the houses rise and fall together is in them.
    fn totals(
        &self,
        lead: Lead,
        cells: &[Cell],
        expected: &[Vec<f64>],
        house: impl Fn(Cell) -> Option<Vec<f64>>,
    ) -> Vec<(Cell, Vec<f64>)> {
        if cells.is_empty() {
            return Vec::new();
        }
        let totals = self.totals.iter().zip(&self.total_panel);
        let sums: Vec<Vec<f64>> = totals
            .map(|(total, history)| self.sum(total, history, expected))
            .collect();
        let beds: Vec<f64> = self
            .totals
            .iter()
            .map(|total| total.unit.beds_at_first())
            .collect();
        let pool = Pool::of(&self.total_panel, &sums, &beds, lead, DOUBT);
        let masses = cells.iter().filter_map(|(place, day)| {
            let total = &self.totals[*place];
            let apart = || {
                let houses = total.counted.iter().filter_map(|place| house((*place, *day)));
                houses.fold(vec![1.0], |sum, mass| convolve(&sum, &mass))
            };
            let mass = pool.mass(*place, *sums[*place].last()?, total.unit.beds[*day], apart);
            Some(((*place, *day), mass))
        });
        masses.collect()
    }

    /// For each day of a sum, what is expected of its houses from the last day that each had by then.
    fn sum(&self, total: &Total, history: &History, expected: &[Vec<f64>]) -> Vec<f64> {
        let mut places = vec![0_usize; total.counted.len()];
        let sums = history.states.iter().map(|day| {
            let houses = total.counted.iter().zip(&mut places);
            let parts = houses.map(|(house, place)| {
                let states = &self.house_panel[*house].states;
                while states.get(*place + 1).is_some_and(|next| next.day <= day.day) {
                    *place += 1;
                }
                expected[*house].get(*place).copied().unwrap_or(0.0)
            });
            parts.sum()
        });
        sums.collect()
    }
}

/// What is assumed of a house of which hardly anything was seen: that guests come and go as in hospices of its
/// size, from the last count on.
fn usual_house(last: &Point, beds: u32, ahead: i32) -> Vec<f64> {
    let rates = defaults(beds);
    let birth = |free: u32| rates.admissions_per_day(free);
    let chain = Chain::new(beds, birth, rates.departures_per_bed_day());
    chain.map_or_else(
        || alike(beds),
        |chain| chain.after(last.occupied, f64::from(ahead)),
    )
}

/// Any number is as likely as any other.
fn nothing_known(unit: &Unit) -> Vec<Vec<f64>> {
    let days = unit.beds.iter().filter(|_| unit.is_wanted);
    days.map(|beds| alike(*beds)).collect()
}

fn alike(beds: u32) -> Vec<f64> {
    normalised(vec![1.0; usize::try_from(beds).unwrap_or(0) + 1])
}
