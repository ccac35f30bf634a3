//! A note of what the register was: a small text to be kept elsewhere, and held against the register later.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use super::{Chain, Verified, fingerprint};
use crate::domain::calendar::{parse_moment, write_moment};

/// What the register was at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub moment: DateTime<Utc>,
    pub(super) chains: Vec<Chain>,
}

/// Why a text is no note.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteFault {
    #[error("its first line does not say that it is a note")]
    Foreign,
    #[error("line {0} cannot be read")]
    Line(usize),
    #[error("it is cut off or was changed: its last line does not fit the others")]
    Changed,
}

const KIND: &str = "hospice-capacity note 1, ";

impl Note {
    #[must_use]
    pub fn new(verified: &Verified, moment: DateTime<Utc>) -> Self {
        Self {
            moment,
            chains: verified.chains.clone(),
        }
    }

    #[must_use]
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.chains)
    }

    /// One line for each house with revisions: its id, how many it has and the hash of the last one.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = format!("{KIND}{}\n", write_moment(self.moment));
        for Chain { house, entries, head } in &self.chains {
            // Writing to a text never fails.
            let _ = writeln!(text, "{house} {entries} {head}");
        }
        let _ = writeln!(text, "fingerprint {}", self.fingerprint());
        text
    }

    /// Reads what [`Note::write`] wrote.
    ///
    /// # Errors
    /// [`NoteFault`] where it was not written so.
    pub fn read(text: &str) -> Result<Self, NoteFault> {
        let mut lines = text.lines().map(str::trim_end).enumerate();
        let moment = lines
            .next()
            .and_then(|(_, line)| parse_moment(line.strip_prefix(KIND)?))
            .ok_or(NoteFault::Foreign)?;
        let mut chains = Vec::new();
        for (at, line) in lines {
            if let Some(stated) = line.strip_prefix("fingerprint ") {
                let note = Self { moment, chains };
                return (note.fingerprint() == stated)
                    .then_some(note)
                    .ok_or(NoteFault::Changed);
            }
            chains.push(read_chain(line).ok_or(NoteFault::Line(at + 1))?);
        }
        Err(NoteFault::Changed)
    }
}

fn read_chain(line: &str) -> Option<Chain> {
    let mut words = line.split(' ');
    let chain = Chain {
        house: words.next()?.to_owned(),
        entries: words.next()?.parse().ok()?,
        head: words.next()?.to_owned(),
    };
    words.next().is_none().then_some(chain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note() -> Note {
        let chain = |house: &str, entries| Chain {
            house: house.to_owned(),
            entries,
            head: "ab".repeat(32),
        };
        Note {
            moment: parse_moment("2026-11-23T08:00:00Z").expect("a moment"),
            chains: vec![chain("de-linde", 730), chain("het-baken", 2)],
        }
    }

    #[test]
    fn a_note_is_read_as_it_was_written_also_with_other_line_ends() {
        let text = note().write();
        assert_eq!(Note::read(&text), Ok(note()));
        assert_eq!(Note::read(&text.replace('\n', "\r\n")), Ok(note()));
    }

    #[test]
    fn a_note_that_was_changed_or_cut_off_is_refused() {
        let text = note().write();
        let last = text.rfind("fingerprint").expect("the last line");
        for (changed, fault, reason) in [
            (text.replace("730", "731"), NoteFault::Changed, "another number"),
            (text[..last].to_owned(), NoteFault::Changed, "no last line"),
            (
                text.replace("het-baken 2", "het-baken"),
                NoteFault::Line(3),
                "no number",
            ),
            (text.replace(" 2 ", " two "), NoteFault::Line(3), "no digits"),
            (
                text.replace("note 1", "note 2"),
                NoteFault::Foreign,
                "another kind",
            ),
            (String::new(), NoteFault::Foreign, "nothing"),
        ] {
            assert_eq!(Note::read(&changed), Err(fault), "{reason}");
        }
    }
}
