//! The `SQLite` file as a file: whether it is one of ours and whole, and a copy of it while it is in use.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

use diesel::Connection as _;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::connection::{Connection, run_in};
use super::error::Error;
use super::migrations;

/// Why a file is not read as a register.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
    #[error("it is no SQLite file")]
    Foreign,
    #[error("it is cut off: {found} of its {whole} bytes are there")]
    CutOff { found: u64, whole: u64 },
    #[error(
        "it is a database in use, of which a part stands in another file; make a copy with: hospice-capacity backup"
    )]
    InUse,
    #[error("it is no register of this program")]
    NoRegister,
    #[error("it was made by a newer version of this program ({0} is not known here); use that one")]
    Newer(String),
    #[error("SQLite finds it damaged: {0}")]
    Damaged(String),
    #[error(transparent)]
    Failed(#[from] Error),
}

/// How a register's version relates to this program's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    Same,
    /// It is brought to this version when it is opened.
    Older,
}

/// How long to wait for whoever writes to the file.
const PATIENCE: Duration = Duration::from_secs(30);

/// Writes all that is committed in the register `from` into the empty file `to`, while others go on using it.
/// What was there is as of one moment. `to` is not yet durable then.
///
/// # Errors
/// [`FileError`]; `to` is then not to be used.
pub fn copy_into(from: &Path, to: &Path) -> Result<(), FileError> {
    // SQLite would make a file that is not there.
    File::open(from)?;
    let mut connection = connect(&uri(from, "rw"))?;
    let patience = PATIENCE.as_millis();
    let copied = connection
        .batch_execute(&format!("PRAGMA busy_timeout = {patience}"))
        .and_then(|()| {
            diesel::sql_query("VACUUM INTO ?")
                .bind::<Text, _>(to.to_string_lossy())
                .execute(&mut connection)
        });
    copied.map(drop).map_err(not_a_register)
}

/// Runs `work` on the register in a file that nobody uses, without changing anything. The file is as long as it
/// should be, and a register that this program knows.
///
/// # Errors
/// [`FileError`], and those of `work`.
pub fn inspect<T, E: From<FileError> + From<Error>>(
    path: &Path,
    work: impl FnOnce(&mut Connection, Version) -> Result<T, E>,
) -> Result<T, E> {
    check_whole(path)?;
    let mut connection = connect(&uri(path, "ro&immutable=1"))?;
    run_in(&mut connection, |connection| {
        let version = version(connection)?;
        work(&mut Connection::Sqlite(connection), version)
    })
}

/// Folds the log of a register that nobody uses any more into its file, so that the file alone is the register.
///
/// # Errors
/// [`FileError`] where somebody does use it.
pub fn fold(path: &Path) -> Result<(), FileError> {
    let mut connection = connect(&uri(path, "rw"))?;
    connection
        .batch_execute("PRAGMA busy_timeout = 5000; PRAGMA journal_mode = DELETE")
        .map_err(not_a_register)?;
    drop(connection);
    check_whole(path)
}

/// What `SQLite` finds wrong with its own structures and with the references between rows; nothing on `PostgreSQL`,
/// which sees to them itself.
///
/// # Errors
/// Where the database does not answer.
pub fn damage(connection: &mut Connection) -> Result<Option<String>, Error> {
    #[derive(QueryableByName)]
    struct Finding {
        #[diesel(sql_type = Text)]
        finding: String,
    }
    const QUESTIONS: [&str; 2] = [
        "SELECT integrity_check AS finding FROM pragma_integrity_check LIMIT 1",
        "SELECT \"table\" || ', row ' || COALESCE(rowid, 0) || ': refers to nothing in ' || parent AS finding \
         FROM pragma_foreign_key_check LIMIT 1",
    ];
    let Connection::Sqlite(connection) = connection else {
        return Ok(None);
    };
    for question in QUESTIONS {
        let findings: Vec<Finding> = match diesel::sql_query(question).load(*connection) {
            Ok(findings) => findings,
            Err(error) => {
                return match not_a_register(error) {
                    FileError::Damaged(damage) => Ok(Some(damage)),
                    FileError::Failed(error) => Err(error),
                    other => Ok(Some(other.to_string())),
                };
            }
        };
        let bad = findings
            .into_iter()
            .map(|found| found.finding)
            .find(|found| found != "ok");
        if bad.is_some() {
            return Ok(bad);
        }
    }
    Ok(None)
}

