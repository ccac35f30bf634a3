//! `hospice-capacity serve`.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use super::{Failure, block_on, config, start};
use crate::app::App;
use crate::config::Config;
use crate::http::{View, Web, server};
use crate::mail::MailSettings;
use crate::pages::PAGES;

/// How long work that hangs is waited for at the end.
const LAST_WORK: Duration = Duration::from_secs(3);

pub(super) fn run() -> Result<(), Failure> {
    let config = config()?;
    let (app, view) = start(&config, true)?;
    block_on(serve(&config, app, view, |address| {
        log::info!("serving on http://{address}");
    }))
}

/// Serves `app` until the process is told to stop. `announce` is told where, once it listens.
pub(super) async fn serve(
    config: &Config,
    app: Arc<App>,
    view: View,
    announce: impl FnOnce(std::net::SocketAddr),
) -> Result<(), Failure> {
    app.refresh_board().await?;
    let listener = TcpListener::bind(&config.listen)
        .map_err(|error| Failure(vec![format!("cannot listen on {}: {error}", config.listen)]))?;
    let web = Web::new(app, view, config.web.clone(), PAGES);
    let post = config.mail.clone().map(MailSettings::post);
    let served = server::serve(listener, web, config.workers, post, |address, _| {
        announce(address);
    });
    let outcome = served.await;
    end_though_work_hangs(i32::from(outcome.is_err()));
    outcome?;
    log::info!("stopped");
    Ok(())
}

/// Ends the process with this code in a while, where it has not ended by itself: work on a database that answers no
/// more is waited for without end. Nothing that was acknowledged hangs.
fn end_though_work_hangs(code: i32) {
    std::thread::spawn(move || {
        std::thread::sleep(LAST_WORK);
        log::warn!("work on the database was still under way at the end");
        std::process::exit(code);
    });
}
