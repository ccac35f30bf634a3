//! How good the forecasts were, over HTTP.

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::auth::CanPlan;
use super::conditional::{SECURED, answer, tag_of};
use super::filter::{FilterQuery, filter};
use super::forecasts::{UnitKindCode, rounded};
use super::negotiate::{JSON, choose};
use super::problem::Problem;
use super::query::{Query, check_range};
use super::{Web, file, write_json};
use crate::app::export::start_rows;
use crate::app::planning::score_table::{COLUMNS, rows};
use crate::app::planning::scores::{Doubt, Question, Score, Scores, scores};
use crate::domain::calendar::days_before;
use crate::domain::code::Coded as _;
use crate::domain::period::Period;
use crate::domain::rule::Rule;
use crate::domain::text::Id;

/// The longest range of origins. Unit: days.
const MOST_DAYS: usize = 366;
/// How long it is where only its end is known. Unit: days.
const USUAL_DAYS: u32 = 90;

/// Hoe goed de voorspellingen waren.
///
/// Wat is voorspeld naast wat er kwam, per soort eenheid en dagen vooruit: het verlies in bedden, naast dat van wie de
/// laatste telling aanhoudt (naief) en van de laatste 56 dagen, en welk deel van de tellingen binnen de intervallen lag.
/// Van een eenheid en dag telt de eerste voorspelling die na afloop van die dag is gemaakt, zoals de dagelijkse na
/// middernacht; wat in de loop van de dag is gevraagd telt niet mee. Een regio telt op dagen waarop al haar huizen registreerden.
/// Waar er reden tot twijfel is staat dat onder `doubts`.
#[utoipa::path(
    get, path = "/forecast-scores", tag = "planning", params(ScoreQuery, FilterQuery),
    responses((status = 200, description = "De scores", content(
        (ScoresDocument = "application/json"), (String = "text/csv"), (file::Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    ))),
    security(("bearer" = []))
)]
pub async fn list_forecast_scores(
    _: CanPlan,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&request);
    let until = query.date("until").unwrap_or_else(|| web.app.today());
    let from = query
        .date("from")
        .unwrap_or_else(|| days_before(until, USUAL_DAYS - 1));
    let question = Question {
        origins: Period { from, until },
        filter: filter(&mut query),
        version: query.one("version", Rule::Id, Id::new),
    };
    let (format, separator) = (file::format(&mut query), file::separator(&mut query));
    query.close()?;
    let form = file::form(choose(&request, format, &file::FORMS)?, separator);
    check_range(question.origins, MOST_DAYS)?;
    let found = scores(&web.app, question).await?;
    let json = write_json(&ScoresDocument::new(from, until, &found))?;
    let tag = tag_of(&json);
    if let Some(form) = form {
        let name = format!("voorspelscores-{from}-{until}");
        let tag = tag_of(format!("{form:?} {tag}").as_bytes());
        return file::answer(&request, &tag, form, &name, || {
            let table = ("Voorspelscores", &COLUMNS[..]);
            Ok(start_rows(&web.app, form, table, until, rows(found))?)
        });
    }
    let mut response = answer(&request, &tag, SECURED, JSON.media_type, json);
    let varies = HeaderValue::from_static("Accept");
    response.headers_mut().insert(header::VARY, varies);
    Ok(response)
}

/// De scores van een modelversie.
#[derive(Serialize, ToSchema)]
#[schema(as = ForecastScores)]
#[serde(rename_all = "camelCase")]
struct ScoresDocument {
    #[schema(example = "1")]
    model_version: String,
    /// De dagen waarna de voorspellingen beginnen: de eerste.
    #[schema(example = "2026-08-23")]
    from: NaiveDate,
    /// En de laatste.
    #[schema(example = "2026-11-20")]
    until: NaiveDate,
    /// Hoeveel voorspellingen zijn bekeken.
    #[schema(minimum = 0, example = 1080)]
    forecasts: usize,
    scores: Vec<ScoreDocument>,
}

