//! What many ask of the database at the same time, asked together: one reading, or one transaction, for all that
//! wait. Each is answered by what the database says after it asked.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::time::Instant;

use super::Error;
use crate::store;

/// How many may wait; beyond that they are turned away.
const WAITING: usize = 2048;

/// Those that wait for the same kind of work. It is done on a thread of its own, which lives as long as this: that of
/// whoever asked may end before others have their answers.
pub(super) struct Together<Q, A> {
    size: Size,
    patience: Duration,
    work: Work<Q, A>,
    running: OnceLock<Running<Q, A>>,
}

/// How much is done at once.
#[derive(Clone, Copy)]
pub(super) struct Size {
    /// How many go in one group.
    pub(super) most: usize,
    /// How many groups are under way at once, so that one is made while another waits for its commit.
    pub(super) groups: usize,
}

/// Answers each of a group, in their order, or fails for all; within the time it is given, after which nothing of it
/// may come true.
type Work<Q, A> = Arc<dyn Fn(Arc<[Q]>, Duration) -> Working<A> + Send + Sync>;
type Working<A> = Pin<Box<dyn Future<Output = Outcome<A>> + Send>>;
type Outcome<A> = Result<Vec<Result<A, Error>>, store::Error>;
type Reply<A> = oneshot::Sender<Result<A, Error>>;

struct Asked<Q, A> {
    question: Q,
    at: Instant,
    reply: Reply<A>,
}

struct Running<Q, A> {
    asked: Option<mpsc::Sender<Asked<Q, A>>>,
    thread: Option<JoinHandle<()>>,
}

impl<Q, A> Together<Q, A>
where
    Q: Clone + Send + Sync + 'static,
    A: Send + 'static,
{
    /// Each is answered within about `patience`.
    pub(super) fn new<F>(
        size: Size,
        patience: Duration,
        work: impl Fn(Arc<[Q]>, Duration) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Outcome<A>> + Send + 'static,
    {
        Self {
            size,
            patience,
            work: Arc::new(move |group, deadline| Box::pin(work(group, deadline))),
            running: OnceLock::new(),
        }
    }

    /// Asks, together with all that wait by then. A group that fails by a fault of ours is gone through again one by
    /// one, so that nobody pays for another. Work that was begun goes on where whoever asked has gone.
    ///
    /// # Errors
    /// Those of the work, and [`Error::Unavailable`] where too many wait, or wait too long.
    pub(super) async fn ask(&self, question: Q) -> Result<A, Error> {
        let running = self.running.get_or_init(|| self.start());
        let (reply, answer) = oneshot::channel();
        let asked = Asked {
            question,
            at: Instant::now(),
            reply,
        };
        let door = running.asked.as_ref().ok_or_else(no_answer)?;
        door.try_send(asked).map_err(|error| match error {
            TrySendError::Full(_) => store::Error::Busy,
            TrySendError::Closed(_) => no_answer(),
        })?;
        answer.await.unwrap_or_else(|_| Err(no_answer().into()))
    }

    fn start(&self) -> Running<Q, A> {
        let (asked, waiting) = mpsc::channel(WAITING);
        let (size, patience, work) = (self.size, self.patience, Arc::clone(&self.work));
        let thread = std::thread::Builder::new()
            .name("together".to_owned())
            .spawn(move || {
                match tokio::runtime::Builder::new_current_thread()
                    .enable_time()
                    .build()
                {
                    Ok(runtime) => {
                        runtime.block_on(answer_all(waiting, size, patience, work));
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
async fn answer_all<Q, A>(
    mut waiting: mpsc::Receiver<Asked<Q, A>>,
    size: Size,
    patience: Duration,
    work: Work<Q, A>,
) where
    Q: Clone + Send + Sync + 'static,
    A: Send + 'static,
{
    let turns = Arc::new(Semaphore::new(size.groups));
    let mut group = Vec::new();
    while let Ok(turn) = Arc::clone(&turns).acquire_owned().await
        && waiting.recv_many(&mut group, size.most).await > 0
    {
        let answering = answer(std::mem::take(&mut group), patience, Arc::clone(&work));
        tokio::spawn(async move {
            answering.await;
            drop(turn);
        });
    }
    // Those under way are answered first.
    let all = u32::try_from(size.groups).unwrap_or(1);
    drop(turns.acquire_many(all).await);
}

async fn answer<Q: Clone, A>(group: Vec<Asked<Q, A>>, patience: Duration, work: Work<Q, A>) {
    // Who has gone need not be answered. Who has waited so long that little time is left would leave the others in the
    // group as little.
    let begun = Instant::now();
    let group = group
        .into_iter()
        .filter(|asked| !asked.reply.is_closed() && begun + patience / 3 < asked.at + patience);
    let group: Vec<Asked<Q, A>> = group.collect();
    let Some(first) = group.iter().map(|asked| asked.at).min() else {
        return;
    };
    let until = first + patience;
    let left = || until.saturating_duration_since(Instant::now());
    let (questions, replies): (Vec<Q>, Vec<Reply<A>>) = group
        .into_iter()
        .map(|asked| (asked.question, asked.reply))
        .unzip();
    let questions: Arc<[Q]> = questions.into();
    match work(Arc::clone(&questions), left()).await {
        Err(error) if questions.len() > 1 && !is_passing(&error) => {
            for (question, reply) in questions.iter().zip(replies) {
                give(work(Arc::from([question.clone()]), left()).await, vec![reply]);
            }
        }
        outcome => give(outcome, replies),
    }
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
