//! Houses whose long-run rate is known, and how often a method's interval holds it.

use hospice_capacity::model::interval::{Houses, Measure};

use super::simulated::{SimulatedHouse, Stays, chance_of_full, offered_load};
use super::{BETWEEN, Method, Setting};

type Days = Vec<Option<(f64, f64)>>;

/// Some houses, and what is true of them in the long run.
pub struct World {
    houses: Vec<SimulatedHouse>,
    truth: f64,
}

impl World {
    pub fn new(beds: &[u32], occupancy: f64, stays: Stays, setting: &Setting, seed: u64) -> Self {
        let houses = beds.iter().zip(seed..);
        let houses = houses.map(|(beds, seed)| {
            let mut house = SimulatedHouse::new(*beds, occupancy, setting.mean_stay_days, stays, seed);
            house.swing(setting.swing);
            house
        });
        let full = beds
            .iter()
            .map(|beds| chance_of_full(*beds, offered_load(*beds, occupancy)));
        let number = beds.iter().map(|_| 1.0).sum::<f64>();
        let truth = match setting.measure {
            Measure::Beds => occupancy,
            Measure::FullHouses => full.sum::<f64>() / number,
            Measure::EveryHouseFull => full.product(),
        };
        let mut world = Self {
            houses: houses.collect(),
            truth,
        };
        if setting.swing > 0.0 {
            let long = world.days(setting, 400_000);
            let sum = |(top, bottom): (f64, f64), day: &(f64, f64)| (top + day.0, bottom + day.1);
            let (top, bottom) = long.iter().flatten().fold((0.0, 0.0), sum);
            world.truth = top / bottom;
        }
        world
    }

    fn beds(&self) -> f64 {
        self.houses.iter().map(|house| f64::from(house.beds())).sum()
    }

    fn number(&self) -> u32 {
        self.houses.iter().map(|_| 1).sum()
    }

    /// The next days of all houses together.
    fn days(&mut self, setting: &Setting, days: u32) -> Days {
        let (beds, number) = (self.beds(), f64::from(self.number()));
        let mut missing =
            Missing(u64::from(days) + self.houses.iter().map(|h| u64::from(h.departed)).sum::<u64>());
        let day = |_| {
            let counts = self
                .houses
                .iter_mut()
                .map(|house| (house.play(1.0), house.beds()));
            let (mut guests, mut full) = (0.0, 0.0);
            for (here, beds) in counts {
                guests += f64::from(here);
                full += f64::from(u32::from(here == beds));
            }
            let day = match setting.measure {
                Measure::Beds => (guests, beds),
                Measure::FullHouses => (full, number),
                Measure::EveryHouseFull => (f64::from(u32::from(full >= number)), 1.0),
            };
            (missing.next() >= setting.missing).then_some(day)
        };
        (0..days).map(day).collect()
    }

    /// How often the interval holds the truth, and its mean width.
    pub fn coverage(
        &mut self,
        setting: &Setting,
        days: u32,
        replications: u32,
        method: Method,
    ) -> (f64, f64) {
        let (mut covered, mut width) = (0.0, 0.0);
        for _ in 0..replications {
            let believed = setting.believed_stay_days.unwrap_or_else(|| self.learnt_stay());
            for house in &mut self.houses {
                house.play(BETWEEN);
            }
            let sample = self.days(setting, days);
            let number = self.number();
            let Some(houses) = Houses::new(number, self.beds() / f64::from(number), believed) else {
                continue;
            };
            if let Some((low, high)) = method(&sample, setting.measure, &houses) {
                covered += f64::from(u32::from((low..=high).contains(&self.truth)));
                width += high - low;
            }
        }
        (covered / f64::from(replications), width / f64::from(replications))
    }

    /// The mean stay of a year's departures and 12 departures of 22 days.
    fn learnt_stay(&mut self) -> f64 {
        let (mut guests, mut departed) = (12.0 * 22.0, 12.0);
        for house in &mut self.houses {
            let before = house.departed;
            guests += (0..365).map(|_| f64::from(house.play(1.0))).sum::<f64>();
            departed += f64::from(house.departed - before);
        }
        guests / departed
    }
}

/// Numbers from 0 to 1 that have nothing to do with the guests (splitmix64).
struct Missing(u64);

impl Missing {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let top = u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap_or(0);
        f64::from(top) / 4_294_967_296.0
    }
}
