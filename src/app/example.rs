//! Filling the register with the simulated days of the example network.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::sync::Arc;

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
    let name = by.clone();
    let (after, houses) = app
        .store
        .read(move |connection| {
            // What the simulation entered up to then is there already.
            let after = store::registration::last_entry_by(connection, &name)?;
            Ok::<_, Error>((after, store::house::all(connection, today)?))
        })
        .await?;
    let mut entries = example::register(&houses, filling.first, now, filling.seed);
    entries.retain(|entry| after.is_none_or(|after| entry.entered_at > after));
    let houses: BTreeMap<HouseId, House> = houses
        .into_iter()
        .map(|house| (house.id.clone(), house))
        .collect();
    let houses = Arc::new(houses);
    let mut entries = entries.into_iter().peekable();
    let mut entered = 0;
    while entries.peek().is_some() {
        let piece = piece(&mut entries);
        let (houses, by) = (Arc::clone(&houses), by.clone());
        entered += app
            .store
            .transact(move |connection| {
                let mut entered = 0;
                for entry in piece {
                    entered += u64::from(enter(connection, &houses, entry, &by)?);
                }
                Ok::<_, Error>(entered)
            })
            .await?;
    }
    app.refresh_board().await?;
    Ok(entered)
}

/// How many entries go into one transaction.
const PIECE: usize = 250;

/// The next entries, up to a moment after which none of the same moment is left: whoever goes on later goes on
/// after it.
fn piece(entries: &mut Peekable<impl Iterator<Item = example::Entry>>) -> Vec<example::Entry> {
    let mut piece = Vec::<example::Entry>::new();
    while let Some(next) = entries.next_if(|next| {
        let is_same_moment = || {
            piece
                .last()
                .is_some_and(|last| last.entered_at == next.entered_at)
        };
        piece.len() < PIECE || is_same_moment()
    }) {
        piece.push(next);
    }
    piece
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
        .and_then(|house| fit((&house.opening, &house.beds), entry.date, entry.counts).ok())
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
