//! Yearly deaths by network region, past and forecast: what the demand of the years to come rests on.

use std::collections::{BTreeMap, BTreeSet};

use super::rule::Rule;
use super::text::{Name, RegionId};

/// The years of which deaths can be told.
pub const FIRST_YEAR: i32 = 1990;
pub const LAST_YEAR: i32 = 2100;
/// How many deaths a row tells at most.
pub const MOST_DEATHS: i32 = 1_000_000;

/// The deaths of a year in a region, or in the part of a municipality that lies in it.
#[derive(Clone, Debug, PartialEq)]
pub struct YearOfDeaths {
    /// The line of the file that told it, from 1 on.
    pub line: u64,
    pub year: i32,
    pub region: RegionId,
    /// Nothing where the row is of the region as a whole.
    pub municipality: Option<Name>,
    /// Which part of the municipality's deaths counts to the region, 0 to 1; all where it is not stated.
    pub share: Option<f64>,
    /// Of the municipality, or of the region; above 0. A forecast need not be whole.
    pub deaths: f64,
    /// The 95 % band.
    pub band: Option<(f64, f64)>,
}

/// Yearly deaths that can be added up: no region twice, no share of a municipality twice, no year missing, no year
/// against the one before it out of all proportion.
#[derive(Clone, Debug, PartialEq)]
pub struct Deaths(Vec<YearOfDeaths>);

/// A row that does not fit the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    pub line: u64,
    pub column: &'static str,
    pub rule: Rule,
}

/// The deaths of a region in a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct YearOfRegion {
    pub year: i32,
    pub deaths: f64,
    /// The 95 % band, where each part has one: the parts' bands are added, as if all were wrong in the same
    /// direction, which is the widest they can be together.
    pub band: Option<(f64, f64)>,
}

impl Deaths {
    /// # Errors
    /// Every row that does not fit the others, in order of lines.
    pub fn new(rows: Vec<YearOfDeaths>) -> Result<Self, Vec<Misfit>> {
        let mut misfits = misfits_of_rows(&rows);
        misfits.extend(misfits_of_shares(&rows));
        misfits.extend(missing_years(&rows));
        let deaths = Self(rows);
        // What is missing or told twice makes the sums jump as well: that is said first.
        if misfits.is_empty() {
            misfits = jumps(&deaths);
        }
        misfits.sort_by_key(|misfit| misfit.line);
        if misfits.is_empty() {
            Ok(deaths)
        } else {
            Err(misfits)
        }
    }

    #[must_use]
    pub fn rows(&self) -> &[YearOfDeaths] {
        &self.0
    }

    /// The deaths of each region, in order of years.
    #[must_use]
    pub fn by_region(&self) -> BTreeMap<RegionId, Vec<YearOfRegion>> {
        let mut sums = BTreeMap::<(&RegionId, i32), YearOfRegion>::new();
        for row in &self.0 {
            let share = row.share.unwrap_or(1.0);
            let band = row.band.map(|(low, high)| (low * share, high * share));
            let deaths = row.deaths * share;
            let start = YearOfRegion {
                year: row.year,
                deaths: 0.0,
                band: Some((0.0, 0.0)),
            };
            let sum = sums.entry((&row.region, row.year)).or_insert(start);
            sum.deaths += deaths;
            sum.band = sum
                .band
                .zip(band)
                .map(|(sum, band)| (sum.0 + band.0, sum.1 + band.1));
        }
        let mut regions = BTreeMap::<RegionId, Vec<YearOfRegion>>::new();
        for ((region, _), sum) in sums {
            regions.entry(region.clone()).or_default().push(sum);
        }
        regions
    }
}

type Part<'a> = (&'a RegionId, Option<&'a Name>);

fn misfit(row: &YearOfDeaths, column: &'static str, rule: Rule) -> Misfit {
    Misfit {
        line: row.line,
        column,
        rule,
    }
}

