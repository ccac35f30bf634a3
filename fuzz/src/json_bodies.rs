//! JSON bodies and files: a registration, a house, a network, how a house reports, a scenario with its questions.

use hospice_capacity::app::houses::Described;
use hospice_capacity::app::import_houses::Description;
use hospice_capacity::domain::count::Count;
use hospice_capacity::domain::registration::Said;
use hospice_capacity::domain::reporting::Reporting;
use hospice_capacity::domain::stand::Stand;
use hospice_capacity::http::{FromJson, ScenarioFile, read_json};

/// Reads `data` as each kind of body.
///
/// # Panics
/// Where what is refused has no fault, or a stand adds up to other than its beds.
pub fn run(data: &[u8]) {
    if let Some(said) = read::<Said>(data) {
        let in_turnover = said.counts.beds_in_turnover.map_or(0, Count::get);
        for physical in [0, 3, 999] {
            let Some(physical) = Count::new(physical) else {
                continue;
            };
            if let Ok(stand) = Stand::new(said.counts.clone(), physical) {
                assert_eq!(stand.free() + stand.committed() + in_turnover, stand.in_service());
                assert_eq!(stand.in_service() + stand.closed(), stand.physical());
            }
        }
    }
    read::<Described>(data);
    read::<Description>(data);
    read::<Reporting>(data);
    read::<ScenarioFile>(data);
}

fn read<T: FromJson>(data: &[u8]) -> Option<T> {
    read_json(data)
        .inspect_err(|faults| {
            assert!((1..=100).contains(&faults.len()), "{} faults", faults.len());
        })
        .ok()
}
