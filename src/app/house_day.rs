//! All that the people of a house see of one of its days: its stand, what came before, and what they may do.

use chrono::{DateTime, NaiveDate, Utc};

use super::completeness::standing_today;
use super::warnings::{Checked, checked};
use super::{App, Error, Missing};
use crate::domain::access::Principal;
use crate::domain::availability::HouseAvailability;
use crate::domain::calendar::{care_day, days_before};
use crate::domain::completeness::{Day, Duty};
use crate::domain::count::Count;
use crate::domain::house::House;
use crate::domain::next_stand::unchanged;
use crate::domain::period::Period;
use crate::domain::registration::{CorrectionWindow, Refusal, Registration, Revision, check_day};
use crate::domain::reporting::Reporting;
use crate::domain::stand::{Counts, Stand};
use crate::domain::text::{HouseId, Name};
use crate::store::{self, Connection};

/// How many days are shown at a glance. Unit: days.
pub const DAYS_AT_A_GLANCE: u32 = 14;
/// How far back it is looked which flows the house states. Unit: days.
const HABIT_DAYS: u32 = 31;

/// A house's day.
#[derive(Clone, Debug, PartialEq)]
pub struct HouseDay {
    pub house: House,
    pub date: NaiveDate,
    pub today: NaiveDate,
    /// The beds of the house on that day; nothing where it is not open.
    pub physical: Option<u32>,
    /// What stands of the day.
    pub current: Option<Checked>,
    /// All revisions of the day, the first one first.
    pub history: Vec<Revision>,
    /// The last registration before the day.
    pub previous: Option<Registration>,
    /// The counts of the day where nothing changed since `previous`.
    pub unchanged: Option<Counts>,
    /// Whether the day is in, and by when it has to be.
    pub state: Day,
    pub permission: Permission,
    /// The last days, the oldest first.
    pub glance: Vec<DayAtAGlance>,
    /// What the board shows of the house.
    pub offer: Option<HouseAvailability>,
}

impl HouseDay {
    /// The revision that stands; 0 where none does.
    #[must_use]
    pub fn revision(&self) -> u32 {
        self.current
            .as_ref()
            .map_or(0, |current| current.registration.entry.revision)
    }

    /// The counts that stand.
    #[must_use]
    pub fn counts(&self) -> Option<&Counts> {
        self.current
            .as_ref()
            .map(|current| current.registration.stand.counts())
    }

    /// What stood with a revision of the day; with 0, what would stand if nothing had changed.
    #[must_use]
    pub fn counts_at(&self, revision: u32) -> Option<&Counts> {
        if revision == 0 {
            return self.unchanged.as_ref();
        }
        let found = self.history.iter().find(|past| past.entry.revision == revision)?;
        found.stand.as_ref().map(Stand::counts)
    }
}

/// What whoever asks may do with the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Change it.
    Open,
    /// Change it and say why: it is over, and something was registered before; or it is long over.
    WithReason,
    Refused(Refusal),
}

/// One of the last days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayAtAGlance {
    pub date: NaiveDate,
    pub state: Glance,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glance {
    /// Unit: beds.
    Reported {
        occupied: u32,
        in_service: u32,
    },
    /// Reported, and no bed was in service.
    AllClosed,
    Missing,
    /// Not reported, and not due yet.
    DueLater,
    /// No day on which houses report.
    NotExpected,
    /// The house was not open.
    NotOpen,
}

/// A house's day, for whoever may register it.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::Unavailable`].
pub async fn read(
    app: &App,
    principal: &Principal,
    house: HouseId,
    date: NaiveDate,
) -> Result<HouseDay, Error> {
    if !principal.may_register_for(&house) {
        return Err(Error::Forbidden);
    }
    let (now, duty, window) = (app.now(), app.settings.duty, app.settings.correction_window);
    let principal = principal.clone();
    let found = app
        .store
        .read_promptly(move |connection| read_in(connection, &principal, &house, date, duty, window, now))
        .await?;
    let shown = app.board.shown();
    let offer = shown.and_then(|board| {
        let mut houses = board.houses.iter();
        houses.find(|offer| offer.house.id == found.house.id).cloned()
    });
    Ok(HouseDay { offer, ..found })
}

