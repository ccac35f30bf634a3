//! What the server does by itself, beside answering: it keeps the board, writes down uses of tokens, forgets
//! what is old, makes the forecast of the day, works on long computations, and reminds houses.

use std::sync::Arc;
use std::time::Duration;

use actix_web::rt::task::JoinHandle;
use actix_web::web::Data;
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

use super::Web;
use crate::app::audit::{flush_refusals, forget_old as forget_old_events};
use crate::app::import_registrations::forget_old_keys;
use crate::app::planning::computations::{Work, asked, forget_old, work_on_one};
use crate::app::planning::make_daily;
use crate::app::reminders::{Post, remind};
use crate::app::sessions::forget_attempts;
use crate::app::{App, tokens};

/// How often the board is read again, for others write too. Their writes show within a second, so it is less.
const BOARD_INTERVAL: Duration = Duration::from_millis(500);
/// How often refusals are written down, and the callers are forgotten who may make all their requests again.
const CALLERS_INTERVAL: Duration = Duration::from_secs(1);
/// How often the tokens' last use is written down.
const USES_INTERVAL: Duration = Duration::from_mins(1);
/// How often the keys of old imports and old computations are forgotten.
const OLD_INTERVAL: Duration = Duration::from_hours(1);
/// How often the houses are looked through that may need a reminder.
const REMINDER_INTERVAL: Duration = Duration::from_mins(1);
/// How often it is looked whether the forecast of the day is made.
const DAILY_INTERVAL: Duration = Duration::from_mins(1);
/// How often computations are looked for that were asked of other servers.
const ASKED_INTERVAL: Duration = Duration::from_secs(1);
/// How many computations a server works on at once.
const COMPUTATIONS: usize = 2;
/// How long a computation that is told to stop is waited for at the end.
const LAST_COMPUTATION: Duration = Duration::from_secs(5);
/// How long it is waited at the end for what was only noted in memory.
const LAST_NOTES: Duration = Duration::from_secs(1);
/// How long a reminder on its way is waited for at the end. Unit: seconds.
const LAST_REMINDER: Duration = Duration::from_secs(10);

/// The jobs of a running server.
pub(super) struct Jobs {
    app: Arc<App>,
    board: JoinHandle<()>,
    uses: JoinHandle<()>,
    old: JoinHandle<()>,
    callers: JoinHandle<()>,
    daily: JoinHandle<()>,
    computations: Vec<JoinHandle<()>>,
    reminders: Option<JoinHandle<()>>,
    stop: watch::Sender<bool>,
}

impl Jobs {
    /// Starts the jobs; without `post` nobody is reminded. Computations are done by `work`.
    pub(super) fn start(web: &Data<Web>, post: Option<Post>, work: &Work) -> Self {
        let app = &web.app;
        let (stop, stopping) = watch::channel(false);
        let compute = |_| {
            let job = compute(Arc::clone(app), Arc::clone(work), stopping.clone());
            actix_web::rt::spawn(job)
        };
        Self {
            app: Arc::clone(app),
            board: actix_web::rt::spawn(keep_board(Arc::clone(app))),
            uses: actix_web::rt::spawn(keep_uses(Arc::clone(app))),
            old: actix_web::rt::spawn(forget(Arc::clone(app))),
            callers: actix_web::rt::spawn(follow_callers(web.clone())),
            daily: actix_web::rt::spawn(forecast_daily(Arc::clone(app))),
            computations: (0..COMPUTATIONS).map(compute).collect(),
            reminders: post.map(|post| actix_web::rt::spawn(send_reminders(Arc::clone(app), post, stopping))),
            stop,
        }
    }

