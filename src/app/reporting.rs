//! A house's own arrangement on reporting: private to the house and the coordinator.

use super::{App, Error, Missing};
use crate::domain::access::Principal;
use crate::domain::reporting::Reporting;
use crate::domain::text::HouseId;
use crate::store::{self, Connection};

/// The arrangement of a house. A house that never had one has the installation's deadline and no addresses.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::Unavailable`].
pub async fn read(app: &App, principal: &Principal, house: HouseId) -> Result<Reporting, Error> {
    if !principal.may_register_for(&house) {
        return Err(Error::Forbidden);
    }
    let today = app.today();
    app.store
        .read(move |connection| {
            store::house::find(connection, &house, today)?.ok_or(Error::NotFound(Missing::House))?;
            standing(connection, &house)
        })
        .await
}

/// Replaces the arrangement of a house. `expected` is asked whether what is stored is what the caller
/// believes.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::PreconditionFailed`], [`Error::Unavailable`].
pub async fn put(
    app: &App,
    principal: &Principal,
    house: HouseId,
    reporting: Reporting,
    expected: impl FnOnce(&Reporting) -> bool + Send + 'static,
) -> Result<(), Error> {
    if !principal.may_manage_houses() {
        return Err(Error::Forbidden);
    }
    let (now, today) = (app.now(), app.today());
    let by = principal.name.clone();
    app.store
        .transact_promptly(move |connection| {
            store::house::lock(connection, &house)?;
            store::house::find(connection, &house, today)?.ok_or(Error::NotFound(Missing::House))?;
            if !expected(&standing(connection, &house)?) {
                return Err(Error::PreconditionFailed);
            }
            store::reporting::put(connection, &house, &reporting, now, &by)?;
            Ok(())
        })
        .await
}

fn standing(connection: &mut Connection, house: &HouseId) -> Result<Reporting, Error> {
    Ok(store::reporting::find(connection, house)?.unwrap_or_default())
}
