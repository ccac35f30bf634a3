//! Tables for people and programs: named columns of one kind each, and rows written one after the other, as CSV
//! or as an Excel workbook. However many rows there are, few of them are in memory.

use std::io::Read;

use chrono::NaiveDate;

mod csv;
mod xlsx;

use csv::Csv;
use xlsx::Xlsx;

/// A column: all its cells are of one kind, or empty for what is not known.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name in the header and in the API's words.
    pub name: &'static str,
    pub kind: Kind,
    /// Its name for people, in Dutch.
    pub title: &'static str,
    /// What it means, with its unit, in Dutch.
    pub description: &'static str,
    /// No cell of it is empty.
    pub is_required: bool,
}

impl Column {
    /// A column in which cells may be empty.
    #[must_use]
    pub const fn new(name: &'static str, kind: Kind, title: &'static str, description: &'static str) -> Self {
        Self {
            name,
            kind,
            title,
            description,
            is_required: false,
        }
    }

    /// The same, with no cell empty.
    #[must_use]
    pub const fn required(self) -> Self {
        Self {
            is_required: true,
            ..self
        }
    }
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// A day of the calendar.
    Date,
    /// A whole number of 0 or more.
    Integer,
    Number,
}

/// What stands in one place of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Empty,
    Text(String),
    Date(NaiveDate),
    Integer(u64),
    Number(f64),
}

/// The number, or an empty cell where it is not known.
impl From<Option<u32>> for Cell {
    fn from(number: Option<u32>) -> Self {
        number.map_or(Self::Empty, |number| Self::Integer(u64::from(number)))
    }
}

/// The number, or an empty cell where it is not known.
impl From<Option<f64>> for Cell {
    fn from(number: Option<f64>) -> Self {
        number.map_or(Self::Empty, Self::Number)
    }
}

/// As what kind of file a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Csv(Separator),
    Xlsx,
}

impl Form {
    /// How the names of such files end.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv(_) => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// What stands between the cells of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Separator {
    #[default]
    Comma,
    /// As Excel reads and writes it on a Dutch computer. The file then begins with a byte-order mark, for
    /// without it Excel takes UTF-8 for the computer's own old coding; programs expect none.
    Semicolon,
}

impl Separator {
    #[must_use]
    pub fn character(self) -> char {
        match self {
            Self::Comma => ',',
            Self::Semicolon => ';',
        }
    }
}

/// Why a table could not be written: a fault of ours or of the disk.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    #[error("the table cannot be written: {0}")]
    Output(#[from] std::io::Error),
    #[error("the table cannot be written: {0}")]
    Csv(#[from] ::csv::Error),
    #[error("the workbook cannot be written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

/// A table under way.
pub struct Table {
    kind: Writing,
}

enum Writing {
    Csv(Box<Csv>),
    Xlsx(Box<Xlsx>),
}

impl Table {
    /// A table without rows; the header comes first. `title` names the sheet of a workbook, and `made_on` is
    /// the day it says it was made: the same rows make the same file.
    ///
    /// # Errors
    /// [`TableError`].
    pub fn new(
        form: Form,
        columns: &[Column],
        title: &'static str,
        made_on: NaiveDate,
    ) -> Result<Self, TableError> {
        let kind = match form {
            Form::Csv(separator) => Writing::Csv(Box::new(Csv::new(columns, separator)?)),
            Form::Xlsx => Writing::Xlsx(Box::new(Xlsx::new(columns, title, made_on)?)),
        };
        Ok(Self { kind })
    }

    /// Adds a row: a cell for each column, in their order.
    ///
    /// # Errors
    /// [`TableError`].
    pub fn write(&mut self, row: &[Cell]) -> Result<(), TableError> {
        match &mut self.kind {
            Writing::Csv(csv) => csv.write(row),
            Writing::Xlsx(xlsx) => xlsx.write(row),
        }
    }

    /// The part of the file that is ready and was not taken before; of a workbook nothing is, before its end.
    ///
    /// # Errors
    /// [`TableError`].
    pub fn take(&mut self) -> Result<Vec<u8>, TableError> {
        match &mut self.kind {
            Writing::Csv(csv) => csv.take(),
            Writing::Xlsx(_) => Ok(Vec::new()),
        }
    }

    /// The rest of the file. That of a workbook is kept in a file without a name, which is gone as soon as
    /// nobody reads it any more. The work is broken off when `is_wanted` says so.
    ///
    /// # Errors
    /// [`TableError`].
    pub fn finish(self, is_wanted: impl Fn() -> bool + Send) -> Result<Box<dyn Read + Send>, TableError> {
        match self.kind {
            Writing::Csv(mut csv) => Ok(Box::new(std::io::Cursor::new(csv.take()?))),
            Writing::Xlsx(xlsx) => Ok(Box::new(xlsx.finish(is_wanted)?)),
        }
    }
}
