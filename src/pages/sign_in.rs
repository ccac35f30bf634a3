//! Signing in with a personal link or its code, and signing out.
//!
//! The code stands behind the `#` of the link, which browsers keep to themselves: it never reaches a server's log.
//! A script moves it into the form and out of the address; without one it is pasted.

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::frame::{Frame, answer, home, refuse, see_other};
use super::sent::field;
use crate::app;
use crate::app::sessions;
use crate::http::problem::{Kind, Problem};
use crate::http::{Web, auth, session};

#[derive(Template)]
#[template(path = "sign_in/page.html")]
struct Page {
    frame: Frame,
    /// Where to go on to.
    onward: Option<String>,
    fault: Option<Fault>,
}

/// Why somebody was not signed in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// The code is unknown, expired or revoked.
    Code,
    TooManyAttempts,
}

/// Asks for the code.
///
/// # Errors
/// A [`Problem`] where the page cannot be written.
pub async fn ask(request: HttpRequest, web: Data<Web>) -> Result<HttpResponse, Problem> {
    let principal = auth::principal(&request, &web).await.ok().flatten();
    let page = Page {
        frame: Frame::new(&request, principal),
        onward: way_back(request.query_string()),
        fault: None,
    };
    answer(&request, &page.frame, &page)
}

/// Exchanges the code for a session of this browser.
///
/// # Errors
/// A [`Problem`] where another site may have sent the form, or the database is away.
pub async fn sign_in(request: HttpRequest, web: Data<Web>, body: Bytes) -> Result<HttpResponse, Problem> {
    session::check_same_origin(&request, &web)?;
    let address = session::address(&request, &web).ok_or_else(|| Problem::new(Kind::InvalidInput))?;
    let onward = field(&body, "naar").filter(|address| is_own(address));
    let code = field(&body, "code").unwrap_or_default();
    let fault = match sessions::begin(&web.app, code_in(&code), address).await {
        Ok((begun, text, principal)) => {
            leave(&request, &web).await;
            let mut response = see_other(onward.as_deref().unwrap_or_else(|| home(principal.role)));
            let cookie = session::cookie(&web, &text, begun.expires_at);
            response
                .add_cookie(&cookie)
                .map_err(|_| Problem::new(Kind::Internal))?;
            return Ok(response);
        }
        Err(app::Error::Unauthenticated) => Fault::Code,
        Err(app::Error::TooManyAttempts) => Fault::TooManyAttempts,
        Err(error) => return Err(error.into()),
    };
    let page = Page {
        frame: Frame::at("/aanmelden", request.headers(), None),
        onward,
        fault: Some(fault),
    };
    match fault {
        Fault::Code => refuse(Kind::Forbidden, &page.frame, &page),
        Fault::TooManyAttempts => refuse(Kind::TooManyRequests, &page.frame, &page),
    }
}

/// Ends the session of this browser, and has it forget the pages it kept.
///
/// # Errors
/// A [`Problem`] where another site may have sent the form, or the database is away: the session then lasts.
pub async fn sign_out(request: HttpRequest, web: Data<Web>) -> Result<HttpResponse, Problem> {
    session::check_same_origin(&request, &web)?;
    if let Some(text) = session::text(&request, &web) {
        sessions::end(&web.app, &text).await?;
    }
    let mut response = see_other("/aanmelden");
    response
        .add_cookie(&session::no_cookie(&web))
        .map_err(|_| Problem::new(Kind::Internal))?;
    response.headers_mut().insert(
        HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static("\"cache\""),
    );
    Ok(response)
}

/// The session this browser had before is of no use any more.
async fn leave(request: &HttpRequest, web: &Web) {
    if let Some(text) = session::text(request, web)
        && let Err(error) = sessions::end(&web.app, &text).await
    {
        log::warn!(error:% = error; "an old session was not ended");
    }
}

/// The address under `naar` in a query or form, where it is on this server.
pub fn way_back(query: &str) -> Option<String> {
    field(query.as_bytes(), "naar").filter(|address| is_own(address))
}

/// Whether an address is on this server: browsers take `//` and `/\` for another.
fn is_own(address: &str) -> bool {
    address.starts_with('/')
        && !address.starts_with("//")
        && address
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

/// The code in what was pasted: the code itself or the whole link.
fn code_in(pasted: &str) -> &str {
    pasted.rsplit_once('#').map_or(pasted, |(_, code)| code).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_server_are_gone_on_to() {
        for own in ["/", "/vandaag", "/vandaag/de-linde/2026-11-20?a=b%20c"] {
            assert!(is_own(own), "{own}");
        }
        for other in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nb",
            "/a b",
        ] {
            assert!(!is_own(other), "{other}");
        }
    }

    #[test]
    fn a_code_may_be_pasted_with_its_link() {
        for pasted in ["hc_a_b", " hc_a_b\n", "https://a.example/aanmelden#hc_a_b"] {
            assert_eq!(code_in(pasted), "hc_a_b");
        }
    }
}
