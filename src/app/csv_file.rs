//! Reading the rows of a CSV file: all or none, with every fault named by its line and column.

use std::io::Read;
use std::ops::RangeInclusive;

use csv::{ByteRecord, Reader, ReaderBuilder};

use crate::domain::rule::Rule;

mod cells;
mod lines;

pub(super) use cells::Cells;
use lines::Lines;

/// What a file may hold.
pub(super) struct Layout<'a> {
    /// The columns that there may be.
    pub columns: &'a [&'static str],
    /// Those that there must be.
    pub required: &'a [&'static str],
    /// How many sound rows.
    pub rows: RangeInclusive<usize>,
}

/// What is wrong with one row, or with the header (line 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    pub line: u64,
    pub column: Option<String>,
    pub rule: Rule,
}

impl RowFault {
    /// What is wrong with a cell; with a whole row where no column is named.
    #[must_use]
    pub fn new(line: u64, column: Option<&str>, rule: Rule) -> Self {
        Self {
            line,
            column: column.map(str::to_owned),
            rule,
        }
    }
}

impl Layout<'_> {
    /// The columns of a file, comma or semicolon as its header has it, and what `row` makes of each row. `row`
    /// makes nothing of cells in which it finds a fault.
    ///
    /// # Errors
    /// The faults, in order of lines.
    pub(super) fn read<R>(
        &self,
        input: impl Read,
        row: impl Fn(&mut Cells) -> Option<R>,
    ) -> Result<(Vec<&'static str>, Vec<R>), Vec<RowFault>> {
        let text = without_mark(input).map_err(|error| vec![unreadable(1, &error)])?;
        let mut reader = reader(&text);
        let header = self.header(&mut reader)?;
        let mut lines = Lines::of(&text);
        let mut record = ByteRecord::new();
        let (mut rows, mut faults) = (Vec::new(), Vec::new());
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
            let most = *self.rows.end();
            if rows.len() == most {
                faults.push(RowFault::new(line, None, Rule::List { most }));
                break;
            }
            if record.len() == header.len() {
                rows.extend(row(&mut Cells::of(&header, &record, line, &mut faults)));
            } else {
                let (expected, found) = (header.len() as u64, record.len() as u64);
                faults.push(RowFault::new(line, None, Rule::Cells { expected, found }));
            }
        }
        if faults.is_empty() && rows.len() < *self.rows.start() {
            faults.push(RowFault::new(2, None, Rule::Required));
        }
        if faults.is_empty() {
            Ok((header, rows))
        } else {
            Err(faults)
        }
    }

    /// The name of each column of the file, all of them known.
    fn header(&self, reader: &mut Reader<&[u8]>) -> Result<Vec<&'static str>, Vec<RowFault>> {
        let mut record = ByteRecord::new();
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Err(vec![RowFault::new(1, None, Rule::Required)]),
            Err(error) => return Err(vec![unreadable(1, &error)]),
        }
        let (mut header, mut faults) = (Vec::new(), Vec::new());
        for cell in &record {
            let name = String::from_utf8_lossy(cell).trim().to_owned();
            match self.columns.iter().find(|known| **known == name) {
                Some(known) if header.contains(known) => {
                    faults.push(RowFault::new(1, Some(&name), Rule::Repeated));
                }
                Some(known) => header.push(*known),
                None => faults.push(RowFault::new(1, Some(&name), Rule::UnknownName)),
            }
        }
        for required in self.required {
            if !header.contains(required) {
                faults.push(RowFault::new(1, Some(required), Rule::Required));
            }
        }
        if faults.is_empty() {
            Ok(header)
        } else {
            Err(faults)
        }
    }
}

/// Comma or semicolon, as the first line has it.
fn reader(text: &[u8]) -> Reader<&[u8]> {
    let header = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let delimiter = if header.contains(&b';') { b';' } else { b',' };
    ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(text)
}

/// The whole input without the byte-order mark that Excel puts before it.
fn without_mark(mut input: impl Read) -> Result<Vec<u8>, csv::Error> {
    let mut text = Vec::new();
    input.read_to_end(&mut text)?;
    if text.starts_with(b"\xef\xbb\xbf") {
        text.drain(..3);
    }
    Ok(text)
}

fn unreadable(line: u64, error: &csv::Error) -> RowFault {
    RowFault::new(line, None, Rule::Unreadable(error.to_string()))
}
