//! What every answer gets on its way out, whichever handler or framework error made it: words for its
//! problem, headers, a line in the log and a count in the metrics.

use std::time::{Duration, Instant};

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode, Uri};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{HttpMessage as _, HttpResponse};
use uuid::Uuid;

use super::arrival::Arrival;
use super::audit;
use super::auth::Caller;
use super::limits::Limits;
use super::negotiate::preferences;
use super::problem::{Kind, Problem};
use super::{API_VERSION, Patience, Web};
use crate::domain::access::Principal;
use crate::domain::language::Language;

/// Header that names the version of the API on every answer.
const VERSION_HEADER: HeaderName = HeaderName::from_static("api-version");
const REQUEST_ID_HEADER: HeaderName = HeaderName::from_static("x-request-id");
const RESOURCE_POLICY_HEADER: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// How long an import may take at least: a large file takes its time to come and to enter.
const IMPORT_TIME_LIMIT: Duration = Duration::from_mins(2);

/// A page that a browser asked for.
pub struct Visited {
    pub is_read: bool,
    /// Its address on this server, with the question.
    pub address: String,
    pub headers: HeaderMap,
}

impl Visited {
    /// Nothing where a program asks, or for what only programs read.
    fn of(request: &ServiceRequest) -> Option<Self> {
        const OF_PROGRAMS: [&str; 6] = ["/v1/", "/docs", "/livez", "/readyz", "/metrics", "/problems"];
        let headers = request.headers();
        let path = request.path();
        if OF_PROGRAMS.iter().any(|start| path.starts_with(start)) {
            return None;
        }
        preferences(headers, &header::ACCEPT)
            .iter()
            .any(|(kind, _)| kind == "text/html")
            .then(|| Self {
                is_read: request.method().is_safe(),
                address: request
                    .uri()
                    .path_and_query()
                    .map_or("/", |whole| whole.as_str())
                    .to_owned(),
                headers: headers.clone(),
            })
    }
}

/// What is known of a request before it is answered. The request itself is not held meanwhile, for the
/// framework wants it for itself alone.
struct Asked {
    method: Method,
    uri: Uri,
    language: Language,
    /// Where a browser asked for a page.
    visited: Option<Visited>,
    origin: Option<HeaderValue>,
    is_preflight: bool,
    web: Option<Data<Web>>,
    request_id: RequestId,
    started: Instant,
}

/// The mark of a request, by which its line in the log is found: a random UUID.
pub(super) struct RequestId(HeaderValue);

impl RequestId {
    pub(super) fn new() -> Self {
        let mut text = Uuid::encode_buffer();
        let text: &str = Uuid::new_v4().hyphenated().encode_lower(&mut text);
        // Digits, letters and hyphens are always a value.
        Self(HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static("-")))
    }

    pub(super) fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }
}

/// Runs the request, then completes its answer.
///
/// # Errors
/// Those of the framework, with their answers completed too.
pub async fn finish(
    mut request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let asked = Asked::of(&request);
    let limit = asked.time_limit();
    let arrival = Arrival::watch(&mut request);
    let share = Limits::charge(request.request());
    let outcome = if share.is_spent() {
        audit::note_too_many(request.request());
        Ok(Err(Problem::new(Kind::TooManyRequests).into()))
    } else {
        actix_web::rt::time::timeout(limit, next.call(request)).await
    };
    let error = match outcome {
        Ok(Ok(answered)) => {
            let (request, mut response) = answered.into_parts();
            let route = request
                .match_pattern()
                .unwrap_or_else(|| UNKNOWN_ROUTE.to_owned());
            // Whose token turned out to be revoked is nobody.
            let caller = request
                .extensions()
                .get::<Caller>()
                .filter(|_| response.status() != StatusCode::UNAUTHORIZED)
                .map(|caller| caller.0.clone());
            audit::keep(&request, &mut response, caller.as_ref()).await;
            asked.complete(&mut response, &route, caller.as_ref());
            arrival.close_unread(&mut response);
            share.tell(response.headers_mut());
            return Ok(ServiceResponse::new(request, response));
        }
        Ok(Err(error)) => error,
        Err(_) if arrival.is_waited_for() => Problem::new(Kind::RequestTimeout).into(),
        Err(_) => Problem::new(Kind::Unavailable).into(),
    };
    let mut response = error.error_response();
    asked.complete(&mut response, UNKNOWN_ROUTE, None);
    arrival.close_unread(&mut response);
    share.tell(response.headers_mut());
    Err(InternalError::from_response(error, response).into())
}

