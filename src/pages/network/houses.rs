//! The houses of the network: a list, and a form for all that is said of one.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::form::{Flaw, flaw_of};
use super::{Tab, words};
use crate::app::places::{Places, places};
use crate::app::{houses as known, reporting};
use crate::domain::access::Principal;
use crate::domain::calendar::write_time_of_day;
use crate::domain::code::Coded as _;
use crate::domain::count::Count;
use crate::domain::house::{House, HouseType};
use crate::domain::language::Language;
use crate::domain::reporting::Reporting;
use crate::domain::rule::Rule;
use crate::domain::text::Id;
use crate::http::Web;
use crate::http::auth::CanManageHouses;
use crate::http::problem::{Kind, Problem};
use crate::http::query::path;
use crate::pages::board::words::kind;
use crate::pages::frame::{Frame, answer};

mod difference;
mod fields;
mod read;
mod save;

use difference::Difference;
use fields::Fields;
pub use save::{save, save_new};

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
                kind: kind(language, house.details.house_type),
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

    /// What the page is about, whatever was typed.
    fn heading(&self) -> &str {
        match &self.id {
            None => self.frame.t("Nieuw huis", "New house"),
            Some(id) if self.fields.name.is_empty() => id,
            Some(_) => &self.fields.name,
        }
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
        kinds: kinds.map(|one| (one.code(), kind(language, *one))).collect(),
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
