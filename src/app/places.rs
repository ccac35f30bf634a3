//! The regions and municipalities that houses can lie in.

use super::{App, Error};
use crate::domain::place::Places;
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
