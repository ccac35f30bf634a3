//! What a row of a file leaves as it stood.

use crate::domain::count::{Count, Tally};
use crate::domain::stand::{ClosureReason, Counts, RefusalReason};

/// What stands after a row of a file with these columns corrects a day. A column that the file does not
/// have, the stop and the first admission, which no file can express, and reasons that the file only sums
/// up stay as they stood.
#[must_use]
pub fn corrected(columns: &[&str], row: Counts, standing: &Counts) -> Counts {
    let states = |column: &str| columns.contains(&column);
    let count = |column: &str, stated: Option<Count>, stood: Option<Count>| {
        if states(column) { stated } else { stood }
    };
    let total = |closures: &Option<Tally<ClosureReason>>| closures.as_ref().map(Tally::total);
    let keeps_closures = !states("beds_closed")
        || !states("closure_reason") && total(&row.closures) == total(&standing.closures);
    let sums = |refusals: &Option<Tally<RefusalReason>>| {
        refusals
            .as_ref()
            .map(|refusals| (refusals.of(RefusalReason::NoBed), refusals.total()))
    };
    let keeps_refusals = !states("refused_no_bed") && !states("refused_other")
        || sums(&row.refusals) == sums(&standing.refusals);
    let stood = standing.clone();
    Counts {
        beds_occupied: row.beds_occupied,
        beds_respite: count("beds_respite", row.beds_respite, stood.beds_respite),
        beds_reserved: count("beds_reserved", row.beds_reserved, stood.beds_reserved),
        beds_in_turnover: count("beds_in_turnover", row.beds_in_turnover, stood.beds_in_turnover),
        closures: if keeps_closures {
            stood.closures
        } else {
            row.closures
        },
        admission_stop: stood.admission_stop,
        admits_from: stood.admits_from,
        admissions: count("admissions", row.admissions, stood.admissions),
        deaths: count("deaths", row.deaths, stood.deaths),
        discharges: count("discharges", row.discharges, stood.discharges),
        requests: count("requests", row.requests, stood.requests),
        requests_redirected: count(
            "requests_redirected",
            row.requests_redirected,
            stood.requests_redirected,
        ),
        refusals: if keeps_refusals {
            stood.refusals
        } else {
            row.refusals
        },
        withdrawals: count("withdrawals", row.withdrawals, stood.withdrawals),
        died_before_admission: count(
            "died_before_admission",
            row.died_before_admission,
            stood.died_before_admission,
        ),
        waiting_list_active: count(
            "waiting_list_active",
            row.waiting_list_active,
            stood.waiting_list_active,
        ),
        waiting_list_passive: count(
            "waiting_list_passive",
            row.waiting_list_passive,
            stood.waiting_list_passive,
        ),
    }
}
