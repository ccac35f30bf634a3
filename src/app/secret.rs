//! Secrets handed out once and kept as a hash: those of tokens and of sessions.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use rand::TryRng as _;
use rand::rngs::SysRng;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::Error;
use crate::domain::text::Id;
use crate::store;

/// The text of a secret: a word for its kind, `_`, the id, `_` and 256 random bits in URL-safe base64.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(String);

impl SecretText {
    /// The secret, to be shown once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// A new secret: its id, its text and what is kept of it.
pub(super) fn draw(kind: &str) -> Result<(Id, SecretText, [u8; 32]), Error> {
    let no_chance = || {
        let reason = "the operating system gives no random numbers".to_owned();
        Error::Unavailable(store::Error::Unavailable(reason))
    };
    let mut name = [0_u8; 6];
    let mut secret = [0_u8; 32];
    SysRng.try_fill_bytes(&mut name).map_err(|_| no_chance())?;
    SysRng.try_fill_bytes(&mut secret).map_err(|_| no_chance())?;
    let id = Id::new(&HEXLOWER.encode(&name)).ok_or_else(no_chance)?;
    let secret = BASE64URL_NOPAD.encode(&secret);
    let text = SecretText(format!("{kind}_{id}_{secret}"));
    Ok((id, text, hash(&secret)))
}

/// The id and the secret of a text of this kind.
pub(super) fn split<'a>(kind: &str, text: &'a str) -> Option<(Id, &'a str)> {
    let (id, secret) = text.strip_prefix(kind)?.strip_prefix('_')?.split_once('_')?;
    Some((Id::new(id)?, secret))
}

/// Whether `kept` is what is kept of this secret; it takes as long whether or not.
pub(super) fn is_right(secret: &str, kept: &[u8; 32]) -> bool {
    hash(secret).ct_eq(kept).into()
}

fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}
