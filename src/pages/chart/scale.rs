//! From values to places on the paper, and the round values at which an axis is labelled.

/// The largest value that is drawn, to either side of nought: far above any count of beds or people.
pub const LARGEST: f64 = 1e12;

/// The value where it can be drawn.
#[must_use]
pub fn drawable(value: f64) -> Option<f64> {
    (value.is_finite() && value.abs() <= LARGEST).then_some(value)
}

/// Maps a range of values to a stretch of paper, ends to ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    from: f64,
    until: f64,
    start: f64,
    end: f64,
}

impl Scale {
    /// A range without width lies in the middle of the paper.
    #[must_use]
    pub fn new((from, until): (f64, f64), (start, end): (f64, f64)) -> Self {
        let is_wide = until - from > f64::EPSILON * from.abs().max(until.abs());
        let margin = if is_wide {
            0.0
        } else {
            0.5_f64.max(from.abs() * 1e-6)
        };
        Self {
            from: from - margin,
            until: until + margin,
            start,
            end,
        }
    }

    #[must_use]
    pub fn place(&self, value: f64) -> f64 {
        let part = (value - self.from) / (self.until - self.from);
        self.start + part * (self.end - self.start)
    }
}

/// Round values that hold a range between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticks {
    /// 1, 2 or 5 times a power of ten.
    pub step: f64,
    pub values: Vec<f64>,
}

impl Ticks {
    /// About `most` values, the first not above `low` and the last not below `high`, at least `least_step` apart.
    #[must_use]
    pub fn around((low, high): (f64, f64), most: u32, least_step: f64) -> Self {
        let (low, high) = (
            drawable(low).unwrap_or_default(),
            drawable(high).unwrap_or_default(),
        );
        let size = low.abs().max(high.abs());
        // Steps far finer than the values are not told apart by a number of 53 bits.
        let span = (high - low).max(size * 1e-6).max(least_step);
        let step = round_up(span / f64::from(most.max(1))).max(least_step);
        let first = (low / step + 1e-9).floor();
        let last = (high / step - 1e-9).ceil().max(first + 1.0);
        let values = (0..=most.max(1) + 2)
            .map(|number| first + f64::from(number))
            .take_while(|number| *number <= last)
            .map(|number| number * step)
            .collect();
        Self { step, values }
    }

    /// The first and the last.
    #[must_use]
    pub fn ends(&self) -> (f64, f64) {
        let ends = self.values.first().zip(self.values.last());
        ends.map_or((0.0, self.step), |(first, last)| (*first, *last))
    }

    /// How many digits after the point tell them apart; 0 to 9.
    #[must_use]
    pub fn decimals(&self) -> usize {
        (0..9)
            .find(|decimals| {
                let scaled = self.step * 10_f64.powi(i32::try_from(*decimals).unwrap_or_default());
                (scaled - scaled.round()).abs() < 1e-6 * scaled
            })
            .unwrap_or(9)
    }
}

/// The smallest of 1, 2 and 5 times a power of ten that is not below `step`.
fn round_up(step: f64) -> f64 {
    let power = 10_f64.powf(step.max(f64::MIN_POSITIVE).log10().floor());
    [1.0, 2.0, 5.0]
        .into_iter()
        .map(|digit| digit * power)
        .find(|round| *round >= step * (1.0 - 1e-9))
        .unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ticks_are_what_a_person_would_write() {
        for ((low, high), most, least, expected) in [
            ((0.0, 27.0), 6, 1.0, vec![0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0]),
            ((0.0, 3.0), 6, 1.0, vec![0.0, 1.0, 2.0, 3.0]),
            ((0.0, 0.0), 6, 1.0, vec![0.0, 1.0]),
            ((0.62, 0.91), 4, 0.0, vec![0.6, 0.7, 0.8, 0.9, 1.0]),
            ((-12.0, 7.0), 5, 1.0, vec![-15.0, -10.0, -5.0, 0.0, 5.0, 10.0]),
        ] {
            let ticks = Ticks::around((low, high), most, least);
            let close = |(one, other): (&f64, &f64)| (one - other).abs() < 1e-9;
            assert_eq!(ticks.values.len(), expected.len(), "{low} to {high}: {ticks:?}");
            assert!(
                ticks.values.iter().zip(&expected).all(close),
                "{low} to {high}: {ticks:?}"
            );
        }
    }

    #[test]
    fn digits_after_the_point_follow_the_step() {
        for (step, decimals) in [(5.0, 0), (1.0, 0), (0.5, 1), (0.2, 1), (0.05, 2), (0.001, 3)] {
            let ticks = Ticks {
                step,
                values: Vec::new(),
            };
            assert_eq!(ticks.decimals(), decimals, "{step}");
        }
    }

    proptest! {
        #[test]
        fn ticks_are_round_few_and_hold_the_range(
            low in -1e6..1e6_f64, span in 0.0..1e6_f64, most in 2..10_u32, least in prop::sample::select(vec![0.0, 1.0])
        ) {
            let ticks = Ticks::around((low, low + span), most, least);
            let digit = ticks.step / 10_f64.powf(ticks.step.log10().floor());
            prop_assert!([1.0, 2.0, 5.0, 10.0].iter().any(|round| (digit - round).abs() < 1e-6), "{}", ticks.step);
            prop_assert!(ticks.step >= least);
            prop_assert!(ticks.values.len() >= 2 && ticks.values.len() <= usize::try_from(most + 3).unwrap());
            for value in &ticks.values {
                let number = value / ticks.step;
                prop_assert!((number - number.round()).abs() < 1e-6);
            }
            let (first, last) = ticks.ends();
            let leeway = 1e-6 * (low.abs() + span + 1.0);
            prop_assert!(first <= low + leeway && last >= low + span - leeway, "{first} {last}");
        }

        #[test]
        fn a_scale_maps_ends_to_ends(from in -1e9..1e9_f64, span in 0.001..1e9_f64, start in 0.0..500.0_f64, length in 1.0..500.0_f64) {
            let scale = Scale::new((from, from + span), (start, start + length));
            prop_assert!((scale.place(from) - start).abs() < 1e-3);
            prop_assert!((scale.place(from + span) - start - length).abs() < 1e-3);
        }

        #[test]
        fn a_scale_of_one_value_still_gives_a_place(value in -1e12..1e12_f64) {
            let scale = Scale::new((value, value), (10.0, 20.0));
            prop_assert!((10.0..=20.0).contains(&scale.place(value)));
        }
    }
}
