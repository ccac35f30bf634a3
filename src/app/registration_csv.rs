//! Reading registrations from CSV: one row a house and day, an empty cell for what is not known. Required are
//! the columns `house_id`, `date` and `beds_occupied`.

use std::io::Read;

use chrono::NaiveDate;
use csv::{ByteRecord, ReaderBuilder};

use super::registration_table::COLUMNS;
use crate::domain::calendar::parse_date;
use crate::domain::count::Count;
use crate::domain::rule::Rule;
use crate::domain::stand::Counts;
use crate::domain::text::{HouseId, Id};

mod cells;
mod corrected;
pub(super) mod lines;

pub(super) use cells::Cells;
pub use corrected::corrected;
use lines::Lines;

/// A column that groups houses for the model on files; an import reads the region from the house.
pub(super) const GROUPING: &str = "network_region";

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

/// What is wrong with one row, or with the header (line 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    pub line: u64,
    pub column: Option<String>,
    pub rule: Rule,
}

/// The rows of a file, and the columns it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub columns: Vec<&'static str>,
    pub rows: Vec<Row>,
}

/// Reads all rows, comma or semicolon as the header has it. Every faulty row is named; a file with any
/// has no rows.
///
/// # Errors
/// The faults, in order of lines.
pub fn read(input: impl Read) -> Result<Table, Vec<RowFault>> {
    let (columns, rows) = read_rows(input, &[GROUPING], row)?;
    Ok(Table { columns, rows })
}

/// The columns of a file, of which those in `more` are known too, and what `row` makes of each row.
///
/// # Errors
/// The faults, in order of lines.
pub(super) fn read_rows<R>(
    input: impl Read,
    more: &[&'static str],
    row: impl Fn(&mut Cells) -> Option<R>,
) -> Result<(Vec<&'static str>, Vec<R>), Vec<RowFault>> {
    let text = without_mark(input).map_err(|error| vec![unreadable(1, &error)])?;
    let header_line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let delimiter = if header_line.contains(&b';') { b';' } else { b',' };
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_slice());
    let mut record = ByteRecord::new();
    match reader.read_byte_record(&mut record) {
        Ok(true) => {}
        Ok(false) => return Err(vec![fault(1, None, Rule::Required)]),
        Err(error) => return Err(vec![unreadable(1, &error)]),
    }
    let header = header(&record, more)?;
    let mut lines = Lines::of(&text);
    let mut rows = Vec::new();
    let mut faults = Vec::new();
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => {
                let line = lines.line_at(reader.position().byte());
                faults.push(unreadable(line, &error));
                break;
            }
        }
        let line = lines.line_at(record.position().map_or(0, csv::Position::byte));
        if record.len() == header.len() {
            rows.extend(row(&mut Cells::of(&header, &record, line, &mut faults)));
        } else {
            let (expected, found) = (header.len() as u64, record.len() as u64);
            faults.push(fault(line, None, Rule::Cells { expected, found }));
        }
    }
    if faults.is_empty() {
        Ok((header, rows))
    } else {
        Err(faults)
    }
}

/// The whole input without the byte-order mark that Excel puts before it.
pub(super) fn without_mark(mut input: impl Read) -> Result<Vec<u8>, csv::Error> {
    let mut text = Vec::new();
    input.read_to_end(&mut text)?;
    if text.starts_with(b"\xef\xbb\xbf") {
        text.drain(..3);
    }
    Ok(text)
}

/// The name of each column of the file, all of them known.
fn header(record: &ByteRecord, more: &[&'static str]) -> Result<Vec<&'static str>, Vec<RowFault>> {
    let mut header = Vec::new();
    let mut faults = Vec::new();
    for cell in record {
        let name = String::from_utf8_lossy(cell).trim().to_owned();
        let known = COLUMNS
            .iter()
            .map(|column| column.name)
            .chain(more.iter().copied());
        match known.into_iter().find(|known| *known == name) {
            Some(known) if header.contains(&known) => faults.push(fault(1, Some(&name), Rule::Repeated)),
            Some(known) => header.push(known),
            None => faults.push(fault(1, Some(&name), Rule::UnknownName)),
        }
    }
    for required in ["house_id", "date", "beds_occupied"] {
        if !header.contains(&required) {
            faults.push(fault(1, Some(required), Rule::Required));
        }
    }
    if faults.is_empty() {
        Ok(header)
    } else {
        Err(faults)
    }
}

fn row(cells: &mut Cells) -> Option<Row> {
    let house_id = cells.required("house_id", Id::new, Rule::Id);
    let date = cells.required("date", parse_date, Rule::Date);
    let physical = cells.count("beds_physical");
    let counts = cells.counts();
    let row = Row {
        line: cells.line(),
        house_id: house_id?,
        date: date?,
        physical,
        counts,
    };
    cells.are_sound().then_some(row)
}

fn fault(line: u64, column: Option<&str>, rule: Rule) -> RowFault {
    RowFault {
        line,
        column: column.map(str::to_owned),
        rule,
    }
}

fn unreadable(line: u64, error: &csv::Error) -> RowFault {
    RowFault {
        line,
        column: None,
        rule: Rule::Unreadable(error.to_string()),
    }
}
