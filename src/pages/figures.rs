//! Figures of the network for analysts and the coordinator: what was measured, what is expected, and what if.

mod drawing;
mod figure;
mod names;
pub mod outlook;
pub mod scenario;
pub mod statistics;
mod unit;

pub use super::chart::PAGE_STYLE as STYLE;

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Amsterdam;

use super::chart::words;
use super::frame::Frame;
use crate::domain::language::Language;
use crate::http::problem::{At, Kind, Problem};

/// What is wrong with a question, by the name that its field has on the page.
struct Wrong {
    field: String,
    detail: String,
}

/// The faults of a question, to be shown with its form.
///
/// # Errors
/// A problem that is not one of the question.
fn wrong(problem: Problem, frame: &Frame, field: fn(&str, &Frame) -> String) -> Result<Vec<Wrong>, Problem> {
    if !matches!(problem.kind, Kind::InvalidInput | Kind::Conflict) || problem.errors.is_empty() {
        return Err(problem);
    }
    let say = |error: &crate::http::InputError| Wrong {
        field: match &error.at {
            At::Parameter(name) => field(name, frame),
            At::Pointer(pointer) => field(pointer.split('/').nth(1).unwrap_or_default(), frame),
            At::Line(..) => String::new(),
        },
        detail: error.rule.say(frame.language),
    };
    Ok(problem.errors.iter().map(say).collect())
}

/// A moment as people in the network read it: `23 nov 2026, 10:00`.
fn moment(at: DateTime<Utc>, language: Language) -> String {
    let local = at.with_timezone(&Amsterdam);
    let day = words::full_day(local.date_naive(), language);
    format!("{day}, {}", local.format("%H:%M"))
}

/// An address with a question.
fn address(path: &str, question: &[(&str, String)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(question);
    format!("{path}?{}", query.finish())
}
