//! The pages of a list as `Link` headers (RFC 8288).

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};

use super::conditional::{SECURED, answer, tag_of};
use super::negotiate::JSON;

/// A page of a list as JSON, with its tag and the addresses of the other pages.
#[must_use]
pub fn answer_page(
    request: &HttpRequest,
    json: Bytes,
    (page, page_size): (u32, u32),
    total: u64,
) -> HttpResponse {
    let mut response = answer(request, &tag_of(&json), SECURED, JSON.media_type, json);
    put(&mut response, &pages(request, page, page_size, total));
    response
}

/// The first, previous, next and last page of a list, as far as they are others than this one.
fn pages(request: &HttpRequest, page: u32, page_size: u32, total: u64) -> String {
    let last = total.div_ceil(u64::from(page_size.max(1))).max(1);
    let page = u64::from(page);
    let mut links = Vec::new();
    for (relation, target) in [
        ("first", Some(1)),
        ("prev", (page > 1).then(|| (page - 1).min(last))),
        ("next", (page < last).then_some(page + 1)),
        ("last", Some(last)),
    ] {
        if let Some(target) = target {
            links.push(format!("<{}>; rel=\"{relation}\"", address(request, target)));
        }
    }
    links.join(", ")
}

/// Puts the links on an answer.
fn put(response: &mut HttpResponse, links: &str) {
    if let Ok(value) = HeaderValue::from_str(links) {
        response.headers_mut().insert(header::LINK, value);
    }
}

/// The address of this request, but of another page.
fn address(request: &HttpRequest, page: u64) -> String {
    let others = form_urlencoded::parse(request.query_string().as_bytes()).filter(|(name, _)| name != "page");
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(others)
        .append_pair("page", &page.to_string())
        .finish();
    format!("{}?{query}", request.path())
}
