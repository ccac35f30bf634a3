//! What if: how the houses fare until a year ahead, and how many beds that takes. The work is long and is done in a
//! queue; the page says how far it is.

use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::unit::ChoiceGroup;
use super::{Wrong, address, drawing, moment, wrong};
use crate::app::places::{Subjects, subjects};
use crate::app::planning::MODEL_VERSION;
use crate::app::planning::computations::{self, Computation};
use crate::app::planning::known::known;
use crate::domain::access::Principal;
use crate::domain::computation::State;
use crate::domain::rule::Rule;
use crate::domain::text::Id;
use crate::http::auth::CanPlan;
use crate::http::problem::{InputError, Kind, Problem};
use crate::http::projections::{ProjectionDocument, in_query};
use crate::http::{Web, bed_requirements, projections, read_result};
use crate::pages::frame::{Frame, answer, refuse, see_other};
use crate::pages::sent::Sent;

mod asked;
mod charts;
mod told;

use asked::{Asked, field};
use charts::Kind as ChartKind;
use told::{Needed, Told};

#[derive(Template)]
#[template(path = "figures/scenario.html")]
struct Page {
    frame: Frame,
    asked: Asked,
    units: Vec<ChoiceGroup>,
    /// Where beds can come or go.
    parts: Vec<ChoiceGroup>,
    years: Vec<u32>,
    wrong: Vec<Wrong>,
    outcome: Outcome,
}

/// How far the answer is.
enum Outcome {
    NotAsked,
    /// Why there is none.
    Failed(&'static str),
    /// What there is of it, and what is still being done.
    Begun(Option<Box<Told>>, Option<UnderWay>),
}

/// Work that is being done.
struct UnderWay {
    /// In hundredths.
    percent: u64,
    /// Where to look again.
    again: String,
    /// What is to be cancelled, and the question to go back to.
    projection: Id,
    requirement: Id,
    question: String,
}

/// The page.
///
/// # Errors
/// A [`Problem`] where it cannot be answered; what is wrong with the question stands on the page.
pub async fn show(can: CanPlan, request: HttpRequest, web: Data<Web>) -> Result<HttpResponse, Problem> {
    let principal = can.principal()?;
    let frame = Frame::new(&request, Some(principal.clone()));
    let places = subjects(&web.app).await?;
    let mut asked = Asked::usual(web.app.today());
    let first_year = asked.from;
    let outcome = match asked.read(&request, &places) {
        Ok(()) if asked.runs => outcome(&asked, &principal, &web, (&frame, &places)).await,
        Ok(()) => Ok(Outcome::NotAsked),
        Err(problem) => Err(problem),
    };
    let (outcome, wrong) = match outcome {
        Ok(outcome) => (outcome, Vec::new()),
        Err(problem) => (Outcome::NotAsked, wrong(in_query(problem), &frame, field)?),
    };
    let parts = asked.at.as_ref().unwrap_or(&asked.unit);
    let page = Page {
        units: asked.unit.choices(&places, &frame, false),
        // Beds are in a region or a house.
        parts: parts
            .choices(&places, &frame, false)
            .into_iter()
            .skip(1)
            .collect(),
        years: (first_year..=first_year + 10).collect(),
        asked,
        wrong,
        outcome,
        frame,
    };
    if page.wrong.is_empty() {
        answer(&request, &page.frame, &page)
    } else {
        refuse(Kind::InvalidInput, &page.frame, &page)
    }
}

/// How long the page waits for an answer before it says how far it is.
const PATIENCE: std::time::Duration = std::time::Duration::from_millis(800);

async fn outcome(
    asked: &Asked,
    principal: &Principal,
    web: &Data<Web>,
    (frame, places): (&Frame, &Subjects),
) -> Result<Outcome, Problem> {
    let known = known(&web.app, asked.as_of(), principal.view()).await?;
    let (projection, requirement) = asked.take_up(web, principal, &known).await?;
    let projection = computations::wait(&web.app, projection, PATIENCE).await?;
    let requirement = computations::wait(&web.app, requirement, PATIENCE).await?;
    if let Some(reason) = failure(&projection).or_else(|| failure(&requirement)) {
        return Ok(Outcome::Failed(why(reason, frame)));
    }
    let required = done(&requirement).map(read_result).transpose()?;
    let is_over = required.is_some();
    let needed = required.map(|required| Needed::new(&required, &requirement.id, (frame, places)));
    let projected = done(&projection).map(read_result).transpose()?;
    let told = projected.map(|projected: ProjectionDocument| {
        let answer = (&projected, &projection.id);
        Box::new(Told::new(answer, needed, (asked, &known), (frame, places)))
    });
    let work = (!is_over || told.is_none()).then(|| UnderWay {
        percent: percent(&[&projection, &requirement]),
        again: asked.lasting("", &known),
        projection: projection.id,
        requirement: requirement.id,
        question: address("", &asked.question()),
    });
    Ok(Outcome::Begun(told, work))
}

fn done(computation: &Computation) -> Option<&str> {
    let result = computation.result.as_deref();
    result.filter(|_| computation.state == State::Done)
}

fn failure(computation: &Computation) -> Option<&str> {
    match computation.state {
        State::Failed => Some(computation.result.as_deref().unwrap_or_default()),
        State::Cancelled => Some("cancelled"),
        State::Queued | State::Running | State::Done => None,
    }
}

/// What a reason means to people, and what they can do.
fn why(reason: &str, frame: &Frame) -> &'static str {
    let pick = |dutch, english| frame.language.pick(dutch, english);
    match reason {
        "cancelled" => pick(
            "Deze berekening is afgebroken.",
            "This computation was cancelled.",
        ),
        "no_houses" => pick(
            "Geen huis heeft de laatste tijd geregistreerd; er is niets om mee te rekenen.",
            "No house has registered lately; there is nothing to reckon with.",
        ),
        "register_changed" => pick(
            "Huizen zijn intussen anders beschreven. Stel de vraag opnieuw.",
            "Houses were described otherwise meanwhile. Ask again.",
        ),
        "too_long" => pick(
            "Het duurde langer dan een kwartier. Vraag een eerder jaar.",
            "It took longer than a quarter of an hour. Ask for an earlier year.",
        ),
        _ => pick(
            "De berekening is niet gelukt. Stel de vraag opnieuw.",
            "The computation did not succeed. Ask again.",
        ),
    }
}

