//! What figures can be asked of: networks, regions and houses, with their names.

use super::{App, Error};
use crate::domain::house::House;
use crate::domain::place::{Network, Region};
use crate::store;

/// The networks, regions and houses of the register, as they are today.
#[derive(Clone, Debug, PartialEq)]
pub struct Places {
    pub networks: Vec<Network>,
    pub regions: Vec<Region>,
    /// In order of their names.
    pub houses: Vec<House>,
}

/// # Errors
/// [`Error::Unavailable`].
pub async fn places(app: &App) -> Result<Places, Error> {
    let today = app.today();
    app.store
        .read(move |connection| {
            let mut houses = store::house::all(connection, today)?;
            houses.sort_by(|one, other| (&one.details.name, &one.id).cmp(&(&other.details.name, &other.id)));
            Ok::<_, Error>(Places {
                networks: store::place::networks(connection)?,
                regions: store::place::regions(connection)?,
                houses,
            })
        })
        .await
}
