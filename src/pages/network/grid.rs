//! The houses by day: a sign and a word for each day, and what it adds up to.

use chrono::Datelike as _;

use super::words;
use crate::app::completeness::{DaysOfHouse, Overview, ReportedDay};
use crate::domain::completeness::Day;
use crate::domain::language::Language;

pub(super) struct Grid {
    pub heads: Vec<Head>,
    pub rows: Vec<Row>,
    /// Of all houses, by day.
    pub by_day: Vec<Total>,
    pub whole: Total,
    /// Of all houses and days: how many were reported by their deadline.
    pub on_time: usize,
    /// The signs with their words.
    pub legend: Vec<(&'static str, &'static str)>,
}

/// The head of a day's column.
pub(super) struct Head {
    pub weekday: &'static str,
    pub number: u32,
    pub day: String,
}

pub(super) struct Row {
    pub name: String,
    /// Where the house is described.
    pub address: String,
    pub cells: Vec<Cell>,
    pub total: Total,
}

pub(super) struct Cell {
    /// The name of the sign's picture.
    pub sign: &'static str,
    pub word: &'static str,
    pub day: String,
    /// Where the day is entered and corrected; nothing where none is expected.
    pub address: Option<String>,
}

/// How many were reported of how many expected.
#[derive(Clone, Copy, Default)]
pub(super) struct Total {
    pub reported: usize,
    pub expected: usize,
}

impl Total {
    fn count(&mut self, day: Day) {
        let is_reported = matches!(day, Day::OnTime | Day::Late);
        self.reported += usize::from(is_reported);
        self.expected += usize::from(is_reported || matches!(day, Day::Missing { .. }));
    }
}

impl Grid {
    pub(super) fn new(overview: &Overview, language: Language) -> Self {
        let days: Vec<_> = overview
            .range
            .from
            .iter_days()
            .take(overview.range.days())
            .collect();
        let mut by_day = vec![Total::default(); days.len()];
        let mut whole = Total::default();
        let mut on_time = 0;
        for house in &overview.houses {
            for (day, total) in house.days.iter().zip(&mut by_day) {
                total.count(day.day);
                whole.count(day.day);
                on_time += usize::from(day.day == Day::OnTime);
            }
        }
        let heads = days.iter().map(|date| Head {
            weekday: words::weekday(*date, language),
            number: date.day(),
            day: words::day(*date, language),
        });
        Self {
            heads: heads.collect(),
            rows: overview.houses.iter().map(|house| row(house, language)).collect(),
            by_day,
            whole,
            on_time,
            legend: SIGNS
                .iter()
                .map(|(sign, dutch, english)| (*sign, language.pick(*dutch, *english)))
                .collect(),
        }
    }
}

fn row(house: &DaysOfHouse, language: Language) -> Row {
    let id = &house.house.id;
    let mut total = Total::default();
    let cells = house.days.iter().map(|day| {
        total.count(day.day);
        let (sign, dutch, english) = sign(*day);
        let is_expected = day.day != Day::NotExpected;
        Cell {
            sign,
            word: language.pick(dutch, english),
            day: words::day(day.date, language),
            address: is_expected.then(|| format!("/vandaag/{id}/{}", day.date)),
        }
    });
    Row {
        cells: cells.collect(),
        name: house.house.details.name.to_string(),
        address: format!("/netwerk/huizen/{id}"),
        total,
    }
}

type Sign = (&'static str, &'static str, &'static str);

const ON_TIME: Sign = ("on-time", "op tijd", "on time");
const LATE: Sign = ("late", "te laat", "late");
const CLOSED: Sign = ("closed", "gesloten gemeld", "reported closed");
const CLOSED_LATE: Sign = ("closed-late", "gesloten gemeld, te laat", "reported closed, late");
const MISSING: Sign = ("missing", "ontbreekt", "missing");
const PENDING: Sign = ("pending", "heeft nog tijd", "still has time");
const NOT_EXPECTED: Sign = ("none", "niet verwacht", "not expected");
const SIGNS: [Sign; 7] = [ON_TIME, LATE, CLOSED, CLOSED_LATE, MISSING, PENDING, NOT_EXPECTED];

fn sign(day: ReportedDay) -> Sign {
    match (day.day, day.is_closed) {
        (Day::OnTime, false) => ON_TIME,
        (Day::OnTime, true) => CLOSED,
        (Day::Late, false) => LATE,
        (Day::Late, true) => CLOSED_LATE,
        (Day::Missing { .. }, _) => MISSING,
        (Day::DueLater { .. }, _) => PENDING,
        (Day::NotExpected, _) => NOT_EXPECTED,
    }
}
