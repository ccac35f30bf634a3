//! What the register does when things break: processes killed in the middle of their work, a database that
//! stops or freezes, a disk that is full. It runs the built program, and `PostgreSQL` clusters of its own.
//!
//! Tests of `PostgreSQL` need its server programs (Debian: `apt-get install postgresql`). More rounds and
//! longer outages where `HOSPICE_LONG_TESTS=1`; the same ones as before where `HOSPICE_FAULT_SEED` is the number
//! that a run printed.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where something is not as it should be"
)]

mod away;
mod check;
mod cluster;
mod crash;
mod disk;
mod front;
#[expect(dead_code, unused_imports, reason = "the other tests need more of it")]
#[path = "../it/harness/mod.rs"]
mod harness;
mod load;
mod relay;
mod site;
mod standby;

use std::sync::{Mutex, MutexGuard, PoisonError};

/// One test at a time: they measure how long things take, and load the machine.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Is there time for many rounds and long outages?
fn is_long() -> bool {
    std::env::var("HOSPICE_LONG_TESTS").is_ok_and(|value| value == "1")
}

/// What chance follows from; printed, so that a run can be repeated.
fn seed() -> u64 {
    let told = std::env::var("HOSPICE_FAULT_SEED").ok();
    let seed = told.map_or_else(
        || uuid::Uuid::new_v4().as_u64_pair().0,
        |text| text.parse().expect("HOSPICE_FAULT_SEED: a number"),
    );
    println!("HOSPICE_FAULT_SEED={seed}");
    seed
}
