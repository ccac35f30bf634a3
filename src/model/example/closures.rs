//! When beds are closed: holidays and a renovation by plan, infections and want of staff by chance.

use chrono::{Datelike, NaiveDate, Weekday};

use super::clock::{coming, days_after};
use super::dice::Dice;
use super::nature::Nature;
use crate::domain::calendar::days_before;
use crate::domain::house::House;
use crate::domain::stand::{AdmissionStop, ClosureReason};

/// How long the renovation of the one house lasts. Unit: days.
const RENOVATION_DAYS: u32 = 21;

/// Beds closed through no fault of a plan, and perhaps a stop on admissions, until a day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trouble {
    pub(super) reason: ClosureReason,
    pub(super) beds: u32,
    /// The first day without it.
    over: NaiveDate,
    /// The day until which the house expects to admit nobody, where it does.
    expected_until: Option<NaiveDate>,
}

impl Trouble {
    /// The trouble that begins in a house of `beds` beds on `day`, if one does: an infection about
    /// once in 15 months, want of staff about twice a year, and more in summer.
    pub(super) fn begins(nature: &Nature, beds: u32, day: NaiveDate, dice: &mut Dice) -> Option<Self> {
        let summer = if matches!(day.month(), 7 | 8) { 1.8 } else { 1.0 };
        let chance = dice.unit();
        if chance < 1.0 / 450.0 {
            let over = days_after(day, dice.between(5, 12));
            return Some(Self {
                reason: ClosureReason::Infection,
                beds: dice.between(1, 1 + beds / 3),
                over,
                expected_until: Some(expect(over, day, dice)),
            });
        }
        if chance > 1.0 - summer / 200.0 {
            let over = days_after(day, dice.between(3, 14));
            let reason = if nature.own_nurses || dice.chance(0.35) {
                ClosureReason::NoNursing
            } else {
                ClosureReason::NoVolunteers
            };
            return Some(Self {
                reason,
                beds: dice.between(1, 1 + beds / 6),
                over,
                expected_until: dice.chance(0.5).then(|| expect(over, day, dice)),
            });
        }
        None
    }

    /// On to `day`: gone when it is over, and the end of a stop moved on where it passed too early.
    pub(super) fn on(self, day: NaiveDate) -> Option<Self> {
        (day < self.over).then(|| Self {
            expected_until: self.expected_until.map(|expected| {
                if expected < day {
                    days_after(day, 2)
                } else {
                    expected
                }
            }),
            ..self
        })
    }

    pub(super) fn stop(&self) -> Option<AdmissionStop> {
        self.expected_until.map(|expected| AdmissionStop {
            reason: self.reason,
            expected_until: Some(expected),
        })
    }
}

/// The end a house expects: the last day, give or take two.
fn expect(over: NaiveDate, today: NaiveDate, dice: &mut Dice) -> NaiveDate {
    let earliest = days_before(over, 3);
    days_after(earliest, dice.between(0, 4)).max(today)
}

/// The beds that `house` means to close on `day` at Christmas and in summer.
pub(super) fn holiday(
    house: &House,
    nature: &Nature,
    beds: u32,
    day: NaiveDate,
    seed: u64,
) -> Option<(ClosureReason, u32)> {
    let (purpose, year) = match day.month() {
        12 => ("christmas", day.year()),
        1 => ("christmas", day.year() - 1),
        7..=9 => ("summer", day.year()),
        _ => return None,
    };
    let mut dice = Dice::of(seed, purpose, house.id.as_str(), year);
    let christmas = purpose == "christmas";
    let likely = match (christmas, nature.own_nurses) {
        (true, false) => 0.5,
        (true, true) => 0.25,
        (false, false) => 0.65,
        (false, true) => 0.4,
    };
    let takes_part = dice.chance(likely);
    let (earliest, spread, least, most) = if christmas {
        ((12, 20), 4, 9, 15)
    } else {
        ((7, 5), 35, 10, 24)
    };
    let first = NaiveDate::from_ymd_opt(year, earliest.0, earliest.1)?;
    let first = days_after(first, dice.between(0, spread));
    let end = days_after(first, dice.between(least, most));
    let reason = match (dice.chance(0.6), nature.own_nurses) {
        (true, _) => ClosureReason::Holiday,
        (false, true) => ClosureReason::NoNursing,
        (false, false) => ClosureReason::NoVolunteers,
    };
    let closed = dice.between(1, 1 + beds / 6).min(beds);
    (takes_part && first <= day && day < end && closed > 0).then_some((reason, closed))
}

/// The house that is renovated, by its place in the list, and the Monday on which that begins: one
/// of the houses open on the `first` day, three months later at the earliest.
pub(super) fn renovation(houses: &[&House], first: NaiveDate, seed: u64) -> Option<(usize, NaiveDate)> {
    let lot = |house: &House| Dice::of(seed, "renovation", house.id.as_str(), 0).unit();
    let (place, house) = houses
        .iter()
        .enumerate()
        .filter(|(_, house)| house.is_open_on(first))
        .min_by(|(_, one), (_, other)| lot(one).total_cmp(&lot(other)))?;
    let wait = Dice::of(seed, "renovation", house.id.as_str(), 1).between(90, 540);
    Some((place, coming(Weekday::Mon, days_after(first, wait))))
}

/// The beds closed on `day` for a renovation that began on `begin`: half the house.
pub(super) fn renovated(begin: Option<NaiveDate>, beds: u32, day: NaiveDate) -> Option<(ClosureReason, u32)> {
    let begin = begin?;
    (begin <= day && day < days_after(begin, RENOVATION_DAYS) && beds > 0)
        .then_some((ClosureReason::Renovation, beds.div_ceil(2)))
}
