//! Houses with known rates are played out and registered, and their rates found again.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use super::*;
use crate::model::history::Day;
use crate::model::testing::{by_state, date, play, record};

const DAYS: u32 = 3 * 365;

/// A house with known rates.
struct Known {
    physical: u32,
    stay: f64,
    admissions: [f64; 3],
}

impl Known {
    /// Three years of the house, after one to settle; each day is registered with the chance
    /// `diligence`, with its flows or without.
    fn register(&self, random: &mut Pcg64, diligence: f64, flows: bool) -> HouseRecord {
        let birth = |free| by_state(self.admissions, free);
        let death = 1.0 / self.stay;
        let mut occupied = play(random, (self.physical, 0), birth, death, 365.0).committed;
        let (mut admissions, mut departures) = (0, 0);
        let mut days = Vec::new();
        for number in 0..DAYS {
            let today = play(random, (self.physical, occupied), birth, death, 1.0);
            occupied = today.committed;
            admissions += today.admissions;
            departures += today.departures;
            if random.random_bool(diligence) {
                days.push(Day {
                    date: date(number),
                    physical: self.physical,
                    occupied,
                    admissions: flows.then_some(admissions),
                    departures: flows.then_some(departures),
                    ..Day::default()
                });
                (admissions, departures) = (0, 0);
            }
        }
        record("centraal", self.physical, days)
    }
}

/// Forty houses of two to ten beds with stays of 18 to 30 days; they differ in how much they are
/// asked for, and with more beds free they are chosen more.
fn known_houses() -> Vec<Known> {
    let houses = (0..40_u32).map(|number| {
        let physical = 2 + number % 9;
        let asked = f64::from(physical) * (0.030 + 0.0008 * f64::from(number * 7 % 13));
        Known {
            physical,
            stay: 18.0 + f64::from(number * 5 % 13),
            admissions: [0.8 * asked, 1.1 * asked, 1.4 * asked],
        }
    });
    houses.collect()
}

/// Estimated by true value, of each house.
#[derive(Default)]
struct Recovered {
    stays: Vec<f64>,
    /// Departures in the three years.
    departures: Vec<f64>,
    /// With 1, 2, 3 beds free.
    admissions: [Vec<f64>; 3],
}

/// The forty houses, played out twice.
fn recover(diligence: f64, flows: bool) -> Recovered {
    let known = known_houses();
    let mut recovered = Recovered::default();
    for seed in 1..=2 {
        let mut random = Pcg64::seed_from_u64(seed);
        let registered = known
            .iter()
            .map(|house| house.register(&mut random, diligence, flows));
        let registered = registered.collect::<Vec<_>>();
        let rates = estimate(&registered, date(DAYS - 1));
        for ((known, house), found) in known.iter().zip(&registered).zip(rates) {
            recovered
                .stays
                .push(1.0 / found.departures_per_bed_day() / known.stay);
            let departures = house.days.iter().filter_map(|day| day.departures).sum::<u32>();
            recovered.departures.push(f64::from(departures));
            for (free, ratios) in (1..=known.physical).zip(&mut recovered.admissions) {
                ratios.push(found.admissions_per_day(free) / by_state(known.admissions, free));
            }
        }
    }
    recovered
}

fn mean(ratios: &[f64]) -> f64 {
    ratios.iter().sum::<f64>() / f64::from(u32::try_from(ratios.len()).expect("a few"))
}

fn assert_unbiased(found: &Recovered, stays: f64, admissions: f64) {
    let bias = mean(&found.stays) - 1.0;
    assert!(bias.abs() < stays, "stays {bias}");
    for (free, ratios) in (1..).zip(&found.admissions) {
        let bias = mean(ratios) - 1.0;
        assert!(bias.abs() < admissions, "admissions with {free} free {bias}");
    }
}

#[test]
fn known_stays_and_admissions_are_recovered_from_three_years() {
    let found = recover(1.0, true);
    assert_unbiased(&found, 0.03, 0.03);
    // The weights leave 0.63 of the events of three years: (sum w)^2 / sum w^2 over the days.
    let near = found.stays.iter().zip(&found.departures);
    let near = near.filter(|(ratio, departures)| (*ratio - 1.0).abs() < 2.0 / (0.63 * *departures).sqrt());
    let near = near.count();
    assert!(near >= 72, "{near} of 80 houses within two standard errors");
}

#[test]
fn known_rates_are_recovered_when_four_days_in_ten_are_missing() {
    assert_unbiased(&recover(0.6, true), 0.03, 0.06);
}

#[test]
fn counts_without_flows_make_stays_look_longer() {
    let daily = mean(&recover(1.0, false).stays);
    assert!((1.19..1.29).contains(&daily), "{daily}");
    let two_in_three_missing = mean(&recover(0.333, false).stays);
    assert!(
        (1.8..2.2).contains(&two_in_three_missing),
        "{two_in_three_missing}"
    );
}

#[test]
fn a_new_house_is_taken_for_one_of_its_region_of_its_own_size() {
    let mut random = Pcg64::seed_from_u64(4);
    let busy = Known {
        physical: 6,
        stay: 12.0,
        admissions: [0.6; 3],
    };
    let mut houses = (0..8)
        .map(|_| busy.register(&mut random, 1.0, true))
        .collect::<Vec<_>>();
    houses.push(record("centraal", 3, Vec::new()));
    houses.push(record("noord", 3, Vec::new()));
    let rates = estimate(&houses, date(DAYS - 1));
    assert!(
        (rates[8].departures_per_bed_day() * 12.0 - 1.0).abs() < 0.05,
        "{:?}",
        rates[8]
    );
    assert!(
        (rates[8].admissions_per_day(1) / 0.3 - 1.0).abs() < 0.1,
        "{:?}",
        rates[8]
    );
    assert_eq!(rates[9], defaults(3));
}

#[test]
fn guests_leave_as_in_forecasts_and_projections() {
    let mut random = Pcg64::seed_from_u64(5);
    let known = known_houses();
    let houses = known.iter().zip(0_u32..);
    let houses: Vec<HouseRecord> = houses
        .map(|(house, number)| {
            let mut record = house.register(&mut random, 0.6, true);
            record.region = [Some("centraal"), Some("noord"), None][number as usize % 3].map(str::to_owned);
            record
        })
        .collect();
    for as_of in [date(30), date(DAYS - 1)] {
        let elsewhere = crate::model::estimate::estimate(&houses, as_of);
        for (rates, estimate) in estimate(&houses, as_of).into_iter().zip(elsewhere.houses) {
            let departing = estimate.departing.mean();
            assert!((rates.departures_per_bed_day() - departing).abs() < f64::EPSILON);
        }
    }
}
