//! Reading and describing houses.

use chrono::{DateTime, NaiveDate, Utc};

use super::{App, Error, Missing};
use crate::domain::access::Principal;
use crate::domain::calendar::care_day;
use crate::domain::house::{House, HouseDetails};
use crate::domain::reporting::Reporting;
use crate::domain::rule::{Fault, Rule};
use crate::domain::text::{HouseId, Name};
use crate::store::{self, Connection};

/// All houses as they are on a day.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn list(app: &App, on: NaiveDate) -> Result<Vec<House>, Error> {
    app.store
        .read(move |connection| store::house::all(connection, on).map_err(Error::from))
        .await
}

/// One house as it is on a day.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Unavailable`].
pub async fn read(app: &App, id: HouseId, on: NaiveDate) -> Result<House, Error> {
    app.store
        .read(move |connection| {
            store::house::find(connection, &id, on)?.ok_or(Error::NotFound(Missing::House))
        })
        .await
}

/// A house as somebody describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Described {
    pub house: House,
    /// Whether `house.details.valid_from` was stated. Where it was not, a new house's details hold from
    /// its opening, changed ones from today, and unchanged ones as long as they did.
    pub states_valid_from: bool,
    /// How the house reports, where that is stated too.
    pub reporting: Option<Reporting>,
}

/// Describes a house: a new one, or a known one from a day on. `expected` is asked whether what is stored, the house
/// and how it reports, is what the caller believes. Answers whether the house is new, and the house as it stands today.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::PreconditionFailed`], [`Error::Conflict`] where the region or the
/// municipality is not known, the days contradict each other, or registered days would no longer fit;
/// [`Error::Unavailable`].
pub async fn put(
    app: &App,
    principal: &Principal,
    described: Described,
    expected: impl FnOnce(Option<(&House, &Reporting)>) -> bool + Send + 'static,
) -> Result<(bool, House), Error> {
    if !principal.may_manage_houses() {
        return Err(Error::Forbidden);
    }
    let now = app.now();
    let today = app.today();
    let by = principal.name.clone();
    let done = app
        .store
        .transact_promptly(move |connection| {
            let id = described.house.id.clone();
            store::house::lock(connection, &id)?;
            let stored = store::house::find(connection, &id, today)?;
            let reporting = store::reporting::find(connection, &id)?.unwrap_or_default();
            if !expected(stored.as_ref().map(|house| (house, &reporting))) {
                return Err(Error::PreconditionFailed);
            }
            let faults = put_in(connection, described, now, &by)?;
            if !faults.is_empty() {
                return Err(Error::Conflict(faults));
            }
            let standing = store::house::find(connection, &id, today)?;
            Ok((stored.is_none(), standing.ok_or(Error::NotFound(Missing::House))?))
        })
        .await?;
    if let Err(error) = app.refresh_board().await {
        log::warn!(error:% = error; "the board could not follow a change");
    }
    Ok(done)
}

/// Writes the house where it breaks no rule; else says which, and writes nothing.
pub(super) fn put_in(
    connection: &mut Connection,
    described: Described,
    now: DateTime<Utc>,
    by: &Name,
) -> Result<Vec<Fault>, Error> {
    let reporting = described.reporting.clone();
    let house = &dated(connection, described, care_day(now))?;
    let mut faults = contradictions(house);
    let details = &house.details;
    if let Some(region) = &details.region
        && !store::place::has_region(connection, region)?
    {
        let unknown = Rule::UnknownRegion(region.to_string());
        faults.push(Fault::field("network_region", unknown));
    }
    if !store::place::has_municipality(connection, &details.municipality)? {
        let unknown = Rule::UnknownMunicipality(details.municipality.to_string());
        faults.push(Fault::field("municipality", unknown));
    }
    let misfits: Vec<NaiveDate> = store::registration::physical_by_day(connection, &house.id)?
        .into_iter()
        .filter(|(date, physical)| {
            house
                .physical_on(*date)
                .map(super::super::domain::count::Count::get)
                != Some(*physical)
        })
        .map(|(date, _)| date)
        .collect();
    if let Some(date) = misfits.first() {
        let days = misfits.len();
        faults.push(Fault::field(
            "beds",
            Rule::RegisteredOtherwise { date: *date, days },
        ));
    }
    if faults.is_empty() {
        store::house::put(connection, house, now, by)?;
        if let Some(reporting) = reporting {
            store::reporting::put(connection, &house.id, &reporting, now, by)?;
        }
    }
    Ok(faults)
}

/// The house with the day from which its details hold.
fn dated(connection: &mut Connection, described: Described, today: NaiveDate) -> Result<House, Error> {
    let Described {
        mut house,
        states_valid_from,
        ..
    } = described;
    if states_valid_from {
        return Ok(house);
    }
    house.details.valid_from = match store::house::find(connection, &house.id, today)? {
        None => house.opening.opens_on,
        Some(stored) => {
            let since = stored.details.valid_from;
            let unchanged = HouseDetails {
                valid_from: since,
                ..house.details.clone()
            };
            if stored.details == unchanged { since } else { today }
        }
    };
    Ok(house)
}

/// What a house says against itself.
fn contradictions(house: &House) -> Vec<Fault> {
    let opening = house.opening;
    let mut faults = Vec::new();
    if opening
        .closes_on
        .is_some_and(|closes_on| closes_on < opening.opens_on)
    {
        faults.push(Fault::field("closes_on", Rule::ClosesBeforeOpening));
    }
    if let Some(first) = house.beds.first_day()
        && first > opening.opens_on
    {
        faults.push(Fault::field("beds", Rule::BedsKnownAfterOpening { first }));
    }
    faults
}
