//! The audit log: sign-ins, refusals, changes of access, and files taken. What is done is written down with it or
//! before it; refusals are counted in memory and written a moment later, so that no flood of them fills the disk or
//! slows an answer.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{App, Error};
use crate::domain::access::{Issuer, Principal};
use crate::domain::audit::{Action, Actor, Deed, Event, EventKind, Outcome, address_range};
use crate::domain::calendar::{day_end, day_start};
use crate::domain::period::Period;
use crate::domain::text::{Id, Name};
use crate::store::audit::{self as rows, Wanted};
use crate::store::{self, Connection};

pub mod table;

/// For how long refusals that are alike are counted together.
const TOGETHER: TimeDelta = TimeDelta::minutes(1);
/// How many refusals that differ are told apart in that time; others are counted without saying of whom.
const MOST_APART: usize = 200;
/// For how long events are kept.
const KEPT: TimeDelta = TimeDelta::days(731);
/// How many events a file holds at most. Their number is bounded by sign-ins, which are limited, and by [`MOST_APART`].
const MOST_IN_FILE: i64 = 200_000;

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
/// As [`list`].
pub async fn list_all(
    app: &App,
    principal: &Principal,
    (range, kinds): (Period, Vec<EventKind>),
) -> Result<Page, Error> {
    read(app, principal, (range, kinds), 0, MOST_IN_FILE).await
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

/// Refusals that are not written down yet.
#[derive(Default)]
pub(super) struct Refusals(Mutex<HashMap<Deed, Count>>);

/// How often the same refusal happened since it was written down.
#[derive(Default)]
struct Count {
    number: u32,
    span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    written_at: Option<DateTime<Utc>>,
}

impl Refusals {
    fn count(&self, refused: Deed, at: DateTime<Utc>) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let has_room = counts.len() < MOST_APART || counts.contains_key(&refused);
        let counted = if has_room {
            refused
        } else {
            Deed {
                outcome: refused.outcome,
                ..deed(refused.kind, None)
            }
        };
        let count = counts.entry(counted).or_default();
        count.number = count.number.saturating_add(1);
        let first = count.span.map_or(at, |(first, _)| first);
        count.span = Some((first, at));
    }

    /// What is to be written now: what is new at once, what was written a minute ago with all that came since.
    fn take(&self, now: DateTime<Utc>, is_last: bool) -> Vec<Event> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut events = Vec::new();
        counts.retain(|deed, count| {
            let is_due = is_last || count.written_at.is_none_or(|at| now - at >= TOGETHER);
            if !is_due {
                return true;
            }
            let Some((first, last)) = count.span.take() else {
                return false;
            };
            events.push(Event {
                last_occurred_at: last,
                number: std::mem::take(&mut count.number),
                ..event(deed.clone(), first)
            });
            count.written_at = Some(now);
            true
        });
        events
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::parse_moment;

    fn refused(last_byte: u8, third_byte: u8) -> Deed {
        Deed {
            outcome: Outcome::NotRecognised,
            ..deed(
                EventKind::AccessRefused,
                Some(IpAddr::from([203, 0, third_byte, last_byte])),
            )
        }
    }

    fn numbers(events: &[Event]) -> Vec<u32> {
        events.iter().map(|event| event.number).collect()
    }

    #[test]
    fn a_flood_from_one_source_is_a_line_at_once_and_one_a_minute() {
        let refusals = Refusals::default();
        let start = parse_moment("2026-11-20T08:00:00Z").expect("a moment");
        for second in 0..120 {
            let now = start + TimeDelta::seconds(second);
            for number in 0..1000 {
                refusals.count(refused(u8::try_from(number % 250).expect("small"), 113), now);
            }
            let expected = match second {
                0 => vec![1_000],
                60 => vec![60_000],
                _ => vec![],
            };
            assert_eq!(numbers(&refusals.take(now, false)), expected, "second {second}");
        }
        let rest = refusals.take(start + TimeDelta::seconds(120), true);
        assert_eq!(numbers(&rest), [59_000]);
        let seen = (rest[0].occurred_at, rest[0].last_occurred_at);
        assert_eq!(
            seen,
            (start + TimeDelta::seconds(61), start + TimeDelta::seconds(119))
        );
    }

    #[test]
    fn many_sources_are_told_apart_as_far_as_there_is_room_and_none_is_lost() {
        let refusals = Refusals::default();
        let now = parse_moment("2026-11-20T08:00:00Z").expect("a moment");
        for third_byte in 0..=255 {
            refusals.count(refused(1, third_byte), now);
        }
        let events = refusals.take(now, false);
        assert_eq!(events.len(), MOST_APART + 1);
        assert_eq!(numbers(&events).iter().sum::<u32>(), 256);
        let nobody: Vec<&Event> = events
            .iter()
            .filter(|event| event.deed.address_range.is_none())
            .collect();
        assert_eq!(nobody.len(), 1);
        assert_eq!(nobody[0].number, 256 - 200);
    }

    #[test]
    fn a_source_that_is_silent_for_a_minute_is_forgotten() {
        let refusals = Refusals::default();
        let now = parse_moment("2026-11-20T08:00:00Z").expect("a moment");
        refusals.count(refused(1, 1), now);
        assert_eq!(numbers(&refusals.take(now, false)), [1]);
        assert_eq!(numbers(&refusals.take(now + TOGETHER, false)), [0; 0]);
        assert!(refusals.0.lock().expect("no panic").is_empty());
    }
}
