//! The server: its limits, its middleware, and how it stops.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::web::{Data, PayloadConfig};
use actix_web::{App as Site, HttpServer};

use super::finish::finish;
use super::{Web, router};
use crate::app::import_registrations::forget_old_keys;
use crate::app::{App, tokens};

/// The largest body: a registration takes 2 kilobytes, the largest house 60. Unit: bytes.
const LARGEST_BODY: usize = 128 * 1024;
/// How often the board is read again, for others write too.
const BOARD_INTERVAL: Duration = Duration::from_secs(1);
/// How often the keys of old imports are forgotten.
const KEYS_INTERVAL: Duration = Duration::from_hours(1);
/// How often the tokens' last use is written down.
const USES_INTERVAL: Duration = Duration::from_mins(1);

/// Serves until SIGTERM (or until the handle that `started` gets says so), then finishes what is under way.
/// At SIGINT and SIGQUIT it stops at once; what was acknowledged is kept all the same.
///
/// # Errors
/// Those of the operating system.
pub async fn serve(
    listener: TcpListener,
    web: Web,
    workers: usize,
    started: impl FnOnce(SocketAddr, ServerHandle),
) -> std::io::Result<()> {
    let address = listener.local_addr()?;
    let web = Data::new(web);
    let board = actix_web::rt::spawn(keep_board(Arc::clone(&web.app)));
    let uses = actix_web::rt::spawn(keep_uses(Arc::clone(&web.app)));
    let keys = actix_web::rt::spawn(forget_keys(Arc::clone(&web.app)));
    let shared = web.clone();
    let server = HttpServer::new(move || {
        Site::new()
            .app_data(shared.clone())
            .app_data(PayloadConfig::new(LARGEST_BODY))
            .wrap(from_fn(finish))
            .configure(router::configure)
    })
    .workers(workers)
    .client_request_timeout(Duration::from_secs(5))
    .client_disconnect_timeout(Duration::from_secs(2))
    .keep_alive(Duration::from_secs(75))
    .shutdown_timeout(15)
    .listen(listener)?
    .run();
    started(address, server.handle());
    let outcome = server.await;
    board.abort();
    uses.abort();
    keys.abort();
    if let Err(error) = tokens::flush_uses(&web.app).await {
        log::warn!(error:% = error; "the tokens' last use was not written down");
    }
    outcome
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
        if let Err(error) = tokens::flush_uses(&app).await {
            log::warn!(error:% = error; "the tokens' last use was not written down");
        }
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
