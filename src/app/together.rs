//! What many ask of the database at the same time, asked together: one reading, or one transaction, for all that
//! wait. Each is answered by what the database says after it asked.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use super::Error;
use crate::store;

/// How many groups are under way at once: while one waits for its commit another is made.
const AT_ONCE: usize = 2;
/// How many may wait; beyond that they are turned away.
const WAITING: usize = 2048;

/// Those that wait for the same kind of work. It is done on a thread of its own, which lives as long as this: that of
/// whoever asked may end before others have their answers.
pub(super) struct Together<Q, A> {
    /// How many go in one group.
    most: usize,
    work: Work<Q, A>,
    running: OnceLock<Running<Q, A>>,
}

/// Answers each of a group, in their order, or fails for all.
type Work<Q, A> = Arc<dyn Fn(Arc<[Q]>) -> Working<A> + Send + Sync>;
type Working<A> = Pin<Box<dyn Future<Output = Outcome<A>> + Send>>;
type Outcome<A> = Result<Vec<Result<A, Error>>, store::Error>;
type Reply<A> = oneshot::Sender<Result<A, Error>>;

struct Running<Q, A> {
    asked: Option<mpsc::Sender<(Q, Reply<A>)>>,
    thread: Option<JoinHandle<()>>,
}

impl<Q, A> Together<Q, A>
where
    Q: Clone + Send + Sync + 'static,
    A: Send + 'static,
{
    /// At `most` so many go in one group.
    pub(super) fn new<F>(most: usize, work: impl Fn(Arc<[Q]>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Outcome<A>> + Send + 'static,
    {
        Self {
            most: most.max(1),
            work: Arc::new(move |group| Box::pin(work(group))),
            running: OnceLock::new(),
        }
    }

    /// Asks, together with all that wait by then. A group that fails by a fault of ours is gone through again one by
    /// one, so that nobody pays for another. Work that was begun goes on where whoever asked has gone.
    ///
    /// # Errors
    /// Those of the work, and [`Error::Unavailable`] where too many wait, or where there is no answer within
    /// `patience`: it is then not known whether the work was done.
    pub(super) async fn ask(&self, question: Q, patience: Duration) -> Result<A, Error> {
        let running = self.running.get_or_init(|| self.start());
        let (reply, answer) = oneshot::channel();
        let asked = running.asked.as_ref().ok_or_else(no_answer)?;
        asked.try_send((question, reply)).map_err(|error| match error {
            TrySendError::Full(_) => store::Error::Busy,
            TrySendError::Closed(_) => no_answer(),
        })?;
        match tokio::time::timeout(patience, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) | Err(_) => Err(no_answer().into()),
        }
    }

    fn start(&self) -> Running<Q, A> {
        let (asked, waiting) = mpsc::channel(WAITING);
        let (most, work) = (self.most, Arc::clone(&self.work));
        let thread = std::thread::Builder::new()
            .name("together".to_owned())
            .spawn(move || {
                match tokio::runtime::Builder::new_current_thread()
                    .enable_time()
                    .build()
                {
                    Ok(runtime) => {
                        runtime.block_on(answer_all(waiting, most, work));
                        // Nobody waits for what is still under way.
                        runtime.shutdown_background();
                    }
                    Err(error) => log::error!(error:% = error; "what is asked together cannot be answered"),
                }
            });
        Running {
            asked: Some(asked),
            thread: thread
                .inspect_err(|error| log::error!(error:% = error; "a thread could not be started"))
                .ok(),
        }
    }
}

impl<Q, A> Drop for Running<Q, A> {
    fn drop(&mut self) {
        self.asked = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            log::error!("what was asked together ended in a panic");
        }
    }
}

/// Answers group after group until nobody can ask any more.
async fn answer_all<Q, A>(mut waiting: mpsc::Receiver<(Q, Reply<A>)>, most: usize, work: Work<Q, A>)
where
    Q: Clone + Send + Sync + 'static,
    A: Send + 'static,
{
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let mut group = Vec::new();
    while let Ok(turn) = Arc::clone(&turns).acquire_owned().await
        && waiting.recv_many(&mut group, most).await > 0
    {
        tokio::spawn(answer(std::mem::take(&mut group), Arc::clone(&work), turn));
    }
    // Those under way are answered first.
    let all = u32::try_from(AT_ONCE).unwrap_or(1);
    drop(turns.acquire_many(all).await);
}

async fn answer<Q: Clone, A>(group: Vec<(Q, Reply<A>)>, work: Work<Q, A>, turn: OwnedSemaphorePermit) {
    // Who has gone need not be answered.
    let group = group.into_iter().filter(|(_, reply)| !reply.is_closed());
    let (questions, replies): (Vec<Q>, Vec<Reply<A>>) = group.unzip();
    if questions.is_empty() {
        return;
    }
    let questions: Arc<[Q]> = questions.into();
    match work(Arc::clone(&questions)).await {
        Err(error) if questions.len() > 1 && !is_passing(&error) => {
            for (question, reply) in questions.iter().zip(replies) {
                give(work(Arc::from([question.clone()])).await, vec![reply]);
            }
        }
        outcome => give(outcome, replies),
    }
    drop(turn);
}

/// Tells each its answer; whoever asked may have gone.
fn give<A>(outcome: Outcome<A>, replies: Vec<Reply<A>>) {
    match outcome {
        Ok(answers) => {
            for (answer, reply) in answers.into_iter().zip(replies) {
                let _ = reply.send(answer);
            }
        }
        Err(error) => {
            let text = match &error {
                store::Error::Unavailable(text) => text.clone(),
                other => other.to_string(),
            };
            let mut first = Some(error);
            for reply in replies {
                let again = || store::Error::Unavailable(text.clone());
                let _ = reply.send(Err(first.take().unwrap_or_else(again).into()));
            }
        }
    }
}

/// Waiting helps, and asking one by one does not.
fn is_passing(error: &store::Error) -> bool {
    matches!(error, store::Error::Unavailable(_) | store::Error::Busy)
}

fn no_answer() -> store::Error {
    store::Error::Unavailable("no answer in time".to_owned())
}
