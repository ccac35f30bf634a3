//! Arithmetic of the chances of 0, 1, 2, ... beds.

/// The expected number.
#[must_use]
pub fn mean(mass: &[f64]) -> f64 {
    mass.iter()
        .zip(0_u32..)
        .map(|(chance, beds)| chance * f64::from(beds))
        .sum()
}

/// The variance of the number; never negative.
#[must_use]
pub fn variance(mass: &[f64]) -> f64 {
    let mean = mean(mass);
    let squares = mass.iter().zip(0_u32..);
    squares
        .map(|(chance, beds)| chance * (f64::from(beds) - mean).powi(2))
        .sum()
}

/// The least number of beds with at least the chance `p` of no more than that: the quantile of a whole number,
/// whose expected pinball loss is least. 0 for no mass.
#[must_use]
pub fn quantile(mass: &[f64], p: f64) -> f64 {
    let mut below = 0.0;
    let mut number = 0_u32;
    for (chance, beds) in mass.iter().zip(0_u32..) {
        below += chance;
        if *chance > 0.0 {
            number = beds;
        }
        // A sum that misses `p` by rounding only has reached it.
        if below >= p - 1e-12 {
            break;
        }
    }
    f64::from(number)
}

/// The chance of fewer than `beds`.
#[must_use]
pub fn below(mass: &[f64], beds: u32) -> f64 {
    let parts = mass.iter().zip(0..beds);
    parts.map(|(chance, _)| chance).sum::<f64>().clamp(0.0, 1.0)
}

/// The sum of two independent numbers of beds.
#[must_use]
pub fn convolve(one: &[f64], other: &[f64]) -> Vec<f64> {
    let length = (one.len() + other.len()).saturating_sub(1);
    let mut sum = vec![0.0; length];
    for (start, chance) in one.iter().enumerate() {
        for (total, part) in sum.iter_mut().skip(start).zip(other) {
            *total += chance * part;
        }
    }
    sum
}

/// `weights`, none of them negative, made to add up to 1; all on 0 beds where there are none.
#[must_use]
pub fn normalised(mut weights: Vec<f64>) -> Vec<f64> {
    let whole: f64 = weights.iter().sum();
    if whole > 0.0 && whole.is_finite() {
        for weight in &mut weights {
            *weight /= whole;
        }
        return weights;
    }
    weights.fill(0.0);
    match weights.first_mut() {
        Some(first) => *first = 1.0,
        None => weights.push(1.0),
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_dice_add_up() {
        let die = [
            0.0,
            1.0 / 6.0,
            1.0 / 6.0,
            1.0 / 6.0,
            1.0 / 6.0,
            1.0 / 6.0,
            1.0 / 6.0,
        ];
        let two = convolve(&die, &die);
        assert_eq!(two.len(), 13);
        assert!((two[7] - 6.0 / 36.0).abs() < 1e-12 && (two[12] - 1.0 / 36.0).abs() < 1e-12);
        assert!((mean(&two) - 7.0).abs() < 1e-12 && (variance(&two) - 35.0 / 6.0).abs() < 1e-12);
        assert!((below(&two, 4) - 3.0 / 36.0).abs() < 1e-12);
    }

    #[test]
    fn a_quantile_is_the_least_number_with_that_chance() {
        let mass = [0.25, 0.25, 0.0, 0.5];
        for (p, expected) in [
            (0.0, 0.0),
            (0.2, 0.0),
            (0.25, 0.0),
            (0.26, 1.0),
            (0.5, 1.0),
            (0.51, 3.0),
            (1.0, 3.0),
        ] {
            let found = quantile(&mass, p);
            assert!((found - expected).abs() < 1e-12, "{p}: {found}");
        }
        // Sums of tenths miss 1 by rounding.
        assert!((quantile(&[0.1; 10], 1.0) - 9.0).abs() < 1e-12);
    }

    #[test]
    fn no_weights_are_no_beds() {
        assert_eq!(normalised(vec![0.0, 0.0]), [1.0, 0.0]);
        assert_eq!(normalised(Vec::new()), [1.0]);
        assert_eq!(normalised(vec![f64::INFINITY]), [1.0]);
    }
}
