//! What the server does by itself, beside answering: it keeps the board, writes down uses of tokens, forgets
//! the keys of old imports, and reminds houses.

use std::sync::Arc;
use std::time::Duration;

use actix_web::rt::task::JoinHandle;
use tokio::sync::watch;

use crate::app::import_registrations::forget_old_keys;
use crate::app::reminders::{Post, remind};
use crate::app::{App, tokens};

/// How often the board is read again, for others write too.
const BOARD_INTERVAL: Duration = Duration::from_secs(1);
/// How often the tokens' last use is written down.
const USES_INTERVAL: Duration = Duration::from_mins(1);
/// How often the keys of old imports are forgotten.
const KEYS_INTERVAL: Duration = Duration::from_hours(1);
/// How often the houses are looked through that may need a reminder.
const REMINDER_INTERVAL: Duration = Duration::from_mins(1);
/// How long a reminder on its way is waited for at the end. Unit: seconds.
const LAST_REMINDER: Duration = Duration::from_secs(10);

/// The jobs of a running server.
pub(super) struct Jobs {
    app: Arc<App>,
    board: JoinHandle<()>,
    uses: JoinHandle<()>,
    keys: JoinHandle<()>,
    reminders: Option<JoinHandle<()>>,
    stop: watch::Sender<bool>,
}

impl Jobs {
    /// Starts the jobs; without `post` nobody is reminded.
    pub(super) fn start(app: &Arc<App>, post: Option<Post>) -> Self {
        let (stop, stopping) = watch::channel(false);
        Self {
            app: Arc::clone(app),
            board: actix_web::rt::spawn(keep_board(Arc::clone(app))),
            uses: actix_web::rt::spawn(keep_uses(Arc::clone(app))),
            keys: actix_web::rt::spawn(forget_keys(Arc::clone(app))),
            reminders: post.map(|post| actix_web::rt::spawn(send_reminders(Arc::clone(app), post, stopping))),
            stop,
        }
    }

    /// Ends them: a reminder that is being sent is waited for, so that it is known to be out.
    pub(super) async fn stop(self) {
        self.board.abort();
        self.uses.abort();
        self.keys.abort();
        self.stop.send_replace(true);
        if let Some(reminders) = self.reminders
            && tokio::time::timeout(LAST_REMINDER, reminders).await.is_err()
        {
            log::warn!("a reminder was still being sent at the end");
        }
        flush_uses(&self.app).await;
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

async fn forget_keys(app: Arc<App>) {
    let mut ticks = actix_web::rt::time::interval(KEYS_INTERVAL);
    loop {
        ticks.tick().await;
        if let Err(error) = forget_old_keys(&app).await {
            log::warn!(error:% = error; "the keys of old imports were not forgotten");
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
