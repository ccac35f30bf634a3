//! The cookie of a browser that is signed in, and what keeps other sites from using it.

use std::net::{IpAddr, SocketAddr};

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderName};
use chrono::{DateTime, Utc};

use super::Web;
use super::problem::{Kind, Problem};
use crate::app::secret::SecretText;
use crate::app::sessions;
use crate::domain::access::Principal;

/// Where callers come over TLS no other host of the domain can set this one (RFC 6265bis, section 4.1.3.2).
const TLS_COOKIE: &str = "__Host-session";
const PLAIN_COOKIE: &str = "session";
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Who is signed in with the cookie that came with the request; nobody where there is none.
///
/// # Errors
/// A [`Problem`] where the session has ended, or where another site may have sent a request that changes
/// something.
pub async fn principal(request: &HttpRequest, web: &Web) -> Result<Option<Principal>, Problem> {
    let Some(text) = text(request, web) else {
        return Ok(None);
    };
    check_same_origin(request, web)?;
    Ok(Some(sessions::authenticate(&web.app, &text).await?))
}

/// The session's text, where a cookie came with the request.
#[must_use]
pub fn text(request: &HttpRequest, web: &Web) -> Option<String> {
    let cookie = request.cookie(name(web))?;
    Some(cookie.value().to_owned())
}

/// The cookie of a new session, which ends with it.
#[must_use]
pub fn cookie(web: &Web, text: &SecretText, expires_at: DateTime<Utc>) -> Cookie<'static> {
    let lasts = expires_at - web.app.now();
    shaped(
        web,
        text.reveal().to_owned(),
        Duration::seconds(lasts.num_seconds()),
    )
}

/// The cookie that takes a session's place when it is over.
#[must_use]
pub fn no_cookie(web: &Web) -> Cookie<'static> {
    shaped(web, String::new(), Duration::ZERO)
}

/// A request that may change something comes from a page of our own. Browsers say so in `Sec-Fetch-Site`; where
/// they do not, in `Origin`. One that says neither is refused.
///
/// # Errors
/// A [`Problem`] where it comes from elsewhere, or does not say.
pub fn check_same_origin(request: &HttpRequest, web: &Web) -> Result<(), Problem> {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let is_ours = match said(request, &FETCH_SITE) {
        Some(site) => matches!(site, "same-origin" | "none"),
        None => said(request, &header::ORIGIN)
            .and_then(|origin| origin.split_once("://"))
            .is_some_and(|(_, authority)| hosts(request, web).contains(&authority)),
    };
    if is_ours {
        Ok(())
    } else {
        Err(Problem::new(Kind::CrossSite))
    }
}

/// Whom the request comes from. Behind TLS that is whom the proxy in front of us saw: it adds the last address, some
/// as one more header.
#[must_use]
pub fn address(request: &HttpRequest, web: &Web) -> Option<IpAddr> {
    address_by(request.headers(), request.peer_addr(), web)
}

/// The same, of the headers of a request and of where its connection comes from.
pub(super) fn address_by(headers: &HeaderMap, peer: Option<SocketAddr>, web: &Web) -> Option<IpAddr> {
    let forwarded = || {
        let last = headers.get_all(FORWARDED_FOR).last()?.to_str().ok()?;
        last.rsplit(',').next()?.trim().parse().ok()
    };
    let forwarded = web.settings.behind_tls.then(forwarded).flatten();
    forwarded.or_else(|| peer.map(|peer| peer.ip()))
}

/// Where people reach this installation: as its settings say, and else as the request came.
#[must_use]
pub fn own_origin(request: &HttpRequest, web: &Web) -> Option<String> {
    if let Some(url) = &web.settings.public_url {
        return Some(url.clone());
    }
    let scheme = if web.settings.behind_tls { "https" } else { "http" };
    // A proxy names the host it was asked for last.
    let host = hosts(request, web).pop()?;
    Some(format!("{scheme}://{host}"))
}

fn hosts<'a>(request: &'a HttpRequest, web: &Web) -> Vec<&'a str> {
    let forwarded = said(request, &FORWARDED_HOST).filter(|_| web.settings.behind_tls);
    said(request, &header::HOST)
        .into_iter()
        .chain(forwarded)
        .collect()
}

fn said<'a>(request: &'a HttpRequest, name: &HeaderName) -> Option<&'a str> {
    request.headers().get(name)?.to_str().ok()
}

fn name(web: &Web) -> &'static str {
    if web.settings.behind_tls {
        TLS_COOKIE
    } else {
        PLAIN_COOKIE
    }
}

fn shaped(web: &Web, value: String, max_age: Duration) -> Cookie<'static> {
    Cookie::build(name(web), value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(web.settings.behind_tls)
        .max_age(max_age)
        .finish()
}
