//! Lists of registrations.

use chrono::NaiveDate;

use super::warnings::{Checked, checked_all};
use super::{App, Error};
use crate::domain::access::{Principal, Readable};
use crate::domain::house::{House, HouseType};
use crate::domain::period::Period;
use crate::domain::text::{HouseId, RegionId};
use crate::store;
use crate::store::registration::{AsOf, PageOfDays};

/// Which registrations. An empty list of values leaves that filter out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    pub range: Period,
    pub houses: Vec<HouseId>,
    pub regions: Vec<RegionId>,
    pub types: Vec<HouseType>,
    /// As the register stood at a past moment.
    pub as_of: AsOf,
}

impl Selection {
    /// The houses to which `principal` is limited; nothing where it may read all.
    ///
    /// # Errors
    /// [`Error::Forbidden`] where it may read none, or where a house is named that it may not read.
    pub(super) fn readable_by(&self, principal: &Principal) -> Result<Option<Vec<HouseId>>, Error> {
        match principal.readable_houses() {
            Readable::All => Ok(None),
            Readable::Only(own) if self.houses.iter().all(|house| own.contains(house)) => Ok(Some(own)),
            Readable::Only(_) | Readable::None => Err(Error::Forbidden),
        }
    }

    fn includes(&self, house: &House) -> bool {
        let details = &house.details;
        (self.houses.is_empty() || self.houses.contains(&house.id))
            && (self.regions.is_empty()
                || details
                    .region
                    .as_ref()
                    .is_some_and(|region| self.regions.contains(region)))
            && (self.types.is_empty() || self.types.contains(&details.house_type))
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
    let own = selection.readable_by(principal)?;
    app.check_past(selection.as_of)?;
    let today = app.today();
    let part = PageOfDays {
        offset: i64::from(page.saturating_sub(1)) * i64::from(page_size),
        limit: i64::from(page_size),
    };
    app.store
        .read(move |connection| {
            let houses = houses_of(connection, &selection, own.as_deref(), today)?;
            let Selection { range, as_of, .. } = selection;
            let (registrations, total) = store::registration::page(connection, &houses, range, part, as_of)?;
            let items = checked_all(connection, registrations, as_of)?;
            let total = total.unsigned_abs();
            Ok(Page { items, total })
        })
        .await
}

/// The houses that are selected, of those in `own` where there is a limit.
pub(super) fn houses_of(
    connection: &mut store::Connection,
    selection: &Selection,
    own: Option<&[HouseId]>,
    today: NaiveDate,
) -> Result<Vec<HouseId>, Error> {
    let houses = store::house::all(connection, today)?;
    Ok(houses
        .into_iter()
        .filter(|house| selection.includes(house))
        .map(|house| house.id)
        .filter(|id| own.is_none_or(|own| own.contains(id)))
        .collect())
}
