//! What of a request belongs in the audit log: that it was refused, or that a file went out. It is looked at where
//! every answer passes, so that no route can forget it.

use actix_web::http::{Method, StatusCode, header};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, ResponseError as _};

use super::auth::bearer;
use super::problem::Problem;
use super::{Web, session};
use crate::app::audit;
use crate::domain::access::Principal;
use crate::domain::audit::{Action, EventKind, Outcome};

/// Counts a refusal; writes down that a file goes out, before its first byte does. Where that cannot be written it
/// does not go out.
pub(super) async fn keep(request: &HttpRequest, response: &mut HttpResponse, caller: Option<&Principal>) {
    let status = response.status();
    let outcome = match status {
        StatusCode::OK if response.headers().contains_key(header::CONTENT_DISPOSITION) => {
            return keep_export(request, response, caller).await;
        }
        StatusCode::UNAUTHORIZED => Outcome::NotRecognised,
        StatusCode::FORBIDDEN => Outcome::NotAllowed,
        _ => return,
    };
    let Some(web) = request.app_data::<Data<Web>>() else {
        return;
    };
    // Nobody was refused who did not say who they are; and an answer without a problem, such as that to a wrong code,
    // is told of by whoever made it.
    let shows_something = bearer(request).is_some() || session::text(request, web).is_some();
    let is_problem = response.extensions().get::<Problem>().is_some();
    if !is_problem || status == StatusCode::UNAUTHORIZED && !shows_something {
        return;
    }
    let address = session::address(request, web);
    let refusal = (EventKind::AccessRefused, outcome);
    audit::note_refusal(
        &web.app,
        refusal,
        caller.map(audit::actor),
        address,
        action(request),
    );
}

async fn keep_export(request: &HttpRequest, response: &mut HttpResponse, caller: Option<&Principal>) {
    if request.method() != Method::GET {
        return;
    }
    let Some(web) = request.app_data::<Data<Web>>() else {
        return;
    };
    let address = session::address(request, web);
    let kept = audit::record_export(&web.app, caller.map(audit::actor), address, action(request)).await;
    if let Err(error) = kept {
        *response = Problem::from(error).error_response();
    }
}

/// Counts a request that was refused for how many there were before it.
pub(super) fn note_too_many(request: &HttpRequest) {
    if let Some(web) = request.app_data::<Data<Web>>() {
        let refusal = (EventKind::AccessRefused, Outcome::TooMany);
        let address = session::address(request, web);
        audit::note_refusal(&web.app, refusal, None, address, None);
    }
}

/// Methods are the caller's words: only those of the API are written down as they are.
fn action(request: &HttpRequest) -> Option<Action> {
    let method = match request.method().as_str() {
        known @ ("GET" | "HEAD" | "PUT" | "DELETE" | "OPTIONS" | "POST") => known,
        _ => "other",
    };
    Some(Action {
        method: method.to_owned(),
        route: request.match_pattern()?,
    })
}