/// The route of requests that reached no handler, in the log and the metrics.
const UNKNOWN_ROUTE: &str = "unknown";

impl Asked {
    fn of(request: &ServiceRequest) -> Self {
        let headers = request.headers();
        Self {
            method: request.method().clone(),
            uri: request.uri().clone(),
            language: language_of(headers),
            visited: Visited::of(request),
            origin: headers.get(header::ORIGIN).cloned(),
            is_preflight: headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD),
            web: request.app_data::<Data<Web>>().cloned(),
            request_id: RequestId::new(),
            started: Instant::now(),
        }
    }

    /// How long the request may take before the caller is told to come again.
    fn time_limit(&self) -> Duration {
        let usual = self
            .web
            .as_ref()
            .map_or_else(Patience::default, |web| web.settings.patience)
            .request;
        if self.uri.path() == "/v1/imports" {
            usual.max(IMPORT_TIME_LIMIT)
        } else {
            usual
        }
    }

    fn complete(&self, response: &mut HttpResponse, route: &str, caller: Option<&Principal>) {
        self.put_into_words(response, caller);
        let status = response.status();
        let headers = response.headers_mut();
        complete_headers(headers, status, self.uri.path(), &self.request_id);
        let took = self.started.elapsed();
        if let Some(web) = &self.web {
            let asked = (self.origin.as_ref(), self.is_preflight);
            add_what_is_set(headers, self.uri.path(), asked, web);
            web.metrics.count(&self.method, route, status, took);
        }
        note(
            self.request_id.as_str(),
            &self.method,
            route,
            status,
            took,
            caller.map(|caller| caller.name.as_str()),
        );
    }

    /// Says of an answer without words what went wrong: on a page where a browser asked for one, else in a document.
    fn put_into_words(&self, response: &mut HttpResponse, caller: Option<&Principal>) {
        let status = response.status();
        let has_words = response
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        if has_words || !status.is_client_error() && !status.is_server_error() {
            return;
        }
        let problem = response.extensions_mut().remove::<Problem>();
        let problem = problem.unwrap_or_else(|| Problem::new(Kind::of_status(status)));
        if let (Some(visited), Some(web)) = (&self.visited, &self.web) {
            *response = (web.pages.failure)(&problem, visited, caller, self.request_id.as_str());
            return;
        }
        // The framework's own status, such as 400 for a wrong Content-Type, gives way to the problem's.
        *response.status_mut() = problem.kind.status();
        write_problem(&problem, self.language, self.request_id.as_str(), response);
    }
}

/// What an answer carries by the settings of this installation: those who come over TLS are told to do so always.
pub(super) fn add_what_is_set(
    headers: &mut HeaderMap,
    path: &str,
    asked: (Option<&HeaderValue>, bool),
    web: &Web,
) {
    if web.settings.behind_tls {
        let a_year = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, a_year);
    }
    share_with_origins(headers, path, asked, web);
}

