//! What a revision changed: its stand beside the one before it.

use chrono::NaiveDate;

use super::calendar::care_day;
use super::code::coded;
use super::count::{Count, Tally};
use super::registration::Revision;
use super::stand::{Counts, Stand};
use super::text::HouseId;

/// A revision that followed another of its day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    pub house_id: HouseId,
    pub date: NaiveDate,
    pub revision: Revision,
    pub previous: Revision,
}

/// What became of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Withdrawn,
    /// It had been withdrawn.
    RegisteredAgain,
    /// The same stand once more: somebody looked again.
    Confirmed,
    Changed(Vec<Change>),
}

impl Correction {
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match (&self.previous.stand, &self.revision.stand) {
            (_, None) => Outcome::Withdrawn,
            (None, Some(_)) => Outcome::RegisteredAgain,
            (Some(before), Some(after)) if before == after => Outcome::Confirmed,
            (Some(before), Some(after)) => Outcome::Changed(changes(before, after)),
        }
    }

    /// Only brings the day up to date while it lasts: a bed was taken, say. Whoever gives a reason corrects.
    #[must_use]
    pub fn is_update(&self) -> bool {
        let entry = &self.revision.entry;
        care_day(entry.recorded_at) <= self.date && entry.reason.is_none() && self.revision.stand.is_some()
    }
}

coded! {
    /// A number of a stand.
    CountField {
        BedsPhysical = "beds_physical",
        BedsOccupied = "beds_occupied",
        BedsRespite = "beds_respite",
        BedsReserved = "beds_reserved",
        BedsInTurnover = "beds_in_turnover",
        BedsClosed = "beds_closed",
        Admissions = "admissions",
        Deaths = "deaths",
        Discharges = "discharges",
        Requests = "requests",
        RequestsRedirected = "requests_redirected",
        Refusals = "refusals",
        Withdrawals = "withdrawals",
        DiedBeforeAdmission = "died_before_admission",
        WaitingListActive = "waiting_list_active",
        WaitingListPassive = "waiting_list_passive",
    }
}

/// One thing that a revision changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A number; nothing where it is not stated.
    Number {
        field: CountField,
        before: Option<u32>,
        after: Option<u32>,
    },
    /// As many beds are closed, for other reasons.
    ClosureReasons,
    /// As many requests were refused, for other reasons.
    RefusalReasons,
    /// The admission stop began, ended, or is told otherwise.
    AdmissionStop,
    AdmitsFrom,
}

/// What differs between two stands, in the order of the fields.
#[must_use]
pub fn changes(before: &Stand, after: &Stand) -> Vec<Change> {
    let numbers = numbers(before).into_iter().zip(numbers(after));
    let mut found: Vec<Change> = numbers
        .filter(|((_, before), (_, after))| before != after)
        .map(|((field, before), (_, after))| Change::Number { field, before, after })
        .collect();
    let (one, other) = (before.counts(), after.counts());
    let has_number = |wanted| {
        found
            .iter()
            .any(|change| matches!(change, Change::Number { field, .. } if *field == wanted))
    };
    let others = [
        (
            one.closures != other.closures && !has_number(CountField::BedsClosed),
            Change::ClosureReasons,
        ),
        (
            one.refusals != other.refusals && !has_number(CountField::Refusals),
            Change::RefusalReasons,
        ),
        (one.admission_stop != other.admission_stop, Change::AdmissionStop),
        (one.admits_from != other.admits_from, Change::AdmitsFrom),
    ];
    found.extend(
        others
            .into_iter()
            .filter(|(differs, _)| *differs)
            .map(|(_, change)| change),
    );
    found
}

/// The numbers of a stand, in the order of their fields.
fn numbers(stand: &Stand) -> [(CountField, Option<u32>); 16] {
    let Counts {
        beds_occupied,
        beds_respite,
        beds_reserved,
        beds_in_turnover,
        closures,
        admissions,
        deaths,
        discharges,
        requests,
        requests_redirected,
        refusals,
        withdrawals,
        died_before_admission,
        waiting_list_active,
        waiting_list_passive,
        ..
    } = stand.counts();
    let number = |count: &Option<Count>| count.map(Count::get);
    [
        (CountField::BedsPhysical, Some(stand.physical())),
        (CountField::BedsOccupied, Some(beds_occupied.get())),
        (CountField::BedsRespite, number(beds_respite)),
        (CountField::BedsReserved, number(beds_reserved)),
        (CountField::BedsInTurnover, number(beds_in_turnover)),
        (CountField::BedsClosed, closures.as_ref().map(Tally::total)),
        (CountField::Admissions, number(admissions)),
        (CountField::Deaths, number(deaths)),
        (CountField::Discharges, number(discharges)),
        (CountField::Requests, number(requests)),
        (CountField::RequestsRedirected, number(requests_redirected)),
        (CountField::Refusals, refusals.as_ref().map(Tally::total)),
        (CountField::Withdrawals, number(withdrawals)),
        (CountField::DiedBeforeAdmission, number(died_before_admission)),
        (CountField::WaitingListActive, number(waiting_list_active)),
        (CountField::WaitingListPassive, number(waiting_list_passive)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::stand::{AdmissionStop, ClosureReason};

    fn count(number: i64) -> Count {
        Count::new(number).expect("a count")
    }

    fn stand(change: impl FnOnce(&mut Counts)) -> Stand {
        let mut counts = Counts {
            beds_occupied: count(3),
            closures: Some(Tally::new([(ClosureReason::Holiday, 1)])),
            ..Counts::default()
        };
        change(&mut counts);
        Stand::new(counts, count(6)).expect("a stand that fits")
    }

    #[test]
    fn nothing_differs_between_equal_stands() {
        assert_eq!(changes(&stand(|_| {}), &stand(|_| {})), []);
    }

    #[test]
    fn a_number_that_was_not_stated_is_none_and_never_zero() {
        let after = stand(|counts| {
            counts.beds_occupied = count(2);
            counts.deaths = Some(count(0));
        });
        let number = |field, before, after| Change::Number { field, before, after };
        assert_eq!(
            changes(&stand(|_| {}), &after),
            [
                number(CountField::BedsOccupied, Some(3), Some(2)),
                number(CountField::Deaths, None, Some(0)),
            ]
        );
    }

    #[test]
    fn other_reasons_for_as_many_beds_are_a_change() {
        let after = stand(|counts| counts.closures = Some(Tally::new([(ClosureReason::NoNursing, 1)])));
        assert_eq!(changes(&stand(|_| {}), &after), [Change::ClosureReasons]);
        let more = stand(|counts| counts.closures = Some(Tally::new([(ClosureReason::NoNursing, 2)])));
        let number = Change::Number {
            field: CountField::BedsClosed,
            before: Some(1),
            after: Some(2),
        };
        assert_eq!(changes(&stand(|_| {}), &more), [number], "told once");
    }

    #[test]
    fn a_stop_that_begins_is_a_change() {
        let after = stand(|counts| {
            counts.admission_stop = Some(AdmissionStop {
                reason: ClosureReason::Infection,
                expected_until: None,
            });
        });
        assert_eq!(changes(&stand(|_| {}), &after), [Change::AdmissionStop]);
    }
}
