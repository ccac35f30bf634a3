//! Draws from the posterior, as a simulation takes them.

use rand::{Rng, SeedableRng};
use rand_distr::{Distribution, StandardNormal};
use rand_pcg::Pcg64;

use super::calendar::SWING_WEEKLY_CORRELATION;
use super::posterior::{factor, within};
use super::{DemandBasis, Estimate, HouseEstimate, RegionEstimate};
use crate::model::network::{
    Closures, HouseParameters, Parameters, RegionParameters, Season, StayShape, Swing,
};

/// What stays of all houses of a region may have in common beyond chance, as the standard deviation of a logarithm.
const SHARED_STAY_SD: f64 = 0.05;
/// How far admissions while there is room may lie from what is asked, as the standard deviation of a logarithm.
const CENSORED_SD: f64 = 0.15;
/// How far the estimated turnover time may be wrong, likewise.
const TURNOVER_SD: f64 = 0.2;
/// The squared coefficient of variation of stays, 1.3^2. Counts cannot tell it: a setting.
pub const STAY_CV_SQUARED: f64 = 1.69;

impl Estimate {
    /// Draw number `draw` of a seed: the same whatever was drawn before, and whatever the number of threads.
    #[must_use]
    pub fn sample(&self, seed: u64, draw: u64) -> Parameters {
        let mut random = Pcg64::seed_from_u64(seed ^ draw.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let shared: Vec<Shared> = self
            .regions
            .iter()
            .map(|region| Shared::draw(region, &mut random))
            .collect();
        let unshared = Shared::default();
        let houses = self.houses.iter().map(|house| {
            let shared = shared.get(house.region).unwrap_or(&unshared);
            house.draw(shared, &mut random)
        });
        let houses = houses.collect();
        Parameters {
            houses,
            regions: shared.into_iter().map(|shared| shared.region).collect(),
        }
    }

    /// The posterior means: what a draw is spread around.
    #[must_use]
    pub fn mean(&self) -> Parameters {
        let houses = self.houses.iter().map(|house| HouseParameters {
            requests_per_day: house.demand.mean(),
            mean_stay_days: house.mean_stay_days(),
            stay: stay_shape(),
        });
        Parameters {
            houses: houses.collect(),
            regions: self.regions.iter().map(RegionEstimate::mean).collect(),
        }
    }

    /// The estimate of one region's houses alone, in their order.
    #[must_use]
    pub fn of_region(&self, region: usize) -> Self {
        let members = self.houses.iter().filter(|house| house.region == region);
        Self {
            houses: members
                .map(|house| HouseEstimate { region: 0, ..*house })
                .collect(),
            regions: self.regions.get(region).copied().into_iter().collect(),
            ..*self
        }
    }
}

/// What the houses of a region have in common in a draw.
#[derive(Default)]
struct Shared {
    region: RegionParameters,
    /// Of the requests of its houses.
    demand: f64,
    /// Of their stays.
    stay: f64,
    /// Of the requests on days on which those refused elsewhere before are not known: the share to take off beyond
    /// what the estimate took off.
    beyond: f64,
}

impl Shared {
    fn draw(region: &RegionEstimate, random: &mut impl Rng) -> Self {
        let demand = factor(random, region.level_error);
        let (level, variance) = region.present;
        let unit: f64 = StandardNormal.sample(random);
        let mean = region.mean();
        let behaviour = &region.behaviour;
        let moving = behaviour.moving.draw(random);
        let patience = behaviour.giving_up.draw(random);
        let closures = Closures {
            per_day: region.closures.beginning.draw(random),
            mean_days: 1.0 / region.closures.ending.draw(random),
            ..mean.closures
        };
        Self {
            demand,
            stay: factor(random, SHARED_STAY_SD),
            beyond: region.refused_share * (moving - behaviour.moving.mean()),
            region: RegionParameters {
                // What was asked of late is known better than the mean: it does not change with that.
                swing: Swing {
                    level: variance.sqrt().mul_add(unit, level) - demand.ln(),
                    ..mean.swing
                },
                moving,
                waiting: behaviour.waiting.draw(random),
                patience_days: 1.0 / patience,
                turnover_days: behaviour.turnover_days * factor(random, TURNOVER_SD),
                closures,
                ..mean
            },
        }
    }
}

impl RegionEstimate {
    fn mean(&self) -> RegionParameters {
        let (amplitude, peak_day) = self.season.peak();
        let behaviour = &self.behaviour;
        RegionParameters {
            weekday: self.weekday,
            season: Season { amplitude, peak_day },
            yearly: Vec::new(),
            swing: Swing {
                sd: self.swing_variance.sqrt(),
                rho: SWING_WEEKLY_CORRELATION,
                level: self.present.0,
            },
            moving: behaviour.moving.mean(),
            waiting: behaviour.waiting.mean(),
            patience_days: 1.0 / behaviour.giving_up.mean(),
            turnover_days: behaviour.turnover_days,
            admission_delay_days: behaviour.admission_delay_days,
            closures: Closures {
                per_day: self.closures.beginning.mean(),
                mean_days: 1.0 / self.closures.ending.mean(),
                beds: self.closures.beds,
            },
        }
    }
}

impl HouseEstimate {
    /// The mean stay, in days.
    #[must_use]
    pub fn mean_stay_days(&self) -> f64 {
        within(1.0 / self.departing.mean(), 0.0, HouseParameters::LONGEST_STAY)
    }

    fn draw(&self, shared: &Shared, random: &mut impl Rng) -> HouseParameters {
        let censored = if self.basis == DemandBasis::Admissions {
            factor(random, CENSORED_SD)
        } else {
            1.0
        };
        let twice = (1.0 - shared.beyond * self.overlapping).max(0.1);
        let requests = self.demand.draw(random) * shared.demand * censored * twice;
        HouseParameters {
            requests_per_day: requests,
            mean_stay_days: shared.stay / self.departing.draw(random),
            stay: stay_shape(),
        }
    }
}

fn stay_shape() -> StayShape {
    StayShape::HyperExponential {
        cv_squared: STAY_CV_SQUARED,
    }
}
