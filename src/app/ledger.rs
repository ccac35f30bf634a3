//! The registered days in memory, year by year: read once, and again only of houses that changed since.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{Datelike, NaiveDate};

use super::Error;
use crate::domain::period::Period;
use crate::domain::statistics::DayCounts;
use crate::store::registration::AsOf;
use crate::store::{self, Connection, Store};

/// How many house-days are kept at most, about 200 bytes each: the eleven calendar years that ten years of 300
/// houses touch fit.
const MOST_DAYS: usize = 1_300_000;

/// What has been read so far. Each use looks first which houses have changed, so it never answers with
/// what is no longer so, whoever wrote it.
#[derive(Default)]
pub struct Ledger {
    years: Mutex<BTreeMap<i32, KeptYear>>,
}

#[derive(Default)]
struct KeptYear {
    houses: Houses,
    /// How many years were asked for before this one was last asked for.
    asked: u64,
}

/// The registered days of a house in a calendar year, when so many revisions had been entered for it.
#[derive(Debug)]
struct HouseYear {
    changes: i64,
    /// In order of days.
    days: Vec<(NaiveDate, DayCounts)>,
}

/// The registered days of a period, as one moment saw them.
#[derive(Debug)]
pub struct Days {
    whole: Period,
    years: BTreeMap<i32, Houses>,
}

impl Days {
    /// The calendar years that are known, whole.
    #[must_use]
    pub fn years(&self) -> Period {
        self.whole
    }

    /// The registered days of a house, in order.
    pub fn of(&self, house: &str) -> impl Iterator<Item = &(NaiveDate, DayCounts)> {
        let years = self.years.values();
        years
            .filter_map(move |houses| houses.get(house))
            .flat_map(|year| &year.days)
    }
}

impl Ledger {
    /// The registered days of the calendar years of `period`; as of a past moment they are read anew. Each
    /// year is read in one piece; a correction that is entered meanwhile may be seen in a later one only.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Internal`].
    pub async fn days(self: &Arc<Self>, store: &Store, period: Period, as_of: AsOf) -> Result<Days, Error> {
        let mut years = BTreeMap::new();
        for year in period.from.year()..=period.until.year() {
            let ledger = Arc::clone(self);
            let houses = store
                .read(move |connection| match as_of {
                    None => ledger.now(connection, year),
                    Some(_) => read(connection, &[], year, as_of, &BTreeMap::new()),
                })
                .await?;
            years.insert(year, houses);
        }
        let ends = |year| calendar_year(year).unwrap_or(period);
        let whole = Period {
            from: ends(period.from.year()).from,
            until: ends(period.until.year()).until,
        };
        Ok(Days { whole, years })
    }

    fn now(&self, connection: &mut Connection, year: i32) -> Result<Houses, Error> {
        let changes = store::registration::changes(connection)?.into_iter().collect();
        let mut houses = self.kept(year);
        let stale = stale(&houses, &changes);
        if !stale.is_empty() {
            let all = stale.len() == changes.len();
            houses.extend(read(
                connection,
                if all { &[] } else { &stale },
                year,
                None,
                &changes,
            )?);
        }
        self.keep(year, &houses);
        Ok(houses)
    }

    fn kept(&self, year: i32) -> Houses {
        let years = self.years.lock().unwrap_or_else(PoisonError::into_inner);
        years
            .get(&year)
            .map(|kept| kept.houses.clone())
            .unwrap_or_default()
    }

    fn keep(&self, year: i32, houses: &Houses) {
        let mut years = self.years.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = years.values().map(|kept| kept.asked).max().unwrap_or(0) + 1;
        let houses = houses.clone();
        years.insert(year, KeptYear { houses, asked });
        let days_of = |kept: &KeptYear| kept.houses.values().map(|house| house.days.len()).sum::<usize>();
        while years.values().map(days_of).sum::<usize>() > MOST_DAYS && years.len() > 1 {
            let oldest = years
                .iter()
                .min_by_key(|(_, kept)| kept.asked)
                .map(|(year, _)| *year);
            let Some(oldest) = oldest else { break };
            years.remove(&oldest);
        }
    }
}

type Houses = BTreeMap<String, Arc<HouseYear>>;
type Changes = BTreeMap<String, i64>;

/// The houses for which revisions have been entered since.
fn stale<'a>(known: &Houses, changes: &'a Changes) -> Vec<&'a str> {
    let is_stale = |house: &String, number: i64| known.get(house).is_none_or(|known| known.changes != number);
    changes
        .iter()
        .filter(|(house, number)| is_stale(house, **number))
        .map(|(house, _)| house.as_str())
        .collect()
}

/// The days of these houses, or of all, in a calendar year; a house that has none gets an empty list.
fn read(
    connection: &mut Connection,
    houses: &[&str],
    year: i32,
    as_of: AsOf,
    changes: &Changes,
) -> Result<Houses, Error> {
    let Some(whole) = calendar_year(year) else {
        return Ok(Houses::new());
    };
    let mut days = BTreeMap::<String, Vec<(NaiveDate, DayCounts)>>::new();
    for house in changes.keys() {
        if houses.is_empty() || houses.contains(&house.as_str()) {
            days.insert(house.clone(), Vec::new());
        }
    }
    for (house, date, counts) in store::registration::days(connection, houses, whole, as_of)? {
        days.entry(house).or_default().push((date, counts));
    }
    let year = |(house, mut days): (String, Vec<(NaiveDate, DayCounts)>)| {
        days.sort_by_key(|(date, _)| *date);
        days.shrink_to_fit();
        let changes = changes.get(&house).copied().unwrap_or_default();
        (house, Arc::new(HouseYear { changes, days }))
    };
    Ok(days.into_iter().map(year).collect())
}

fn calendar_year(year: i32) -> Option<Period> {
    Some(Period {
        from: NaiveDate::from_ymd_opt(year, 1, 1)?,
        until: NaiveDate::from_ymd_opt(year, 12, 31)?,
    })
}
