//! The register's clock: to the second, so that what is stored is what is shown.

use std::sync::Arc;

use chrono::{DateTime, Utc};

/// Tells the time, as a whole number of seconds.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::new(Utc::now)
    }

    /// A clock that tells what `tell` says, without fractions of a second.
    #[must_use]
    pub fn new(tell: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let now = (self.0)();
        DateTime::from_timestamp(now.timestamp(), 0).unwrap_or(now)
    }
}
