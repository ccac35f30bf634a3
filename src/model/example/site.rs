//! A house in the simulation: who lies in its beds, who waits, and how a day goes by.

use chrono::{Datelike, NaiveDate, Weekday};

use super::clock::{Half, coming, days_after};
use super::closures::{Trouble, holiday, renovated};
use super::dice::Dice;
use super::flows::Flows;
use super::nature::Nature;
use super::stay::Guest;
use crate::domain::calendar::{first_weekday, is_weekend, next_day};
use crate::domain::count::Count;
use crate::domain::house::House;
use crate::domain::stand::ClosureReason;

/// For how many days before it closes for good a house admits nobody.
const WINDING_DOWN: u32 = 21;
/// How far ahead a house minds that it will have fewer beds. Unit: days.
const LOOKING_AHEAD: u32 = 14;

/// The chances with which one person meets something on a day.
mod daily {
    pub(super) const DIES_WAITING: f64 = 0.08;
    pub(super) const WITHDRAWS_WAITING: f64 = 0.03;
    pub(super) const DIES_RESERVED: f64 = 0.02;
    pub(super) const PASSIVE_BECOMES_ACTIVE: f64 = 0.04;
    pub(super) const PASSIVE_LEAVES: f64 = 0.02;
}

/// A house with its guests.
pub(super) struct Site<'a> {
    pub(super) house: &'a House,
    pub(super) nature: Nature,
    pub(super) dice: Dice,
    /// The beds of today; nothing while the house is not open.
    pub(super) beds: Option<u32>,
    pub(super) flows: Flows,
    pub(super) waiting: u32,
    pub(super) passive: u32,
    pub(super) trouble: Option<Trouble>,
    /// The house admits nobody before this day, though it may promise a bed.
    pub(super) admits_from: Option<NaiveDate>,
    /// Beds the house means to close today; those in use stay open until they are free.
    pub(super) closing: Vec<(ClosureReason, u32)>,
    pub(super) winding_down: bool,
    renovation: Option<NaiveDate>,
    seed: u64,
    pub(super) guests: Vec<Guest>,
    /// Respite guests, by the day they go home.
    respite: Vec<NaiveDate>,
    /// Promised beds, by the day the guest is expected.
    reserved: Vec<NaiveDate>,
    /// Beds being made ready, by the day they are.
    pub(super) turnover: Vec<NaiveDate>,
    /// Beds left empty after a death, by the day they are used again.
    pub(super) quiet: Vec<NaiveDate>,
}

impl<'a> Site<'a> {
    pub(super) fn new(house: &'a House, renovation: Option<NaiveDate>, seed: u64) -> Self {
        Self {
            house,
            nature: Nature::of(house, seed),
            dice: Dice::of(seed, "day", house.id.as_str(), 0),
            beds: None,
            flows: Flows::default(),
            waiting: 0,
            passive: 0,
            trouble: None,
            admits_from: None,
            closing: Vec::new(),
            winding_down: false,
            renovation,
            seed,
            guests: Vec::new(),
            respite: Vec::new(),
            reserved: Vec::new(),
            turnover: Vec::new(),
            quiet: Vec::new(),
        }
    }

    pub(super) fn occupied(&self) -> u32 {
        number(&self.guests)
    }

    pub(super) fn respite(&self) -> u32 {
        number(&self.respite)
    }

    pub(super) fn reserved(&self) -> u32 {
        number(&self.reserved)
    }

    pub(super) fn in_turnover(&self) -> u32 {
        number(&self.turnover)
    }

    pub(super) fn quiet(&self) -> u32 {
        number(&self.quiet)
    }

    /// Beds in any state but free or closed by plan.
    pub(super) fn in_use(&self) -> u32 {
        self.committed() + self.in_turnover() + self.quiet()
    }

    fn committed(&self) -> u32 {
        self.occupied() + self.respite() + self.reserved()
    }

    /// Begins `day`: its beds, its closures, and the night before it, up to the morning count.
    pub(super) fn night(&mut self, day: NaiveDate) {
        self.dice = Dice::of(self.seed, "day", self.house.id.as_str(), day.num_days_from_ce());
        let last_day = self.house.opening.closes_on;
        self.beds = self.house.physical_on(day).map(Count::get);
        self.winding_down = last_day.is_some_and(|last| last < days_after(day, WINDING_DOWN));
        self.guests_leave(day, Half::Night);
        self.squeeze(if last_day == Some(day) {
            0
        } else {
            self.beds.unwrap_or(0)
        });
        self.trouble = self.trouble.and_then(|trouble| trouble.on(day));
        let Some(beds) = self.beds else {
            self.waiting = 0;
            self.passive = 0;
            return;
        };
        if self.trouble.is_none() && beds > 0 {
            self.trouble = Trouble::begins(&self.nature, beds, day, &mut self.dice);
        }
        self.admits_from = self.admits_from.filter(|from| *from > day);
        let short_staffed = day.weekday() == Weekday::Fri && self.dice.chance(0.06);
        if short_staffed && beds > 0 {
            self.admits_from = Some(coming(Weekday::Mon, day));
        }
        self.closing = self
            .trouble
            .map(|trouble| (trouble.reason, trouble.beds))
            .into_iter()
            .chain(renovated(self.renovation, beds, day))
            .chain(holiday(self.house, &self.nature, beds, day, self.seed))
            .collect();
    }

