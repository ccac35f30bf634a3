//! The model's input from CSV: the columns of an import, of which `house_id`, `date` and `beds_occupied` are
//! required, and some that only the model knows:
//!
//! - `network_region` groups houses;
//! - `latitude` and `longitude`, in degrees, place them;
//! - `entered_at`, a day or a moment, says since when a row was known: several rows of a house and day are then
//!   versions, of which the last one known counts. Without it a row was known on its own day.
//!
//! Unlike in an import, ids are any short text, and there may be more guests than beds.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use chrono::{Days, NaiveDate};

use super::csv_file::{Cells, Layout, RowFault};
use super::registration_csv::{GROUPING, REQUIRED, count, counts, known_columns};
use crate::domain::calendar::{care_day, parse_date, parse_moment};
use crate::domain::count::{Count, Tally};
use crate::domain::place::Location;
use crate::domain::rule::Rule;
use crate::domain::stand::{Counts, RefusalReason};
use crate::domain::text::Line;
use crate::model::history::{Day, HouseRecord, either};

#[cfg(test)]
mod tests;

/// The columns that only the model knows.
const COLUMNS: [&str; 4] = [GROUPING, "entered_at", "latitude", "longitude"];

/// A house or region, however its source names it.
type Label = Line<64>;

/// The rows of a file by house, in order of days and, within a day, of when they were known.
#[derive(Clone, Debug)]
pub struct ModelFile {
    houses: BTreeMap<Label, Vec<Row>>,
}

#[derive(Clone, Debug)]
struct Row {
    line: u64,
    date: NaiveDate,
    /// The day since which the row was known.
    known_from: NaiveDate,
    region: Option<Label>,
    location: Option<Location>,
    /// Stated beds; nothing where the file does not say.
    physical: Option<u32>,
    day: Day,
}

/// Reads a whole file.
///
/// # Errors
/// The faults, in order of lines; a file without rows is one.
pub fn read(input: impl Read) -> Result<ModelFile, Vec<RowFault>> {
    let layout = Layout {
        columns: &known_columns(&COLUMNS),
        required: &REQUIRED,
        rows: 1..=usize::MAX,
    };
    let (columns, rows) = layout.read(input, row)?;
    let mut houses = BTreeMap::<Label, Vec<Row>>::new();
    for (house, row) in rows {
        houses.entry(house).or_default().push(row);
    }
    for rows in houses.values_mut() {
        rows.sort_by_key(|row| (row.date, row.known_from, row.line));
    }
    let has_versions = columns.contains(&"entered_at");
    let twice = houses
        .values()
        .flat_map(|rows| rows.windows(2))
        .filter_map(|pair| match pair {
            [first, second] if first.date == second.date && !has_versions => Some(RowFault::new(
                second.line,
                Some("date"),
                Rule::DayTwice { line: first.line },
            )),
            _ => None,
        });
    let mut twice: Vec<RowFault> = twice.collect();
    twice.sort_by_key(|fault| fault.line);
    if twice.is_empty() {
        Ok(ModelFile { houses })
    } else {
        Err(twice)
    }
}

impl ModelFile {
    /// The houses of which anything was known at the end of `origin`, in order of ids, each with its days as they
    /// were known then.
    #[must_use]
    pub fn known_at(&self, origin: NaiveDate) -> Vec<HouseRecord> {
        let houses = self.houses.iter().map(|(id, rows)| record(id, rows, origin));
        houses.filter(|house| !house.days.is_empty()).collect()
    }

    /// What names both a house and a region, in order.
    #[must_use]
    pub fn ambiguous(&self) -> Vec<&str> {
        let regions = self.houses.values().flatten().map(|row| row.region.as_ref());
        let regions: BTreeSet<&Label> = regions.flatten().collect();
        let both = regions
            .into_iter()
            .filter(|region| self.houses.contains_key(region));
        both.map(Label::as_str).collect()
    }

    /// So many days to look back from, spread evenly over the registered days after the first quarter that have
    /// `horizon` more days behind them; fewer where there are not as many.
    #[must_use]
    pub fn origins(&self, number: u32, horizon: u32) -> Vec<NaiveDate> {
        let last = self.span().1.checked_sub_days(Days::new(horizon.into()));
        let dates = self.houses.values().flatten().map(|row| row.date);
        let dates: BTreeSet<NaiveDate> = dates.filter(|date| Some(*date) <= last).collect();
        let dates: Vec<NaiveDate> = dates.into_iter().collect();
        let late = dates.get(dates.len() / 4..).unwrap_or_default();
        let number = usize::try_from(number).unwrap_or(usize::MAX).min(late.len());
        let places = (1..=number).filter_map(|place| (place * late.len() / number).checked_sub(1));
        places.filter_map(|place| late.get(place).copied()).collect()
    }

