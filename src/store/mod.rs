//! The database: rows in, domain values out. One code for `SQLite` and `PostgreSQL`; every write goes
//! through [`Store::write_within`].

mod address;
#[expect(
    clippy::missing_errors_doc,
    reason = "all of them fail with an Error and nothing else"
)]
pub mod audit;
#[expect(
    clippy::missing_errors_doc,
    reason = "all of them fail with an Error and nothing else"
)]
pub mod computation;
mod connection;
#[expect(
    clippy::missing_errors_doc,
    reason = "all of them fail with an Error and nothing else"
)]
pub mod deaths;
mod error;
pub mod file;
#[expect(
    clippy::missing_errors_doc,
    reason = "all of them fail with an Error and nothing else"
)]
pub mod forecast;
#[expect(
    clippy::missing_errors_doc,
    reason = "all of them fail with an Error and nothing else"
)]
pub mod house;
mod kept;
#[expect(
    clippy::missing_errors_doc,
    reason = "all of them fail with an Error and nothing else"
)]
pub mod keyed_import;
mod migrations;
#[expect(
    clippy::missing_errors_doc,
    reason = "all of them fail with an Error and nothing else"
)]
pub mod place;
mod postgres;
#[expect(
    clippy::missing_errors_doc,
    reason = "all of them fail with an Error and nothing else"
)]
pub mod registration;
#[expect(
    clippy::missing_errors_doc,
    reason = "all of them fail with an Error and nothing else"
)]
pub mod reminder;
#[expect(
    clippy::missing_errors_doc,
    reason = "all of them fail with an Error and nothing else"
)]
pub mod reporting;
mod schema;
#[expect(
    clippy::missing_errors_doc,
    reason = "all of them fail with an Error and nothing else"
)]
pub mod session;
mod sqlite;
mod standby;
mod tested;
#[expect(
    clippy::missing_errors_doc,
    reason = "all of them fail with an Error and nothing else"
)]
pub mod token;
mod writer;

pub use address::{Address, AddressError};
pub use connection::{Connection, Limits, Store};
pub use error::{Error, OpenError};
