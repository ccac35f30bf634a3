//! How many beds it takes, over HTTP.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use chrono::Datelike as _;
use utoipa::{IntoParams, ToSchema};

use super::auth::CanPlan;
use super::computations::{ComputationPath, computation_document, computation_id, respond, show};
use super::input::{one_of, read_json};
use super::negotiate::{JSON, choose};
use super::problem::Problem;
use super::projections::{Changes, in_query};
use super::query::Query;
use super::scenario::refuse;
use super::{Web, write_json};
use crate::app::planning::computations::{self, Progress, Unanswered, ask, cancel};
use crate::app::planning::known::{Known, known};
use crate::app::planning::projections::{
    DRAWS, LAST_YEAR, RequirementQuestion, Target, USUAL_CERTAINTY, USUAL_DRAWS, check_requirement, require,
};
use crate::domain::code::{Coded, coded};

mod document;
mod question;

use document::RequirementDocument;
use question::{QuestionDocument, Written};

/// Under this kind bed requirements are written down.
pub const KIND: &str = "bed_requirement";

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
/// wat samenwerken oplevert. En waar een bed erbij de meeste mensen helpt, met onzekerheid. Erlang B staat ernaast als
/// bovengrens. Is het antwoord er binnen een seconde, dan 200; anders 202, en staat in `Location` waar het komt.
#[utoipa::path(
    get, path = "/bed-requirements", tag = "planning", params(RequirementQuery),
    responses(
        (status = 200, description = "De bedbehoefte", body = RequirementAnswer),
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
    let year = query.number("year", 1900, LAST_YEAR.unsigned_abs());
    let target = query.one("target", one_of::<TargetCode>(), TargetCode::from_code);
    let target = target.unwrap_or(TargetCode::NoBed);
    let level = query.real("atMost", 0.001, 0.99).unwrap_or(target.usual_level());
    let certainty = query.real("certainty", 0.5, 0.99).unwrap_or(USUAL_CERTAINTY);
    let draws = query.number("draws", DRAWS.0, DRAWS.1).unwrap_or(USUAL_DRAWS);
    let seed = query.seed("seed");
    let as_of = query.moment("asOf");
    let changes = Changes::read(&mut query);
    query.close()?;
    choose(&request, None, &[JSON])?;
    let known = known(&web.app, as_of).await?;
    let year = year.and_then(|year| i32::try_from(year).ok());
    let question = RequirementQuestion {
        year: year.unwrap_or_else(|| LAST_YEAR.min(known.origin.year() + 1)),
        target: target.target(level),
        certainty,
        scenario: changes.scenario(&known),
        draws,
        seed: seed.unwrap_or_else(|| known.seed_for(&format!("bed requirement {draws}"))),
    };
    check_requirement(&known, &question)
        .map_err(|refused| in_query(refuse(refused, &question.scenario, ("year", "draws"))))?;
    let written = write_json(&QuestionDocument::new(&question))?;
    let written = String::from_utf8_lossy(&written).into_owned();
    let computation = ask(&web.app, &can.principal()?, KIND, written, &known).await?;
    respond(&request, &web, "bed-requirements", computation).await
}

/// Hoe ver een bedbehoefte is.
///
/// Met het antwoord zodra het er is.
#[utoipa::path(
    get, path = "/bed-requirements/{computationId}", tag = "planning", params(ComputationPath),
    responses((status = 200, description = "De bedbehoefte", body = RequirementAnswer)),
    security(("bearer" = []))
)]
pub async fn get_bed_requirement(
    _: CanPlan,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let id = computation_id(&request)?;
    Query::of(&request).close()?;
    choose(&request, None, &[JSON])?;
    show(&request, computations::find(&web.app, KIND, id).await?)
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
    let Ok(Written(question)) = read_json(question) else {
        return Err(Unanswered::Failed("unknown_kind"));
    };
    let requirement = require(known, &question, watch)?;
    let document = RequirementDocument::new(known, &requirement);
    serde_json::to_string(&document).map_err(|_| Unanswered::Failed("fault"))
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

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for the published document")]
struct RequirementQuery {
    /// Het jaar waarvan de toeloop geldt; zonder waarde het volgende.
    #[param(
        minimum = 1900,
        maximum = 2060,
        example = 2035,
        required = false,
        nullable = false
    )]
    year: Option<u32>,
    /// Wat niet meer mag zijn dan `atMost`; zonder waarde het deel van de aanvragen dat zonder bed eindigt.
    #[param(value_type = Option<TargetName>, example = "noBed", required = false, nullable = false)]
    target: Option<String>,
    /// Hoogstens 0,9, voor de bezettingsgraad 0,05 tot 0,99; zonder waarde 0,05, of 0,8 voor de bezettingsgraad.
    #[param(
        minimum = 0.001,
        maximum = 0.99,
        example = 0.05,
        required = false,
        nullable = false
    )]
    level: Option<f64>,
    /// Met welke kans het doel gehaald moet worden, over wat niet zeker bekend is.
    #[param(
        minimum = 0.5,
        maximum = 0.99,
        example = 0.8,
        required = false,
        nullable = false
    )]
    certainty: Option<f64>,
    /// De toeloop is vanaf morgen zoveel keer wat zij anders was.
    #[param(
        rename = "demandFactor",
        minimum = 0,
        maximum = 10,
        example = 1.2,
        required = false,
        nullable = false
    )]
    demand_factor: Option<f64>,
    /// Het verblijf duurt vanaf morgen zoveel keer zo lang.
    #[param(
        rename = "stayFactor",
        minimum = 0,
        maximum = 10,
        example = 1.0,
        required = false,
        nullable = false
    )]
    stay_factor: Option<f64>,
    /// Welke huizen elkaar helpen.
    #[param(value_type = Option<super::scenario::HelpingName>, example = "region", required = false, nullable = false)]
    helping: Option<String>,
    /// Trekkingen van wat niet zeker bekend is.
    #[param(
        minimum = 20,
        maximum = 2000,
        example = 200,
        required = false,
        nullable = false
    )]
    draws: Option<u32>,
    /// Waar het toeval mee begint; zonder waarde volgt het uit wat bekend is.
    #[param(
        minimum = 0,
        maximum = 9_007_199_254_740_991_u64,
        example = 1,
        required = false,
        nullable = false
    )]
    seed: Option<u64>,
    /// Zoals het register er op dit moment voor stond.
    #[param(rename = "asOf", format = DateTime, example = "2026-11-01T00:00:00Z", required = false, nullable = false)]
    as_of: Option<String>,
}
