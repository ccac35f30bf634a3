//! What a query can say of a projection or a bed requirement.

use utoipa::IntoParams;

use super::{body, file};
use crate::app::planning::known::Known;
use crate::app::planning::projections::{Scenario, first_day};
use crate::domain::code::Coded as _;
use crate::http::input::one_of;
use crate::http::problem::{At, Problem};
use crate::http::query::Query;
use crate::http::scenario::HelpingCode;

/// The few changes that a query can say.
#[derive(Clone, Copy, Debug, Default)]
pub struct Changes {
    demand_factor: Option<f64>,
    stay_factor: Option<f64>,
    helping: Option<HelpingCode>,
}

impl Changes {
    pub fn read(query: &mut Query) -> Self {
        Self {
            demand_factor: query.real("demandFactor", 0.0, 10.0),
            stay_factor: query.real("stayFactor", 0.0, 10.0),
            helping: query.one("helping", one_of::<HelpingCode>(), HelpingCode::from_code),
        }
    }

    /// From the first day on.
    pub fn scenario(self, known: &Known) -> Scenario {
        let factors = |factor: Option<f64>| {
            factor
                .map(|factor| (first_day(known), factor))
                .into_iter()
                .collect()
        };
        Scenario {
            demand_factors: factors(self.demand_factor),
            stay_factors: factors(self.stay_factor),
            helping: self.helping.map(HelpingCode::helping).unwrap_or_default(),
            ..Scenario::default()
        }
    }
}

/// The members of a body that are parameters of a query.
pub fn in_query(mut problem: Problem) -> Problem {
    for error in &mut problem.errors {
        if let At::Pointer(pointer) = &error.at {
            let name = pointer.trim_start_matches('/').to_owned();
            error.at = At::Parameter(name);
        }
    }
    problem
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for the published document")]
pub struct ProjectionQuery {
    /// Het laatste jaar; zonder waarde tien jaar na het jaar van vandaag.
    #[param(
        minimum = 1900,
        maximum = 2060,
        example = 2036,
        required = false,
        nullable = false
    )]
    until: Option<u32>,
    /// Per jaar of per kwartaal.
    #[param(value_type = Option<body::StepName>, example = "year", required = false, nullable = false)]
    step: Option<String>,
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
    /// Lopen per trekking.
    #[param(minimum = 1, maximum = 100, example = 2, required = false, nullable = false)]
    paths: Option<u32>,
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

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for the published document")]
pub struct FileQuery {
    /// De vorm, voor wie de header Accept niet kan zetten.
    #[param(inline, value_type = Option<file::FileFormat>, example = "json", required = false, nullable = false)]
    format: Option<String>,
    /// Wat er in CSV tussen de cellen staat: `semicolon` voor Excel op een Nederlandse computer.
    #[param(inline, value_type = Option<file::SeparatorName>, example = "comma", required = false, nullable = false)]
    separator: Option<String>,
}
