//! What registrations deserve to be warned of, and which of it is still open.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::list_registrations::{Page, Selection};
use super::{App, Error};
use crate::domain::access::{Principal, View};
use crate::domain::calendar::days_before;
use crate::domain::period::Period;
use crate::domain::registration::Registration;
use crate::domain::text::HouseId;
use crate::domain::warning::{HISTORY_DAYS, PastDay, Warning, warnings};
use crate::store::Connection;
use crate::store::registration::{AsOf, newest, past_of, past_of_all};

/// How many days are looked through at a time. Unit: days.
const STEP: u32 = 31;

/// A registration with the warnings it deserves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub registration: Registration,
    pub warnings: Vec<Warning>,
}

impl Checked {
    pub(super) fn new(registration: Registration, past: &[PastDay]) -> Self {
        Self {
            warnings: warnings(&registration, past),
            registration,
        }
    }

    /// Somebody confirmed that it is so.
    #[must_use]
    pub fn is_confirmed(&self, warning: Warning) -> bool {
        self.registration.entry.confirmed.contains(&warning.code())
    }

    /// As far as `view` shows it: warnings tell of flows.
    pub(super) fn shown(self, view: View) -> Self {
        Self {
            registration: self.registration.shown(view),
            warnings: match view {
                View::Whole => self.warnings,
                View::BedsOnly => Vec::new(),
            },
        }
    }

    /// With only the warnings that nobody confirmed; nothing where there is none.
    fn open(mut self) -> Option<Self> {
        let confirmed = &self.registration.entry.confirmed;
        self.warnings
            .retain(|warning| !confirmed.contains(&warning.code()));
        (!self.warnings.is_empty()).then_some(self)
    }
}

/// One page (counted from 1) of the registrations with open warnings, the newest first, and then in order
/// of house. It looks through all of the selection's range for it.
///
/// # Errors
/// [`Error::Forbidden`] where the caller may read none, or names a house it may not read;
/// [`Error::Unavailable`].
pub async fn open(
    app: &App,
    principal: &Principal,
    selection: Selection,
    page: u32,
    page_size: u32,
) -> Result<Page, Error> {
    let own = selection.among(principal)?;
    let _turn = app.turn().await?;
    let today = app.today();
    let before = u64::from(page.saturating_sub(1)) * u64::from(page_size);
    let wanted = before..before + u64::from(page_size);
    app.store
        .read(move |connection| {
            let houses = selection.chosen(connection, own.as_deref(), today)?;
            let Period { from, until } = selection.range;
            let mut found = Page {
                items: Vec::new(),
                total: 0,
            };
            let mut last = until.min(today);
            while last >= from {
                let first = days_before(last, STEP - 1).max(from);
                let part = Period {
                    from: first,
                    until: last,
                };
                let registrations = newest(connection, &houses, part)?;
                let checked = checked_all(connection, registrations, None)?;
                for open in checked.into_iter().filter_map(Checked::open) {
                    if wanted.contains(&found.total) {
                        found.items.push(open);
                    }
                    found.total += 1;
                }
                last = days_before(first, 1);
            }
            Ok(found)
        })
        .await
}

/// One registration with its warnings, by one query.
pub(super) fn checked(connection: &mut Connection, registration: Registration) -> Result<Checked, Error> {
    let past = past_of(
        connection,
        &registration.house_id,
        before(registration.date, registration.date),
    )?;
    Ok(Checked::new(registration, &past))
}

/// Each registration with its warnings, by one query for all.
pub(super) fn checked_all(
    connection: &mut Connection,
    registrations: Vec<Registration>,
    as_of: AsOf,
) -> Result<Vec<Checked>, Error> {
    let dates = || registrations.iter().map(|registration| registration.date);
    let (Some(first), Some(last)) = (dates().min(), dates().max()) else {
        return Ok(Vec::new());
    };
    let mut houses: Vec<HouseId> = registrations.iter().map(|r| r.house_id.clone()).collect();
    houses.sort();
    houses.dedup();
    let mut past = BTreeMap::<String, Vec<PastDay>>::new();
    for (house, day) in past_of_all(connection, &houses, before(first, last), as_of)? {
        past.entry(house).or_default().push(day);
    }
    Ok(registrations
        .into_iter()
        .map(|registration| {
            let days = past.get(registration.house_id.as_str());
            let reach = before(registration.date, registration.date);
            let past = days.map_or(&[][..], |days| within(days, reach));
            Checked::new(registration, past)
        })
        .collect())
}

/// The days that say what was usual on the days from `first` to `last`.
pub(super) fn before(first: NaiveDate, last: NaiveDate) -> Period {
    Period {
        from: days_before(first, HISTORY_DAYS),
        until: days_before(last, 1),
    }
}

/// Those of `days`, which are in order, that lie in `period`.
fn within(days: &[PastDay], period: Period) -> &[PastDay] {
    let begin = days.partition_point(|day| day.date < period.from);
    let end = days.partition_point(|day| day.date <= period.until);
    days.get(begin..end).unwrap_or_default()
}
