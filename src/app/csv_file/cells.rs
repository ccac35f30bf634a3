//! The cells of a row.

use csv::ByteRecord;

use super::RowFault;
use crate::domain::code::Coded;
use crate::domain::count::{Count, Tally};
use crate::domain::rule::Rule;
use crate::domain::stand::{ClosureReason, Counts, RefusalReason};

/// The cells of one row; faults gather as they are read.
pub(in crate::app) struct Cells<'a> {
    header: &'a [&'static str],
    record: &'a ByteRecord,
    line: u64,
    faults: &'a mut Vec<RowFault>,
    is_sound: bool,
}

impl<'a> Cells<'a> {
    pub(super) fn of(
        header: &'a [&'static str],
        record: &'a ByteRecord,
        line: u64,
        faults: &'a mut Vec<RowFault>,
    ) -> Self {
        Self {
            header,
            record,
            line,
            faults,
            is_sound: true,
        }
    }

    /// The line on which the row begins.
    pub(in crate::app) fn line(&self) -> u64 {
        self.line
    }

    /// No cell that was read breaks a rule.
    pub(in crate::app) fn are_sound(&self) -> bool {
        self.is_sound
    }

    pub(in crate::app) fn counts(&mut self) -> Counts {
        let closures = self.closures();
        Counts {
            beds_occupied: self
                .required("beds_occupied", parse_count, Rule::count())
                .unwrap_or_default(),
            beds_respite: self.count("beds_respite"),
            beds_reserved: self.count("beds_reserved"),
            beds_in_turnover: self.count("beds_in_turnover"),
            closures,
            admission_stop: None,
            admits_from: None,
            admissions: self.count("admissions"),
            deaths: self.count("deaths"),
            discharges: self.count("discharges"),
            requests: self.count("requests"),
            requests_redirected: self.count("requests_redirected"),
            refusals: self.refusals(),
            withdrawals: self.count("withdrawals"),
            died_before_admission: self.count("died_before_admission"),
            waiting_list_active: self.count("waiting_list_active"),
            waiting_list_passive: self.count("waiting_list_passive"),
        }
    }

    /// Closed beds of one reason, or of several written as `holiday=1 no_nursing=2`; without a reason
    /// they are closed for `other`.
    fn closures(&mut self) -> Option<Tally<ClosureReason>> {
        let closed = self.count("beds_closed");
        let reasons = self.text("closure_reason");
        match (closed, reasons) {
            (None, None) => None,
            (Some(closed), None) => Some(Tally::new([(ClosureReason::Other, closed.get())])),
            (closed, Some(text)) => {
                let tally = closures(text, closed.unwrap_or_default());
                let agrees = |tally: &Tally<ClosureReason>| {
                    closed.is_some_and(|closed| closed.get() == tally.total() && closed.get() > 0)
                };
                match tally {
                    None => self.refuse("closure_reason", Rule::OneOf(codes::<ClosureReason>())),
                    Some(tally) if agrees(&tally) => return Some(tally),
                    Some(_) => self.refuse("closure_reason", Rule::ClosureWithoutReason),
                }
                None
            }
        }
    }

    /// Refusals are known as a whole: where one of the two cells is filled, the other counts as none.
    fn refusals(&mut self) -> Option<Tally<RefusalReason>> {
        let no_bed = self.count("refused_no_bed");
        let other = self.count("refused_other");
        if no_bed.is_none() && other.is_none() {
            return None;
        }
        Some(Tally::new([
            (RefusalReason::NoBed, no_bed.unwrap_or_default().get()),
            (RefusalReason::Other, other.unwrap_or_default().get()),
        ]))
    }

    pub(in crate::app) fn count(&mut self, column: &'static str) -> Option<Count> {
        self.optional(column, parse_count, Rule::count())
    }

    /// What a cell means; nothing where it is empty or not in the file.
    pub(in crate::app) fn optional<T>(
        &mut self,
        column: &'static str,
        parse: impl Fn(&str) -> Option<T>,
        rule: Rule,
    ) -> Option<T> {
        let value = parse(self.text(column)?);
        if value.is_none() {
            self.refuse(column, rule);
        }
        value
    }

    pub(in crate::app) fn required<T>(
        &mut self,
        column: &'static str,
        parse: impl Fn(&str) -> Option<T>,
        rule: Rule,
    ) -> Option<T> {
        let faults_before = self.faults.len();
        let Some(text) = self.text(column) else {
            // A cell that is not UTF-8 is not missing: it has been refused already.
            if self.faults.len() == faults_before {
                self.refuse(column, Rule::Required);
            }
            return None;
        };
        let value = parse(text);
        if value.is_none() {
            self.refuse(column, rule);
        }
        value
    }

    /// The text of a cell; nothing where it is empty, not in the file, or not UTF-8.
    fn text(&mut self, column: &'static str) -> Option<&'a str> {
        let index = self.header.iter().position(|name| *name == column)?;
        let cell = self.record.get(index)?;
        let Ok(text) = std::str::from_utf8(cell) else {
            self.refuse(column, Rule::NotUtf8);
            return None;
        };
        let text = text.trim();
        (!text.is_empty()).then_some(text)
    }

    fn refuse(&mut self, column: &'static str, rule: Rule) {
        self.is_sound = false;
        self.faults.push(RowFault {
            line: self.line,
            column: Some(column.to_owned()),
            rule,
        });
    }
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

fn closures(text: &str, closed: Count) -> Option<Tally<ClosureReason>> {
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