fn misfits_of_rows(rows: &[YearOfDeaths]) -> Vec<Misfit> {
    let mut misfits = Vec::new();
    let mut seen = BTreeSet::new();
    let of_parts: BTreeSet<(&RegionId, i32)> = rows
        .iter()
        .filter(|row| row.municipality.is_some())
        .map(|row| (&row.region, row.year))
        .collect();
    for row in rows {
        if !seen.insert((row.year, &row.region, &row.municipality)) {
            misfits.push(misfit(row, "year", Rule::Repeated));
        }
        if row.municipality.is_none() {
            if of_parts.contains(&(&row.region, row.year)) {
                misfits.push(misfit(row, "network_region", Rule::RegionTwice));
            }
            if row.share.is_some() {
                misfits.push(misfit(row, "share", Rule::ShareOfRegion));
            }
        }
        if row
            .band
            .is_some_and(|(low, high)| !(low <= row.deaths && row.deaths <= high))
        {
            misfits.push(misfit(row, "low", Rule::Band));
        }
    }
    misfits
}

/// A municipality that lies in several regions needs its shares stated, has no more than itself to share, and is the
/// same in each row.
fn misfits_of_shares(rows: &[YearOfDeaths]) -> Vec<Misfit> {
    let mut parts = BTreeMap::<(&Name, i32), Vec<&YearOfDeaths>>::new();
    for row in rows {
        if let Some(name) = &row.municipality {
            parts.entry((name, row.year)).or_default().push(row);
        }
    }
    let mut misfits = Vec::new();
    for ((_, year), parts) in parts {
        let regions: BTreeSet<&RegionId> = parts.iter().map(|row| &row.region).collect();
        let unstated = parts.iter().filter(|row| row.share.is_none());
        if regions.len() > 1 {
            misfits.extend(unstated.map(|row| misfit(row, "share", Rule::ShareNeeded)));
        }
        let first = parts.first().map(|row| row.deaths.to_bits());
        let others = parts.iter().filter(|row| Some(row.deaths.to_bits()) != first);
        misfits.extend(others.map(|row| misfit(row, "deaths", Rule::TotalsDiffer { year })));
        let sum: f64 = parts.iter().filter_map(|row| row.share).sum();
        if sum > 1.0 + ROUNDING {
            let last = parts.last().copied();
            misfits.extend(last.map(|row| misfit(row, "share", Rule::SharesOverOne { year })));
        }
    }
    misfits
}

/// Shares such as .33, .33 and .34 are written with few digits.
const ROUNDING: f64 = 1e-9;

/// How many times the deaths of the year before a region has at most, and the other way round: no year of a whole region
/// differs so much, while a misread separator or a forgotten municipality does.
const MOST_TIMES: f64 = 2.0;

/// The years in which the deaths of a region more than double or halve.
fn jumps(deaths: &Deaths) -> Vec<Misfit> {
    let mut misfits = Vec::new();
    for (region, years) in deaths.by_region() {
        for (before, after) in years.iter().zip(years.iter().skip(1)) {
            let least = before.deaths / MOST_TIMES;
            if (least..=before.deaths * MOST_TIMES).contains(&after.deaths) {
                continue;
            }
            let is_there = |row: &&YearOfDeaths| row.region == region && row.year == after.year;
            let rule = Rule::DeathsJump { year: after.year };
            misfits.extend(
                deaths
                    .0
                    .iter()
                    .find(is_there)
                    .map(|row| misfit(row, "deaths", rule)),
            );
        }
    }
    misfits
}

/// A part that lacks a year that others have would let the sum fall and rise for nothing.
fn missing_years(rows: &[YearOfDeaths]) -> Vec<Misfit> {
    let years = rows.iter().map(|row| row.year);
    let (Some(first), Some(last)) = (years.clone().min(), years.max()) else {
        return Vec::new();
    };
    let mut parts = BTreeMap::<Part, (BTreeSet<i32>, &YearOfDeaths)>::new();
    for row in rows {
        let part = (&row.region, row.municipality.as_ref());
        let (years, _) = parts.entry(part).or_insert_with(|| (BTreeSet::new(), row));
        years.insert(row.year);
    }
    parts
        .into_values()
        .filter_map(|(years, row)| {
            let year = (first..=last).find(|year| !years.contains(year))?;
            Some(misfit(row, "year", Rule::YearMissing { year }))
        })
        .collect()
}

#[cfg(test)]
mod tests;
