//! The register's words and rules: values that are valid once they exist, and the sentences that
//! say why something is refused. No input or output, no clock, no database: time is an argument.

pub mod access;
pub mod availability;
pub mod calendar;
pub mod change;
pub mod code;
pub mod completeness;
pub mod computation;
pub mod count;
pub mod deaths;
pub mod holiday;
pub mod house;
pub mod language;
pub mod next_stand;
pub mod period;
pub mod place;
pub mod projection;
pub mod referral;
pub mod registration;
pub mod reporting;
pub mod rule;
pub mod stand;
pub mod statistics;
pub mod suppression;
pub mod text;
pub mod usual;
pub mod warning;
pub mod when;
