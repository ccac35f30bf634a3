//! The language of the pages: Dutch, until somebody chooses English on this device.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::{self, HeaderMap};
use actix_web::{HttpRequest, HttpResponse};

use super::frame::see_other;
use super::sign_in::way_back;
use crate::domain::language::Language;
use crate::http::problem::{Kind, Problem};

const COOKIE: &str = "taal";

/// The language chosen on this device.
#[must_use]
pub fn of(headers: &HeaderMap) -> Language {
    let chosen = headers
        .get_all(header::COOKIE)
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| Cookie::parse(cookie).ok())
        .find(|cookie| cookie.name() == COOKIE);
    chosen
        .and_then(|cookie| from_tag(cookie.value()))
        .unwrap_or_default()
}

/// Chooses a language, and goes back to where that was done.
///
/// # Errors
/// 404 for a language there is not.
pub async fn choose(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let language = from_tag(request.match_info().query("language"));
    let language = language.ok_or_else(|| Problem::new(Kind::NotFound))?;
    let cookie = Cookie::build(COOKIE, language.tag())
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(Duration::days(365))
        .finish();
    let mut response = see_other(&way_back(request.query_string()).unwrap_or_else(|| "/".to_owned()));
    response
        .add_cookie(&cookie)
        .map_err(|_| Problem::new(Kind::Internal))?;
    Ok(response)
}

fn from_tag(tag: &str) -> Option<Language> {
    [Language::Dutch, Language::English]
        .into_iter()
        .find(|language| language.tag() == tag)
}
