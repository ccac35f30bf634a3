#![no_main]

use hospice_capacity_fuzz::model_inputs;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    model_inputs::run(data);
});
