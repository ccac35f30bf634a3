//! Loss systems of other stays, pooled houses, and the runs of an independent simulator.

use super::*;
use crate::model::queue::{Load, loss};

const SHAPES: [StayShape; 4] = [
    StayShape::Exponential,
    StayShape::HyperExponential { cv_squared: 1.69 },
    StayShape::LogNormal { cv: 1.3 },
    StayShape::Deterministic,
];

fn erlang_b(beds: u32, load: f64) -> f64 {
    loss(beds, Load::new(load).expect("a load")).blocking
}

#[test]
fn refusals_of_a_house_alone_do_not_depend_on_the_shape_of_stays() {
    for shape in SHAPES {
        for (beds, load) in [(4, 4.0), (8, 7.2)] {
            let (network, parameters) = loss_network(&[beds], &[(load / 22.0, 22.0)], &[&[]], shape);
            let found = long_run(&network, &parameters, 12_000, effort(40));
            let what = format!("{shape:?} {beds} beds");
            found.lost[0].agrees_with(erlang_b(beds, load), 0.004, &what);
        }
    }
}

#[test]
fn a_house_started_in_equilibrium_stays_there_whatever_the_shape_of_stays() {
    // With far more beds than guests the number of guests is Poisson, and stays Poisson, if and only if what is
    // left of the stays at the start is drawn from the equilibrium distribution.
    for shape in SHAPES {
        let (mut network, parameters) = loss_network(&[200], &[(2.0, 25.0)], &[&[]], shape);
        network.houses[0].state.occupied = 50;
        let mut run = Run::new(&network, 0, 28);
        let mut guests = [7, 14, 28].map(|day| (day, Sample::default()));
        for path in 0..effort(1500) {
            run.start(&parameters, 2, path);
            for day in 1..=28 {
                run.pass_day();
                if let Some((_, sample)) = guests.iter_mut().find(|(wanted, _)| *wanted == day) {
                    sample.0.push(f64::from(run.houses()[0].occupied()));
                }
            }
        }
        for (day, sample) in guests {
            sample.agrees_with(50.0, 0.3, &format!("{shape:?} after {day} days"));
        }
    }
}

#[test]
fn houses_that_share_all_beds_lose_what_one_house_of_all_beds_loses() {
    let beds = [3, 4, 4, 5, 5, 6, 8, 10];
    for (load_per_bed, name) in [(0.8, "0.80"), (0.95, "0.95")] {
        let loads = beds.map(|beds| (f64::from(beds) * load_per_bed / 20.0, 20.0));
        let others = [[0_usize; 0].as_slice(); 8];
        let (mut network, parameters) = loss_network(&beds, &loads, &others, StayShape::Exponential);
        let reference = |quantity: &str| {
            let wanted = format!("{name},{quantity},");
            let mut rows = include_str!("../../../../tests/reference/pooling_ref.csv").lines();
            let value = rows.find_map(|row| row.strip_prefix(&wanted));
            value.expect(quantity).parse::<f64>().expect("a number")
        };
        for house in &mut network.houses {
            house.asks = Asks::Anyone;
        }
        let pooled = long_run(&network, &parameters, 3000, effort(20));
        pooled
            .lost_of_all
            .agrees_with(reference("p_lost_pooled"), 0.004, "pooled");

        for house in &mut network.houses {
            house.asks = Asks::InOrder(Vec::new());
        }
        let apart = long_run(&network, &parameters, 3000, effort(20));
        apart
            .lost_of_all
            .agrees_with(reference("p_lost_separate"), 0.004, "apart");
    }
}

#[test]
fn long_runs_agree_with_those_of_an_independent_simulator() {
    // Ciw (`tests/reference/ciw_ref.csv`): mean and half the width of the 95 % interval of 16 runs. With log-normal
    // stays its occupancies leave out guests who are still there at the end of a run: for 8 beds and a load of 7.2
    // it says 72.2 %, where 72.9 % holds for stays of any shape. Those are not compared.
    let reference = |case: &str, quantity: &str| {
        let wanted = format!("{case},{quantity},");
        let mut rows = include_str!("../../../../tests/reference/ciw_ref.csv").lines();
        let row = rows.find_map(|row| row.strip_prefix(&wanted));
        let cells = row
            .expect(quantity)
            .split(',')
            .map(|cell| cell.parse::<f64>().expect("a number"));
        let cells = cells.collect::<Vec<_>>();
        (cells[0], cells[1] / 2.131)
    };
    let log_normal = StayShape::LogNormal { cv: 1.3 };
    for (case, shape, is_het) in [
        ("net3_logn_cv1.3", log_normal, false),
        ("net3_het_logn_cv1.3", log_normal, true),
        ("net3_exp", StayShape::Exponential, false),
    ] {
        let (network, parameters) = if is_het {
            let loads = [(0.18, 21.0), (0.22, 28.0), (0.5, 18.0)];
            loss_network(&[3, 6, 10], &loads, &[&[2], &[0], &[1, 0]], shape)
        } else {
            let loads = [(0.16, 25.0), (0.2, 25.0), (0.3, 25.0)];
            loss_network(&[4, 5, 8], &loads, &[&[1, 2], &[2, 0], &[0, 1]], shape)
        };
        let found = long_run(&network, &parameters, 8000, effort(10));
        let agrees = |sample: &Sample, quantity: &str| {
            let (mean, error) = reference(case, quantity);
            let joint = error.hypot(sample.error());
            assert!(
                (sample.mean() - mean).abs() <= 3.0 * joint,
                "{case} {quantity}: {} for {mean} +- {joint}",
                sample.mean()
            );
        };
        for house in 0..3 {
            agrees(&found.lost[house], &format!("p_lost_{house}"));
            agrees(&found.moved[house], &format!("p_placed_elsewhere_{house}"));
            if shape == StayShape::Exponential {
                agrees(&found.occupancy[house], &format!("occ_{house}"));
            }
        }
        agrees(&found.lost_of_all, "p_lost_region");
    }
}
