//! How many requests a caller may make. A token or session that was recognised has a share of its own; all else
//! is charged to the address it comes from, also what shows a token that nobody knows. Each server counts for
//! itself. What is left is told with each answer (draft-ietf-httpapi-ratelimit-headers-11).

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};
use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;
use std::sync::{PoisonError, RwLock};

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::web::Data;
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use super::auth::bearer;
use super::{Web, session};
use crate::app::sessions::network_of;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LEFT: HeaderName = HeaderName::from_static("ratelimit");

/// What whoever operates the server asks for must be answered also when a caller is out of hand.
const NOT_CHARGED: [&str; 3] = ["/livez", "/readyz", "/metrics"];
/// A share is for a minute. Unit: seconds.
const WINDOW: u32 = 60;
/// Above how many tokens and sessions those are forgotten that were recognised: each is then charged to its
/// address once more.
const MANY_RECOGNISED: usize = 100_000;
/// Below how many callers the memory they took is given back.
const FEW_CALLERS: usize = 1_000;

/// Whose share a request is charged to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Caller {
    Address(IpAddr),
    /// A token or a session, as a number that only this process can make of it.
    Recognised(u64),
}

type Shares<C> = RateLimiter<Caller, HashMapStateStore<Caller>, C, StateInformationMiddleware>;

/// The shares of all callers of this server.
pub struct Limits<C: Clock = DefaultClock> {
    /// Nothing where nobody is limited.
    shares: Option<(Shares<C>, HeaderValue)>,
    clock: C,
    /// Tokens and sessions by which somebody was recognised.
    recognised: RwLock<HashSet<u64>>,
    hasher: RandomState,
}

/// What a request leaves of its caller's share.
#[derive(Debug, PartialEq, Eq)]
pub struct Share {
    policy: Option<HeaderValue>,
    /// How many requests more can be made at once.
    left: u32,
    /// In how many seconds the share is whole again.
    whole_in: u32,
    /// Where the share was spent already: in how many seconds the next request can be made.
    next_in: Option<u64>,
}

impl Limits {
    /// So many requests for each caller in a minute, all at once or spread; 0 limits nobody.
    #[must_use]
    pub fn new(per_minute: u32) -> Self {
        Self::with_clock(per_minute, DefaultClock::default())
    }

    /// Charges a request to whom it comes from.
    pub(super) fn charge(request: &HttpRequest) -> Share {
        let web = request.app_data::<Data<Web>>();
        let Some(web) = web.filter(|web| web.limits.shares.is_some()) else {
            return Share::UNLIMITED;
        };
        if NOT_CHARGED.contains(&request.path()) {
            return Share::UNLIMITED;
        }
        let credential = web.limits.credential(request, web);
        let recognised = credential.filter(|number| web.limits.is_recognised(*number));
        let address = || Caller::at(session::address(request, web));
        web.limits
            .take(recognised.map_or_else(address, Caller::Recognised))
    }

    /// Charges a request that shows no token and no session to the address that it comes from.
    pub(super) fn charge_address(&self, address: Option<IpAddr>) -> Share {
        self.take(Caller::at(address))
    }

    /// From now on requests with this token or session are charged to it, and no longer where it is refused.
    pub(super) fn note(&self, request: &HttpRequest, web: &Web, is_recognised: bool) {
        if self.shares.is_none() {
            return;
        }
        if let Some(number) = self.credential(request, web)
            && self.is_recognised(number) != is_recognised
        {
            self.set(number, is_recognised);
        }
    }
}

impl<C: Clock + Clone> Limits<C> {
    fn with_clock(per_minute: u32, clock: C) -> Self {
        let shares = NonZeroU32::new(per_minute).and_then(|requests| {
            let policy = format!("\"default\";q={requests};w={WINDOW}");
            let limiter: Shares<C> = RateLimiter::new(
                Quota::per_minute(requests),
                HashMapStateStore::default(),
                clock.clone(),
            );
            let policy = HeaderValue::try_from(policy).ok()?;
            Some((limiter, policy))
        });
        Self {
            shares,
            clock,
            recognised: RwLock::default(),
            hasher: RandomState::new(),
        }
    }

    fn take(&self, caller: Caller) -> Share {
        let Some((limiter, policy)) = &self.shares else {
            return Share::UNLIMITED;
        };
        let policy = Some(policy.clone());
        match limiter.check_key(&caller) {
            Ok(state) => {
                let left = state.remaining_burst_capacity();
                let all = state.quota().burst_size().get();
                let spent = u64::from(all.saturating_sub(left));
                let whole_in = (spent * u64::from(WINDOW)).div_ceil(u64::from(all));
                Share {
                    policy,
                    left,
                    whole_in: u32::try_from(whole_in).unwrap_or(WINDOW),
                    next_in: None,
                }
            }
            Err(refusal) => {
                let wait = refusal.wait_time_from(self.clock.now());
                Share {
                    policy,
                    left: 0,
                    whole_in: WINDOW,
                    next_in: Some(wait.as_millis().div_ceil(1000).max(1).try_into().unwrap_or(1)),
                }
            }
        }
    }

    /// Forgets the callers whose share is whole again, so that memory holds only those of the last moments.
    pub(super) fn forget_idle(&self) {
        if let Some((limiter, _)) = &self.shares {
            limiter.retain_recent();
            if limiter.len() < FEW_CALLERS {
                limiter.shrink_to_fit();
            }
        }
    }

    fn credential(&self, request: &HttpRequest, web: &Web) -> Option<u64> {
        let number = |text: &str| self.hasher.hash_one(text);
        bearer(request)
            .map(number)
            .or_else(|| session::text(request, web).map(|text| number(&text)))
    }

    fn is_recognised(&self, number: u64) -> bool {
        let recognised = self.recognised.read().unwrap_or_else(PoisonError::into_inner);
        recognised.contains(&number)
    }

    fn set(&self, number: u64, is_recognised: bool) {
        let mut recognised = self.recognised.write().unwrap_or_else(PoisonError::into_inner);
        if !is_recognised {
            recognised.remove(&number);
            return;
        }
        if recognised.len() >= MANY_RECOGNISED {
            recognised.clear();
        }
        recognised.insert(number);
    }
}

impl Caller {
    /// Those of whom not even the address is known share one.
    fn at(address: Option<IpAddr>) -> Self {
        Self::Address(network_of(address.unwrap_or(Ipv4Addr::UNSPECIFIED.into())))
    }
}

impl Share {
    const UNLIMITED: Self = Self {
        policy: None,
        left: u32::MAX,
        whole_in: 0,
        next_in: None,
    };

    /// Whether nothing was left for this request, so that it is refused.
    pub(super) fn is_spent(&self) -> bool {
        self.next_in.is_some()
    }

    /// Tells the caller what is left.
    pub(super) fn tell(&self, headers: &mut HeaderMap) {
        let Some(policy) = &self.policy else { return };
        headers.insert(POLICY, policy.clone());
        let left = format!("\"default\";r={};t={}", self.left, self.whole_in);
        if let Ok(left) = HeaderValue::try_from(left) {
            headers.insert(LEFT, left);
        }
        if let Some(seconds) = self.next_in {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
    }
}

#[cfg(test)]
mod tests;
