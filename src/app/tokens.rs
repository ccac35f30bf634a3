//! Tokens: handed out once, kept as a hash, valid until they expire or are revoked.

use std::collections::BTreeMap;
use std::sync::Mutex;

use chrono::{DateTime, Utc};

use super::secret::{SecretText, draw, is_right, split};
use super::{App, Error};
use crate::domain::access::{Principal, Role, Token};
use crate::domain::rule::{Fault, Rule};
use crate::domain::text::{HouseId, Id, Name};
use crate::store;

/// What a new token is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewToken {
    pub name: Name,
    pub role: Role,
    /// The houses of a reporter: one at least; none for other roles.
    pub houses: Vec<HouseId>,
    pub expires_at: DateTime<Utc>,
}

/// The word before the id in a token's text.
const KIND: &str = "hc";

/// Makes a token; its text is known only here and now.
///
/// # Errors
/// [`Error::Conflict`] where houses and role do not go together or a house is not known;
/// [`Error::Unavailable`].
pub async fn create(app: &App, new: NewToken) -> Result<(Token, SecretText), Error> {
    let is_reporter = new.role == Role::Reporter;
    if is_reporter == new.houses.is_empty() {
        let rule = if is_reporter {
            Rule::Required
        } else {
            Rule::UnknownName
        };
        return Err(Error::Conflict(vec![Fault::field("houses", rule)]));
    }
    let (id, text, secret_hash) = draw(KIND)?;
    let token = Token {
        principal: Principal {
            token_id: id,
            name: new.name,
            role: new.role,
            houses: new.houses,
        },
        secret_hash,
        created_at: app.now(),
        expires_at: new.expires_at,
        revoked_at: None,
        last_used_at: None,
    };
    let stored = token.clone();
    let today = app.today();
    app.store
        .transact(move |connection| {
            for house in &stored.principal.houses {
                if store::house::find(connection, house, today)?.is_none() {
                    let unknown = Rule::UnknownHouse(house.to_string());
                    return Err(Error::Conflict(vec![Fault::field("houses", unknown)]));
                }
            }
            store::token::insert(connection, &stored)?;
            Ok(())
        })
        .await?;
    Ok((token, text))
}

/// All tokens, in order of creation.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn list(app: &App) -> Result<Vec<Token>, Error> {
    app.store
        .read(|connection| store::token::all(connection).map_err(Error::from))
        .await
}

/// Revokes a token, at once and for good. Answers whether there is such a token.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn revoke(app: &App, id: Id) -> Result<bool, Error> {
    let now = app.now();
    app.store
        .transact(move |connection| store::token::revoke(connection, &id, now).map_err(Error::from))
        .await
}

/// Who holds this token. The database is asked each time, so that a revoked token ends at once.
///
/// # Errors
/// [`Error::Unauthenticated`] where it is unknown, expired or revoked; [`Error::Unavailable`].
pub async fn authenticate(app: &App, text: &str) -> Result<Principal, Error> {
    find_valid(app, text).await.map(|token| token.principal)
}

/// The token with this text, where it is valid now.
///
/// # Errors
/// As [`authenticate`].
pub(super) async fn find_valid(app: &App, text: &str) -> Result<Token, Error> {
    let (id, secret) = split(KIND, text).ok_or(Error::Unauthenticated)?;
    let token = app
        .store
        .read(move |connection| store::token::find(connection, &id).map_err(Error::from))
        .await?
        .ok_or(Error::Unauthenticated)?;
    let now = app.now();
    if !is_right(secret, &token.secret_hash) || !token.is_valid_at(now) {
        return Err(Error::Unauthenticated);
    }
    app.uses.note(token.principal.token_id.clone(), now);
    Ok(token)
}

/// Writes down when tokens were last used, which is only noted in memory while they are used.
///
/// # Errors
/// [`Error::Unavailable`]; the moments are then lost, which harms nobody.
pub async fn flush_uses(app: &App) -> Result<(), Error> {
    let uses = app.uses.take();
    if uses.is_empty() {
        return Ok(());
    }
    app.store
        .transact(move |connection| {
            for (id, at) in uses {
                store::token::note_use(connection, &id, at)?;
            }
            Ok(())
        })
        .await
}

/// When tokens were last used, until it is written down.
#[derive(Default)]
pub(super) struct Uses(Mutex<BTreeMap<Id, DateTime<Utc>>>);

impl Uses {
    pub(super) fn note(&self, id: Id, at: DateTime<Utc>) {
        if let Ok(mut uses) = self.0.lock() {
            uses.insert(id, at);
        }
    }

    fn take(&self) -> BTreeMap<Id, DateTime<Utc>> {
        self.0
            .lock()
            .map(|mut uses| std::mem::take(&mut *uses))
            .unwrap_or_default()
    }
}
