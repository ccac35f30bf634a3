//! Importing yearly deaths by region: all rows or none, each faulty row named.

use std::io::Read;

use csv::{ByteRecord, ReaderBuilder};

use super::registration_csv::lines::Lines;
use super::registration_csv::{RowFault, without_mark};
use super::{App, Error};
use crate::domain::deaths::{Deaths, FIRST_YEAR, LAST_YEAR, MOST_DEATHS, Misfit, YearOfDeaths};
use crate::domain::rule::Rule;
use crate::domain::text::{Name, RegionId};
use crate::store::deaths::Import;
use crate::store::registration::AsOf;
use crate::store::{self, Connection};

/// The most rows of a file: a hundred years of all municipalities of three provinces fit.
const MOST_ROWS: usize = 20_000;

const COLUMNS: [&str; 7] = [
    "year",
    "network_region",
    "municipality",
    "share",
    "deaths",
    "low",
    "high",
];

/// Stores the deaths of a file as a new version, or says everything that is wrong with it and stores nothing.
/// Answers how many rows there are.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Internal`].
pub async fn import_deaths(
    app: &App,
    input: impl Read,
    by: Name,
) -> Result<Result<usize, Vec<RowFault>>, Error> {
    let rows = match read(input) {
        Ok(rows) => rows,
        Err(faults) => return Ok(Err(faults)),
    };
    let now = app.now();
    let number = rows.len();
    let outcome = app
        .store
        .transact(move |connection| {
            let mut faults = unknown_places(connection, &rows)?;
            match Deaths::new(rows) {
                Ok(deaths) if faults.is_empty() => {
                    store::deaths::insert(connection, &deaths, now, &by)?;
                }
                Ok(_) => {}
                Err(misfits) => faults.extend(misfits.into_iter().map(row_fault)),
            }
            if faults.is_empty() {
                Ok(())
            } else {
                faults.sort_by_key(|fault| fault.line);
                Err(Stop::Faults(faults))
            }
        })
        .await;
    match outcome {
        Ok(()) => Ok(Ok(number)),
        Err(Stop::Faults(faults)) => Ok(Err(faults)),
        Err(Stop::Failed(error)) => Err(error.into()),
    }
}

/// The deaths that count: those of the last import, or of the last one by a past moment.
///
/// # Errors
/// [`Error::Conflict`] for a moment to come, [`Error::Unavailable`].
pub async fn last_deaths(app: &App, as_of: AsOf) -> Result<Option<Import>, Error> {
    app.check_past(as_of)?;
    app.store
        .read(move |connection| store::deaths::last(connection, as_of).map_err(Error::from))
        .await
}

/// Why the transaction is undone.
enum Stop {
    Faults(Vec<RowFault>),
    Failed(store::Error),
}

impl From<store::Error> for Stop {
    fn from(error: store::Error) -> Self {
        Self::Failed(error)
    }
}

fn unknown_places(connection: &mut Connection, rows: &[YearOfDeaths]) -> Result<Vec<RowFault>, store::Error> {
    let regions = store::place::regions(connection)?;
    let municipalities = store::place::municipalities(connection)?;
    let mut faults = Vec::new();
    for row in rows {
        if !regions.iter().any(|region| region.id == row.region) {
            let rule = Rule::UnknownRegion(row.region.to_string());
            faults.push(fault(row.line, Some("network_region"), rule));
        }
        if let Some(name) = &row.municipality
            && !municipalities.iter().any(|known| known.name == *name)
        {
            let rule = Rule::UnknownMunicipality(name.to_string());
            faults.push(fault(row.line, Some("municipality"), rule));
        }
    }
    Ok(faults)
}

/// Reads all rows, comma or semicolon as the header has it.
fn read(input: impl Read) -> Result<Vec<YearOfDeaths>, Vec<RowFault>> {
    let text = without_mark(input).map_err(|error| vec![unreadable(1, &error)])?;
    let first = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let delimiter = if first.contains(&b';') { b';' } else { b',' };
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
    let header = header(&record)?;
    let mut lines = Lines::of(&text);
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => {
                faults.push(unreadable(lines.line_at(reader.position().byte()), &error));
                break;
            }
        }
        let line = lines.line_at(record.position().map_or(0, csv::Position::byte));
        if rows.len() == MOST_ROWS {
            faults.push(fault(line, None, Rule::List { most: MOST_ROWS }));
            break;
        }
        rows.extend(row(&header, &record, line, &mut faults));
    }
    if rows.is_empty() && faults.is_empty() {
        faults.push(fault(2, None, Rule::Required));
    }
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

