//! How a house reports: by what time of day, and where it is reminded on a day on which it did not.

use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::text::HouseId;

/// A house's own arrangement. It is private to the house and the coordinator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reporting {
    reports_by: Option<NaiveTime>,
    remind_at: Vec<MailAddress>,
}

impl Reporting {
    /// The most addresses of a house.
    pub const MOST_ADDRESSES: usize = 5;

    /// The arrangement with these addresses in any order, each counted once; nothing where they are too
    /// many.
    #[must_use]
    pub fn new(reports_by: Option<NaiveTime>, mut remind_at: Vec<MailAddress>) -> Option<Self> {
        remind_at.sort();
        remind_at.dedup();
        (remind_at.len() <= Self::MOST_ADDRESSES).then_some(Self {
            reports_by,
            remind_at,
        })
    }

    /// The time of day in Amsterdam by which the house reports; nothing where the installation's holds.
    #[must_use]
    pub fn reports_by(&self) -> Option<NaiveTime> {
        self.reports_by
    }

    /// Where the house is reminded, in order; nowhere where this is empty.
    #[must_use]
    pub fn remind_at(&self) -> &[MailAddress] {
        &self.remind_at
    }
}

/// A mail address of the organisation, in plain ASCII: dotted atoms, `@`, a domain name of two labels at
/// least. Neither quoted parts nor address literals.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MailAddress(String);

impl MailAddress {
    /// The shape as a regular expression, for the published schema.
    pub const PATTERN: &'static str = r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])$";
    /// Unit: characters.
    pub const LONGEST: usize = 254;
    const LONGEST_LOCAL: usize = 64;

    /// `text` where it has the shape of an address and mail servers take one so long (RFC 5321).
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let (local, _) = text.split_once('@')?;
        let fits = Self::is_well_formed(text) && local.len() <= Self::LONGEST_LOCAL;
        fits.then(|| Self(text.to_owned()))
    }

    /// Has it the shape of an address, however long the part before the `@` is?
    #[must_use]
    pub fn is_well_formed(text: &str) -> bool {
        let Some((local, domain)) = text.split_once('@') else {
            return false;
        };
        text.len() <= Self::LONGEST && local.split('.').all(is_atom) && is_domain(domain)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_atom(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&byte);
    !text.is_empty() && text.bytes().all(is_plain)
}

fn is_domain(text: &str) -> bool {
    let Some((_, last)) = text.rsplit_once('.') else {
        return false;
    };
    let last_is_a_name = last.len() >= 2 && last.starts_with(|first: char| first.is_ascii_alphabetic());
    last_is_a_name && text.split('.').all(is_label)
}

fn is_label(text: &str) -> bool {
    let is_plain = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (1..=63).contains(&text.len()) && is_plain && !text.starts_with('-') && !text.ends_with('-')
}

/// How far the reminder of a house's day has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The mail server took it.
    Sent { at: DateTime<Utc> },
    /// It surely did not go out, and is tried again from this moment on.
    ToRetry { from: DateTime<Utc> },
    /// A server began to send it, and what came of it is not known: never sent again.
    Unknown,
}

impl Progress {
    /// May it be sent at `now`?
    #[must_use]
    pub fn allows_sending(self, now: DateTime<Utc>) -> bool {
        matches!(self, Self::ToRetry { from } if from <= now)
    }
}

/// The reminder of a house's day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminded {
    pub house_id: HouseId,
    pub date: NaiveDate,
    /// When the last attempt began.
    pub claimed_at: DateTime<Utc>,
    /// From 1 on.
    pub attempts: u32,
    pub progress: Progress,
}

/// How long to wait after so many failed attempts: 2, 4, 8, 16 and then 30 minutes.
#[must_use]
pub fn pause_after(attempts: u32) -> TimeDelta {
    TimeDelta::minutes((1_i64 << attempts.clamp(1, 6)).min(30))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> MailAddress {
        MailAddress::new(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn a_mail_address_is_plain() {
        for good in [
            "a@b.nl",
            "team+stand@de-linde.example",
            "o'brien.x_1@a.b.c.care",
            "A@B.xn--p1ai",
        ] {
            address(good);
        }
        address(&format!("{}@b.nl", "x".repeat(64)));
        let long_local = format!("{}@b.nl", "x".repeat(65));
        let long_label = format!("a@{}.nl", "x".repeat(64));
        let long = format!("a@{}nl", "abcdefgh.".repeat(28));
        for bad in [
            "",
            "a",
            "@b.nl",
            "a@",
            "a@b",
            "a@b.",
            "a@.nl",
            "a@-b.nl",
            "a@b-.nl",
            "a@b.1l",
            "a@b.n",
            ".a@b.nl",
            "a.@b.nl",
            "a..b@c.nl",
            "a b@c.nl",
            "a@b@c.nl",
            "a@b.nl\n",
            "a@b.nl\r\nBcc: c@d.nl",
            "é@b.nl",
            "a@bé.nl",
            "\"a\"@b.nl",
            "a@[127.0.0.1]",
            "Iemand <a@b.nl>",
            "a@b.nl,c@d.nl",
            long_local.as_str(),
            long_label.as_str(),
            long.as_str(),
        ] {
            assert!(MailAddress::new(bad).is_none(), "{bad:?}");
        }
        assert!(MailAddress::is_well_formed(&long_local), "as the pattern says");
    }

    #[test]
    fn an_arrangement_names_each_address_once_and_five_at_most() {
        let addresses = |names: &[&str]| {
            names
                .iter()
                .map(|name| address(&format!("{name}@b.nl")))
                .collect()
        };
        let arrangement = Reporting::new(None, addresses(&["b", "a", "b"])).expect("two");
        assert_eq!(arrangement.remind_at(), [address("a@b.nl"), address("b@b.nl")]);
        assert!(Reporting::new(None, addresses(&["a", "b", "c", "d", "e"])).is_some());
        assert_eq!(
            Reporting::new(None, addresses(&["a", "b", "c", "d", "e", "f"])),
            None
        );
    }

    #[test]
    fn the_pauses_grow_up_to_half_an_hour() {
        let pauses: Vec<i64> = (0..9)
            .map(|attempts| pause_after(attempts).num_minutes())
            .collect();
        assert_eq!(pauses, [2, 2, 4, 8, 16, 30, 30, 30, 30]);
        assert_eq!(pause_after(u32::MAX).num_minutes(), 30);
    }
}
