//! Registrations as CSV: one row a house and day, an empty cell for what is not known.

use std::io::{Read, Write};

use chrono::NaiveDate;
use csv::{ByteRecord, ReaderBuilder, WriterBuilder};

use crate::domain::calendar::parse_date;
use crate::domain::code::Coded;
use crate::domain::count::{Count, Tally};
use crate::domain::registration::Registration;
use crate::domain::rule::Rule;
use crate::domain::stand::{ClosureReason, Counts, RefusalReason};
use crate::domain::text::{HouseId, Id};

/// The columns, in the order in which they are written. The first two and `beds_occupied` are required.
pub const COLUMNS: [&str; 20] = [
    "house_id",
    "date",
    "beds_physical",
    "beds_occupied",
    "beds_respite",
    "beds_reserved",
    "beds_in_turnover",
    "beds_closed",
    "closure_reason",
    "admissions",
    "deaths",
    "discharges",
    "requests",
    "requests_redirected",
    "refused_no_bed",
    "refused_other",
    "withdrawals",
    "died_before_admission",
    "waiting_list_active",
    "waiting_list_passive",
];

/// A column that groups houses for the model on files; an import reads the region from the house.
const GROUPING: &str = "network_region";

/// One row, well formed but not yet held against its house.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line of the file on which the row begins, from 1 on.
    pub line: u64,
    pub house_id: HouseId,
    pub date: NaiveDate,
    pub physical: Option<Count>,
    pub counts: Counts,
}

/// What is wrong with one row, or with the header (line 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    pub line: u64,
    pub column: Option<String>,
    pub rule: RowRule,
}

/// Why a row is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowRule {
    Rule(Rule),
    /// The row has another number of cells than the header.
    Cells {
        expected: u64,
        found: u64,
    },
    NotUtf8,
    /// The file itself cannot be read on.
    Unreadable(String),
}

impl From<Rule> for RowRule {
    fn from(rule: Rule) -> Self {
        Self::Rule(rule)
    }
}

/// The rows of a file, and the columns it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub columns: Vec<&'static str>,
    pub rows: Vec<Row>,
}

/// Reads all rows, comma or semicolon as the header has it. Every faulty row is named; a file with any
/// has no rows.
///
/// # Errors
/// The faults, in order of lines.
pub fn read(input: impl Read) -> Result<Table, Vec<RowFault>> {
    let text = without_mark(input).map_err(|error| vec![unreadable(1, &error)])?;
    let header_line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let delimiter = if header_line.contains(&b';') { b';' } else { b',' };
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_slice());
    let mut record = ByteRecord::new();
    match reader.read_byte_record(&mut record) {
        Ok(true) => {}
        Ok(false) => return Err(vec![fault(1, None, Rule::Required)]),
        Err(error) => return Err(vec![unreadable(1, &error)]),
    }
    let header = header(&record)?;
    let mut lines = Lines::of(&text);
    let mut rows = Vec::new();
    let mut faults = Vec::new();
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => {
                let line = lines.line_at(reader.position().byte());
                faults.push(unreadable(line, &error));
                break;
            }
        }
        let line = lines.line_at(record.position().map_or(0, csv::Position::byte));
        rows.extend(row(&header, &record, line, &mut faults));
    }
    if faults.is_empty() {
        Ok(Table {
            columns: header,
            rows,
        })
    } else {
        Err(faults)
    }
}

/// On which line a byte of the text stands. Asked in order, so that the text is gone through once.
struct Lines<'a> {
    text: &'a [u8],
    counted: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    fn of(text: &'a [u8]) -> Self {
        Self {
            text,
            counted: 0,
            line: 1,
        }
    }

    /// The line, from 1 on, of the first byte from `byte` on that ends no line: the parser places a record
    /// before the line ends and empty lines that it skips.
    fn line_at(&mut self, byte: u64) -> u64 {
        let from = usize::try_from(byte).unwrap_or(usize::MAX).max(self.counted);
        let rest = self.text.get(from..).unwrap_or_default();
        let skipped = rest
            .iter()
            .take_while(|byte| matches!(byte, b'\r' | b'\n'))
            .count();
        let until = from + skipped;
        let passed = self.text.get(self.counted..until).unwrap_or_default();
        let ends = passed.iter().filter(|byte| **byte == b'\n').count();
        self.line += u64::try_from(ends).unwrap_or(u64::MAX);
        self.counted = self.counted.max(until);
        self.line
    }
}

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

