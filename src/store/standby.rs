//! The second copy: where `PostgreSQL` has a synchronous standby, nothing is acknowledged that it has not got.
//!
//! `PostgreSQL` waits for the standby at the end of a commit, but not so that an answer could be relied on:
//!
//! - Whoever cancels that wait makes the commit succeed, with a warning that diesel does not pass on.
//! - What was written is seen by everybody from then on, also after the session was ended in its wait or the server
//!   has crashed and come back. A request sent again then finds everything as it wants it, writes nothing, waits for
//!   nothing, and would be told that all is well, by one node alone.
//!
//! So a mark of its own follows each commit in the log, and is waited for. Whatever the transaction wrote, or
//! rests on, is before the mark, and a standby that has the mark has everything before it.

use std::time::Duration;

use diesel::PgConnection;
use diesel::connection::{AnsiTransactionManager, SimpleConnection as _, TransactionManager as _};
use diesel::result::Error as Query;
use tokio::time::Instant;

use super::error::Error;

/// The mark: nothing is stored, and without synchronous standbys nothing is done.
macro_rules! mark {
    () => {
        "SELECT CASE WHEN current_setting('synchronous_standby_names') <> '' \
         THEN pg_logical_emit_message(true, 'hospice-capacity', 'confirmed') END"
    };
}
/// Sent as one, so that the mark costs no journey to the server. A commit that fails leaves no mark.
const COMMIT: &str = concat!("COMMIT; ", mark!());
/// The wait for a mark that took longer may have been cancelled, like the commit's before it: it is set again.
const PROMPT: Duration = Duration::from_millis(500);

/// Runs `work` in a transaction, and commits it where that succeeds, on the synchronous standby too. Who asked is
/// answered by `until`.
///
/// # Errors
/// Those of `work`, and [`Error::Unavailable`] where the connection is lost. In a commit that says nothing of whether
/// it is done.
pub(super) fn transact<T, E: From<Error>>(
    connection: &mut PgConnection,
    until: Instant,
    work: impl FnOnce(&mut PgConnection) -> Result<T, E>,
) -> Result<T, E> {
    AnsiTransactionManager::begin_transaction(connection).map_err(Error::from)?;
    match work(connection) {
        Ok(done) => {
            commit(connection, until)?;
            Ok(done)
        }
        Err(refusal) => match AnsiTransactionManager::rollback_transaction(connection) {
            Ok(()) | Err(Query::BrokenTransactionManager) => Err(refusal),
            Err(error) => Err(Error::from(error).into()),
        },
    }
}

/// Diesel asks libpq after each statement whether a transaction is open, and so knows that this ended it.
fn commit(connection: &mut PgConnection, until: Instant) -> Result<(), Error> {
    let mut statements = COMMIT;
    loop {
        let begun = Instant::now();
        connection.batch_execute(statements)?;
        if begun.elapsed() < PROMPT {
            return Ok(());
        }
        if Instant::now() > until {
            return Err(Error::Unavailable("the standby is too slow".to_owned()));
        }
        statements = mark!();
    }
}
