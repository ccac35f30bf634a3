//! Small counts: which figures of a measure the role analyst may see, so that none under the threshold
//! can be rebuilt from the others. docs/suppression.md says why in plain words.
//!
//! [`suppress`] decides once for all questions. The cells are region by month, quarter and year, the
//! network's total of each, and kinds (such as reasons) of the network's total by quarter and year. Any
//! question is answered from published cells alone ([`Pattern::answer`]), so that answers never say
//! more than the pattern does. A quarter is decided when it has ended, and later ones change nothing in
//! it.
//!
//! How it is divided: `cells` are the figures of a year and how they hang together, `flow` finds other
//! tables with the same sums, `year` decides, `pattern` answers.

mod cells;
mod flow;
mod pattern;
#[cfg(test)]
mod tests;
mod year;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

pub use self::pattern::{Answer, Figures, Pattern};

/// When a figure is small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// A figure of 1 up to, not including, this many people is not published. It is also how wide the
    /// doubt about a suppressed figure must be.
    pub threshold: u32,
    /// A figure that rests on fewer houses than this is not published, 0 included: it is a house's own.
    pub fewest_houses: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            threshold: 5,
            fewest_houses: 3,
        }
    }
}

/// Decides which cells of `table` are published.
///
/// A cell is sensitive where its figure, or the companion's, is small or rests on too few houses.
/// Others are suppressed with it until these intervals of doubt hold for whoever knows all published
/// figures, what the table says is known anyway, and that no count is negative:
/// - a small figure may be anything from 0 (or what is known at least) to the threshold or more;
/// - a figure of few houses may be smaller and larger by the threshold.
///
/// Where what is known from elsewhere leaves less doubt than that, that much is kept. Which cells are
/// suppressed besides is a shortest-path heuristic on the network flow that the table is: Castro, "A
/// shortest-paths heuristic for statistical data protection in positive tables", INFORMS Journal on
/// Computing 19 (2007) 520-533. All flows are whole numbers, so the doubt is between real tables.
#[must_use]
pub fn suppress(table: &Table, policy: Policy) -> Pattern {
    let years = table
        .years()
        .map(|year| (year, year::decide(table, year, policy, None)));
    Pattern::new(table.until, table.regions.len(), years.collect())
}

/// Decides on a part of a measure and the rest of it, such as deaths and discharges of departures.
/// `parts` has the part as value and the rest beside it; `whole` is the decision on their sum, in a
/// table of the same regions and months whose counts were given the rest as `least`.
///
/// Part and rest are published and suppressed together, and only where the whole is published. Both
/// decisions together keep their doubts: the part and the rest can be exchanged while the whole stands,
/// and the whole can change by the part while the rest stands.
#[must_use]
pub fn suppress_parts(parts: &Table, whole: &Pattern, policy: Policy) -> Pattern {
    let decide = |year| (year, year::decide(parts, year, policy, Some(whole.year(year))));
    Pattern::new(
        parts.until,
        parts.regions.len(),
        parts.years().map(decide).collect(),
    )
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Row {
    /// A region, by its place in the table.
    Region(usize),
    /// All regions together.
    Network,
    /// A kind, such as a reason, of the network's total, by its place in the table.
    Kind(usize),
}

/// What one region counted in one month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub value: u32,
    /// A second measure that differs from this one by a number known to all, such as admissions from
    /// departures by the change of occupied beds: it is published and suppressed together with it.
    pub companion: Option<u32>,
    /// The rest of a whole that is decided on by itself: whatever is more here is less there.
    pub rest: Option<u32>,
    /// What everybody knows `value` to be at least.
    pub least: u32,
    /// What everybody knows `value` to be at most, where they know.
    pub most: Option<u32>,
    /// How many houses stated the count. Without any, the count is no secret and no 0: it is missing.
    pub houses: u32,
}

/// What a value counts, which decides when it is small.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// People, once each.
    #[default]
    People,
    /// People by the day, as on a waiting list: the threshold holds for the mean of the days.
    PersonDays,
}

/// The counts of one measure: the regions of one network by month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    regions: Vec<BTreeMap<Month, Count>>,
    kinds: Vec<BTreeMap<Month, u32>>,
    until: Month,
    unit: Unit,
}

impl Table {
    /// The counts of each region up to and including the month `until`, the last that is over and
    /// settled; `kinds` divides the network's total, and may be empty. Months that are left out were
    /// not counted.
    ///
    /// # Errors
    /// [`Mismatch`] where counts contradict each other.
    pub fn new(
        regions: Vec<BTreeMap<Month, Count>>,
        kinds: Vec<BTreeMap<Month, u32>>,
        until: Month,
        unit: Unit,
    ) -> Result<Self, Mismatch> {
        for (month, count) in regions.iter().flatten() {
            let within = count.least <= count.value && count.most.is_none_or(|most| most >= count.value);
            let others = [count.companion, count.rest].into_iter().flatten();
            let stated = count.houses > 0 || others.chain([count.value]).all(|value| value == 0);
            if !within || !stated {
                return Err(Mismatch::Count(*month));
            }
        }
        let table = Self {
            regions,
            kinds,
            until,
            unit,
        };
        let kinds_of = |month: &Month| total(table.kinds.iter().filter_map(|kind| kind.get(month)).copied());
        let total_of = |month: &Month| {
            let counts = table.regions.iter().filter_map(|region| region.get(month));
            total(counts.map(|count| count.value))
        };
        let mut months = table
            .regions
            .iter()
            .flat_map(BTreeMap::keys)
            .chain(table.kinds.iter().flat_map(BTreeMap::keys));
        match months.find(|month| !table.kinds.is_empty() && kinds_of(month) != total_of(month)) {
            Some(month) => Err(Mismatch::Kinds(*month)),
            None => Ok(table),
        }
    }

    /// The calendar years with counts.
    fn years(&self) -> impl Iterator<Item = i32> {
        let months = self.regions.iter().flat_map(BTreeMap::keys);
        let years = months
            .filter(|month| **month <= self.until)
            .map(|month| month.year());
        years.collect::<BTreeSet<_>>().into_iter()
    }
}

/// Why counts are no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// A count outside its own bounds, or one that no house stated.
    #[error("a count of {0:?} is outside its bounds or stated by no house")]
    Count(Month),
    /// The kinds of a month are not its total.
    #[error("the kinds of {0:?} do not add up to its total")]
    Kinds(Month),
}

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month in which `date` falls.
    #[must_use]
    pub fn of(date: NaiveDate) -> Self {
        let number = i32::try_from(date.month0()).unwrap_or_default();
        Self(date.year().saturating_mul(12).saturating_add(number))
    }

    /// The month `months` later.
    #[must_use]
    pub fn plus(self, months: u32) -> Self {
        Self(self.0.saturating_add_unsigned(months))
    }

    fn january(year: i32) -> Self {
        Self(year.saturating_mul(12))
    }

    fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// Its place in the year: 0 to 11.
    fn place(self) -> usize {
        usize::try_from(self.0.rem_euclid(12)).unwrap_or_default()
    }

    fn days(self) -> u32 {
        let number = u32::try_from(self.place()).unwrap_or_default() + 1;
        NaiveDate::from_ymd_opt(self.year(), number, 1)
            .map_or(30, |first| u32::from(first.num_days_in_month()))
    }
}

fn total(values: impl Iterator<Item = u32>) -> u64 {
    values.map(u64::from).sum()
}
