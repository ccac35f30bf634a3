//! The audit log over HTTP.

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::auth::CanAudit;
use super::conditional::tag_of;
use super::negotiate::choose;
use super::problem::Problem;
use super::query::{MOST_PAGES, Query, check_range};
use super::{Web, file, links, write_json};
use crate::app::audit::table::{COLUMNS, rows};
use crate::app::audit::{list, list_all};
use crate::app::export::start_rows;
use crate::domain::audit::{Event, EventKind};
use crate::domain::calendar::{FIRST_DAY, write_moment};
use crate::domain::code::Coded as _;
use crate::domain::period::Period;

/// Wie kwam binnen, wie werd geweigerd, en wie nam gegevens mee?
///
/// Het auditlog, de nieuwste regel eerst: aanmeldingen, weigeringen, gegeven en ingetrokken toegang, en bestanden die
/// zijn meegenomen. Nooit wat erin stond, en van een netwerkadres alleen het begin. Gelijke weigeringen staan samen in
/// een regel, met hun aantal. Regels worden nooit gewijzigd, en na twee jaar vergeten. De header `Link` wijst naar de
/// andere pagina's; als CSV of XLSX komt alles in een bestand van hoogstens 20.000 regels, zonder `page` en `pageSize`.
#[utoipa::path(
    get, path = "/audit-events", tag = "audit", params(AuditQuery),
    responses((status = 200, description = "Een pagina van het auditlog, of een bestand met alles", content(
        (Vec<EventDocument> = "application/json"), (String = "text/csv"), (file::Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    ))),
    security(("bearer" = []))
)]
pub async fn list_audit_events(
    can: CanAudit,
    request: HttpRequest,
    web: Data<Web>,
) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&request);
    let range = Period {
        from: query.date("from").unwrap_or(FIRST_DAY),
        until: query.date("until").unwrap_or_else(|| web.app.today()),
    };
    let kinds = query.codes::<EventKind>("kind");
    let page = query.number("page", 1, MOST_PAGES);
    let page_size = query.number("pageSize", 1, 1000);
    let (format, separator) = (file::format(&mut query), file::separator(&mut query));
    query.close()?;
    let form = file::form(choose(&request, format, &file::FORMS)?, separator);
    check_range(range, usize::MAX)?;
    let principal = can.principal()?;
    if let Some(form) = form {
        file::refuse_pages(&[("page", page), ("pageSize", page_size)])?;
        let found = list_all(&web.app, &principal, (range, kinds)).await?;
        let tag = tag_of(format!("{form:?} {:?}", found.items).as_bytes());
        let name = format!("auditlog-{}", range.until);
        return file::answer(&request, &tag, form, &name, || {
            let table = ("Auditlog", &COLUMNS[..]);
            Ok(start_rows(&web.app, form, table, range.until, rows(found.items))?)
        });
    }
    let (page, page_size) = (page.unwrap_or(1), page_size.unwrap_or(100));
    let found = list(&web.app, &principal, (range, kinds), page, page_size).await?;
    let documents: Vec<_> = found.items.iter().map(EventDocument::new).collect();
    let json = write_json(&documents)?;
    let mut response = links::answer_page(&request, json, (page, page_size), found.total);
    let varies = HeaderValue::from_static("Accept");
    response.headers_mut().insert(header::VARY, varies);
    Ok(response)
}

/// Een regel van het auditlog.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditEvent)]
#[serde(rename_all = "camelCase")]
struct EventDocument {
    #[schema(format = "uuid", example = "019aa0b1-5d53-7b6e-a2f1-52d6d40f2f36")]
    event_id: String,
    /// Het eerste moment.
    #[schema(format = "date-time", example = "2026-11-20T08:00:00Z")]
    occurred_at: String,
    /// Het laatste moment; hetzelfde als het eerste waar het een keer gebeurde.
    #[schema(format = "date-time", example = "2026-11-20T08:00:00Z")]
    last_occurred_at: String,
    /// Hoe vaak, in deze tijd.
    #[schema(minimum = 1, example = 1)]
    number: u32,
    #[schema(value_type = EventKindCode)]
    kind: &'static str,
    #[schema(value_type = OutcomeCode)]
    outcome: &'static str,
    /// Het token waarmee het gebeurde, waar dat is herkend.
    #[schema(required, example = "3f0d7c3e5d53")]
    token_id: Option<String>,
    /// De naam van dat token, of `operator` voor wie het programma zelf bedient.
    #[schema(required, example = "Netwerkcoördinator")]
    name: Option<String>,
    /// Vanwaar, verkort: een heel netwerkadres is een persoonsgegeven.
    #[schema(required, example = "203.0.113.0/24")]
    address_range: Option<String>,
    #[schema(required, example = "GET")]
    method: Option<String>,
    /// Het patroon van het adres, zonder wat er werd gevraagd.
    #[schema(required, example = "/v1/registrations")]
    route: Option<String>,
    /// Het token dat is gegeven of ingetrokken.
    #[schema(required, example = json!(null))]
    subject_id: Option<String>,
}

