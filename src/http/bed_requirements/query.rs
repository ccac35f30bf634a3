//! What a query can say of a bed requirement.

use utoipa::IntoParams;

use super::question::Asked;
use super::{TargetCode, TargetName};
use crate::app::planning::projections::{DRAWS, LAST_YEAR};
use crate::domain::code::Coded as _;
use crate::http::input::one_of;
use crate::http::query::Query;

impl Asked {
    pub fn in_query(query: &mut Query) -> Self {
        Self {
            year: query.number("year", 1900, LAST_YEAR.unsigned_abs()),
            target: query.one("target", one_of::<TargetCode>(), TargetCode::from_code),
            level: query.real("atMost", 0.001, 0.99),
            certainty: query.real("certainty", 0.5, 0.99),
            draws: query.number("draws", DRAWS.0, DRAWS.1),
            seed: query.seed("seed"),
            as_of: query.moment("asOf"),
        }
    }
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for the published document")]
pub struct RequirementQuery {
    /// Het jaar waarvan de toeloop geldt; zonder waarde het volgende.
    #[param(
        minimum = 1900,
        maximum = 2060,
        example = 2035,
        required = false,
        nullable = false
    )]
    year: Option<u32>,
    /// Wat niet meer mag zijn dan `atMost`; zonder waarde het deel van de aanvragen dat zonder bed eindigt.
    #[param(value_type = Option<TargetName>, example = "noBed", required = false, nullable = false)]
    target: Option<String>,
    /// Hoogstens 0,9, voor de bezettingsgraad 0,05 tot 0,99; zonder waarde 0,05, of 0,8 voor de bezettingsgraad.
    #[param(
        rename = "atMost",
        minimum = 0.001,
        maximum = 0.99,
        example = 0.05,
        required = false,
        nullable = false
    )]
    at_most: Option<f64>,
    /// Met welke kans het doel gehaald moet worden, over wat niet zeker bekend is.
    #[param(
        minimum = 0.5,
        maximum = 0.99,
        example = 0.8,
        required = false,
        nullable = false
    )]
    certainty: Option<f64>,
}
