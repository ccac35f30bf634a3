//! Signing in with a browser: a token is exchanged for a session, which ends when it expires, is signed out
//! of, or when its token ends.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::{DefaultKeyedRateLimiter, Quota};

use super::secret::{SecretText, draw, is_right, split};
use super::{App, Error, audit, tokens};
use crate::domain::access::{Principal, Session};
use crate::domain::audit::{EventKind, Outcome};
use crate::store;

/// How many attempts to sign in an address has at once.
const ATTEMPTS: NonZeroU32 = NonZeroU32::new(20).unwrap();
/// After how long it has one more.
const NEXT_ATTEMPT: Duration = Duration::from_secs(15);
const KIND: &str = "hs";

/// The attempts to sign in that each address still has.
pub(super) struct Attempts(DefaultKeyedRateLimiter<IpAddr>);

impl Default for Attempts {
    fn default() -> Self {
        let quota = Quota::with_period(NEXT_ATTEMPT).unwrap_or(Quota::per_minute(ATTEMPTS));
        Self(DefaultKeyedRateLimiter::keyed(quota.allow_burst(ATTEMPTS)))
    }
}

impl Attempts {
    fn take(&self, address: IpAddr) -> Result<(), Error> {
        self.0
            .check_key(&network_of(address))
            .map_err(|_| Error::TooManyAttempts)
    }
}

/// Forgets the addresses that may make all their attempts again, so that memory holds only those of the last minutes.
pub fn forget_attempts(app: &App) {
    app.attempts.0.retain_recent();
}

/// Exchanges a token for a session. `address` is whose attempts are counted.
///
/// # Errors
/// [`Error::TooManyAttempts`]; [`Error::Unauthenticated`] where the token is unknown, expired or revoked;
/// [`Error::Unavailable`].
pub async fn begin(
    app: &App,
    token: &str,
    address: IpAddr,
) -> Result<(Session, SecretText, Principal), Error> {
    let token = match app.attempts.take(address) {
        Ok(()) => tokens::find_valid(app, token).await,
        Err(error) => Err(error),
    };
    let token = token.inspect_err(|error| note_refusal(app, error, address))?;
    let (id, text, secret_hash) = draw(KIND)?;
    let now = app.now();
    let session = Session {
        id,
        secret_hash,
        token_id: token.principal.token_id.clone(),
        created_at: now,
        expires_at: token.expires_at.min(now + app.settings.longest_session),
    };
    let stored = session.clone();
    let by = (Some(audit::actor(&token.principal)), Some(address));
    app.store
        .transact_promptly(move |connection| {
            store::session::delete_ended(connection, now)?;
            store::session::insert(connection, &stored)?;
            audit::append_session(connection, EventKind::SignIn, by, now).map_err(Error::from)
        })
        .await?;
    Ok((session, text, token.principal))
}

fn note_refusal(app: &App, error: &Error, address: IpAddr) {
    let outcome = match error {
        Error::Unauthenticated => Outcome::NotRecognised,
        Error::TooManyAttempts => Outcome::TooMany,
        _ => return,
    };
    audit::note_refusal(
        app,
        (EventKind::SignInRefused, outcome),
        None,
        Some(address),
        None,
    );
}

/// Who is signed in with this session. The database is asked each time, so that one ends at once when it is
/// signed out of or its token is revoked.
///
/// # Errors
/// [`Error::Unauthenticated`] where it is unknown or has ended; [`Error::Unavailable`].
pub async fn authenticate(app: &App, text: &str) -> Result<Principal, Error> {
    let (id, secret) = split(KIND, text).ok_or(Error::Unauthenticated)?;
    let found = app
        .store
        .read_promptly(move |connection| {
            let Some(session) = store::session::find(connection, &id)? else {
                return Ok(None);
            };
            let token = store::token::find(connection, &session.token_id)?;
            Ok::<_, Error>(token.map(|token| (session, token)))
        })
        .await?;
    let (session, token) = found.ok_or(Error::Unauthenticated)?;
    let now = app.now();
    let is_valid = now < session.expires_at && token.is_valid_at(now);
    if !is_right(secret, &session.secret_hash) || !is_valid {
        return Err(Error::Unauthenticated);
    }
    app.uses.note(token.principal.token_id.clone(), now);
    Ok(token.principal)
}

/// Ends a session, for a browser at this address; one that is not there has ended already.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn end(app: &App, text: &str, address: Option<IpAddr>) -> Result<(), Error> {
    let Some((id, secret)) = split(KIND, text) else {
        return Ok(());
    };
    let (secret, now) = (secret.to_owned(), app.now());
    app.store
        .transact_promptly(move |connection| {
            let session = store::session::find(connection, &id)?;
            let Some(session) = session.filter(|session| is_right(&secret, &session.secret_hash)) else {
                return Ok(());
            };
            store::session::delete(connection, &id)?;
            let token = store::token::find(connection, &session.token_id)?;
            let actor = token.map(|token| audit::actor(&token.principal));
            audit::append_session(connection, EventKind::SignOut, (actor, address), now).map_err(Error::from)
        })
        .await
}

/// Whom an address stands for: of the sixth version, a household has 64 bits of addresses.
#[must_use]
pub fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(six) => IpAddr::V6((u128::from(six) & !u128::from(u64::MAX)).into()),
        four @ IpAddr::V4(_) => four,
    }
}
