//! Three houses with overflow, whose long run and first weeks are known exactly from the generator matrix
//! (`tests/reference/overflow_exact.csv`).

use super::chain::Chain;
use super::*;

/// A case of the reference. Its parameters are not in the file; they are those that reproduce it to 1e-11.
struct Case {
    name: &'static str,
    beds: [u32; 3],
    loads: [(f64, f64); 3],
    asks: [&'static [usize]; 3],
    start: [u32; 3],
}

const CASES: [Case; 3] = [
    Case {
        name: "net3",
        beds: [4, 5, 8],
        loads: [(0.16, 25.0), (0.2, 25.0), (0.3, 25.0)],
        asks: [&[1, 2], &[2, 0], &[0, 1]],
        start: [3, 4, 7],
    },
    Case {
        name: "net3_nomove",
        beds: [4, 5, 8],
        loads: [(0.16, 25.0), (0.2, 25.0), (0.3, 25.0)],
        asks: [&[], &[], &[]],
        start: [3, 4, 7],
    },
    Case {
        name: "net3_het",
        beds: [3, 6, 10],
        loads: [(0.18, 21.0), (0.22, 28.0), (0.5, 18.0)],
        asks: [&[2], &[0], &[1, 0]],
        start: [2, 5, 9],
    },
];

fn reference(case: &str, quantity: &str) -> f64 {
    let wanted = format!("{case},{quantity},");
    let mut rows = include_str!("../../../../tests/reference/overflow_exact.csv").lines();
    let value = rows.find_map(|row| row.strip_prefix(&wanted));
    value.expect(quantity).parse().expect("a number")
}

impl Case {
    fn network(&self) -> (Network, Parameters) {
        loss_network(&self.beds, &self.loads, &self.asks, StayShape::Exponential)
    }

    fn lost(&self, house: usize) -> Vec<usize> {
        [&[house], self.asks[house]].concat()
    }
}

#[test]
fn the_exact_chain_of_the_tests_agrees_with_the_generator_matrix() {
    for case in &CASES {
        let chain = Chain::new(&case.beds, &case.loads, &case.asks);
        let agrees = |ours: f64, quantity: &str| {
            let value = reference(case.name, quantity);
            assert!(
                (ours - value).abs() <= 1e-9,
                "{} {quantity}: {ours} for {value}",
                case.name
            );
        };
        // After so long nothing of the beginning is left.
        let limit = chain.after(&case.start, 1500.0);
        for house in 0..3 {
            let beds = f64::from(case.beds[house]);
            agrees(chain.full(&limit, &case.lost(house)), &format!("p_lost_{house}"));
            agrees(chain.full(&limit, &[house]), &format!("p_first_full_{house}"));
            agrees(chain.guests(&limit, house) / beds, &format!("occ_{house}"));
        }
        for days in [1, 7, 14, 28] {
            let mass = chain.after(&case.start, f64::from(days));
            agrees(chain.full(&mass, &[0, 1, 2]), &format!("t{days}_p_all_full"));
            for house in 0..3 {
                agrees(chain.full(&mass, &[house]), &format!("t{days}_p_full_{house}"));
                agrees(chain.guests(&mass, house), &format!("t{days}_mean_{house}"));
            }
        }
    }
}

#[test]
fn in_the_long_run_the_simulation_refuses_and_moves_as_many_as_the_exact_chain() {
    for case in &CASES {
        let (network, parameters) = case.network();
        let found = long_run(&network, &parameters, 8000, effort(12));
        let what = |quantity: &str| format!("{} {quantity}", case.name);
        for house in 0..3 {
            for (sample, quantity) in [
                (&found.lost[house], format!("p_lost_{house}")),
                (&found.moved[house], format!("p_placed_elsewhere_{house}")),
                (&found.occupancy[house], format!("occ_{house}")),
            ] {
                let exact = reference(case.name, &quantity);
                sample.agrees_with(exact, 0.006, &what(&quantity));
            }
        }
        let exact = reference(case.name, "p_lost_region");
        found
            .lost_of_all
            .agrees_with(exact, 0.004, &what("p_lost_region"));
    }
}

#[test]
fn in_the_first_weeks_the_simulation_has_the_distribution_of_the_exact_chain() {
    for case in &CASES {
        let (mut network, parameters) = case.network();
        for (house, guests) in network.houses.iter_mut().zip(case.start) {
            house.state.occupied = guests;
        }
        let days = [1_usize, 7, 14, 28];
        let mut seen = vec![vec![Sample::default(); 7]; days.len()];
        let mut run = Run::new(&network, 0, 28);
        for path in 0..effort(4000) {
            run.start(&parameters, 5, path);
            for day in 1..=28 {
                run.pass_day();
                let Some(at) = days.iter().position(|wanted| *wanted == day) else {
                    continue;
                };
                let full = |house: &Running| f64::from(u8::from(house.free() == 0));
                let houses = run.houses();
                seen[at][0].0.push(houses.iter().map(full).product());
                for (place, house) in houses.iter().enumerate() {
                    seen[at][1 + place].0.push(full(house));
                    seen[at][4 + place].0.push(f64::from(house.occupied()));
                }
            }
        }
        for (at, day) in days.iter().enumerate() {
            let quantities = [
                "p_all_full",
                "p_full_0",
                "p_full_1",
                "p_full_2",
                "mean_0",
                "mean_1",
                "mean_2",
            ];
            for (sample, quantity) in seen[at].iter().zip(quantities) {
                let quantity = format!("t{day}_{quantity}");
                let exact = reference(case.name, &quantity);
                sample.agrees_with(exact, 0.04, &format!("{} {quantity}", case.name));
            }
        }
    }
}
