//! Connections to either database, and the two ways to use one: [`Store::read`] and
//! [`Store::transact`].

use std::sync::Arc;
use std::time::Duration;

use diesel::result::Error as Query;
use diesel::{Connection as _, PgConnection, SqliteConnection};

use super::address::Address;
use super::error::{Error, OpenError};
use super::postgres::{Postgres, Purpose, with_patience};
use super::sqlite::Sqlite;
use super::{migrations, registration, standby};

/// A connection to one of the two databases, inside a transaction.
pub enum Connection<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

/// Runs one body of diesel code on whichever database the connection is of. The body is compiled
/// once for each.
macro_rules! on {
    ($connection:expr, |$c:ident| $body:expr) => {
        match $connection {
            $crate::store::Connection::Sqlite(inner) => {
                let $c = &mut **inner;
                $body
            }
            $crate::store::Connection::Postgres(inner) => {
                let $c = &mut **inner;
                $body
            }
        }
    };
}
pub(super) use on;

/// How much of the database this process may use, and how long it waits for it.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub connections: u32,
    /// How long to wait for a connection, for a lock or for one statement.
    pub patience: Duration,
    /// How long a whole read or write may take; a quarter of it where somebody waits for little.
    pub deadline: Duration,
    /// How many writes share a commit at most, where they wait at the same time.
    pub group: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 16,
            patience: Duration::from_secs(2),
            // A quarter for who asks, and another for what they ask: together below two seconds.
            deadline: Duration::from_millis(3200),
            group: 512,
        }
    }
}

/// The part of the deadline for a little that somebody waits for: one part for who asks, another for what they ask.
const PROMPT: u32 = 4;

/// The database. Clones share its connections.
#[derive(Clone)]
pub struct Store {
    back_end: Arc<BackEnd>,
    deadline: Duration,
    group: usize,
    /// Is a file asked by the thread that asks?
    here: bool,
}

enum BackEnd {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Store {
    /// Opens the database and brings it to this program's version. A `SQLite` file that is not there
    /// is made only where `create` says so.
    ///
    /// # Errors
    /// [`OpenError`]; nothing has then been made.
    pub fn open(address: &Address, create: bool, limits: Limits) -> Result<Self, OpenError> {
        let back_end = match address {
            Address::Sqlite(path) => BackEnd::Sqlite(Sqlite::open(address, path, create, limits)?),
            Address::Postgres(url) => open_postgres(address, url, limits)?,
        };
        Ok(Self {
            back_end: Arc::new(back_end),
            deadline: limits.deadline,
            group: limits.group,
            here: false,
        })
    }

    /// The same database for a thread that has nothing else to do meanwhile: it asks a file itself, and spares the way
    /// to another thread and back. Until it is answered nothing else goes on there, not even a clock.
    #[must_use]
    pub fn here(self) -> Self {
        Self { here: true, ..self }
    }

    /// How long a little may take that somebody waits for. Of a file nothing is heard sooner.
    #[must_use]
    pub fn prompt(&self) -> Duration {
        match &*self.back_end {
            BackEnd::Sqlite(_) => self.deadline,
            BackEnd::Postgres(_) => self.deadline / PROMPT,
        }
    }

    /// How many writes may share a commit.
    #[must_use]
    pub fn group(&self) -> usize {
        self.group
    }

    /// Runs `work` on one consistent view of the database; it cannot write.
    ///
    /// # Errors
    /// Those of `work`, and [`Error::Unavailable`] where the database does not answer in time.
    pub async fn read<T, E>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.read_within(self.deadline, work).await
    }

