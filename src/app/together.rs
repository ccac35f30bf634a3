//! What many ask of the database at the same time, asked together: one reading, or one transaction, for all that
//! wait. Each is answered by what the database says after it asked.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use super::Error;
use crate::store;

/// How many may wait; beyond that they are turned away.
const WAITING: usize = 2048;

/// Those that wait for the same kind of work. It is done on a thread of its own, which lives as long as this: that of
/// whoever asked may end before others have their answers.
pub(super) struct Together<Q, A> {
    /// How many go in one group.
    most: usize,
    patience: Duration,
    work: Work<Q, A>,
    running: OnceLock<Running<Q, A>>,
}

/// Answers each of a group, in their order, or fails for all; within the time it is given, after which nothing of it
/// may come true.
type Work<Q, A> = Arc<dyn Fn(Arc<[Q]>, Duration) -> Working<A> + Send + Sync>;
type Working<A> = Pin<Box<dyn Future<Output = Outcome<A>> + Send>>;
type Outcome<A> = Result<Vec<Result<A, Error>>, store::Error>;

struct Asked<Q, A> {
    question: Q,
    at: Instant,
    reply: oneshot::Sender<Result<A, Error>>,
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
    /// At `most` so many go in one group; each is answered within about `patience`.
    pub(super) fn new<F>(
        most: usize,
        patience: Duration,
        work: impl Fn(Arc<[Q]>, Duration) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Outcome<A>> + Send + 'static,
    {
        Self {
            most,
            patience,
            work: Arc::new(move |group, deadline| Box::pin(work(group, deadline))),
            running: OnceLock::new(),
        }
    }

    /// Asks, together with all that wait by then. A group that fails by a fault of ours is gone through again one by
    /// one, so that nobody pays for another. What others have locked is asked for again with the next group, for a third
    /// of the patience. Work that was begun goes on where whoever asked has gone.
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
        let answering = Answering {
            most: self.most,
            patience: self.patience,
            work: Arc::clone(&self.work),
            door: asked.downgrade(),
        };
        let thread = std::thread::Builder::new()
            .name("together".to_owned())
            .spawn(move || {
                match tokio::runtime::Builder::new_current_thread()
                    .enable_time()
                    .build()
                {
                    Ok(runtime) => {
                        runtime.block_on(answering.all(waiting));
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

/// How those that wait are answered.
struct Answering<Q, A> {
    most: usize,
    patience: Duration,
    work: Work<Q, A>,
    door: mpsc::WeakSender<Asked<Q, A>>,
}

impl<Q, A> Answering<Q, A>
where
    Q: Clone + Send + Sync + 'static,
    A: Send + 'static,
{
    /// Answers group after group until nobody can ask any more. Two at once would wait for the same houses, or the same
    /// file, and each would be half as large.
    async fn all(self, mut waiting: mpsc::Receiver<Asked<Q, A>>) {
        let (most, answering) = (self.most, Arc::new(self));
        let mut group = Vec::new();
        while waiting.recv_many(&mut group, most).await > 0 {
            let (answering, group) = (Arc::clone(&answering), std::mem::take(&mut group));
            let answered = tokio::spawn(async move { answering.answer(group).await });
            if answered.await.is_err() {
                log::error!("a group of what was asked together ended in a panic");
            }
        }
    }

    async fn answer(&self, mut group: Vec<Asked<Q, A>>) {
        // Who has gone need not be answered. Who has waited so long that little time is left would leave the others in
        // the group as little.
        group.retain(|asked| !asked.reply.is_closed() && asked.at.elapsed() < self.patience * 2 / 3);
        // Who is asked for again has come after others.
        group.sort_by_key(|asked| asked.at);
        let Some(first) = group.first() else {
            return;
        };
        let until = first.at + self.patience;
        let left = || until.saturating_duration_since(Instant::now());
        let questions: Arc<[Q]> = group.iter().map(|asked| asked.question.clone()).collect();
        match (self.work)(questions, left()).await {
            Err(error) if group.len() > 1 && !is_passing(&error) => {
                for asked in group {
                    let question = Arc::from([asked.question.clone()]);
                    self.give((self.work)(question, left()).await, vec![asked]);
                }
            }
            outcome => self.give(outcome, group),
        }
    }

    /// Tells each its answer; whoever asked may have gone.
    fn give(&self, outcome: Outcome<A>, group: Vec<Asked<Q, A>>) {
        let answers = outcome.unwrap_or_else(|error| for_each(error, group.len()));
        for (answer, asked) in answers.into_iter().zip(group) {
            let is_locked = matches!(answer, Err(Error::Unavailable(store::Error::Locked)));
            let asked = if is_locked { self.again(asked) } else { Some(asked) };
            if let Some(asked) = asked {
                let _ = asked.reply.send(answer);
            }
        }
    }

    /// Asks for it again with the next group; gives it back where that cannot be, or where it would leave that group
    /// little time.
    fn again(&self, asked: Asked<Q, A>) -> Option<Asked<Q, A>> {
        let is_early = asked.at.elapsed() < self.patience / 3;
        let Some(door) = self.door.upgrade().filter(|_| is_early) else {
            return Some(asked);
        };
        door.try_send(asked).map_err(TrySendError::into_inner).err()
    }
}

/// The same error for each of a group.
fn for_each<A>(error: store::Error, number: usize) -> Vec<Result<A, Error>> {
    let text = match &error {
        store::Error::Unavailable(text) => text.clone(),
        other => other.to_string(),
    };
    let others = || match &error {
        store::Error::Locked => store::Error::Locked,
        _ => store::Error::Unavailable(text.clone()),
    };
    let others: Vec<_> = (1..number).map(|_| Err(others().into())).collect();
    std::iter::once(Err(error.into())).chain(others).collect()
}

/// Waiting helps, and asking one by one does not.
fn is_passing(error: &store::Error) -> bool {
    matches!(
        error,
        store::Error::Unavailable(_) | store::Error::Busy | store::Error::Locked
    )
}

fn no_answer() -> store::Error {
    store::Error::Unavailable("no answer in time".to_owned())
}
