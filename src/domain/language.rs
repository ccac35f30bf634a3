//! The two languages in which the register speaks to people.

/// A language of sentences meant for people. Field names and codes never change with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    Dutch,
    English,
}

impl Language {
    /// The one of two sentences that is in this language.
    #[must_use]
    pub fn pick<T>(self, dutch: T, english: T) -> T {
        match self {
            Self::Dutch => dutch,
            Self::English => english,
        }
    }

    /// The BCP 47 tag, as in `Content-Language`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        self.pick("nl", "en")
    }
}
