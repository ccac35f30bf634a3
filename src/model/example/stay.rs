//! Guests: how long they stay, how a stay ends, and what becomes of the bed.

use chrono::{NaiveDate, Weekday};

use super::clock::{Half, coming, days_after, end_of_stay};
use super::site::Site;
use crate::domain::calendar::{first_weekday, is_weekend, next_day};

/// Coefficient of variation of a stay.
const STAY_SPREAD: f64 = 1.3;
/// The longest stay. Unit: days.
const LONGEST_STAY: f64 = 250.0;
/// The share of stays that end alive.
const ALIVE: f64 = 0.075;
/// The share of deaths on other days that moves to a weekend: makes a weekend day 1.18 times as
/// likely.
const TO_WEEKEND: f64 = 0.05;

/// A guest: until when, and whether that is a discharge.
pub(super) struct Guest {
    ends: (NaiveDate, Half),
    alive: bool,
}

impl Site<'_> {
    /// A guest arrives.
    pub(super) fn admit(&mut self, day: NaiveDate) {
        let alive = self.dice.chance(ALIVE);
        let stay = self.dice.log_normal(self.nature.mean_stay, STAY_SPREAD);
        let (mut last, mut half) = end_of_stay(day, stay.min(LONGEST_STAY));
        if alive {
            (last, half) = (first_weekday(last), Half::Day);
        } else if !is_weekend(last) && self.dice.chance(TO_WEEKEND) {
            let weekend = [Weekday::Sat, Weekday::Sun];
            last = coming(self.dice.pick(&weekend).unwrap_or(Weekday::Sat), last);
        }
        self.flows.admissions += 1;
        self.guests.push(Guest {
            ends: (last, half),
            alive,
        });
    }

    /// The guests whose stay is over by this half of `day` leave, and their beds are made ready.
    pub(super) fn guests_leave(&mut self, day: NaiveDate, half: Half) {
        let before = self.occupied();
        let mut alive = 0;
        self.guests.retain(|guest| {
            let leaves = guest.ends <= (day, half);
            alive += u32::from(leaves && guest.alive);
            !leaves
        });
        let deaths = before - self.occupied() - alive;
        self.flows.discharges += alive;
        self.flows.deaths += deaths;
        for _ in 0..alive {
            self.turnover.push(next_day(day));
        }
        for _ in 0..deaths {
            self.empty_after_death(day, half);
        }
    }

    /// The bed is laid out and cleaned by the next day, by today at times after a death at night,
    /// or left empty a while where the house keeps quiet.
    fn empty_after_death(&mut self, day: NaiveDate, half: Half) {
        if !self.nature.own_nurses && self.dice.chance(0.15) {
            let days = self.dice.between(1, 2);
            self.quiet.push(days_after(day, days));
        } else {
            let soon = half == Half::Night && self.dice.chance(0.4);
            self.turnover.push(days_after(day, u32::from(!soon)));
        }
    }
}
