//! `hospice-capacity serve`.

use std::net::TcpListener;
use std::sync::Arc;

use super::{Failure, block_on, config, start};
use crate::app::App;
use crate::config::Config;
use crate::http::{View, Web, server};
use crate::mail::MailSettings;
use crate::pages::PAGES;

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
    server::serve(listener, web, config.workers, post, |address, _| {
        announce(address);
    })
    .await?;
    log::info!("stopped");
    Ok(())
}
