//! The audit log: sign-ins, refusals, changes of access, and files taken. What is done is written down with it or
//! before it; refusals are counted in memory and written a moment later, so that no flood of them fills the disk or
//! slows an answer.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{App, Error};
use crate::domain::access::{Issuer, Principal};
use crate::domain::audit::{Action, Actor, Deed, Event, EventKind, Outcome, address_range};
use crate::domain::calendar::{day_end, day_start};
use crate::domain::period::Period;
use crate::domain::rule::{Fault, Place, Rule};
use crate::domain::text::{Id, Name};
use crate::store::audit::{self as rows, Wanted};
use crate::store::{self, Connection};

mod refusals;
pub mod table;

pub(super) use refusals::Refusals;

/// For how long events are kept.
const KEPT: TimeDelta = TimeDelta::days(731);
/// How many events a file holds at most: they are in memory while it is made.
const MOST_IN_FILE: usize = 20_000;

/// A file was taken.
///
/// # Errors
/// [`Error::Unavailable`]; the file must not go out then.
pub async fn record_export(
    app: &App,
    actor: Option<Actor>,
    address: Option<IpAddr>,
    action: Option<Action>,
) -> Result<(), Error> {
    let deed = Deed {
        actor,
        action,
        ..deed(EventKind::Export, address)
    };
    let event = event(deed, app.now());
    app.store
        .transact(move |connection| rows::append(connection, &[event]).map_err(Error::from))
        .await
}

/// Whoever runs the program's commands.
#[must_use]
pub fn operator() -> Option<Actor> {
    let name = Name::new("operator")?;
    Some(Actor { token_id: None, name })
}

#[must_use]
pub fn actor(principal: &Principal) -> Actor {
    Actor {
        token_id: Some(principal.token_id.clone()),
        name: principal.name.clone(),
    }
}

/// Counts a refusal, to be written down a moment later.
pub fn note_refusal(
    app: &App,
    (kind, outcome): (EventKind, Outcome),
    actor: Option<Actor>,
    address: Option<IpAddr>,
    action: Option<Action>,
) {
    let refused = Deed {
        outcome,
        actor,
        action,
        ..deed(kind, address)
    };
    app.refusals.count(refused, app.now());
}

/// Writes down the refusals that were counted; where `is_last`, also those that could wait to be joined by more.
/// Where that fails they are lost, and the log of the program says how many.
pub async fn flush_refusals(app: &App, is_last: bool) {
    let events = app.refusals.take(app.now(), is_last);
    if events.is_empty() {
        return;
    }
    let number: u64 = events.iter().map(|event| u64::from(event.number)).sum();
    let outcome = app
        .store
        .transact(move |connection| rows::append(connection, &events).map_err(Error::from))
        .await;
    if let Err(error) = outcome {
        log::warn!(error:% = error, number = number; "refusals are missing from the audit log");
    }
}

/// Forgets the events that are older than two years.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn forget_old(app: &App) -> Result<(), Error> {
    let before = app.now() - KEPT;
    app.store
        .transact(move |connection| rows::forget(connection, before).map_err(Error::from))
        .await
}

/// One page of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The latest first.
    pub items: Vec<Event>,
    /// How many there are on all pages.
    pub total: u64,
}

/// One page (counted from 1) of the events of some days, of these kinds or of all.
///
/// # Errors
/// [`Error::Forbidden`] where the caller is no coordinator; [`Error::Unavailable`].
pub async fn list(
    app: &App,
    principal: &Principal,
    (range, kinds): (Period, Vec<EventKind>),
    page: u32,
    page_size: u32,
) -> Result<Page, Error> {
    let offset = i64::from(page.saturating_sub(1)) * i64::from(page_size);
    read(app, principal, (range, kinds), offset, i64::from(page_size)).await
}

/// All of them, for a file.
///
/// # Errors
/// As [`list`], and [`Error::Conflict`] where they are more than fit in a file.
pub async fn list_all(
    app: &App,
    principal: &Principal,
    (range, kinds): (Period, Vec<EventKind>),
) -> Result<Page, Error> {
    let most = i64::try_from(MOST_IN_FILE).unwrap_or(i64::MAX);
    let page = read(app, principal, (range, kinds), 0, most).await?;
    if page.total > page.items.len() as u64 {
        let rule = Rule::TooManyRows { most: MOST_IN_FILE };
        return Err(Error::Conflict(vec![Fault {
            place: Place::Parameter("from"),
            rule,
        }]));
    }
    Ok(page)
}

async fn read(
    app: &App,
    principal: &Principal,
    (range, kinds): (Period, Vec<EventKind>),
    offset: i64,
    limit: i64,
) -> Result<Page, Error> {
    if !principal.may_read_audit_log() {
        return Err(Error::Forbidden);
    }
    let wanted = Wanted {
        from: day_start(range.from),
        before: day_end(range.until),
        kinds,
    };
    app.store
        .read(move |connection| {
            let (items, total) = rows::page(connection, &wanted, offset, limit)?;
            let total = total.unsigned_abs();
            Ok(Page { items, total })
        })
        .await
}

/// Somebody signed in or out, in the transaction in which that is done.
pub(super) fn append_session(
    connection: &mut Connection,
    kind: EventKind,
    (actor, address): (Option<Actor>, Option<IpAddr>),
    at: DateTime<Utc>,
) -> Result<(), store::Error> {
    let done = Deed {
        actor,
        ..deed(kind, address)
    };
    rows::append(connection, &[event(done, at)])
}

/// A token was handed out or revoked, in the transaction in which that is done.
pub(super) fn append_token(
    connection: &mut Connection,
    kind: EventKind,
    (by, address): (Option<Actor>, Option<IpAddr>),
    subject: &Id,
    at: DateTime<Utc>,
) -> Result<(), store::Error> {
    let done = Deed {
        actor: by,
        subject_id: Some(subject.clone()),
        ..deed(kind, address)
    };
    rows::append(connection, &[event(done, at)])
}

pub(super) fn issuer(by: Issuer<'_>) -> Option<Actor> {
    match by {
        Issuer::Operator => operator(),
        Issuer::Holder(principal) => Some(actor(principal)),
    }
}

fn deed(kind: EventKind, address: Option<IpAddr>) -> Deed {
    Deed {
        kind,
        outcome: Outcome::Done,
        actor: None,
        address_range: address.map(address_range),
        action: None,
        subject_id: None,
    }
}

fn event(deed: Deed, at: DateTime<Utc>) -> Event {
    Event {
        id: Uuid::now_v7().to_string(),
        deed,
        occurred_at: at,
        last_occurred_at: at,
        number: 1,
    }
}
