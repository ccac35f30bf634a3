use proptest::prelude::*;
use rand::SeedableRng;
use rand_pcg::Pcg64;

use super::*;
use crate::model::testing::{by_state, play, references};

fn chain(capacity: u32, birth: f64, death_per_bed: f64) -> Chain {
    Chain::new(capacity, |_| birth, death_per_bed).expect("valid rates")
}

#[test]
fn the_mass_is_that_of_the_matrix_exponential_to_twelve_decimals() {
    let references = references();
    assert_eq!(references.len(), 420);
    for row in references {
        let chain = Chain::new(row.capacity, |free| by_state(row.births, free), row.death_per_bed)
            .expect("valid rates");
        let mass = chain.after(row.committed, row.days);
        assert_eq!(mass.len(), row.mass.len());
        for (x, (found, exact)) in mass.iter().zip(&row.mass).enumerate() {
            let place = (
                row.capacity,
                row.births,
                row.death_per_bed,
                row.days,
                row.committed,
                x,
            );
            assert!(
                (found - exact).abs() < 1e-12,
                "{place:?}: {found} instead of {exact}"
            );
        }
    }
}

#[test]
fn a_single_bed_follows_its_closed_formula_at_any_speed() {
    for speed in [1e-9, 1e-3, 1.0, 1e3, 1e5] {
        let (birth, death) = (0.3 * speed, 0.7 * speed);
        for days in [1e-6, 0.5, 3.0, 60.0, 3650.0, 1e12, f64::MAX, f64::INFINITY] {
            let exact = 0.3 * -(-speed * days).exp_m1();
            let found = chain(1, birth, death).after(0, days)[1];
            assert!(
                (found - exact).abs() < 1e-12,
                "{speed} {days}: {found} instead of {exact}"
            );
        }
    }
}

#[test]
fn guests_of_a_closed_door_leave_independently() {
    let mass = chain(4, 0.0, 0.05).after(4, 10.0);
    let stays = (-0.5_f64).exp();
    for (found, (ways, x)) in mass
        .iter()
        .zip([(1.0, 0), (4.0, 1), (6.0, 2), (4.0, 3), (1.0, 4)])
    {
        let exact = ways * stays.powi(x) * (1.0 - stays).powi(4 - x);
        assert!((found - exact).abs() < 1e-14, "{x}: {found} instead of {exact}");
    }
}

#[test]
fn a_house_settles_at_the_erlang_loss_of_its_load() {
    for (beds, load, blocking) in [
        (4, 4.0, 0.310_679_611_650),
        (5, 4.5, 0.243_021_001_815),
        (8, 7.2, 0.190_313_168_664),
        (40, 36.0, 0.065_369_528_048),
    ] {
        let full = chain(beds, load / 22.0, 1.0 / 22.0)
            .stationary(0)
            .pop()
            .expect("a full house");
        assert!((full - blocking).abs() < 1e-12, "{beds}: {full}");
    }
}

#[test]
fn where_a_rate_is_zero_the_start_decides_the_end() {
    let up_to_two_free = |free| if free > 2 { 1.0 } else { 0.0 };
    let without_departures = Chain::new(5, up_to_two_free, 0.0).expect("valid rates");
    for (start, end) in [(0, 3), (3, 3), (4, 4), (5, 5)] {
        let mass = without_departures.after(start, 1e9);
        assert!(mass[end] > 1.0 - 1e-12, "from {start}: {mass:?}");
    }
    let with_departures = Chain::new(5, up_to_two_free, 0.1).expect("valid rates");
    let mass = with_departures.after(5, 1e9);
    assert!(mass[4] + mass[5] < 1e-12 && mass[3] > 0.5, "{mass:?}");
    assert_eq!(chain(3, 0.0, 0.0).after(2, f64::INFINITY), [0.0, 0.0, 1.0, 0.0]);
}

#[test]
fn a_start_or_time_out_of_range_counts_as_the_nearest() {
    let two_beds = chain(2, 0.1, 0.05);
    assert_eq!(two_beds.after(7, 3.0), two_beds.after(2, 3.0));
    for days in [0.0, -1.0, f64::NAN, f64::NEG_INFINITY] {
        assert_eq!(two_beds.after(1, days), [0.0, 1.0, 0.0], "{days}");
    }
    assert_eq!(chain(0, 1.0, 1.0).after(0, 5.0), [1.0]);
}

