//! Saving a house's form, unless somebody else was first.

use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};

use super::difference::differences;
use super::fields::Fields;
use super::{SAVED, form, read, stored};
use crate::app::{self, houses as known};
use crate::domain::access::Principal;
use crate::domain::house::House;
use crate::domain::reporting::Reporting;
use crate::domain::rule::{Fault, Place, Rule};
use crate::domain::text::Id;
use crate::http::Web;
use crate::http::auth::CanManageHouses;
use crate::http::problem::{Kind, Problem};
use crate::http::query::path;
use crate::pages::frame::{Frame, answer, refuse, see_other};
use crate::pages::network::form::{Flaws, Label};
use crate::pages::sent::Sent;

/// Describes a new house.
///
/// # Errors
/// A [`Problem`] where the caller may not describe houses, or the database is away.
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
/// A [`Problem`] where the caller may not describe houses, or the database is away.
pub async fn save(
    can: CanManageHouses,
    request: HttpRequest,
    web: Data<Web>,
    body: Bytes,
) -> Result<HttpResponse, Problem> {
    let id = path(&request, "houseId", Rule::Id, Id::new).map_err(|_| Problem::new(Kind::NotFound))?;
    save_as(&web, &request, can.principal()?, Some(id), &Sent::read(&body)).await
}

/// What came of a form.
enum Outcome {
    Saved(Id),
    /// The form is faulty, or does not fit the register.
    Faulty(Flaws),
    /// Somebody else was first: what is stored now, and what a form of it is made from.
    Late(Box<Fields>, String),
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
    let outcome = put(web, &principal, id.as_ref(), &fields, basis.clone()).await?;
    if let Outcome::Saved(id) = &outcome {
        return Ok(see_other(&format!("/netwerk/huizen/{id}?{SAVED}")));
    }
    let frame = Frame::new(request, Some(principal));
    let language = frame.language;
    let id = id.map(|id| id.to_string());
    let mut page = form(web, frame, id, fields.with_room()).await?;
    page.basis = basis;
    match outcome {
        Outcome::Late(theirs, newer) => {
            page.differences = differences(&theirs, &page.fields, language);
            page.basis = newer;
            refuse(Kind::PreconditionFailed, &page.frame, &page)
        }
        Outcome::Faulty(flaws) => {
            page.flaws = flaws.say(language, label);
            refuse(Kind::InvalidInput, &page.frame, &page)
        }
        Outcome::Saved(_) => answer(request, &page.frame, &page),
    }
}

/// Describes the house as the form says, where nobody was there first: `basis` is what the form was made from.
async fn put(
    web: &Web,
    principal: &Principal,
    id: Option<&Id>,
    fields: &Fields,
    basis: String,
) -> Result<Outcome, Problem> {
    let mut flaws = Flaws::default();
    let Some(described) = read::read(fields, id, &mut flaws) else {
        return Ok(Outcome::Faulty(flaws));
    };
    let wanted = described.house.id.clone();
    let expected = move |stored: Option<(&House, &Reporting)>| {
        stored.map_or_else(String::new, |(house, arranged)| Fields::basis(house, arranged)) == basis
    };
    match known::put(&web.app, principal, described, expected).await {
        Ok(_) => Ok(Outcome::Saved(wanted)),
        Err(app::Error::Conflict(faults)) => {
            for fault in &faults {
                place_fault(&mut flaws, fault);
            }
            Ok(Outcome::Faulty(flaws))
        }
        Err(app::Error::PreconditionFailed) if id.is_none() => {
            flaws.refuse("id", Rule::KnownHouse);
            Ok(Outcome::Faulty(flaws))
        }
        Err(app::Error::PreconditionFailed) => {
            let (house, arranged) = stored(web, principal, wanted.clone()).await?;
            let theirs = Fields::of(&house, &arranged);
            // What was sent before, and whose answer was lost, is saved.
            let is_saved = fields.says_the_same_as(&theirs);
            let newer = Fields::basis(&house, &arranged);
            Ok(if is_saved {
                Outcome::Saved(wanted)
            } else {
                Outcome::Late(Box::new(theirs), newer)
            })
        }
        Err(error) => Err(error.into()),
    }
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

/// What a field of the form is called; those of rows have a number behind their name.
fn label(field: &str) -> Label {
    match field.trim_end_matches(|sign: char| sign.is_ascii_digit() || sign == '-') {
        "id" => ("Id", "Id"),
        "name" => ("Naam", "Name"),
        "kind" => ("Soort", "Kind"),
        "region" => ("Netwerkregio", "Network region"),
        "municipality" => ("Gemeente", "Municipality"),
        "organisation" => ("Organisatie", "Organisation"),
        "phone" => ("Telefoon", "Phone"),
        "weekend" => ("Opname op zaterdag en zondag", "Admits on Saturday and Sunday"),
        "latitude" => ("Breedtegraad", "Latitude"),
        "longitude" => ("Lengtegraad", "Longitude"),
        "valid_from" => ("Deze gegevens gelden vanaf", "These details hold from"),
        "opens_on" => ("Eerste dag", "First day"),
        "closes_on" => ("Laatste dag", "Last day"),
        "reports_by" => ("Stand doorgeven voor", "Report the stand by"),
        "remind-at" => ("Herinnering naar", "Reminder to"),
        "identifier-system" | "identifier-value" => ("Kenmerk", "Identifier"),
        _ => ("Bedden", "Beds"),
    }
}
