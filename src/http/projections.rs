//! Projections over HTTP.

use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};

use super::auth::CanPlan;
use super::computations::{
    ComputationPath, InFile, computation_document, computation_id, read_result, respond, show,
    take_up_question,
};
use super::input::{one_of, read_body};
use super::negotiate::{JSON, choose};
use super::problem::Problem;
use super::query::Query;
use super::scenario::refuse;
use super::{Web, file};
use crate::app::planning::computations::{self, Computation, Progress, Unanswered, cancel};
use crate::app::planning::known::{Known, known};
use crate::app::planning::projections::{
    DRAWS, LAST_YEAR, PATHS, Question, Scenario, Step, USUAL_DRAWS, USUAL_PATHS, check, project,
};
use crate::domain::access::Principal;
use crate::domain::code::{Coded, coded};

mod body;
mod document;
mod query;
mod table;

use body::ProjectionBody;
pub use body::QuestionDocument;
pub use document::{FigureDocument, PeriodDocument, ProjectionDocument, SpreadDocument, UnitDocument};
use query::ProjectionQuery;
pub use query::{Changes, FileQuery, ScenarioQuery, in_query};

/// Under this kind projections are written down.
pub const KIND: &str = "projection";

/// How a projection is written as a file.
const FILE: InFile = InFile {
    name: "projectie",
    title: "Projectie",
    columns: &table::COLUMNS,
    rows: |result| {
        let document: ProjectionDocument = read_result(result)?;
        Ok((document.origin, Box::new(table::rows(document))))
    },
};

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
    get, path = "/projections", tag = "planning", params(ProjectionQuery, ScenarioQuery, FileQuery),
    responses(
        (status = 200, description = "De projectie", content(
            (ProjectionAnswer = "application/json"), (String = "text/csv"), (file::Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        )),
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
    let form = file::wanted(&request, query)?;
    let principal = can.principal()?;
    let known = known(&web.app, asked.as_of, principal.view()).await?;
    let scenario = changes.scenario(&known);
    let taken_up = take_up(&web, &principal, &known, asked, scenario).await;
    let computation = taken_up.map_err(in_query)?;
    respond(&request, &web, "projections", computation, (form, &FILE)).await
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
    let principal = can.principal()?;
    let known = known(&web.app, asked.as_of, principal.view()).await?;
    let computation = take_up(&web, &principal, &known, asked, scenario).await?;
    respond(&request, &web, "projections", computation, (None, &FILE)).await
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
    let form = file::wanted(&request, Query::of(&request))?;
    let computation = computations::find(&web.app, KIND, id).await?;
    show(&request, &web, computation, (form, &FILE))
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
    /// The last year.
    pub until: Option<u32>,
    pub step: Option<StepCode>,
    pub draws: Option<u32>,
    pub paths: Option<u32>,
    pub seed: Option<u64>,
    pub as_of: Option<DateTime<Utc>>,
}

impl Asked {
    /// The seed where none was asked for.
    #[must_use]
    pub fn or_seed(self, seed: u64) -> Self {
        Self {
            seed: self.seed.or(Some(seed)),
            ..self
        }
    }

    /// With all that was left out.
    pub fn question(&self, known: &Known, scenario: Scenario) -> Question {
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

/// Has a projection made of what is known, where that was not done before.
///
/// # Errors
/// A [`Problem`] where the question cannot be answered, with its place as in a body.
pub async fn take_up(
    web: &Data<Web>,
    principal: &Principal,
    known: &Known,
    asked: Asked,
    scenario: Scenario,
) -> Result<Computation, Problem> {
    let question = asked.question(known, scenario);
    check(known, &question).map_err(|refused| refuse(refused, &question.scenario, ("until", "draws")))?;
    take_up_question(web, principal, KIND, &QuestionDocument::new(&question), known).await
}
