//! Plays the draws, and counts by house, region and period.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::ahead::Ahead;
use super::{Measure, Question};
use crate::model::network::{Parameters, Run};
use crate::model::progress::{Stopped, Watch};

/// What one draw said: means over its paths.
pub(super) struct Draw {
    pub(super) scenario: Table,
    pub(super) base: Option<Table>,
}

/// By unit, then by period, then by measure. Single precision: there are millions of them, and none is known better.
pub(super) struct Table {
    values: Vec<f32>,
    periods: usize,
    /// Houses that the scenario opens are not in the base: their place in the base is nowhere.
    houses: usize,
}

const MEASURES: usize = Measure::ALL.len();

/// Whether the work is still wanted is asked that often within a path.
const DAYS_BETWEEN_LOOKS: u32 = 32;

impl Table {
    pub(super) fn get(&self, unit: usize, period: usize, measure: usize) -> f64 {
        let place = (unit * self.periods + period) * MEASURES + measure;
        self.values.get(place).copied().map_or(0.0, f64::from)
    }

    /// The same of a table that has more houses: nothing is asked of those, and nothing happens.
    pub(super) fn get_as_of(&self, other: &Self, unit: usize, period: usize, measure: usize) -> f64 {
        let more = other.houses - self.houses;
        if unit < self.houses {
            self.get(unit, period, measure)
        } else if unit < other.houses {
            0.0
        } else {
            self.get(unit - more, period, measure)
        }
    }
}

pub(super) fn draws(
    ahead: &Ahead,
    base: Option<&Ahead>,
    question: &Question,
    watch: &dyn Watch,
) -> Result<Vec<Draw>, Stopped> {
    let done = AtomicU64::new(0);
    let each = u64::from(question.paths) * if base.is_some() { 2 } else { 1 };
    let whole = u64::from(question.draws) * each;
    let is_wanted = |more: u64| watch.goes_on(done.fetch_add(more, Ordering::Relaxed) + more, whole);
    let draws = (0..question.draws).into_par_iter().map(|draw| {
        let draw = u64::from(draw);
        let table = |ahead: &Ahead| table(ahead, draw, question, &is_wanted);
        Ok(Draw {
            scenario: table(ahead)?,
            base: base.map(table).transpose()?,
        })
    });
    draws.collect()
}

/// What is summed for a house or region, over a period and the paths of a draw.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    requests: f64,
    found_full: f64,
    moved: f64,
    lost: f64,
    gave_up: f64,
    admissions: f64,
    occupied: f64,
    in_service: f64,
    /// Days of houses that have beds, and of these the ones without a bed to give.
    house_days: f64,
    full: f64,
    days: f64,
    all_full: f64,
}

impl Sums {
    fn add(&mut self, other: &Self) {
        self.requests += other.requests;
        self.found_full += other.found_full;
        self.moved += other.moved;
        self.lost += other.lost;
        self.gave_up += other.gave_up;
        self.admissions += other.admissions;
        self.occupied += other.occupied;
        self.in_service += other.in_service;
        self.house_days += other.house_days;
        self.full += other.full;
    }

    /// In the order of [`Measure::ALL`].
    fn measures(&self, paths: f64) -> [f64; MEASURES] {
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        let value = |measure: Measure| match measure {
            Measure::Requests => self.requests / paths,
            Measure::FoundFull => self.found_full / paths,
            Measure::Moved => self.moved / paths,
            Measure::Lost => self.lost / paths,
            Measure::GaveUp => self.gave_up / paths,
            Measure::Admissions => self.admissions / paths,
            Measure::OccupiedBedDays => self.occupied / paths,
            Measure::InServiceBedDays => self.in_service / paths,
            Measure::Occupancy => share(self.occupied, self.in_service),
            Measure::FoundFullShare => share(self.found_full, self.requests),
            Measure::NoBedShare => share(self.lost + self.gave_up, self.requests),
            Measure::DaysFullShare => share(self.full, self.house_days),
            Measure::DaysAllFullShare => share(self.all_full, self.days),
        };
        Measure::ALL.map(value)
    }
}

fn table(
    ahead: &Ahead,
    draw: u64,
    question: &Question,
    is_wanted: &dyn Fn(u64) -> bool,
) -> Result<Table, Stopped> {
    let parameters = ahead.draw(draw);
    let mut sheet = Sheet::new(ahead);
    let mut runs: Vec<Run> = (0..ahead.network.groups.len())
        .map(|group| Run::new(&ahead.network, group, ahead.calendar.days))
        .collect();
    for path in 0..u64::from(question.paths) {
        sheet.open_days.fill(0);
        for run in &mut runs {
            if !is_wanted(0) {
                return Err(Stopped);
            }
            let number = draw * u64::from(question.paths) + path;
            sheet.play(run, &parameters, (question.seed, number), is_wanted)?;
        }
        sheet.count_days();
        is_wanted(1);
    }
    Ok(sheet.table(f64::from(question.paths)))
}

