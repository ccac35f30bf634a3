//! A row of `registration_revisions`, to and from the domain.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::revisions;
use super::seal::content;
use crate::domain::code::Coded;
use crate::domain::count::{Count, Tally};
use crate::domain::registration::{Entry, Registration, Revision};
use crate::domain::stand::{AdmissionStop, ClosureReason, Counts, Stand};
use crate::domain::text::{HouseId, Id, Name, Reason};
use crate::domain::warning::{Confirmed, WarningCode};
use crate::store::error::Error;

/// Which part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageOfDays {
    pub offset: i64,
    pub limit: i64,
}

/// A registered day as the model needs it.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct CountedDay {
    pub house_id: String,
    pub date: NaiveDate,
    pub physical: i32,
    pub occupied: i32,
    pub respite: Option<i32>,
    pub reserved: Option<i32>,
    pub in_turnover: Option<i32>,
    pub closed: Option<i32>,
    pub stop_reason: Option<String>,
    pub admissions: Option<i32>,
    pub deaths: Option<i32>,
    pub discharges: Option<i32>,
}

impl CountedDay {
    pub(super) const COLUMNS: (
        revisions::house_id,
        revisions::date,
        revisions::beds_physical,
        revisions::beds_occupied,
        revisions::beds_respite,
        revisions::beds_reserved,
        revisions::beds_in_turnover,
        revisions::beds_closed,
        revisions::stop_reason,
        revisions::admissions,
        revisions::deaths,
        revisions::discharges,
    ) = (
        revisions::house_id,
        revisions::date,
        revisions::beds_physical,
        revisions::beds_occupied,
        revisions::beds_respite,
        revisions::beds_reserved,
        revisions::beds_in_turnover,
        revisions::beds_closed,
        revisions::stop_reason,
        revisions::admissions,
        revisions::deaths,
        revisions::discharges,
    );
}

#[derive(Queryable)]
pub(super) struct RevisionRow {
    pub(super) house_id: String,
    pub(super) date: NaiveDate,
    pub(super) revision: i32,
    pub(super) is_current: bool,
    pub(super) is_withdrawn: bool,
    pub(super) recorded_at: NaiveDateTime,
    pub(super) recorded_by: String,
    pub(super) token_id: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) beds_physical: i32,
    pub(super) beds_occupied: i32,
    pub(super) beds_respite: Option<i32>,
    pub(super) beds_reserved: Option<i32>,
    pub(super) beds_in_turnover: Option<i32>,
    pub(super) beds_closed: Option<i32>,
    pub(super) beds_free: i32,
    pub(super) closures: Option<String>,
    pub(super) stop_reason: Option<String>,
    pub(super) stop_expected_until: Option<NaiveDate>,
    pub(super) admits_from: Option<NaiveDateTime>,
    pub(super) admissions: Option<i32>,
    pub(super) deaths: Option<i32>,
    pub(super) discharges: Option<i32>,
    pub(super) requests: Option<i32>,
    pub(super) requests_redirected: Option<i32>,
    pub(super) refusals: Option<String>,
    pub(super) withdrawals: Option<i32>,
    pub(super) died_before_admission: Option<i32>,
    pub(super) waiting_list_active: Option<i32>,
    pub(super) waiting_list_passive: Option<i32>,
    pub(super) confirmed_warnings: Option<String>,
    pub(super) counted_at: Option<NaiveDateTime>,
}

impl RevisionRow {
    pub(super) fn current(registration: &Registration) -> Self {
        Self::new(registration, &registration.entry, false)
    }

    pub(super) fn withdrawal(withdrawn: &Registration, entry: &Entry) -> Self {
        Self::new(withdrawn, entry, true)
    }

    fn new(registration: &Registration, entry: &Entry, is_withdrawn: bool) -> Self {
        let stand = &registration.stand;
        let counts = stand.counts();
        let stop = counts.admission_stop;
        Self {
            house_id: registration.house_id.to_string(),
            date: registration.date,
            revision: entry.revision.cast_signed(),
            is_current: !is_withdrawn,
            is_withdrawn,
            recorded_at: entry.recorded_at.naive_utc(),
            recorded_by: entry.recorded_by.to_string(),
            token_id: entry.token_id.as_ref().map(ToString::to_string),
            reason: entry.reason.as_ref().map(ToString::to_string),
            beds_physical: stand.physical().cast_signed(),
            beds_occupied: integer(counts.beds_occupied),
            beds_respite: counts.beds_respite.map(integer),
            beds_reserved: counts.beds_reserved.map(integer),
            beds_in_turnover: counts.beds_in_turnover.map(integer),
            beds_closed: counts
                .closures
                .as_ref()
                .map(|closures| closures.total().cast_signed()),
            beds_free: stand.free().cast_signed(),
            closures: counts.closures.as_ref().map(write_tally),
            stop_reason: stop.map(|stop| stop.reason.code().to_owned()),
            stop_expected_until: stop.and_then(|stop| stop.expected_until),
            admits_from: counts.admits_from.map(|moment| moment.naive_utc()),
            admissions: counts.admissions.map(integer),
            deaths: counts.deaths.map(integer),
            discharges: counts.discharges.map(integer),
            requests: counts.requests.map(integer),
            requests_redirected: counts.requests_redirected.map(integer),
            refusals: counts.refusals.as_ref().map(write_tally),
            withdrawals: counts.withdrawals.map(integer),
            died_before_admission: counts.died_before_admission.map(integer),
            waiting_list_active: counts.waiting_list_active.map(integer),
            waiting_list_passive: counts.waiting_list_passive.map(integer),
            confirmed_warnings: write_codes(&entry.confirmed),
            counted_at: entry.counted_at.map(|moment| moment.naive_utc()),
        }
    }

