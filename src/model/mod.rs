//! The occupancy model: pure functions of registrations, a scenario and a seed.

pub mod example;
