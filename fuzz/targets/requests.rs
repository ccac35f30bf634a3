#![no_main]

use hospice_capacity_fuzz::requests;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| requests::run(data));
