//! Who came in, who was refused, whose access changed, and who took data out.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::{DateTime, Utc};

use super::{Tab, words};
use crate::app::audit::list;
use crate::domain::audit::{Event, EventKind, Outcome};
use crate::domain::calendar::{FIRST_DAY, care_day};
use crate::domain::code::Coded as _;
use crate::domain::language::Language;
use crate::domain::period::Period;
use crate::domain::when;
use crate::http::Web;
use crate::http::auth::CanAudit;
use crate::http::problem::Problem;
use crate::http::query::MOST_PAGES;
use crate::pages::frame::{Frame, answer};
use crate::pages::sent::field;

/// How many events are on a page.
const PAGE_SIZE: u32 = 100;

#[derive(Template)]
#[template(path = "network/audit.html")]
struct Page {
    frame: Frame,
    tab: Tab,
    /// Code, title, and whether it is the one that is shown.
    kinds: Vec<(&'static str, &'static str, bool)>,
    total: u64,
    rows: Vec<Row>,
    newer: Option<String>,
    older: Option<String>,
}

/// An event in a few words.
struct Row {
    at: String,
    /// Until when, where it happened several times.
    until: Option<String>,
    number: u32,
    what: &'static str,
    /// Why it was refused.
    why: Option<&'static str>,
    who: String,
    from: Option<String>,
    route: Option<String>,
    subject: Option<String>,
}

/// Shows the audit log, the latest events first.
///
/// # Errors
/// A [`Problem`] where the caller is no coordinator, or the database is away.
pub async fn show(can: CanAudit, request: HttpRequest, web: Data<Web>) -> Result<HttpResponse, Problem> {
    let principal = can.principal()?;
    let asked = |name: &str| field(request.query_string().as_bytes(), name).unwrap_or_default();
    let kind = EventKind::from_code(&asked("soort"));
    let number = asked("pagina").parse().unwrap_or(1).clamp(1, MOST_PAGES);
    let range = Period {
        from: FIRST_DAY,
        until: web.app.today(),
    };
    let wanted = (range, kind.into_iter().collect());
    let found = list(&web.app, &principal, wanted, number, PAGE_SIZE).await?;
    let frame = Frame::new(&request, Some(principal));
    let language = frame.language;
    let has_older = u64::from(number) * u64::from(PAGE_SIZE) < found.total;
    let page = Page {
        tab: Tab::Audit,
        kinds: EventKind::ALL
            .iter()
            .map(|one| (one.code(), one.title(language), Some(*one) == kind))
            .collect(),
        total: found.total,
        rows: found
            .items
            .iter()
            .map(|event| Row::new(event, language))
            .collect(),
        newer: (number > 1).then(|| address(kind, number - 1)),
        older: has_older.then(|| address(kind, number.saturating_add(1))),
        frame,
    };
    answer(&request, &page.frame, &page)
}

fn address(kind: Option<EventKind>, page: u32) -> String {
    let kind = kind.map_or("", EventKind::code);
    format!("/netwerk/auditlog?soort={kind}&pagina={page}")
}

impl Row {
    fn new(event: &Event, language: Language) -> Self {
        let deed = &event.deed;
        let nobody = language.pick("onbekend", "unknown");
        Self {
            at: moment(event.occurred_at, language),
            until: (event.last_occurred_at > event.occurred_at)
                .then(|| moment(event.last_occurred_at, language)),
            number: event.number,
            what: deed.kind.title(language),
            why: (deed.outcome != Outcome::Done).then(|| deed.outcome.title(language)),
            who: deed
                .actor
                .as_ref()
                .map_or_else(|| nobody.to_owned(), |actor| actor.name.to_string()),
            from: deed.address_range.clone(),
            route: deed
                .action
                .as_ref()
                .map(|action| format!("{} {}", action.method, action.route)),
            subject: deed.subject_id.as_ref().map(ToString::to_string),
        }
    }
}

/// With the year, for the log goes back further than one.
fn moment(at: DateTime<Utc>, language: Language) -> String {
    let day = words::day_of_year(care_day(at), language);
    format!("{day}, {}", when::time(at))
}
