//! The audit log: rows are added, and forgotten when they are old; nothing changes them.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::connection::{Connection, on};
use super::error::Error;
use super::schema::audit_events;
use crate::domain::audit::{Action, Actor, Deed, Event, EventKind, Outcome};
use crate::domain::code::Coded;
use crate::domain::text::{Id, Name};

#[derive(Queryable, Insertable)]
#[diesel(table_name = audit_events)]
struct EventRow {
    id: String,
    kind: String,
    outcome: String,
    occurred_at: NaiveDateTime,
    last_occurred_at: NaiveDateTime,
    number: i32,
    token_id: Option<String>,
    name: Option<String>,
    address_range: Option<String>,
    method: Option<String>,
    route: Option<String>,
    subject_id: Option<String>,
}

/// Which events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub from: DateTime<Utc>,
    /// Up to this moment, and not at it.
    pub before: DateTime<Utc>,
    /// Of one of these kinds; of any where none is named.
    pub kinds: Vec<EventKind>,
}

/// Adds events.
pub fn append(connection: &mut Connection, events: &[Event]) -> Result<(), Error> {
    for event in events {
        let row = row(event);
        on!(connection, |c| diesel::insert_into(audit_events::table)
            .values(&row)
            .execute(c))?;
    }
    Ok(())
}

/// The events that are wanted, the latest first, and how many there are of them in all.
pub fn page(
    connection: &mut Connection,
    wanted: &Wanted,
    offset: i64,
    limit: i64,
) -> Result<(Vec<Event>, i64), Error> {
    let kinds: Vec<&str> = chosen(&wanted.kinds).iter().map(|kind| kind.code()).collect();
    let wanted = audit_events::table
        .filter(audit_events::occurred_at.ge(wanted.from.naive_utc()))
        .filter(audit_events::occurred_at.lt(wanted.before.naive_utc()))
        .filter(audit_events::kind.eq_any(kinds));
    let (rows, number): (Vec<EventRow>, i64) = on!(connection, |c| (
        wanted
            .clone()
            .order((audit_events::occurred_at.desc(), audit_events::id.desc()))
            .offset(offset)
            .limit(limit)
            .load(c)?,
        wanted.count().get_result(c)?
    ));
    let events: Result<_, Error> = rows.into_iter().map(event).collect();
    Ok((events?, number))
}

/// Forgets the events from before a moment.
pub fn forget(connection: &mut Connection, before: DateTime<Utc>) -> Result<(), Error> {
    let old = audit_events::table.filter(audit_events::last_occurred_at.lt(before.naive_utc()));
    on!(connection, |c| diesel::delete(old).execute(c))?;
    Ok(())
}

fn chosen(kinds: &[EventKind]) -> &[EventKind] {
    if kinds.is_empty() { EventKind::ALL } else { kinds }
}

fn row(event: &Event) -> EventRow {
    let Deed {
        kind,
        outcome,
        actor,
        address_range,
        action,
        subject_id,
    } = &event.deed;
    let token_id = actor.as_ref().and_then(|actor| actor.token_id.as_ref());
    EventRow {
        id: event.id.clone(),
        kind: kind.code().to_owned(),
        outcome: outcome.code().to_owned(),
        occurred_at: event.occurred_at.naive_utc(),
        last_occurred_at: event.last_occurred_at.naive_utc(),
        number: i32::try_from(event.number).unwrap_or(i32::MAX),
        token_id: token_id.map(ToString::to_string),
        name: actor.as_ref().map(|actor| actor.name.to_string()),
        address_range: address_range.clone(),
        method: action.as_ref().map(|action| action.method.clone()),
        route: action.as_ref().map(|action| action.route.clone()),
        subject_id: subject_id.as_ref().map(ToString::to_string),
    }
}

fn event(row: EventRow) -> Result<Event, Error> {
    let id = row.id.clone();
    read(row).ok_or_else(|| Error::Corrupt(format!("event {id} of the audit log")))
}

/// Nothing where the row is none that was written here.
fn read(row: EventRow) -> Option<Event> {
    let id = |text: Option<String>| match text {
        Some(text) => Id::new(&text).map(Some),
        None => Some(None),
    };
    let token_id = id(row.token_id)?;
    let actor = match row.name {
        Some(name) => Some(Actor {
            token_id,
            name: Name::new(&name)?,
        }),
        None => None,
    };
    let deed = Deed {
        kind: EventKind::from_code(&row.kind)?,
        outcome: Outcome::from_code(&row.outcome)?,
        actor,
        address_range: row.address_range,
        action: row
            .method
            .zip(row.route)
            .map(|(method, route)| Action { method, route }),
        subject_id: id(row.subject_id)?,
    };
    Some(Event {
        id: row.id,
        deed,
        occurred_at: row.occurred_at.and_utc(),
        last_occurred_at: row.last_occurred_at.and_utc(),
        number: u32::try_from(row.number).ok()?,
    })
}
