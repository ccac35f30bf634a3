//! Who has access: tokens are handed out as personal links, and revoked.

use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::Days;

use super::form::{Flaw, Flaws, flaw_of};
use super::{Tab, words};
use crate::app::tokens::{self, Listed};
use crate::app::{self, houses as known};
use crate::domain::access::{Issuer, Principal, Role};
use crate::domain::code::Coded as _;
use crate::domain::rule::Rule;
use crate::domain::text::{HouseId, Id, Name};
use crate::http::auth::CanManageTokens;
use crate::http::problem::{Kind, Problem};
use crate::http::query::path;
use crate::http::{Web, session};
use crate::pages::frame::{Frame, answer, refuse, see_other};
use crate::pages::sent::Sent;

mod entry;
mod row;

use entry::{Form, read};
use row::{Row, rows};

/// How many tokens that have ended are shown.
const MOST_ENDED: usize = 50;
/// How long a token is valid where nobody says otherwise. Unit: days.
const USUAL_DAYS: u64 = 365;
const REVOKED: &str = "ingetrokken";

#[derive(Template)]
#[template(path = "network/access/list.html")]
struct ListPage {
    frame: Frame,
    tab: Tab,
    valid: Vec<Row>,
    /// The newest of those that have ended.
    ended: Vec<Row>,
    /// The roles that may be handed out: code, name, what it can do.
    roles: Vec<(&'static str, &'static str, &'static str)>,
    /// Id, name, and whether it is chosen.
    houses: Vec<(String, String, bool)>,
    name: String,
    role: String,
    last_day: String,
    flaws: Vec<Flaw>,
    is_revoked: bool,
    /// Whether the form is unfolded.
    is_asking: bool,
}

impl ListPage {
    fn flaw(&self, field: &str) -> Option<&str> {
        flaw_of(&self.flaws, field)
    }
}

/// Lists the tokens that the caller may hand out, with the form for one more.
///
/// # Errors
/// A [`Problem`] where the caller may hand out none, or the database is away.
pub async fn list(
    can: CanManageTokens,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let frame = Frame::new(&request, None);
    let asked = Sent::read(request.query_string().as_bytes());
    let today = web.app.today();
    let usual = today.checked_add_days(Days::new(USUAL_DAYS)).unwrap_or(today);
    let form = Form {
        name: String::new(),
        role: Role::Reporter.code().to_owned(),
        houses: asked.many("huis"),
        last_day: usual.to_string(),
    };
    let mut page = list_page(&web, frame, can.principal()?, form).await?;
    page.is_revoked = request.query_string() == REVOKED;
    page.is_asking = page.valid.is_empty() || page.houses.iter().any(|(_, _, is_chosen)| *is_chosen);
    answer(&request, &page.frame, &page)
}

#[derive(Template)]
#[template(path = "network/access/handed_out.html")]
struct HandedOutPage {
    frame: Frame,
    tab: Tab,
    name: String,
    role: Role,
    role_name: &'static str,
    last_day: String,
    link: String,
    code: String,
}

/// Hands out a token; its link is on this answer and nowhere else.
///
/// # Errors
/// A [`Problem`] where the caller may not hand out the role, or the database is away.
pub async fn hand_out(
    can: CanManageTokens,
    request: HttpRequest,
    web: Data<Web>,
    body: Bytes,
) -> Result<HttpResponse, Problem> {
    let principal = can.principal()?;
    let form = Form::sent(&Sent::read(&body));
    let mut flaws = Flaws::default();
    let mut frame = Frame::new(&request, None);
    if let Some((new, last_day)) = read(&form, web.app.today(), &mut flaws) {
        let role = new.role;
        match tokens::create(&web.app, Issuer::Holder(&principal), new).await {
            Ok((token, text)) => {
                let origin = session::own_origin(&request, &web).unwrap_or_default();
                let language = frame.language;
                frame.principal = Some(principal);
                let page = HandedOutPage {
                    tab: Tab::Access,
                    name: token.principal.name.to_string(),
                    role,
                    role_name: words::role(role, language),
                    last_day: words::day_of_year(last_day, language),
                    link: format!("{origin}/aanmelden#{}", text.reveal()),
                    code: text.reveal().to_owned(),
                    frame,
                };
                return answer(&request, &page.frame, &page);
            }
            Err(app::Error::Conflict(faults)) => {
                for fault in faults {
                    flaws.refuse("houses", fault.rule);
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    let language = frame.language;
    let mut page = list_page(&web, frame, principal, form).await?;
    page.flaws = flaws.say(language, entry::label);
    page.is_asking = true;
    refuse(Kind::InvalidInput, &page.frame, &page)
}

#[derive(Template)]
#[template(path = "network/access/revoke.html")]
struct RevokePage {
    frame: Frame,
    tab: Tab,
    row: Row,
}

/// Asks whether a token is to be revoked.
///
/// # Errors
/// A [`Problem`] where the caller may not revoke it, there is none, or the database is away.
pub async fn ask_to_revoke(
    can: CanManageTokens,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let principal = can.principal()?;
    let found = tokens::read(&web.app, Issuer::Holder(&principal), token_id(&request)?).await?;
    let mut frame = Frame::new(&request, None);
    let names = house_names(&web).await?;
    let row = Row::new(&found, &principal, &names, web.app.now(), frame.language);
    frame.principal = Some(principal);
    let page = RevokePage {
        tab: Tab::Access,
        row,
        frame,
    };
    answer(&request, &page.frame, &page)
}

/// Revokes a token; so end the sessions begun with it.
///
/// # Errors
/// As [`ask_to_revoke`].
pub async fn revoke(
    can: CanManageTokens,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let (principal, id) = (can.principal()?, token_id(&request)?);
    if !tokens::revoke(&web.app, Issuer::Holder(&principal), id).await? {
        return Err(Problem::new(Kind::NotFound));
    }
    Ok(see_other(&format!("/netwerk/toegang?{REVOKED}")))
}

fn token_id(request: &HttpRequest) -> Result<Id, Problem> {
    path(request, "tokenId", Rule::Id, Id::new).map_err(|_| Problem::new(Kind::NotFound))
}

async fn house_names(web: &Web) -> Result<Vec<(HouseId, Name)>, Problem> {
    let houses = known::list(&web.app, web.app.today()).await?;
    Ok(houses
        .into_iter()
        .map(|house| (house.id, house.details.name))
        .collect())
}

async fn list_page(
    web: &Web,
    mut frame: Frame,
    principal: Principal,
    form: Form,
) -> Result<ListPage, Problem> {
    let (language, now) = (frame.language, web.app.now());
    let listed = tokens::list(&web.app, Issuer::Holder(&principal)).await?;
    let names = house_names(web).await?;
    let (valid, ended): (Vec<Listed>, Vec<Listed>) = listed
        .into_iter()
        .partition(|listed| listed.token.is_valid_at(now));
    let role = principal.role;
    let page_rows = |listed: &[Listed]| rows(listed, &principal, &names, now, language);
    let (valid, mut ended) = (page_rows(&valid), page_rows(&ended));
    ended.truncate(MOST_ENDED);
    frame.principal = Some(principal);
    let roles = Role::ALL.iter().filter(|other| role.may_hand_out(**other));
    Ok(ListPage {
        frame,
        tab: Tab::Access,
        valid,
        ended,
        roles: roles
            .map(|role| {
                (
                    role.code(),
                    words::role(*role, language),
                    words::role_says(*role, language),
                )
            })
            .collect(),
        houses: names
            .iter()
            .map(|(id, name)| {
                let is_chosen = form.houses.iter().any(|chosen| chosen == id.as_str());
                (id.to_string(), name.to_string(), is_chosen)
            })
            .collect(),
        name: form.name,
        role: form.role,
        last_day: form.last_day,
        flaws: Vec::new(),
        is_revoked: false,
        is_asking: false,
    })
}
