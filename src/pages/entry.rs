//! Vandaag: a house's stand of the day, read and changed. It is whole without a script; with one, what was sent while
//! the server is away waits on the device.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::NaiveDate;

use super::frame::{Frame, answer, see_other};
use super::sent::field;
use crate::app::house_day::{self, HouseDay, HouseToday};
use crate::domain::access::{Principal, Role};
use crate::domain::calendar::parse_date;
use crate::domain::completeness::Day;
use crate::domain::text::{HouseId, Id};
use crate::domain::when;
use crate::http::Web;
use crate::http::auth::CanRegister;
use crate::http::problem::{Kind, Problem};

mod actions;
mod conflict;
mod draft;
pub mod fields;
mod form;
mod past;
mod questions;
pub mod send;
mod view;
mod words;

use view::{Notice, Page, Shown};

/// The houses to choose from; somebody of one house goes straight there.
///
/// # Errors
/// A [`Problem`] where the caller may not register, or the database is away.
pub async fn choose_house(
    can: CanRegister,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let principal = can.principal()?;
    if let (Role::Reporter, [only]) = (principal.role, principal.houses.as_slice()) {
        return Ok(see_other(&format!("/vandaag/{only}")));
    }
    let houses = house_day::houses_today(&web.app, &principal).await?;
    let frame = Frame::new(&request, Some(principal));
    let page = ChoicePage {
        day: when::whole_day(frame.language, web.app.today()),
        houses: houses.iter().map(|house| Choice::of(house, &frame)).collect(),
        frame,
    };
    answer(&request, &page.frame, &page)
}

/// A house's day: today, where the address names none.
///
/// # Errors
/// A [`Problem`] where the caller may not register for the house, there is no such day, or the database is away.
pub async fn show_day(
    can: CanRegister,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let principal = can.principal()?;
    let date = match request.match_info().get("date") {
        Some(_) => date_of(&request)?,
        None => web.app.today(),
    };
    let day = house_day::read(&web.app, &principal, house_of(&request)?, date).await?;
    let frame = Frame::new(&request, Some(principal));
    let page = Page::new(
        frame,
        Shown {
            notice: notice(request.query_string()),
            is_changing: field(request.query_string().as_bytes(), "aanpassen").is_some(),
            ..shown(&web, &day)
        },
    );
    answer(&request, &page.frame, &page)
}

/// The page of what only takes forms: somebody reloads it, or changes the language there.
///
/// # Errors
/// A [`Problem`] where the address names no house.
pub async fn back_to_house(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let house = house_of(&request)?;
    Ok(see_other(&match date_of(&request) {
        Ok(date) => address_of(&house, date),
        Err(_) => format!("/vandaag/{house}"),
    }))
}

/// The page of a day as it stands.
fn shown<'a>(web: &Web, day: &'a HouseDay) -> Shown<'a> {
    Shown {
        day,
        notice: Notice::None,
        draft: None,
        faults: Vec::new(),
        is_changing: false,
        now: web.app.now(),
    }
}

fn house_of(request: &HttpRequest) -> Result<HouseId, Problem> {
    let house = Id::new(request.match_info().query("houseId"));
    house.ok_or_else(|| Problem::new(Kind::NotFound))
}

fn date_of(request: &HttpRequest) -> Result<NaiveDate, Problem> {
    let date = parse_date(request.match_info().query("date"));
    date.ok_or_else(|| Problem::new(Kind::NotFound))
}

/// The address of a house's day.
fn address_of(house: &HouseId, date: NaiveDate) -> String {
    format!("/vandaag/{house}/{date}")
}

/// The frame of a page that answers a form: its address is the day's, which can be asked for again.
fn frame_of(request: &HttpRequest, principal: Principal, day: &HouseDay) -> Frame {
    let address = address_of(&day.house.id, day.date);
    Frame::at(&address, request.headers(), Some(principal))
}

fn notice(query: &str) -> Notice {
    if let Some(revision) = field(query.as_bytes(), "ontvangen").and_then(|text| text.parse().ok()) {
        return Notice::Received(revision);
    }
    match field(query.as_bytes(), "melding").as_deref() {
        Some("ingetrokken") => Notice::Withdrawn,
        Some("gewijzigd") => Notice::Changed,
        Some("kan-niet") => Notice::Impossible,
        Some("nieuwe-dag") => Notice::NewDay,
        Some("al-gemeld") => Notice::SaidBefore,
        _ => Notice::None,
    }
}

#[derive(Template)]
#[template(path = "entry/houses.html")]
struct ChoicePage {
    frame: Frame,
    day: String,
    houses: Vec<Choice>,
}

/// A house to choose.
struct Choice {
    address: String,
    name: String,
    class: &'static str,
    sign: &'static str,
    state: String,
}

impl Choice {
    fn of(house: &HouseToday, frame: &Frame) -> Self {
        let (class, sign, state) = match house.state {
            Day::OnTime | Day::Late => ("good", "✓", frame.t("gemeld", "reported").to_owned()),
            Day::Missing { due_at } => {
                let since = when::time(due_at);
                let words = frame.language.pick(
                    format!("niet gemeld, verwacht om {since}"),
                    format!("not reported, expected at {since}"),
                );
                ("bad", "!", words)
            }
            Day::DueLater { due_at } => {
                let until = when::time(due_at);
                let words = frame.language.pick(
                    format!("nog niet gemeld, graag vóór {until}"),
                    format!("not reported yet, please do before {until}"),
                );
                ("warn", "○", words)
            }
            Day::NotExpected => (
                "",
                "○",
                frame.t("hoeft vandaag niet", "not needed today").to_owned(),
            ),
        };
        Self {
            address: format!("/vandaag/{}", house.id),
            name: house.name.to_string(),
            class,
            sign,
            state,
        }
    }
}
