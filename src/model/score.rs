//! How good a forecast was once the count is known. Everything here takes the forecast as it was given out: the
//! chances of 0, 1, 2, ... beds, or their quantiles. Less is better throughout.

use super::forecast::QUANTILES;
use super::mass;

/// The loss of the quantile `forecast` of level `p` when `observed` came, in beds: `p` for each bed too low, `1 - p`
/// for each too high. Its expectation is least at the true quantile (Koenker and Bassett, Econometrica 46, 1978;
/// Gneiting and Raftery, JASA 102, 2007, section 6.2).
#[must_use]
pub fn pinball(p: f64, forecast: f64, observed: f64) -> f64 {
    if observed >= forecast {
        p * (observed - forecast)
    } else {
        (1.0 - p) * (forecast - observed)
    }
}

/// The mean of [`pinball`] over [`QUANTILES`], in beds.
#[must_use]
pub fn mean_pinball(quantiles: &[f64; 7], observed: f64) -> f64 {
    let losses = QUANTILES
        .iter()
        .zip(quantiles)
        .map(|(p, quantile)| pinball(*p, *quantile, observed));
    losses.sum::<f64>() / 7.0
}

/// The quantiles of [`QUANTILES`].
#[must_use]
pub fn quantiles(mass: &[f64]) -> [f64; 7] {
    QUANTILES.map(|p| mass::quantile(mass, p))
}

/// The ranked probability score of a count, in beds: the sum over `k` of `(P(at most k) - [observed <= k])^2`
/// (Gneiting and Raftery 2007, section 4.2; for counts it is the CRPS).
#[must_use]
pub fn ranked_probability(mass: &[f64], observed: u32) -> f64 {
    let mut at_most = 0.0;
    let mut score = 0.0;
    for (chance, beds) in mass.iter().zip(0_u32..) {
        at_most += chance;
        let came = if observed <= beds { 1.0 } else { 0.0 };
        score += (at_most - came) * (at_most - came);
    }
    let beyond = u32::try_from(mass.len()).map_or(0, |end| observed.saturating_sub(end));
    score + f64::from(beyond)
}

/// How much of the non-randomised PIT of `observed` lies within the central interval of this level: the share of
/// `[P(less than observed), P(at most observed)]` that lies in `[(1 - level)/2, (1 + level)/2]`. Its mean over many
/// counts is `level` for a forecast that is calibrated (Czado, Gneiting and Held, Biometrics 65, 2009).
#[must_use]
pub fn within(mass: &[f64], observed: u32, level: f64) -> f64 {
    let less = mass::below(mass, observed);
    let at_most = mass::below(mass, observed.saturating_add(1));
    let (from, until) = (f64::midpoint(0.0, 1.0 - level), f64::midpoint(1.0, level));
    if at_most - less < 1e-12 {
        return if (from..=until).contains(&less) { 1.0 } else { 0.0 };
    }
    ((at_most.min(until) - less.max(from)) / (at_most - less)).max(0.0)
}

/// Whether `observed` lies between two quantiles, half where it is one of them: what [`within`] comes to where only
/// quantiles are known.
#[must_use]
pub fn covered(lower: f64, upper: f64, observed: f64) -> f64 {
    if observed > lower && observed < upper {
        1.0
    } else if observed < lower || observed > upper {
        0.0
    } else {
        0.5
    }
}

/// The squared error of a chance of something that came or did not (Brier, Monthly Weather Review 78, 1950).
#[must_use]
pub fn brier(chance: f64, came: bool) -> f64 {
    let outcome = if came { 1.0 } else { 0.0 };
    (chance - outcome) * (chance - outcome)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::mass::normalised;

    #[test]
    fn a_bed_too_low_costs_p_and_a_bed_too_high_the_rest() {
        assert!((pinball(0.9, 3.0, 5.0) - 1.8).abs() < 1e-12);
        assert!((pinball(0.9, 5.0, 3.0) - 0.2).abs() < 1e-12);
        assert!(pinball(0.5, 4.0, 4.0).abs() < 1e-12);
    }

    /// Gneiting and Raftery 2007, equation 21: CRPS = E|X - y| - E|X - X'| / 2.
    #[test]
    fn the_ranked_probability_score_is_the_mean_distance_less_half_the_spread() {
        let mass = [0.1, 0.2, 0.4, 0.3];
        for observed in 0..7_u32 {
            let distance =
                |one: usize, other: f64| (f64::from(u32::try_from(one).expect("few")) - other).abs();
            let to = |y: f64| {
                mass.iter()
                    .enumerate()
                    .map(|(x, chance)| chance * distance(x, y))
                    .sum::<f64>()
            };
            let spread: f64 = mass
                .iter()
                .zip(0_u32..)
                .map(|(chance, x)| chance * to(f64::from(x)))
                .sum();
            let expected = to(f64::from(observed)) - spread / 2.0;
            let found = ranked_probability(&mass, observed);
            assert!(
                (found - expected).abs() < 1e-12,
                "{observed}: {found} and {expected}"
            );
        }
    }

    #[test]
    fn a_count_on_the_edge_of_an_interval_is_partly_within_it() {
        let mass = [0.1, 0.4, 0.5];
        for (observed, expected) in [(0, 0.0), (1, 1.0), (2, 0.8), (3, 0.0)] {
            let found = within(&mass, observed, 0.8);
            assert!((found - expected).abs() < 1e-9, "{observed}: {found}");
        }
        assert!((covered(1.0, 3.0, 2.0) - 1.0).abs() < 1e-12);
        assert!((covered(1.0, 3.0, 3.0) - 0.5).abs() < 1e-12);
        assert!(covered(1.0, 3.0, 4.0).abs() < 1e-12);
    }

    #[test]
    fn a_chance_is_scored_by_its_squared_error() {
        assert!((brier(0.8, true) - 0.04).abs() < 1e-12 && (brier(0.8, false) - 0.64).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn a_calibrated_forecast_is_within_as_often_as_it_says(
            weights in proptest::collection::vec(0.0..1.0_f64, 1..12),
            level in 0.1..0.99_f64,
        ) {
            let mass = normalised(weights);
            let often: f64 = mass.iter().zip(0..).map(|(chance, count)| chance * within(&mass, count, level)).sum();
            prop_assert!((often - level).abs() < 1e-6, "{} for {}", often, level);
        }

        #[test]
        fn the_quantile_has_the_least_expected_pinball(
            weights in proptest::collection::vec(0.01..1.0_f64, 1..9),
            p in 0.02..0.98_f64,
            other in 0.0..8.0_f64,
        ) {
            let mass = normalised(weights);
            let expected = |value: f64| {
                let parts = mass.iter().zip(0_u32..);
                parts.map(|(chance, count)| chance * pinball(p, value, f64::from(count))).sum::<f64>()
            };
            prop_assert!(expected(mass::quantile(&mass, p)) <= expected(other) + 1e-9);
        }
    }
}
