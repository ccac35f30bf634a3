//! Reading registrations from CSV: one row a house and day, an empty cell for what is not known. Required are
//! the columns `house_id`, `date` and `beds_occupied`.

use std::io::Read;

use chrono::NaiveDate;

use super::csv_file::{Cells, Layout, RowFault};
use super::registration_table::COLUMNS;
use crate::domain::calendar::parse_date;
use crate::domain::count::Count;
use crate::domain::rule::Rule;
use crate::domain::stand::Counts;
use crate::domain::text::{HouseId, Id};

mod corrected;
mod counts;

pub use corrected::corrected;
pub(super) use counts::{count, counts};

/// A column that groups houses for the model on files; an import reads the region from the house.
pub(super) const GROUPING: &str = "network_region";
/// The columns without which a row says nothing.
pub(super) const REQUIRED: [&str; 3] = ["house_id", "date", "beds_occupied"];

/// One row, well formed but not yet held against its house.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line of the file on which the row begins, from 1 on.
    pub line: u64,
    pub house_id: HouseId,
    pub date: NaiveDate,
    pub physical: Option<Count>,
    pub counts: Counts,
}

/// The rows of a file, and the columns it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub columns: Vec<&'static str>,
    pub rows: Vec<Row>,
}

/// Reads all rows. Every faulty row is named; a file with any has no rows.
///
/// # Errors
/// The faults, in order of lines.
pub fn read(input: impl Read) -> Result<Table, Vec<RowFault>> {
    let layout = Layout {
        columns: &known_columns(&[GROUPING]),
        required: &REQUIRED,
        rows: 0..=usize::MAX,
    };
    let (columns, rows) = layout.read(input, row)?;
    Ok(Table { columns, rows })
}

/// The columns of an import, and `more`.
pub(super) fn known_columns(more: &[&'static str]) -> Vec<&'static str> {
    let columns = COLUMNS.iter().map(|column| column.name);
    columns.chain(more.iter().copied()).collect()
}

fn row(cells: &mut Cells) -> Option<Row> {
    let house_id = cells.required("house_id", Id::new, Rule::Id);
    let date = cells.required("date", parse_date, Rule::Date);
    let physical = count(cells, "beds_physical");
    let counts = counts(cells);
    let row = Row {
        line: cells.line(),
        house_id: house_id?,
        date: date?,
        physical,
        counts,
    };
    cells.are_sound().then_some(row)
}
