//! How many beds it takes, over HTTP.

use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use utoipa::ToSchema;

use super::auth::CanPlan;
use super::computations::{
    ComputationPath, InFile, computation_document, computation_id, read_result, respond, show,
    take_up_question,
};
use super::input::read_body;
use super::negotiate::{JSON, choose};
use super::problem::Problem;
use super::projections::{Changes, FileQuery, ScenarioQuery, in_query};
use super::query::Query;
use super::scenario::refuse;
use super::{Web, file};
use crate::app::planning::computations::{self, Computation, Progress, Unanswered, cancel};
use crate::app::planning::known::{Known, known};
use crate::app::planning::projections::{Scenario, Target, check_requirement, require};
use crate::domain::access::Principal;
use crate::domain::code::coded;

mod document;
mod query;
mod question;
mod table;

pub use document::{HouseDocument, PooledDocument, RequirementDocument};
use query::RequirementQuery;
pub use question::{Asked, QuestionDocument};
use question::{Read, RequirementBody};

/// Under this kind bed requirements are written down.
pub const KIND: &str = "bed_requirement";

/// How a bed requirement is written as a file.
const FILE: InFile = InFile {
    name: "bedbehoefte",
    title: "Bedbehoefte",
    columns: &table::COLUMNS,
    rows: |result| {
        let document: RequirementDocument = read_result(result)?;
        Ok((document.origin, Box::new(table::rows(document))))
    },
};

coded! {
    /// What is to be at most so much.
    TargetCode {
        FoundFull = "foundFull",
        NoBed = "noBed",
        Occupancy = "occupancy",
    }
}

impl TargetCode {
    fn target(self, level: f64) -> Target {
        match self {
            Self::FoundFull => Target::FoundFull(level),
            Self::NoBed => Target::NoBed(level),
            Self::Occupancy => Target::Occupancy(level),
        }
    }

    fn of(target: Target) -> (Self, f64) {
        match target {
            Target::FoundFull(level) => (Self::FoundFull, level),
            Target::NoBed(level) => (Self::NoBed, level),
            Target::Occupancy(level) => (Self::Occupancy, level),
        }
    }

    /// Where nobody says otherwise.
    fn usual_level(self) -> f64 {
        match self {
            Self::FoundFull | Self::NoBed => 0.05,
            Self::Occupancy => 0.8,
        }
    }
}

computation_document! {
    /// Een bedbehoefte, zover als zij is.
    RequirementAnswer, BedRequirement, QuestionDocument, RequirementDocument
}

/// Hoeveel bedden er nodig zijn.
///
/// Het kleinste aantal bedden waarmee het doel in dat jaar wordt gehaald, met de gevraagde zekerheid: per huis alleen, per
/// netwerkregio en voor het netwerk, met hulp tussen huizen en alsof alle bedden een huis waren; het verschil daartussen is
/// wat samenwerken oplevert. En waar een bed erbij de meeste mensen helpt, met onzekerheid. Erlang B staat ernaast: een
/// bovengrens is dat alleen zolang niemand wacht, geen ander huis helpt en geen bed dicht is. Is het antwoord er binnen
/// een seconde, dan 200; anders 202, en staat in `Location` waar het komt.
#[utoipa::path(
    get, path = "/bed-requirements", tag = "planning", params(RequirementQuery, ScenarioQuery, FileQuery),
    responses(
        (status = 200, description = "De bedbehoefte", content(
            (RequirementAnswer = "application/json"), (String = "text/csv"), (file::Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        )),
        (status = 202, description = "Zij komt nog", body = RequirementAnswer),
    ),
    security(("bearer" = []))
)]
pub async fn get_bed_requirements(
    can: CanPlan,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&request);
    let asked = Asked::in_query(&mut query);
    let changes = Changes::read(&mut query);
    let form = file::wanted(&request, query)?;
    let principal = can.principal()?;
    let known = known(&web.app, asked.as_of, principal.view()).await?;
    let scenario = changes.scenario(&known);
    let taken_up = take_up(&web, &principal, &known, asked, scenario).await;
    let computation = taken_up.map_err(in_query)?;
    respond(&request, &web, "bed-requirements", computation, (form, &FILE)).await
}

/// Hoeveel bedden er nodig zijn in een scenario.
///
/// Hetzelfde met een heel scenario: bedden die erbij komen of verdwijnen, huizen die openen, sluiten of verhuizen,
/// toeloop en verblijf vanaf een dag, en wie wie helpt. De bedden van het scenario zijn dan die van nu.
#[utoipa::path(
    post, path = "/bed-requirements", tag = "planning", request_body = RequirementBody,
    responses(
        (status = 200, description = "De bedbehoefte", body = RequirementAnswer),
        (status = 202, description = "Zij komt nog", body = RequirementAnswer),
    ),
    security(("bearer" = []))
)]
pub async fn post_bed_requirement(
    can: CanPlan,
    request: HttpRequest,
    body: Bytes,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    Query::of(&request).close()?;
    choose(&request, None, &[JSON])?;
    let Read { asked, scenario } = read_body(&request, &body)?;
    let principal = can.principal()?;
    let known = known(&web.app, asked.as_of, principal.view()).await?;
    let computation = take_up(&web, &principal, &known, asked, scenario).await?;
    respond(&request, &web, "bed-requirements", computation, (None, &FILE)).await
}

/// Hoe ver een bedbehoefte is.
///
/// Met het antwoord zodra het er is; dan ook als CSV of XLSX, met een regel per huis, regio en netwerk.
#[utoipa::path(
    get, path = "/bed-requirements/{computationId}", tag = "planning", params(ComputationPath, FileQuery),
    responses((status = 200, description = "De bedbehoefte", content(
        (RequirementAnswer = "application/json"), (String = "text/csv"), (file::Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    ))),
    security(("bearer" = []))
)]
pub async fn get_bed_requirement(
    _: CanPlan,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let id = computation_id(&request)?;
    let form = file::wanted(&request, Query::of(&request))?;
    let computation = computations::find(&web.app, KIND, id).await?;
    show(&request, &web, computation, (form, &FILE))
}

/// Een bedbehoefte afbreken.
///
/// Zij stopt binnen een seconde, voor iedereen die hetzelfde vroeg. Wat al klaar is blijft staan.
#[utoipa::path(
    delete, path = "/bed-requirements/{computationId}", tag = "planning", params(ComputationPath),
    responses((status = 204, description = "Afgebroken")),
    security(("bearer" = []))
)]
pub async fn delete_bed_requirement(
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
    let question = question::reread(question).ok_or(Unanswered::Failed("unknown_kind"))?;
    let requirement = require(known, &question, watch)?;
    let document = RequirementDocument::new(known, &requirement);
    serde_json::to_string(&document).map_err(|_| Unanswered::Failed("fault"))
}

/// Has it found how many beds it takes, where that was not done before.
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
    check_requirement(known, &question)
        .map_err(|refused| refuse(refused, &question.scenario, ("year", "draws")))?;
    take_up_question(web, principal, KIND, &QuestionDocument::new(&question), known).await
}

/// Wat niet meer mag zijn dan `atMost`: het deel van de aanvragen dat het huis vol vindt, dat zonder bed eindigt, of de
/// bezettingsgraad.
#[derive(ToSchema)]
#[schema(as = BedRequirementTarget, rename_all = "camelCase", example = "noBed")]
#[expect(dead_code, reason = "describes the codes for the published document")]
enum TargetName {
    FoundFull,
    NoBed,
    Occupancy,
}
