//! Holding the stored revisions of a house against their chain and against each other.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::row::RevisionRow;
use super::seal::{GENESIS, content, link};
use super::sealed::SealedRow;
use crate::store::connection::{Connection, on};
use crate::store::error::Error;
use crate::store::schema::{house_changes, houses, registration_revisions as revisions};

/// The chain of a house that fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    pub house: String,
    /// How many revisions it holds.
    pub entries: i64,
    /// The hash of the last one, in hexadecimal.
    pub head: String,
}

/// The first thing of a house that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("house {house}{}: {wrong}", of_day(.day.as_ref()))]
pub struct Fault {
    pub house: String,
    /// The day and the number of the revision, where it is one that does not fit.
    pub day: Option<(String, i32)>,
    pub wrong: Wrong,
}

fn of_day(day: Option<&(String, i32)>) -> String {
    day.map_or_else(String::new, |(date, revision)| {
        format!(", {date}, revision {revision}")
    })
}

/// What does not fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    #[error("it cannot be read as a registration")]
    Unreadable,
    #[error("it is not sealed: it was not entered by this program, or its seal was taken away")]
    NotSealed,
    #[error("it does not fit its hash: it was changed after it was entered, or put in its place")]
    Changed,
    #[error("it stands as entry {0} of its house, as another revision does")]
    Twice(i64),
    #[error("before it entry {0} of its house is missing")]
    Missing(i64),
    #[error("it is none of the values that this program stores")]
    Meaningless,
    #[error("it follows on revision {0} of its day; those between are missing")]
    Gap(i32),
    #[error("it stands as its day's current one, and is not: it was withdrawn or another follows it")]
    WronglyCurrent,
    #[error("it is its day's current one, but is not marked so")]
    NotCurrent,
    #[error(
        "its {found} revisions are not the {counted} that were entered: the last ones are missing, or the count was changed"
    )]
    Count { found: i64, counted: i64 },
    #[error("its last revision does not have the hash that its chain ends with: the end was replaced")]
    Head,
    #[error("its first {0} revisions are not those that were noted")]
    Noted(i64),
}

/// The houses that there are chains of, in order of their ids.
pub fn chained(connection: &mut Connection) -> Result<Vec<String>, Error> {
    // A house that no revision was entered for has no chain; but one that is not counted may have been.
    let wanted = houses::table.select(houses::id);
    let mut known: Vec<String> = on!(connection, |c| wanted.load(c))?;
    let counted = house_changes::table.select(house_changes::house_id);
    known.extend::<Vec<String>>(on!(connection, |c| counted.load(c))?);
    let named = revisions::table.select(revisions::house_id).distinct();
    known.extend::<Vec<String>>(on!(connection, |c| named.load(c))?);
    known.sort_unstable();
    known.dedup();
    Ok(known)
}

/// Checks the chain of a house, and that it begins with what was noted: so many entries, the last of which had
/// this hash. Its revisions are in memory meanwhile, about 1 kB each.
pub fn chain(
    connection: &mut Connection,
    house: &str,
    noted: Option<(i64, &str)>,
) -> Result<Result<Chain, Fault>, Error> {
    let head = house_changes::table.find(house).select((
        house_changes::number,
        house_changes::sealed,
        house_changes::head,
    ));
    let head: Option<(i64, i64, Option<String>)> = on!(connection, |c| head.first(c).optional())?;
    let wanted = revisions::table
        .filter(revisions::house_id.eq(house))
        .order((revisions::date, revisions::revision));
    let rows: QueryResult<Vec<SealedRow>> = on!(connection, |c| wanted.select(SealedRow::COLUMNS).load(c));
    match rows {
        Ok(rows) => Ok(check(house, rows, head, noted)),
        Err(diesel::result::Error::DeserializationError(_)) => Ok(Err(unreadable(connection, house)?)),
        Err(error) => Err(error.into()),
    }
}

type Head = (i64, i64, Option<String>);

