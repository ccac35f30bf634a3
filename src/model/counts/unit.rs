//! What is forecast: the beds of a house, or of several together.

use crate::model::baseline::naive;
use crate::model::forecast::Question;
use crate::model::history::HouseRecord;
use crate::model::progress::{Stopped, Watch};
use crate::model::series::{Series, day_number};

/// Beds of so many days count as what a house can have.
const REMEMBERED: i32 = 28;

/// A house, or a sum of houses.
pub(super) struct Unit {
    pub(super) series: Series,
    /// The most beds there can be on each day of the horizon.
    pub(super) beds: Vec<u32>,
}

impl Unit {
    pub(super) fn of(house: &HouseRecord, question: &Question) -> Self {
        let series = Series::of(house, question.origin);
        let last = series.last().map_or(i32::MIN, |last| last.day);
        let recent = series
            .points
            .iter()
            .rev()
            .take_while(|point| last - point.day < REMEMBERED);
        let had = recent.map(|point| point.beds).max();
        let beds = question.dates().map(|(_, date)| {
            let planned = house.beds.iter().rev().find(|(from, _)| *from <= date);
            let planned = planned.filter(|(from, _)| had.is_none() || day_number(*from) > last);
            planned.map(|(_, beds)| *beds).or(had).unwrap_or(0)
        });
        Self {
            beds: beds.collect(),
            series,
        }
    }

    pub(super) fn sum(parts: &[&Self]) -> Self {
        let series: Vec<&Series> = parts.iter().map(|part| &part.series).collect();
        let days = parts.iter().map(|part| part.beds.len()).max().unwrap_or(0);
        let beds = (0..days).map(|day| parts.iter().filter_map(|part| part.beds.get(day)).sum());
        Self {
            beds: beds.collect(),
            series: Series::total(&series),
        }
    }
}

/// The chance of every number of beds, by unit and day of the horizon.
pub(super) fn masses(
    units: &[Unit],
    question: &Question,
    watch: &dyn Watch,
) -> Result<Vec<Vec<Vec<f64>>>, Stopped> {
    if !watch.goes_on(0, 1) {
        return Err(Stopped);
    }
    let origin = day_number(question.origin);
    Ok(units
        .iter()
        .map(|unit| {
            question
                .dates()
                .zip(&unit.beds)
                .map(|((ahead, _), beds)| naive(&unit.series, origin, ahead, *beds))
                .collect()
        })
        .collect())
}
