//! The commands, run as people run them.

mod backtest;
mod backup;
mod database_url;
mod demo;
mod export;
mod faulty_rows;
mod forecast;
mod import_again;
mod import_houses;
mod import_registrations;
mod openapi;
mod project;
mod real_counts;
mod serve;
mod simulate;
mod token;

use std::path::PathBuf;

use tempfile::TempDir;

use crate::harness::{Database, NETWORK, run_on};

/// A folder for the files of one test.
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::write(&path, content).expect("a file");
        path.to_str().expect("UTF-8").to_owned()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// A database with the test's network in it.
fn network() -> Database {
    let database = Database::new();
    let files = Files::new();
    let file = files.write("network.json", NETWORK);
    let output = run_on(&database, &["import", "houses", &file]).output();
    assert_eq!(output, "10 houses imported\n");
    database
}

fn revisions(database: &Database) -> i64 {
    database.number("SELECT COUNT(*) FROM registration_revisions")
}
