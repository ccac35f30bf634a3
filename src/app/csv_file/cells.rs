//! The cells of a row.

use std::str::Utf8Error;

use csv::ByteRecord;

use super::RowFault;
use crate::domain::rule::Rule;

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

    /// What a cell means that must be filled.
    pub(in crate::app) fn required<T>(
        &mut self,
        column: &'static str,
        parse: impl Fn(&str) -> Option<T>,
        rule: Rule,
    ) -> Option<T> {
        if self.stated(column).is_none() {
            self.refuse(column, Rule::Required);
        }
        self.optional(column, parse, rule)
    }

    /// The text of a cell; nothing where it is empty, not in the file, or not UTF-8, for which it is refused.
    pub(in crate::app) fn text(&mut self, column: &'static str) -> Option<&'a str> {
        let text = self.stated(column)?;
        if text.is_err() {
            self.refuse(column, Rule::NotUtf8);
        }
        text.ok()
    }

    /// Refuses a cell whose text is so. One that is not UTF-8 is refused where it is read.
    pub(in crate::app) fn refuse_where(
        &mut self,
        column: &'static str,
        is_so: impl Fn(&str) -> bool,
        rule: Rule,
    ) {
        if self.stated(column).is_some_and(|text| text.is_ok_and(is_so)) {
            self.refuse(column, rule);
        }
    }

    pub(in crate::app) fn refuse(&mut self, column: &'static str, rule: Rule) {
        self.is_sound = false;
        self.faults.push(RowFault::new(self.line, Some(column), rule));
    }

    /// What stands in a cell; nothing where it is empty or not in the file.
    fn stated(&self, column: &str) -> Option<Result<&'a str, Utf8Error>> {
        let index = self.header.iter().position(|name| *name == column)?;
        let text = std::str::from_utf8(self.record.get(index)?).map(str::trim);
        (text != Ok("")).then_some(text)
    }
}
