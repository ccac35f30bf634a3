//! The decision, and the answers it allows.

use std::collections::BTreeMap;

use super::cells::{YEAR, months_of, place, quarter};
use super::year::Decided;
use super::{Count, Month, Row};

/// An answer to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Published(Figures),
    /// There is a figure, and it is not for this reader; or its quarter has not ended.
    Suppressed,
    /// No house counted in this time.
    Missing,
}

/// A figure, with its companion and the rest of the whole where the table has them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub value: u64,
    pub companion: Option<u64>,
    pub rest: Option<u64>,
}

impl Figures {
    /// The sum; what only one has is that one's.
    pub(super) fn and(self, other: Self) -> Self {
        let sum = |one: Option<u64>, other: Option<u64>| match (one, other) {
            (Some(one), Some(other)) => Some(one + other),
            (one, other) => one.or(other),
        };
        Self {
            value: self.value + other.value,
            companion: sum(self.companion, other.companion),
            rest: sum(self.rest, other.rest),
        }
    }
}

impl From<Count> for Figures {
    fn from(count: Count) -> Self {
        Self {
            value: count.value.into(),
            companion: count.companion.map(u64::from),
            rest: count.rest.map(u64::from),
        }
    }
}

/// Which cells of a table are published.
#[derive(Clone, Debug)]
pub struct Pattern {
    until: Month,
    regions: usize,
    years: BTreeMap<i32, Vec<Decided>>,
}

impl Pattern {
    pub(super) fn new(until: Month, regions: usize, years: BTreeMap<i32, Vec<Decided>>) -> Self {
        Self {
            until,
            regions,
            years,
        }
    }

    /// The figure of `row` for the months `from` to `until`, both included: the sum of the published
    /// years, quarters and months that make them up, or none where these do not.
    ///
    /// Kinds have no months: only whole quarters can be asked.
    #[must_use]
    pub fn answer(&self, row: Row, from: Month, until: Month) -> Answer {
        let mut figures = Figures::default();
        let mut missing = true;
        let mut month = from;
        while month <= until {
            let Some((cell, next)) = self.largest(row, month, until) else {
                return Answer::Suppressed;
            };
            if let Some(cell) = cell.filter(|cell| !cell.missing) {
                missing = false;
                figures = figures.and(cell.figures);
            }
            month = next;
        }
        if missing {
            Answer::Missing
        } else {
            Answer::Published(figures)
        }
    }

    /// The cells of a year; none where nothing was counted in it.
    pub(super) fn year(&self, year: i32) -> &[Decided] {
        self.years.get(&year).map_or(&[], Vec::as_slice)
    }

    /// The longest published cell that begins with `month` and does not pass `until`, nothing inside
    /// where no house counted, and the month after it.
    fn largest(&self, row: Row, month: Month, until: Month) -> Option<(Option<&Decided>, Month)> {
        let next = month.plus(1);
        if month > self.until {
            return None;
        }
        let Some(cells) = self.years.get(&month.year()) else {
            return Some((None, next));
        };
        let start = month.place();
        let slots = [YEAR, quarter(start / 3), start];
        slots.into_iter().find_map(|slot| {
            let months = months_of(slot);
            let next = month.plus(u32::try_from(months.len()).unwrap_or(1));
            let fits = months.start == start && next <= until.plus(1);
            let cell = cells.get(place(self.regions, row, slot)?).filter(|_| fits)?;
            cell.published.then_some((Some(cell), next))
        })
    }
}
