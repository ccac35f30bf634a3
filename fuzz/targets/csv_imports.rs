#![no_main]

use hospice_capacity_fuzz::csv_imports;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| csv_imports::run(data));
