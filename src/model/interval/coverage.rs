//! How often the intervals hold the truth, on simulated houses whose truth is known.

use super::simulated::{SimulatedHouse, Stays, chance_of_full, offered_load};
use super::*;

/// How many of the periods of these houses have an interval that holds the truth. Nominal 95 % is to
/// hold it in 92 to 98 %. With 1,000 periods the Monte-Carlo standard error is 0.7 percentage points,
/// with 300 it is 1.3, with 200 1.5: the cells of docs/intervals.md pass; a memory
/// of half or twice the length, or days taken as independent, does not.
fn coverage(houses: &mut [SimulatedHouse], days: u32, periods: u32, missing: u32, truth: f64) -> f64 {
    let beds = houses.iter().map(|house| f64::from(house.beds())).sum::<f64>();
    let number = u32::try_from(houses.len()).expect("some houses");
    let alike = Houses::new(number, beds / f64::from(number), 22.0).expect("houses");
    let held = (0..periods).filter(|_| {
        for house in houses.iter_mut() {
            house.play(60.0);
        }
        let day = |day| {
            let guests = houses.iter_mut().map(|house| house.play(1.0)).sum::<u32>();
            (missing == 0 || day * 7 % 10 >= missing).then_some((f64::from(guests), beds))
        };
        let days = (0..days).map(day).collect::<Vec<_>>();
        let found = ratio(&days, Measure::Beds, &alike, Level::default()).expect("an interval");
        (found.low()..=found.high()).contains(&truth)
    });
    f64::from(u32::try_from(held.count()).expect("some periods")) / f64::from(periods)
}

type Cell = (&'static [u32], f64, Stays, u32, u32, u32);

fn assert_covered(cells: impl IntoIterator<Item = Cell>) {
    for (beds, occupancy, stays, days, periods, missing) in cells {
        let houses = beds.iter().zip(11..);
        let houses = houses.map(|(beds, seed)| SimulatedHouse::new(*beds, occupancy, 22.0, stays, seed));
        let covered = coverage(&mut houses.collect::<Vec<_>>(), days, periods, missing, occupancy);
        let cell = format!("{beds:?} {occupancy} {stays:?} {days} days, {missing} of 10 missing: {covered}");
        assert!((0.92..=0.98).contains(&covered), "{cell}");
    }
}

const LOG_NORMAL: Stays = Stays::LogNormal(1.3);

#[test]
fn occupancy_of_a_month_or_quarter_holds_the_truth_in_92_to_98_percent() {
    assert_covered([
        (&[2][..], 0.55, Stays::Exponential, 30, 1000, 0),
        (&[3], 0.75, LOG_NORMAL, 30, 1000, 3),
        (&[10], 0.90, LOG_NORMAL, 30, 1000, 0),
        (&[2], 0.90, Stays::Exponential, 91, 1000, 0),
        (&[6], 0.75, Stays::Exponential, 91, 1000, 1),
        (&[3, 3, 3, 4, 4, 6, 6, 8], 0.55, LOG_NORMAL, 91, 500, 0),
    ]);
}

#[test]
fn occupancy_of_a_year_holds_the_truth_in_92_to_98_percent() {
    assert_covered([
        (&[3][..], 0.75, Stays::Exponential, 365, 300, 0),
        (&[6], 0.90, LOG_NORMAL, 365, 300, 3),
    ]);
}

#[test]
fn occupancy_of_two_years_holds_the_truth_in_92_to_98_percent() {
    assert_covered([(&[10][..], 0.55, LOG_NORMAL, 730, 200, 0)]);
}

#[test]
fn event_rates_of_houses_hold_the_truth_in_92_to_98_percent() {
    for (event, beds, occupancy, stays) in [
        (Event::Departure, 3, 0.75, Stays::Exponential),
        (Event::Departure, 6, 0.75, Stays::LogNormal(1.3)),
        (Event::Admission, 2, 0.75, Stays::Exponential),
        (Event::Admission, 3, 0.90, Stays::LogNormal(1.3)),
        (Event::Turnover, 10, 0.75, Stays::Exponential),
        (Event::Turnover, 2, 0.55, Stays::LogNormal(1.3)),
    ] {
        let mut simulated = SimulatedHouse::new(beds, occupancy, 22.0, stays, 3);
        let alike = Houses::new(1, f64::from(beds), 22.0).expect("a house");
        let held = (0..1000).filter(|_| {
            simulated.play(60.0);
            let (admitted, departed) = (simulated.admitted, simulated.departed);
            let guests = (0..365).map(|_| f64::from(simulated.play(1.0))).sum::<f64>();
            let all = 365.0 * f64::from(beds);
            let departures = simulated.departed - departed;
            let (events, exposure, truth) = match event {
                Event::Departure => (departures, guests, 1.0 / 22.0),
                Event::Admission => (simulated.admitted - admitted, all, occupancy / 22.0),
                Event::Turnover => (departures, all - guests, occupancy / (1.0 - occupancy) / 22.0),
            };
            let dispersion = alike.dispersion(event, guests / all, 365.0);
            let found = event_rate(events, exposure, dispersion, Level::default()).expect("a rate");
            (found.low()..=found.high()).contains(&truth)
        });
        // 92 to 98 %, and twice the Monte-Carlo standard error of 1,000 years: by design exponential
        // stays come near the one end and log-normal ones near the other.
        let covered = held.count();
        assert!(
            (903..=989).contains(&covered),
            "{event:?} {beds} {occupancy} {stays:?}: {covered}"
        );
    }
}

#[test]
fn a_year_of_demand_that_swings_by_a_tenth_is_covered_too() {
    let mut house = SimulatedHouse::new(3, 0.75, 22.0, Stays::Exponential, 2);
    house.swing(0.1);
    let covered = coverage(&mut [house], 365, 300, 0, 0.75);
    assert!((0.92..=0.98).contains(&covered), "{covered}");
}

#[test]
fn the_simulated_house_has_the_occupancy_and_the_chance_of_full_of_erlang() {
    for stays in [Stays::Exponential, Stays::LogNormal(1.3)] {
        let mut house = SimulatedHouse::new(3, 0.75, 22.0, stays, 1);
        let counts = (0..200_000).map(|_| house.play(1.0)).collect::<Vec<_>>();
        let days = 200_000.0;
        let occupied = counts.iter().map(|guests| f64::from(*guests)).sum::<f64>() / days / 3.0;
        let full = counts
            .iter()
            .map(|guests| f64::from(u32::from(*guests == 3)))
            .sum::<f64>()
            / days;
        let expected = chance_of_full(3, offered_load(3, 0.75));
        assert!((occupied - 0.75).abs() < 0.008, "{stays:?}: {occupied}");
        assert!(
            (full - expected).abs() < 0.015,
            "{stays:?}: {full} for {expected}"
        );
    }
}
