//! The server: its limits, its middleware, and how it stops.

use std::any::Any;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_http::Request;
use actix_service::apply_fn_factory;
use actix_web::body::BoxBody;
use actix_web::dev::{ServerHandle, Service, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
#[cfg(any(target_os = "linux", target_os = "android"))]
use actix_web::rt::net::TcpStream;
use actix_web::web::{Data, PayloadConfig};
use actix_web::{App as Site, HttpServer};

use super::computations::work;
use super::finish::finish;
use super::jobs::Jobs;
use super::poll::Polls;
use super::{Web, router};
use crate::app::reminders::Post;

/// The largest body: a registration takes 2 kilobytes, the largest house 60. Unit: bytes.
const LARGEST_BODY: usize = 128 * 1024;

/// Serves until SIGTERM (or until the handle that `started` gets says so), then finishes what is under way.
/// Meanwhile it reminds houses by `post`, where there is one. At SIGINT and SIGQUIT it stops at once; what was acknowledged is kept all the same.
///
/// # Errors
/// Those of the operating system.
pub async fn serve(
    listener: TcpListener,
    web: Web,
    workers: usize,
    post: Option<Post>,
    started: impl FnOnce(SocketAddr, ServerHandle),
) -> std::io::Result<()> {
    let address = listener.local_addr()?;
    let web = Data::new(web);
    let jobs = Jobs::start(&web, post, &work());
    let shared = web.clone();
    let patience = web.settings.patience;
    // Each worker has its part of the connections.
    let connections = usize::try_from(patience.connections).unwrap_or(usize::MAX);
    let server = HttpServer::new(move || {
        let polls = Polls::new(shared.clone());
        apply_fn_factory(site(shared.clone()), move |request: Request, site: &_| {
            let answering = polls.answer(&request).ok_or_else(|| Service::call(site, request));
            async move {
                match answering {
                    Ok(ready) => Ok(ready),
                    Err(answering) => answering.await.map(Into::into),
                }
            }
        })
    })
    .workers(workers)
    .max_connections(connections.div_ceil(workers.max(1)))
    .on_connect(move |connection, _| give_up_unread(connection, patience.unread))
    .client_request_timeout(patience.head)
    .client_disconnect_timeout(Duration::from_secs(2))
    .keep_alive(patience.idle)
    .shutdown_timeout(15)
    .listen(listener)?
    .run();
    started(address, server.handle());
    let outcome = server.await;
    jobs.stop().await;
    outcome
}

/// What one worker of the server answers, with its limits and its middleware.
#[doc(hidden)]
#[must_use]
pub fn site(
    web: Data<Web>,
) -> Site<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    let pages = web.pages.configure;
    Site::new()
        .app_data(web)
        .app_data(PayloadConfig::new(LARGEST_BODY))
        .wrap(from_fn(finish))
        .configure(|config| router::configure(config, pages))
}

/// Has the operating system close a connection whose caller takes nothing of what is sent for so long. Only Linux and
/// its kin can; elsewhere such a connection lasts until it is closed from there.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn give_up_unread(connection: &dyn Any, after: Duration) {
    if let Some(stream) = connection.downcast_ref::<TcpStream>()
        && let Err(error) = socket2::SockRef::from(stream).set_tcp_user_timeout(Some(after))
    {
        log::debug!(error:% = error; "a connection has no limit for what is not taken");
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn give_up_unread(_: &dyn Any, _: Duration) {}
