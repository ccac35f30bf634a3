//! The one writer of a `SQLite` database: a thread that owns the only writing connection and puts all
//! writes that wait into one transaction, so that they share one sync of the disk.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use diesel::SqliteConnection;
use diesel::connection::{AnsiTransactionManager, TransactionManager as _};
use diesel::result::Error as Query;
use tokio::sync::oneshot;

use super::connection::{Connection, run_in};
use super::error::Error;

/// How many writes may wait; beyond that they are turned away.
const WAITING: usize = 2048;

/// A write in waiting. It is answered after the commit.
trait Job: Send {
    /// Runs inside the group's transaction, in a savepoint of its own.
    fn run(&mut self, connection: &mut SqliteConnection) -> Result<(), Query>;
    /// Runs as all there is in its transaction, without a savepoint, which costs a copy of each page that is written.
    /// Where it is refused the transaction is to be undone.
    fn run_alone(&mut self, connection: &mut SqliteConnection) -> Result<(), Query>;
    fn answer(self: Box<Self>, committed: bool);
}

struct Write<F, T, E> {
    work: Option<F>,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Job for Write<F, T, E>
where
    F: FnOnce(&mut Connection) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn run(&mut self, connection: &mut SqliteConnection) -> Result<(), Query> {
        if let Some(work) = self.work.take() {
            self.outcome = Some(run_in(connection, |connection| {
                work(&mut Connection::Sqlite(connection))
            }));
        }
        check_transaction(connection)
    }

    fn run_alone(&mut self, connection: &mut SqliteConnection) -> Result<(), Query> {
        if let Some(work) = self.work.take() {
            let outcome = work(&mut Connection::Sqlite(connection));
            let is_refused = outcome.is_err();
            self.outcome = Some(outcome);
            if is_refused {
                return check_transaction(connection).and(Err(Query::RollbackTransaction));
            }
        }
        check_transaction(connection)
    }

    fn answer(self: Box<Self>, committed: bool) {
        // Where the group was not committed a refusal says nothing either: it may rest on a write of the
        // same group that is gone.
        let not_committed = || Err(Error::Unavailable("the commit failed".to_owned()).into());
        let outcome = self.outcome.filter(|_| committed).unwrap_or_else(not_committed);
        // Whoever asked may have gone; the write stands all the same.
        let _ = self.reply.send(outcome);
    }
}

/// A full or failing disk undoes the whole transaction behind our back; what came next would then be committed by
/// itself, and answered as if it had not been.
fn check_transaction(connection: &mut SqliteConnection) -> Result<(), Query> {
    if is_in_transaction(connection) {
        Ok(())
    } else {
        Err(Query::BrokenTransactionManager)
    }
}

/// Is the group's transaction open, and no savepoint within it?
fn is_in_transaction(connection: &mut SqliteConnection) -> bool {
    let status = AnsiTransactionManager::transaction_manager_status_mut(connection);
    matches!(status.transaction_depth(), Ok(Some(depth)) if depth.get() == 1)
}

/// The sending side of the writer; dropping it ends the thread after the last write.
pub(super) struct Writer {
    jobs: Option<SyncSender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread; at `most` so many writes share a transaction.
    pub(super) fn start(
        connection: SqliteConnection,
        most: usize,
        reopen: impl Fn() -> Option<SqliteConnection> + Send + 'static,
    ) -> std::io::Result<Self> {
        let (jobs, waiting) = sync_channel(WAITING);
        let thread = std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || write_all(connection, &waiting, most, reopen))?;
        Ok(Self {
            jobs: Some(jobs),
            thread: Some(thread),
        })
    }

    /// Puts a write in the queue; what comes back is known after its commit.
    pub(super) async fn write<T, E>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Write {
            work: Some(work),
            outcome: None,
            reply,
        });
        let stopped = || Error::Unavailable("the writer has stopped".to_owned());
        let jobs = self.jobs.as_ref().ok_or_else(stopped)?;
        jobs.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => Error::Busy,
            TrySendError::Disconnected(_) => stopped(),
        })?;
        answer.await.unwrap_or_else(|_| Err(stopped().into()))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            log::error!("the writer ended in a panic");
        }
    }
}

fn write_all(
    connection: SqliteConnection,
    waiting: &Receiver<Box<dyn Job>>,
    most: usize,
    reopen: impl Fn() -> Option<SqliteConnection>,
) {
    let mut sound = Some(connection);
    while let Ok(first) = waiting.recv() {
        let mut group = vec![first];
        group.extend(waiting.try_iter().take(most.saturating_sub(1)));
        // Whatever went wrong before, a new connection knows nothing of it.
        let connection = sound.take().or_else(&reopen);
        let committed = connection.and_then(|mut connection| {
            let outcome = catch_unwind(AssertUnwindSafe(|| commit(&mut connection, &mut group)));
            match outcome {
                Ok(Ok(())) => return Some(connection),
                Ok(Err(error)) => log::error!(error:% = error; "a group of writes was not committed"),
                Err(_) => log::error!("a write panicked; its group was not committed"),
            }
            None
        });
        for job in group {
            job.answer(committed.is_some());
        }
        sound = committed;
    }
}

fn commit(connection: &mut SqliteConnection, group: &mut [Box<dyn Job>]) -> Result<(), Query> {
    let outcome = connection.immediate_transaction(|connection| match group {
        [job] => job.run_alone(connection),
        _ => group.iter_mut().try_for_each(|job| job.run(connection)),
    });
    match outcome {
        // The only job was refused, and nothing of it is stored.
        Err(Query::RollbackTransaction) => Ok(()),
        outcome => outcome,
    }
}
