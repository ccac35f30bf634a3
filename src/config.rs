//! Settings, from the environment. Each stands in the README's table.

use chrono::TimeDelta;

use crate::app::Settings;
use crate::domain::availability::FreshnessLimits;
use crate::domain::registration::CorrectionWindow;
use crate::domain::suppression::Policy;
use crate::http::WebSettings;
use crate::store::{Address, Limits};

/// The settings of an installation.
#[derive(Clone, Debug)]
pub struct Config {
    pub database: Address,
    pub limits: Limits,
    pub listen: String,
    pub workers: usize,
    pub register: Settings,
    pub web: WebSettings,
}

/// The name of every setting.
pub const NAMES: &[&str] = &[
    "DATABASE_URL",
    "DATABASE_URL_FILE",
    "HOSPICE_LISTEN",
    "HOSPICE_PUBLIC_AVAILABILITY",
    "HOSPICE_REPORTER_DAYS",
    "HOSPICE_FRESH_HOURS",
    "HOSPICE_STALE_HOURS",
    "HOSPICE_SMALL_COUNT",
    "HOSPICE_FEWEST_HOUSES",
    "HOSPICE_CORS_ORIGINS",
    "HOSPICE_SECURITY_CONTACT",
    "HOSPICE_BEHIND_TLS",
    "HOSPICE_WORKERS",
    "HOSPICE_DATABASE_CONNECTIONS",
];

impl Config {
    /// The settings of this process's environment.
    ///
    /// # Errors
    /// A sentence for each setting that is wrong.
    pub fn from_environment() -> Result<Self, Vec<String>> {
        Self::read(|name| std::env::var(name).ok())
    }

    /// The settings that `look_up` finds; an empty one counts as not set.
    ///
    /// # Errors
    /// A sentence for each setting that is wrong.
    pub fn read(look_up: impl Fn(&str) -> Option<String>) -> Result<Self, Vec<String>> {
        let mut reader = Reader {
            look_up,
            faults: Vec::new(),
        };
        let database = reader.database();
        let fresh = reader.number("HOSPICE_FRESH_HOURS", 24, 1, 8760);
        let stale = reader.number("HOSPICE_STALE_HOURS", 72, 1, 8760);
        if stale < fresh {
            reader
                .faults
                .push("HOSPICE_STALE_HOURS must not be less than HOSPICE_FRESH_HOURS".to_owned());
        }
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let workers = reader.number("HOSPICE_WORKERS", u32::try_from(cores).unwrap_or(1), 1, 1024);
        let config = Self {
            limits: Limits {
                connections: reader.number("HOSPICE_DATABASE_CONNECTIONS", 16, 1, 1000),
                ..Limits::default()
            },
            listen: reader
                .text("HOSPICE_LISTEN")
                .unwrap_or_else(|| DEFAULT_LISTEN.to_owned()),
            workers: usize::try_from(workers).unwrap_or(1),
            register: Settings {
                correction_window: CorrectionWindow {
                    reporter_days: reader.number("HOSPICE_REPORTER_DAYS", 14, 0, 3650),
                },
                freshness: FreshnessLimits {
                    fresh: TimeDelta::hours(i64::from(fresh)),
                    stale: TimeDelta::hours(i64::from(stale)),
                },
                public_availability: reader.switch("HOSPICE_PUBLIC_AVAILABILITY", true),
                small_counts: Policy {
                    threshold: reader.number("HOSPICE_SMALL_COUNT", 5, 2, 100),
                    fewest_houses: reader.number("HOSPICE_FEWEST_HOUSES", 3, 2, 100),
                },
            },
            web: WebSettings {
                cors_origins: reader.list("HOSPICE_CORS_ORIGINS"),
                security_contact: reader.contact("HOSPICE_SECURITY_CONTACT"),
                behind_tls: reader.switch("HOSPICE_BEHIND_TLS", false),
            },
            // Where there is no address there is a fault, and this is not returned.
            database: database.unwrap_or_else(|| Address::Sqlite(DEFAULT_FILE.into())),
        };
        if reader.faults.is_empty() {
            Ok(config)
        } else {
            Err(reader.faults)
        }
    }
}

/// Where the server listens where nothing is set.
pub const DEFAULT_LISTEN: &str = "127.0.0.1:8080";
const DEFAULT_FILE: &str = "hospice-capacity.db";

struct Reader<L> {
    look_up: L,
    faults: Vec<String>,
}

