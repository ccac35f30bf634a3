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
    /// De toeloop is vanaf morgen zoveel keer wat zij anders was.
    #[param(
        rename = "demandFactor",
        minimum = 0,
        maximum = 10,
        example = 1.2,
        required = false,
        nullable = false
    )]
    demand_factor: Option<f64>,
    /// Het verblijf duurt vanaf morgen zoveel keer zo lang.
    #[param(
        rename = "stayFactor",
        minimum = 0,
        maximum = 10,
        example = 1.0,
        required = false,
        nullable = false
    )]
    stay_factor: Option<f64>,
    /// Welke huizen elkaar helpen.
    #[param(value_type = Option<crate::http::scenario::HelpingName>, example = "region", required = false, nullable = false)]
    helping: Option<String>,
    /// Trekkingen van wat niet zeker bekend is.
    #[param(
        minimum = 20,
        maximum = 2000,
        example = 200,
        required = false,
        nullable = false
    )]
    draws: Option<u32>,
    /// Waar het toeval mee begint; zonder waarde volgt het uit wat bekend is.
    #[param(
        minimum = 0,
        maximum = 9_007_199_254_740_991_u64,
        example = 1,
        required = false,
        nullable = false
    )]
    seed: Option<u64>,
    /// Zoals het register er op dit moment voor stond.
    #[param(rename = "asOf", format = DateTime, example = "2026-11-01T00:00:00Z", required = false, nullable = false)]
    as_of: Option<String>,
}
