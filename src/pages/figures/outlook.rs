//! What is expected of the coming four weeks, beside what was expected before and what came.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::{DateTime, Utc};

use super::figure::{Fact, Figure};
use super::unit::{ChoiceGroup, Unit};
use super::{Wrong, address, drawing, moment, wrong};
use crate::app::places::{Subjects, subjects};
use crate::app::planning::MODEL_VERSION;
use crate::app::planning::forecasts::{MAX_HORIZON, Method, PATHS, Question, UnitKind};
use crate::app::planning::outlook::{Outlook, outlook};
use crate::domain::access::Principal;
use crate::domain::calendar::write_moment;
use crate::domain::code::Coded as _;
use crate::domain::rule::Rule;
use crate::http::Web;
use crate::http::auth::CanPlan;
use crate::http::problem::{Kind, Problem};
use crate::http::query::Query;
use crate::pages::chart::words;
use crate::pages::frame::{Frame, answer, refuse};

mod charts;
mod facts;

use charts::Kind as ChartKind;
use facts::facts;

#[derive(Template)]
#[template(path = "figures/outlook.html")]
struct Page {
    frame: Frame,
    asked: Asked,
    units: Vec<ChoiceGroup>,
    wrong: Vec<Wrong>,
    found: Option<Found>,
}

/// What is told of the unit.
struct Found {
    name: String,
    facts: Vec<Fact>,
    figures: Vec<Figure>,
    origin: String,
    basis: String,
    method: &'static str,
    flows_until: Option<String>,
    data_as_of: String,
    seed: u64,
    paths: u32,
    /// The address that gives the same digits for good.
    lasting: String,
}

#[derive(Clone, Debug)]
struct Asked {
    unit: Unit,
    /// How many days ago the forecast was made that is held against what came.
    back: u32,
    as_of: Option<DateTime<Utc>>,
    seed: Option<u64>,
}

/// How far back the earlier forecast may lie. Unit: days.
const BACKS: [&str; 2] = ["14", "28"];

/// The page.
///
/// # Errors
/// A [`Problem`] where it cannot be answered; what is wrong with the question stands on the page.
pub async fn show(can: CanPlan, request: HttpRequest, web: Data<Web>) -> Result<HttpResponse, Problem> {
    let principal = can.principal()?;
    let frame = Frame::new(&request, Some(principal.clone()));
    let places = subjects(&web.app).await?;
    let mut asked = Asked::usual();
    let told = match asked.read(&request, &places) {
        Ok(()) => asked.outlook(&web, &principal).await,
        Err(problem) => Err(problem),
    };
    let (found, wrong) = match told {
        Ok(told) => (asked.found(&told, &places, &frame), Vec::new()),
        Err(problem) => (None, wrong(problem, &frame, field)?),
    };
    let page = Page {
        units: asked.unit.choices(&places, &frame, false),
        asked,
        wrong,
        found,
        frame,
    };
    if page.wrong.is_empty() {
        answer(&request, &page.frame, &page)
    } else {
        refuse(Kind::InvalidInput, &page.frame, &page)
    }
}

/// One chart as a file.
///
/// # Errors
/// A [`Problem`] where there is no such chart, or the question is wrong.
pub async fn draw(can: CanPlan, request: HttpRequest, web: Data<Web>) -> Result<HttpResponse, Problem> {
    let principal = can.principal()?;
    let kind = ChartKind::of_file(request.match_info().query("file"));
    let kind = kind.ok_or_else(|| Problem::new(Kind::NotFound))?;
    let places = subjects(&web.app).await?;
    let mut asked = Asked::usual();
    asked.read(&request, &places)?;
    let told = asked.outlook(&web, &principal).await?;
    let frame = Frame::new(&request, Some(principal));
    let chart = charts::chart(kind, &told, asked.back, &frame);
    let mut chart = chart.ok_or_else(|| Problem::new(Kind::NotFound))?;
    let name = asked.unit.name(&places, &frame);
    chart.rename(&format!("{}, {name}", chart.face().title));
    let at = moment(told.now.known.at, frame.language);
    let seed = told.now.seed;
    let note = frame.language.pick(
        format!("Hospicebedden, model {MODEL_VERSION}. Registraties tot {at}; toevalsgetal {seed}."),
        format!("Hospice beds, model {MODEL_VERSION}. Registrations until {at}; seed {seed}."),
    );
    let file = format!("{}-{}", kind.slug(), told.now.known.origin);
    Ok(drawing::answer(&frame, &chart, &file, &note))
}

fn field(name: &str, frame: &Frame) -> String {
    let name = match name {
        "unit" | "houseId" | "networkRegion" => frame.t("Waarvan", "Of what"),
        "back" => frame.t("Eerdere prognose", "Earlier forecast"),
        "asOf" => frame.t("Stand van", "As of"),
        "seed" => frame.t("Toevalsgetal", "Seed"),
        other => other,
    };
    name.to_owned()
}

