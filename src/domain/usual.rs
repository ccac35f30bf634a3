//! What is usual for a house, by numbers of its own past, and what is far from it.
//!
//! The median and the median absolute deviation (MAD) stay as they are when a few numbers of the past were
//! wrong or strange, where a mean and a standard deviation would take them for usual. The modified z-score
//! `0.6745 (x - median) / MAD`, with a score beyond 3.5 as far, is that of B. Iglewicz and D. C. Hoaglin,
//! *How to Detect and Handle Outliers* (ASQC Quality Press, 1993).
//!
//! Two things are added, since the numbers are small counts. A house of three beds has the same number on
//! most days, so its MAD is 0 and any step would be infinitely far: a deviation below half a bed is taken
//! for half a bed, as a count is known to no more than that. With it the smallest step that can be far is 3.
//! And what a house had on three days already is no slip, however rare: it is usual too.

/// How many numbers of the past it takes to say what is usual.
pub const LEAST_NUMBERS: usize = 14;
/// The modified z-score beyond which a number is far.
pub const FAR: f64 = 3.5;
/// The least that is taken for a MAD. Unit: beds.
pub const LEAST_DEVIATION: f64 = 0.5;
/// A number that is far, but was met so often or exceeded, is usual after all.
pub const OFTEN: usize = 3;

/// The 0.75 quantile of the standard normal distribution: the MAD of a normal distribution of variance 1.
const NORMAL_MAD: f64 = 0.6745;

/// What is usual, by the numbers of the past.
#[derive(Clone, Debug, PartialEq)]
pub struct Usual {
    past: Vec<f64>,
    median: f64,
    deviation: f64,
}

impl Usual {
    /// What is usual by `past`, in any order; nothing where that is fewer than [`LEAST_NUMBERS`].
    #[must_use]
    pub fn of(past: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut past: Vec<f64> = past.into_iter().collect();
        if past.len() < LEAST_NUMBERS {
            return None;
        }
        let median = median(&mut past)?;
        let mut deviations: Vec<f64> = past.iter().map(|number| (number - median).abs()).collect();
        let deviation = self::median(&mut deviations)?.max(LEAST_DEVIATION);
        Some(Self {
            past,
            median,
            deviation,
        })
    }

    #[must_use]
    pub fn median(&self) -> f64 {
        self.median
    }

    /// The modified z-score of `number`.
    #[must_use]
    pub fn score(&self, number: f64) -> f64 {
        NORMAL_MAD * (number - self.median) / self.deviation
    }

    /// Is `number` far from what is usual, and was there hardly ever one so far on the same side?
    #[must_use]
    pub fn is_far(&self, number: f64) -> bool {
        let score = self.score(number);
        let is_so_far = |past: &&f64| self.score(**past) * score.signum() >= score.abs();
        score.abs() > FAR && self.past.iter().filter(is_so_far).take(OFTEN).count() < OFTEN
    }
}

/// The middle one, or the mean of the two in the middle; nothing where there is none.
fn median(numbers: &mut [f64]) -> Option<f64> {
    numbers.sort_unstable_by(f64::total_cmp);
    let half = numbers.len() / 2;
    let upper = *numbers.get(half)?;
    if numbers.len() % 2 == 1 {
        return Some(upper);
    }
    Some(f64::midpoint(*numbers.get(half.checked_sub(1)?)?, upper))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn usual(past: &[f64]) -> Usual {
        Usual::of(past.iter().copied()).expect("enough numbers")
    }

    #[test]
    fn a_score_is_that_of_the_formula() {
        // Sorted: 1 1 1 2 2 3 3 4 4 5 6 7 8 9. Median (3 + 4) / 2; deviations .5 .5 .5 .5 1.5 1.5 1.5 2.5 ...
        let found = usual(&[
            4.0, 1.0, 9.0, 2.0, 3.0, 1.0, 5.0, 7.0, 2.0, 4.0, 8.0, 3.0, 1.0, 6.0,
        ]);
        assert!((found.median() - 3.5).abs() < 1e-12);
        assert!((found.deviation - 2.0).abs() < 1e-12, "{}", found.deviation);
        assert!((found.score(14.0) - 0.6745 * 10.5 / 2.0).abs() < 1e-12);
        assert!(found.is_far(14.0), "3.54");
        assert!(!found.is_far(13.8), "3.47");
    }

    #[test]
    fn fewer_numbers_than_needed_say_nothing() {
        assert_eq!(Usual::of(vec![0.0; LEAST_NUMBERS - 1]), None);
        assert!(Usual::of(vec![0.0; LEAST_NUMBERS]).is_some());
    }

    #[test]
    fn in_a_constant_past_a_step_of_three_is_far_and_of_two_is_not() {
        let found = usual(&[2.0; 90]);
        for (number, is_far) in [
            (2.0, false),
            (4.0, false),
            (5.0, true),
            (0.0, false),
            (-1.0, true),
        ] {
            assert_eq!(found.is_far(number), is_far, "{number}");
        }
    }

    #[test]
    fn a_few_strange_numbers_do_not_make_a_strange_one_usual_but_three_like_it_do() {
        let mut past = vec![0.0; 30];
        past.extend([6.0, 6.0]);
        assert!(usual(&past).is_far(6.0));
        assert!(!usual(&[past.as_slice(), &[7.0]].concat()).is_far(6.0));
        assert!(
            usual(&[past.as_slice(), &[-7.0]].concat()).is_far(6.0),
            "the other side"
        );
        assert!(
            usual(&[past.as_slice(), &[5.0]].concat()).is_far(6.0),
            "not so far"
        );
    }

    proptest! {
        #[test]
        fn what_lies_among_the_middle_half_of_the_past_is_never_far(
            past in proptest::collection::vec(-20..20_i32, LEAST_NUMBERS..100),
        ) {
            let found = usual(&past.iter().copied().map(f64::from).collect::<Vec<_>>());
            let mut sorted = past.clone();
            sorted.sort_unstable();
            for number in &sorted[sorted.len() / 4..sorted.len() * 3 / 4] {
                prop_assert!(!found.is_far(f64::from(*number)));
            }
        }

        #[test]
        fn farther_out_is_as_far(
            past in proptest::collection::vec(-20..20_i32, LEAST_NUMBERS..100), number in -40..40_i32,
        ) {
            let found = usual(&past.into_iter().map(f64::from).collect::<Vec<_>>());
            let number = f64::from(number);
            if found.is_far(number) {
                let farther = number + (number - found.median()).signum();
                prop_assert!(found.is_far(farther));
            }
        }
    }
}
