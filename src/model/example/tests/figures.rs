use super::*;
use crate::domain::calendar::{care_day, is_weekend};
use crate::domain::stand::{RefusalReason, Stand};

/// What a register shows of a network, over two years.
#[derive(Debug, Default)]
struct Figures {
    occupied: f64,
    in_service: f64,
    physical: f64,
    admissions: f64,
    deaths: f64,
    weekend_deaths: f64,
    alive: f64,
    requests: f64,
    redirected: f64,
    refused_no_bed: f64,
    died_waiting: f64,
    missed: f64,
    corrected: f64,
    late: f64,
    waiting: f64,
}

fn figures(houses: &[House], seed: u64) -> Figures {
    let entries = two_years(houses, seed);
    let stands = last_of_each(&entries);
    let mut found = Figures::default();
    for ((id, day), counts) in &stands {
        let house = houses.iter().find(|house| &house.id == id).expect("a house");
        let physical = house.physical_on(*day).expect("an open house");
        let stand = Stand::new(counts.clone(), physical).expect("a stand");
        let flow = |count: Option<Count>| count.map_or(0.0, |count| f64::from(count.get()));
        found.occupied += f64::from(counts.beds_occupied.get());
        found.in_service += f64::from(stand.in_service());
        found.physical += f64::from(stand.physical());
        found.admissions += flow(counts.admissions);
        found.deaths += flow(counts.deaths);
        found.alive += flow(counts.discharges);
        found.requests += flow(counts.requests);
        found.redirected += flow(counts.requests_redirected);
        found.died_waiting += flow(counts.died_before_admission);
        found.waiting += flow(counts.waiting_list_active);
        let refused = counts
            .refusals
            .as_ref()
            .map_or(0, |tally| tally.of(RefusalReason::NoBed));
        found.refused_no_bed += f64::from(refused);
        if is_weekend(*day) {
            found.weekend_deaths += flow(counts.deaths);
        }
    }
    let share = |part: usize| ratio(part, stands.len());
    found.missed = 1.0 - ratio(stands.len(), houses.len() * 730);
    found.corrected = share(entries.iter().filter(|entry| entry.reason.is_some()).count());
    let late = |entry: &&Entry| entry.reason.is_none() && care_day(entry.entered_at) > entry.date;
    found.late = share(entries.iter().filter(late).count());
    found
}

/// Twelve registers of the example network, each of two years.
fn registers() -> Vec<Figures> {
    (0..12).map(|seed| figures(&network(), seed)).collect()
}

#[test]
fn two_years_of_the_network_look_like_a_real_register() {
    type Measure = fn(&Figures) -> f64;
    let bands: [(&str, Measure, f64, f64, f64, f64); 10] = [
        // Name, measure, band of each register, band of the mean of twelve.
        (
            "occupancy",
            |found| found.occupied / found.in_service,
            0.66,
            0.82,
            0.70,
            0.80,
        ),
        (
            "admissions per bed-year",
            |found| found.admissions * 365.25 / found.physical,
            8.0,
            15.0,
            10.0,
            13.5,
        ),
        (
            "mean stay in days",
            |found| found.occupied / (found.deaths + found.alive),
            17.0,
            30.0,
            20.0,
            24.5,
        ),
        (
            "alive",
            |found| found.alive / (found.deaths + found.alive),
            0.045,
            0.105,
            0.06,
            0.085,
        ),
        ("missed", |found| found.missed, 0.02, 0.04, 0.025, 0.035),
        ("corrected", |found| found.corrected, 0.01, 0.02, 0.012, 0.018),
        ("entered late", |found| found.late, 0.01, 0.03, 0.015, 0.025),
        (
            "never admitted",
            |found| 1.0 - found.admissions / (found.requests - found.redirected),
            0.2,
            0.45,
            0.27,
            0.40,
        ),
        (
            "refused for want of a bed",
            |found| found.refused_no_bed / found.requests,
            0.03,
            0.16,
            0.05,
            0.12,
        ),
        (
            "deaths on Saturday and Sunday",
            |found| found.weekend_deaths / found.deaths,
            0.25,
            0.37,
            0.297,
            0.335,
        ),
    ];
    let registers = registers();
    for (name, measure, least, most, mean_least, mean_most) in bands {
        let measured = registers.iter().map(measure).collect::<Vec<_>>();
        let mean = measured.iter().sum::<f64>() / 12.0;
        println!("{name}: mean {mean:.4}, {measured:.3?}");
        assert!((mean_least..mean_most).contains(&mean), "{name}: mean {mean}");
        assert!(
            measured.iter().all(|found| (least..most).contains(found)),
            "{name}: {measured:?}"
        );
    }
}