/// De score van een soort eenheid, zoveel dagen vooruit. Verliezen zijn in bedden; minder is beter.
#[derive(Serialize, ToSchema)]
#[schema(as = ForecastScore)]
#[serde(rename_all = "camelCase")]
struct ScoreDocument {
    #[schema(value_type = UnitKindCode)]
    kind: &'static str,
    #[schema(minimum = 1, maximum = 28, example = 4)]
    horizon_from: u32,
    #[schema(minimum = 1, maximum = 28, example = 7)]
    horizon_until: u32,
    /// Dagen die zijn voorspeld en daarna geregistreerd.
    #[schema(minimum = 1, example = 2800)]
    days: u32,
    /// Pinball, gemiddeld over zeven kwantielen.
    #[schema(minimum = 0, example = 0.31)]
    pinball: f64,
    /// De ranked probability score.
    #[schema(minimum = 0, example = 0.52)]
    ranked_probability: f64,
    /// De pinball van wie de laatste telling aanhoudt, met de fouten die dat het laatste jaar gaf.
    #[schema(minimum = 0, example = 0.39)]
    naive_pinball: f64,
    /// De pinball van de tellingen van de laatste 56 dagen.
    #[schema(minimum = 0, example = 0.36)]
    recent_pinball: f64,
    /// Onder 1 is beter dan naief; null waar naief nooit fout zat.
    #[schema(required, minimum = 0, example = 0.79)]
    ratio_to_naive: Option<f64>,
    #[schema(required, minimum = 0, example = 0.86)]
    ratio_to_recent: Option<f64>,
    /// Welk deel van de tellingen binnen het interval van 80 % lag.
    #[schema(minimum = 0, maximum = 1, example = 0.81)]
    within80: f64,
    #[schema(minimum = 0, maximum = 1, example = 0.95)]
    within95: f64,
    /// De Brier-score van de kans dat alles vol is.
    #[schema(minimum = 0, maximum = 1, example = 0.14)]
    full_brier: f64,
    /// Op welk deel van de dagen alles vol was.
    #[schema(minimum = 0, maximum = 1, example = 0.3)]
    full_share: f64,
    /// Waaraan te twijfelen is, zodra er honderd dagen zijn.
    #[schema(value_type = Vec<DoubtCode>, example = json!([]))]
    doubts: Vec<&'static str>,
}

impl ScoresDocument {
    fn new(from: NaiveDate, until: NaiveDate, found: &Scores) -> Self {
        Self {
            model_version: found.version.clone(),
            from,
            until,
            forecasts: found.forecasts,
            scores: found.scores.iter().map(ScoreDocument::new).collect(),
        }
    }
}

impl ScoreDocument {
    fn new(score: &Score) -> Self {
        let (horizon_from, horizon_until) = score.horizons;
        Self {
            kind: score.kind.code(),
            horizon_from,
            horizon_until,
            days: score.days,
            pinball: rounded(score.pinball),
            ranked_probability: rounded(score.ranked_probability),
            naive_pinball: rounded(score.naive_pinball),
            recent_pinball: rounded(score.recent_pinball),
            ratio_to_naive: score.ratio_to_naive().map(rounded),
            ratio_to_recent: score.ratio_to_recent().map(rounded),
            within80: rounded(score.within_80),
            within95: rounded(score.within_95),
            full_brier: rounded(score.full_brier),
            full_share: rounded(score.full_share),
            doubts: score.doubts().into_iter().map(Doubt::code).collect(),
        }
    }
}

/// Waaraan te twijfelen is.
#[derive(ToSchema)]
#[schema(as = ForecastDoubt, rename_all = "snake_case", example = "intervals_too_narrow")]
#[expect(dead_code, reason = "describes the codes for the published document")]
enum DoubtCode {
    /// Minder dan 70 % lag binnen het interval van 80 %.
    IntervalsTooNarrow,
    /// Meer dan 90 % lag daarbinnen.
    IntervalsTooWide,
    /// De laatste telling aanhouden was even goed.
    NoBetterThanNaive,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for the published document")]
struct ScoreQuery {
    /// De voorspellingen die na deze dag beginnen; zonder waarde 89 dagen voor de laatste. Samen hoogstens 366 dagen.
    #[param(format = Date, example = "2026-08-23", required = false, nullable = false)]
    from: Option<String>,
    /// Tot en met deze dag; zonder waarde vandaag.
    #[param(format = Date, example = "2026-11-20", required = false, nullable = false)]
    until: Option<String>,
    /// Van deze modelversie; zonder waarde de huidige.
    #[param(example = "1", required = false, nullable = false)]
    version: Option<String>,
    /// De vorm, voor wie de header Accept niet kan zetten.
    #[param(inline, value_type = Option<file::FileFormat>, example = "json", required = false, nullable = false)]
    format: Option<String>,
    /// Wat er in CSV tussen de cellen staat: `semicolon` voor Excel op een Nederlandse computer.
    #[param(inline, value_type = Option<file::SeparatorName>, example = "comma", required = false, nullable = false)]
    separator: Option<String>,
}
