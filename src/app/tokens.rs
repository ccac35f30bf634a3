//! Tokens: handed out once, kept as a hash, valid until they expire or are revoked.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::timeout;

use super::secret::{SecretText, draw, is_right, split};
use super::together::Together;
use super::{App, Error, Missing, audit};
use crate::domain::access::{Issuer, Principal, Role, Token};
use crate::domain::audit::EventKind;
use crate::domain::code::Coded as _;
use crate::domain::rule::{Fault, Rule};
use crate::domain::text::{HouseId, Id, Name};
use crate::store::{self, Store};

mod remembered;

pub(super) use remembered::Remembered;
pub use remembered::recognise;

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

/// A token with the number of browsers that are signed in by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub token: Token,
    pub sessions: u32,
}

/// Makes a token; its text is known only here and now.
///
/// # Errors
/// [`Error::Forbidden`] where the issuer may not hand out this role; [`Error::Conflict`] where houses and role do not go together or a house is not known;
/// [`Error::Unavailable`].
pub async fn create(app: &App, by: Issuer<'_>, new: NewToken) -> Result<(Token, SecretText), Error> {
    create_from(app, (by, None), new).await
}

/// The same, by somebody at this address.
///
/// # Errors
/// As [`create`].
pub async fn create_from(
    app: &App,
    (by, address): (Issuer<'_>, Option<IpAddr>),
    new: NewToken,
) -> Result<(Token, SecretText), Error> {
    if !by.may_hand_out(new.role) {
        return Err(Error::Forbidden);
    }
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
    let (today, by) = (app.today(), (audit::issuer(by), address));
    app.store
        .transact_promptly(move |connection| {
            for house in &stored.principal.houses {
                if store::house::find(connection, house, today)?.is_none() {
                    let unknown = Rule::UnknownHouse(house.to_string());
                    return Err(Error::Conflict(vec![Fault::field("houses", unknown)]));
                }
            }
            store::token::insert(connection, &stored)?;
            let (id, at) = (&stored.principal.token_id, stored.created_at);
            audit::append_token(connection, EventKind::TokenCreated, by, id, at)?;
            Ok(())
        })
        .await?;
    Ok((token, text))
}

/// The tokens that the issuer may hand out, in order of creation.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn list(app: &App, by: Issuer<'_>) -> Result<Vec<Listed>, Error> {
    let now = app.now();
    let (mut tokens, sessions) = app
        .store
        .read(move |connection| {
            let tokens = store::token::all(connection)?;
            Ok::<_, Error>((tokens, store::session::count_by_token(connection, now)?))
        })
        .await?;
    tokens.retain(|token| by.may_hand_out(token.principal.role));
    let listed = |token: Token| Listed {
        sessions: sessions_of(&token, &sessions, now),
        token,
    };
    Ok(tokens.into_iter().map(listed).collect())
}

/// One token.
///
/// # Errors
/// [`Error::Forbidden`] where the issuer may not hand out its role; [`Error::NotFound`];
/// [`Error::Unavailable`].
pub async fn read(app: &App, by: Issuer<'_>, id: Id) -> Result<Listed, Error> {
    let now = app.now();
    let (token, sessions) = app
        .store
        .read(move |connection| {
            let token = store::token::find(connection, &id)?.ok_or(Error::NotFound(Missing::Token))?;
            Ok::<_, Error>((token, store::session::count_by_token(connection, now)?))
        })
        .await?;
    if !by.may_hand_out(token.principal.role) {
        return Err(Error::Forbidden);
    }
    let sessions = sessions_of(&token, &sessions, now);
    Ok(Listed { token, sessions })
}

/// Sessions end with their token, though they are still stored.
fn sessions_of(token: &Token, sessions: &BTreeMap<Id, u32>, now: DateTime<Utc>) -> u32 {
    if token.is_valid_at(now) {
        sessions.get(&token.principal.token_id).copied().unwrap_or(0)
    } else {
        0
    }
}

/// Revokes a token, at once and for good; so end the sessions begun with it. Answers whether there is such a
/// token.
///
/// # Errors
/// [`Error::Forbidden`] where the issuer may not hand out its role; [`Error::Unavailable`].
pub async fn revoke(app: &App, by: Issuer<'_>, id: Id) -> Result<bool, Error> {
    revoke_from(app, (by, None), id).await
}

/// The same, by somebody at this address.
///
/// # Errors
/// As [`revoke`].
pub async fn revoke_from(
    app: &App,
    (by, address): (Issuer<'_>, Option<IpAddr>),
    id: Id,
) -> Result<bool, Error> {
    let now = app.now();
    let may_revoke: Vec<Role> = Role::ALL
        .iter()
        .copied()
        .filter(|role| by.may_hand_out(*role))
        .collect();
    let (by, revoked) = ((audit::issuer(by), address), id.clone());
    let is_there = app
        .store
        .transact_promptly(move |connection| {
            let Some(token) = store::token::find(connection, &id)? else {
                return Ok(false);
            };
            if !may_revoke.contains(&token.principal.role) {
                return Err(Error::Forbidden);
            }
            store::token::revoke(connection, &id, now)?;
            if token.revoked_at.is_none() {
                audit::append_token(connection, EventKind::TokenRevoked, by, &id, now)?;
            }
            Ok(true)
        })
        .await?;
    app.remembered.forget(&revoked);
    Ok(is_there)
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
    // A file is asked without a clock beside it.
    let token = match timeout(app.store.prompt(), app.asked_tokens.ask(id)).await {
        Ok(token) => token?.ok_or(Error::Unauthenticated)?,
        Err(_) => return Err(store::Error::Unavailable("no answer in time".to_owned()).into()),
    };
    let now = app.now();
    check(&token, secret, now)?;
    app.uses.note(token.principal.token_id.clone(), now);
    Ok(token)
}

/// Whether this is the token's secret and it is valid now.
fn check(token: &Token, secret: &str, now: DateTime<Utc>) -> Result<(), Error> {
    if is_right(secret, &token.secret_hash) && token.is_valid_at(now) {
        Ok(())
    } else {
        Err(Error::Unauthenticated)
    }
}

/// Tokens that are looked up, by their ids.
pub(super) type Asked = Together<Id, Option<Token>>;

/// How many tokens are looked up by one reading.
const MOST: usize = 512;

pub(super) fn asked_of(store: &Store) -> Asked {
    let (patience, store) = (store.prompt(), store.clone().here());
    Together::new(MOST, patience, move |ids, deadline| {
        read_all(store.clone(), ids, deadline)
    })
}

/// The token of each id, by one reading for all.
async fn read_all(
    store: Store,
    ids: Arc<[Id]>,
    deadline: Duration,
) -> Result<Vec<Result<Option<Token>, Error>>, store::Error> {
    let wanted: BTreeSet<Id> = ids.iter().cloned().collect();
    let found = store
        .look_up(deadline, move |connection| {
            store::token::find_all(connection, &wanted)
        })
        .await?;
    let of = |id: &Id| found.iter().find(|token| token.principal.token_id == *id);
    Ok(ids.iter().map(|id| Ok(of(id).cloned())).collect())
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
