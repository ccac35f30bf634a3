//! The page for a request that failed.

use crate::pages::sent::escaped;
use actix_web::HttpResponse;
use askama::Template;

use super::frame::{Frame, refuse, see_other};
use crate::domain::access::Principal;
use crate::http::Visited;
use crate::http::problem::{Kind, Problem};

#[derive(Template)]
#[template(path = "failure.html")]
struct Page {
    frame: Frame,
    title: &'static str,
    detail: String,
    /// What is wrong, where there are several things.
    faults: Vec<String>,
    /// Whether signing in anew may help.
    sign_in: bool,
    /// The mark of the request, to be named in a question about it.
    mark: String,
}

/// What the person who asked sees. Who has to sign in is sent there; where a form was sent, the page says so instead,
/// for what was sent would be lost.
pub fn page(
    problem: &Problem,
    visited: &Visited,
    caller: Option<&Principal>,
    request_id: &str,
) -> HttpResponse {
    if problem.kind == Kind::Unauthenticated && visited.is_read {
        let onward = escaped(&visited.address);
        return see_other(&format!("/aanmelden?naar={onward}"));
    }
    let frame = Frame::at(&visited.address, &visited.headers, caller.cloned());
    let language = frame.language;
    let page = Page {
        title: problem.kind.title(language),
        detail: detail(problem, &frame),
        faults: if problem.errors.len() > 1 {
            problem
                .errors
                .iter()
                .map(|error| error.rule.say(language))
                .collect()
        } else {
            Vec::new()
        },
        sign_in: caller.is_none() && matches!(problem.kind, Kind::Unauthenticated | Kind::Forbidden),
        mark: request_id.to_owned(),
        frame,
    };
    let refused = refuse(problem.kind, &page.frame, &page);
    let mut response = refused.unwrap_or_else(|_| HttpResponse::new(problem.kind.status()));
    if let Some((name, value)) = problem.header.clone()
        && let Ok(value) = value.parse()
    {
        response.headers_mut().insert(name, value);
    }
    response
}

/// What can be done, in words for people: the catalogue speaks to those who write programs.
fn detail(problem: &Problem, frame: &Frame) -> String {
    let words = match problem.kind {
        Kind::NotFound => frame.t("Deze pagina bestaat niet.", "There is no such page."),
        Kind::Unauthenticated => frame.t(
            "U bent niet (meer) aangemeld. Meld u aan en probeer het opnieuw.",
            "You are not signed in (any more). Sign in and try again.",
        ),
        Kind::Forbidden => frame.t(
            "Met deze aanmelding kan dat niet. Vraag de coördinator als u hier wel bij zou moeten kunnen.",
            "That is not possible with this sign-in. Ask the coordinator if it should be.",
        ),
        Kind::PayloadTooLarge => frame.t("Wat u stuurde is te groot.", "What you sent is too large."),
        Kind::Internal => frame.t(
            "Meld het kenmerk hieronder aan de coördinator.",
            "Report the mark below to the coordinator.",
        ),
        Kind::Unavailable => frame.t(
            "Probeer het zo meteen opnieuw. Er is niets bevestigd; opnieuw sturen kan geen kwaad.",
            "Try again in a moment. Nothing was acknowledged; sending again does no harm.",
        ),
        _ => return problem.detail(frame.language),
    };
    words.to_owned()
}
