//! The cells of one calendar year, and the arcs of a network flow that they are.
//!
//! All sums of the table say that as much flows into a node as out of it: a year of a region into its
//! quarters, these into months, the months of all regions into those of the network, and these back
//! through the network's quarters, their kinds and its year to the root.

use super::{Figures, Month, Policy, Row, Table, Unit};

/// Cells of a row: 12 months, 4 quarters and the year.
pub(super) const SLOTS: usize = 17;
/// The slot of the year.
pub(super) const YEAR: usize = 16;

/// Flow without a bound. Sums of a few stay within `u64`.
pub(super) const UNBOUNDED: u64 = u64::MAX >> 8;

/// A figure of the year, as an arc from one node to another.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cell {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) figures: Figures,
    /// How much more, and how much less, the figure might be as far as everybody knows. Figures that
    /// are sums of others are bounded by these.
    pub(super) rise: u64,
    pub(super) fall: u64,
    /// How much doubt there must be above and below it where it is hidden.
    pub(super) need_above: u64,
    pub(super) need_below: u64,
    /// Small, or of few houses.
    pub(super) sensitive: bool,
    /// No house counted: not a figure at all.
    pub(super) missing: bool,
    /// Months of kinds are not offered to anybody.
    pub(super) offered: bool,
}

/// The place of a cell in a year: row by row; nothing for a region there is not.
pub(super) fn place(regions: usize, row: Row, slot: usize) -> Option<usize> {
    let row = match row {
        Row::Region(region) => Some(region).filter(|region| *region < regions)?,
        Row::Network => regions,
        Row::Kind(kind) => regions.checked_add(1)?.checked_add(kind)?,
    };
    row.checked_mul(SLOTS)?.checked_add(slot)
}

/// The slot of quarter 0 to 3.
pub(super) fn quarter(number: usize) -> usize {
    12 + number
}

/// In which quarter, 0 to 3, a slot is settled; the year with its last.
pub(super) fn settled_in(slot: usize) -> usize {
    match slot {
        YEAR => 3,
        12.. => slot - 12,
        month => month / 3,
    }
}

/// The months of the year, 0 to 11, that a slot covers.
pub(super) fn months_of(slot: usize) -> std::ops::Range<usize> {
    match slot {
        YEAR => 0..12,
        12.. => (slot - 12) * 3..(slot - 12) * 3 + 3,
        month => month..month + 1,
    }
}

/// All cells of `year`, each at its [`place`].
pub(super) fn cells(table: &Table, year: i32, policy: Policy) -> Vec<Cell> {
    let regions = table.regions.len();
    let mut rows: Vec<Row> = (0..regions).map(Row::Region).collect();
    rows.push(Row::Network);
    rows.extend((0..table.kinds.len()).map(Row::Kind));
    let slots = |row| (0..SLOTS).map(move |slot| (row, slot));
    let all = rows.into_iter().flat_map(slots);
    all.map(|(row, slot)| cell(table, year, policy, row, slot))
        .collect()
}

fn cell(table: &Table, year: i32, policy: Policy, row: Row, slot: usize) -> Cell {
    let january = Month::january(year);
    let months = months_of(slot).map(|month| january.plus(u32::try_from(month).unwrap_or_default()));
    let months: Vec<Month> = months.collect();
    let (from, to) = ends(table, row, slot);
    let sum = Sum::of(table, row, &months);
    let is_leaf = matches!(row, Row::Region(_)) && slot < 12;
    let is_kind = matches!(row, Row::Kind(_));
    let offered = !(is_kind && slot < 12);
    let exists = sum.houses > 0 && offered;
    let mut cell = Cell {
        from,
        to,
        figures: sum.figures,
        missing: sum.houses == 0,
        offered,
        rise: if exists { UNBOUNDED } else { 0 },
        fall: if exists { UNBOUNDED } else { 0 },
        ..Cell::default()
    };
    if is_leaf {
        cell.rise = cell.rise.min(sum.rise);
        cell.fall = cell.fall.min(sum.fall);
    } else if is_kind {
        cell.fall = cell.fall.min(sum.fall);
    }
    if exists {
        let threshold = u64::from(policy.threshold) * scale(table.unit, &months);
        let doubt = doubt(sum.figures, threshold, sum.houses < policy.fewest_houses);
        cell.sensitive = doubt.is_some();
        // What is hidden for the sake of a whole must just not be certain.
        let (above, below) = doubt.unwrap_or(if sum.rise > 0 { (1, 0) } else { (0, 1) });
        cell.need_above = above.min(sum.rise);
        cell.need_below = below.min(sum.fall);
    }
    cell
}

