//! Importing yearly deaths by region: all rows or none, each faulty row named.

use std::io::Read;

use super::csv_file::{Cells, Layout, RowFault};
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
            faults.push(RowFault::new(row.line, Some("network_region"), rule));
        }
        if let Some(name) = &row.municipality
            && !municipalities.iter().any(|known| known.name == *name)
        {
            let rule = Rule::UnknownMunicipality(name.to_string());
            faults.push(RowFault::new(row.line, Some("municipality"), rule));
        }
    }
    Ok(faults)
}

/// Reads a whole file.
///
/// # Errors
/// The faults, in order of lines; a file without rows is one.
pub fn read(input: impl Read) -> Result<Vec<YearOfDeaths>, Vec<RowFault>> {
    let layout = Layout {
        columns: &COLUMNS,
        required: &["year", "network_region", "deaths"],
        rows: 1..=MOST_ROWS,
    };
    layout.read(input, row).map(|(_, rows)| rows)
}

fn row(cells: &mut Cells) -> Option<YearOfDeaths> {
    let year = cells.required("year", year, years());
    let region = cells.required("network_region", RegionId::new, Rule::Id);
    let municipality = cells.optional("municipality", Name::new, Rule::Line { most: 120 });
    let share = cells.optional(
        "share",
        |text| number(text, 1),
        Rule::Number { least: 0, most: 1 },
    );
    for column in ["deaths", "low", "high"] {
        cells.refuse_where(column, is_ambiguous, Rule::ThousandsOrDecimals);
    }
    let above_zero = Rule::NumberAboveZero { most: MOST_DEATHS };
    let deaths = cells.required(
        "deaths",
        |text| number_of_deaths(text).filter(|deaths| *deaths > 0.0),
        above_zero,
    );
    let of_deaths = Rule::Number {
        least: 0,
        most: MOST_DEATHS,
    };
    let low = cells.optional("low", number_of_deaths, of_deaths.clone());
    let high = cells.optional("high", number_of_deaths, of_deaths);
    if low.is_some() != high.is_some() && cells.are_sound() {
        cells.refuse("low", Rule::Band);
    }
    if !cells.are_sound() {
        return None;
    }
    Some(YearOfDeaths {
        line: cells.line(),
        year: year?,
        region: region?,
        municipality,
        share,
        deaths: deaths?,
        band: low.zip(high),
    })
}

fn years() -> Rule {
    Rule::WholeNumber {
        least: FIRST_YEAR.into(),
        most: LAST_YEAR.into(),
    }
}

fn year(text: &str) -> Option<i32> {
    let year = text.parse().ok();
    year.filter(|year| (FIRST_YEAR..=LAST_YEAR).contains(year))
}

fn number_of_deaths(text: &str) -> Option<f64> {
    number(text, MOST_DEATHS)
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

fn row_fault(misfit: Misfit) -> RowFault {
    RowFault::new(misfit.line, Some(misfit.column), misfit.rule)
}
