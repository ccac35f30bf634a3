//! Who reported, over HTTP.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use utoipa::IntoParams;

use super::auth::CanFollowReporting;
use super::conditional::{SECURED, answer, tag_of};
use super::filter::{FilterQuery, filter};
use super::negotiate::{JSON, choose};
use super::problem::Problem;
use super::query::{LONGEST_RANGE, Query, check_range};
use super::{Web, write_json};
use crate::app::completeness::{Question, report};
use crate::domain::calendar::days_before;
use crate::domain::period::Period;

mod document;

use document::CompletenessDocument;

/// Wie heeft geregistreerd.
///
/// Per huis de verwachte dagen: op tijd, te laat of ontbrekend, en wie vandaag nog ontbreekt. Een ontbrekende dag telt
/// nooit als nul; een dag waarop het huis gesloten was maar dat heeft doorgegeven is geregistreerd. Een dag is op tijd
/// als de eerste stand ervan uiterlijk op het tijdstip van het huis is doorgegeven; een latere correctie maakt haar
/// niet te laat, intrekken wel ontbrekend. Dagen die later zijn geïmporteerd zijn te laat. Een dag waarvan het
/// tijdstip nog moet komen wordt pas verwacht zodra hij er is. Een registrant ziet alleen de eigen huizen.
#[utoipa::path(
    get, path = "/completeness", tag = "completeness", params(CompletenessQuery, FilterQuery),
    responses((status = 200, description = "De volledigheid", body = CompletenessDocument)),
    security(("bearer" = []))
)]
pub async fn get_completeness(
    can: CanFollowReporting,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&request);
    let until = query.date("until").unwrap_or_else(|| web.app.today());
    let range = Period {
        from: query.date("from").unwrap_or_else(|| days_before(until, 27)),
        until,
    };
    let question = Question {
        range,
        filter: filter(&mut query),
    };
    query.close()?;
    choose(&request, None, &[JSON])?;
    check_range(range, LONGEST_RANGE)?;
    let report = report(&web.app, &can.principal()?, question).await?;
    let json = write_json(&CompletenessDocument::new(range, &report))?;
    Ok(answer(&request, &tag_of(&json), SECURED, JSON.media_type, json))
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for the published document")]
struct CompletenessQuery {
    /// De eerste dag; zonder waarde 27 dagen voor de laatste. Samen hoogstens 3660 dagen.
    #[param(format = Date, example = "2026-11-01", required = false, nullable = false)]
    from: Option<String>,
    /// De laatste dag; zonder waarde vandaag.
    #[param(format = Date, example = "2026-11-20", required = false, nullable = false)]
    until: Option<String>,
}
