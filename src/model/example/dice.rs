//! Randomness by name: each draw belongs to a seed, a purpose, a house (or region) and a day, so a
//! day that is simulated again falls out the same, and a change to one day leaves earlier days be.

use rand::{RngExt, SeedableRng};
use rand_distr::{Exp1, StandardNormal};
use rand_pcg::Pcg64Mcg;

/// The random numbers of one purpose, one house or region, and one day or year.
pub(super) struct Dice(Pcg64Mcg);

impl Dice {
    pub(super) fn of(seed: u64, purpose: &str, name: &str, number: i32) -> Self {
        let parts = [
            &seed.to_le_bytes()[..],
            purpose.as_bytes(),
            &[0],
            name.as_bytes(),
            &[0],
            &number.to_le_bytes(),
        ];
        Self(Pcg64Mcg::seed_from_u64(fnv1a(parts.concat())))
    }

    /// From 0 up to 1.
    pub(super) fn unit(&mut self) -> f64 {
        self.0.random()
    }

    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A standard normal number.
    pub(super) fn normal(&mut self) -> f64 {
        self.0.sample(StandardNormal)
    }

    /// A log-normal number with this mean and coefficient of variation: of a normal number with
    /// variance `ln(1 + cv²)` and mean `ln(mean)` less half of that.
    pub(super) fn log_normal(&mut self, mean: f64, cv: f64) -> f64 {
        let variance = cv.mul_add(cv, 1.0).ln();
        mean * variance.sqrt().mul_add(self.normal(), -variance / 2.0).exp()
    }

    /// A Poisson number with this mean, counted as arrivals of rate 1 before `mean`.
    pub(super) fn poisson(&mut self, mean: f64) -> u32 {
        let mut arrivals = 0;
        let mut time: f64 = self.0.sample(Exp1);
        while time < mean {
            arrivals += 1;
            time += self.0.sample::<f64, _>(Exp1);
        }
        arrivals
    }

    /// How many of `people` meet something that each meets with this probability.
    pub(super) fn binomial(&mut self, people: u32, probability: f64) -> u32 {
        (0..people).map(|_| u32::from(self.chance(probability))).sum()
    }

    /// A whole number from `least` through `most`; `least` where `most` is below it.
    pub(super) fn between(&mut self, least: u32, most: u32) -> u32 {
        self.0.random_range(least..=most.max(least))
    }

    /// One of `choices`, each as likely.
    pub(super) fn pick<T: Copy>(&mut self, choices: &[T]) -> Option<T> {
        let last = u32::try_from(choices.len()).ok()?.checked_sub(1)?;
        let place = usize::try_from(self.between(0, last)).ok()?;
        choices.get(place).copied()
    }
}

/// The FNV-1a hash, 64 bits: the same on every machine and in every version, which the standard
/// library's hash does not promise.
fn fnv1a(bytes: Vec<u8>) -> u64 {
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_fnv1a() {
        for (text, hash) in [
            ("", 0xcbf2_9ce4_8422_2325),
            ("a", 0xaf63_dc4c_8601_ec8c),
            ("foobar", 0x8594_4171_f739_67e8),
        ] {
            assert_eq!(fnv1a(text.as_bytes().to_vec()), hash, "{text:?}");
        }
    }

    #[test]
    fn dice_of_one_name_fall_alike_and_of_another_differently() {
        let first = |seed, purpose, name, number| Dice::of(seed, purpose, name, number).unit().to_bits();
        let known = first(1, "stay", "a", 5);
        assert_eq!(first(1, "stay", "a", 5), known);
        for other in [
            first(2, "stay", "a", 5),
            first(1, "entry", "a", 5),
            first(1, "stay", "b", 5),
            first(1, "stay", "a", 6),
        ] {
            assert_ne!(other, known);
        }
    }

    #[test]
    fn neighbouring_days_have_unrelated_first_numbers() {
        let firsts = (0..20_000)
            .map(|day| Dice::of(7, "day", "a", day).unit())
            .collect::<Vec<_>>();
        let mean = firsts.iter().sum::<f64>() / 20_000.0;
        let neighbours = firsts
            .windows(2)
            .map(|pair| (pair[0] - mean) * (pair[1] - mean))
            .sum::<f64>()
            / firsts.iter().map(|first| (first - mean).powi(2)).sum::<f64>();
        assert!((mean - 0.5).abs() < 0.01, "{mean}");
        assert!(neighbours.abs() < 0.03, "{neighbours}");
    }

    #[test]
    fn means_and_spread_are_those_asked_for() {
        let mut dice = Dice::of(3, "test", "", 0);
        let stays = (0..200_000)
            .map(|_| dice.log_normal(22.0, 1.3))
            .collect::<Vec<_>>();
        let mean = stays.iter().sum::<f64>() / 200_000.0;
        let variance = stays.iter().map(|stay| (stay - mean).powi(2)).sum::<f64>() / 200_000.0;
        assert!((mean - 22.0).abs() < 0.3, "{mean}");
        assert!((variance.sqrt() / mean - 1.3).abs() < 0.1, "{variance}");
        let asked = (0..100_000).map(|_| dice.poisson(0.4)).sum::<u32>();
        assert!((39_000..41_000).contains(&asked), "{asked}");
        let met = dice.binomial(100_000, 0.25);
        assert!((24_300..25_700).contains(&met), "{met}");
    }
}
