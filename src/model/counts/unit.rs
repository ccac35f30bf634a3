//! What is forecast: the beds of a house, or of several together.

use chrono::NaiveDate;

use crate::model::forecast::{Question, counted};
use crate::model::history::HouseRecord;
use crate::model::series::Series;

/// The most beds of so many days are what a house can have, where it is not known.
const REMEMBERED: i32 = 28;

/// A house.
pub(super) struct Unit {
    pub(super) series: Series,
    /// The most beds there can be on each day of the horizon.
    pub(super) beds: Vec<u32>,
    /// Whether its chances are wanted; its history teaches in any case.
    pub(super) is_wanted: bool,
}

/// The sum of some houses.
pub(super) struct Total {
    pub(super) id: String,
    /// How many houses the region has.
    pub(super) houses: usize,
    /// Those whose beds are in the sum, by their places.
    pub(super) counted: Vec<usize>,
    pub(super) unit: Unit,
}

impl Unit {
    pub(super) fn of(house: &HouseRecord, question: &Question) -> Self {
        let series = Series::of(house, question.origin);
        let last = series.last().map_or(i32::MIN, |last| last.day);
        let recent = series.points.iter().rev();
        let recent = recent.take_while(|point| last.saturating_sub(point.day) < REMEMBERED);
        let had = recent.map(|point| point.beds).max();
        let beds = question
            .dates()
            .map(|(_, date)| planned(house, date).or(had).unwrap_or(0));
        Self {
            beds: beds.collect(),
            series,
            is_wanted: false,
        }
    }

    /// The beds on the first day of the horizon.
    pub(super) fn beds_at_first(&self) -> f64 {
        self.beds.first().map_or(0.0, |beds| f64::from(*beds))
    }
}

/// The beds of a day to come, where the plan has changed or will change them since the last registration.
pub(super) fn planned(house: &HouseRecord, date: NaiveDate) -> Option<u32> {
    let last = house.days.last().map(|day| day.date);
    let (from, beds) = house.beds.iter().rev().find(|(from, _)| *from <= date)?;
    last.is_none_or(|last| *from > last).then_some(*beds)
}

impl Total {
    /// The sum of those `members` that count.
    pub(super) fn of(
        id: String,
        members: &[usize],
        (houses, units): (&[HouseRecord], &[Unit]),
        question: &Question,
    ) -> Self {
        let counted = counted(houses, members, question.origin);
        let parts: Vec<&Unit> = counted.iter().filter_map(|place| units.get(*place)).collect();
        let series: Vec<&Series> = parts.iter().map(|part| &part.series).collect();
        let beds = question.dates().enumerate().map(|(day, _)| {
            let beds = parts.iter().filter_map(|part| part.beds.get(day));
            beds.fold(0_u32, |sum, beds| sum.saturating_add(*beds))
        });
        let unit = Unit {
            beds: beds.collect(),
            series: Series::total(&series),
            is_wanted: false,
        };
        Self {
            id,
            houses: members.len(),
            counted,
            unit,
        }
    }
}
