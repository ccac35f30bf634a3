//! Other tables that agree with all that is published: changes that go round in cycles of hidden cells.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::cells::{Cell, UNBOUNDED};

/// In which direction a cell is to be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Above,
    Below,
}

/// A change of some cells that leaves every sum right.
#[derive(Clone, Debug, Default)]
pub(super) struct Change {
    /// By how much the cell was moved.
    pub(super) amount: u64,
    /// The other cells that change with it, also those that changed on the way and back.
    pub(super) others: Vec<usize>,
}

/// One use of a cell on a path, along its arc (the figure rises) or against it.
#[derive(Clone, Copy)]
struct Step {
    cell: usize,
    along: bool,
}

/// Moves the cell at `place` by `need`, or as far as it goes. `price` is what the use of each cell
/// costs, nothing where it may not be used; each augmenting path is a cheapest one, and a cell once
/// used costs no more.
pub(super) fn change(cells: &[Cell], place: usize, side: Side, need: u64, price: &[Option<u64>]) -> Change {
    let mut price = price.to_vec();
    let mut moved: Vec<i128> = vec![0; cells.len()];
    let mut change = Change::default();
    let Some(cell) = cells.get(place) else {
        return change;
    };
    if let Some(own) = price.get_mut(place) {
        *own = None;
    }
    let (source, sink) = match side {
        Side::Above => (cell.to, cell.from),
        Side::Below => (cell.from, cell.to),
    };
    while change.amount < need {
        let Some(path) = cheapest(cells, &moved, &price, source, sink) else {
            break;
        };
        let room = path.iter().map(|step| room(cells, &moved, *step)).min();
        let amount = room.unwrap_or(0).min(need - change.amount);
        for step in path {
            if let Some(moved) = moved.get_mut(step.cell) {
                *moved += i128::from(amount) * if step.along { 1 } else { -1 };
            }
            if let Some(price) = price.get_mut(step.cell) {
                *price = Some(0);
            }
            change.others.push(step.cell);
        }
        change.amount += amount;
    }
    change.others.sort_unstable();
    change.others.dedup();
    change
}

/// How much further a cell can be moved.
fn room(cells: &[Cell], moved: &[i128], step: Step) -> u64 {
    let Some((cell, moved)) = cells.get(step.cell).zip(moved.get(step.cell)) else {
        return 0;
    };
    let room = if step.along {
        i128::from(cell.rise) - moved
    } else {
        i128::from(cell.fall) + moved
    };
    u64::try_from(room).unwrap_or(0).min(UNBOUNDED)
}

/// What it costs to reach a node, and by which step from which node; by none at the source.
type Reached = ((u64, u32), Option<(usize, Step)>);

/// Dijkstra's shortest path by price, then by number of steps.
fn cheapest(
    cells: &[Cell],
    moved: &[i128],
    price: &[Option<u64>],
    source: usize,
    sink: usize,
) -> Option<Vec<Step>> {
    let nodes = cells.iter().map(|cell| cell.from.max(cell.to) + 1).max()?;
    let mut steps_from: Vec<Vec<(Step, usize, u64)>> = vec![Vec::new(); nodes];
    for (place, (cell, price)) in cells.iter().zip(price).enumerate() {
        let Some(price) = price else { continue };
        for (along, from, to) in [(true, cell.from, cell.to), (false, cell.to, cell.from)] {
            let step = Step { cell: place, along };
            if let Some(steps) = steps_from.get_mut(from).filter(|_| room(cells, moved, step) > 0) {
                steps.push((step, to, *price));
            }
        }
    }
    let mut best: Vec<Option<Reached>> = vec![None; nodes];
    *best.get_mut(source)? = Some(((0, 0), None));
    let mut queue = BinaryHeap::from([Reverse(((0, 0), source))]);
    while let Some(Reverse((cost, node))) = queue.pop() {
        if best
            .get(node)
            .copied()
            .flatten()
            .is_none_or(|(known, _)| known != cost)
        {
            continue;
        }
        for (step, to, price) in steps_from.get(node)? {
            let further = (cost.0 + price, cost.1 + 1);
            let known = best.get_mut(*to)?;
            if known.is_none_or(|(known, _)| further < known) {
                *known = Some((further, Some((node, *step))));
                queue.push(Reverse((further, *to)));
            }
        }
    }
    let mut path = Vec::new();
    let mut node = sink;
    while let (_, Some((before, step))) = best.get(node).copied().flatten()? {
        path.push(step);
        node = before;
    }
    Some(path)
}
