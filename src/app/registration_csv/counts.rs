//! The counts of a row, as registrations and the model's files have them.

use crate::app::csv_file::Cells;
use crate::domain::code::Coded;
use crate::domain::count::{Count, Tally};
use crate::domain::rule::Rule;
use crate::domain::stand::{ClosureReason, Counts, RefusalReason};

/// All counts of the row.
pub(in crate::app) fn counts(cells: &mut Cells) -> Counts {
    let closures = closures(cells);
    Counts {
        beds_occupied: cells
            .required("beds_occupied", parse_count, Rule::count())
            .unwrap_or_default(),
        beds_respite: count(cells, "beds_respite"),
        beds_reserved: count(cells, "beds_reserved"),
        beds_in_turnover: count(cells, "beds_in_turnover"),
        closures,
        admission_stop: None,
        admits_from: None,
        admissions: count(cells, "admissions"),
        deaths: count(cells, "deaths"),
        discharges: count(cells, "discharges"),
        requests: count(cells, "requests"),
        requests_redirected: count(cells, "requests_redirected"),
        refusals: refusals(cells),
        withdrawals: count(cells, "withdrawals"),
        died_before_admission: count(cells, "died_before_admission"),
        waiting_list_active: count(cells, "waiting_list_active"),
        waiting_list_passive: count(cells, "waiting_list_passive"),
    }
}

/// A count; nothing where it is empty or not in the file.
pub(in crate::app) fn count(cells: &mut Cells, column: &'static str) -> Option<Count> {
    cells.optional(column, parse_count, Rule::count())
}

/// Closed beds of one reason, or of several written as `holiday=1 no_nursing=2`; without a reason
/// they are closed for `other`.
fn closures(cells: &mut Cells) -> Option<Tally<ClosureReason>> {
    let closed = count(cells, "beds_closed");
    let reasons = cells.text("closure_reason");
    match (closed, reasons) {
        (None, None) => None,
        (Some(closed), None) => Some(Tally::new([(ClosureReason::Other, closed.get())])),
        (closed, Some(text)) => {
            let tally = by_reason(text, closed.unwrap_or_default());
            let agrees = |tally: &Tally<ClosureReason>| {
                closed.is_some_and(|closed| closed.get() == tally.total() && closed.get() > 0)
            };
            match tally {
                None => cells.refuse("closure_reason", Rule::OneOf(codes::<ClosureReason>())),
                Some(tally) if agrees(&tally) => return Some(tally),
                Some(_) => cells.refuse("closure_reason", Rule::ClosureWithoutReason),
            }
            None
        }
    }
}

/// Refusals are known as a whole: where one of the two cells is filled, the other counts as none.
fn refusals(cells: &mut Cells) -> Option<Tally<RefusalReason>> {
    let no_bed = count(cells, "refused_no_bed");
    let other = count(cells, "refused_other");
    if no_bed.is_none() && other.is_none() {
        return None;
    }
    Some(Tally::new([
        (RefusalReason::NoBed, no_bed.unwrap_or_default().get()),
        (RefusalReason::Other, other.unwrap_or_default().get()),
    ]))
}

/// A count as people and programs write it: `4`, or `4.0` as pandas does.
fn parse_count(text: &str) -> Option<Count> {
    let whole = text.split_once('.').map_or(Some(text), |(whole, rest)| {
        (!rest.is_empty() && rest.bytes().all(|digit| digit == b'0')).then_some(whole)
    })?;
    let is_plain = !whole.is_empty() && whole.bytes().all(|digit| digit.is_ascii_digit());
    is_plain
        .then(|| whole.parse().ok().and_then(Count::new))
        .flatten()
}

fn by_reason(text: &str, closed: Count) -> Option<Tally<ClosureReason>> {
    if let Some(reason) = ClosureReason::from_code(text) {
        return Some(Tally::new([(reason, closed.get())]));
    }
    let parts = text
        .split_whitespace()
        .map(|part| {
            let (code, beds) = part.split_once('=')?;
            Some((ClosureReason::from_code(code)?, parse_count(beds)?.get()))
        })
        .collect::<Option<Vec<_>>>()?;
    Some(Tally::new(parts))
}

fn codes<C: Coded>() -> Vec<&'static str> {
    C::ALL.iter().map(|value| value.code()).collect()
}
