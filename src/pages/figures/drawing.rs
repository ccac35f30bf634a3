//! A chart as a file of its own.

use actix_web::HttpResponse;
use actix_web::http::header;

use crate::pages::chart::Chart;
use crate::pages::frame::Frame;

/// It styles itself, and loads and runs nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// Answers with a chart under a name for whoever keeps it; `note` says where it comes from.
pub fn answer(frame: &Frame, chart: &Chart, name: &str, note: &str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::CONTENT_LANGUAGE, frame.language.tag()))
        .insert_header((header::VARY, "Cookie"))
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.svg\""),
        ))
        .content_type("image/svg+xml")
        .body(chart.standalone(note))
}
