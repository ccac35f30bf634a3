//! How far what came lay from what was predicted, and the chances that follow from it.
#![expect(
    clippy::indexing_slicing,
    reason = "a grid of fixed size; units are numbered from 0 on in every list"
)]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places on a grid, held within it before"
)]

use super::panel::{History, Lead};
use crate::model::mass::normalised;

/// The levels of the grid: predicted occupancy of 0 to 1.2, in steps of 0.02.
const LEVELS: usize = 61;
const LEVEL_STEP: f64 = 0.02;

/// The sizes of the grid: residuals of -8 to 8 standard deviations, in steps of 1/8.
const SIZES: usize = 129;
const SIZE_STEP: f64 = 0.125;

/// Predictions whose occupancy differs by as much or more have nothing to say of each other.
const REACH: f64 = 0.22;

/// A unit's own residuals weigh so many times as much as those of others.
const OWN: f64 = 3.0;

/// A unit's own variance weighs as much as that of all after so many pairs of days.
const VARIANCE_PRIOR: f64 = 25.0;

/// What is assumed where nothing was seen weighs as much as so many pairs of days.
const PRIOR: f64 = 20.0;

/// A prior that would weigh less is left out.
const NEGLIGIBLE: f64 = 0.01;

/// The residuals of one lead in standard deviations of their units.
pub(super) struct Pool {
    /// The weight of all residuals, by level and size.
    shared: Vec<[f64; SIZES]>,
    units: Vec<Own>,
}

/// The residuals of one unit.
struct Own {
    /// In beds.
    deviation: f64,
    beds: f64,
    /// Level, size and weight.
    residuals: Vec<(f64, f64, f64)>,
}

impl Pool {
    /// The residuals of `predictions`, by unit and day. `beds` of each unit make its occupancy. A lead's residuals
    /// overlap: with `W` days of weight there are about `W / ahead` independent ones, so a variance of a sum, of
    /// which there are few to learn from, is widened by `1 + doubt * ahead / W`.
    pub(super) fn of(
        panel: &[History],
        predictions: &[Vec<f64>],
        beds: &[f64],
        lead: Lead,
        doubt: f64,
    ) -> Self {
        let mut squares = vec![(0.0, 0.0); panel.len()];
        let mut residuals: Vec<Vec<(f64, f64, f64)>> = Vec::with_capacity(panel.len());
        for (unit, history) in panel.iter().enumerate() {
            let (square, weight) = &mut squares[unit];
            let residual = |pair: super::panel::Pair| {
                let predicted = predictions[unit][pair.place];
                let size = (pair.observed - predicted) / history.scale;
                *square += pair.weight * size * size;
                *weight += pair.weight;
                (
                    (predicted / beds[unit].max(1.0)).clamp(0.0, 1.2),
                    size,
                    pair.weight,
                )
            };
            residuals.push(history.pairs(lead).map(residual).collect());
        }
        let (square, weight) = squares
            .iter()
            .fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
        let common = if weight > 0.0 { square / weight } else { 0.0 };
        let mut shared = vec![[0.0; SIZES]; LEVELS];
        let mut units = Vec::with_capacity(panel.len());
        for (unit, mut own) in residuals.into_iter().enumerate() {
            let (square, weight) = squares[unit];
            let variance = (square + VARIANCE_PRIOR * common) / (weight + VARIANCE_PRIOR);
            let deviation = variance.sqrt().max(1e-6);
            for (level, size, weight) in &mut own {
                *size /= deviation;
                spread(&mut shared[level_place(*level)], *size, *weight);
            }
            let widened = (1.0 + doubt * f64::from(lead.ahead) / weight.max(1.0)).sqrt();
            units.push(Own {
                deviation: deviation * widened * panel[unit].scale,
                beds: beds[unit],
                residuals: own,
            });
        }
        Self { shared, units }
    }

    /// The chances of 0 to `beds` where `predicted` are expected of a unit: past residuals of predictions of
    /// similar occupancy, laid about this one, clipped to the support and shared between the two whole numbers
    /// about them. Where few were seen, `prior` counts too.
    pub(super) fn mass(
        &self,
        unit: usize,
        predicted: f64,
        beds: u32,
        prior: impl FnOnce() -> Vec<f64>,
    ) -> Vec<f64> {
        let own = &self.units[unit];
        let level = (predicted / own.beds.max(1.0)).clamp(0.0, 1.2);
        let mut weights = [0.0; SIZES];
        for (sizes, place) in self.shared.iter().zip(0_u32..) {
            let nearness = nearness(f64::from(place) * LEVEL_STEP, level);
            if nearness > 0.0 {
                for (sum, weight) in weights.iter_mut().zip(sizes) {
                    *sum += nearness * weight;
                }
            }
        }
        for (other, size, weight) in &own.residuals {
            spread(
                &mut weights,
                *size,
                (OWN - 1.0) * weight * nearness(*other, level),
            );
        }
        let whole: f64 = weights.iter().sum();
        let seen = about(&weights, predicted, own.deviation, beds);
        let share = PRIOR / (PRIOR + whole);
        if share < NEGLIGIBLE {
            return seen;
        }
        let mixed = seen.iter().zip(prior());
        normalised(
            mixed
                .map(|(seen, prior)| (1.0 - share) * seen + share * prior)
                .collect(),
        )
    }
}

/// Residuals of these weights about a prediction, within 0 to `beds`.
fn about(weights: &[f64; SIZES], predicted: f64, deviation: f64, beds: u32) -> Vec<f64> {
    let mut mass = vec![0.0; usize::try_from(beds).unwrap_or(0) + 1];
    for (weight, place) in weights.iter().zip(0_u32..) {
        let size = f64::from(place) * SIZE_STEP - 8.0;
        let value = (predicted + deviation * size).clamp(0.0, f64::from(beds));
        let lower = value.floor();
        let part = value - lower;
        mass[lower as usize] += weight * (1.0 - part);
        if part > 0.0 {
            mass[lower as usize + 1] += weight * part;
        }
    }
    normalised(mass)
}

/// Adds a residual to the two sizes of the grid about it, so that their mean is its size.
fn spread(sizes: &mut [f64; SIZES], size: f64, weight: f64) {
    let place = ((size + 8.0) / SIZE_STEP).clamp(0.0, 128.0);
    let lower = place.floor().min(127.0);
    let part = place - lower;
    sizes[lower as usize] += weight * (1.0 - part);
    sizes[lower as usize + 1] += weight * part;
}

/// The biweight kernel: 1 at the same occupancy, 0 from [`REACH`] on.
fn nearness(one: f64, other: f64) -> f64 {
    let distance = (one - other) / REACH;
    let rest = (1.0 - distance * distance).max(0.0);
    rest * rest
}

fn level_place(level: f64) -> usize {
    (level / LEVEL_STEP).round().clamp(0.0, 60.0) as usize
}
