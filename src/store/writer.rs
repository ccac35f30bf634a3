//! The one writer of a `SQLite` database: whoever holds the only connection that writes puts all writes that wait into
//! one transaction, so that they share one sync of the disk. That is a thread of its own, or one that may wait itself.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread::JoinHandle;

use diesel::SqliteConnection;
use diesel::connection::{AnsiTransactionManager, TransactionManager as _};
use diesel::result::Error as Query;
use tokio::sync::oneshot;
use tokio::sync::oneshot::error::TryRecvError;

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

/// Where writes wait for the one connection that writes. Dropping it ends its thread after the last write.
pub(super) struct Writer {
    desk: Arc<Desk>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread; at `most` so many writes share a transaction.
    pub(super) fn start(
        connection: SqliteConnection,
        most: usize,
        reopen: impl Fn() -> Option<SqliteConnection> + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let desk = Arc::new(Desk {
            waiting: Mutex::default(),
            has_changed: Condvar::new(),
            connection: Mutex::new(Some(connection)),
            most: most.max(1),
            reopen: Box::new(reopen),
        });
        let thread = std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn({
                let desk = Arc::clone(&desk);
                move || desk.write_all()
            })?;
        Ok(Self {
            desk,
            thread: Some(thread),
        })
    }

    /// Puts a write in the queue; what comes back is known after its commit. Where the thread that asks may wait `here`, it
    /// writes all that waits by then, unless another is writing.
    pub(super) async fn write<T, E>(
        &self,
        here: bool,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let mut answer = self.desk.queue(work)?;
        while here && let Some(connection) = try_lock(&self.desk.connection) {
            match answer.try_recv() {
                Err(TryRecvError::Empty) => self.desk.write_group(connection),
                answered => return answered.unwrap_or_else(|_| Err(stopped().into())),
            }
        }
        self.desk.has_changed.notify_one();
        answer.await.unwrap_or_else(|_| Err(stopped().into()))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        lock(&self.desk.waiting).is_closed = true;
        self.desk.has_changed.notify_one();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            log::error!("the writer ended in a panic");
        }
    }
}

/// What the writing thread shares with those that ask.
struct Desk {
    waiting: Mutex<Waiting>,
    /// Something waits, or nothing will any more.
    has_changed: Condvar,
    /// Whoever holds it writes; nothing where it is to be opened again.
    connection: Mutex<Option<SqliteConnection>>,
    most: usize,
    reopen: Box<dyn Fn() -> Option<SqliteConnection> + Send + Sync>,
}

#[derive(Default)]
struct Waiting {
    jobs: VecDeque<Box<dyn Job>>,
    is_closed: bool,
}

impl Desk {
    fn queue<F, T, E>(&self, work: F) -> Result<oneshot::Receiver<Result<T, E>>, Error>
    where
        F: FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let mut waiting = lock(&self.waiting);
        if waiting.jobs.len() >= WAITING {
            return Err(Error::Busy);
        }
        waiting.jobs.push_back(Box::new(Write {
            work: Some(work),
            outcome: None,
            reply,
        }));
        Ok(answer)
    }

    /// Writes group after group until no more can come.
    fn write_all(&self) {
        loop {
            let waiting = lock(&self.waiting);
            let waiting = self
                .has_changed
                .wait_while(waiting, |waiting| waiting.jobs.is_empty() && !waiting.is_closed)
                .unwrap_or_else(PoisonError::into_inner);
            if waiting.jobs.is_empty() {
                return;
            }
            drop(waiting);
            self.write_group(lock(&self.connection));
        }
    }

    /// Writes what waits now, and answers.
    fn write_group(&self, mut held: MutexGuard<'_, Option<SqliteConnection>>) {
        let mut group: Vec<_> = {
            let jobs = &mut lock(&self.waiting).jobs;
            jobs.drain(..self.most.min(jobs.len())).collect()
        };
        if group.is_empty() {
            return;
        }
        // Whatever went wrong before, a new connection knows nothing of it.
        let connection = held.take().or_else(&self.reopen);
        *held = connection.and_then(|mut connection| {
            let outcome = catch_unwind(AssertUnwindSafe(|| commit(&mut connection, &mut group)));
            match outcome {
                Ok(Ok(())) => return Some(connection),
                Ok(Err(error)) => log::error!(error:% = error; "a group of writes was not committed"),
                Err(_) => log::error!("a write panicked; its group was not committed"),
            }
            None
        });
        for job in group {
            job.answer(held.is_some());
        }
    }
}