/// Sums by unit and period.
struct Sheet<'a> {
    ahead: &'a Ahead,
    /// Days that are played before the first period.
    lead: u32,
    /// By period: the day after its last one.
    ends: Vec<u32>,
    sums: Vec<Sums>,
    /// By day, then by region and the network: houses with a bed to give, in the path that is played.
    open_days: Vec<u32>,
}

#[expect(
    clippy::indexing_slicing,
    reason = "places of units, periods and days are made here and within the sheet"
)]
impl<'a> Sheet<'a> {
    fn new(ahead: &'a Ahead) -> Self {
        let calendar = &ahead.calendar;
        let day_after =
            |date: chrono::NaiveDate| u32::try_from((date - ahead.network.origin).num_days()).unwrap_or(0);
        let days = calendar.days as usize;
        Self {
            ahead,
            lead: day_after(calendar.origin),
            ends: calendar
                .periods
                .iter()
                .map(|period| day_after(period.until))
                .collect(),
            sums: vec![Sums::default(); ahead.units().len() * calendar.periods.len()],
            open_days: vec![0; days * (ahead.regions.len() + 1)],
        }
    }

    fn play(
        &mut self,
        run: &mut Run,
        parameters: &Parameters,
        (seed, number): (u64, u64),
        is_wanted: &dyn Fn(u64) -> bool,
    ) -> Result<(), Stopped> {
        run.start(parameters, seed, number);
        (0..self.lead).for_each(|_| run.pass_day());
        run.clear_counts();
        let regions = self.ahead.regions.len();
        let periods = self.ends.len();
        let mut day = self.lead;
        for period in 0..periods {
            while day < self.ends[period] {
                // A day of a crowded scenario takes long, a path of many days far longer.
                if day.is_multiple_of(DAYS_BETWEEN_LOOKS) && !is_wanted(0) {
                    return Err(Stopped);
                }
                run.pass_day();
                let open = &mut self.open_days[day as usize * (regions + 1)..][..=regions];
                for (house, place) in run.houses().iter().zip(run.places()) {
                    let sums = &mut self.sums[place * periods + period];
                    sums.occupied += f64::from(house.occupied());
                    sums.in_service += f64::from(house.in_service());
                    if house.beds() > 0 {
                        sums.house_days += 1.0;
                    }
                    if house.free() > 0 {
                        open[self.ahead.network.houses[*place].region] += 1;
                    } else if house.beds() > 0 {
                        sums.full += 1.0;
                    }
                }
                day += 1;
            }
            for (house, place) in run.houses().iter().zip(run.places()) {
                let sums = &mut self.sums[place * periods + period];
                let counts = house.counts();
                sums.requests += f64::from(counts.requests);
                sums.found_full += f64::from(counts.found_full);
                sums.moved += f64::from(counts.moved);
                sums.lost += f64::from(counts.lost);
                sums.gave_up += f64::from(counts.gave_up);
                let admissions = counts.admitted + counts.received + counts.admitted_from_waiting;
                sums.admissions += f64::from(admissions);
            }
            run.clear_counts();
        }
        Ok(())
    }

    /// The days on which no house of a region, or of the network, had a bed to give.
    fn count_days(&mut self) {
        let regions = self.ahead.regions.len();
        let houses = self.ahead.network.houses.len();
        let periods = self.ends.len();
        let mut day = self.lead;
        for period in 0..periods {
            while day < self.ends[period] {
                let open = &mut self.open_days[day as usize * (regions + 1)..][..=regions];
                open[regions] = open.iter().sum();
                for (unit, open) in open.iter().enumerate() {
                    let sums = &mut self.sums[(houses + unit) * periods + period];
                    sums.days += 1.0;
                    if *open == 0 {
                        sums.all_full += 1.0;
                    }
                }
                day += 1;
            }
        }
    }

    fn table(mut self, paths: f64) -> Table {
        let periods = self.ends.len();
        let houses = self.ahead.network.houses.len();
        let network = houses + self.ahead.regions.len();
        for place in 0..houses {
            let region = houses + self.ahead.network.houses[place].region;
            for period in 0..periods {
                let of_house = &mut self.sums[place * periods + period];
                of_house.days = of_house.house_days;
                of_house.all_full = of_house.full;
                let of_house = *of_house;
                self.sums[region * periods + period].add(&of_house);
                self.sums[network * periods + period].add(&of_house);
            }
        }
        #[expect(clippy::cast_possible_truncation, reason = "see Table")]
        let values = self
            .sums
            .iter()
            .flat_map(|sums| sums.measures(paths).map(|value| value as f32));
        Table {
            values: values.collect(),
            periods,
            houses,
        }
    }
}