    /// Ends them: a reminder that is being sent is waited for, so that it is known to be out, and a computation goes
    /// back to the queue for another server.
    pub(super) async fn stop(self) {
        self.board.abort();
        self.uses.abort();
        self.old.abort();
        self.callers.abort();
        self.daily.abort();
        self.stop.send_replace(true);
        // They end at the same time, so one moment counts for all.
        let stopped = Instant::now();
        for computation in self.computations {
            if timeout_at(stopped + LAST_COMPUTATION, computation).await.is_err() {
                log::warn!("a computation was still under way at the end");
            }
        }
        if let Some(reminders) = self.reminders
            && timeout_at(stopped + LAST_REMINDER, reminders).await.is_err()
        {
            log::warn!("a reminder was still being sent at the end");
        }
        let notes = async {
            flush_uses(&self.app).await;
            flush_refusals(&self.app, true).await;
        };
        if timeout_at(Instant::now() + LAST_NOTES, notes).await.is_err() {
            log::warn!("uses of tokens and refusals were not written down at the end");
        }
    }
}

/// Keeps the board up to date; says once when the database goes away, and once when it is back.
async fn keep_board(app: Arc<App>) {
    let mut is_away = false;
    let mut ticks = actix_web::rt::time::interval(BOARD_INTERVAL);
    loop {
        ticks.tick().await;
        let outcome = app.refresh_board().await;
        match &outcome {
            Ok(()) if is_away => log::info!("the board can read the database again"),
            Err(error) if !is_away => log::error!(error:% = error; "the board cannot read the database"),
            _ => {}
        }
        is_away = outcome.is_err();
    }
}

async fn keep_uses(app: Arc<App>) {
    let mut ticks = actix_web::rt::time::interval(USES_INTERVAL);
    loop {
        ticks.tick().await;
        flush_uses(&app).await;
    }
}

async fn forget(app: Arc<App>) {
    let mut ticks = actix_web::rt::time::interval(OLD_INTERVAL);
    loop {
        ticks.tick().await;
        if let Err(error) = forget_old_keys(&app).await {
            log::warn!(error:% = error; "the keys of old imports were not forgotten");
        }
        if let Err(error) = forget_old(&app).await {
            log::warn!(error:% = error; "old computations were not forgotten");
        }
        if let Err(error) = forget_old_events(&app).await {
            log::warn!(error:% = error; "old events of the audit log were not forgotten");
        }
    }
}

/// Writes down who was refused, and forgets the callers who may make all their requests again.
async fn follow_callers(web: Data<Web>) {
    let mut ticks = actix_web::rt::time::interval(CALLERS_INTERVAL);
    loop {
        ticks.tick().await;
        web.limits.forget_idle();
        forget_attempts(&web.app);
        flush_refusals(&web.app, false).await;
    }
}

/// Makes the forecast of each day, where no other server has; not before a minute has passed, for at its start a
/// server has other things to do.
async fn forecast_daily(app: Arc<App>) {
    loop {
        actix_web::rt::time::sleep(DAILY_INTERVAL).await;
        if let Err(error) = make_daily(&app).await {
            log::warn!(error:% = error; "the forecast of the day was not made");
        }
    }
}

/// Works on computations, one after the other, until it is told to stop.
async fn compute(app: Arc<App>, work: Work, mut stopping: watch::Receiver<bool>) {
    while !*stopping.borrow() {
        match work_on_one(&app, &work, || *stopping.borrow()).await {
            Ok(true) => {}
            // Asked of this server, or perhaps of another, or told to stop.
            Ok(false) => asked(&app, ASKED_INTERVAL).await,
            Err(error) => {
                log::debug!(error:% = error; "no computation could be taken up");
                let _ = tokio::time::timeout(ASKED_INTERVAL, stopping.changed()).await;
            }
        }
    }
}

async fn flush_uses(app: &App) {
    if let Err(error) = tokens::flush_uses(app).await {
        log::warn!(error:% = error; "the tokens' last use was not written down");
    }
}

/// Reminds houses at once and then every minute, until it is told to stop.
async fn send_reminders(app: Arc<App>, post: Post, mut stopping: watch::Receiver<bool>) {
    loop {
        let is_stopping = || *stopping.borrow();
        if let Err(error) = remind(&app, &post, is_stopping).await {
            log::warn!(error:% = error; "the reminders of this minute were broken off");
        }
        let next_round = tokio::time::timeout(REMINDER_INTERVAL, stopping.changed());
        // In time: it was told to stop, or nobody is left to tell it.
        if next_round.await.is_ok() {
            return;
        }
    }
}
