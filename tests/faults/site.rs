//! A register at work on a database: the real server, in a process of its own, that can be killed and started
//! again.

use std::time::Duration;

use chrono::{NaiveDate, Utc};
use hospice_capacity::domain::calendar::care_day;
use serde_json::Value;

use crate::harness::{Answer, Client, Database, NETWORK, Process, run_on};

/// The houses of the test's network that are open for years.
pub const HOUSES: [&str; 8] = [
    "de-heide",
    "de-horizon",
    "de-kade",
    "de-linde",
    "de-vlinder",
    "de-wierde",
    "het-baken",
    "zonder-plek",
];

pub struct Site {
    pub database: Database,
    pub process: Process,
    /// A coordinator's.
    pub token: String,
    pub today: NaiveDate,
}

impl Site {
    /// The test's network on an empty database, and a server.
    pub fn start(database: Database) -> Self {
        Self::start_by(database, serve)
    }

    /// The same, where the server is started otherwise.
    pub fn start_by(database: Database, serve: impl Fn(&Database) -> Process) -> Self {
        let files = tempfile::tempdir().expect("a folder");
        let network = files.path().join("network.json");
        std::fs::write(&network, NETWORK).expect("a file");
        run_on(&database, &["import", "houses", network.to_str().expect("UTF-8")]).output();
        let create = ["token", "create", "--role", "coordinator", "--name", "Test"];
        let token = run_on(&database, &create).output().trim().to_owned();
        Self {
            process: serve(&database),
            database,
            token,
            today: care_day(Utc::now()),
        }
    }

    pub fn client(&self) -> Client {
        self.process.client.clone()
    }

    /// Starts a server in the place of the one that was killed.
    pub fn restart(&mut self) {
        self.process = serve(&self.database);
    }

    /// Waits until the server can use its database.
    pub fn wait_until_ready(&self) {
        let ready = || (self.process.client.get("/readyz").send().status == 200).then_some(());
        wait_for(Duration::from_secs(5), "ready", ready);
    }

    /// What it answers to somebody who may see all.
    pub fn get(&self, path: &str) -> Answer {
        self.process.client.get(path).token(&self.token).send()
    }

    /// All revisions of a day, the first one first; none where it was never registered.
    pub fn history(&self, house: &str, date: NaiveDate) -> Vec<Value> {
        let answer = self.get(&format!("{}/revisions", day(house, date)));
        if answer.status == 404 {
            return Vec::new();
        }
        let list = answer.expect(200).json();
        list.as_array().expect("a list").clone()
    }
}

pub fn day(house: &str, date: NaiveDate) -> String {
    crate::harness::day(house, &date.to_string())
}

fn serve(database: &Database) -> Process {
    Process::serve_with(database, &[("HOSPICE_DATABASE_CONNECTIONS", "16")])
}

/// Asks again until the answer is as it should be.
///
/// # Panics
/// Where that takes longer than `patience`.
pub fn wait_for<T>(patience: Duration, what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let started = std::time::Instant::now();
    loop {
        if let Some(found) = ask() {
            return found;
        }
        assert!(started.elapsed() < patience, "{what}: not after {patience:?}");
        std::thread::sleep(Duration::from_millis(2));
    }
}
