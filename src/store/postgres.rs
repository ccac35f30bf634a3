//! The connections to a `PostgreSQL` server, and what keeps those that hang from holding up the rest.
//!
//! A server that is frozen, or a commit that waits for a standby that is gone, leaves a connection waiting without
//! end: TCP sees nothing amiss, and `statement_timeout` does not run. Such a wait cannot be broken off. So whoever
//! asked is told in time, only so many may wait, and where some do not come back all connections are given
//! up for new ones, perhaps to another server.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use diesel::PgConnection;
use diesel::connection::SimpleConnection as _;
use diesel::r2d2::{CustomizeConnection, NopErrorHandler, Pool, PoolError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use super::connection::Limits;
use super::error::Error;
use super::tested::{Manager, Tested};

/// How long the parts of TCP may take, unless the address says otherwise: to connect, to find out that nobody
/// is there any more, and to have taken what was sent. Units: seconds, and milliseconds for the last.
const PATIENCE_OF_TCP: [(&str, &str); 5] = [
    ("connect_timeout", "2"),
    ("keepalives_idle", "5"),
    ("keepalives_interval", "2"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "5000"),
];
/// Of how many connections one is kept from writing, so that writes that hang leave some to read with.
const KEPT_FOR_READING: usize = 4;

/// Whether work reads or writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Read,
    Write,
}

/// The connections to one server, or to whichever of several takes writes.
pub(super) struct Postgres {
    /// With the patience of TCP.
    url: String,
    limits: Limits,
    connections: Mutex<Arc<Connections>>,
    /// Earlier ones that were given up, as long as something hangs on them.
    given_up: Mutex<Vec<Weak<Connections>>>,
}

struct Connections {
    pool: Pool<Manager>,
    turns: Arc<Semaphore>,
    writing_turns: Arc<Semaphore>,
    next: AtomicU64,
    /// The work under way, with the moment at which it is given up.
    under_way: Mutex<BTreeMap<u64, Instant>>,
}

impl Postgres {
    /// # Errors
    /// Where no connection comes about.
    pub(super) fn open(url: String, limits: Limits) -> Result<Self, PoolError> {
        let pool = builder(limits).build(Manager::new(&url))?;
        Ok(Self {
            url,
            limits,
            connections: Mutex::new(Arc::new(Connections::new(pool, limits))),
            given_up: Mutex::default(),
        })
    }

    /// Runs `work` on a connection, off the request threads. It is told by when it is to be done.
    pub(super) async fn run<T, E>(
        &self,
        purpose: Purpose,
        deadline: Duration,
        work: impl FnOnce(&mut PgConnection, Instant) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let until = Instant::now() + deadline;
        let connections = Arc::clone(&lock(&self.connections));
        let outcome = timeout_at(until, run_on(Arc::clone(&connections), purpose, until, work)).await;
        outcome.unwrap_or_else(|_| {
            self.give_up_what_hangs(&connections);
            Err(Error::Unavailable("no answer in time".to_owned()).into())
        })
    }

    /// Takes new connections in the place of these, where some hang. What goes on with the old ones may end
    /// in its own time; too many that hang are not left behind, for each keeps a thread.
    fn give_up_what_hangs(&self, connections: &Arc<Connections>) {
        // The server itself ends a statement after the patience, unless it hangs.
        let grace = self.limits.patience + self.limits.patience / 2;
        let hanging = connections.hanging_since(Instant::now().checked_sub(grace));
        let mut current = lock(&self.connections);
        if hanging == 0 || !Arc::ptr_eq(&current, connections) {
            return;
        }
        let mut given_up = lock(&self.given_up);
        given_up.retain(|old| old.strong_count() > 0);
        let left_behind = given_up.iter().filter_map(Weak::upgrade);
        let left_behind: usize = left_behind.map(|old| lock(&old.under_way).len()).sum();
        if left_behind > size(self.limits) {
            return;
        }
        log::warn!(hanging; "connections to the database hang; they are given up for new ones");
        given_up.push(Arc::downgrade(connections));
        let pool = builder(self.limits).build_unchecked(Manager::new(&self.url));
        *current = Arc::new(Connections::new(pool, self.limits));
    }
}

impl Connections {
    fn new(pool: Pool<Manager>, limits: Limits) -> Self {
        let all = size(limits);
        Self {
            pool,
            turns: Arc::new(Semaphore::new(all)),
            writing_turns: Arc::new(Semaphore::new(all - all / KEPT_FOR_READING)),
            next: AtomicU64::new(0),
            under_way: Mutex::default(),
        }
    }

