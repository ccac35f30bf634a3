//! The methods that were tried and not chosen, each as simple as its text book has it; nominal 95 %.

use hospice_capacity::model::interval::{Houses, Measure};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use statrs::distribution::{ContinuousCDF, StudentsT};

use super::Method;

pub const ALTERNATIVES: [(&str, Method); 4] = [
    ("alternative: Wilson, bed-days independent", wilson_of_bed_days),
    (
        "alternative: Wilson, effective sample size from the days",
        wilson_of_effective_days,
    ),
    ("alternative: batch means, Student", batch_means),
    (
        "alternative: moving-block bootstrap, percentiles",
        block_bootstrap,
    ),
];

type Days = [Option<(f64, f64)>];

fn rate<'a>(days: impl Iterator<Item = &'a (f64, f64)>) -> Option<f64> {
    let (top, bottom) = days.fold((0.0, 0.0), |sum, day| (sum.0 + day.0, sum.1 + day.1));
    (bottom > 0.0).then(|| top / bottom)
}

fn wilson(value: f64, size: f64, quantile: f64) -> (f64, f64) {
    let square = quantile * quantile / size;
    let middle = (value + square / 2.0) / (1.0 + square);
    let half = (square * (value * (1.0 - value) + square / 4.0)).sqrt() / (1.0 + square);
    (middle - half, middle + half)
}

fn wilson_of_bed_days(days: &Days, _: Measure, _: &Houses) -> Option<(f64, f64)> {
    let value = rate(days.iter().flatten())?;
    let size = days.iter().flatten().map(|day| day.1).sum();
    Some(wilson(value, size, 1.96))
}

/// The variance of the days over an effective number of days, `n / (1 + 2 sum r)`, where `r` are the
/// autocorrelations up to the first that is not positive; then Wilson with the size that variance has.
fn wilson_of_effective_days(days: &Days, _: Measure, _: &Houses) -> Option<(f64, f64)> {
    let value = rate(days.iter().flatten())?;
    let days = days.iter().flatten().collect::<Vec<_>>();
    let deviations = days.iter().map(|day| day.0 / day.1 - value).collect::<Vec<_>>();
    let covariance = |lag: usize| {
        let pairs = deviations.iter().zip(deviations.iter().skip(lag));
        pairs.map(|(left, right)| left * right).sum::<f64>()
    };
    let sum = covariance(0);
    if sum <= 0.0 {
        return wilson_of_bed_days(
            &days.into_iter().map(|day| Some(*day)).collect::<Vec<_>>(),
            Measure::Beds,
            &Houses::new(1, 1.0, 1.0)?,
        );
    }
    let correlations = (1..deviations.len()).map(|lag| covariance(lag) / sum);
    let correlations = correlations
        .take_while(|correlation| *correlation > 0.0)
        .sum::<f64>();
    let number = deviations.iter().map(|_| 1.0).sum::<f64>();
    let effective = number / (1.0 + 2.0 * correlations);
    let size = effective * value * (1.0 - value) * number / sum;
    let student = StudentsT::new(0.0, 1.0, (effective - 1.0).max(1.0)).ok()?;
    Some(wilson(value, size, student.inverse_cdf(0.975)))
}

/// Ten batches (five below a quarter).
fn batch_means(days: &Days, _: Measure, _: &Houses) -> Option<(f64, f64)> {
    let batches = if days.len() < 90 { 5 } else { 10 };
    let means = days
        .chunks(days.len().div_ceil(batches))
        .filter_map(|batch| rate(batch.iter().flatten()));
    let means = means.collect::<Vec<_>>();
    let number = means.iter().map(|_| 1.0).sum::<f64>();
    let mean = means.iter().sum::<f64>() / number;
    let variance = means.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / (number - 1.0) / number;
    let student = StudentsT::new(0.0, 1.0, number - 1.0).ok()?;
    let half = student.inverse_cdf(0.975) * variance.sqrt();
    Some(((mean - half).max(0.0), (mean + half).min(1.0)))
}

/// 200 series of blocks of one mean stay, or a third of the period where that is less.
fn block_bootstrap(days: &Days, _: Measure, houses: &Houses) -> Option<(f64, f64)> {
    let mut random = Pcg64::seed_from_u64(1);
    let mut length = days.len() / 3;
    while f64::from(u32::try_from(length).ok()?) > houses.mean_stay_days() {
        length -= 1;
    }
    let blocks = days.windows(length).collect::<Vec<_>>();
    let rates = (0..200).filter_map(|_| {
        let drawn = (0..days.len() / length).filter_map(|_| blocks.get(random.random_range(0..blocks.len())));
        let drawn = drawn.flat_map(|block| block.iter().flatten()).collect::<Vec<_>>();
        rate(drawn.into_iter())
    });
    let mut rates = rates.collect::<Vec<_>>();
    rates.sort_by(f64::total_cmp);
    Some((*rates.get(4)?, *rates.get(rates.len().checked_sub(5)?)?))
}
