//! A database for one test: a `SQLite` file in a folder of its own, or a schema of its own in the
//! `PostgreSQL` database that `HOSPICE_TEST_DATABASE` names.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use hospice_capacity::store::{Address, Limits, Store};
use tempfile::TempDir;

/// Gone, with all that is in it, when it is dropped.
pub struct Database {
    url: String,
    home: Home,
}

enum Home {
    Folder { _folder: TempDir },
    Schema { server: String, name: String },
    Elsewhere,
}

impl Database {
    /// An empty database of the kind that the environment asks for.
    pub fn new() -> Self {
        match std::env::var("HOSPICE_TEST_DATABASE") {
            Ok(server) if !server.is_empty() => Self::schema(server),
            _ => Self::file(),
        }
    }

    /// An empty `SQLite` database, whatever the environment asks for. The file is not there yet.
    pub fn file() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self {
            url: format!("sqlite://{}", folder.path().join("register.db").display()),
            home: Home::Folder { _folder: folder },
        }
    }

    /// The database at an address that somebody else looks after.
    pub fn at(url: String) -> Self {
        let home = Home::Elsewhere;
        Self { url, home }
    }

    fn schema(server: String) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", std::process::id());
        let mut connection = PgConnection::establish(&server).expect("the PostgreSQL server");
        connection
            .batch_execute(&format!("CREATE SCHEMA {name}"))
            .expect("a schema");
        let mark = if server.contains('?') { '&' } else { '?' };
        Self {
            url: format!("{server}{mark}options=-csearch_path%3D{name}&application_name={name}"),
            home: Home::Schema { server, name },
        }
    }

    /// Its address, as in `DATABASE_URL`.
    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn is_postgres(&self) -> bool {
        !self.url.starts_with("sqlite://")
    }

    /// The register's own door to it. Patient, for a busy machine is no fault.
    pub fn open(&self) -> Store {
        self.open_within(Duration::from_secs(8))
    }

    /// The same, where each statement and lock is waited for so long. Few connections, for many tests run at
    /// once.
    pub fn open_within(&self, patience: Duration) -> Store {
        let limits = Limits {
            connections: 3,
            patience,
            deadline: patience + Duration::from_secs(1),
            ..Limits::default()
        };
        let address = Address::parse(&self.url).expect("an address");
        Store::open(&address, true, limits).expect("the database")
    }

    /// Runs SQL behind the register's back.
    pub fn execute(&self, sql: &str) -> Result<(), String> {
        match self.url.strip_prefix("sqlite://") {
            Some(path) => at_the_file(path).batch_execute(sql),
            None => PgConnection::establish(&self.url)
                .expect("the server")
                .batch_execute(sql),
        }
        .map_err(|error| error.to_string())
    }

    /// The database as a power cut would leave it now, while `_lock` keeps it still. `SQLite`: the file and its log,
    /// copied while the server goes on; the copy is what a new server finds. `PostgreSQL`: every connection of this
    /// test's servers is ended, whatever it does; the database is the same.
    pub fn crash(self: &Arc<Self>, _lock: &Lock) -> Arc<Self> {
        let Home::Schema { server, name } = &self.home else {
            return Arc::new(self.copied());
        };
        let mut connection = PgConnection::establish(server).expect("the server");
        let end = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{name}'"
        );
        connection.batch_execute(&end).expect("their end");
        Arc::clone(self)
    }

    fn copied(&self) -> Self {
        let copy = Self::file();
        let (from, to) = (
            self.url.strip_prefix("sqlite://"),
            copy.url.strip_prefix("sqlite://"),
        );
        let (from, to) = from.zip(to).expect("files");
        for end in ["", "-wal"] {
            std::fs::copy(format!("{from}{end}"), format!("{to}{end}")).expect("a copy");
        }
        copy
    }

    /// Waits until a write of this test's servers stands before the lock, or is over. Only `PostgreSQL` can tell.
    pub fn await_blocked(&self, is_over: impl Fn() -> bool) {
        if let Home::Schema { name, .. } = &self.home {
            let blocked = format!(
                "SELECT COUNT(*) FROM pg_stat_activity \
                 WHERE application_name = '{name}' AND wait_event_type = 'Lock'"
            );
            while !is_over() && self.number(&blocked) == 0 {
                std::thread::yield_now();
            }
        }
    }

    /// Keeps everybody else from writing registrations until the guard is dropped.
    pub fn lock(&self) -> Lock {
        if let Some(path) = self.url.strip_prefix("sqlite://") {
            let mut connection = at_the_file(path);
            connection.batch_execute("BEGIN IMMEDIATE").expect("a lock");
            Lock::File(connection)
        } else {
            let mut connection = PgConnection::establish(&self.url).expect("the server");
            let lock = "SET application_name = 'lock'; BEGIN; \
                LOCK TABLE registration_revisions IN EXCLUSIVE MODE";
            connection.batch_execute(lock).expect("a lock");
            Lock::Table(connection)
        }
    }

    /// Keeps everybody else from reading registrations, too, until the guard is dropped. A file can be read at any time.
    pub fn shut(&self) -> Lock {
        let lock = self.lock();
        if let Lock::Table(mut connection) = lock {
            let shut = "LOCK TABLE registration_revisions IN ACCESS EXCLUSIVE MODE";
            connection.batch_execute(shut).expect("a lock");
            return Lock::Table(connection);
        }
        lock
    }

    /// Tells whether registrations were written in between: on `SQLite` by the log, to which each write is added and
    /// synced; on `PostgreSQL`, where others write too, by the rows, of which each write makes others.
    pub fn written(&self) -> (u64, Option<SystemTime>, i64) {
        if let Some(path) = self.url.strip_prefix("sqlite://") {
            let log = std::fs::metadata(format!("{path}-wal")).expect("a log");
            (log.len(), log.modified().ok(), 0)
        } else {
            let rows = |table| format!("SELECT xmin, xmax, ctid FROM {table}");
            let all = format!(
                "{} UNION ALL {}",
                rows("registration_revisions"),
                rows("house_changes")
            );
            let sum = "SELECT CAST(SUM(hashtext(CAST(found AS TEXT))) AS BIGINT)";
            (0, None, self.number(&format!("{sum} FROM ({all}) AS found")))
        }
    }

    /// The one number that a query behind the register's back answers.
    pub fn number(&self, sql: &str) -> i64 {
        use diesel::RunQueryDsl as _;
        use diesel::dsl::sql as query;
        use diesel::sql_types::BigInt;
        if let Some(path) = self.url.strip_prefix("sqlite://") {
            let mut connection = at_the_file(path);
            query::<BigInt>(sql).get_result(&mut connection)
        } else {
            let mut connection = PgConnection::establish(&self.url).expect("the server");
            query::<BigInt>(sql).get_result(&mut connection)
        }
        .expect("a number")
    }
}

/// A connection of its own to the file. Patient, for the server writes it too.
fn at_the_file(path: &str) -> SqliteConnection {
    let mut connection = SqliteConnection::establish(path).expect("the file");
    connection
        .batch_execute("PRAGMA busy_timeout = 8000")
        .expect("patience");
    connection
}

/// A lock on the register, as long as it lives.
#[expect(dead_code, reason = "the connections hold the lock")]
pub enum Lock {
    File(SqliteConnection),
    Table(PgConnection),
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Home::Schema { server, name } = &self.home
            && let Ok(mut connection) = PgConnection::establish(server)
        {
            // A schema left behind harms no other test.
            let _ = connection.batch_execute(&format!("DROP SCHEMA {name} CASCADE"));
        }
    }
}
