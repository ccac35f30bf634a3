//! The question that is asked most, and always the same: which bed is free now? It is answered before the framework
//! looks for a handler, by the same parts and in the same words as the handler does, which answers everything that is
//! asked in another way. A test holds the two answers against one another.

use std::sync::OnceLock;
use std::time::Instant;

use actix_http::{Request, Response};
use actix_web::HttpMessage as _;
use actix_web::body::BoxBody;
use actix_web::http::header::{self, HeaderMap, HeaderName};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Data;

use super::conditional::OPEN;
use super::finish::{RequestId, add_what_is_set, complete_headers, note};
use super::metrics::Counted;
use super::{Web, session};

/// The route of the handler that answers the same.
const ROUTE: &str = "/v1/availability";
/// With any of these the question is another, or somebody's own.
const ASKED_OTHERWISE: [HeaderName; 5] = [
    header::AUTHORIZATION,
    header::COOKIE,
    header::ORIGIN,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
];

/// Answers polls of the board; one for each worker.
#[derive(Clone)]
pub(super) struct Polls {
    web: Data<Web>,
    with_body: OnceLock<Counted>,
    unchanged: OnceLock<Counted>,
}

impl Polls {
    pub(super) fn new(web: Data<Web>) -> Self {
        Self {
            web,
            with_body: OnceLock::new(),
            unchanged: OnceLock::new(),
        }
    }

    /// The board as it is now; nothing where something else is asked, or is to be said.
    pub(super) fn answer(&self, request: &Request) -> Option<Response<BoxBody>> {
        let (web, asked) = (&self.web, request.headers());
        let is_poll = request.method() == Method::GET
            && request.path() == ROUTE
            && request.uri().query().is_none()
            && web.app.settings.public_availability
            && takes_json(asked)
            && !ASKED_OTHERWISE.iter().any(|name| asked.contains_key(name));
        if !is_poll {
            return None;
        }
        let started = Instant::now();
        let shown = web.view.current()?;
        let share = web
            .limits
            .charge_address(session::address_by(asked, request.peer_addr(), web));
        if share.is_spent() {
            return None;
        }
        let mut response = shown.json().answer(asked, OPEN);
        let (status, id) = (response.status(), RequestId::new());
        let headers = response.headers_mut();
        complete_headers(headers, status, ROUTE, &id);
        add_what_is_set(headers, ROUTE, (None, false), web);
        share.tell(headers);
        let took = started.elapsed();
        self.counted(status).count(took);
        note(id.as_str(), request.method(), ROUTE, status, took, None);
        Some(response.into())
    }

    fn counted(&self, status: StatusCode) -> &Counted {
        let counted = if status == StatusCode::NOT_MODIFIED {
            &self.unchanged
        } else {
            &self.with_body
        };
        counted.get_or_init(|| self.web.metrics.counted(&Method::GET, ROUTE, status))
    }
}

/// Whether the caller says nothing of what it takes, or that it takes anything, or JSON.
fn takes_json(asked: &HeaderMap) -> bool {
    let mut stated = asked.get_all(header::ACCEPT);
    let first = stated.next();
    let is_plain = |value: &header::HeaderValue| matches!(value.as_bytes(), b"*/*" | b"application/json");
    first.is_none_or(is_plain) && stated.next().is_none()
}
