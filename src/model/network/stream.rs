//! Random numbers that belong to something: a seed and a path, a house or a region, a purpose and a day.
//!
//! So the answer does not depend on threads or on the order of work, and two scenarios with the same seed meet
//! the same people: the requests of a house on a day are the same, with the same stays, whatever happened in
//! other houses or before (common random numbers).

use rand::{Rng as _, RngExt as _};
use rand_distr::{Exp1, StandardNormal};
use rand_pcg::Pcg64Mcg;

/// The golden ratio as a fraction of 2^64: odd, and its multiples are far apart.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// A name for random numbers, made of a seed and of what they belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(u64);

impl Key {
    pub(super) fn of(seed: u64) -> Self {
        Self(mix(seed.wrapping_add(GOLDEN)))
    }

    /// The key of part `number` of what this key names.
    #[inline]
    pub(super) fn part(self, number: u64) -> Self {
        Self(mix(self.0 ^ mix(number.wrapping_mul(GOLDEN).wrapping_add(GOLDEN))))
    }

    /// The word of a day: as [`Self::part`], with less work.
    #[inline]
    pub(super) fn day(self, day: u32) -> u64 {
        mix(self.0.wrapping_add(u64::from(day).wrapping_mul(GOLDEN)))
    }

    pub(super) fn stream(self) -> Stream {
        Stream::of(self.0)
    }
}

/// A stream of random numbers: a permuted congruential generator (O'Neill, HMC-CS-2014-0905).
#[derive(Clone, Debug)]
pub(super) struct Stream(Pcg64Mcg);

impl Stream {
    /// The stream named by this word.
    #[inline]
    pub(super) fn of(word: u64) -> Self {
        let high = mix(word);
        let low = mix(word ^ 0xd1b5_4a32_d192_ed03);
        Self(Pcg64Mcg::new((u128::from(high) << 64) | u128::from(low)))
    }

    #[inline]
    pub(super) fn word(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// From 0 up to 1.
    #[inline]
    pub(super) fn unit(&mut self) -> f64 {
        self.0.random()
    }

    /// Of mean 1.
    #[inline]
    pub(super) fn exponential(&mut self) -> f64 {
        self.0.sample(Exp1)
    }

    /// Of mean 0 and variance 1.
    #[inline]
    pub(super) fn normal(&mut self) -> f64 {
        self.0.sample(StandardNormal)
    }
}

/// A word as a number from 0 up to 1.
#[inline]
#[expect(clippy::cast_precision_loss, reason = "53 bits are left")]
pub(super) fn unit(word: u64) -> f64 {
    (word >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
}

/// Stafford's variant 13 of the finaliser of `MurmurHash3`, as `SplitMix64` uses it: each bit of the number moves
/// half of the bits of the answer (Steele, Lea and Flood, OOPSLA 2014).
#[inline]
fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
