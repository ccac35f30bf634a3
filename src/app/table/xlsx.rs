//! A table as an Excel workbook: dates are dates, numbers are numbers, the header stays in sight and filters.

use std::io::{Error as IoError, ErrorKind, Read, Seek as _, Write};

use chrono::NaiveDate;
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, Workbook, XlsxError};

use super::{Cell, Column, Kind, TableError};

/// The most rows of a sheet, with its header: Excel's limit. What goes beyond it stands on a next sheet.
const MOST_ROWS: u32 = 1_048_576;
/// The wide enough width of a column of dates. Unit: characters.
const DATE_WIDTH: u16 = 12;

pub(super) struct Xlsx {
    workbook: Workbook,
    title: &'static str,
    columns: Vec<Column>,
    header: Format,
    date: Format,
    /// How many sheets there are; rows go to the last one.
    sheets: usize,
    /// The next row of the last sheet, from 0 on.
    next: u32,
    most: u32,
}

impl Xlsx {
    pub(super) fn new(
        columns: &[Column],
        title: &'static str,
        made_on: NaiveDate,
    ) -> Result<Self, TableError> {
        Self::of_sheets(columns, title, made_on, MOST_ROWS)
    }

    fn of_sheets(
        columns: &[Column],
        title: &'static str,
        made_on: NaiveDate,
        most: u32,
    ) -> Result<Self, TableError> {
        let mut workbook = Workbook::new();
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&made_on));
        let mut xlsx = Self {
            workbook,
            title,
            columns: columns.to_vec(),
            header: Format::new().set_bold().set_align(FormatAlign::Left),
            // Excel shows the parts in this order on every computer; the value is a date all the same.
            date: Format::new().set_num_format("dd-mm-yyyy"),
            sheets: 0,
            next: 0,
            most,
        };
        xlsx.open_sheet()?;
        Ok(xlsx)
    }

    pub(super) fn write(&mut self, row: &[Cell]) -> Result<(), TableError> {
        if self.next >= self.most {
            self.close_sheet()?;
            self.open_sheet()?;
        }
        let sheet = self.workbook.worksheet_from_index(self.sheets - 1)?;
        for (column, cell) in (0..).zip(row) {
            match cell {
                Cell::Empty => continue,
                Cell::Text(text) => sheet.write_string(self.next, column, text)?,
                Cell::Date(date) => sheet.write_datetime_with_format(self.next, column, date, &self.date)?,
                // A workbook has one kind of number, exact for whole numbers up to 2^53.
                #[expect(clippy::cast_precision_loss, reason = "counts are far smaller")]
                Cell::Integer(number) => sheet.write_number(self.next, column, *number as f64)?,
                Cell::Number(number) => sheet.write_number(self.next, column, *number)?,
            };
        }
        self.next += 1;
        Ok(())
    }

    /// The whole file, at its beginning.
    pub(super) fn finish(
        mut self,
        is_wanted: impl Fn() -> bool + Send,
    ) -> Result<impl Read + Send + 'static, TableError> {
        self.close_sheet()?;
        let mut file = tempfile::tempfile()?;
        self.workbook.save_to_writer(Guarded {
            output: std::io::BufWriter::new(&mut file),
            is_wanted,
        })?;
        file.rewind()?;
        Ok(file)
    }

    fn open_sheet(&mut self) -> Result<(), XlsxError> {
        self.sheets += 1;
        self.next = 1;
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(match self.sheets {
            1 => self.title.to_owned(),
            number => format!("{} {number}", self.title),
        })?;
        sheet.set_freeze_panes(1, 0)?;
        for (index, column) in (0..).zip(&self.columns) {
            let name = u16::try_from(column.name.len()).unwrap_or(u16::MAX).min(60);
            let least = if column.kind == Kind::Date { DATE_WIDTH } else { 6 };
            // Room for the arrow of the filter too.
            sheet.set_column_width(index, (name + 3).max(least))?;
            sheet.write_string_with_format(0, index, column.name, &self.header)?;
        }
        Ok(())
    }

    fn close_sheet(&mut self) -> Result<(), XlsxError> {
        let last = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        let sheet = self.workbook.worksheet_from_index(self.sheets - 1)?;
        sheet.autofilter(0, 0, self.next - 1, last)?;
        Ok(())
    }
}

/// An output that breaks off as soon as nobody wants it any more.
struct Guarded<W, F> {
    output: W,
    is_wanted: F,
}

impl<W: Write, F: Fn() -> bool> Write for Guarded<W, F> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if (self.is_wanted)() {
            self.output.write(bytes)
        } else {
            Err(IoError::from(ErrorKind::BrokenPipe))
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.output.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    const COLUMNS: [Column; 2] = [
        Column {
            name: "day",
            kind: Kind::Date,
            title: "Dag",
            description: "Een dag.",
            is_required: true,
        },
        Column {
            name: "share",
            kind: Kind::Number,
            title: "Deel",
            description: "Een deel.",
            is_required: false,
        },
    ];

    fn part(file: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(file)).expect("a workbook");
        let mut text = String::new();
        let mut part = archive.by_name(name).expect("a part");
        part.read_to_string(&mut text).expect("XML");
        text
    }

    #[test]
    fn what_does_not_fit_on_a_sheet_goes_on_on_the_next() {
        let day = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
        let mut xlsx = Xlsx::of_sheets(&COLUMNS, "Proef", day, 3).expect("a workbook");
        for number in 1..=5 {
            xlsx.write(&[Cell::Date(day), Cell::Number(f64::from(number) / 4.0)])
                .expect("a row");
        }
        let mut file = Vec::new();
        xlsx.finish(|| true)
            .expect("a file")
            .read_to_end(&mut file)
            .expect("its bytes");
        for (sheet, filter, first) in [(1, "A1:B3", "0.25"), (2, "A1:B3", "0.75"), (3, "A1:B2", "1.25")] {
            let xml = part(&file, &format!("xl/worksheets/sheet{sheet}.xml"));
            assert!(xml.contains(&format!("<autoFilter ref=\"{filter}\"/>")), "{xml}");
            assert!(xml.contains(&format!("<c r=\"B2\"><v>{first}</v></c>")), "{xml}");
            assert!(xml.contains("<t>share</t>"), "each sheet has its header: {xml}");
        }
        assert!(part(&file, "xl/workbook.xml").contains("name=\"Proef 3\""));
    }

    #[test]
    fn nobody_waits_for_a_workbook_that_is_no_longer_wanted() {
        let day = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
        let mut xlsx = Xlsx::new(&COLUMNS, "Proef", day).expect("a workbook");
        xlsx.write(&[Cell::Date(day), Cell::Empty]).expect("a row");
        assert!(xlsx.finish(|| false).is_err());
    }
}
