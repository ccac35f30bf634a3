//! The occupancy model: pure functions of registrations, a scenario and a seed.

pub mod birth_death;
pub mod example;
pub mod interval;
pub mod rates;
pub mod still_free;
#[cfg(test)]
mod testing;
