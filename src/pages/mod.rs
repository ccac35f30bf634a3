//! What people see: pages made by the server.

pub mod chart;
