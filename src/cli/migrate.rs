//! `hospice-capacity migrate`.

use super::{Failure, config};
use crate::store::Store;

pub(super) fn run() -> Result<(), Failure> {
    let config = config()?;
    Store::open(&config.database, true, config.limits)?;
    println!("{} is up to date", config.database);
    Ok(())
}
