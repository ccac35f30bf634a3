//! Houses in a steady state, played out guest by guest, to see how often an interval holds the truth.
//! Shared by the tests and by `examples/interval_coverage.rs`.

use rand::{RngExt, SeedableRng};
use rand_distr::{Exp1, StandardNormal};
use rand_pcg::Pcg64;

/// How long guests stay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stays {
    Exponential,
    /// With this coefficient of variation.
    LogNormal(f64),
}

/// A house that takes everybody who asks while a bed is free.
pub struct SimulatedHouse {
    beds: u32,
    requests_per_day: f64,
    mean_stay_days: f64,
    stays: Stays,
    /// The standard deviation of the logarithm of demand, which keeps 3/4 of it every 14 days.
    swing: f64,
    level: f64,
    next_swing: f64,
    now: f64,
    next_request: f64,
    departures: Vec<f64>,
    pub admitted: u32,
    pub departed: u32,
    random: Pcg64,
}

impl SimulatedHouse {
    /// A house with this long-run occupancy, after 600 days in which it forgot that it began empty.
    pub fn new(beds: u32, occupancy: f64, mean_stay_days: f64, stays: Stays, seed: u64) -> Self {
        let mut house = Self {
            beds,
            requests_per_day: offered_load(beds, occupancy) / mean_stay_days,
            mean_stay_days,
            stays,
            swing: 0.0,
            level: 0.0,
            next_swing: 0.0,
            now: 0.0,
            next_request: 0.0,
            departures: Vec::new(),
            admitted: 0,
            departed: 0,
            random: Pcg64::seed_from_u64(seed),
        };
        house.play(600.0);
        house
    }

    pub fn beds(&self) -> u32 {
        self.beds
    }

    /// Lets demand swing from now on; the long-run occupancy is then no longer the one asked for.
    pub fn swing(&mut self, deviation: f64) {
        self.swing = deviation;
        self.next_swing = self.now;
    }

    /// Guests after `days` more.
    pub fn play(&mut self, days: f64) -> u32 {
        let end = self.now + days;
        loop {
            let departure = self.departures.iter().copied().fold(f64::INFINITY, f64::min);
            let event = departure.min(self.next_request);
            if event > end {
                self.now = end;
                return self.guests();
            }
            self.now = event;
            if departure <= self.next_request {
                self.departures.retain(|other| *other > departure);
                self.departed += 1;
            } else {
                self.answer_request();
            }
        }
    }

    pub fn guests(&self) -> u32 {
        self.departures
            .iter()
            .zip(1..)
            .last()
            .map_or(0, |(_, number)| number)
    }

    fn answer_request(&mut self) {
        while self.swing > 0.0 && self.next_swing <= self.now {
            let change: f64 = self.random.sample(StandardNormal);
            self.level = 0.75 * self.level + self.swing * (1.0_f64 - 0.75 * 0.75).sqrt() * change;
            self.next_swing += 14.0;
        }
        if self.guests() < self.beds {
            let stay = self.stay();
            self.departures.push(self.now + stay);
            self.admitted += 1;
        }
        let unit: f64 = self.random.sample(Exp1);
        self.next_request = self.now + unit / (self.requests_per_day * self.level.exp());
    }

    fn stay(&mut self) -> f64 {
        let unit = match self.stays {
            Stays::Exponential => self.random.sample::<f64, _>(Exp1),
            Stays::LogNormal(variation) => {
                let variance = variation.mul_add(variation, 1.0).ln();
                let normal: f64 = self.random.sample(StandardNormal);
                variance.sqrt().mul_add(normal, -variance / 2.0).exp()
            }
        };
        self.mean_stay_days * unit
    }
}

/// The chance that a house is full: Erlang's loss formula, for stays of any distribution.
pub fn chance_of_full(beds: u32, load: f64) -> f64 {
    (1..=beds).fold(1.0, |full, beds| load * full / (f64::from(beds) + load * full))
}

/// The requests per mean stay at which a house has this long-run occupancy.
pub fn offered_load(beds: u32, occupancy: f64) -> f64 {
    let (mut low, mut high) = (1e-6_f64, 1e6_f64);
    for _ in 0..100 {
        let load = (low * high).sqrt();
        if load * (1.0 - chance_of_full(beds, load)) < occupancy * f64::from(beds) {
            low = load;
        } else {
            high = load;
        }
    }
    low
}
