//! Verifying the register: everything that can be worked out again is, and held against what is stored.

mod note;

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

pub use note::{Note, NoteFault};

use super::App;
use crate::store::file::damage;
use crate::store::registration::{Chain, Fault, chain, chained};
use crate::store::{self, Connection};

/// Why a register is not what was entered.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The first thing that does not fit, in order of houses.
    #[error("the register does not fit: {0}")]
    Fault(Fault),
    #[error("the database itself is damaged: {0}")]
    Damaged(String),
    /// It could not be looked at.
    #[error(transparent)]
    Failed(#[from] store::Error),
}

/// A register that fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// In order of their houses' ids; only of houses with revisions.
    pub chains: Vec<Chain>,
}

impl Verified {
    /// How many revisions there are.
    #[must_use]
    pub fn revisions(&self) -> i64 {
        self.chains.iter().map(|chain| chain.entries).sum()
    }

    /// SHA-256 over all houses, how many revisions each has and the hash of the last one, in hexadecimal: no
    /// revision can be changed, taken away or added without another fingerprint.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.chains)
    }
}

fn fingerprint(chains: &[Chain]) -> String {
    let mut hash = Sha256::new_with_prefix("hospice-capacity register 1\n");
    for chain in chains {
        hash.update(format!("{} {} {}\n", chain.house, chain.entries, chain.head));
    }
    HEXLOWER.encode(&hash.finalize())
}

/// Verifies the register while it is in use; each house is looked at as of one moment. One house at a time is in
/// memory.
///
/// # Errors
/// [`Failure`]: the first thing that does not fit, or that is not as it was noted.
pub async fn verify(app: &App, noted: Option<Note>) -> Result<Verified, Failure> {
    let damage = app.store.read(damage).await?;
    settle(damage, walk(app, noted).await)
}

async fn walk(app: &App, noted: Option<Note>) -> Result<Verified, Failure> {
    let mut expected = Expected::new(noted);
    let houses = expected.with_noted(app.store.read(chained).await?);
    let mut chains = Vec::new();
    for house in houses {
        let head = expected.heads.remove(&house);
        chains.push(
            app.store
                .read(move |connection| check(connection, &house, head.as_ref()))
                .await?,
        );
    }
    Ok(verified(chains))
}

/// Verifies the register of one connection, as of one moment.
///
/// # Errors
/// As [`verify`].
pub fn verify_in(connection: &mut Connection, noted: Option<Note>) -> Result<Verified, Failure> {
    let damage = damage(connection)?;
    settle(damage, walk_in(connection, noted))
}

fn walk_in(connection: &mut Connection, noted: Option<Note>) -> Result<Verified, Failure> {
    let mut expected = Expected::new(noted);
    let houses = expected.with_noted(chained(connection)?);
    let mut chains = Vec::new();
    for house in houses {
        let head = expected.heads.remove(&house);
        chains.push(check(connection, &house, head.as_ref())?);
    }
    Ok(verified(chains))
}

/// A revision that does not fit says more than what the database finds wrong with itself.
fn settle(damage: Option<String>, found: Result<Verified, Failure>) -> Result<Verified, Failure> {
    match (found, damage) {
        (Ok(_) | Err(Failure::Failed(_)), Some(damage)) => Err(Failure::Damaged(damage)),
        (found, _) => found,
    }
}

fn check(connection: &mut Connection, house: &str, noted: Option<&(i64, String)>) -> Result<Chain, Failure> {
    let noted = noted.map(|(entries, head)| (*entries, head.as_str()));
    chain(connection, house, noted)?.map_err(Failure::Fault)
}

fn verified(mut chains: Vec<Chain>) -> Verified {
    chains.retain(|chain| chain.entries > 0);
    Verified { chains }
}

/// What was noted of each house.
struct Expected {
    heads: BTreeMap<String, (i64, String)>,
}

impl Expected {
    fn new(noted: Option<Note>) -> Self {
        let chains = noted.map(|note| note.chains).unwrap_or_default();
        let heads = chains
            .into_iter()
            .map(|chain| (chain.house, (chain.entries, chain.head)))
            .collect();
        Self { heads }
    }

    /// These houses and those that were noted, in order.
    fn with_noted(&self, mut houses: Vec<String>) -> Vec<String> {
        houses.extend(self.heads.keys().cloned());
        houses.sort_unstable();
        houses.dedup();
        houses
    }
}
