//! The tests in a real browser: Chromium without a screen opens the pages of the real server, as people do.
//!
//! They need Chromium (Debian: `apt-get install chromium`). Pictures of the pages, and of what was seen
//! where a test failed, are in `target/screenshots/`.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where something is not as it should be"
)]

mod board;
mod chromium;
mod driver;
mod entry;
mod every_page;
mod figures;
#[expect(dead_code, unused_imports, reason = "the other tests need more of it")]
#[path = "../it/harness/mod.rs"]
mod harness;
mod network;
mod people;
mod signing_in;
