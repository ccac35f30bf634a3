//! The simulation of a network of houses: one engine for the forecast of tomorrow and the projection to 2060.
//!
//! A discrete-event simulation. Requests are a Poisson process whose level changes with weekday, season, year and
//! swing; each has a house of first choice. Whoever finds no bed there may wait for one, or take a free bed of
//! another house of the group, or is lost. Guests stay for a random time, beds need a turnover, spells of closed
//! beds come and go, and beds are planned from date to date.
//!
//! ```text
//! Network   what is known and planned: houses, groups that help each other, steps, today's stand
//! Parameters  one draw of what is estimated
//! Run         plays paths of one group: start(parameters, seed, path), then pass_day() and look at houses()
//! ```
//!
//! A path is a function of network, parameters, seed and path number alone.

pub use house::{Counts, Running};
pub use long_run::{HouseInLongRun, InLongRun, Runs, Share, in_long_run};
pub use parameters::{Closures, HouseParameters, Parameters, RegionParameters, Season, Swing};
pub use run::Run;
pub use site::{Asks, Helping, House, Network, State, Step};
pub use stay::StayShape;

mod agenda;
mod calendar;
mod climate;
mod guests;
mod house;
mod long_run;
mod parameters;
mod run;
mod site;
mod stay;
mod stream;
#[cfg(test)]
mod tests;
