//! The houses of the network: a list, and a form for all that is said of one.

use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::form::{Flaw, Flaws, Sent, flaw_of};
use super::{Tab, words};
use crate::app::places::{Places, places};
use crate::app::{self, houses as known, reporting};
use crate::domain::access::Principal;
use crate::domain::calendar::write_time_of_day;
use crate::domain::code::Coded as _;
use crate::domain::count::Count;
use crate::domain::house::{House, HouseType};
use crate::domain::language::Language;
use crate::domain::reporting::Reporting;
use crate::domain::rule::{Fault, Place, Rule};
use crate::domain::text::Id;
use crate::http::Web;
use crate::http::auth::CanManageHouses;
use crate::http::problem::{Kind, Problem};
use crate::http::query::path;
use crate::pages::frame::{Frame, answer, refuse, see_other};

mod difference;
mod fields;
mod read;

use difference::{Difference, differences};
use fields::Fields;

#[derive(Template)]
#[template(path = "network/houses/list.html")]
struct ListPage {
    frame: Frame,
    tab: Tab,
    rows: Vec<Row>,
}

/// A house in the list.
struct Row {
    id: String,
    name: String,
    kind: &'static str,
    place: String,
    beds: Option<u32>,
    opening: String,
    is_open: bool,
}

/// Lists the houses.
///
/// # Errors
/// A [`Problem`] where the caller may not describe houses, or the database is away.
pub async fn list(
    can: CanManageHouses,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let today = web.app.today();
    let houses = known::list(&web.app, today).await?;
    let places = places(&web.app).await?;
    let frame = Frame::new(&request, Some(can.principal()?));
    let language = frame.language;
    let page = ListPage {
        tab: Tab::Houses,
        rows: houses
            .iter()
            .map(|house| Row {
                id: house.id.to_string(),
                name: house.details.name.to_string(),
                kind: words::house_type(house.details.house_type, language),
                place: place(house, &places),
                beds: house.physical_on(today).map(Count::get),
                opening: opening(house, language),
                is_open: house.is_open_on(today),
            })
            .collect(),
        frame,
    };
    answer(&request, &page.frame, &page)
}

/// The municipality, with the region where it is known.
fn place(house: &House, places: &Places) -> String {
    let municipality = house.details.municipality.to_string();
    let region = house.details.region.as_ref();
    let region = region.and_then(|id| places.regions.iter().find(|region| region.id == *id));
    match region {
        Some(region) => format!("{municipality} ({})", region.name),
        None => municipality,
    }
}

fn opening(house: &House, language: Language) -> String {
    let since = words::day_of_year(house.opening.opens_on, language);
    match house.opening.closes_on {
        None => language.pick(format!("open sinds {since}"), format!("open since {since}")),
        Some(last) => {
            let last = words::day_of_year(last, language);
            language.pick(
                format!("open van {since} tot en met {last}"),
                format!("open from {since} to {last}"),
            )
        }
    }
}

#[derive(Template)]
#[template(path = "network/houses/form.html")]
struct FormPage {
    frame: Frame,
    tab: Tab,
    /// The house's id; nothing for a new one.
    id: Option<String>,
    fields: Fields,
    /// What the form was made from.
    basis: String,
    kinds: Vec<(&'static str, &'static str)>,
    regions: Vec<(String, String)>,
    municipalities: Vec<String>,
    /// By when houses report that have no time of their own.
    usual_time: String,
    flaws: Vec<Flaw>,
    /// What somebody else changed meanwhile.
    differences: Vec<Difference>,
    is_saved: bool,
}

impl FormPage {
    fn flaw(&self, field: &str) -> Option<&str> {
        flaw_of(&self.flaws, field)
    }

    /// What is wrong with a field of a row.
    fn flaw_at(&self, field: &str, row: impl std::fmt::Display) -> Option<&str> {
        self.flaw(&id_at(field, row))
    }

    /// Those fields are folded away else.
    fn has_flawed_identifier(&self) -> bool {
        self.flaws.iter().any(|flaw| flaw.field.starts_with("identifier"))
    }
}

/// The name of a field of a row, from 0 on.
fn id_at(field: &str, row: impl std::fmt::Display) -> String {
    format!("{field}-{row}")
}

/// Words with what they are about.
fn joined(words: &str, subject: impl std::fmt::Display) -> String {
    format!("{words} {subject}")
}

/// The form of a new house.
///
/// # Errors
/// As [`list`].
pub async fn ask_new(
    can: CanManageHouses,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let frame = Frame::new(&request, Some(can.principal()?));
    let page = form(&web, frame, None, Fields::default().with_room()).await?;
    answer(&request, &page.frame, &page)
}