/// How much of the work is done; what has not begun counts for nothing.
fn percent(computations: &[&Computation]) -> u64 {
    let each = computations.iter().map(|computation| match computation.state {
        state if state.is_over() => 100,
        _ => (computation.done * 100)
            .checked_div(computation.whole)
            .unwrap_or(0)
            .min(99),
    });
    each.sum::<u64>() / u64::try_from(computations.len().max(1)).unwrap_or(1)
}

/// One chart as a file, where the answer is there.
///
/// # Errors
/// A [`Problem`] where there is no such chart, the question is wrong, or the answer is still to come.
pub async fn draw(can: CanPlan, request: HttpRequest, web: Data<Web>) -> Result<HttpResponse, Problem> {
    let principal = can.principal()?;
    let kind = ChartKind::of_slug(request.match_info().query("file"));
    let kind = kind.ok_or_else(|| Problem::new(Kind::NotFound))?;
    let places = subjects(&web.app).await?;
    let mut asked = Asked::usual(web.app.today());
    asked.read(&request, &places)?;
    let known = known(&web.app, asked.as_of(), principal.view()).await?;
    let (projection, _) = asked.take_up(&web, &principal, &known).await?;
    let under_way = || Problem::conflict(InputError::parameter("run", Rule::UnderWay));
    let projection: ProjectionDocument = read_result(done(&projection).ok_or_else(under_way)?)?;
    let frame = Frame::new(&request, Some(principal));
    let unit = told::unit(&projection, &asked.unit).ok_or_else(|| Problem::new(Kind::NotFound))?;
    let mut chart = charts::chart(kind, unit, &asked, &frame);
    let name = asked.unit.name(&places, &frame);
    chart.rename(&format!("{}, {name}", chart.face().title));
    let (at, seed) = (moment(known.at, frame.language), projection.seed);
    let changes = asked.say(&places, &frame);
    let note = frame.language.pick(
        format!(
            "{changes} Hospicebedden, model {MODEL_VERSION}. Registraties tot {at}; toevalsgetal {seed}."
        ),
        format!("{changes} Hospice beds, model {MODEL_VERSION}. Registrations until {at}; seed {seed}."),
    );
    Ok(drawing::answer(
        &frame,
        &chart,
        &format!("{}-{}", kind.slug(), asked.until),
        &note,
    ))
}

/// Cancels what is being worked on for a question, and goes back to it.
///
/// # Errors
/// A [`Problem`] where there is no such work, or the database is away.
pub async fn cancel(_: CanPlan, web: Data<Web>, body: Bytes) -> Result<HttpResponse, Problem> {
    let sent = Sent::read(&body);
    let kinds = [
        ("projection", projections::KIND),
        ("requirement", bed_requirements::KIND),
    ];
    for (name, kind) in kinds {
        let id = Id::new(&sent.one(name)).ok_or_else(|| Problem::new(Kind::ComputationNotFound))?;
        computations::cancel(&web.app, kind, id).await?;
    }
    // Written anew, so that nothing but a question stands in the address.
    let asked = sent.one("question");
    let question = form_urlencoded::parse(asked.trim_start_matches('?').as_bytes());
    let question = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(question)
        .finish();
    Ok(see_other(&format!("/prognose/scenario?{question}")))
}
