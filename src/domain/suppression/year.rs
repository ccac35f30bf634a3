//! The decision on one calendar year, quarter by quarter.

use std::cmp::Reverse;

use super::cells::{Cell, SLOTS, YEAR, cells, settled_in};
use super::flow::{Change, Side, change};
use super::{Figures, Month, Policy, Table};

/// A cell of the year after the decision.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decided {
    pub(super) figures: Figures,
    pub(super) published: bool,
    pub(super) missing: bool,
}

/// Decides on `number`, quarter by quarter as they end. What was decided stays so, since it has been
/// read. The year's own cells are decided with its last quarter. Where there is a `whole`, nothing is
/// published without it.
pub(super) fn decide(table: &Table, number: i32, policy: Policy, whole: Option<&[Decided]>) -> Vec<Decided> {
    let cells = cells(table, number, policy);
    let is_whole_hidden = |place: usize| {
        let cell = whole.map(|whole| whole.get(place));
        cell.is_some_and(|cell| cell.is_none_or(|cell| !cell.published))
    };
    let places = cells.iter().enumerate();
    let secret = places.map(|(place, cell)| cell.sensitive || is_whole_hidden(place));
    let secret: Vec<bool> = secret.collect();
    let mut hidden = vec![true; cells.len()];
    for (quarter, months) in [(0, 2), (1, 5), (2, 8), (3, 11)] {
        if Month::january(number).plus(months) <= table.until {
            hidden = Quarter::new(&cells, &secret, quarter, hidden).decide();
        }
    }
    let decided = |(cell, hidden): (&Cell, bool)| Decided {
        figures: cell.figures,
        published: !hidden,
        missing: cell.missing,
    };
    cells.iter().zip(hidden).map(decided).collect()
}

/// Whether a cell is read when a quarter has ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Decided in an earlier quarter.
    Before,
    /// To be decided now.
    Now,
    /// A year that goes on: nobody knows it yet, and it may be anything.
    Open,
    /// Of a later quarter: not part of this decision.
    Later,
}

struct Quarter<'a> {
    cells: &'a [Cell],
    /// Sensitive, or part of a whole that is hidden.
    secret: &'a [bool],
    stage: Vec<Stage>,
    hidden: Vec<bool>,
}

impl<'a> Quarter<'a> {
    fn new(cells: &'a [Cell], secret: &'a [bool], quarter: usize, mut hidden: Vec<bool>) -> Self {
        let stage = |(place, cell): (usize, &Cell)| {
            let slot = place % SLOTS;
            match settled_in(slot) {
                _ if !cell.offered => Stage::Later,
                settled if settled == quarter => Stage::Now,
                settled if settled < quarter => Stage::Before,
                _ if slot == YEAR => Stage::Open,
                _ => Stage::Later,
            }
        };
        let stage: Vec<Stage> = cells.iter().enumerate().map(stage).collect();
        for ((hidden, secret), stage) in hidden.iter_mut().zip(secret).zip(&stage) {
            if *stage == Stage::Now {
                *hidden = *secret;
            }
        }
        Self {
            cells,
            secret,
            stage,
            hidden,
        }
    }

    /// Which cells are hidden.
    fn decide(mut self) -> Vec<bool> {
        let mut doubts = self.hide_what_gives_away();
        self.show_what_need_not_be_hidden(&mut doubts);
        self.hidden
    }

    /// Hides cells until every sensitive one is in as much doubt as it must be.
    fn hide_what_gives_away(&mut self) -> Vec<Doubt> {
        let mut doubts: Vec<Doubt> = self.needs().collect();
        doubts.sort_by_key(|doubt| (Reverse(doubt.need), doubt.place));
        for doubt in &mut doubts {
            let prices = self.prices();
            doubt.change = change(self.cells, doubt.place, doubt.side, doubt.need, &prices);
            for other in &doubt.change.others {
                if let Some(hidden) = self.hidden.get_mut(*other) {
                    *hidden = true;
                }
            }
        }
        doubts
    }

    /// Shows each cell again that no sensitive one needs hidden, the most useful first. A cell of an
    /// earlier quarter is needed still: what was hidden since joins no more than the open year did.
    fn show_what_need_not_be_hidden(&mut self, doubts: &mut [Doubt]) {
        let now = self.stage.iter().zip(&self.hidden).zip(self.secret).enumerate();
        let mut hidden: Vec<usize> = now
            .filter(|(_, ((stage, hidden), secret))| **stage == Stage::Now && **hidden && !**secret)
            .map(|(place, _)| place)
            .collect();
        hidden.sort_by_key(|place| (Reverse(self.worth(*place)), *place));
        for place in hidden {
            self.hide(place, false);
            if !self.still_in_doubt(place, doubts) {
                self.hide(place, true);
            }
        }
    }

    /// Finds other changes for the doubts that used the cell at `place`, if there are.
    fn still_in_doubt(&self, place: usize, doubts: &mut [Doubt]) -> bool {
        let hidden_only: Vec<Option<u64>> = self
            .hidden
            .iter()
            .zip(&self.stage)
            .map(|(hidden, stage)| free(*hidden, *stage))
            .collect();
        let mut found = Vec::new();
        for (number, doubt) in doubts.iter().enumerate() {
            if doubt.change.others.binary_search(&place).is_err() {
                continue;
            }
            let change = change(
                self.cells,
                doubt.place,
                doubt.side,
                doubt.change.amount,
                &hidden_only,
            );
            if change.amount < doubt.change.amount {
                return false;
            }
            found.push((number, change));
        }
        for (number, change) in found {
            if let Some(doubt) = doubts.get_mut(number) {
                doubt.change = change;
            }
        }
        true
    }

    fn hide(&mut self, place: usize, hide: bool) {
        if let Some(hidden) = self.hidden.get_mut(place) {
            *hidden = hide;
        }
    }

    fn needs(&self) -> impl Iterator<Item = Doubt> {
        let cells = self.cells.iter().zip(&self.stage).zip(self.secret).enumerate();
        let is_known = |stage: Stage| matches!(stage, Stage::Before | Stage::Now);
        let secret = cells.filter(move |(_, ((_, stage), secret))| is_known(**stage) && **secret);
        secret.flat_map(|(place, ((cell, _), _))| {
            let sides = [(Side::Above, cell.need_above), (Side::Below, cell.need_below)];
            sides
                .into_iter()
                .filter(|(_, need)| *need > 0)
                .map(move |(side, need)| Doubt {
                    place,
                    side,
                    need,
                    change: Change::default(),
                })
        })
    }

    /// What it costs to let each cell be in doubt: nothing where it is hidden.
    fn prices(&self) -> Vec<Option<u64>> {
        let cells = self.hidden.iter().zip(&self.stage).enumerate();
        let price = |(place, (hidden, stage)): (usize, (&bool, &Stage))| {
            let hideable = (*stage == Stage::Now).then(|| self.worth(place));
            free(*hidden, *stage).or(hideable)
        };
        cells.map(price).collect()
    }

    /// How much a published cell tells. The cheapest is hidden first.
    fn worth(&self, place: usize) -> u64 {
        1 + self.cells.get(place).map_or(0, |cell| cell.figures.value)
    }
}

/// The price of a cell that is in doubt anyway.
fn free(hidden: bool, stage: Stage) -> Option<u64> {
    (stage == Stage::Open || (hidden && stage != Stage::Later)).then_some(0)
}

/// What must be in doubt, and the change that shows that it is.
#[derive(Clone, Debug)]
struct Doubt {
    place: usize,
    side: Side,
    need: u64,
    change: Change,
}