fn header(record: &ByteRecord) -> Result<Vec<&'static str>, Vec<RowFault>> {
    let (mut header, mut faults) = (Vec::new(), Vec::new());
    for cell in record {
        let name = String::from_utf8_lossy(cell).trim().to_owned();
        match COLUMNS.into_iter().find(|known| *known == name) {
            Some(known) if header.contains(&known) => faults.push(fault(1, Some(&name), Rule::Repeated)),
            Some(known) => header.push(known),
            None => faults.push(fault(1, Some(&name), Rule::UnknownName)),
        }
    }
    for required in ["year", "network_region", "deaths"] {
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

fn row(header: &[&str], record: &ByteRecord, line: u64, faults: &mut Vec<RowFault>) -> Option<YearOfDeaths> {
    if record.len() != header.len() {
        let (expected, found) = (header.len() as u64, record.len() as u64);
        faults.push(fault(line, None, Rule::Cells { expected, found }));
        return None;
    }
    let before = faults.len();
    let mut cells = Cells {
        header,
        record,
        line,
        faults,
    };
    let year = cells.required(
        "year",
        Rule::WholeNumber {
            least: FIRST_YEAR.into(),
            most: LAST_YEAR.into(),
        },
        |text| {
            text.parse()
                .ok()
                .filter(|year| (FIRST_YEAR..=LAST_YEAR).contains(year))
        },
    );
    let region = cells.required("network_region", Rule::Id, RegionId::new);
    let municipality = cells.stated("municipality", Rule::Line { most: 120 }, Name::new);
    let share = cells.stated("share", Rule::Number { least: 0, most: 1 }, |text| {
        number(text, 1)
    });
    cells.check_separators(["deaths", "low", "high"]);
    let above_zero = Rule::NumberAboveZero { most: MOST_DEATHS };
    let deaths = cells.required("deaths", above_zero, |text| {
        number(text, MOST_DEATHS).filter(|deaths| *deaths > 0.0)
    });
    let low = cells.stated("low", number_of_deaths(), |text| number(text, MOST_DEATHS));
    let high = cells.stated("high", number_of_deaths(), |text| number(text, MOST_DEATHS));
    if low.is_some() != high.is_some() && faults.len() == before {
        faults.push(fault(line, Some("low"), Rule::Band));
    }
    if faults.len() > before {
        return None;
    }
    Some(YearOfDeaths {
        line,
        year: year?,
        region: region?,
        municipality,
        share,
        deaths: deaths?,
        band: low.zip(high),
    })
}

fn number_of_deaths() -> Rule {
    Rule::Number {
        least: 0,
        most: MOST_DEATHS,
    }
}

/// A plain number from 0 to `most`, with a point or, as Dutch spreadsheets write it, a comma.
fn number(text: &str, most: i32) -> Option<f64> {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b".,".contains(&byte));
    let number: f64 = text.replace(',', ".").parse().ok().filter(|_| plain)?;
    (0.0..=f64::from(most)).contains(&number).then_some(number)
}

/// Is it one to three digits, a separator and three digits? A Dutch spreadsheet writes a thousand as `1.000`, an English
/// one as `1,000`.
fn is_ambiguous(text: &str) -> bool {
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once(['.', ',']).is_some_and(|(before, after)| {
        (1..=3).contains(&before.len()) && after.len() == 3 && is_digits(before) && is_digits(after)
    })
}

/// The cells of a row, by the names of their columns.
struct Cells<'a> {
    header: &'a [&'a str],
    record: &'a ByteRecord,
    line: u64,
    faults: &'a mut Vec<RowFault>,
}

impl Cells<'_> {
    fn required<T>(
        &mut self,
        name: &'static str,
        rule: Rule,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        if self.text(name).is_none() {
            self.faults.push(fault(self.line, Some(name), Rule::Required));
        }
        self.stated(name, rule, parse)
    }

    /// None of these cells has a separator that may be of thousands or of decimals.
    fn check_separators(&mut self, names: [&str; 3]) {
        for name in names {
            if self.text(name).is_some_and(|text| text.is_ok_and(is_ambiguous)) {
                self.faults
                    .push(fault(self.line, Some(name), Rule::ThousandsOrDecimals));
            }
        }
    }

    /// A cell read by `parse`; nothing where it is empty.
    fn stated<T>(&mut self, name: &'static str, rule: Rule, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(name)?;
        let Ok(text) = text else {
            self.faults.push(fault(self.line, Some(name), Rule::NotUtf8));
            return None;
        };
        let read = parse(text);
        if read.is_none() {
            self.faults.push(fault(self.line, Some(name), rule));
        }
        read
    }

    fn text(&self, name: &str) -> Option<Result<&str, std::str::Utf8Error>> {
        let place = self.header.iter().position(|column| *column == name)?;
        let cell = self.record.get(place)?.trim_ascii();
        (!cell.is_empty()).then(|| std::str::from_utf8(cell))
    }
}

fn row_fault(misfit: Misfit) -> RowFault {
    fault(misfit.line, Some(misfit.column), misfit.rule)
}

fn fault(line: u64, column: Option<&str>, rule: Rule) -> RowFault {
    RowFault {
        line,
        column: column.map(str::to_owned),
        rule,
    }
}

fn unreadable(line: u64, error: &csv::Error) -> RowFault {
    fault(line, None, Rule::Unreadable(error.to_string()))
}