    /// The working day `day` up to the requests: beds become ready, guests leave and arrive, and
    /// the next of the waiting are promised a bed.
    pub(super) fn daytime(&mut self, day: NaiveDate) {
        self.turnover.retain(|ready| *ready > day);
        self.quiet.retain(|ready| *ready > day);
        self.respite.retain(|home| *home > day);
        self.guests_leave(day, Half::Day);
        self.lose_waiting();
        if self.may_arrive(day) {
            let expected = self.reserved();
            self.reserved.retain(|arrives| *arrives > day);
            for _ in self.reserved()..expected {
                self.admit(day);
            }
        }
        while self.waiting > 0 && self.can_promise(day) {
            self.waiting -= 1;
            self.promise(day);
        }
    }

    /// A bed is free, staffed, and may be promised today.
    pub(super) fn can_promise(&self, day: NaiveDate) -> bool {
        let Some(beds) = self.beds else { return false };
        let closing = self.closing.iter().map(|(_, closed)| closed).sum::<u32>();
        let stopped = self.winding_down || self.trouble.is_some_and(|trouble| trouble.stop().is_some());
        !stopped && self.in_use() + closing < beds && self.committed() < self.beds_ahead(day, beds)
    }

    /// Promises a bed: the guest comes today or in the next two days, where the house admits then.
    pub(super) fn promise(&mut self, day: NaiveDate) {
        let delay = match self.dice.unit() {
            ..0.35 => 0,
            ..0.8 => 1,
            _ => 2,
        };
        let wished = days_after(day, delay).max(self.admits_from.unwrap_or(day));
        let put_off = is_weekend(wished) && (!self.admits_at_weekends() || self.dice.chance(0.4));
        let arrives = if put_off { first_weekday(wished) } else { wished };
        if arrives == day && self.may_arrive(day) {
            self.admit(day);
        } else {
            self.reserved.push(arrives.max(next_day(day)));
        }
    }

    pub(super) fn take_respite(&mut self, day: NaiveDate) {
        let nights = self.dice.between(5, 14);
        self.respite.push(days_after(day, nights));
    }

    fn admits_at_weekends(&self) -> bool {
        self.house.details.admits_on_weekend != Some(false)
    }

    fn may_arrive(&self, day: NaiveDate) -> bool {
        let infected = self
            .trouble
            .is_some_and(|trouble| trouble.reason == ClosureReason::Infection);
        let weekend_bars = is_weekend(day) && !self.admits_at_weekends();
        !infected && !weekend_bars && self.admits_from.is_none_or(|from| from <= day)
    }

    /// The fewest beds of the coming days, since a guest of today is still there then.
    fn beds_ahead(&self, day: NaiveDate, beds: u32) -> u32 {
        let later = days_after(day, LOOKING_AHEAD);
        let steps = self.house.beds.steps().iter();
        steps
            .filter(|(from, _)| *from > day && *from <= later)
            .map(|(_, fewer)| fewer.get())
            .fold(beds, u32::min)
    }

    /// People who wait die, or choose otherwise.
    fn lose_waiting(&mut self) {
        let died = self.dice.binomial(self.waiting, daily::DIES_WAITING);
        let withdrew = self.dice.binomial(self.waiting - died, daily::WITHDRAWS_WAITING);
        let now_active = self.dice.binomial(self.passive, daily::PASSIVE_BECOMES_ACTIVE);
        let left = self
            .dice
            .binomial(self.passive - now_active, daily::PASSIVE_LEAVES);
        let reserved = self.dice.binomial(self.reserved(), daily::DIES_RESERVED);
        for _ in 0..reserved {
            self.reserved.pop();
        }
        self.waiting = self.waiting + now_active - died - withdrew;
        self.passive -= now_active + left;
        let left_alive = left / 2;
        self.flows.died_waiting += died + reserved + left - left_alive;
        self.flows.withdrawals += withdrew + left_alive;
    }

    /// Empties beds until those in use are no more than `beds`: the house has fewer than yesterday.
    fn squeeze(&mut self, beds: u32) {
        while self.in_use() > beds {
            let emptied = self.quiet.pop().or_else(|| self.turnover.pop());
            if emptied.is_some() {
                continue;
            }
            if self.reserved.pop().is_some() {
                self.waiting += 1;
            } else if self.respite.pop().is_none() && self.guests.pop().is_some() {
                self.flows.discharges += 1;
            }
        }
    }
}

fn number<T>(beds: &[T]) -> u32 {
    u32::try_from(beds.len()).unwrap_or(u32::MAX)
}
