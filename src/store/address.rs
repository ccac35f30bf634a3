//! Where the database is.

use std::path::PathBuf;

/// The address of a database, as in `DATABASE_URL`.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// `sqlite://path`: a file, relative to the working folder unless the path starts with `/`.
    Sqlite(PathBuf),
    /// `postgres://...` or `postgresql://...`, as libpq reads it.
    Postgres(String),
}

/// Why a text is no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error(
        "the database address must start with sqlite://, postgres:// or postgresql://, but starts with {0:?}"
    )]
    UnknownScheme(String),
    #[error("the database address names no file; write sqlite://PATH, such as sqlite://hospice-capacity.db")]
    NoFile,
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// [`AddressError`] where the scheme is none of the three, or no file is named.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        if let Some(path) = text.strip_prefix("sqlite://") {
            if path.is_empty() {
                return Err(AddressError::NoFile);
            }
            // SQLite would read a name that starts with "file:" as a URI.
            let plain = if path.starts_with("file:") {
                format!("./{path}")
            } else {
                path.to_owned()
            };
            return Ok(Self::Sqlite(PathBuf::from(plain)));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        // Only the scheme: the rest may hold a password.
        let scheme: String = text.chars().take_while(|c| *c != ':').take(20).collect();
        Err(AddressError::UnknownScheme(scheme))
    }
}

/// Names the database without any password, for messages.
impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "the SQLite file {}", path.display()),
            Self::Postgres(url) => {
                let rest = url.split_once("://").map_or("", |(_, rest)| rest);
                let authority = rest.split(['/', '?']).next().unwrap_or_default();
                let host = authority.rsplit('@').next().unwrap_or_default();
                write!(f, "the PostgreSQL server at {host}")
            }
        }
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_back_end_by_its_scheme_alone() {
        assert_eq!(
            Address::parse("sqlite:///var/lib/a.db"),
            Ok(Address::Sqlite("/var/lib/a.db".into()))
        );
        assert_eq!(
            Address::parse("sqlite://a.db"),
            Ok(Address::Sqlite("a.db".into()))
        );
        assert!(matches!(
            Address::parse("postgresql://h/d"),
            Ok(Address::Postgres(_))
        ));
        for wrong in ["postgress:x", "a.db", "mysql://h/d", "", "sqlite:a.db"] {
            assert!(
                matches!(Address::parse(wrong), Err(AddressError::UnknownScheme(_))),
                "{wrong:?}"
            );
        }
        assert_eq!(Address::parse("sqlite://"), Err(AddressError::NoFile));
    }

    #[test]
    fn no_message_shows_a_password() {
        let address = Address::parse("postgres://me:s3cret@db.example:5433/care?sslmode=require");
        assert_eq!(
            address.map(|address| format!("{address} {address:?}")),
            Ok(
                "the PostgreSQL server at db.example:5433 the PostgreSQL server at db.example:5433"
                    .to_owned()
            )
        );
        let wrong = Address::parse("me:s3cret@db").map_err(|error| error.to_string());
        assert!(wrong.is_err_and(|message| !message.contains("s3cret")));
    }
}
