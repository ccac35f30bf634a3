//! The register over HTTP: extract, ask `app`, answer.

mod arrival;
mod audit;
mod audit_events;
pub mod auth;
mod availability;
pub(crate) mod bed_requirements;
mod catalogue;
mod completeness;
mod computations;
mod conditional;
mod datapackage;
mod deaths;
mod docs;
pub mod face;
mod file;
mod filter;
mod finish;
mod forecast_scores;
mod forecasts;
mod houses;
mod imports;
mod input;
mod jobs;
mod limits;
mod links;
mod metrics;
mod negotiate;
mod network_file;
pub mod openapi;
mod operations;
mod poll;
pub mod problem;
pub(crate) mod projections;
pub mod query;
mod registrations;
mod reporting;
pub mod router;
mod scenario;
mod scenario_file;
pub mod server;
pub mod session;
mod statistics;

use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::web::{Bytes, ServiceConfig};
use serde::Serialize;

pub use availability::View;
pub(crate) use computations::read_result;
pub use datapackage::descriptor as data_package;
pub use finish::Visited;
pub use input::{Code, FromJson, List, Members, Whole, read_json};
pub use problem::{At, InputError};
pub use scenario_file::{FileAnswer, Questions, ScenarioFile};

use crate::app::App;
use crate::domain::access::Principal;
use limits::Limits;
use metrics::Metrics;
use problem::{Kind, Problem};

/// The version of the API: of this package, which follows semantic versioning.
pub const API_VERSION: &str = env!("CARGO_PKG_VERSION");

/// What every handler can reach.
pub struct Web {
    pub app: Arc<App>,
    /// The board as ready bytes.
    pub view: View,
    pub settings: WebSettings,
    /// What people see.
    pub pages: Pages,
    metrics: Metrics,
    limits: Limits,
}

/// The pages that people see, made by the layer above: their routes, and their words for a request that failed.
#[derive(Clone, Copy)]
pub struct Pages {
    pub configure: fn(&mut ServiceConfig),
    /// The page for a problem of a visit, for whoever is signed in, with the mark of the request.
    pub failure: fn(&Problem, &Visited, Option<&Principal>, &str) -> HttpResponse,
}

/// What an installation decides for itself about HTTP.
#[derive(Clone, Debug, Default)]
pub struct WebSettings {
    /// Sites whose pages may use the API with a token.
    pub cors_origins: Vec<String>,
    /// Where to report a weakness, as a `mailto:` or `https:` address; without one nothing is said.
    pub security_contact: Option<String>,
    /// Whether callers come over TLS, so that they may be told to do so always.
    pub behind_tls: bool,
    /// Where people reach this installation, without a slash at the end; where nobody says, that is asked of their
    /// requests.
    pub public_url: Option<String>,
    /// How many requests a caller may make in a minute; 0 where nobody is limited.
    pub requests_per_minute: u32,
    pub patience: Patience,
}

/// How many callers are listened to at once, and for how long each is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// How many connections there are at most; more wait to be let in.
    pub connections: u32,
    /// For the head of the first request of a connection.
    pub head: Duration,
    /// For a connection on which nothing is asked.
    pub idle: Duration,
    /// For a request with its body, until it is answered; imports have longer.
    pub request: Duration,
    /// For a caller who does not take what is sent.
    pub unread: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connections: 10_000,
            head: Duration::from_secs(5),
            idle: Duration::from_secs(75),
            request: Duration::from_secs(10),
            unread: Duration::from_secs(30),
        }
    }
}

impl Web {
    #[must_use]
    pub fn new(app: Arc<App>, view: View, settings: WebSettings, pages: Pages) -> Self {
        Self {
            app,
            view,
            limits: Limits::new(settings.requests_per_minute),
            settings,
            pages,
            metrics: Metrics::new(),
        }
    }
}

/// A document as JSON text.
fn write_json(document: &impl Serialize) -> Result<Bytes, Problem> {
    serde_json::to_vec(document).map(Bytes::from).map_err(|error| {
        log::error!(error:% = error; "an answer could not be written");
        Problem::new(Kind::Internal)
    })
}