/// Cross-origin sharing: open reads with everybody, the rest with the sites on the list.
fn share_with_origins(
    headers: &mut HeaderMap,
    path: &str,
    (origin, is_preflight): (Option<&HeaderValue>, bool),
    web: &Web,
) {
    let listed = origin.filter(|origin| {
        let origins = &web.settings.cors_origins;
        origins
            .iter()
            .any(|listed| listed.as_bytes() == origin.as_bytes())
    });
    let is_open = is_open(path, web.app.settings.public_availability);
    if !web.settings.cors_origins.is_empty() {
        headers.append(header::VARY, HeaderValue::from_static("Origin"));
    }
    let readers = if is_open { "cross-origin" } else { "same-origin" };
    headers.insert(RESOURCE_POLICY_HEADER, HeaderValue::from_static(readers));
    let methods = if let Some(origin) = listed {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        "GET, HEAD, POST, PUT, DELETE, OPTIONS"
    } else if is_open {
        let anybody = HeaderValue::from_static("*");
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, anybody);
        "GET, HEAD, OPTIONS"
    } else {
        return;
    };
    // For scripts of other sites alone.
    if origin.is_some() {
        let exposed = HeaderValue::from_static(EXPOSED_HEADERS);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    }
    if is_preflight {
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static(methods),
        );
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static(ALLOWED_HEADERS),
        );
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    }
}

const EXPOSED_HEADERS: &str = "Allow, API-Version, Content-Disposition, ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, \
    X-Request-Id";
const ALLOWED_HEADERS: &str =
    "Accept, Accept-Language, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match";

/// The language the caller likes best of the two; Dutch where nothing is said.
#[must_use]
pub fn language_of(headers: &HeaderMap) -> Language {
    let mut best = (Language::Dutch, 0.0_f32);
    for (tag, weight) in preferences(headers, &header::ACCEPT_LANGUAGE) {
        let language = match tag.split('-').next() {
            Some("nl" | "*") => Language::Dutch,
            Some("en") => Language::English,
            _ => continue,
        };
        if weight > best.1 {
            best = (language, weight);
        }
    }
    best.0
}

/// Gives an error without a document its document.
fn write_problem(problem: &Problem, language: Language, request_id: &str, response: &mut HttpResponse) {
    let Ok(text) = serde_json::to_vec(&problem.document(language, request_id)) else {
        return;
    };
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Language"));
    let bare = std::mem::replace(response, HttpResponse::new(problem.kind.status()));
    *response = bare.set_body(BoxBody::new(text));
}

/// What every answer carries. Who is told that the answer is still the same keeps what it was told of it.
pub(super) fn complete_headers(
    headers: &mut HeaderMap,
    status: StatusCode,
    path: &str,
    request_id: &RequestId,
) {
    headers.insert(VERSION_HEADER, HeaderValue::from_static(API_VERSION));
    headers.insert(REQUEST_ID_HEADER, request_id.0.clone());
    if status == StatusCode::NOT_MODIFIED {
        return;
    }
    let policy = if path.starts_with("/docs/") {
        DOCS_POLICY
    } else {
        POLICY
    };
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, usual) in [
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(usual));
        }
    }
}

const POLICY: &str = "default-src 'none'; frame-ancestors 'none'";
const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

/// What anybody may read, from any site.
fn is_open(path: &str, public_availability: bool) -> bool {
    let board =
        |part: &str| path == part || path.strip_prefix(part).is_some_and(|rest| rest.starts_with('/'));
    path == "/v1/openapi.json"
        || public_availability
            && (board("/v1/availability") || board("/v1/houses") && path.matches('/').count() <= 3)
}

/// One line a request; successful polls of the board only where debugging is on, and what is refused for its number,
/// which could fill the log.
pub(super) fn note(
    id: &str,
    method: &Method,
    route: &str,
    status: StatusCode,
    took: Duration,
    caller: Option<&str>,
) {
    let is_poll =
        route.starts_with("/v1/availability") && !status.is_client_error() && !status.is_server_error();
    let level = match status {
        status if status.is_server_error() => log::Level::Error,
        _ if is_poll || status == StatusCode::TOO_MANY_REQUESTS => log::Level::Debug,
        _ => log::Level::Info,
    };
    log::log!(
        target: "hospice_capacity::request",
        level,
        id = id,
        method = method.as_str(),
        route = route,
        status = status.as_u16(),
        micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        principal = caller.unwrap_or("-");
        "request"
    );
}