impl Asked {
    fn usual() -> Self {
        Self {
            unit: Unit::Network(None),
            back: 14,
            as_of: None,
            seed: None,
        }
    }

    fn read(&mut self, request: &HttpRequest, places: &Subjects) -> Result<(), Problem> {
        let mut query = Query::of(request);
        self.unit = Unit::read_expected(&mut query, places);
        let back = query.one("back", Rule::OneOf(BACKS.to_vec()), |text| {
            BACKS.contains(&text).then(|| text.parse().ok()).flatten()
        });
        self.back = back.unwrap_or(self.back);
        self.as_of = query.moment("asOf");
        self.seed = query.seed("seed");
        query.close()
    }

    async fn outlook(&self, web: &Web, principal: &Principal) -> Result<Outlook, Problem> {
        let question = Question {
            filter: self.unit.filter(),
            group_by: self.kind(),
            horizon: MAX_HORIZON,
            as_of: self.as_of,
            view: principal.view(),
            seed: self.seed,
            paths: PATHS,
        };
        Ok(outlook(&web.app, principal, question, self.back).await?)
    }

    fn kind(&self) -> UnitKind {
        match self.unit {
            Unit::Network(_) | Unit::Regions => UnitKind::Network,
            Unit::Region(_) => UnitKind::NetworkRegion,
            Unit::House(_) => UnitKind::House,
        }
    }

    /// Nothing where nothing is forecast of the unit.
    fn found(&self, told: &Outlook, places: &Subjects, frame: &Frame) -> Option<Found> {
        let (unit, known) = (told.unit()?, &told.now.known);
        let basis = unit.forecast.basis;
        if basis.houses == 0 {
            return None;
        }
        let number = |count: u32| words::number(count.into(), 0, frame.language);
        let (houses, expected) = (number(basis.houses), number(basis.houses_expected));
        let (days, missing) = (number(basis.days_registered), number(basis.days_missing));
        let figures = ChartKind::ALL.into_iter().filter_map(|kind| {
            let chart = charts::chart(kind, told, self.back, frame)?;
            let figure = Figure::new(
                &chart,
                kind.note(self.back, frame),
                charts::table(kind, told, frame),
            );
            Some(figure.with_files(self.csv(told), self.drawing(kind, told)))
        });
        Some(Found {
            name: self.unit.name(places, frame),
            facts: facts(told, frame),
            figures: figures.collect(),
            origin: words::full_day(known.origin, frame.language),
            basis: frame.language.pick(
                format!(
                    "{houses} van {expected} huizen, {days} geregistreerde huisdagen, {missing} ontbrekende"
                ),
                format!("{houses} of {expected} houses, {days} registered house-days, {missing} missing"),
            ),
            method: match unit.forecast.method {
                Method::Flows => frame.t(
                    "nabootsing van de huizen met opnames, vertrekken en aanvragen",
                    "simulation of the houses with admissions, departures and requests",
                ),
                Method::Counts => frame.t("uit bezette bedden alleen", "from occupied beds alone"),
            },
            flows_until: known
                .flows_until
                .map(|last| words::full_day(last, frame.language)),
            data_as_of: moment(known.at, frame.language),
            seed: told.now.seed,
            paths: told.now.paths,
            lasting: address("/prognose", &self.lasting(told)),
        })
    }

    /// The question with all that it hangs on.
    fn lasting(&self, told: &Outlook) -> Vec<(&'static str, String)> {
        vec![
            ("unit", self.unit.code()),
            ("back", self.back.to_string()),
            ("asOf", write_moment(told.now.known.at)),
            ("seed", told.now.seed.to_string()),
        ]
    }

    /// The same question to the API.
    fn csv(&self, told: &Outlook) -> String {
        let mut question = vec![("groupBy", self.kind().code().to_owned())];
        match &self.unit {
            Unit::Region(id) => question.push(("networkRegion", id.to_string())),
            Unit::House(id) => question.push(("houseId", id.to_string())),
            Unit::Network(_) | Unit::Regions => {}
        }
        for (name, value) in [
            ("horizon", MAX_HORIZON.to_string()),
            ("asOf", write_moment(told.now.known.at)),
            ("seed", told.now.seed.to_string()),
            ("format", "csv".to_owned()),
            ("separator", "semicolon".to_owned()),
        ] {
            question.push((name, value));
        }
        address("/v1/forecasts", &question)
    }

    fn drawing(&self, kind: ChartKind, told: &Outlook) -> String {
        address(&format!("/prognose/{}.svg", kind.slug()), &self.lasting(told))
    }

    /// How far back the earlier forecast may lie, and whether it does.
    fn backs(&self) -> Vec<(&'static str, bool)> {
        let is_chosen = |back: &str| back.parse() == Ok(self.back);
        BACKS.into_iter().map(|back| (back, is_chosen(back))).collect()
    }
}