    /// The same for a little that somebody waits for: where the server is away they are told within a second.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn read_promptly<T, E>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.read_within(self.prompt(), work).await
    }

    /// The same within `deadline`, where the database is a server.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn read_within<T, E>(
        &self,
        deadline: Duration,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.look_up(deadline, |connection| at_one_moment(connection, work))
            .await
    }

    /// Runs `work` without a transaction: several statements would see several states. Within `deadline`, where the
    /// database is a server.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn look_up<T, E>(
        &self,
        deadline: Duration,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &*self.back_end {
            BackEnd::Sqlite(sqlite) => {
                let look = |connection: &mut SqliteConnection| work(&mut Connection::Sqlite(connection));
                sqlite.read(self.here, self.deadline, look).await
            }
            BackEnd::Postgres(postgres) => {
                let look = |connection: &mut PgConnection, _| work(&mut Connection::Postgres(connection));
                postgres.run(Purpose::Read, deadline, look).await
            }
        }
    }

    /// Runs `work` in one transaction. It is committed, durably, when `work` succeeds and before
    /// this returns, and undone when it fails.
    ///
    /// On `SQLite` the transaction begins IMMEDIATE and may be shared with other writes in waiting, each in
    /// a savepoint of its own; on `PostgreSQL` it is one of its own, and its synchronous standby, where there
    /// is one, has it too.
    ///
    /// # Errors
    /// Those of `work`, [`Error::Busy`] where too many writes wait, and [`Error::Unavailable`].
    pub async fn transact<T, E>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.transact_within(self.deadline, work).await
    }

    /// The same for a little that somebody waits for: where a server is away they are told within a second.
    ///
    /// # Errors
    /// As [`Store::transact`].
    pub async fn transact_promptly<T, E>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.write_within(self.prompt(), work).await
    }

    /// The same for work that may take longer, or as long as everything may where that is more.
    ///
    /// # Errors
    /// As [`Store::transact`].
    pub async fn transact_within<T, E>(
        &self,
        deadline: Duration,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.write_within(deadline.max(self.deadline), work).await
    }

    /// The same within `deadline`, where the database is a server; no commit is begun after it.
    ///
    /// # Errors
    /// As [`Store::transact`].
    pub async fn write_within<T, E>(
        &self,
        deadline: Duration,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &*self.back_end {
            BackEnd::Sqlite(sqlite) => sqlite.writer.write(self.here, work).await,
            BackEnd::Postgres(postgres) => {
                let write = move |connection: &mut PgConnection, until: tokio::time::Instant| {
                    standby::transact(connection, until, |connection| {
                        let done = work(&mut Connection::Postgres(connection))?;
                        // Who asked was told that it failed, and may have asked again since: it must not come
                        // after that.
                        if tokio::time::Instant::now() > until {
                            return Err(Error::Unavailable("it came too late".to_owned()).into());
                        }
                        Ok(done)
                    })
                };
                postgres.run(Purpose::Write, deadline, write).await
            }
        }
    }

    /// Undoes all migrations, which drops every table: for the test that each can be undone.
    ///
    /// # Errors
    /// [`Error`] where a migration cannot be undone.
    #[doc(hidden)]
    pub async fn take_down(&self) -> Result<(), Error> {
        self.transact(|connection| {
            on!(connection, |c| migrations::take_down(c)).map_err(|error| Error::Corrupt(error.to_string()))
        })
        .await
    }
}

/// Runs `work` in a transaction that only reads, so that all it reads is of one moment.
fn at_one_moment<T, E: From<Error>>(
    connection: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<T, E> {
    match connection {
        Connection::Sqlite(c) => run_in(*c, |c| work(&mut Connection::Sqlite(c))),
        Connection::Postgres(c) => {
            let mut reading = c.build_transaction().read_only().repeatable_read();
            settle(reading.run(|c| work(&mut Connection::Postgres(c)).map_err(Stop::Refused)))
        }
    }
}

/// Why a transaction is undone: by the work's own refusal, or by the database.
enum Stop<E> {
    Refused(E),
    Failed(Query),
}

impl<E> From<Query> for Stop<E> {
    fn from(error: Query) -> Self {
        Self::Failed(error)
    }
}

fn settle<T, E: From<Error>>(outcome: Result<T, Stop<E>>) -> Result<T, E> {
    outcome.map_err(|stop| match stop {
        Stop::Refused(refusal) => refusal,
        Stop::Failed(error) => Error::from(error).into(),
    })
}

/// Runs `work` in a transaction, or in a savepoint where one is open.
pub(super) fn run_in<C: diesel::Connection, T, E: From<Error>>(
    connection: &mut C,
    work: impl FnOnce(&mut C) -> Result<T, E>,
) -> Result<T, E> {
    settle(connection.transaction(|connection| work(connection).map_err(Stop::Refused)))
}

fn open_postgres(address: &Address, url: &str, limits: Limits) -> Result<BackEnd, OpenError> {
    let refused = |reason: String| OpenError::Refused {
        address: address.to_string(),
        reason,
    };
    let url = with_patience(url);
    // A plain connection first: a pool would hide a wrong password behind its tries.
    let mut connection = PgConnection::establish(&url).map_err(|error| refused(error.to_string()))?;
    migrations::bring_up_postgres(&mut connection).map_err(|error| not_brought_up(address, &*error))?;
    seal(address, &mut Connection::Postgres(&mut connection))?;
    let postgres = Postgres::open(url, limits).map_err(|error| refused(error.to_string()))?;
    Ok(BackEnd::Postgres(postgres))
}

/// Seals what an older version entered.
pub(super) fn seal(address: &Address, connection: &mut Connection) -> Result<(), OpenError> {
    let sealed = registration::seal_unsealed(connection).map_err(|error| not_brought_up(address, &error))?;
    if sealed > 0 {
        log::info!(revisions = sealed; "sealed what was entered before revisions were sealed");
    }
    Ok(())
}

pub(super) fn not_brought_up(address: &Address, error: &(dyn std::error::Error + 'static)) -> OpenError {
    OpenError::Migration {
        address: address.to_string(),
        reason: error.to_string(),
    }
}
