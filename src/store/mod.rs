//! The database: rows in, domain values out. One code for SQLite and PostgreSQL; every write goes
//! through [`Store::transact`].

mod address;
mod connection;
mod error;
pub mod house;
mod migrations;
pub mod place;
pub mod registration;
mod schema;
pub mod token;
mod writer;

pub use address::{Address, AddressError};
pub use connection::{Connection, Limits, Store};
pub use error::{Error, OpenError};
