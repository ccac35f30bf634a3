//! Registering, correcting and withdrawing a house's day.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use tokio::time::error::Elapsed;
use tokio::time::{Instant, timeout_at};

use super::together::Together;
use super::warnings::{Checked, checked};
use super::{App, Error, Missing, Shared};
use crate::domain::access::Principal;
use crate::domain::calendar::{care_day, day_start};
use crate::domain::registration::{Entry, Registration, Revision, Said, check_day};
use crate::domain::text::{HouseId, Reason};
use crate::domain::warning::Confirmed;
use crate::store::{self, Connection, Store};

mod group;

use group::record_all;

/// The changes that wait to be recorded, and what each did.
pub(super) type Recording = Together<(Change, Said), (Outcome, Checked)>;

pub(super) fn recording(app: &Shared) -> Recording {
    let (most, patience, app) = (app.store.group(), app.store.prompt(), app.clone());
    let store = app.store.clone().here();
    Together::new(most, patience, move |asked, deadline| {
        record_and_show(app.clone(), store.clone(), asked, deadline)
    })
}

/// Records a group in one transaction, and lets the board follow before anybody is told.
async fn record_and_show(
    app: Shared,
    store: Store,
    asked: Arc<[(Change, Said)]>,
    deadline: Duration,
) -> Result<Vec<Result<(Outcome, Checked), Error>>, store::Error> {
    let (started, now, reads) = (Instant::now(), app.clock.now(), app.board.reads());
    let record = move |connection: &mut Connection| record_all(connection, &asked, now);
    let recorded = store.write_within(deadline, record).await?;
    let stand = recorded
        .iter()
        .flatten()
        .map(|(_, checked)| checked.registration.clone());
    let follow = app
        .board
        .follow(&app.store, stand.collect(), reads, app.clock.now(), app.freshness);
    tell(timeout_at(started + LONGEST, follow).await);
    Ok(recorded)
}

/// How long a change and the look of the board after it take at most, where the database takes none longer.
const LONGEST: Duration = Duration::from_millis(850);

/// What the caller believes to be stored, so that nobody overwrites what they have not seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Expected {
    #[default]
    Anything,
    Nothing,
    Something,
    /// One of these revisions.
    Revision(Vec<u32>),
    /// None of these revisions.
    Otherwise(Vec<u32>),
}

impl Expected {
    fn holds_for(&self, current: Option<&Registration>) -> bool {
        match (self, current) {
            (Self::Anything, _) | (Self::Nothing | Self::Otherwise(_), None) | (Self::Something, Some(_)) => {
                true
            }
            (Self::Otherwise(revisions), Some(current)) => !revisions.contains(&current.entry.revision),
            (Self::Revision(revisions), Some(current)) => revisions.contains(&current.entry.revision),
            (Self::Nothing, Some(_)) | (Self::Something | Self::Revision(_), None) => false,
        }
    }
}

/// What recording a day did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Created,
    Corrected,
    /// The same counts and confirmations stood already; no revision was made.
    Unchanged,
}

/// A house's day that somebody asks to change.
#[derive(Clone, Debug)]
pub struct Change {
    pub principal: Principal,
    pub house_id: HouseId,
    pub date: NaiveDate,
    pub reason: Option<Reason>,
    pub expected: Expected,
    /// How long ago the counts were entered, where they waited on a device. Not before the day they are of.
    pub waited: Option<TimeDelta>,
}

impl Change {
    /// The rules on who may change which day, in the order in which people want to hear of them.
    fn check(&self, app: &App) -> Result<(), Error> {
        if !self.principal.may_register_for(&self.house_id) {
            return Err(Error::Forbidden);
        }
        let window = app.settings.correction_window;
        check_day(
            &self.principal,
            self.date,
            self.reason.as_ref(),
            app.now(),
            window,
        )?;
        Ok(())
    }

    fn entry(&self, revision: u32, recorded_at: DateTime<Utc>) -> Entry {
        Entry {
            revision,
            recorded_at,
            counted_at: self
                .waited
                .map(|waited| (recorded_at - waited).max(day_start(self.date)).min(recorded_at)),
            recorded_by: self.principal.name.clone(),
            token_id: Some(self.principal.token_id.clone()),
            reason: self.reason.clone(),
            confirmed: Confirmed::new(),
        }
    }
}

