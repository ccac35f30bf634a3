//! Filling the register with the simulated days of the example network.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{App, Error};
use crate::domain::house::House;
use crate::domain::registration::{Entry, Registration, fit};
use crate::domain::text::{HouseId, Name};
use crate::domain::warning::Confirmed;
use crate::model::example;
use crate::store::{self, Connection};

/// The simulated days still to be entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filling {
    /// The first day of the simulation, the same at each filling.
    pub first: NaiveDate,
    pub seed: u64,
}

/// Enters the simulated days up to now, as the houses would have; days that somebody registered since are
/// left alone. Answers how many revisions were entered.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Internal`].
pub async fn fill(app: &App, filling: Filling, by: Name) -> Result<u64, Error> {
    let now = app.now();
    let today = app.today();
    let entered = app
        .store
        .transact(move |connection| {
            // What the simulation entered up to then is there already.
            let after = store::registration::last_entry_by(connection, &by)?;
            let houses = store::house::all(connection, today)?;
            let entries = example::register(&houses, filling.first, now, filling.seed);
            let by_id: BTreeMap<HouseId, House> = houses
                .into_iter()
                .map(|house| (house.id.clone(), house))
                .collect();
            let mut entered = 0;
            for entry in entries {
                let is_new = after.is_none_or(|after| entry.entered_at > after);
                if is_new && enter(connection, &by_id, entry, &by)? {
                    entered += 1;
                }
            }
            Ok::<_, Error>(entered)
        })
        .await?;
    app.refresh_board().await?;
    Ok(entered)
}

fn enter(
    connection: &mut Connection,
    houses: &BTreeMap<HouseId, House>,
    entry: example::Entry,
    by: &Name,
) -> Result<bool, Error> {
    let current = store::registration::current(connection, &entry.house, entry.date)?;
    if current.is_some_and(|current| current.entry.recorded_by != *by) {
        return Ok(false);
    }
    let Some(stand) = houses
        .get(&entry.house)
        .and_then(|house| fit(house, entry.date, entry.counts).ok())
    else {
        return Ok(false);
    };
    let last = store::registration::last_revision(connection, &entry.house, entry.date)?;
    let registration = Registration {
        house_id: entry.house,
        date: entry.date,
        stand,
        entry: Entry {
            revision: last.saturating_add(1),
            recorded_at: entry.entered_at,
            counted_at: None,
            recorded_by: by.clone(),
            token_id: None,
            reason: entry.reason,
            confirmed: Confirmed::new(),
        },
    };
    store::registration::append(connection, &registration)?;
    Ok(true)
}
