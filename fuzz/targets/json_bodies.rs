#![no_main]

use hospice_capacity_fuzz::json_bodies;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| json_bodies::run(data));
