//! What the database file takes without a server: one connection, 64 writes in each commit, no question asked.

use std::cell::Cell;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use hospice_capacity::domain::registration::Registration;
use hospice_capacity::store::registration::{append, current};
use hospice_capacity::store::{self, Address, Limits, Store};

use super::fixture::LAST;
use super::wrk::Measured;

/// Writes in one commit.
const GROUP: u32 = 64;
/// How long it is measured each time.
const TIME: Duration = Duration::from_secs(2);

diesel::table! {
    narrow (house_id, date) {
        house_id -> Text,
        date -> Date,
        requests -> Integer,
    }
}

pub struct Raw {
    store: Store,
    stands: Vec<Registration>,
    path: String,
    revision: Cell<u32>,
}

impl Raw {
    pub fn open(url: &str) -> Self {
        let address = Address::parse(url).expect("an address");
        let store = Store::open(&address, false, Limits::default()).expect("a database");
        let stands = run(store.read(|connection| {
            let houses = store::house::all(connection, LAST)?;
            let mut stands = Vec::new();
            for day in LAST.iter_days().rev().take(14) {
                for house in &houses {
                    stands.extend(current(connection, &house.id, day)?);
                }
            }
            Ok::<_, store::Error>(stands)
        }));
        Self {
            store,
            stands,
            path: url.trim_start_matches("sqlite://").to_owned(),
            revision: Cell::new(1000),
        }
    }

    /// The rows of as many registrations as the file takes: the flag of the one before, the revision, the count.
    pub fn registrations(&self) -> Measured {
        let mut next = self.stands.clone().into_iter().cycle();
        repeat(|| {
            let revision = self.revision.replace(self.revision.get() + 1);
            let group: Vec<Registration> = next.by_ref().take(GROUP as usize).collect();
            run(self.store.transact(move |connection| {
                for mut registration in group {
                    registration.entry.revision = revision;
                    append(connection, &registration)?;
                }
                Ok::<_, store::Error>(())
            }));
        })
    }

    /// One row of three columns in one statement, put in place of the one before: the narrowest upsert there is.
    pub fn upserts(&self) -> Measured {
        let mut connection = SqliteConnection::establish(&self.path).expect("a connection");
        connection
            .batch_execute(
                "PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
                 CREATE TABLE IF NOT EXISTS narrow (house_id TEXT NOT NULL, date DATE NOT NULL, requests INTEGER NOT NULL,
                     PRIMARY KEY (house_id, date))",
            )
            .expect("a table");
        let mut number = 0;
        repeat(|| {
            let written = connection.immediate_transaction(|connection| {
                for stand in self.stands.iter().take(GROUP as usize) {
                    number += 1;
                    let row = (
                        narrow::house_id.eq(stand.house_id.as_str()),
                        narrow::date.eq(stand.date),
                        narrow::requests.eq(number),
                    );
                    diesel::insert_into(narrow::table)
                        .values(row)
                        .on_conflict((narrow::house_id, narrow::date))
                        .do_update()
                        .set(narrow::requests.eq(number))
                        .execute(connection)?;
                }
                diesel::QueryResult::Ok(())
            });
            written.expect("a commit");
        })
    }
}

/// Does a group of writes again and again.
fn repeat(mut group: impl FnMut()) -> Measured {
    let begun = Instant::now();
    let mut groups = 0_u32;
    while begun.elapsed() < TIME {
        group();
        groups += 1;
    }
    Measured {
        rate: f64::from(groups * GROUP) / begun.elapsed().as_secs_f64(),
        ..Measured::default()
    }
}

fn run<T>(job: impl Future<Output = Result<T, store::Error>>) -> T {
    actix_web::rt::System::new().block_on(job).expect("the database")
}
