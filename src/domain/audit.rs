//! What the audit log keeps: who came in, who was refused, whose access changed, and who took data out; never what
//! was in it.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use chrono::{DateTime, Utc};

use super::code::coded;
use super::language::Language;
use super::text::{Id, Name};

coded! {
    /// What happened.
    EventKind {
        /// Somebody signed in with a browser.
        SignIn = "sign_in",
        /// Somebody tried to.
        SignInRefused = "sign_in_refused",
        SignOut = "sign_out",
        /// A request was refused for who sent it, or for how many there were.
        AccessRefused = "access_refused",
        TokenCreated = "token_created",
        TokenRevoked = "token_revoked",
        /// Data went out as a file.
        Export = "export",
    }
}

impl EventKind {
    #[must_use]
    pub fn title(self, language: Language) -> &'static str {
        let (dutch, english) = match self {
            Self::SignIn => ("aangemeld", "signed in"),
            Self::SignInRefused => ("aanmelden geweigerd", "sign-in refused"),
            Self::SignOut => ("afgemeld", "signed out"),
            Self::AccessRefused => ("toegang geweigerd", "access refused"),
            Self::TokenCreated => ("toegang gegeven", "access given"),
            Self::TokenRevoked => ("toegang ingetrokken", "access revoked"),
            Self::Export => ("bestand meegenomen", "file taken"),
        };
        language.pick(dutch, english)
    }
}

coded! {
    /// How it ended.
    Outcome {
        Done = "done",
        /// The token, code or session is unknown, expired or revoked.
        NotRecognised = "not_recognised",
        /// Whoever asked may not do this.
        NotAllowed = "not_allowed",
        /// There were too many requests or attempts.
        TooMany = "too_many",
    }
}

impl Outcome {
    #[must_use]
    pub fn title(self, language: Language) -> &'static str {
        let (dutch, english) = match self {
            Self::Done => ("gedaan", "done"),
            Self::NotRecognised => ("onbekend, verlopen of ingetrokken", "unknown, expired or revoked"),
            Self::NotAllowed => ("zonder recht daarop", "without the right to it"),
            Self::TooMany => ("te veel in korte tijd", "too many in a short time"),
        };
        language.pick(dutch, english)
    }
}

/// By whom something was done, where that is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Actor {
    /// The token that was shown, or with which the browser is signed in; nothing for whoever runs the program.
    pub token_id: Option<Id>,
    /// The token's name then.
    pub name: Name,
}

/// A method and the template of a route, without what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Action {
    pub method: String,
    pub route: String,
}

/// What happened, by whom and from where. Things that are equal in all of this can be counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Deed {
    pub kind: EventKind,
    pub outcome: Outcome,
    pub actor: Option<Actor>,
    /// A shortened address: see [`address_range`].
    pub address_range: Option<String>,
    pub action: Option<Action>,
    /// The token that was handed out or revoked.
    pub subject_id: Option<Id>,
}

/// A line of the audit log: something that happened once, or several times alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub id: String,
    pub deed: Deed,
    pub occurred_at: DateTime<Utc>,
    /// The last time where it happened several times, else the same moment.
    pub last_occurred_at: DateTime<Utc>,
    /// How many times: 1 or more.
    pub number: u32,
}

/// The neighbourhood of an address, as `203.0.113.0/24` or `2001:db8:1::/48`. A whole address can be traced to a
/// household, so the log keeps none.
#[must_use]
pub fn address_range(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(four) => format!("{}/24", Ipv4Addr::from(u32::from(four) & !0xff)),
        IpAddr::V6(six) => format!("{}/48", Ipv6Addr::from(u128::from(six) & !(u128::MAX >> 48))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_is_kept_whole() {
        for (address, range) in [
            ("203.0.113.77", "203.0.113.0/24"),
            ("::ffff:203.0.113.77", "203.0.113.0/24"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
            ("::1", "::/48"),
        ] {
            let address: IpAddr = address.parse().expect("an address");
            assert_eq!(address_range(address), range);
        }
    }
}
