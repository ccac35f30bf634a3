//! Writing registrations as rows.

use std::io::Write;

use csv::WriterBuilder;

use super::COLUMNS;
use crate::domain::code::Coded as _;
use crate::domain::count::{Count, Tally};
use crate::domain::registration::Registration;
use crate::domain::stand::{ClosureReason, RefusalReason};

/// Writes registrations; the header comes first.
pub struct Writer<W: Write>(csv::Writer<W>);

impl<W: Write> Writer<W> {
    /// # Errors
    /// Those of the output.
    pub fn new(output: W) -> Result<Self, csv::Error> {
        let mut writer = WriterBuilder::new().from_writer(output);
        writer.write_record(COLUMNS)?;
        Ok(Self(writer))
    }

    /// # Errors
    /// Those of the output.
    pub fn write(&mut self, registration: &Registration) -> Result<(), csv::Error> {
        self.0.write_record(cells(registration))
    }

    /// # Errors
    /// Those of the output.
    pub fn finish(mut self) -> Result<(), csv::Error> {
        self.0.flush()?;
        Ok(())
    }
}

fn cells(registration: &Registration) -> [String; 20] {
    let Registration {
        house_id,
        date,
        stand,
        ..
    } = registration;
    let counts = stand.counts();
    let refusals = counts.refusals.as_ref();
    let no_bed = refusals.map(|refusals| refusals.of(RefusalReason::NoBed));
    [
        house_id.to_string(),
        date.to_string(),
        stand.physical().to_string(),
        counts.beds_occupied.get().to_string(),
        cell(counts.beds_respite),
        cell(counts.beds_reserved),
        cell(counts.beds_in_turnover),
        number(counts.closures.as_ref().map(Tally::total)),
        counts.closures.as_ref().map(closure_reason).unwrap_or_default(),
        cell(counts.admissions),
        cell(counts.deaths),
        cell(counts.discharges),
        cell(counts.requests),
        cell(counts.requests_redirected),
        number(no_bed),
        number(refusals.map(|refusals| refusals.total() - refusals.of(RefusalReason::NoBed))),
        cell(counts.withdrawals),
        cell(counts.died_before_admission),
        cell(counts.waiting_list_active),
        cell(counts.waiting_list_passive),
    ]
}

fn cell(count: Option<Count>) -> String {
    number(count.map(Count::get))
}

fn number(number: Option<u32>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// The reason where there is one, and `holiday=1 no_nursing=2` where there are several.
fn closure_reason(closures: &Tally<ClosureReason>) -> String {
    let parts: Vec<_> = closures.parts().collect();
    match parts.as_slice() {
        [(reason, _)] => reason.code().to_owned(),
        several => {
            let several: Vec<String> = several
                .iter()
                .map(|(reason, beds)| format!("{}={beds}", reason.code()))
                .collect();
            several.join(" ")
        }
    }
}