impl EventDocument {
    fn new(event: &Event) -> Self {
        let deed = &event.deed;
        let (actor, action) = (deed.actor.as_ref(), deed.action.as_ref());
        let token_id = actor.and_then(|actor| actor.token_id.as_ref());
        Self {
            event_id: event.id.clone(),
            occurred_at: write_moment(event.occurred_at),
            last_occurred_at: write_moment(event.last_occurred_at),
            number: event.number,
            kind: deed.kind.code(),
            outcome: deed.outcome.code(),
            token_id: token_id.map(ToString::to_string),
            name: actor.map(|actor| actor.name.to_string()),
            address_range: deed.address_range.clone(),
            method: action.map(|action| action.method.clone()),
            route: action.map(|action| action.route.clone()),
            subject_id: deed.subject_id.as_ref().map(ToString::to_string),
        }
    }
}

/// Wat er gebeurde.
#[derive(ToSchema)]
#[schema(as = AuditEventKind, rename_all = "snake_case", example = "sign_in")]
#[expect(dead_code, reason = "describes the codes for the published document")]
enum EventKindCode {
    /// Aangemeld met een browser.
    SignIn,
    SignInRefused,
    SignOut,
    /// Een verzoek is geweigerd, om wie het deed of omdat het er te veel waren.
    AccessRefused,
    TokenCreated,
    TokenRevoked,
    /// Er ging een bestand met gegevens uit.
    Export,
}

/// Hoe het afliep.
#[derive(ToSchema)]
#[schema(as = AuditOutcome, rename_all = "snake_case", example = "done")]
#[expect(dead_code, reason = "describes the codes for the published document")]
enum OutcomeCode {
    Done,
    /// Het token, de code of de aanmelding is onbekend, verlopen of ingetrokken.
    NotRecognised,
    /// Wie het vroeg heeft dat recht niet.
    NotAllowed,
    /// Te veel verzoeken of pogingen in korte tijd.
    TooMany,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for the published document")]
struct AuditQuery {
    /// De eerste dag; zonder waarde de eerste die er is.
    #[param(format = Date, example = "2026-11-01", required = false, nullable = false)]
    from: Option<String>,
    /// De laatste dag; zonder waarde vandaag.
    #[param(format = Date, example = "2026-11-20", required = false, nullable = false)]
    until: Option<String>,
    /// Een of meer soorten.
    #[param(style = Form, explode = true, value_type = Option<Vec<EventKindCode>>, example = json!(["sign_in"]), required = false, nullable = false)]
    kind: Option<Vec<String>>,
    /// De pagina, vanaf 1.
    #[param(
        minimum = 1,
        maximum = 100_000,
        example = 1,
        required = false,
        nullable = false
    )]
    page: Option<u32>,
    /// Hoeveel regels op een pagina.
    #[param(
        rename = "pageSize",
        minimum = 1,
        maximum = 1000,
        example = 100,
        required = false,
        nullable = false
    )]
    page_size: Option<u32>,
    /// De vorm, voor wie de header Accept niet kan zetten.
    #[param(inline, value_type = Option<file::FileFormat>, example = "json", required = false, nullable = false)]
    format: Option<String>,
    /// Wat er in CSV tussen de cellen staat: `semicolon` voor Excel op een Nederlandse computer.
    #[param(inline, value_type = Option<file::SeparatorName>, example = "comma", required = false, nullable = false)]
    separator: Option<String>,
}
