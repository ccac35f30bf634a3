//! The capacity measurement over HTTP.

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use utoipa::IntoParams;

use super::auth::CanMeasure;
use super::conditional::{SECURED, answer, tag_of};
use super::filter::{FilterQuery, filter};
use super::input::one_of;
use super::negotiate::{JSON, choose};
use super::problem::Problem;
use super::query::{LONGEST_RANGE, Query, check_range};
use super::{Web, file, write_json};
use crate::app::export::start_rows;
use crate::app::statistics::table::{COLUMNS, rows};
use crate::app::statistics::{GroupBy, Question, measure};
use crate::app::table::Form;
use crate::domain::calendar::days_before;
use crate::domain::code::Coded;
use crate::domain::period::{Period, PeriodKind};

mod document;

use document::StatisticsDocument;

/// De capaciteitsmeting.
///
/// Beddagen, stromen en percentages per groep en periode, elk met teller, noemer en interval. De definities
/// staan vast onder een versie (`definitionsVersion`). Een ontbrekende dag telt nooit als nul: elke som zegt op
/// hoeveel huisdagen zij berust, en hoe hoog zij kan zijn. De rol analyst krijgt aantallen mensen alleen per
/// netwerk of netwerkregio en per maand of langer, en niet waar er zo weinig mensen achter zitten dat iemand te
/// herkennen is: `withheld` noemt wat ontbreekt.
#[utoipa::path(
    get, path = "/statistics", tag = "statistics", params(StatisticsQuery, FilterQuery),
    responses((status = 200, description = "De meting", content(
        (StatisticsDocument = "application/json"), (String = "text/csv"), (file::Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    ))),
    security(("bearer" = []))
)]
pub async fn get_statistics(
    can: CanMeasure,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let (question, form) = read(&request, &web)?;
    let groups = measure(&web.app, &can.principal()?, question.clone()).await?;
    let json = write_json(&StatisticsDocument::new(&question, &groups))?;
    let tag = tag_of(&json);
    if let Some(form) = form {
        let Period { from, until } = question.range;
        let name = format!("capaciteitsmeting-{from}-{until}");
        let tag = tag_of(format!("{form:?} {tag}").as_bytes());
        return file::answer(&request, &tag, form, &name, || {
            let table = ("Capaciteitsmeting", &COLUMNS[..]);
            Ok(start_rows(&web.app, form, table, until, rows(groups))?)
        });
    }
    let mut response = answer(&request, &tag, SECURED, JSON.media_type, json);
    let varies = HeaderValue::from_static("Accept");
    response.headers_mut().insert(header::VARY, varies);
    Ok(response)
}

/// The question, and the kind of file where a file is asked for.
fn read(request: &HttpRequest, web: &Web) -> Result<(Question, Option<Form>), Problem> {
    let today = web.app.today();
    let mut query = Query::of(request);
    let until = query.date("until").unwrap_or(today);
    let from = query.date("from").unwrap_or_else(|| days_before(until, 364));
    let period = query.one("period", one_of::<PeriodKind>(), PeriodKind::from_code);
    let group_by = query.one("groupBy", one_of::<GroupBy>(), GroupBy::from_code);
    let question = Question {
        range: Period { from, until },
        period: period.unwrap_or(PeriodKind::Total),
        group_by: group_by.unwrap_or(GroupBy::Network),
        filter: filter(&mut query),
        carry_forward: query.number("carryForward", 0, 31).unwrap_or(0),
        as_of: query.moment("asOf"),
    };
    let (format, separator) = (file::format(&mut query), file::separator(&mut query));
    query.close()?;
    let offer = choose(request, format, &file::FORMS)?;
    check_range(question.range, LONGEST_RANGE)?;
    Ok((question, file::form(offer, separator)))
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for the published document")]
struct StatisticsQuery {
    /// De eerste dag; zonder waarde een jaar voor de laatste.
    #[param(format = Date, example = "2026-01-01", required = false, nullable = false)]
    from: Option<String>,
    /// De laatste dag; zonder waarde vandaag.
    #[param(format = Date, example = "2026-06-30", required = false, nullable = false)]
    until: Option<String>,
    /// Per welke periode; zonder waarde alles samen.
    #[param(value_type = Option<document::PeriodCode>, example = "month", required = false, nullable = false)]
    period: Option<String>,
    /// Per welke groep; zonder waarde het netwerk.
    #[param(rename = "groupBy", value_type = Option<document::GroupByCode>, example = "networkRegion", required = false, nullable = false)]
    group_by: Option<String>,
    /// Gebruik op een ontbrekende dag de laatste stand, tot zoveel dagen erna.
    #[param(
        rename = "carryForward",
        minimum = 0,
        maximum = 31,
        example = 0,
        required = false,
        nullable = false
    )]
    carry_forward: Option<u32>,
    /// Zoals het register er op dit moment voor stond.
    #[param(rename = "asOf", format = DateTime, example = "2026-11-01T00:00:00Z", required = false, nullable = false)]
    as_of: Option<String>,
    /// De vorm, voor wie de header Accept niet kan zetten. Als CSV of XLSX staat er een regel per groep, periode
    /// en maat.
    #[param(inline, value_type = Option<file::FileFormat>, example = "json", required = false, nullable = false)]
    format: Option<String>,
    /// Wat er in CSV tussen de cellen staat: `semicolon` voor Excel op een Nederlandse computer.
    #[param(inline, value_type = Option<file::SeparatorName>, example = "comma", required = false, nullable = false)]
    separator: Option<String>,
}
