//! Counts and durations of requests, in the format of Prometheus.

use std::time::Duration;

use actix_web::http::{Method, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Request {
    method: &'static str,
    /// The route's template, never the path itself.
    route: String,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Route {
    route: String,
}

/// The metrics of this process.
pub struct Metrics {
    registry: Registry,
    requests: Family<Request, Counter>,
    durations: Family<Route, Histogram>,
}

impl Metrics {
    #[must_use]
    pub fn new() -> Self {
        let requests = Family::<Request, Counter>::default();
        // 100 microseconds to 10 seconds.
        let durations = Family::<Route, Histogram>::new_with_constructor(|| {
            Histogram::new([0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0])
        });
        let mut registry = Registry::with_prefix("hospice_capacity");
        registry.register("http_requests", "Requests answered", requests.clone());
        registry.register_with_unit(
            "http_request_duration",
            "Time from the request's headers to its answer",
            Unit::Seconds,
            durations.clone(),
        );
        Self {
            registry,
            requests,
            durations,
        }
    }

    pub fn count(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        self.counted(method, route, status).count(took);
    }

    /// Where requests like this are counted.
    pub(super) fn counted(&self, method: &Method, route: &str, status: StatusCode) -> Counted {
        // Methods are the caller's words: only those of the API become labels.
        let method = match method.as_str() {
            "GET" => "GET",
            "HEAD" => "HEAD",
            "PUT" => "PUT",
            "DELETE" => "DELETE",
            "OPTIONS" => "OPTIONS",
            "POST" => "POST",
            _ => "other",
        };
        let request = Request {
            method,
            route: route.to_owned(),
            status: status.as_u16(),
        };
        let route = Route {
            route: route.to_owned(),
        };
        Counted {
            requests: self.requests.get_or_create_owned(&request),
            durations: self.durations.get_or_create_owned(&route),
        }
    }

    /// The metrics as text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        if encode(&mut text, &self.registry).is_err() {
            log::error!("the metrics could not be written");
        }
        text
    }
}

/// The figures of requests of one kind.
#[derive(Clone)]
pub(super) struct Counted {
    requests: Counter,
    durations: Histogram,
}

impl Counted {
    pub(super) fn count(&self, took: Duration) {
        self.requests.inc();
        self.durations.observe(took.as_secs_f64());
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}
