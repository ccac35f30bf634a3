//! `hospice-capacity openapi`.

use super::{Failure, OpenapiVersion};
use crate::http::openapi::{document, three_zero};

pub(super) fn run(version: OpenapiVersion) -> Result<(), Failure> {
    let document = match version {
        OpenapiVersion::ThreeOne => document(),
        OpenapiVersion::ThreeZero => three_zero(document()),
    };
    println!("{}", serde_json::to_string_pretty(&document)?);
    Ok(())
}