    pub(super) fn into_registration(self) -> Result<Registration, Error> {
        self.registration().ok_or_else(|| self.corrupt())
    }

    pub(super) fn into_revision(self) -> Result<Revision, Error> {
        let registration = self.registration().ok_or_else(|| self.corrupt())?;
        Ok(Revision {
            entry: registration.entry,
            stand: (!self.is_withdrawn).then_some(registration.stand),
        })
    }

    /// Would the program write just this for what it reads?
    pub(super) fn is_as_written(&self) -> bool {
        self.registration().is_some_and(|registration| {
            let again = Self::new(&registration, &registration.entry, self.is_withdrawn);
            content(&again) == content(self)
        })
    }

    /// The house and the day.
    pub(super) fn day(&self) -> Result<(HouseId, NaiveDate), Error> {
        let house = HouseId::new(&self.house_id).ok_or_else(|| self.corrupt())?;
        Ok((house, self.date))
    }

    fn corrupt(&self) -> Error {
        let Self {
            house_id,
            date,
            revision,
            ..
        } = self;
        Error::Corrupt(format!("revision {revision} of {house_id} on {date}"))
    }

    fn registration(&self) -> Option<Registration> {
        let token_id = match &self.token_id {
            Some(id) => Some(Id::new(id)?),
            None => None,
        };
        let reason = match &self.reason {
            Some(reason) => Some(Reason::new(reason)?),
            None => None,
        };
        Some(Registration {
            house_id: HouseId::new(&self.house_id)?,
            date: self.date,
            stand: Stand::new(self.counts()?, count(self.beds_physical)?).ok()?,
            entry: Entry {
                revision: u32::try_from(self.revision).ok()?,
                recorded_at: self.recorded_at.and_utc(),
                counted_at: self.counted_at.map(|moment| moment.and_utc()),
                recorded_by: Name::new(&self.recorded_by)?,
                token_id,
                reason,
                confirmed: read_codes(self.confirmed_warnings.as_deref())?,
            },
        })
    }

    fn counts(&self) -> Option<Counts> {
        Some(Counts {
            beds_occupied: count(self.beds_occupied)?,
            beds_respite: optional(self.beds_respite)?,
            beds_reserved: optional(self.beds_reserved)?,
            beds_in_turnover: optional(self.beds_in_turnover)?,
            closures: read_tally(self.closures.as_deref())?,
            admission_stop: self.admission_stop()?,
            admits_from: self.admits_from.map(|moment| moment.and_utc()),
            admissions: optional(self.admissions)?,
            deaths: optional(self.deaths)?,
            discharges: optional(self.discharges)?,
            requests: optional(self.requests)?,
            requests_redirected: optional(self.requests_redirected)?,
            refusals: read_tally(self.refusals.as_deref())?,
            withdrawals: optional(self.withdrawals)?,
            died_before_admission: optional(self.died_before_admission)?,
            waiting_list_active: optional(self.waiting_list_active)?,
            waiting_list_passive: optional(self.waiting_list_passive)?,
        })
    }

    /// The outer option is empty where the stored code is unknown, the inner where there is no stop.
    #[expect(clippy::option_option, reason = "unreadable and absent are two things")]
    fn admission_stop(&self) -> Option<Option<AdmissionStop>> {
        let Some(code) = &self.stop_reason else {
            return Some(None);
        };
        Some(Some(AdmissionStop {
            reason: ClosureReason::from_code(code)?,
            expected_until: self.stop_expected_until,
        }))
    }
}

fn integer(count: Count) -> i32 {
    count.get().cast_signed()
}

fn count(integer: i32) -> Option<Count> {
    Count::new(i64::from(integer))
}

#[expect(clippy::option_option, reason = "unreadable and absent are two things")]
fn optional(integer: Option<i32>) -> Option<Option<Count>> {
    match integer {
        Some(integer) => count(integer).map(Some),
        None => Some(None),
    }
}

fn write_tally<R: Coded + Ord>(tally: &Tally<R>) -> String {
    let parts: Vec<String> = tally
        .parts()
        .map(|(reason, count)| format!("{}={count}", reason.code()))
        .collect();
    parts.join(" ")
}

#[expect(clippy::option_option, reason = "unreadable and absent are two things")]
pub(super) fn read_tally<R: Coded + Ord>(text: Option<&str>) -> Option<Option<Tally<R>>> {
    let Some(text) = text else {
        return Some(None);
    };
    let parts = text
        .split_whitespace()
        .map(|part| {
            let (code, number) = part.split_once('=')?;
            Some((R::from_code(code)?, number.parse().ok()?))
        })
        .collect::<Option<Vec<_>>>()?;
    Some(Some(Tally::new(parts)))
}

/// The codes in their order; nothing where there is none.
fn write_codes(confirmed: &Confirmed) -> Option<String> {
    let codes: Vec<&str> = confirmed.iter().map(|warning| warning.code()).collect();
    (!codes.is_empty()).then(|| codes.join(" "))
}

fn read_codes(text: Option<&str>) -> Option<Confirmed> {
    let codes = text.unwrap_or_default().split_whitespace();
    codes.map(WarningCode::from_code).collect()
}
