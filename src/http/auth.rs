//! Who asks, and what they may: the rights of a handler stand as types in its signature. Programs show a token;
//! browsers that are signed in, the cookie of their session.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};

use super::problem::{Kind, Problem};
use super::{Web, session};
use crate::app::{App, Error, tokens};
use crate::domain::access::{Principal, Role};

/// A right, and the roles that have it.
pub trait Right: 'static {
    const ROLES: &'static [Role];
    /// Whether an installation can open this right to everybody.
    const CAN_BE_PUBLIC: bool = false;
    /// Whether the work asks again if the token is valid, in the transaction in which it writes.
    const IS_ASKED_AGAIN: bool = false;
}

/// Declares rights in one table: this is where roles are turned into what they may do.
macro_rules! rights {
    ($($(#[$meta:meta])* $alias:ident = $right:ident [$($role:ident),+] $(, $flag:ident)?;)+) => {
        $(
            pub struct $right;
            impl Right for $right {
                const ROLES: &'static [Role] = &[$(Role::$role),+];
                $(const $flag: bool = true;)?
            }
            $(#[$meta])*
            pub type $alias = Allowed<$right>;
        )+
    };
}

rights! {
    /// May see which beds are free, and the houses. Open to all where the installation says so.
    CanSeeBoard = SeeBoard [Reporter, App, Analyst, Coordinator, Admin], CAN_BE_PUBLIC;
    /// May see which beds were free at a past moment.
    CanLookBack = LookBack [Reporter, App, Analyst, Coordinator, Admin];
    /// May read, write and withdraw registrations; of a house of its own where it is a reporter.
    CanRegister = Register [Reporter, Coordinator];
    /// The same, for handlers that write by `record_registration::record`, which asks for the token again, and for no others.
    CanRecord = Record [Reporter, Coordinator], IS_ASKED_AGAIN;
    /// May list registrations; of its own houses where it is a reporter.
    CanListRegistrations = ListRegistrations [Reporter, Analyst, Coordinator];
    /// May enter registrations of all houses from a file.
    CanImport = Import [Coordinator];
    /// May see who reported and who did not; of its own houses where it is a reporter.
    CanFollowReporting = FollowReporting [Reporter, Coordinator];
    /// May see which warnings nobody confirmed; of its own houses where it is a reporter.
    CanReviewWarnings = ReviewWarnings [Reporter, Coordinator];
    /// May see how the network as a whole reports, what was corrected, and who was reminded.
    CanSeeNetwork = SeeNetwork [Coordinator];
    /// May see the capacity measurement.
    CanMeasure = Measure [Analyst, Coordinator];
    /// May see forecasts and projections, and ask for them.
    CanPlan = Plan [Analyst, Coordinator];
    /// May hand out tokens and revoke them, as far as the role goes.
    CanManageTokens = ManageTokens [Coordinator, Admin];
    /// May read who signed in, who was refused, and who took data out.
    CanAudit = Audit [Coordinator];
    /// May describe houses.
    CanManageHouses = ManageHouses [Coordinator];
}

/// Proof that the caller has a right. `principal` is empty only where everybody has it.
pub struct Allowed<R: Right> {
    principal: Option<Principal>,
    right: PhantomData<R>,
}

impl<R: Right> Allowed<R> {
    /// Whoever holds the token.
    ///
    /// # Errors
    /// A [`Problem`] where the right is open to all and no token was needed.
    pub fn principal(self) -> Result<Principal, Problem> {
        self.principal.ok_or_else(|| Problem::new(Kind::Unauthenticated))
    }
}

impl<R: Right> FromRequest for Allowed<R> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let web = request
                .app_data::<Data<Web>>()
                .ok_or_else(|| Problem::new(Kind::Internal))?;
            if R::CAN_BE_PUBLIC && web.app.settings.public_availability {
                return Ok(Self {
                    principal: None,
                    right: PhantomData,
                });
            }
            let principal = if R::IS_ASKED_AGAIN {
                identify(&request, web, tokens::recognise).await?
            } else {
                principal(&request, web).await?
            };
            let principal = principal.ok_or_else(|| Problem::new(Kind::Unauthenticated))?;
            if !R::ROLES.contains(&principal.role) {
                return Err(Problem::new(Kind::Forbidden));
            }
            Ok(Self {
                principal: Some(principal),
                right: PhantomData,
            })
        })
    }
}

/// Who asks, where the request says so.
///
/// # Errors
/// A [`Problem`] where the token or the session is not valid, or where another site may have sent the request.
pub async fn principal(request: &HttpRequest, web: &Web) -> Result<Option<Principal>, Problem> {
    identify(request, web, tokens::authenticate).await
}

/// The same, with the function that says who holds a token.
async fn identify(
    request: &HttpRequest,
    web: &Web,
    holder: impl AsyncFnOnce(&App, &str) -> Result<Principal, Error>,
) -> Result<Option<Principal>, Problem> {
    let found = match bearer(request) {
        Some(token) => holder(&web.app, token).await.map(Some).map_err(Problem::from),
        None => session::principal(request, web).await,
    };
    match &found {
        Ok(Some(principal)) => {
            web.limits.note(request, web, true);
            request.extensions_mut().insert(Caller(principal.clone()));
        }
        Err(problem) if problem.kind == Kind::Unauthenticated => web.limits.note(request, web, false),
        _ => {}
    }
    found
}

/// Who sent a request, for the log and for the page that says why it failed.
pub struct Caller(pub Principal);

/// The token that a program shows.
pub(super) fn bearer(request: &HttpRequest) -> Option<&str> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
