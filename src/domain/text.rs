//! Short texts that houses and people enter: names, phone numbers, reasons.

use std::fmt;

/// A line of text of 1 to `MAX` characters, without control characters and without white space at
/// either end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line<const MAX: usize>(String);

impl<const MAX: usize> Line<MAX> {
    /// `text` without the white space around it, or nothing where that is empty, too long, or
    /// holds a control character.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = !text.is_empty() && text.chars().count() <= MAX;
        (fits && !text.chars().any(char::is_control)).then(|| Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> fmt::Display for Line<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of a house, an organisation, a municipality or the holder of a token.
pub type Name = Line<120>;

/// Why a registration was corrected or withdrawn: about the count, never about a guest.
pub type Reason = Line<200>;

/// An identifier that may stand in a path: a letter or digit, then letters, digits, `.`, `_`, `-`,
/// 64 at most. Upper and lower case differ.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(String);

impl Id {
    /// The rule as a regular expression, for the published schema.
    pub const PATTERN: &'static str = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";

    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let starts_well = text.starts_with(|first: char| first.is_ascii_alphanumeric());
        let plain = text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        (starts_well && plain && text.len() <= 64).then(|| Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The id of a house.
pub type HouseId = Id;
/// The id of a network region.
pub type RegionId = Id;
/// The id of a network.
pub type NetworkId = Id;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_can_stand_in_a_path_as_it_is() {
        for good in ["de-linde", "RA3", "01057", "groningen_centraal", "a.b"] {
            assert!(Id::new(good).is_some(), "{good}");
        }
        let long = "a".repeat(65);
        for bad in [
            "",
            ".",
            "..",
            "-a",
            "a b",
            "a/b",
            "é",
            "a%2f",
            "a\n",
            long.as_str(),
        ] {
            assert!(Id::new(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn a_line_is_trimmed_short_and_printable() {
        assert_eq!(
            Name::new("  De Linde ").map(|name| name.to_string()).as_deref(),
            Some("De Linde")
        );
        for bad in ["", "   ", "a\u{0}b", "a\nb", "x".repeat(121).as_str()] {
            assert!(Name::new(bad).is_none(), "{bad:?}");
        }
        assert!(Name::new(&"é".repeat(120)).is_some());
    }
}
