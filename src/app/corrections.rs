//! What was lately corrected, for the coordinator.

use super::{App, Error};
use crate::domain::access::{Principal, Readable, View};
use crate::domain::calendar::{day_start, days_before};
use crate::domain::change::Correction;
use crate::store;

/// How many revisions are looked through at most.
const MOST: i64 = 500;

/// The latest corrections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrections {
    /// The latest first.
    pub items: Vec<Correction>,
    /// How many revisions only brought a day up to date while it lasted.
    pub updates: usize,
    /// Whether all revisions of the time were looked through, and not only the latest.
    pub is_whole: bool,
}

/// The corrections that were entered on the last `days` days, today included.
///
/// # Errors
/// [`Error::Forbidden`] where the caller may not see all of all houses; [`Error::Unavailable`].
pub async fn latest(app: &App, principal: &Principal, days: u32) -> Result<Corrections, Error> {
    if principal.readable_houses() != Readable::All || principal.view() != View::Whole {
        return Err(Error::Forbidden);
    }
    let since = day_start(days_before(app.today(), days.saturating_sub(1)));
    let all = app
        .store
        .read(move |connection| {
            store::registration::corrections(connection, since, MOST).map_err(Error::from)
        })
        .await?;
    let looked_through = all.len();
    let items: Vec<Correction> = all
        .into_iter()
        .filter(|correction| !correction.is_update())
        .collect();
    Ok(Corrections {
        updates: looked_through - items.len(),
        is_whole: i64::try_from(looked_through).is_ok_and(|number| number < MOST),
        items,
    })
}