fn connect(uri: &str) -> Result<SqliteConnection, FileError> {
    SqliteConnection::establish(uri).map_err(|error| FileError::Failed(Error::Unavailable(error.to_string())))
}

/// The path as `SQLite` reads a URI.
fn uri(path: &Path, mode: &str) -> String {
    let path = path.to_string_lossy();
    let path = path.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    format!("file:{path}?mode={mode}")
}

fn not_a_register(error: diesel::result::Error) -> FileError {
    match &error {
        diesel::result::Error::DatabaseError(_, information)
            if information.message().contains("not a database") =>
        {
            FileError::Foreign
        }
        diesel::result::Error::DatabaseError(_, information)
            if information.message().contains("malformed") =>
        {
            FileError::Damaged(information.message().to_owned())
        }
        _ => Error::from(error).into(),
    }
}

/// Is the file as long as its own first page says, and is nothing of it elsewhere?
fn check_whole(path: &Path) -> Result<(), FileError> {
    let mut file = File::open(path)?;
    let found = file.metadata()?.len();
    let mut header = Vec::new();
    file.by_ref().take(100).read_to_end(&mut header)?;
    if !header.starts_with(b"SQLite format 3\0") {
        return Err(FileError::Foreign);
    }
    // https://www.sqlite.org/fileformat.html: the size of a page, where 1 stands for 65,536, and their number.
    let size = number(&header, 16, 2).map(|size| if size == 1 { 65_536 } else { size });
    let pages = number(&header, 28, 4);
    let whole = size.zip(pages).map_or(100, |(size, pages)| size * pages);
    if found < whole {
        return Err(FileError::CutOff { found, whole });
    }
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    if std::fs::metadata(log).is_ok_and(|log| log.len() > 0) {
        return Err(FileError::InUse);
    }
    Ok(())
}

/// A number of `length` bytes, the first the greatest.
fn number(header: &[u8], from: usize, length: usize) -> Option<u64> {
    let bytes = header.get(from..from + length)?;
    Some(
        bytes
            .iter()
            .fold(0, |number, byte| number * 256 + u64::from(*byte)),
    )
}

/// Which version of the register the file holds.
fn version(connection: &mut SqliteConnection) -> Result<Version, FileError> {
    #[derive(QueryableByName)]
    struct Applied {
        #[diesel(sql_type = Text)]
        version: String,
    }
    let question = "SELECT version FROM __diesel_schema_migrations ORDER BY version";
    let applied: Vec<Applied> = match diesel::sql_query(question).load(connection) {
        Ok(applied) => applied,
        Err(diesel::result::Error::DatabaseError(_, information))
            if information.message().contains("no such table") =>
        {
            return Err(FileError::NoRegister);
        }
        Err(error) => return Err(not_a_register(error)),
    };
    let known = migrations::known().map_err(|error| Error::Corrupt(error.to_string()))?;
    if let Some(unknown) = applied.iter().find(|applied| !known.contains(&applied.version)) {
        // Another program's first migration is not ours either.
        let ours = applied.iter().any(|applied| known.contains(&applied.version));
        return Err(if ours {
            FileError::Newer(unknown.version.clone())
        } else {
            FileError::NoRegister
        });
    }
    match applied.len() {
        0 => Err(FileError::NoRegister),
        some if some == known.len() => Ok(Version::Same),
        _ => Ok(Version::Older),
    }
}
