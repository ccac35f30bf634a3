//! The key of a request: an import that comes twice with the same one is done once. What was done is written in
//! the import's own transaction, so that there is never the one without the other.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::{Report, Stop};
use crate::app::{App, Error};
use crate::domain::rule::{Fault, Place, Rule};
use crate::domain::text::Id;
use crate::store::keyed_import::{self, KeyedImport};
use crate::store::{self, Connection};

/// For how long the same request gets the same answer.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// The key of a request, whose it is, and what came with it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    token: Id,
    hash: String,
    fingerprint: String,
}

impl Key {
    /// The key `text` of a token, on a request that is made up of `parts`.
    #[must_use]
    pub fn new(token: Id, text: &str, parts: &[&[u8]]) -> Self {
        let mut whole = Sha256::new();
        for part in parts {
            // With its length, so that nothing can move from one part to the next.
            whole.update(part.len().to_string());
            whole.update(b":");
            whole.update(part);
        }
        Self {
            token,
            hash: HEXLOWER.encode(&Sha256::digest(text.as_bytes())),
            fingerprint: HEXLOWER.encode(&whole.finalize()),
        }
    }
}

/// The keys of this server's requests that are under way. Other servers on the same database learn of them
/// there.
#[derive(Clone, Default)]
pub(in crate::app) struct UnderWay(Arc<Mutex<BTreeSet<(Id, String)>>>);

impl UnderWay {
    /// Holds the key until what is returned is dropped.
    ///
    /// # Errors
    /// [`Error::Conflict`] where another request holds it.
    pub(super) fn begin(&self, key: Key) -> Result<Held, Error> {
        let mark = (key.token.clone(), key.hash.clone());
        let is_free = self.0.lock().is_ok_and(|mut keys| keys.insert(mark));
        if !is_free {
            return Err(refused(Rule::UnderWay));
        }
        Ok(Held {
            key,
            all: self.clone(),
        })
    }
}

/// A key while its request is under way.
pub(super) struct Held {
    key: Key,
    all: UnderWay,
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Ok(mut keys) = self.all.0.lock() {
            keys.remove(&(self.key.token.clone(), self.key.hash.clone()));
        }
    }
}

impl Held {
    /// What was done under this key before; nothing where it is new.
    pub(super) fn done_before(
        &self,
        connection: &mut Connection,
        now: DateTime<Utc>,
    ) -> Result<Option<Report>, Stop> {
        let Key {
            token,
            hash,
            fingerprint,
        } = &self.key;
        if !keyed_import::claim(connection, token, hash)? {
            return Err(Stop::Refused(Rule::UnderWay));
        }
        keyed_import::forget(connection, now - KEPT)?;
        match keyed_import::find(connection, token, hash)? {
            None => Ok(None),
            Some(done) if done.fingerprint == *fingerprint => Ok(Some(Report {
                new: number(done.days_created),
                corrected: number(done.days_corrected),
                unchanged: number(done.days_unchanged),
            })),
            Some(_) => Err(Stop::Refused(Rule::KeyUsedOtherwise)),
        }
    }

    /// Writes down what was done.
    pub(super) fn note(
        &self,
        connection: &mut Connection,
        report: Report,
        now: DateTime<Utc>,
    ) -> Result<(), store::Error> {
        let done = KeyedImport {
            token_id: self.key.token.to_string(),
            key_hash: self.key.hash.clone(),
            fingerprint: self.key.fingerprint.clone(),
            created_at: now.naive_utc(),
            days_created: stored(report.new),
            days_corrected: stored(report.corrected),
            days_unchanged: stored(report.unchanged),
        };
        keyed_import::insert(connection, &done)
    }
}

/// Forgets the keys of more than a day ago.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn forget_old_keys(app: &App) -> Result<(), Error> {
    let before = app.now() - KEPT;
    app.store
        .transact(move |connection| keyed_import::forget(connection, before).map_err(Error::from))
        .await
}

pub(super) fn refused(rule: Rule) -> Error {
    Error::Conflict(vec![Fault {
        place: Place::Parameter("Idempotency-Key"),
        rule,
    }])
}

fn number(stored: i32) -> u64 {
    u64::from(stored.unsigned_abs())
}

/// A file has far fewer rows than fit.
fn stored(number: u64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