impl<L: Fn(&str) -> Option<String>> Reader<L> {
    fn text(&self, name: &str) -> Option<String> {
        let text = (self.look_up)(name)?;
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// `DATABASE_URL`, or the first line of the file that `DATABASE_URL_FILE` names.
    fn database(&mut self) -> Option<Address> {
        let (name, text) = match (self.text("DATABASE_URL"), self.text("DATABASE_URL_FILE")) {
            (Some(_), Some(_)) => {
                self.faults
                    .push("set DATABASE_URL or DATABASE_URL_FILE, not both".to_owned());
                return None;
            }
            (Some(url), None) => ("DATABASE_URL", url),
            (None, Some(file)) => match std::fs::read_to_string(&file) {
                Ok(text) => ("DATABASE_URL_FILE", text),
                Err(error) => {
                    self.faults
                        .push(format!("DATABASE_URL_FILE: {file} cannot be read: {error}"));
                    return None;
                }
            },
            (None, None) => ("DATABASE_URL", format!("sqlite://{DEFAULT_FILE}")),
        };
        match Address::parse(&text) {
            Ok(address) => Some(address),
            Err(error) => {
                self.faults.push(format!("{name}: {error}"));
                None
            }
        }
    }

    fn number(&mut self, name: &str, default: u32, least: u32, most: u32) -> u32 {
        let Some(text) = self.text(name) else {
            return default;
        };
        match text.parse() {
            Ok(number) if (least..=most).contains(&number) => number,
            _ => {
                self.faults.push(format!(
                    "{name} must be a whole number from {least} to {most}, but is {text:?}"
                ));
                default
            }
        }
    }

    fn switch(&mut self, name: &str, default: bool) -> bool {
        match self.text(name).as_deref() {
            None => default,
            Some("true") => true,
            Some("false") => false,
            Some(other) => {
                self.faults
                    .push(format!("{name} must be true or false, but is {other:?}"));
                default
            }
        }
    }

    /// Origins such as `https://app.example`, separated by commas.
    fn list(&mut self, name: &str) -> Vec<String> {
        let text = self.text(name).unwrap_or_default();
        let origins: Vec<String> = text
            .split(',')
            .map(|part| part.trim().to_owned())
            .filter(|part| !part.is_empty())
            .collect();
        for origin in &origins {
            let is_origin = origin
                .split_once("://")
                .is_some_and(|(scheme, host)| matches!(scheme, "http" | "https") && !host.contains('/'));
            if !is_origin {
                self.faults.push(format!(
                    "{name} must be origins such as https://app.example, but one is {origin:?}"
                ));
            }
        }
        origins
    }

    fn contact(&mut self, name: &str) -> Option<String> {
        let contact = self.text(name)?;
        if !contact.starts_with("mailto:") && !contact.starts_with("https://")
            || contact.contains(['\n', '\r'])
        {
            self.faults.push(format!(
                "{name} must start with mailto: or https://, but is {contact:?}"
            ));
        }
        Some(contact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(set: &[(&str, &str)]) -> Result<Config, Vec<String>> {
        Config::read(|name| {
            assert!(NAMES.contains(&name), "{name} is no known setting");
            let found = set.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn nothing_needs_to_be_set() {
        let config = read(&[]).expect("defaults");
        assert_eq!(config.database, Address::Sqlite("hospice-capacity.db".into()));
        assert_eq!(config.listen, "127.0.0.1:8080");
        assert!(config.register.public_availability);
    }

    #[test]
    fn every_wrong_setting_is_named() {
        let faults = read(&[
            ("DATABASE_URL", "postgress:x"),
            ("HOSPICE_FRESH_HOURS", "80"),
            ("HOSPICE_WORKERS", "many"),
            ("HOSPICE_PUBLIC_AVAILABILITY", "yes"),
            ("HOSPICE_CORS_ORIGINS", "https://a.example, b.example/x"),
            ("HOSPICE_SECURITY_CONTACT", "call us"),
        ])
        .expect_err("faults");
        for name in [
            "DATABASE_URL",
            "HOSPICE_STALE_HOURS",
            "HOSPICE_WORKERS",
            "HOSPICE_PUBLIC_AVAILABILITY",
            "HOSPICE_CORS_ORIGINS",
            "HOSPICE_SECURITY_CONTACT",
        ] {
            assert!(
                faults.iter().any(|fault| fault.starts_with(name)),
                "{name}: {faults:?}"
            );
        }
        assert_eq!(faults.len(), 6);
    }

    #[test]
    fn every_setting_stands_in_the_readme() {
        let readme = include_str!("../README.md");
        for name in NAMES {
            assert!(readme.contains(&format!("| `{name}` |")), "{name}");
        }
    }
}
