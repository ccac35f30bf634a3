//! Who may do what: the roles of the tokens, and the rights that follow.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

use super::calendar::day_end;
use super::code::coded;
use super::rule::Rule;
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
    pub fn may_read_audit_log(&self) -> bool {
        self.role == Role::Coordinator
    }

    #[must_use]
    pub fn may_manage_houses(&self) -> bool {
        self.role == Role::Coordinator
    }
}

/// Who hands out, lists and revokes tokens.
#[derive(Clone, Copy, Debug)]
pub enum Issuer<'a> {
    /// Whoever runs the program's commands, and so has the database itself.
    Operator,
    Holder(&'a Principal),
}

impl Issuer<'_> {
    /// Whether tokens of this role may be handed out, seen and revoked.
    #[must_use]
    pub fn may_hand_out(self, role: Role) -> bool {
        match self {
            Self::Operator => true,
            Self::Holder(principal) => principal.role.may_hand_out(role),
        }
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

/// How many years ahead the end of a token may lie.
const LONGEST_YEARS: i32 = 5;

/// The moment at which a token ends that is valid up to and including `last_day`.
///
/// # Errors
/// The rule that it breaks where that is not after `today`, or years ahead.
pub fn expiry(last_day: NaiveDate, today: NaiveDate) -> Result<DateTime<Utc>, Rule> {
    let last_year = today.year().saturating_add(LONGEST_YEARS);
    if last_day <= today || last_day.year() > last_year {
        return Err(Rule::NotAhead { last_year });
    }
    Ok(day_end(last_day))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::{parse_date, write_moment};

    #[test]
    fn nobody_hands_out_more_than_they_may_do_themselves() {
        for (role, others) in [
            (Role::Reporter, &[][..]),
            (Role::App, &[]),
            (Role::Analyst, &[]),
            (Role::Coordinator, &[Role::Reporter, Role::App, Role::Analyst]),
            (
                Role::Admin,
                &[
                    Role::Reporter,
                    Role::App,
                    Role::Analyst,
                    Role::Coordinator,
                    Role::Admin,
                ],
            ),
        ] {
            for other in [
                Role::Reporter,
                Role::App,
                Role::Analyst,
                Role::Coordinator,
                Role::Admin,
            ] {
                assert_eq!(
                    role.may_hand_out(other),
                    others.contains(&other),
                    "{role:?} {other:?}"
                );
            }
        }
    }

    #[test]
    fn a_token_ends_at_the_end_of_its_last_day_within_five_years() {
        let today = parse_date("2026-11-20").expect("a day");
        let end = |day| expiry(parse_date(day).expect("a day"), today);
        assert_eq!(end("2026-11-20"), Err(Rule::NotAhead { last_year: 2031 }));
        assert_eq!(
            end("2026-11-21").map(write_moment).as_deref(),
            Ok("2026-11-21T23:00:00Z")
        );
        assert!(end("2031-12-31").is_ok());
        assert_eq!(end("2032-01-01"), Err(Rule::NotAhead { last_year: 2031 }));
    }
}
