//! What many ask of the database at the same time, asked together: one reading, or one transaction, for all that
//! wait. Each is answered by what the database says after it asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

use super::Error;
use crate::store;

/// How many groups are under way at once: while one waits for its commit another is made.
const LANES: usize = 2;
/// How many may wait; beyond that they are turned away.
const WAITING: usize = 2048;

/// Those that wait for the same kind of work.
pub(super) struct Together<Q, A> {
    queue: Mutex<Queue<Q, A>>,
    /// How many go in one group.
    most: usize,
}

struct Queue<Q, A> {
    waiting: VecDeque<Asked<Q, A>>,
    /// How many groups are under way.
    lanes: usize,
}

struct Asked<Q, A> {
    question: Q,
    reply: Reply<A>,
}

type Reply<A> = oneshot::Sender<Result<A, Error>>;

impl<Q, A> Together<Q, A>
where
    Q: Clone + Send + Sync + 'static,
    A: Send + 'static,
{
    /// At `most` so many go in one group.
    pub(super) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self {
            queue: Mutex::new(Queue {
                waiting: VecDeque::new(),
                lanes: 0,
            }),
            most: most.max(1),
        })
    }

    /// Asks, together with all that wait by then. `work` answers each of a group, in their order, or fails for all;
    /// a group that fails by a fault of ours is gone through again one by one, so that nobody pays for another.
    /// Work that was begun goes on where whoever asked has gone.
    ///
    /// # Errors
    /// Those of `work`, and [`Error::Unavailable`] where too many wait, or where there is no answer within
    /// `patience`: it is then not known whether the work was done.
    pub(super) async fn ask<W, F>(
        self: &Arc<Self>,
        question: Q,
        patience: Duration,
        work: W,
    ) -> Result<A, Error>
    where
        W: Fn(Arc<[Q]>) -> F + Send + Sync + 'static,
        F: Future<Output = Result<Vec<Result<A, Error>>, store::Error>> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        if let Some(lane) = self.wait(Asked { question, reply })? {
            tokio::spawn(lane.run(work));
        }
        match tokio::time::timeout(patience, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) | Err(_) => Err(unavailable().into()),
        }
    }

    /// Puts a question in the queue, and gives a lane where one is free.
    fn wait(self: &Arc<Self>, asked: Asked<Q, A>) -> Result<Option<Lane<Q, A>>, Error> {
        let mut queue = self.queue();
        if queue.waiting.len() >= WAITING {
            return Err(store::Error::Busy.into());
        }
        queue.waiting.push_back(asked);
        if queue.lanes >= LANES {
            return Ok(None);
        }
        queue.lanes += 1;
        drop(queue);
        Ok(Some(Lane {
            of: Arc::clone(self),
            is_open: true,
        }))
    }
}

impl<Q, A> Together<Q, A> {
    fn queue(&self) -> MutexGuard<'_, Queue<Q, A>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to take groups from the queue; it ends with this value, however the work ends.
struct Lane<Q, A> {
    of: Arc<Together<Q, A>>,
    is_open: bool,
}

impl<Q, A> Drop for Lane<Q, A> {
    fn drop(&mut self) {
        if self.is_open {
            self.of.queue().lanes -= 1;
        }
    }
}

impl<Q: Clone, A> Lane<Q, A> {
    /// Answers group after group until nobody waits.
    async fn run<W, F>(mut self, work: W)
    where
        W: Fn(Arc<[Q]>) -> F,
        F: Future<Output = Result<Vec<Result<A, Error>>, store::Error>>,
    {
        while let Some((questions, replies)) = self.next_group() {
            match work(Arc::clone(&questions)).await {
                Err(error) if questions.len() > 1 && !is_passing(&error) => {
                    for (question, reply) in questions.iter().zip(replies) {
                        give(work(Arc::from([question.clone()])).await, vec![reply]);
                    }
                }
                outcome => give(outcome, replies),
            }
        }
    }

    /// Those that wait, as far as they still do. Where nobody does the lane ends, under the same lock, so that
    /// whoever comes next begins another.
    fn next_group(&mut self) -> Option<(Arc<[Q]>, Vec<Reply<A>>)> {
        let mut queue = self.of.queue();
        let (mut questions, mut replies) = (Vec::new(), Vec::new());
        while questions.len() < self.of.most
            && let Some(asked) = queue.waiting.pop_front()
        {
            if !asked.reply.is_closed() {
                questions.push(asked.question);
                replies.push(asked.reply);
            }
        }
        if questions.is_empty() {
            queue.lanes -= 1;
            self.is_open = false;
            return None;
        }
        Some((questions.into(), replies))
    }
}

/// Tells each its answer; whoever asked may have gone.
fn give<A>(outcome: Result<Vec<Result<A, Error>>, store::Error>, replies: Vec<Reply<A>>) {
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

fn unavailable() -> store::Error {
    store::Error::Unavailable("no answer in time".to_owned())
}
