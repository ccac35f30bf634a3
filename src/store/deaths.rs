//! Yearly deaths: each import is a version, and the last one counts.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::connection::{Connection, on};
use super::error::Error;
use super::registration::AsOf;
use super::schema::{death_imports, yearly_deaths};
use crate::domain::deaths::{Deaths, YearOfDeaths};
use crate::domain::text::{Name, RegionId};

#[derive(Queryable, Insertable)]
#[diesel(table_name = yearly_deaths)]
struct Row {
    import_number: i32,
    line: i32,
    year: i32,
    region_id: String,
    municipality: Option<String>,
    share: f64,
    deaths: f64,
    low: Option<f64>,
    high: Option<f64>,
}

/// An import, and what it told.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// From 1 on.
    pub number: u32,
    pub imported_at: DateTime<Utc>,
    pub imported_by: String,
    pub deaths: Deaths,
}

/// The last import, or the last one by a past moment.
pub fn last(connection: &mut Connection, as_of: AsOf) -> Result<Option<Import>, Error> {
    let latest = as_of.map(|moment| moment.naive_utc());
    let found: Option<(i32, NaiveDateTime, String)> = on!(connection, |c| {
        let mut wanted = death_imports::table
            .order(death_imports::number.desc())
            .into_boxed();
        if let Some(latest) = latest {
            wanted = wanted.filter(death_imports::imported_at.le(latest));
        }
        wanted.first(c).optional()
    })?;
    let Some((number, imported_at, imported_by)) = found else {
        return Ok(None);
    };
    let wanted_rows = yearly_deaths::table
        .filter(yearly_deaths::import_number.eq(number))
        .order(yearly_deaths::line);
    let rows: Vec<Row> = on!(connection, |c| wanted_rows.load(c))?;
    let corrupt = || Error::Corrupt(format!("deaths, import {number}"));
    let rows: Option<Vec<YearOfDeaths>> = rows.into_iter().map(Row::into_year).collect();
    Ok(Some(Import {
        number: number.unsigned_abs(),
        imported_at: imported_at.and_utc(),
        imported_by,
        deaths: Deaths::new(rows.ok_or_else(corrupt)?).map_err(|_| corrupt())?,
    }))
}

/// Stores a new import; its number.
pub fn insert(
    connection: &mut Connection,
    deaths: &Deaths,
    imported_at: DateTime<Utc>,
    imported_by: &Name,
) -> Result<u32, Error> {
    let last: Option<i32> = on!(connection, |c| death_imports::table
        .select(diesel::dsl::max(death_imports::number))
        .first(c))?;
    let number = last.unwrap_or(0) + 1;
    let import = (
        death_imports::number.eq(number),
        death_imports::imported_at.eq(imported_at.naive_utc()),
        death_imports::imported_by.eq(imported_by.as_str()),
    );
    on!(connection, |c| diesel::insert_into(death_imports::table)
        .values(import)
        .execute(c))?;
    for year in deaths.rows() {
        let row = Row::of(number, year);
        on!(connection, |c| diesel::insert_into(yearly_deaths::table)
            .values(row)
            .execute(c))?;
    }
    Ok(number.unsigned_abs())
}

impl Row {
    fn of(import_number: i32, year: &YearOfDeaths) -> Self {
        Self {
            import_number,
            line: i32::try_from(year.line).unwrap_or(i32::MAX),
            year: year.year,
            region_id: year.region.to_string(),
            municipality: year.municipality.as_ref().map(ToString::to_string),
            share: year.share.unwrap_or(1.0),
            deaths: year.deaths,
            low: year.band.map(|(low, _)| low),
            high: year.band.map(|(_, high)| high),
        }
    }

    fn into_year(self) -> Option<YearOfDeaths> {
        let municipality = match &self.municipality {
            Some(name) => Some(Name::new(name)?),
            None => None,
        };
        Some(YearOfDeaths {
            line: u64::from(self.line.unsigned_abs()),
            year: self.year,
            region: RegionId::new(&self.region_id)?,
            municipality,
            share: self.municipality.is_some().then_some(self.share),
            deaths: self.deaths,
            band: self.low.zip(self.high),
        })
    }
}
