//! Reading a command's JSON file, as the API reads a body: every fault at once, each with its place and the rule.

use std::path::Path;

use super::Failure;
use super::import::unreadable;
use crate::domain::language::Language;
use crate::http::{At, FromJson, InputError, read_json};

/// Larger files than this are no description of houses, systems or scenarios. Unit: bytes.
const LARGEST_FILE: u64 = 20_000_000;

/// What stands in a file; a failure with all faults where there are any.
pub(super) fn read_file<T: FromJson>(file: &Path) -> Result<T, Failure> {
    let size = std::fs::metadata(file).map_err(|error| unreadable(file, &error))?;
    if size.len() > LARGEST_FILE {
        let most = format!(
            "{}: the file may have {LARGEST_FILE} bytes at most",
            file.display()
        );
        return Err(Failure(vec![most]));
    }
    let text = std::fs::read(file).map_err(|error| unreadable(file, &error))?;
    read_json(&text).map_err(|faults| refuse(file, &faults))
}

/// The faults of a file in sentences.
pub(super) fn refuse(file: &Path, faults: &[InputError]) -> Failure {
    Failure(faults.iter().map(|fault| say(file, fault)).collect())
}

fn say(file: &Path, fault: &InputError) -> String {
    let place = match &fault.at {
        At::Pointer(place) | At::Parameter(place) if place.is_empty() => String::new(),
        At::Pointer(place) | At::Parameter(place) => format!(", {place}"),
        At::Line(line, _) => format!(", line {line}"),
    };
    format!("{}{place}: {}", file.display(), fault.rule.say(Language::English))
}
