//! What each fuzz target does with one input. The tests of the program do the same with the seeds and with every input
//! that once was a finding (`tests/it/fuzz.rs`).

pub mod csv_imports;
pub mod json_bodies;
pub mod model_inputs;
pub mod requests;
