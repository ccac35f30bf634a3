//! What a house can name as its place, and what figures can be asked of.

use super::{App, Error};
use crate::domain::house::House;
use crate::domain::place::{Network, Places, Region};
use crate::store;

/// All places.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn places(app: &App) -> Result<Places, Error> {
    app.store
        .read(|connection| store::place::all(connection).map_err(Error::from))
        .await
}

/// What figures can be asked of, as it is today.
#[derive(Clone, Debug, PartialEq)]
pub struct Subjects {
    pub networks: Vec<Network>,
    /// In order of their ids.
    pub regions: Vec<Region>,
    /// In order of their names.
    pub houses: Vec<House>,
}

/// All networks, regions and houses.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn subjects(app: &App) -> Result<Subjects, Error> {
    let today = app.today();
    app.store
        .read(move |connection| {
            let mut houses = store::house::all(connection, today)?;
            houses.sort_by(|one, other| (&one.details.name, &one.id).cmp(&(&other.details.name, &other.id)));
            Ok::<_, Error>(Subjects {
                networks: store::place::networks(connection)?,
                regions: store::place::regions(connection)?,
                houses,
            })
        })
        .await
}