fn check(
    house: &str,
    mut rows: Vec<SealedRow>,
    head: Option<Head>,
    noted: Option<(i64, &str)>,
) -> Result<Chain, Fault> {
    let of_house = |wrong| Fault {
        house: house.to_owned(),
        day: None,
        wrong,
    };
    let unsealed = rows.iter().find(|row| row.number.is_none() || row.hash.is_none());
    if let Some(unsealed) = unsealed {
        return Err(fault(&unsealed.row, Wrong::NotSealed));
    }
    rows.sort_by_key(|row| row.number);
    let mut walk = Walk {
        before: GENESIS,
        entries: 0,
        revisions: BTreeMap::new(),
    };
    let mut found = noted.is_none_or(|noted| noted == (0, GENESIS));
    for row in &rows {
        walk.step(row).map_err(|wrong| fault(&row.row, wrong))?;
        found |= noted == Some((walk.entries, walk.before));
    }
    let Walk { before, entries, .. } = walk;
    let (counted, sealed, last) = head.unwrap_or((0, 0, None));
    if let Some(counted) = [counted, sealed].into_iter().find(|counted| *counted != entries) {
        let found = entries;
        return Err(of_house(Wrong::Count { found, counted }));
    }
    if last.as_deref().unwrap_or(GENESIS) != before {
        return Err(of_house(Wrong::Head));
    }
    check_current(&rows)?;
    match noted {
        Some((number, _)) if !found => Err(of_house(Wrong::Noted(number))),
        _ => Ok(Chain {
            house: house.to_owned(),
            entries,
            head: before.to_owned(),
        }),
    }
}

/// Works out again which revisions stand: of each day the last one, unless it withdrew the day.
fn check_current(rows: &[SealedRow]) -> Result<(), Fault> {
    let last: BTreeMap<NaiveDate, i32> = rows
        .iter()
        .map(|SealedRow { row, .. }| (row.date, row.revision))
        .collect();
    for SealedRow { row, .. } in rows {
        let is_last = last.get(&row.date) == Some(&row.revision);
        match (row.is_current, is_last && !row.is_withdrawn) {
            (true, false) => return Err(fault(row, Wrong::WronglyCurrent)),
            (false, true) => return Err(fault(row, Wrong::NotCurrent)),
            _ => {}
        }
    }
    Ok(())
}

/// Where a walk along the chain is.
struct Walk<'a> {
    /// The hash of the entry before.
    before: &'a str,
    entries: i64,
    /// The last revision met of each day.
    revisions: BTreeMap<NaiveDate, i32>,
}

impl<'a> Walk<'a> {
    fn step(&mut self, sealed: &'a SealedRow) -> Result<(), Wrong> {
        let row = &sealed.row;
        let number = sealed.number.unwrap_or(0);
        let expected = self.entries + 1;
        if number > expected {
            return Err(Wrong::Missing(expected));
        }
        if number < expected {
            return Err(Wrong::Twice(number));
        }
        let hash = sealed.hash.as_deref().unwrap_or_default();
        if link(self.before, &content(row)) != hash {
            return Err(Wrong::Changed);
        }
        if !row.is_as_written() {
            return Err(Wrong::Meaningless);
        }
        let last = self.revisions.insert(row.date, row.revision).unwrap_or(0);
        if row.revision != last + 1 {
            return Err(Wrong::Gap(last));
        }
        self.before = hash;
        self.entries = expected;
        Ok(())
    }
}

fn fault(row: &RevisionRow, wrong: Wrong) -> Fault {
    Fault {
        house: row.house_id.clone(),
        day: Some((row.date.to_string(), row.revision)),
        wrong,
    }
}

/// Names the first row of a house that cannot be read; `SQLite` keeps whatever is put into a column.
fn unreadable(connection: &mut Connection, house: &str) -> Result<Fault, Error> {
    use diesel::dsl::sql;
    use diesel::sql_types::{Integer, Text};
    let mut day = None;
    for at in 0.. {
        let wanted = revisions::table
            .filter(revisions::house_id.eq(house))
            .order((revisions::date, revisions::revision))
            .offset(at)
            .limit(1);
        let row: QueryResult<Vec<RevisionRow>> = on!(connection, |c| wanted.load(c));
        match row {
            Ok(rows) if rows.is_empty() => break,
            Ok(_) => {}
            Err(_) => {
                let name = (
                    sql::<Text>("CAST(date AS TEXT)"),
                    sql::<Integer>("CAST(revision AS INTEGER)"),
                );
                day = on!(connection, |c| wanted.select(name).first(c).optional())?;
                break;
            }
        }
    }
    Ok(Fault {
        house: house.to_owned(),
        day,
        wrong: Wrong::Unreadable,
    })
}
