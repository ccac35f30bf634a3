//! The simulation against exact answers, against an independent simulator, and against itself.

use chrono::NaiveDate;

use super::*;
use crate::model::testing::at_length;

mod chain;
mod exact;
mod forms;
mod pieces;
mod properties;

/// Houses of one region with fixed beds that never wait; the load of each is requests per day and mean stay.
fn loss_network(
    beds: &[u32],
    loads: &[(f64, f64)],
    asks: &[&[usize]],
    stay: StayShape,
) -> (Network, Parameters) {
    let houses = beds
        .iter()
        .zip(asks)
        .map(|(beds, asks)| House {
            asks: Asks::InOrder(asks.to_vec()),
            steps: vec![Step::always(*beds)],
            ..House::default()
        })
        .collect::<Vec<_>>();
    let network = Network {
        origin: NaiveDate::from_ymd_opt(2026, 3, 2).expect("a date"),
        groups: Helping::Region.groups(&houses),
        houses,
    };
    let parameters = Parameters {
        houses: loads
            .iter()
            .map(|(requests_per_day, mean_stay_days)| HouseParameters {
                requests_per_day: *requests_per_day,
                mean_stay_days: *mean_stay_days,
                stay,
            })
            .collect(),
        regions: vec![RegionParameters {
            moving: 1.0,
            ..RegionParameters::default()
        }],
    };
    (network, parameters)
}

/// Independent observations of one quantity.
#[derive(Clone, Debug, Default)]
struct Sample(Vec<f64>);

impl Sample {
    fn mean(&self) -> f64 {
        self.0.iter().sum::<f64>() / self.number()
    }

    fn number(&self) -> f64 {
        f64::from(u32::try_from(self.0.len()).expect("not so many"))
    }

    /// The standard error of the mean.
    fn error(&self) -> f64 {
        let mean = self.mean();
        let squares = self.0.iter().map(|one| (one - mean).powi(2)).sum::<f64>();
        (squares / (self.number() - 1.0) / self.number()).sqrt()
    }

    /// Fails unless the mean is within three standard errors of `exact`, and those are small enough to tell.
    fn agrees_with(&self, exact: f64, precision: f64, what: &str) {
        let (mean, error) = (self.mean(), self.error());
        assert!(error <= precision, "{what}: an error of {error} tells little");
        assert!(
            (mean - exact).abs() <= 3.0 * error + 1e-12,
            "{what}: {mean} +- {error} for {exact}"
        );
    }
}

/// The long tests run only where `HOSPICE_LONG_TESTS` says so; the others with this many times fewer paths.
fn effort(paths: u64) -> u64 {
    if at_length() { paths * 20 } else { paths }
}

/// What each house of a path of a loss network shows between a warm-up and an end, for many paths.
struct LongRun {
    /// By house: the share of its requests that was lost, and that was placed elsewhere; and its occupancy.
    lost: Vec<Sample>,
    moved: Vec<Sample>,
    occupancy: Vec<Sample>,
    lost_of_all: Sample,
}

fn long_run(network: &Network, parameters: &Parameters, days: u32, paths: u64) -> LongRun {
    let warm_up = 400;
    let houses = network.houses.len();
    let mut found = LongRun {
        lost: vec![Sample::default(); houses],
        moved: vec![Sample::default(); houses],
        occupancy: vec![Sample::default(); houses],
        lost_of_all: Sample::default(),
    };
    let mut run = Run::new(network, 0, warm_up + days);
    for path in 0..paths {
        run.start(parameters, 11, path);
        (0..warm_up).for_each(|_| run.pass_day());
        run.clear_counts();
        let mut occupied = vec![0_u64; houses];
        for _ in 0..days {
            run.pass_day();
            for (sum, house) in occupied.iter_mut().zip(run.houses()) {
                *sum += u64::from(house.occupied());
            }
        }
        let (mut lost, mut requests) = (0, 0);
        for (place, house) in run.houses().iter().enumerate() {
            let counts = house.counts();
            let share = |part: u32| f64::from(part) / f64::from(counts.requests);
            found.lost[place].0.push(share(counts.lost));
            found.moved[place].0.push(share(counts.moved));
            let bed_days = f64::from(days) * f64::from(house.beds());
            #[expect(clippy::cast_precision_loss, reason = "far fewer days than 2^52")]
            found.occupancy[place].0.push(occupied[place] as f64 / bed_days);
            lost += counts.lost;
            requests += counts.requests;
        }
        found.lost_of_all.0.push(f64::from(lost) / f64::from(requests));
    }
    found
}
