//! What flowed through a house since its last stand of the previous registered date.

use std::collections::BTreeMap;

use crate::domain::count::{Count, Tally};
use crate::domain::stand::{Counts, RefusalReason};

/// Counts of people since the last stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Flows {
    pub(super) admissions: u32,
    pub(super) deaths: u32,
    pub(super) discharges: u32,
    pub(super) requests: u32,
    pub(super) redirected: u32,
    pub(super) refusals: BTreeMap<RefusalReason, u32>,
    pub(super) withdrawals: u32,
    pub(super) died_waiting: u32,
}

impl Flows {
    pub(super) fn refuse(&mut self, reason: RefusalReason) {
        *self.refusals.entry(reason).or_default() += 1;
    }

    /// These flows and those of `later`.
    pub(super) fn and(mut self, later: Self) -> Self {
        self.admissions += later.admissions;
        self.deaths += later.deaths;
        self.discharges += later.discharges;
        self.requests += later.requests;
        self.redirected += later.redirected;
        for (reason, number) in later.refusals {
            *self.refusals.entry(reason).or_default() += number;
        }
        self.withdrawals += later.withdrawals;
        self.died_waiting += later.died_waiting;
        self
    }

    /// `counts` with these flows stated.
    pub(super) fn onto(&self, counts: Counts) -> Counts {
        let refusals = self.refusals.iter().map(|(reason, number)| (*reason, *number));
        Counts {
            admissions: Some(count(self.admissions)),
            deaths: Some(count(self.deaths)),
            discharges: Some(count(self.discharges)),
            requests: Some(count(self.requests)),
            requests_redirected: Some(count(self.redirected)),
            refusals: Some(Tally::new(refusals)),
            withdrawals: Some(count(self.withdrawals)),
            died_before_admission: Some(count(self.died_waiting)),
            ..counts
        }
    }
}

/// `number` as a count; what is beyond counting, as the largest.
pub(super) fn count(number: u32) -> Count {
    Count::new(i64::from(number.min(u32::from(Count::MAX)))).unwrap_or_default()
}