/// Nothing panics while it holds one of these, and what they guard is whole at any time.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Nothing where another holds it.
fn try_lock<T>(mutex: &Mutex<T>) -> Option<MutexGuard<'_, T>> {
    match mutex.try_lock() {
        Ok(held) => Some(held),
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

fn stopped() -> Error {
    Error::Unavailable("the writer has stopped".to_owned())
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

#[cfg(test)]
mod tests {
    use diesel::Connection as _;
    use diesel::prelude::RunQueryDsl as _;

    use super::*;

    fn open(path: &std::path::Path) -> SqliteConnection {
        let mut connection = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
        let prepare = "PRAGMA busy_timeout = 8000; PRAGMA journal_mode = WAL; \
                       CREATE TABLE IF NOT EXISTS entries (number INTEGER PRIMARY KEY)";
        diesel::connection::SimpleConnection::batch_execute(&mut connection, prepare).unwrap();
        connection
    }

    fn writer(path: &std::path::Path, most: usize) -> Writer {
        let again = path.to_owned();
        Writer::start(open(path), most, move || Some(open(&again))).unwrap()
    }

    fn enter(connection: &mut Connection, number: i32) -> Result<i32, Error> {
        let Connection::Sqlite(c) = connection else {
            return Err(stopped());
        };
        diesel::sql_query(format!("INSERT INTO entries VALUES ({number})")).execute(*c)?;
        Ok(number)
    }

    fn entered(connection: &mut SqliteConnection, from: i32, until: i32) -> i64 {
        use diesel::sql_types::BigInt;
        let count = format!("SELECT COUNT(*) FROM entries WHERE number BETWEEN {from} AND {until}");
        diesel::dsl::sql::<BigInt>(&count).get_result(connection).unwrap()
    }

    fn wait<T>(answer: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap()
            .block_on(answer)
    }

    #[test]
    fn each_write_is_done_once_whoever_does_it_and_is_there_when_it_is_answered() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("entries.db");
        let writer = writer(&path, 3);
        std::thread::scope(|scope| {
            for asker in 0..8 {
                let (writer, mut beside) = (&writer, open(&path));
                scope.spawn(move || {
                    let first = asker * 100;
                    for number in first..first + 50 {
                        let work = move |connection: &mut Connection| enter(connection, number);
                        let answer = wait(writer.write(asker % 2 == 0, work));
                        assert_eq!(answer.unwrap(), number);
                        let there = entered(&mut beside, first, first + 99);
                        assert_eq!(there, i64::from(number - first + 1));
                    }
                });
            }
        });
        drop(writer);
        assert_eq!(entered(&mut open(&path), 0, 800), 400);
    }

    #[test]
    fn a_write_here_that_is_refused_or_panics_leaves_the_next_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("entries.db");
        let writer = writer(&path, 64);
        let refused = wait(writer.write(true, |connection| {
            enter(connection, 1)?;
            Err::<(), _>(Error::Busy)
        }));
        assert!(matches!(refused, Err(Error::Busy)));
        let broken = wait(writer.write::<(), Error>(true, |connection| {
            enter(connection, 2)?;
            panic!("a fault of ours");
        }));
        assert!(matches!(broken, Err(Error::Unavailable(_))));
        assert_eq!(entered(&mut open(&path), 1, 3), 0);
        let next = wait(writer.write(true, |connection| enter(connection, 3)));
        assert_eq!(next.unwrap(), 3);
        assert_eq!(entered(&mut open(&path), 1, 3), 1);
    }

    #[test]
    fn who_finds_another_writing_has_the_answer_before_the_next_group_is_done() {
        use std::sync::mpsc::channel;
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder.path().join("entries.db"), 1);
        let (begun, has_begun) = channel();
        let (go_on, may_go_on) = channel();
        let (end, may_end) = channel();
        std::thread::scope(|scope| {
            let writer = &writer;
            scope.spawn(move || {
                wait(writer.write(false, move |connection| {
                    begun.send(()).unwrap();
                    may_go_on.recv().unwrap();
                    enter(connection, 1)
                }))
            });
            has_begun.recv().unwrap();
            let here = scope.spawn(move || wait(writer.write(true, |connection| enter(connection, 2))));
            let waits = |number| {
                while lock(&writer.desk.waiting).jobs.len() < number {
                    std::thread::yield_now();
                }
            };
            waits(1);
            let long = scope.spawn(move || {
                wait(writer.write(false, move |connection| {
                    may_end.recv().unwrap();
                    enter(connection, 3)
                }))
            });
            waits(2);
            go_on.send(()).unwrap();
            // The long one ends only after this: whoever waited for it would wait for ever.
            assert_eq!(here.join().unwrap().unwrap(), 2);
            end.send(()).unwrap();
            assert_eq!(long.join().unwrap().unwrap(), 3);
        });
    }
}
