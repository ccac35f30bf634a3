//! The second copy: where `PostgreSQL` has a synchronous standby, nothing is acknowledged that it has not got.
//!
//! `PostgreSQL` waits for the standby at the end of a commit, but not so that an answer could be relied on:
//!
//! - Whoever cancels that wait makes the commit succeed, with a warning that diesel does not pass on.
//! - What was written is seen by everybody from then on, also after the session was ended in its wait or the server
//!   has crashed and come back. A request sent again then finds everything as it wants it, writes nothing, waits for
//!   nothing, and would be told that all is well, by one node alone.
//!
//! So a commit of its own follows each transaction. Whatever that transaction wrote, or rests on, is before it in
//! the log, and a standby that has it has everything before it.

use std::time::{Duration, Instant};

use diesel::PgConnection;
use diesel::connection::SimpleConnection as _;

use super::error::Error;

/// A mark in the log, which only its readers would see: nothing is stored. Without synchronous standbys, nothing.
const MARK: &str = "SELECT CASE WHEN current_setting('synchronous_standby_names') <> '' \
     THEN pg_logical_emit_message(true, 'hospice-capacity', 'confirmed') END";
/// A mark that took longer may have been cancelled like the commit before it, and is set again.
const PROMPT: Duration = Duration::from_millis(500);

/// Waits until the synchronous standby, where there is one, has all that was committed here before.
///
/// # Errors
/// [`Error::Unavailable`] where the connection is lost meanwhile. What was committed stays committed.
pub(super) fn confirm(connection: &mut PgConnection) -> Result<(), Error> {
    loop {
        let begun = Instant::now();
        connection.batch_execute(MARK)?;
        if begun.elapsed() < PROMPT {
            return Ok(());
        }
    }
}