/// The form of a house that is known.
///
/// # Errors
/// As [`list`]; 404 where the house is not known.
pub async fn ask(
    can: CanManageHouses,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let id = path(&request, "houseId", Rule::Id, Id::new).map_err(|_| Problem::new(Kind::NotFound))?;
    let principal = can.principal()?;
    let (house, arranged) = stored(&web, &principal, id).await?;
    let frame = Frame::new(&request, Some(principal));
    let fields = Fields::of(&house, &arranged).with_room();
    let mut page = form(&web, frame, Some(house.id.to_string()), fields).await?;
    page.basis = Fields::basis(&house, &arranged);
    page.is_saved = request.query_string() == SAVED;
    answer(&request, &page.frame, &page)
}

const SAVED: &str = "bewaard";

/// Describes a new house.
///
/// # Errors
/// As [`list`].
pub async fn save_new(
    can: CanManageHouses,
    request: HttpRequest,
    web: Data<Web>,
    body: Bytes,
) -> Result<HttpResponse, Problem> {
    save_as(&web, &request, can.principal()?, None, &Sent::read(&body)).await
}

/// Describes a house that is known.
///
/// # Errors
/// As [`list`].
pub async fn save(
    can: CanManageHouses,
    request: HttpRequest,
    web: Data<Web>,
    body: Bytes,
) -> Result<HttpResponse, Problem> {
    let id = path(&request, "houseId", Rule::Id, Id::new).map_err(|_| Problem::new(Kind::NotFound))?;
    save_as(&web, &request, can.principal()?, Some(id), &Sent::read(&body)).await
}

async fn save_as(
    web: &Web,
    request: &HttpRequest,
    principal: Principal,
    id: Option<Id>,
    sent: &Sent,
) -> Result<HttpResponse, Problem> {
    let fields = Fields::sent(sent);
    let basis = if id.is_some() {
        sent.one("basis")
    } else {
        String::new()
    };
    let mut flaws = Flaws::default();
    let mut clash = None;
    if let Some(described) = read::read(&fields, id.as_ref(), &mut flaws) {
        let saved = described.house.id.clone();
        let seen = basis.clone();
        let expected = move |stored: Option<(&House, &Reporting)>| {
            stored.map_or_else(String::new, |(house, arranged)| Fields::basis(house, arranged)) == seen
        };
        match known::put(&web.app, &principal, described, expected).await {
            Ok(_) => return Ok(see_other(&format!("/netwerk/huizen/{saved}?{SAVED}"))),
            Err(app::Error::Conflict(faults)) => {
                faults.iter().for_each(|fault| place_fault(&mut flaws, fault))
            }
            Err(app::Error::PreconditionFailed) if id.is_none() => flaws.refuse("id", Rule::KnownHouse),
            Err(app::Error::PreconditionFailed) => {
                let (house, arranged) = stored(web, &principal, saved.clone()).await?;
                let theirs = Fields::of(&house, &arranged);
                if fields.says_the_same_as(&theirs) {
                    // It was sent before, and the answer was lost.
                    return Ok(see_other(&format!("/netwerk/huizen/{saved}?{SAVED}")));
                }
                clash = Some((Fields::basis(&house, &arranged), theirs));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let frame = Frame::new(request, Some(principal));
    let language = frame.language;
    let mut page = form(web, frame, id.map(|id| id.to_string()), fields.with_room()).await?;
    page.flaws = flaws.say(language);
    page.basis = basis;
    let Some((newer, theirs)) = clash else {
        return refuse(Kind::InvalidInput, &page.frame, &page);
    };
    page.differences = differences(&theirs, &page.fields, language);
    page.basis = newer;
    refuse(Kind::PreconditionFailed, &page.frame, &page)
}

async fn stored(web: &Web, principal: &Principal, id: Id) -> Result<(House, Reporting), Problem> {
    let house = known::read(&web.app, id.clone(), web.app.today()).await?;
    let arranged = reporting::read(&web.app, principal, id).await?;
    Ok((house, arranged))
}

async fn form(web: &Web, frame: Frame, id: Option<String>, fields: Fields) -> Result<FormPage, Problem> {
    let places = places(&web.app).await?;
    let language = frame.language;
    let kinds = HouseType::ALL.iter();
    Ok(FormPage {
        frame,
        tab: Tab::Houses,
        id,
        fields,
        basis: String::new(),
        kinds: kinds
            .map(|kind| (kind.code(), words::house_type(*kind, language)))
            .collect(),
        regions: places
            .regions
            .iter()
            .map(|region| (region.id.to_string(), region.name.to_string()))
            .collect(),
        municipalities: places.municipalities.iter().map(|m| m.name.to_string()).collect(),
        usual_time: write_time_of_day(web.app.settings.duty.deadline),
        flaws: Vec::new(),
        differences: Vec::new(),
        is_saved: false,
    })
}

/// Puts a fault of the register at the field it is about.
fn place_fault(flaws: &mut Flaws, fault: &Fault) {
    let field = match fault.place {
        Place::Field("network_region") => "region",
        Place::Field("closes_on") => "closes_on",
        Place::Field("municipality") => "municipality",
        Place::Field(_) | Place::Parameter(_) => "beds",
    };
    flaws.refuse(field, fault.rule.clone());
}
