//! What a house can name as its place, and what figures can be asked of, with their names.

use super::{App, Error};
use crate::domain::house::House;
use crate::domain::place::{Municipality, Network, Region};
use crate::store;

/// The places and houses of the register, as they are today.
#[derive(Clone, Debug, PartialEq)]
pub struct Places {
    pub networks: Vec<Network>,
    /// In order of their ids.
    pub regions: Vec<Region>,
    /// In order of their names.
    pub municipalities: Vec<Municipality>,
    /// In order of their names.
    pub houses: Vec<House>,
}

/// All places.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn places(app: &App) -> Result<Places, Error> {
    let today = app.today();
    app.store
        .read(move |connection| {
            let mut municipalities = store::place::municipalities(connection)?;
            municipalities.sort_by(|one, other| one.name.cmp(&other.name));
            let mut houses = store::house::all(connection, today)?;
            houses.sort_by(|one, other| (&one.details.name, &one.id).cmp(&(&other.details.name, &other.id)));
            Ok::<_, Error>(Places {
                networks: store::place::networks(connection)?,
                regions: store::place::regions(connection)?,
                municipalities,
                houses,
            })
        })
        .await
}
