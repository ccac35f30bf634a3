//! How often beds are closed, how long, and how many.

use super::posterior::{Rate, within};
use super::steps::Step;

/// Where nothing is known a house closes beds once in ten years, for a week.
const GUESS_PER_DAY: f64 = 1.0 / 3650.0;
const GUESS_DAYS: f64 = 7.0;

/// Spells of closed beds, alike in the houses of a region.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spells {
    /// Beginnings per day of a house that has all its beds.
    pub beginning: Rate,
    /// Ends per day of a spell.
    pub ending: Rate,
    /// Beds that a spell takes, at least 1.
    pub beds: u32,
}

impl Spells {
    pub(super) fn of(houses: &[Vec<Step>]) -> Self {
        let (mut begun, mut open_days, mut ended, mut closed_days, mut closed_bed_days) =
            (0.0, 0.0, 0.0, 0.0, 0.0);
        for step in houses.iter().flatten() {
            let apart = if step.is_adjacent { 1.0 } else { step.days };
            match (step.from.closed, step.to.closed) {
                (0, 0) => open_days += apart,
                (0, beds) => {
                    begun += 1.0;
                    open_days += apart / 2.0;
                    closed_days += apart / 2.0;
                    closed_bed_days += f64::from(beds) * apart / 2.0;
                }
                (beds, after) => {
                    let share = if after == 0 { 0.5 } else { 1.0 };
                    ended += if after == 0 { 1.0 } else { 0.0 };
                    open_days += apart * (1.0 - share);
                    closed_days += apart * share;
                    closed_bed_days += f64::from(beds) * apart * share;
                }
            }
        }
        let beds = within((closed_bed_days / closed_days.max(0.5)).round(), 1.0, 1000.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "1 to 1000"
        )]
        let beds = beds as u32;
        Self {
            beginning: Rate::after(begun, open_days, GUESS_PER_DAY, 0.1),
            ending: Rate::after(ended, closed_days, 1.0 / GUESS_DAYS, 2.0),
            beds,
        }
    }
}
