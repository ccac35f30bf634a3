//! Long computations: asked of any server, put in one queue, done by whichever server has room. A server that ends
//! leaves its work to the others.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use data_encoding::HEXLOWER;
use rand::TryRng as _;
use rand::rngs::SysRng;
use sha2::{Digest as _, Sha256};

use super::known::{Known, gathered_for};
use super::run_long;
use crate::app::{App, Error, Missing};
use crate::domain::access::{Principal, View};
use crate::domain::computation::State;
use crate::domain::text::Id;
use crate::model::MODEL_VERSION;
use crate::model::progress::Watch;
use crate::store;
use crate::store::computation::Asked;

mod under_way;

use under_way::Flag;
pub(super) use under_way::UnderWay;

pub use crate::model::progress::{Stopped, Watch as Progress};
pub use crate::store::computation::Computation;

/// How many may wait or be worked on, over all servers.
const MOST_UNDER_WAY: i64 = 20;
/// How often a server says that it still works on one: a cancelled one ends that soon.
const BEAT: Duration = Duration::from_millis(400);
/// After how long without a word a server has ended. Unit: seconds.
const SILENCE: i64 = 30;
/// How long one is worked on at most.
const LONGEST: Duration = Duration::from_mins(15);
/// How many servers may end over one, before it is taken for the cause.
const MOST_ATTEMPTS: u32 = 3;
/// How long computations are kept.
const KEPT_DAYS: i64 = 30;
/// How many that are over are kept at most.
const MOST_KEPT: i64 = 500;
/// How often an answer that is waited for is looked for.
const LOOK: Duration = Duration::from_millis(50);

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// Nobody wants it any more, or the server ends.
    Stopped,
    /// A code of the reason.
    Failed(&'static str),
}

