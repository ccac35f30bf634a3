//! The integration tests: they speak HTTP to the real server on its own database with a fixed clock, and
//! run the built program as people do. `SQLite` by default; `PostgreSQL` where `HOSPICE_TEST_DATABASE` says so.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where something is not as it should be"
)]
#![expect(clippy::too_many_lines, reason = "tables of input are long")]

mod audit;
mod availability;
mod bad_input;
mod commands;
mod completeness;
mod concurrency;
mod fuzz;
#[expect(dead_code, unused_imports, reason = "the tests of faults need more of it")]
mod harness;
mod houses;
mod imports;
mod layers;
mod limits;
mod overload;
mod pages;
mod planning;
mod privacy;
mod registrations;
mod reminders;
mod reporting;
mod roles;
mod security;
mod statistics;
mod store;
mod store_sequences;
mod verify;
