//! What all tests stand on: a database, a server, a client, and the commands.

mod client;
mod command;
mod database;
mod server;
mod smtp;

pub use client::{Answer, Client, Request, places};
pub use command::{Outcome, Process, run, run_in, run_on};
pub use database::Database;
pub use server::{NETWORK, NOW, Server, TODAY, block_on, day};
pub use smtp::{MailServer, Mood};

/// A file of the repository.
pub fn repository(path: &str) -> std::path::PathBuf {
    std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}
