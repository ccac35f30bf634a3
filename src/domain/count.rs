//! Counts of beds and people, the only thing the register knows of guests.

use std::collections::BTreeMap;

/// A count of beds or people: a whole number of 0 to [`Count::MAX`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Count(u16);

impl Count {
    /// The largest count; no house of the network comes near it, and sums of it never overflow.
    pub const MAX: u16 = 999;

    /// `number` as a count, or nothing where it is out of range.
    #[must_use]
    pub fn new(number: i64) -> Option<Self> {
        u16::try_from(number)
            .ok()
            .filter(|number| *number <= Self::MAX)
            .map(Self)
    }

    #[must_use]
    pub fn get(self) -> u32 {
        u32::from(self.0)
    }
}

/// Counts by reason: how many beds closed for each reason, how many requests refused for each.
/// Reasons with a count of 0 are left out, so two equal tallies are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally<R: Ord>(BTreeMap<R, u32>);

impl<R: Ord + Copy> Tally<R> {
    /// The tally of `parts`; a reason named twice counts for its sum.
    #[must_use]
    pub fn new(parts: impl IntoIterator<Item = (R, u32)>) -> Self {
        let mut sums = BTreeMap::<R, u32>::new();
        for (reason, count) in parts.into_iter().filter(|(_, count)| *count > 0) {
            let sum = sums.entry(reason).or_default();
            *sum = sum.saturating_add(count);
        }
        Self(sums)
    }

    /// The reasons and their counts, in the order of the reasons.
    pub fn parts(&self) -> impl Iterator<Item = (R, u32)> + '_ {
        self.0.iter().map(|(reason, count)| (*reason, *count))
    }

    /// The count of one reason.
    #[must_use]
    pub fn of(&self, reason: R) -> u32 {
        self.0.get(&reason).copied().unwrap_or(0)
    }

    /// The sum over all reasons.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.0.values().fold(0, |sum, count| sum.saturating_add(*count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_a_whole_number_of_0_to_999() {
        for (number, valid) in [
            (0, true),
            (999, true),
            (-1, false),
            (1000, false),
            (i64::MAX, false),
        ] {
            assert_eq!(Count::new(number).is_some(), valid, "{number}");
        }
    }

    #[test]
    fn a_tally_sums_a_reason_named_twice_and_forgets_zeros() {
        let tally = Tally::new([("a", 1), ("b", 0), ("a", 2)]);
        assert_eq!(tally.parts().collect::<Vec<_>>(), [("a", 3)]);
        assert_eq!(tally.total(), 3);
        assert_eq!(Tally::new([("a", u32::MAX), ("b", 1)]).total(), u32::MAX);
    }
}