/// Registers a day's stand, corrects it, or confirms its warnings: in one transaction with others that are recorded
/// at the same time, which it does not depend on.
///
/// # Errors
/// [`Error::Unauthenticated`] where the token is no longer valid; [`Error::Forbidden`], [`Error::TooFarBack`],
/// [`Error::NotFound`], [`Error::Conflict`], [`Error::PreconditionFailed`], [`Error::Unavailable`].
pub async fn record(app: &App, change: Change, said: Said) -> Result<(Outcome, Checked), Error> {
    change.check(app)?;
    let token_id = change.principal.token_id.clone();
    let recorded = app.recording.ask((change, said)).await;
    if matches!(recorded, Err(Error::Unauthenticated)) {
        app.remembered.forget(&token_id);
    }
    recorded
}

/// Withdraws a day's registration; its history stays readable.
///
/// # Errors
/// Those of [`record`] but for [`Error::Unauthenticated`]; [`Error::NotFound`] also where no registration stands.
pub async fn withdraw(app: &App, change: Change) -> Result<(), Error> {
    change.check(app)?;
    let (now, started) = (app.now(), Instant::now());
    app.store
        .transact_promptly(move |connection| withdraw_in(connection, &change, now))
        .await?;
    show(app, started).await;
    Ok(())
}

/// A day's registration as it stands.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::Unavailable`].
pub async fn read(
    app: &App,
    principal: &Principal,
    house_id: HouseId,
    date: NaiveDate,
) -> Result<Checked, Error> {
    if !principal.may_register_for(&house_id) {
        return Err(Error::Forbidden);
    }
    let today = app.today();
    app.store
        .read_promptly(move |connection| {
            known(connection, &house_id, today)?;
            let registration = store::registration::current(connection, &house_id, date)?
                .ok_or(Error::NotFound(Missing::Registration))?;
            checked(connection, registration)
        })
        .await
}

/// All revisions of a day, the first one first; of a withdrawn day too.
///
/// # Errors
/// As [`read`].
pub async fn history(
    app: &App,
    principal: &Principal,
    house_id: HouseId,
    date: NaiveDate,
) -> Result<Vec<Revision>, Error> {
    if !principal.may_register_for(&house_id) {
        return Err(Error::Forbidden);
    }
    let today = app.today();
    app.store
        .read_promptly(move |connection| {
            known(connection, &house_id, today)?;
            let revisions = store::registration::history(connection, &house_id, date)?;
            if revisions.is_empty() {
                return Err(Error::NotFound(Missing::Registration));
            }
            Ok(revisions)
        })
        .await
}

fn withdraw_in(connection: &mut Connection, change: &Change, now: DateTime<Utc>) -> Result<(), Error> {
    let Change { house_id, date, .. } = change;
    store::house::lock(connection, house_id)?;
    known(connection, house_id, care_day(now))?;
    let current = store::registration::current(connection, house_id, *date)?;
    if !change.expected.holds_for(current.as_ref()) {
        return Err(Error::PreconditionFailed);
    }
    let current = current.ok_or(Error::NotFound(Missing::Registration))?;
    let entry = change.entry(current.entry.revision.saturating_add(1), now);
    store::registration::withdraw(connection, &current, &entry)?;
    Ok(())
}

fn known(connection: &mut Connection, house: &HouseId, on: NaiveDate) -> Result<(), Error> {
    store::house::find(connection, house, on)?
        .map(drop)
        .ok_or(Error::NotFound(Missing::House))
}

/// The change is committed and stays so; where the board cannot follow now, it follows within a second of when it
/// can. A database that went away meanwhile does not keep whoever asked.
async fn show(app: &App, started: Instant) {
    let refresh = app.board.refresh(&app.store, app.now(), app.settings.freshness);
    tell(timeout_at(started + LONGEST, refresh).await);
}

fn tell(followed: Result<Result<(), Error>, Elapsed>) {
    match followed {
        Ok(Ok(())) => {}
        Ok(Err(error)) => log::warn!(error:% = error; "the board could not follow a change"),
        Err(_) => log::warn!("the board could not follow a change in time"),
    }
}