    /// The first and the last day of the file.
    #[must_use]
    pub fn span(&self) -> (NaiveDate, NaiveDate) {
        let dates = || self.houses.values().flatten().map(|row| row.date);
        (
            dates().min().unwrap_or_default(),
            dates().max().unwrap_or_default(),
        )
    }
}

/// A house as known at the end of `origin`.
fn record(id: &Label, rows: &[Row], origin: NaiveDate) -> HouseRecord {
    let known = rows
        .iter()
        .filter(|row| row.date <= origin && row.known_from <= origin);
    let mut record = HouseRecord {
        id: id.to_string(),
        region: None,
        location: None,
        days: Vec::new(),
        beds: Vec::new(),
        admits_from: None,
    };
    let mut latest = Vec::<&Row>::new();
    for row in known {
        if latest.last().is_some_and(|last| last.date == row.date) {
            latest.pop();
        }
        latest.push(row);
    }
    let mut stated = None;
    let mut most = 0;
    for row in latest {
        stated = row.physical.or(stated);
        most = most.max(row.day.committed() + row.day.in_turnover + row.day.closed);
        record.days.push(Day {
            physical: stated.unwrap_or(most),
            ..row.day
        });
        if let Some(region) = &row.region {
            record.region = Some(region.to_string());
        }
        record.location = row.location.or(record.location);
    }
    record
}

fn row(cells: &mut Cells) -> Option<(Label, Row)> {
    let label = Rule::Line { most: 64 };
    let house = cells.required("house_id", Label::new, label.clone());
    let date = cells.required("date", parse_date, Rule::Date);
    let entered = cells.optional("entered_at", day_of, Rule::Date);
    let region = cells.optional(GROUPING, Label::new, label);
    let latitude = cells.optional("latitude", degrees::<90>, Rule::Number { least: -90, most: 90 });
    let longitude = cells.optional(
        "longitude",
        degrees::<180>,
        Rule::Number {
            least: -180,
            most: 180,
        },
    );
    let physical = count(cells, "beds_physical").map(Count::get);
    let counts = counts(cells);
    let date = date?;
    let row = Row {
        line: cells.line(),
        date,
        known_from: entered.unwrap_or(date),
        region,
        location: latitude
            .zip(longitude)
            .and_then(|(latitude, longitude)| Location::new(latitude, longitude)),
        physical,
        day: day(date, &counts),
    };
    let house = house?;
    cells.are_sound().then_some((house, row))
}

/// The day as the model sees it; its beds are found where the days before are known.
fn day(date: NaiveDate, counts: &Counts) -> Day {
    let number = |count: Option<Count>| count.map(Count::get);
    let beds = |count| number(count).unwrap_or(0);
    let no_bed = counts
        .refusals
        .as_ref()
        .map(|refusals| refusals.of(RefusalReason::NoBed));
    let refused = counts.refusals.as_ref().map(Tally::total);
    Day {
        date,
        physical: 0,
        closed: counts.closures.as_ref().map_or(0, Tally::total),
        occupied: counts.beds_occupied.get(),
        respite: beds(counts.beds_respite),
        reserved: beds(counts.beds_reserved),
        in_turnover: beds(counts.beds_in_turnover),
        is_stopped: false,
        admissions: number(counts.admissions),
        departures: either(number(counts.deaths), number(counts.discharges)),
        requests: number(counts.requests),
        redirected: number(counts.requests_redirected),
        refused_for_room: no_bed,
        refused_otherwise: refused.zip(no_bed).map(|(all, no_bed)| all - no_bed),
        gave_up: either(number(counts.withdrawals), number(counts.died_before_admission)),
        waiting: number(counts.waiting_list_active),
    }
}

/// A day, or the care day of a moment.
fn day_of(text: &str) -> Option<NaiveDate> {
    parse_date(text).or_else(|| parse_moment(text).map(care_day))
}

fn degrees<const MOST: i32>(text: &str) -> Option<f64> {
    let degrees: f64 = text.parse().ok()?;
    (degrees.abs() <= f64::from(MOST)).then_some(degrees)
}
