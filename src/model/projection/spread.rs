//! The distribution of a number over the draws.

use super::play::Draw;
use super::{Figure, Spread};

pub(super) fn figure(draws: &[Draw], unit: usize, period: usize, measure: usize) -> Figure {
    let value = |draw: &Draw| draw.scenario.get(unit, period, measure);
    let change = |draw: &Draw| {
        let base = draw.base.as_ref()?;
        Some(value(draw) - base.get_as_of(&draw.scenario, unit, period, measure))
    };
    let changes: Option<Vec<f64>> = draws.iter().map(change).collect();
    Figure {
        value: spread(draws.iter().map(value).collect()),
        change: changes.filter(|changes| !changes.is_empty()).map(spread),
    }
}

/// Mean, points and standard error of independent numbers; 0 of none.
pub fn spread(mut numbers: Vec<f64>) -> Spread {
    if numbers.is_empty() {
        return Spread::default();
    }
    numbers.sort_unstable_by(f64::total_cmp);
    let number = f64::from(u32::try_from(numbers.len()).unwrap_or(u32::MAX));
    let mean = numbers.iter().sum::<f64>() / number;
    let squares = numbers.iter().map(|one| (one - mean).powi(2)).sum::<f64>();
    let point = |probability| point(&numbers, probability);
    Spread {
        mean,
        p05: point(0.05),
        p10: point(0.1),
        p50: point(0.5),
        p90: point(0.9),
        p95: point(0.95),
        simulation_error: (squares / (number - 1.0).max(1.0) / number).sqrt(),
    }
}

/// The point of sorted numbers below which there are so many, linear in between (Hyndman and Fan's definition 7).
pub fn point(sorted: &[f64], probability: f64) -> f64 {
    let last = f64::from(u32::try_from(sorted.len()).unwrap_or(u32::MAX)) - 1.0;
    let at = (probability * last).max(0.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to the last place"
    )]
    let below = at.floor() as usize;
    let low = sorted.get(below).copied().unwrap_or_default();
    let high = sorted.get(below + 1).copied().unwrap_or(low);
    low + (high - low) * at.fract()
}
