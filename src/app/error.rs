//! Why a job was not done.

use crate::domain::registration::Refusal;
use crate::domain::rule::Fault;
use crate::store;

/// A job that was not done; nothing of it is stored.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such {0:?}")]
    NotFound(Missing),
    /// The caller is known but may not do this.
    #[error("this is not allowed")]
    Forbidden,
    /// The caller may do this, but not for a day so long ago.
    #[error("the day is too far back")]
    TooFarBack(Refusal),
    /// The input does not fit what is stored.
    #[error("the input does not fit the register: {0:?}")]
    Conflict(Vec<Fault>),
    /// What is stored is not what the caller expected.
    #[error("the register has changed")]
    PreconditionFailed,
    /// The token is unknown, expired or revoked.
    #[error("the token is not valid")]
    Unauthenticated,
    /// Too many attempts to sign in came from this address.
    #[error("there were too many attempts")]
    TooManyAttempts,
    /// Waiting helps.
    #[error(transparent)]
    Unavailable(store::Error),
    /// A fault of ours.
    #[error(transparent)]
    Internal(store::Error),
}

/// What is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    House,
    Registration,
    Computation,
    Token,
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Unavailable(_) | store::Error::Busy | store::Error::Locked => {
                Self::Unavailable(error)
            }
            store::Error::Corrupt(_) | store::Error::Query(_) => Self::Internal(error),
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::TooFarBack { .. } => Self::TooFarBack(refusal),
            _ => Self::Conflict(vec![refusal.into()]),
        }
    }
}
