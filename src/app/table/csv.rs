//! A table as CSV (RFC 4180, with the line ends of Unix).

use csv::{Writer, WriterBuilder};

use super::{Cell, Column, Separator, TableError};

/// Tells Excel that what follows is UTF-8.
const MARK: &str = "\u{feff}";

pub(super) struct Csv {
    writer: Writer<Vec<u8>>,
    separator: Separator,
}

impl Csv {
    pub(super) fn new(columns: &[Column], separator: Separator) -> Result<Self, TableError> {
        let start = match separator {
            Separator::Comma => Vec::new(),
            Separator::Semicolon => MARK.into(),
        };
        let mut writer = writer(separator, start);
        writer.write_record(columns.iter().map(|column| column.name))?;
        Ok(Self { writer, separator })
    }

    pub(super) fn write(&mut self, row: &[Cell]) -> Result<(), TableError> {
        self.writer
            .write_record(row.iter().map(|cell| text(cell, self.separator)))?;
        Ok(())
    }

    pub(super) fn take(&mut self) -> Result<Vec<u8>, TableError> {
        let done = std::mem::replace(&mut self.writer, writer(self.separator, Vec::new()));
        done.into_inner()
            .map_err(|error| TableError::Output(error.into_error()))
    }
}

fn writer(separator: Separator, start: Vec<u8>) -> Writer<Vec<u8>> {
    let delimiter = match separator {
        Separator::Comma => b',',
        Separator::Semicolon => b';',
    };
    WriterBuilder::new().delimiter(delimiter).from_writer(start)
}

fn text(cell: &Cell, separator: Separator) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) if begins_a_formula(text) => format!("'{text}"),
        Cell::Text(text) => text.clone(),
        Cell::Date(date) => date.to_string(),
        Cell::Integer(number) => number.to_string(),
        // Where cells are set apart by semicolons, as on a Dutch computer, decimals are by a comma.
        Cell::Number(number) => match separator {
            Separator::Comma => number.to_string(),
            Separator::Semicolon => number.to_string().replace('.', ","),
        },
    }
}

/// Spreadsheets work out a text that begins so; an apostrophe before it keeps them from it. No id or code of the register
/// begins so, so that what is exported can be imported as it is.
fn begins_a_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::*;

    #[test]
    fn a_text_that_holds_the_separator_or_a_quote_is_quoted() {
        let column = Column {
            name: "name",
            kind: Kind::Text,
            title: "Naam",
            description: "Een naam.",
            is_required: false,
        };
        for (separator, expected) in [
            (Separator::Comma, "name\n\"a,b\"\na;b\n\"a\"\"b\"\n\"\"\n"),
            (
                Separator::Semicolon,
                "\u{feff}name\na,b\n\"a;b\"\n\"a\"\"b\"\n\"\"\n",
            ),
        ] {
            let mut csv = Csv::new(std::slice::from_ref(&column), separator).expect("a table");
            for text in ["a,b", "a;b", "a\"b"] {
                csv.write(&[Cell::Text(text.to_owned())]).expect("a row");
            }
            csv.write(&[Cell::Empty]).expect("a row");
            let written = String::from_utf8(csv.take().expect("bytes")).expect("UTF-8");
            assert_eq!(written, expected);
            assert_eq!(
                csv.take().expect("bytes"),
                [0; 0],
                "what was taken is not there twice"
            );
        }
    }

    #[test]
    fn no_text_begins_a_formula_and_numbers_stay_numbers() {
        for text in ["=1+1", "+44", "-1", "@a", "\t=1", "\r=1"] {
            let cell = Cell::Text(text.to_owned());
            assert_eq!(super::text(&cell, Separator::Comma), format!("'{text}"));
        }
        for text in ["a=1", "de-linde", "'", ""] {
            assert_eq!(super::text(&Cell::Text(text.to_owned()), Separator::Comma), text);
        }
        assert_eq!(super::text(&Cell::Number(-0.5), Separator::Comma), "-0.5");
    }
}