/// The whole input without the byte-order mark that Excel puts before it.
fn without_mark(mut input: impl Read) -> Result<Vec<u8>, csv::Error> {
    let mut text = Vec::new();
    input.read_to_end(&mut text)?;
    if text.starts_with(b"\xef\xbb\xbf") {
        text.drain(..3);
    }
    Ok(text)
}

/// The name of each column of the file, all of them known.
fn header(record: &ByteRecord) -> Result<Vec<&'static str>, Vec<RowFault>> {
    let mut header = Vec::new();
    let mut faults = Vec::new();
    for cell in record {
        let name = String::from_utf8_lossy(cell).trim().to_owned();
        match COLUMNS.iter().chain([&GROUPING]).find(|known| **known == name) {
            Some(known) if header.contains(known) => faults.push(fault(1, Some(&name), Rule::Repeated)),
            Some(known) => header.push(*known),
            None => faults.push(fault(1, Some(&name), Rule::UnknownName)),
        }
    }
    for required in ["house_id", "date", "beds_occupied"] {
        if !header.contains(&required) {
            faults.push(fault(1, Some(required), Rule::Required));
        }
    }
    if faults.is_empty() {
        Ok(header)
    } else {
        Err(faults)
    }
}

fn row(header: &[&'static str], record: &ByteRecord, line: u64, faults: &mut Vec<RowFault>) -> Option<Row> {
    if record.len() != header.len() {
        let (expected, found) = (header.len() as u64, record.len() as u64);
        let rule = RowRule::Cells { expected, found };
        faults.push(RowFault {
            line,
            column: None,
            rule,
        });
        return None;
    }
    let mut cells = Cells {
        header,
        record,
        line,
        faults,
        is_sound: true,
    };
    let house_id = cells.required("house_id", Id::new, Rule::Id);
    let date = cells.required("date", parse_date, Rule::Date);
    let physical = cells.count("beds_physical");
    let counts = cells.counts();
    let is_sound = cells.is_sound;
    let row = Row {
        line,
        house_id: house_id?,
        date: date?,
        physical,
        counts,
    };
    is_sound.then_some(row)
}

/// The cells of one row; faults gather as they are read.
struct Cells<'a> {
    header: &'a [&'static str],
    record: &'a ByteRecord,
    line: u64,
    faults: &'a mut Vec<RowFault>,
    is_sound: bool,
}

impl Cells<'_> {
    fn counts(&mut self) -> Counts {
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
        match (closed, reasons.as_deref()) {
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

    fn count(&mut self, column: &'static str) -> Option<Count> {
        let text = self.text(column)?;
        let count = parse_count(&text);
        if count.is_none() {
            self.refuse(column, Rule::count());
        }
        count
    }

    fn required<T>(
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
        let value = parse(&text);
        if value.is_none() {
            self.refuse(column, rule);
        }
        value
    }

    /// The text of a cell; nothing where it is empty, not in the file, or not UTF-8.
    fn text(&mut self, column: &'static str) -> Option<String> {
        let index = self.header.iter().position(|name| *name == column)?;
        let cell = self.record.get(index)?;
        let Ok(text) = std::str::from_utf8(cell) else {
            self.refuse(column, RowRule::NotUtf8);
            return None;
        };
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn refuse(&mut self, column: &'static str, rule: impl Into<RowRule>) {
        self.is_sound = false;
        self.faults.push(RowFault {
            line: self.line,
            column: Some(column.to_owned()),
            rule: rule.into(),
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

fn codes<C: Coded>() -> Vec<&'static str> {
    C::ALL.iter().map(|value| value.code()).collect()
}

fn fault(line: u64, column: Option<&str>, rule: Rule) -> RowFault {
    RowFault {
        line,
        column: column.map(str::to_owned),
        rule: rule.into(),
    }
}

fn unreadable(line: u64, error: &csv::Error) -> RowFault {
    RowFault {
        line,
        column: None,
        rule: RowRule::Unreadable(error.to_string()),
    }
}