    /// How much work was to be given up before this moment, and still goes on.
    fn hanging_since(&self, moment: Option<Instant>) -> usize {
        let under_way = lock(&self.under_way);
        let is_late = |until: &&Instant| moment.is_some_and(|moment| **until < moment);
        under_way.values().filter(is_late).count()
    }
}

async fn run_on<T, E>(
    connections: Arc<Connections>,
    purpose: Purpose,
    until: Instant,
    work: impl FnOnce(&mut PgConnection, Instant) -> Result<T, E> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    let turn = Turn::take(connections, purpose, until).await?;
    let done = tokio::task::spawn_blocking(move || {
        let left = until.saturating_duration_since(Instant::now());
        let connection = turn.connections.pool.get_timeout(left);
        let mut connection = connection.map_err(|error| Error::Unavailable(error.to_string()))?;
        let outcome = work(&mut connection.connection, until);
        if outcome.is_err() {
            connection.distrust();
        }
        // The connection is free before the turn is.
        drop(connection);
        drop(turn);
        outcome
    });
    done.await
        .unwrap_or_else(|_| Err(Error::Unavailable("the work was broken off".to_owned()).into()))
}

/// The right to a connection, as long as it lives. Who waits for it keeps no thread.
struct Turn {
    connections: Arc<Connections>,
    number: u64,
    _turns: (Option<OwnedSemaphorePermit>, OwnedSemaphorePermit),
}

impl Turn {
    async fn take(connections: Arc<Connections>, purpose: Purpose, until: Instant) -> Result<Self, Error> {
        let closed = |_| Error::Unavailable("the connections are closed".to_owned());
        let writing = match purpose {
            Purpose::Read => None,
            Purpose::Write => {
                let turn = Arc::clone(&connections.writing_turns).acquire_owned();
                Some(turn.await.map_err(closed)?)
            }
        };
        let turn = Arc::clone(&connections.turns).acquire_owned();
        let turn = turn.await.map_err(closed)?;
        let number = connections.next.fetch_add(1, Ordering::Relaxed);
        lock(&connections.under_way).insert(number, until);
        Ok(Self {
            connections,
            number,
            _turns: (writing, turn),
        })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        lock(&self.connections.under_way).remove(&self.number);
    }
}

/// The address, with how patient TCP is to be where it does not say.
pub(super) fn with_patience(url: &str) -> String {
    let mut url = url.to_owned();
    for (name, value) in PATIENCE_OF_TCP {
        if !url.contains(&format!("{name}=")) {
            let mark = if url.contains('?') { '&' } else { '?' };
            url = format!("{url}{mark}{name}={value}");
        }
    }
    url
}

fn builder(limits: Limits) -> diesel::r2d2::Builder<Manager> {
    Pool::builder()
        .max_size(limits.connections)
        .min_idle(Some(1))
        .connection_timeout(limits.patience)
        // Who asked is told why; a line for each attempt to connect would flood the log.
        .error_handler(Box::new(NopErrorHandler))
        .connection_customizer(Box::new(Prepare {
            patience: limits.patience,
        }))
}

fn size(limits: Limits) -> usize {
    usize::try_from(limits.connections).unwrap_or(usize::MAX)
}

/// What is behind a lock is whole at any time: no panic can leave it half changed.
fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Settings that each new connection gets.
#[derive(Clone, Copy, Debug)]
struct Prepare {
    patience: Duration,
}

impl CustomizeConnection<Tested, diesel::r2d2::Error> for Prepare {
    fn on_acquire(&self, connection: &mut Tested) -> Result<(), diesel::r2d2::Error> {
        let patience = self.patience.as_millis();
        // A process that is frozen inside a transaction must not keep a house from the others for good.
        let idle = 5 * patience;
        connection
            .connection
            .batch_execute(&format!(
                "SET synchronous_commit = on; SET statement_timeout = {patience}; \
                 SET idle_in_transaction_session_timeout = {idle}; SET TIME ZONE 'UTC';"
            ))
            .map_err(diesel::r2d2::Error::QueryError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tcp_is_as_patient_as_the_address_says_and_else_as_we_do() {
        assert_eq!(
            with_patience("postgres://h/d?connect_timeout=9&keepalives_idle=60"),
            "postgres://h/d?connect_timeout=9&keepalives_idle=60&keepalives_interval=2&keepalives_count=3\
             &tcp_user_timeout=5000"
        );
        assert!(with_patience("postgres://h/d").starts_with("postgres://h/d?connect_timeout=2&"));
    }
}
