//! For those who keep the register running: is it alive, can it reach its database, what has it done.

use actix_web::web::Data;
use actix_web::{HttpResponse, http::header};
use chrono::TimeDelta;

use super::Web;
use super::problem::{Kind, Problem};
use crate::domain::calendar::write_moment;

/// The process answers.
pub async fn livez() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body("ok\n")
}

/// The database answers too.
///
/// # Errors
/// 503 where it does not.
pub async fn readyz(web: Data<Web>) -> Result<HttpResponse, Problem> {
    web.app.check_database().await?;
    Ok(livez().await)
}

/// Counts and durations, for Prometheus.
pub async fn metrics(web: Data<Web>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/openmetrics-text; version=1.0.0; charset=utf-8")
        .body(web.metrics.text())
}

/// Where to report a weakness (RFC 9116), where the installation says so; good for a year.
///
/// # Errors
/// 404 where it does not.
pub async fn security_txt(web: Data<Web>) -> Result<HttpResponse, Problem> {
    let contact = web.settings.security_contact.as_ref();
    let contact = contact.ok_or_else(|| Problem::new(Kind::NotFound))?;
    let expires = write_moment(web.app.now() + TimeDelta::days(365));
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "max-age=86400"))
        .content_type("text/plain; charset=utf-8")
        .body(format!(
            "Contact: {contact}\nExpires: {expires}\nPreferred-Languages: nl, en\n"
        )))
}
