//! Tokens that were valid a moment ago, for writes, which ask again in their own transaction. So whoever writes much
//! makes one journey to the database, not two, and a token that was revoked before it is asked for there writes nothing.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::{KIND, check, find_valid};
use crate::app::secret::split;
use crate::app::{App, Error};
use crate::domain::access::{Principal, Token};
use crate::domain::text::Id;

/// For how long a token is remembered.
const MOMENT: Duration = Duration::from_secs(5);
/// How many tokens are remembered.
const MOST: usize = 4096;

/// Tokens, and when they were found valid.
#[derive(Default)]
pub(in crate::app) struct Remembered(Mutex<BTreeMap<Id, (Instant, Token)>>);

impl Remembered {
    fn recall(&self, id: &Id) -> Option<Token> {
        let tokens = self.tokens();
        let (found_at, token) = tokens.get(id)?;
        (found_at.elapsed() < MOMENT).then(|| token.clone())
    }

    fn remember(&self, token: &Token) {
        let mut tokens = self.tokens();
        if tokens.len() >= MOST {
            tokens.pop_first();
        }
        tokens.insert(token.principal.token_id.clone(), (Instant::now(), token.clone()));
    }

    /// Has it read again the next time.
    pub(in crate::app) fn forget(&self, id: &Id) {
        self.tokens().remove(id);
    }

    fn tokens(&self) -> MutexGuard<'_, BTreeMap<Id, (Instant, Token)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Who holds this token, or held it a moment ago: for those whose work asks again in the transaction in which it writes.
///
/// # Errors
/// As [`super::authenticate`].
pub async fn recognise(app: &App, text: &str) -> Result<Principal, Error> {
    let (id, secret) = split(KIND, text).ok_or(Error::Unauthenticated)?;
    if let Some(token) = app.remembered.recall(&id) {
        check(&token, secret, app.now())?;
        return Ok(token.principal);
    }
    let token = find_valid(app, text).await?;
    app.remembered.remember(&token);
    Ok(token.principal)
}
