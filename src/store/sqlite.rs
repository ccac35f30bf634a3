//! A `SQLite` file: one connection that writes, and others that read beside it.

use std::path::Path;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool};
use diesel::result::Error as Query;
use diesel::{Connection as _, SqliteConnection};
use tokio::sync::Semaphore;

use super::address::Address;
use super::connection::{Connection, Limits, not_brought_up, seal};
use super::error::{Error, OpenError};
use super::writer::Writer;
use super::{migrations, registration};

// The writer goes first: the last connection to close folds the log into the file.
pub(super) struct Sqlite {
    pub(super) writer: Writer,
    readers: Pool<ConnectionManager<SqliteConnection>>,
}

impl Sqlite {
    /// Opens the file, and brings it to this program's version; makes one that is not there only where `create` says
    /// so.
    ///
    /// # Errors
    /// [`OpenError`]; nothing has then been made.
    pub(super) fn open(
        address: &Address,
        path: &Path,
        create: bool,
        limits: Limits,
    ) -> Result<Self, OpenError> {
        let is_new = !path.exists();
        check_file(address, path, create)?;
        let sqlite = Self::open_file(address, &path.to_string_lossy(), limits)?;
        if is_new {
            log::warn!("{address} was not there and has been made, empty");
        }
        Ok(sqlite)
    }

    fn open_file(address: &Address, path: &str, limits: Limits) -> Result<Self, OpenError> {
        let refused = |reason: String| OpenError::Refused {
            address: address.to_string(),
            reason,
        };
        let prepare = Prepare {
            patience: limits.patience,
        };
        let mut connection = prepare
            .connect_sqlite(path)
            .map_err(|error| refused(error.to_string()))?;
        migrations::bring_up_sqlite(&mut connection).map_err(|error| not_brought_up(address, &*error))?;
        seal(address, &mut Connection::Sqlite(&mut connection))?;
        let readers = Pool::builder()
            .max_size(limits.connections.min(8))
            .min_idle(Some(1))
            .connection_timeout(limits.patience)
            .connection_customizer(Box::new(prepare))
            .test_on_check_out(false)
            .build(ConnectionManager::new(path))
            .map_err(|error| refused(error.to_string()))?;
        let again = path.to_owned();
        let writer = Writer::start(connection, limits.group, move || {
            prepare.connect_sqlite(&again).ok()
        })
        .map_err(|error| refused(error.to_string()))?;
        Ok(Self { writer, readers })
    }

    /// Runs `work` on a connection that reads: `here`, or off the thread that asks and within `deadline`.
    pub(super) async fn read<T, E>(
        &self,
        here: bool,
        deadline: Duration,
        work: impl FnOnce(&mut SqliteConnection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let readers = self.readers.clone();
        let read = move || {
            let connection = readers.get();
            let mut connection = connection.map_err(|error| Error::Unavailable(error.to_string()))?;
            work(&mut connection)
        };
        if here {
            read()
        } else {
            in_time(deadline, read).await
        }
    }
}

/// How much work of this process is on threads of its own at once, also where whoever asked has gone meanwhile. More
/// than there are connections; without a bound each of thousands of requests would take a thread and wait on it.
static TURNS: Semaphore = Semaphore::const_new(64);

/// Runs blocking work off the request threads, and gives up on it after the deadline: by then
/// the server has stopped answering.
async fn in_time<T, E>(
    deadline: Duration,
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    let answered = async {
        let turn = TURNS.acquire().await;
        let work = move || {
            let outcome = work();
            drop(turn);
            outcome
        };
        tokio::task::spawn_blocking(work).await
    };
    match tokio::time::timeout(deadline, answered).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(Error::Unavailable("the work was broken off".to_owned()).into()),
        Err(_) => Err(Error::Unavailable("no answer in time".to_owned()).into()),
    }
}

fn check_file(address: &Address, path: &Path, create: bool) -> Result<(), OpenError> {
    if path.exists() {
        return Ok(());
    }
    let address = address.to_string();
    if !create {
        return Err(OpenError::Missing { address });
    }
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => Err(OpenError::NoFolder {
            address,
            folder: folder.display().to_string(),
        }),
        _ => Ok(()),
    }
}

/// Settings that each new connection gets.
#[derive(Clone, Copy, Debug)]
struct Prepare {
    patience: Duration,
}

impl Prepare {
    fn connect_sqlite(self, path: &str) -> Result<SqliteConnection, diesel::ConnectionError> {
        let mut connection = SqliteConnection::establish(path)?;
        self.sqlite(&mut connection)
            .and_then(|()| registration::teach(&mut connection))
            .map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
        Ok(connection)
    }

    fn sqlite(self, connection: &mut SqliteConnection) -> Result<(), Query> {
        let patience = self.patience.as_millis();
        connection.batch_execute(&format!("PRAGMA busy_timeout = {patience}"))?;
        self.turn_log_on(connection)?;
        connection.batch_execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")?;
        // The log is folded into the file by 16 MB instead of 4: a page that many writes change is written less often.
        // What an import took beyond that is given back.
        connection.batch_execute("PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 20000000")
    }

    /// Turns the write-ahead log on. Of several that do so at once on a new file all but one are told at once
    /// that it is locked, whatever the busy timeout says: they try again.
    fn turn_log_on(self, connection: &mut SqliteConnection) -> Result<(), Query> {
        const PAUSE: Duration = Duration::from_millis(5);
        let deadline = Instant::now() + self.patience;
        loop {
            match connection.batch_execute("PRAGMA journal_mode = WAL") {
                Err(error) if is_locked(&error) && Instant::now() < deadline => std::thread::sleep(PAUSE),
                outcome => return outcome,
            }
        }
    }
}

fn is_locked(error: &Query) -> bool {
    matches!(error, Query::DatabaseError(_, information) if information.message().contains("is locked"))
}

impl CustomizeConnection<SqliteConnection, diesel::r2d2::Error> for Prepare {
    fn on_acquire(&self, connection: &mut SqliteConnection) -> Result<(), diesel::r2d2::Error> {
        // What it keeps between two reads is worth nothing after the next write; the system has the file's pages too.
        self.sqlite(connection)
            .and_then(|()| connection.batch_execute("PRAGMA cache_size = -500"))
            .map_err(diesel::r2d2::Error::QueryError)
    }
}
