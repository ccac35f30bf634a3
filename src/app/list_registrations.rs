//! Lists of registrations.

use chrono::NaiveDate;

use super::filter::Filter;
use super::warnings::{Checked, checked_all};
use super::{App, Error};
use crate::domain::access::{Principal, Readable};
use crate::domain::period::Period;
use crate::domain::text::HouseId;
use crate::store::registration::{AsOf, PageOfDays};
use crate::store::{self, Connection};

/// Which registrations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    pub range: Period,
    pub filter: Filter,
    /// As the register stood at a past moment.
    pub as_of: AsOf,
}

impl Selection {
    /// The houses to which the caller is limited; nothing where it may read all.
    ///
    /// # Errors
    /// [`Error::Forbidden`] where it may read none, or the selection names one that it may not read.
    pub(super) fn among(&self, principal: &Principal) -> Result<Option<Vec<HouseId>>, Error> {
        match principal.readable_houses() {
            Readable::All => Ok(None),
            Readable::Only(own) if self.filter.houses.iter().all(|house| own.contains(house)) => {
                Ok(Some(own))
            }
            Readable::Only(_) | Readable::None => Err(Error::Forbidden),
        }
    }

    /// The houses of the selection, as they are today; only those of `own` where that is given.
    pub(super) fn chosen(
        &self,
        connection: &mut Connection,
        own: Option<&[HouseId]>,
        today: NaiveDate,
    ) -> Result<Vec<HouseId>, Error> {
        Ok(store::house::all(connection, today)?
            .into_iter()
            .filter(|house| self.filter.includes(&house.id, &house.details))
            .map(|house| house.id)
            .filter(|id| own.is_none_or(|own| own.contains(id)))
            .collect())
    }
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub items: Vec<Checked>,
    /// How many items there are on all pages.
    pub total: u64,
}

/// One page (counted from 1) of the registrations that stand, in order of day and house.
///
/// # Errors
/// [`Error::Forbidden`] where the caller may read none, or names a house it may not read;
/// [`Error::Unavailable`].
pub async fn list(
    app: &App,
    principal: &Principal,
    selection: Selection,
    page: u32,
    page_size: u32,
) -> Result<Page, Error> {
    let own = selection.among(principal)?;
    app.check_past(selection.as_of)?;
    let (today, view) = (app.today(), principal.view());
    let part = PageOfDays {
        offset: i64::from(page.saturating_sub(1)) * i64::from(page_size),
        limit: i64::from(page_size),
    };
    app.store
        .read(move |connection| {
            let houses = selection.chosen(connection, own.as_deref(), today)?;
            let Selection { range, as_of, .. } = selection;
            let (registrations, total) = store::registration::page(connection, &houses, range, part, as_of)?;
            let items = checked_all(connection, registrations, as_of)?;
            let items = items.into_iter().map(|checked| checked.shown(view)).collect();
            let total = total.unsigned_abs();
            Ok(Page { items, total })
        })
        .await
}
