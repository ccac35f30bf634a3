//! Projections over HTTP.

use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};

use super::auth::CanPlan;
use super::computations::{ComputationPath, computation_document, computation_id, respond, show};
use super::input::{one_of, read_body};
use super::negotiate::{JSON, choose};
use super::problem::{InputError, Problem};
use super::query::Query;
use super::scenario::refuse;
use super::{Web, file, write_json};
use crate::app::export::start_rows;
use crate::app::planning::computations::{self, Computation, Progress, Unanswered, ask, cancel};
use crate::app::planning::known::{Known, known};
use crate::app::planning::projections::{
    DRAWS, LAST_YEAR, PATHS, Question, Scenario, Step, USUAL_DRAWS, USUAL_PATHS, check, project,
};
use crate::domain::access::Principal;
use crate::domain::code::{Coded, coded};
use crate::domain::computation::State;
use crate::domain::rule::Rule;

mod body;
mod document;
mod query;
mod table;

use body::{ProjectionBody, QuestionDocument};
use document::ProjectionDocument;
pub use document::SpreadDocument;
pub use query::{Changes, in_query};
use query::{FileQuery, ProjectionQuery};

/// Under this kind projections are written down.
pub const KIND: &str = "projection";
/// How many years ahead without a stated end.
const USUAL_YEARS: i32 = 10;

coded! {
    /// By what an answer is told.
    StepCode {
        Year = "year",
        Quarter = "quarter",
    }
}

computation_document! {
    /// Een projectie, zover als zij is.
    ProjectionAnswer, Projection, QuestionDocument, ProjectionDocument
}

/// Hoe het de huizen vergaat, met een paar veranderingen.
///
/// Speelt de huizen na vanaf de stand van vandaag, met wat de registraties zeggen over toeloop, verblijf en hulp tussen
/// huizen: per huis, netwerkregio en netwerk, per jaar of kwartaal, met onzekerheid. Is het antwoord er binnen een
/// seconde, dan 200; anders 202, en staat in `Location` waar het komt. Dezelfde vraag over dezelfde registraties wordt
/// een keer uitgerekend. Meer veranderingen kan met POST.
#[utoipa::path(
    get, path = "/projections", tag = "planning", params(ProjectionQuery),
    responses(
        (status = 200, description = "De projectie", body = ProjectionAnswer),
        (status = 202, description = "Zij komt nog", body = ProjectionAnswer),
    ),
    security(("bearer" = []))
)]
pub async fn get_projections(
    can: CanPlan,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&request);
    let asked = Asked {
        until: query.number("until", 1900, LAST_YEAR.unsigned_abs()),
        step: query.one("step", one_of::<StepCode>(), StepCode::from_code),
        draws: query.number("draws", DRAWS.0, DRAWS.1),
        paths: query.number("paths", PATHS.0, PATHS.1),
        seed: query.seed("seed"),
        as_of: query.moment("asOf"),
    };
    let changes = Changes::read(&mut query);
    query.close()?;
    choose(&request, None, &[JSON])?;
    let known = known(&web.app, asked.as_of).await?;
    let scenario = changes.scenario(&known);
    let taken_up = take_up(&web, &can.principal()?, &known, asked, scenario).await;
    let computation = taken_up.map_err(in_query)?;
    respond(&request, &web, "projections", computation).await
}

/// Hoe het de huizen vergaat in een scenario.
///
/// Hetzelfde met een heel scenario: bedden die erbij komen of verdwijnen, huizen die openen, sluiten of verhuizen,
/// toeloop en verblijf vanaf een dag, en wie wie helpt. Bij elk getal staat onder `change` het verschil met wat er zonder
/// veranderingen gebeurt: scenario en basis ontmoeten dezelfde mensen, dus dat verschil is nauwkeuriger bekend dan de
/// getallen zelf.
#[utoipa::path(
    post, path = "/projections", tag = "planning", request_body = ProjectionBody,
    responses(
        (status = 200, description = "De projectie", body = ProjectionAnswer),
        (status = 202, description = "Zij komt nog", body = ProjectionAnswer),
    ),
    security(("bearer" = []))
)]
pub async fn post_projection(
    can: CanPlan,
    request: HttpRequest,
    body: Bytes,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    Query::of(&request).close()?;
    choose(&request, None, &[JSON])?;
    let body::Read { asked, scenario } = read_body(&request, &body)?;
    let known = known(&web.app, asked.as_of).await?;
    let computation = take_up(&web, &can.principal()?, &known, asked, scenario).await?;
    respond(&request, &web, "projections", computation).await
}