/// How much more and how much less the value must seem possible; nothing where it is not sensitive.
fn doubt(figures: Figures, threshold: u64, few: bool) -> Option<(u64, u64)> {
    let is_small = |value: &u64| (1..threshold).contains(value);
    let along = [Some(figures.value), figures.companion].into_iter().flatten();
    let along = along.filter(is_small).map(|value| (threshold - value, value));
    // The rest is larger where the value is smaller.
    let against = figures.rest.filter(is_small).map(|rest| (rest, threshold - rest));
    let few = few.then_some((threshold, threshold));
    let doubts = along.chain(against).chain(few);
    doubts.reduce(|one, other| (one.0.max(other.0), one.1.max(other.1)))
}

/// What counts of one person make in the unit of the table.
fn scale(unit: Unit, months: &[Month]) -> u64 {
    match unit {
        Unit::People => 1,
        Unit::PersonDays => months.iter().map(|month| u64::from(month.days())).sum(),
    }
}

/// The counts of a row in some months together.
#[derive(Default)]
struct Sum {
    figures: Figures,
    rise: u64,
    fall: u64,
    houses: u32,
}

impl Sum {
    fn of(table: &Table, row: Row, months: &[Month]) -> Self {
        let mut sum = Self::default();
        for month in months.iter().filter(|month| **month <= table.until) {
            let of_region = |region: usize| table.regions.get(region)?.get(month);
            let houses = match row {
                Row::Region(region) => of_region(region).map_or(0, |count| count.houses),
                Row::Network | Row::Kind(_) => {
                    let all = table.regions.iter().filter_map(|counts| counts.get(month));
                    all.map(|count| count.houses).sum()
                }
            };
            sum.houses = sum.houses.max(houses);
            let places = match row {
                Row::Region(region) => region..region + 1,
                Row::Network => 0..table.regions.len(),
                Row::Kind(kind) => {
                    let value = table.kinds.get(kind).and_then(|counts| counts.get(month));
                    sum.figures.value += value.map_or(0, |value| u64::from(*value));
                    0..0
                }
            };
            for count in places.filter_map(of_region).filter(|count| count.houses > 0) {
                let below = (count.value - count.least).min(count.companion.unwrap_or(u32::MAX));
                let above = count
                    .most
                    .map(|most| most - count.value)
                    .into_iter()
                    .chain(count.rest)
                    .min();
                sum.figures = sum.figures.and((*count).into());
                sum.fall += u64::from(below);
                sum.rise = (sum.rise + above.map_or(UNBOUNDED, u64::from)).min(UNBOUNDED);
            }
        }
        if matches!(row, Row::Kind(_)) {
            (sum.fall, sum.rise) = (sum.figures.value, UNBOUNDED);
        }
        sum
    }
}

/// Nodes: the root, where the network's quarters come together, 12 months, 4 quarters of the network
/// before they are divided by kind and 4 after, the kinds, and for each region its year and 4 quarters.
fn ends(table: &Table, row: Row, slot: usize) -> (usize, usize) {
    const ROOT: usize = 0;
    const GATHERED: usize = 1;
    let month = |number: usize| 2 + number;
    let of_network = |quarter: usize| 14 + quarter;
    let undivided = |quarter: usize| 18 + quarter;
    let kind = |number: usize| 22 + number;
    let region = |number: usize| 22 + table.kinds.len() + 5 * number;
    let in_quarter = settled_in(slot);
    match (row, slot) {
        (Row::Region(number), YEAR) => (ROOT, region(number)),
        (Row::Region(number), 12..) => (region(number), region(number) + 1 + in_quarter),
        (Row::Region(number), _) => (region(number) + 1 + in_quarter, month(slot)),
        (Row::Network, YEAR) => (GATHERED, ROOT),
        (Row::Network, 12..) if table.kinds.is_empty() => (of_network(in_quarter), GATHERED),
        (Row::Network, 12..) => (of_network(in_quarter), undivided(in_quarter)),
        (Row::Network, _) => (month(slot), of_network(in_quarter)),
        (Row::Kind(number), YEAR) => (kind(number), GATHERED),
        (Row::Kind(number), _) => (undivided(in_quarter), kind(number)),
    }
}
