//! What every answer gets on its way out, whichever handler or framework error made it: words for its
//! problem, headers, a line in the log and a count in the metrics.

use std::time::{Duration, Instant};

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, AcceptLanguage, Header as _, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{HttpMessage as _, HttpResponse};
use uuid::Uuid;

use super::auth::Caller;
use super::problem::{Kind, Problem};
use super::{API_VERSION, Web};
use crate::domain::language::Language;

/// Header that names the version of the API on every answer.
const VERSION_HEADER: HeaderName = HeaderName::from_static("api-version");
const REQUEST_ID_HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// How long a handler may take before the caller is told to come again.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// Runs the request, then completes its answer.
///
/// # Errors
/// None of its own: errors of the framework become answers too.
pub async fn finish(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let started = Instant::now();
    let bare = request.request().clone();
    let language = language_of(request.headers());
    let outcome = match actix_web::rt::time::timeout(TIME_LIMIT, next.call(request)).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => ServiceResponse::new(bare, error.error_response()),
        Err(_) => {
            use actix_web::ResponseError as _;
            ServiceResponse::new(bare, Problem::new(Kind::Unavailable).error_response())
        }
    };
    let (request, mut response) = outcome.into_parts();
    let request_id = Uuid::new_v4().to_string();
    put_into_words(&mut response, language, &request_id);
    let web = request.app_data::<Data<Web>>();
    let is_open_read = is_open(request.path(), web.is_some_and(|web| web.app.settings.public_availability));
    complete_headers(&mut response, request.path(), &request_id);
    if web.is_some_and(|web| web.settings.behind_tls) {
        let a_year = HeaderValue::from_static("max-age=31536000");
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, a_year);
    }
    share(&mut response, request.headers(), is_open_read, web);
    let route = request.match_pattern().unwrap_or_else(|| "unknown".to_owned());
    let took = started.elapsed();
    if let Some(web) = web {
        web.metrics.count(request.method(), &route, response.status(), took);
    }
    let caller = request.extensions().get::<Caller>().map(|caller| caller.0.clone());
    note(&request_id, request.method(), &route, response.status(), took, caller.as_deref());
    Ok(ServiceResponse::new(request, response))
}

/// The language the caller likes best of the two; Dutch where nothing is said.
#[must_use]
pub fn language_of(headers: &HeaderMap) -> Language {
    let Some(asked) = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()) else {
        return Language::Dutch;
    };
    let mut best = (Language::Dutch, 0.0_f32);
    for part in asked.split(',') {
        let mut pieces = part.split(';').map(str::trim);
        let tag = pieces.next().unwrap_or_default().to_ascii_lowercase();
        let weight = pieces
            .find_map(|piece| piece.strip_prefix("q="))
            .map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
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
fn put_into_words(response: &mut HttpResponse, language: Language, request_id: &str) {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return;
    }
    let problem = response.extensions_mut().remove::<Problem>();
    let problem = problem.unwrap_or_else(|| Problem::new(Kind::of_status(status)));
    let document = problem.document(language, request_id);
    let Ok(text) = serde_json::to_vec(&document) else {
        return;
    };
    // The framework's own status, such as 400 for a wrong Content-Type, gives way to the problem's.
    *response.status_mut() = problem.kind.status();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Language"));
    let body = BoxBody::new(text);
    let bare = std::mem::replace(response, HttpResponse::new(status));
    *response = bare.set_body(body);
}

fn complete_headers(response: &mut HttpResponse, path: &str, request_id: &str) {
    let policy = if path.starts_with("/docs/") { DOCS_POLICY } else { POLICY };
    let headers = response.headers_mut();
    for (name, value) in [
        (VERSION_HEADER, API_VERSION),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID_HEADER, id);
    }
}

const POLICY: &str = "default-src 'none'; frame-ancestors 'none'";
const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

/// What anybody may read, from any site.
fn is_open(path: &str, public_availability: bool) -> bool {
    let board = |part: &str| path == part || path.strip_prefix(part).is_some_and(|rest| rest.starts_with('/'));
    path == "/v1/openapi.json"
        || public_availability
            && (board("/v1/availability") || board("/v1/houses") && !path.contains("/registrations"))
}

/// Cross-origin sharing: open reads with everybody, the rest with the sites on the list.
fn share(response: &mut HttpResponse, asked: &HeaderMap, is_open_read: bool, web: Option<&Data<Web>>) {
    let origin = asked.get(header::ORIGIN);
    let is_listed = origin.is_some_and(|origin| {
        web.is_some_and(|web| web.settings.cors_origins.iter().any(|listed| listed.as_bytes() == origin.as_bytes()))
    });
    let is_preflight = asked.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let headers = response.headers_mut();
    match origin {
        Some(origin) if is_listed => {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.append(header::VARY, HeaderValue::from_static("Origin"));
        }
        _ if is_open_read => {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        }
        _ => return,
    }
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("API-Version, ETag, Link, X-Request-Id, Retry-After"),
    );
    if is_preflight {
        let methods = if is_listed { "GET, HEAD, PUT, DELETE, OPTIONS" } else { "GET, HEAD, OPTIONS" };
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(methods));
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static("Accept, Accept-Language, Authorization, Content-Type, If-Match, If-None-Match"),
        );
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    }
}

/// One line a request; successful polls of the board only where debugging is on.
fn note(id: &str, method: &Method, route: &str, status: StatusCode, took: Duration, caller: Option<&str>) {
    let is_poll = route.starts_with("/v1/availability") && !status.is_client_error() && !status.is_server_error();
    let level = match status {
        status if status.is_server_error() => log::Level::Error,
        _ if is_poll => log::Level::Debug,
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
