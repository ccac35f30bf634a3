//! Who may do what: the roles of the tokens, and the rights that follow.

use chrono::{DateTime, Utc};

use super::code::coded;
use super::text::{HouseId, Id, Name};

coded! {
    /// What the holder of a token is to the network.
    Role {
        /// A coordinator or volunteer of one or more houses: registers for those houses.
        Reporter = "reporter",
        /// A referrer's app: sees which beds are free.
        App = "app",
        /// Sees registrations, statistics and projections of all houses.
        Analyst = "analyst",
        /// The network's coordinator: everything of the network; hands out the tokens of the roles above.
        Coordinator = "coordinator",
        /// Hands out and revokes all tokens.
        Admin = "admin",
    }
}

impl Role {
    /// Whether this role may hand out tokens of `other` and revoke them: nobody makes somebody who may do more.
    #[must_use]
    pub fn may_hand_out(self, other: Self) -> bool {
        match self {
            Self::Admin => true,
            Self::Coordinator => matches!(other, Self::Reporter | Self::App | Self::Analyst),
            Self::Reporter | Self::App | Self::Analyst => false,
        }
    }
}

/// The holder of a valid token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    pub token_id: Id,
    /// The name the token was given, such as "De Linde, telefoon".
    pub name: Name,
    pub role: Role,
    /// The houses of a reporter; empty for the other roles.
    pub houses: Vec<HouseId>,
}

impl Principal {
    /// May read and write the registrations of this house.
    #[must_use]
    pub fn may_register_for(&self, house: &HouseId) -> bool {
        match self.role {
            Role::Coordinator => true,
            Role::Reporter => self.houses.contains(house),
            Role::App | Role::Analyst | Role::Admin => false,
        }
    }

    /// Which houses' registrations this principal may list.
    #[must_use]
    pub fn readable_houses(&self) -> Readable {
        match self.role {
            Role::Coordinator | Role::Analyst => Readable::All,
            Role::Reporter => Readable::Only(self.houses.clone()),
            Role::App | Role::Admin => Readable::None,
        }
    }

    /// How much of a registration this principal sees: an analyst the beds alone, for the flows of a small
    /// house tell of single guests.
    #[must_use]
    pub fn view(&self) -> View {
        match self.role {
            Role::Analyst => View::BedsOnly,
            Role::Reporter | Role::App | Role::Coordinator | Role::Admin => View::Whole,
        }
    }

    /// Of which houses this principal may see whether they reported.
    #[must_use]
    pub fn houses_to_follow(&self) -> Readable {
        match self.role {
            Role::Coordinator => Readable::All,
            Role::Reporter => Readable::Only(self.houses.clone()),
            Role::Analyst | Role::App | Role::Admin => Readable::None,
        }
    }

    #[must_use]
    pub fn may_manage_houses(&self) -> bool {
        self.role == Role::Coordinator
    }
}

/// How much of a registration is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    Whole,
    /// No flows: neither admissions, departures, requests and what became of them, nor waiting lists.
    BedsOnly,
}

/// The houses whose registrations somebody may read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Readable {
    All,
    Only(Vec<HouseId>),
    None,
}

/// A token as the register keeps it; the secret itself is never kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub principal: Principal,
    /// SHA-256 of the secret.
    pub secret_hash: [u8; 32],
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub last_used_at: Option<DateTime<Utc>>,
}

impl Token {
    /// Neither expired nor revoked at `now`.
    #[must_use]
    pub fn is_valid_at(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}

/// A browser that is signed in, as the register keeps it; the secret itself is never kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: Id,
    /// SHA-256 of the secret.
    pub secret_hash: [u8; 32],
    /// The token it was exchanged for: without it the session ends too.
    pub token_id: Id,
    pub created_at: DateTime<Utc>,
    /// Never after the token's.
    pub expires_at: DateTime<Utc>,
}
