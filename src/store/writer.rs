//! The one writer of a `SQLite` database: a thread that owns the only writing connection and puts all
//! writes that wait into one transaction, so that they share one sync of the disk.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use diesel::SqliteConnection;
use diesel::result::Error as Query;
use tokio::sync::oneshot;

use super::connection::{Connection, run_in};
use super::error::Error;

/// How many writes share a transaction at most.
const GROUP: usize = 512;
/// How many writes may wait; beyond that they are turned away.
const WAITING: usize = 2048;

/// A write in waiting. It runs inside the group's transaction, in a savepoint of its own, and is
/// answered after the commit.
trait Job: Send {
    fn run(&mut self, connection: &mut SqliteConnection) -> Result<(), Query>;
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
            let outcome = run_in(connection, |connection| work(&mut Connection::Sqlite(connection)));
            self.outcome = Some(outcome);
        }
        Ok(())
    }

    fn answer(self: Box<Self>, committed: bool) {
        let not_committed = || Err(Error::Unavailable("the commit failed".to_owned()).into());
        let outcome = match self.outcome {
            // A refusal stands whether or not the others were committed.
            Some(Err(refusal)) => Err(refusal),
            Some(done) if committed => done,
            _ => not_committed(),
        };
        // Whoever asked may have gone; the write stands all the same.
        let _ = self.reply.send(outcome);
    }
}

/// The sending side of the writer; dropping it ends the thread after the last write.
pub(super) struct Writer {
    jobs: Option<SyncSender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(
        connection: SqliteConnection,
        reopen: impl Fn() -> Option<SqliteConnection> + Send + 'static,
    ) -> std::io::Result<Self> {
        let (jobs, waiting) = sync_channel(WAITING);
        let thread = std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || write_all(connection, &waiting, reopen))?;
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
    mut connection: SqliteConnection,
    waiting: &Receiver<Box<dyn Job>>,
    reopen: impl Fn() -> Option<SqliteConnection>,
) {
    while let Ok(first) = waiting.recv() {
        let mut group = vec![first];
        group.extend(waiting.try_iter().take(GROUP - 1));
        let committed = catch_unwind(AssertUnwindSafe(|| commit(&mut connection, &mut group)));
        let is_sound = committed.is_ok();
        for job in group {
            job.answer(matches!(committed, Ok(Ok(()))));
        }
        match committed {
            Ok(Ok(())) => {}
            Ok(Err(error)) => log::error!(error:% = error; "a group of writes was not committed"),
            Err(_) => log::error!("a write panicked; its group was not committed"),
        }
        if !is_sound && let Some(fresh) = reopen() {
            connection = fresh;
        }
    }
}

fn commit(connection: &mut SqliteConnection, group: &mut [Box<dyn Job>]) -> Result<(), Query> {
    connection.immediate_transaction(|connection| group.iter_mut().try_for_each(|job| job.run(connection)))
}