impl From<Stopped> for Unanswered {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

/// Answers a question of a kind: whoever knows how questions are written down.
pub type Work = Arc<dyn Fn(&Computation, &Known, &dyn Watch) -> Result<String, Unanswered> + Send + Sync>;

/// Asks for the answer to a question of a kind about what is known. Who asks the same of the same gets the same
/// computation.
///
/// # Errors
/// [`Error::Unavailable`] where too many are under way.
pub async fn ask(
    app: &App,
    principal: &Principal,
    kind: &'static str,
    question: String,
    known: &Known,
) -> Result<Computation, Error> {
    let key = format!("{MODEL_VERSION} {kind} {} {question}", known.input_hash);
    let asked = Asked {
        id: draw()?,
        kind,
        question,
        key_hash: HEXLOWER.encode(&Sha256::digest(key)),
        input_hash: known.input_hash.clone(),
        known_at: known.at,
        asked_at: app.now(),
        asked_by: principal.name.clone(),
    };
    let computation = app
        .store
        .transact_promptly(move |connection| {
            let found = store::computation::ask(connection, &asked, MOST_UNDER_WAY)?;
            found.ok_or(Error::Unavailable(store::Error::Busy))
        })
        .await?;
    app.planning.under_way.asked.notify_one();
    Ok(computation)
}

/// A computation of a kind, as far as it has come.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Unavailable`].
pub async fn find(app: &App, kind: &str, id: Id) -> Result<Computation, Error> {
    let flag = app.planning.under_way.flag(&id);
    let mut found = app
        .store
        .read(move |connection| {
            let found = store::computation::find(connection, &id)?;
            found.ok_or(Error::NotFound(Missing::Computation))
        })
        .await?;
    if found.kind != kind {
        return Err(Error::NotFound(Missing::Computation));
    }
    if let Some(flag) = flag.filter(|_| found.state == State::Running) {
        (found.done, found.whole) = flag.progress();
    }
    Ok(found)
}

/// The computation once it is over, or as it is when `patience` ends.
///
/// # Errors
/// As [`find`].
pub async fn wait(app: &App, mut computation: Computation, patience: Duration) -> Result<Computation, Error> {
    let end = tokio::time::Instant::now() + patience;
    while !computation.state.is_over() && tokio::time::Instant::now() < end {
        tokio::time::sleep(LOOK).await;
        computation = find(app, &computation.kind, computation.id).await?;
    }
    Ok(computation)
}

/// Cancels a computation that is under way, wherever it is; one that is over stays as it is.
///
/// # Errors
/// As [`find`].
pub async fn cancel(app: &App, kind: &str, id: Id) -> Result<(), Error> {
    let (now, cancelled) = (app.now(), find(app, kind, id.clone()).await?.id);
    app.store
        .transact_promptly(move |connection| {
            store::computation::cancel(connection, &id, now).map_err(Error::from)
        })
        .await?;
    if let Some(flag) = app.planning.under_way.flag(&cancelled) {
        flag.stop();
    }
    Ok(())
}

/// Waits until a computation is asked of this server, or for `patience`: others are asked too.
pub async fn asked(app: &App, patience: Duration) {
    let asked = app.planning.under_way.asked.notified();
    // In time or not: somebody may have asked.
    let _ = tokio::time::timeout(patience, asked).await;
}

/// Takes up a computation and works on it to its end; whether there was one. While it works it asks `is_stopping`
/// whether the server ends, and then puts it back.
///
/// # Errors
/// [`Error::Unavailable`]; what was begun is then taken up again by whichever server can.
pub async fn work_on_one(app: &App, work: &Work, is_stopping: impl Fn() -> bool) -> Result<bool, Error> {
    let Some(computation) = claim(app).await? else {
        return Ok(false);
    };
    let id = computation.id.clone();
    let flag = app.planning.under_way.begin(&id);
    let outcome = answer(app, computation, work, &flag, is_stopping).await;
    app.planning.under_way.end(&id);
    let (now, server) = (app.now(), app.server_id().to_owned());
    app.store
        .transact(move |connection| {
            let end = match &outcome {
                Ok(result) => (State::Done, result.as_str()),
                Err(Unanswered::Failed(reason)) => (State::Failed, *reason),
                // Cancelled, it is no longer ours and this does nothing.
                Err(Unanswered::Stopped) => {
                    return store::computation::release(connection, &id, &server).map_err(Error::from);
                }
            };
            store::computation::finish(connection, &id, &server, end, now)?;
            Ok(())
        })
        .await?;
    Ok(true)
}

async fn claim(app: &App) -> Result<Option<Computation>, Error> {
    let (now, server) = (app.now(), app.server_id().to_owned());
    let silent_since = now - TimeDelta::seconds(SILENCE);
    // Looking is cheap, and most of the time there is nothing.
    let look = move |connection: &mut store::Connection| {
        store::computation::is_any_free(connection, silent_since).map_err(Error::from)
    };
    if !app.store.read(look).await? {
        return Ok(None);
    }
    app.store
        .transact(move |connection| {
            store::computation::claim(connection, &server, now, silent_since).map_err(Error::from)
        })
        .await
}

async fn answer(
    app: &App,
    computation: Computation,
    work: &Work,
    flag: &Arc<Flag>,
    is_stopping: impl Fn() -> bool,
) -> Result<String, Unanswered> {
    if computation.attempts > MOST_ATTEMPTS {
        return Err(Unanswered::Failed("servers_ended"));
    }
    let known = match app.planning.known_by_hash(&computation.input_hash) {
        Some(known) => known,
        None => known_then(app, &computation).await?,
    };
    let id = computation.id.clone();
    let (work, told) = (Arc::clone(work), Arc::clone(flag));
    let running = run_long(move || work(&computation, &known, &*told));
    let mut running = Box::pin(running);
    let end = tokio::time::Instant::now() + LONGEST;
    loop {
        match tokio::time::timeout(BEAT, &mut running).await {
            Ok(Ok(Err(_))) if tokio::time::Instant::now() > end => {
                return Err(Unanswered::Failed("too_long"));
            }
            Ok(Ok(outcome)) => return outcome,
            Ok(Err(_)) => return Err(Unanswered::Failed("fault")),
            Err(_) => {}
        }
        if is_stopping() || tokio::time::Instant::now() > end || !is_still_ours(app, &id, flag).await {
            flag.stop();
        }
    }
}

async fn known_then(app: &App, computation: &Computation) -> Result<Arc<Known>, Unanswered> {
    // Which view the question was asked with is not written down; its hash tells.
    for view in [View::Whole, View::BedsOnly] {
        let known = gathered_for(app, Some(computation.known_at), view).await;
        let known = known.map_err(|error| {
            log::warn!(error:% = error; "what a computation is about could not be read");
            Unanswered::Stopped
        })?;
        if known.input_hash == computation.input_hash {
            return Ok(known);
        }
    }
    // Houses were described otherwise since: this would be the answer to another question.
    Err(Unanswered::Failed("register_changed"))
}

async fn is_still_ours(app: &App, id: &Id, flag: &Flag) -> bool {
    let (id, server, now, progress) = (id.clone(), app.server_id().to_owned(), app.now(), flag.progress());
    let beat = app.store.transact(move |connection| {
        store::computation::beat(connection, &id, &server, progress, now).map_err(Error::from)
    });
    // Where the database is away nobody else can have taken it either.
    beat.await.unwrap_or(true)
}

/// Forgets computations that are old, or too many.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn forget_old(app: &App) -> Result<(), Error> {
    let before = app.now() - TimeDelta::days(KEPT_DAYS);
    app.store
        .transact(move |connection| {
            store::computation::forget(connection, before, MOST_KEPT).map_err(Error::from)
        })
        .await
}

fn draw() -> Result<Id, Error> {
    let no_chance = || {
        let reason = "the operating system gives no random numbers".to_owned();
        Error::Unavailable(store::Error::Unavailable(reason))
    };
    let mut name = [0_u8; 16];
    SysRng.try_fill_bytes(&mut name).map_err(|_| no_chance())?;
    Id::new(&HEXLOWER.encode(&name)).ok_or_else(no_chance)
}
