//! What can go wrong with the database.

use diesel::result::{DatabaseErrorKind, Error as Query};

/// A database operation that did not succeed. Nothing of it is stored, or becomes so, unless a server was lost in the
/// very commit ([`Error::Unavailable`]).
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database cannot be reached, is locked or full, or did not answer in time; waiting helps.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// Too much work is waiting; waiting helps.
    #[error("too much work is waiting")]
    Busy,
    /// Others write for the same house; waiting helps.
    #[error("others write for the same house")]
    Locked,
    /// A stored value is not one of this program's.
    #[error("the database holds a value that is not understood: {0}")]
    Corrupt(String),
    /// A fault of ours.
    #[error("the database refused a statement")]
    Query(#[source] Query),
}

impl From<Query> for Error {
    fn from(error: Query) -> Self {
        match &error {
            Query::DatabaseError(kind, information) => {
                let passing = matches!(
                    kind,
                    DatabaseErrorKind::ClosedConnection
                        | DatabaseErrorKind::ReadOnlyTransaction
                        | DatabaseErrorKind::SerializationFailure
                        | DatabaseErrorKind::UnableToSendCommand
                ) || tells_of_passing_trouble(information.message());
                if passing {
                    return Self::Unavailable(information.message().to_owned());
                }
                Self::Query(error)
            }
            Query::BrokenTransactionManager | Query::RollbackErrorOnCommit { .. } => {
                Self::Unavailable(error.to_string())
            }
            _ => Self::Query(error),
        }
    }
}

/// `SQLite` tells a locked file, a full disk and a failing one apart from a wrong statement by the
/// text of the message alone, and so does libpq for a lost server.
fn tells_of_passing_trouble(message: &str) -> bool {
    const SIGNS: [&str; 22] = [
        "lock timeout",
        "No space left",
        "could not extend file",
        "no such savepoint",
        "deadlock detected",
        "database is locked",
        "database table is locked",
        "disk is full",
        "disk I/O error",
        "unable to open database file",
        "readonly database",
        "canceling statement due to",
        "server closed the connection",
        "terminating connection",
        "connection to server",
        "no connection to the server",
        "could not send data to server",
        "could not receive data from server",
        "SSL connection has been closed",
        "too many clients already",
        "remaining connection slots",
        "the database system is",
    ];
    SIGNS.iter().any(|sign| message.contains(sign))
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("{address} does not exist; make it with: hospice-capacity migrate")]
    Missing { address: String },
    #[error("{address} cannot be made, for its folder {folder} does not exist")]
    NoFolder { address: String, folder: String },
    #[error("{address} cannot be opened: {reason}")]
    Refused { address: String, reason: String },
    #[error("{address} could not be brought to this version: {reason}")]
    Migration { address: String, reason: String },
}