#[test]
fn only_rates_of_zero_to_a_million_make_a_chain() {
    for (birth, death, reason) in [
        (-0.1, 0.1, "a negative birth rate"),
        (f64::NAN, 0.1, "a birth rate that is not a number"),
        (f64::INFINITY, 0.1, "an infinite birth rate"),
        (0.1, -1e-9, "a negative death rate"),
        (0.1, f64::NAN, "a death rate that is not a number"),
        (0.1, 1.1e6, "a death rate above the bound"),
    ] {
        assert_eq!(Chain::new(3, |_| birth, death), None, "{reason}");
    }
    assert_eq!(
        Chain::new(1000, |_| 0.1, 0.1),
        None,
        "more beds than a count holds"
    );
    assert!(Chain::new(999, |_| Chain::MAX_RATE, Chain::MAX_RATE).is_some());
}

#[test]
fn a_house_played_out_many_times_agrees_within_three_standard_errors() {
    let birth = |free| by_state([0.31, 0.24, 0.12], free);
    let mut random = Pcg64::seed_from_u64(20_261_123);
    for (capacity, committed, days) in [(3, 2, 1.0), (3, 0, 7.0), (6, 5, 3.0), (6, 6, 28.0)] {
        let runs = 20_000_u32;
        let mut counts = vec![0.0; capacity as usize + 1];
        for _ in 0..runs {
            let end = play(&mut random, (capacity, committed), birth, 1.0 / 22.0, days).committed;
            counts[end as usize] += 1.0;
        }
        let mass = Chain::new(capacity, birth, 1.0 / 22.0)
            .expect("valid rates")
            .after(committed, days);
        for (count, chance) in counts.iter().zip(&mass) {
            let error = (chance * (1.0 - chance) / f64::from(runs)).sqrt();
            let off = (count / f64::from(runs) - chance).abs();
            assert!(
                off < 3.0 * error + 1e-9,
                "{capacity} {committed} {days}: {off} of {error}"
            );
        }
    }
}

/// A rate per day of any size, 0 included.
fn rate() -> impl Strategy<Value = f64> {
    prop_oneof![1 => Just(0.0), 9 => (-12.0..6.0_f64).prop_map(|exponent| 10_f64.powf(exponent))]
}

proptest! {
    #[test]
    fn the_mass_is_whole_for_any_rates_and_any_time(
        births in proptest::collection::vec(rate(), 1..13),
        death in rate(),
        committed in 0_u32..20,
        days in prop_oneof![any::<f64>(), 0.0..400.0_f64],
    ) {
        let capacity = u32::try_from(births.len()).expect("a few beds");
        let chain = Chain::new(capacity, |free| births[free as usize - 1], death).expect("valid rates");
        for mass in [chain.after(committed, days), chain.stationary(committed)] {
            prop_assert_eq!(mass.len(), births.len() + 1);
            prop_assert!(mass.iter().all(|part| (0.0..=1.0 + 1e-12).contains(part)), "{:?}", mass);
            prop_assert!((mass.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{:?}", mass);
        }
    }

    #[test]
    fn after_a_long_time_flows_up_and_down_balance(
        births in proptest::collection::vec(0.01..5.0_f64, 1..9),
        death in 0.01..5.0_f64,
        committed in 0_u32..9,
    ) {
        let capacity = u32::try_from(births.len()).expect("a few beds");
        let chain = Chain::new(capacity, |free| births[free as usize - 1], death).expect("valid rates");
        let mass = chain.after(committed, 20_000.0);
        for x in 0..capacity {
            let up = mass[x as usize] * births[(capacity - x) as usize - 1];
            let down = mass[x as usize + 1] * death * f64::from(x + 1);
            prop_assert!((up - down).abs() < 1e-10, "{}: {} up, {} down", x, up, down);
        }
        prop_assert!(distance(&mass, &chain.stationary(committed)) < 1e-10);
    }

    #[test]
    fn twice_the_rates_for_half_the_time_is_the_same(
        capacity in 1_u32..9,
        committed in 0_u32..9,
        (birth, death) in (0.0..3.0_f64, 0.0..3.0_f64),
        (factor, days) in (0.01..100.0_f64, 0.0..30.0_f64),
    ) {
        let slow = chain(capacity, birth, death).after(committed, days);
        let fast = chain(capacity, birth * factor, death * factor).after(committed, days / factor);
        prop_assert!(distance(&slow, &fast) < 1e-11, "{:?} and {:?}", slow, fast);
    }

    #[test]
    fn two_steps_in_time_are_one_long_step(
        (capacity, committed) in (1_u32..8, 0_u32..8),
        (birth, death) in (0.0..3.0_f64, 0.0..3.0_f64),
        (first, second) in (0.0..20.0_f64, 0.0..20.0_f64),
    ) {
        let chain = chain(capacity, birth, death);
        let mut sum = vec![0.0; capacity as usize + 1];
        for (x, part) in (0..).zip(chain.after(committed, first)) {
            for (total, share) in sum.iter_mut().zip(chain.after(x, second)) {
                *total += part * share;
            }
        }
        prop_assert!(distance(&sum, &chain.after(committed, first + second)) < 1e-11);
    }
}
