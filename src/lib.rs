//! The register and the planning instrument for the palliative beds of a regional network.

#![forbid(unsafe_code)]

pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod http;
pub mod mail;
pub mod model;
pub mod pages;
pub mod store;
