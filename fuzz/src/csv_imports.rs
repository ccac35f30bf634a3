//! Files that people import: registrations, deaths, and registrations for the model.

use hospice_capacity::app::csv_file::RowFault;
use hospice_capacity::app::{import_deaths, model_file, registration_csv};
use hospice_capacity::domain::deaths::Deaths;
use hospice_capacity::domain::language::Language;

/// Reads `data` as each kind of file.
///
/// # Panics
/// Where a fault is not said, or names a line that is not there.
pub fn run(data: &[u8]) {
    match registration_csv::read(data) {
        // A quiet month's export has no rows, and may be imported.
        Ok(table) => assert!(
            table.columns.contains(&"house_id"),
            "a file without houses is a fault"
        ),
        Err(faults) => look_at(&faults, data),
    }
    match model_file::read(data) {
        Ok(file) => {
            let (first, last) = file.span();
            assert!(!file.known_at(last).is_empty() || !file.known_at(chrono::NaiveDate::MAX).is_empty());
            assert!(first <= last);
            assert!(file.origins(5, 28).len() <= 5);
            drop(file.ambiguous());
        }
        Err(faults) => look_at(&faults, data),
    }
    match import_deaths::read(data) {
        Ok(rows) => match Deaths::new(rows) {
            Ok(deaths) => drop(deaths.by_region()),
            Err(misfits) => assert!(!misfits.is_empty()),
        },
        Err(faults) => look_at(&faults, data),
    }
}

fn look_at(faults: &[RowFault], data: &[u8]) {
    assert!(!faults.is_empty(), "what is refused has a fault");
    let breaks = data.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
    let lines = u64::try_from(breaks).unwrap_or(u64::MAX).saturating_add(2);
    for fault in faults.iter().take(50) {
        assert!((1..=lines).contains(&fault.line), "line {}", fault.line);
        for language in [Language::Dutch, Language::English] {
            assert!(!fault.rule.say(language).is_empty());
        }
    }
}