/// Hoe ver een projectie is.
///
/// Met het antwoord zodra het er is; dan ook als CSV of XLSX, met een regel per eenheid, periode en maat.
#[utoipa::path(
    get, path = "/projections/{computationId}", tag = "planning", params(ComputationPath, FileQuery),
    responses((status = 200, description = "De projectie", content(
        (ProjectionAnswer = "application/json"), (String = "text/csv"), (file::Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    ))),
    security(("bearer" = []))
)]
pub async fn get_projection(
    _: CanPlan,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let id = computation_id(&request)?;
    let mut query = Query::of(&request);
    let (format, separator) = (file::format(&mut query), file::separator(&mut query));
    query.close()?;
    let form = file::form(choose(&request, format, &file::FORMS)?, separator);
    let computation = computations::find(&web.app, KIND, id).await?;
    let Some(form) = form else {
        return show(&request, computation);
    };
    let result = computation
        .result
        .as_ref()
        .filter(|_| computation.state == State::Done);
    let result = result.ok_or_else(|| Problem::conflict(InputError::parameter("format", Rule::UnderWay)))?;
    let document = document::read(result)?;
    let tag = super::conditional::tag_of(format!("{form:?} {}", computation.id).as_bytes());
    let name = format!("projectie-{}", document.origin);
    file::answer(&request, &tag, form, &name, || {
        let (made_on, table) = (document.origin, ("Projectie", &table::COLUMNS[..]));
        Ok(start_rows(&web.app, form, table, made_on, table::rows(document))?)
    })
}

/// Een projectie afbreken.
///
/// Zij stopt binnen een seconde, voor iedereen die hetzelfde vroeg. Wat al klaar is blijft staan.
#[utoipa::path(
    delete, path = "/projections/{computationId}", tag = "planning", params(ComputationPath),
    responses((status = 204, description = "Afgebroken")),
    security(("bearer" = []))
)]
pub async fn delete_projection(
    _: CanPlan,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let id = computation_id(&request)?;
    Query::of(&request).close()?;
    cancel(&web.app, KIND, id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Answers a question that is written down.
///
/// # Errors
/// [`Unanswered`].
pub fn work_out(question: &[u8], known: &Known, watch: &dyn Progress) -> Result<String, Unanswered> {
    let question = body::reread(question).ok_or(Unanswered::Failed("unknown_kind"))?;
    let projection = project(known, &question, watch)?;
    let document = ProjectionDocument::new(known, &projection);
    serde_json::to_string(&document).map_err(|_| Unanswered::Failed("fault"))
}

/// What is asked beside the scenario.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    until: Option<u32>,
    step: Option<StepCode>,
    draws: Option<u32>,
    paths: Option<u32>,
    seed: Option<u64>,
    as_of: Option<DateTime<Utc>>,
}

impl Asked {
    fn question(&self, known: &Known, scenario: Scenario) -> Question {
        let year = chrono::Datelike::year(&known.origin);
        let until = self.until.and_then(|until| i32::try_from(until).ok());
        let question = Question {
            until: until.unwrap_or(LAST_YEAR.min(year + USUAL_YEARS)),
            step: match self.step {
                Some(StepCode::Quarter) => Step::Quarter,
                Some(StepCode::Year) | None => Step::Year,
            },
            scenario,
            draws: self.draws.unwrap_or(USUAL_DRAWS),
            paths: self.paths.unwrap_or(USUAL_PATHS),
            seed: 0,
        };
        // Without the scenario: scenarios are compared, and meet the same people then.
        let usual = || known.seed_for(&format!("projection {} {}", question.draws, question.paths));
        Question {
            seed: self.seed.unwrap_or_else(usual),
            ..question
        }
    }
}

async fn take_up(
    web: &Data<Web>,
    principal: &Principal,
    known: &Known,
    asked: Asked,
    scenario: Scenario,
) -> Result<Computation, Problem> {
    let question = asked.question(known, scenario);
    check(known, &question).map_err(|refused| refuse(refused, &question.scenario, ("until", "draws")))?;
    let written = write_json(&QuestionDocument::new(&question))?;
    let written = String::from_utf8_lossy(&written).into_owned();
    Ok(ask(&web.app, principal, KIND, written, known).await?)
}
