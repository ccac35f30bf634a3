//! Reminders: the house whose stand of today is due and not in is mailed, once, whatever the number of
//! servers. The database decides who mails: a server claims the house's day, and only then sends.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::completeness::standing_today;
use super::{App, Error};
use crate::domain::access::{Principal, Readable};
use crate::domain::calendar::{care_day, days_before};
use crate::domain::completeness::{Day, Duty};
use crate::domain::reporting::{MailAddress, Progress, Reminded, Reporting, pause_after};
use crate::domain::text::{HouseId, Name};
use crate::store::{self, Connection};

/// A reminder to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    pub house_id: HouseId,
    pub house_name: Name,
    /// The care day that was not reported.
    pub date: NaiveDate,
    /// When it was due.
    pub due_at: DateTime<Utc>,
    /// One at least.
    pub remind_at: Vec<MailAddress>,
}

/// What came of sending, with the reason in the words of the mail server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    Delivered,
    /// This message was surely not taken.
    Refused(String),
    /// Nothing can be sent at all now, this message or another.
    Unreachable(String),
    /// The message was handed over, but nobody said that it was taken.
    Unknown(String),
}

/// Sends a reminder; may block.
pub type Post = Arc<dyn Fn(&Reminder) -> Delivery + Send + Sync>;

/// Reminds every house that is due for it now, one after another, until `is_stopping`. How many reminders
/// went out.
///
/// # Errors
/// [`Error::Unavailable`]; a reminder that was being sent then stays claimed, and is not sent again.
pub async fn remind(app: &App, post: &Post, is_stopping: impl Fn() -> bool) -> Result<u32, Error> {
    let (duty, now) = (app.settings.duty, app.now());
    let due = app
        .store
        .read(move |connection| due(connection, duty, now))
        .await?;
    let mut sent = 0;
    for reminder in due {
        // A stand that is missing at the end of its day is no longer asked for.
        if is_stopping() || app.today() != reminder.date {
            break;
        }
        let Some(attempt) = claim(app, &reminder).await? else {
            continue;
        };
        let delivery = hand_over(post, &reminder).await;
        settle(app, &reminder, attempt, &delivery).await?;
        match delivery {
            Delivery::Delivered => sent += 1,
            // The others would fare no better; they have their turn in the next round.
            Delivery::Unreachable(_) => break,
            Delivery::Refused(_) | Delivery::Unknown(_) => {}
        }
    }
    Ok(sent)
}

/// How many reminders are listed at most.
const MOST_LISTED: i64 = 200;

/// The reminders of the last `days` days, today included: the newest day first, and then in order of house.
///
/// # Errors
/// [`Error::Forbidden`] where the caller may not follow all houses; [`Error::Unavailable`].
pub async fn latest(app: &App, principal: &Principal, days: u32) -> Result<Vec<Reminded>, Error> {
    if principal.houses_to_follow() != Readable::All {
        return Err(Error::Forbidden);
    }
    let since = days_before(app.today(), days.saturating_sub(1));
    app.store
        .read(move |connection| store::reminder::since(connection, since, MOST_LISTED).map_err(Error::from))
        .await
}

/// The reminders that may be sent now.
fn due(connection: &mut Connection, duty: Duty, now: DateTime<Utc>) -> Result<Vec<Reminder>, Error> {
    let arrangements: BTreeMap<HouseId, Reporting> = store::reporting::all(connection)?
        .into_iter()
        .filter(|(_, reporting)| !reporting.remind_at().is_empty())
        .collect();
    if arrangements.is_empty() {
        return Ok(Vec::new());
    }
    let today = care_day(now);
    let standing = standing_today(connection, today)?;
    let mut reminders = Vec::new();
    for house in store::house::all(connection, today)? {
        let Some(reporting) = arrangements.get(&house.id) else {
            continue;
        };
        let duty = duty.with_deadline(reporting.reports_by());
        let report = standing.reports.get(house.id.as_str()).copied();
        let is_free = standing
            .reminders
            .get(&house.id)
            .copied()
            .is_none_or(|progress: Progress| progress.allows_sending(now));
        if let Day::Missing { due_at } = duty.judge(house.opening, today, report, now)
            && is_free
        {
            reminders.push(Reminder {
                house_id: house.id,
                house_name: house.details.name,
                date: today,
                due_at,
                remind_at: reporting.remind_at().to_vec(),
            });
        }
    }
    Ok(reminders)
}

/// Claims the reminder, where no other server has and still no stand is in: the number of the attempt.
async fn claim(app: &App, reminder: &Reminder) -> Result<Option<u32>, Error> {
    let (house, date, now) = (reminder.house_id.clone(), reminder.date, app.now());
    app.store
        .transact(move |connection| {
            store::house::lock(connection, &house)?;
            if store::registration::current(connection, &house, date)?.is_some() {
                return Ok(None);
            }
            Ok(store::reminder::claim(connection, &house, date, now)?)
        })
        .await
}

/// Sends off the threads that answer requests.
async fn hand_over(post: &Post, reminder: &Reminder) -> Delivery {
    let (post, reminder) = (Arc::clone(post), reminder.clone());
    tokio::task::spawn_blocking(move || post(&reminder))
        .await
        .unwrap_or_else(|error| Delivery::Unknown(error.to_string()))
}

async fn settle(app: &App, reminder: &Reminder, attempt: u32, delivery: &Delivery) -> Result<(), Error> {
    let (house, date, now) = (reminder.house_id.clone(), reminder.date, app.now());
    match delivery {
        Delivery::Delivered => {
            log::info!(house:% = house, date:% = date; "a reminder was sent");
            app.store
                .transact(move |connection| {
                    store::reminder::mark_sent(connection, &house, date, now).map_err(Error::from)
                })
                .await
        }
        Delivery::Refused(reason) | Delivery::Unreachable(reason) => {
            log::warn!(house:% = house, date:% = date, attempt, reason; "a reminder was not sent; it is tried again");
            let retry_at = now + pause_after(attempt);
            app.store
                .transact(move |connection| {
                    store::reminder::release(connection, &house, date, retry_at).map_err(Error::from)
                })
                .await
        }
        Delivery::Unknown(reason) => {
            log::error!(house:% = house, date:% = date, reason; "it is not known whether a reminder arrived; it is not sent again");
            Ok(())
        }
    }
}
