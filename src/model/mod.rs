//! The occupancy model: pure functions of registrations, a scenario and a seed.

/// Changes whenever an answer would: an answer is redone with the version it names.
pub const MODEL_VERSION: &str = "1";

pub mod backtest;
pub mod baseline;
pub mod birth_death;
pub mod counts;
pub mod estimate;
pub mod example;
pub mod flows;
pub mod forecast;
pub mod history;
pub mod interval;
pub mod mass;
pub mod network;
pub mod progress;
pub mod projection;
pub mod queue;
pub mod rates;
pub mod requirement;
pub mod scenario;
pub mod score;
pub mod series;
pub mod still_free;
#[cfg(test)]
mod testing;