fn read_in(
    connection: &mut Connection,
    principal: &Principal,
    id: &HouseId,
    date: NaiveDate,
    duty: Duty,
    window: CorrectionWindow,
    now: DateTime<Utc>,
) -> Result<HouseDay, Error> {
    let today = care_day(now);
    let house = store::house::find(connection, id, today)?.ok_or(Error::NotFound(Missing::House))?;
    let arrangement = store::reporting::find(connection, id)?.unwrap_or_default();
    let duty = duty.with_deadline(arrangement.reports_by());
    let history = store::registration::history(connection, id, date)?;
    let current = store::registration::current(connection, id, date)?;
    let current = current.map(|current| checked(connection, current)).transpose()?;
    let past = past_stands(connection, id, date)?;
    let stands = past.iter().rev().map(|registration| registration.stand.counts());
    let first_report = history
        .first()
        .filter(|_| current.is_some())
        .map(|first| first.entry.recorded_at);
    let shown = days_shown(date, today);
    let registered = store::registration::of_houses(connection, std::slice::from_ref(id), shown, None)?;
    Ok(HouseDay {
        date,
        today,
        physical: house.physical_on(date).map(Count::get),
        unchanged: unchanged(stands, now),
        state: duty.judge(house.opening, date, first_report, now),
        permission: permission(principal, &house, date, &history, now, window),
        glance: glance(&house, shown, &registered, duty, now),
        previous: past.into_iter().next_back(),
        offer: None,
        current,
        history,
        house,
    })
}

/// The registrations that say how the day begins, in order of days: those of the last month, or the last one that
/// is older.
fn past_stands(
    connection: &mut Connection,
    id: &HouseId,
    date: NaiveDate,
) -> Result<Vec<Registration>, Error> {
    let month = Period {
        from: days_before(date, HABIT_DAYS),
        until: days_before(date, 1),
    };
    let recent = store::registration::of_houses(connection, std::slice::from_ref(id), month, None)?;
    if !recent.is_empty() {
        return Ok(recent);
    }
    let older = store::registration::last_of(connection, id, month.until, None)?;
    Ok(older.into_iter().collect())
}

fn permission(
    principal: &Principal,
    house: &House,
    date: NaiveDate,
    history: &[Revision],
    now: DateTime<Utc>,
    window: CorrectionWindow,
) -> Permission {
    match check_day(principal, date, None, now, window) {
        // Whoever may change the day may not where there is nothing to change.
        Err(Refusal::ReasonRequired { .. }) | Ok(()) if house.physical_on(date).is_none() => {
            Permission::Refused(Refusal::NotOpen {
                opens_on: house.opening.opens_on,
                closes_on: house.opening.closes_on,
            })
        }
        Err(Refusal::ReasonRequired { .. }) => Permission::WithReason,
        Err(refusal) => Permission::Refused(refusal),
        Ok(()) if date < care_day(now) && !history.is_empty() => Permission::WithReason,
        Ok(()) => Permission::Open,
    }
}

/// The days up to today; around a day that is longer ago.
fn days_shown(date: NaiveDate, today: NaiveDate) -> Period {
    let before = DAYS_AT_A_GLANCE - 1;
    let until = if date >= days_before(today, before) {
        today
    } else {
        date.checked_add_days(chrono::Days::new(u64::from(before / 2)))
            .unwrap_or(date)
    };
    Period {
        from: days_before(until, before),
        until,
    }
}

fn glance(
    house: &House,
    shown: Period,
    registered: &[Registration],
    duty: Duty,
    now: DateTime<Utc>,
) -> Vec<DayAtAGlance> {
    let days = shown.from.iter_days().take(shown.days());
    days.map(|date| {
        let found = registered.iter().find(|registration| registration.date == date);
        let state = match found.map(|registration| &registration.stand) {
            Some(stand) if stand.in_service() == 0 => Glance::AllClosed,
            Some(stand) => Glance::Reported {
                occupied: stand.counts().beds_occupied.get(),
                in_service: stand.in_service(),
            },
            None if !house.is_open_on(date) => Glance::NotOpen,
            None => match duty.judge(house.opening, date, None, now) {
                Day::Missing { .. } => Glance::Missing,
                Day::DueLater { .. } => Glance::DueLater,
                Day::NotExpected | Day::OnTime | Day::Late => Glance::NotExpected,
            },
        };
        DayAtAGlance { date, state }
    })
    .collect()
}

/// A house to choose from, and whether its stand of today is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseToday {
    pub id: HouseId,
    pub name: Name,
    pub state: Day,
}

/// The houses that are open today and for which the caller may register, in order of their names.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn houses_today(app: &App, principal: &Principal) -> Result<Vec<HouseToday>, Error> {
    let (now, today, duty) = (app.now(), app.today(), app.settings.duty);
    let principal = principal.clone();
    app.store
        .read_promptly(move |connection| {
            let arrangements = store::reporting::all(connection)?;
            let standing = standing_today(connection, today)?;
            let mut houses = store::house::all(connection, today)?;
            houses.retain(|house| house.is_open_on(today) && principal.may_register_for(&house.id));
            houses.sort_by(|one, other| (&one.details.name, &one.id).cmp(&(&other.details.name, &other.id)));
            let states = houses.into_iter().map(|house| {
                let own = arrangements.get(&house.id).and_then(Reporting::reports_by);
                let report = standing.reports.get(house.id.as_str()).copied();
                HouseToday {
                    state: duty.with_deadline(own).judge(house.opening, today, report, now),
                    id: house.id,
                    name: house.details.name,
                }
            });
            Ok(states.collect())
        })
        .await
}
