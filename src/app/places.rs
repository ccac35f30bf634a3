//! The regions and municipalities that houses can lie in.

use super::{App, Error};
use crate::domain::place::{Municipality, Region};
use crate::store;

/// What a house can name as its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Places {
    /// In order of their ids.
    pub regions: Vec<Region>,
    /// In order of their names.
    pub municipalities: Vec<Municipality>,
}

/// All places.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn places(app: &App) -> Result<Places, Error> {
    app.store
        .read(|connection| {
            let mut municipalities = store::place::municipalities(connection)?;
            municipalities.sort_by(|one, other| one.name.cmp(&other.name));
            Ok(Places {
                regions: store::place::regions(connection)?,
                municipalities,
            })
        })
        .await
}
