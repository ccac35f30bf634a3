//! The page for a stand that came after somebody else's: both are shown, and whoever sent it chooses.

use actix_web::HttpResponse;
use askama::Template;

use super::actions::Fields;
use super::draft::Draft;
use super::fields::{BASIS, CONFIRMED, REASON};
use super::past::{Row, rows};
use super::send::Sending;

use super::{address_of, frame_of};
use crate::app::house_day::Permission;
use crate::domain::when;
use crate::http::problem::{Kind, Problem};
use crate::pages::frame::{Frame, refuse};

#[derive(Template)]
#[template(path = "entry/conflict.html")]
struct Page {
    frame: Frame,
    house: String,
    address: String,
    /// The page of today.
    home: String,
    day: String,
    /// Who was first and when; nothing where the day was withdrawn.
    first: Option<(String, String)>,
    rows: Vec<Row>,
    mine: Fields,
    reason: String,
    needs_reason: bool,
}

/// Shows what stands beside what was sent.
///
/// # Errors
/// A [`Problem`] where the page cannot be written.
pub fn answer(sending: &Sending, draft: &Draft) -> Result<HttpResponse, Problem> {
    let day = &sending.day;
    let frame = frame_of(&sending.request, sending.principal.clone(), day);
    let language = frame.language;
    let theirs = day.counts().map(Draft::of).unwrap_or_default();
    let last = day.current.as_ref().map(|current| &current.registration.entry);
    let kept = draft
        .filled()
        .filter(|(name, _)| ![BASIS, REASON, CONFIRMED].contains(name));
    let mine = kept.map(|(name, text)| (name, text.to_owned()));
    let page = Page {
        house: day.house.details.name.to_string(),
        address: address_of(&day.house.id, day.date),
        home: format!("/vandaag/{}", day.house.id),
        day: when::whole_day(language, day.date),
        first: last.map(|entry| {
            let at = when::time_and_day(language, entry.recorded_at, day.today);
            (entry.recorded_by.to_string(), at)
        }),
        rows: rows(language, &theirs, draft),
        mine: mine.chain([(BASIS, day.revision().to_string())]).collect(),
        reason: draft.text(REASON).to_owned(),
        needs_reason: day.permission == Permission::WithReason,
        frame,
    };
    refuse(Kind::PreconditionFailed, &page.frame, &page)
}
