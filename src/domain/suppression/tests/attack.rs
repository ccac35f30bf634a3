//! Somebody who asks every question there is, and reckons what the suppressed figures must be.
//!
//! Nothing here knows how cells were chosen: the attacker sees answers, knows that the months of regions
//! add up to everything else, that no count is negative, and what the table says is known anyway. The
//! bounds of each figure are then linear programs over these months.

use super::super::{Answer, Count, Month, Row, Table};
use super::simplex::{Corner, Knowledge};
use super::tables::{YEAR, month};

/// A span of a row, in months 0 to 11 of the tests' year, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) row: Row,
    pub(super) from: u32,
    pub(super) until: u32,
}

impl Question {
    pub(super) fn months(self) -> (Month, Month) {
        (month(self.from), month(self.until))
    }
}

/// All rows by all spans of months; the finest first.
pub(super) fn questions(table: &Table) -> Vec<Question> {
    let months = months(table);
    let mut rows: Vec<Row> = (0..table.regions.len()).map(Row::Region).collect();
    rows.push(Row::Network);
    rows.extend((0..table.kinds.len()).map(Row::Kind));
    let spans =
        (1..=months).flat_map(|length| (0..=months - length).map(move |from| (from, from + length - 1)));
    let asked = |(from, until)| {
        rows.iter().map(move |row| Question {
            row: *row,
            from,
            until,
        })
    };
    spans.flat_map(asked).collect()
}

/// The months, quarters and year of each row; kinds have no months.
pub(super) fn cells(table: &Table) -> Vec<Question> {
    let is_cell = |question: &Question| match question.until - question.from + 1 {
        1 => !matches!(question.row, Row::Kind(_)),
        3 => question.from.is_multiple_of(3),
        length => length == 12,
    };
    questions(table).into_iter().filter(is_cell).collect()
}

/// What somebody finds out about a table from answers to all questions.
pub(super) struct Attack<'a> {
    table: &'a Table,
    corner: Corner,
}

impl<'a> Attack<'a> {
    pub(super) fn new(table: &'a Table, ask: impl Fn(Question) -> Answer) -> Self {
        let mut knowledge = Knowledge::of(unknowns(table, NOTHING).len());
        for quarter in (0..months(table) / 3).filter(|_| !table.kinds.is_empty()) {
            let whole = |row| Question {
                row,
                from: quarter * 3,
                until: quarter * 3 + 2,
            };
            let kinds = (0..table.kinds.len()).map(|kind| unknowns(table, whole(Row::Kind(kind))));
            let network = unknowns(table, whole(Row::Network));
            knowledge.equal(&kinds.fold(network, |sum, kind| less(&sum, &kind)), 0);
        }
        for (cell, count) in leaves(table) {
            let own = unknowns(table, cell);
            let apart = count
                .companion
                .map_or(0, |companion| i64::from(count.value) - i64::from(companion));
            knowledge.at_least(&own, apart.max(count.least.into()));
            let most = if count.houses == 0 { Some(0) } else { count.most };
            if let Some(most) = most {
                knowledge.at_most(&own, most.into());
            }
        }
        for question in questions(table) {
            if let Answer::Published(figures) = ask(question) {
                knowledge.equal(&unknowns(table, question), whole_number(figures.value));
            }
        }
        Self {
            table,
            corner: knowledge.corner(),
        }
    }

    /// The least and the most that a figure can be; nothing where there is no most.
    pub(super) fn bounds(&self, question: Question) -> (i64, Option<i64>) {
        self.corner.bounds(&unknowns(self.table, question))
    }
}

/// The same for a table of parts and the rests beside them, and one of the wholes that they make.
pub(super) struct JointAttack<'a> {
    parts: &'a Table,
    corner: Corner,
}

impl<'a> JointAttack<'a> {
    /// The rest is at least 0; what `wholes` says is known at least is not known here.
    pub(super) fn new(
        wholes: &Table,
        parts: &'a Table,
        ask_whole: impl Fn(Question) -> Answer,
        ask_part: impl Fn(Question) -> Answer,
    ) -> Self {
        let mut knowledge = Knowledge::of(2 * unknowns(parts, NOTHING).len());
        for (cell, count) in leaves(wholes) {
            let apart = count
                .companion
                .map_or(0, |companion| i64::from(count.value) - i64::from(companion));
            let [part, rest] = part_and_rest(parts, cell);
            let whole = more(&part, &rest);
            knowledge.at_least(&whole, apart.max(0));
            if count.houses == 0 {
                knowledge.equal(&whole, 0);
            }
        }
        for question in questions(parts) {
            let [part, rest] = part_and_rest(parts, question);
            if let Answer::Published(figures) = ask_whole(question) {
                knowledge.equal(&more(&part, &rest), whole_number(figures.value));
            }
            if let Answer::Published(figures) = ask_part(question) {
                knowledge.equal(&part, whole_number(figures.value));
                knowledge.equal(&rest, whole_number(figures.rest.expect("a rest")));
            }
        }
        Self {
            parts,
            corner: knowledge.corner(),
        }
    }

    /// The bounds of part, rest and whole.
    pub(super) fn bounds(&self, question: Question) -> [(i64, Option<i64>); 3] {
        let [part, rest] = part_and_rest(self.parts, question);
        let whole = more(&part, &rest);
        [part, rest, whole].map(|sum| self.corner.bounds(&sum))
    }
}

fn part_and_rest(parts: &Table, question: Question) -> [Vec<i64>; 2] {
    let (own, none) = (unknowns(parts, question), unknowns(parts, NOTHING));
    [[own.clone(), none.clone()].concat(), [none, own].concat()]
}

/// A question that no row answers.
const NOTHING: Question = Question {
    row: Row::Region(usize::MAX),
    from: 0,
    until: 0,
};

fn months(table: &Table) -> u32 {
    u32::try_from(table.until.0 - Month::january(YEAR).0 + 1).expect("months")
}

/// Each month of each region.
fn leaves(table: &Table) -> impl Iterator<Item = (Question, Count)> {
    let cells = cells(table).into_iter().filter(|cell| cell.from == cell.until);
    cells.filter_map(|cell| match cell.row {
        Row::Region(region) => Some((
            cell,
            table.regions[region]
                .get(&cell.months().0)
                .copied()
                .unwrap_or_default(),
        )),
        _ => None,
    })
}

/// Which unknowns add up to a figure: months of regions, then quarters of kinds.
fn unknowns(table: &Table, question: Question) -> Vec<i64> {
    let asked = |number: u32| (question.from..=question.until).contains(&number);
    let mut row = Vec::new();
    for region in 0..table.regions.len() {
        let included = question.row == Row::Network || question.row == Row::Region(region);
        row.extend((0..months(table)).map(|number| i64::from(included && asked(number))));
    }
    for kind in 0..table.kinds.len() {
        let included = question.row == Row::Kind(kind);
        let quarters = (0..months(table) / 3).map(|quarter| quarter * 3);
        row.extend(quarters.map(|first| i64::from(included && asked(first) && asked(first + 2))));
    }
    row
}

fn more(one: &[i64], other: &[i64]) -> Vec<i64> {
    one.iter().zip(other).map(|(one, other)| one + other).collect()
}

fn less(one: &[i64], other: &[i64]) -> Vec<i64> {
    one.iter().zip(other).map(|(one, other)| one - other).collect()
}

fn whole_number(value: u64) -> i64 {
    i64::try_from(value).expect("a small figure")
}
