//! Settings, from the environment. Each stands in the README's table.

use chrono::TimeDelta;

use crate::app::{Settings, TEN_O_CLOCK};
use crate::domain::availability::FreshnessLimits;
use crate::domain::calendar::parse_time_of_day;
use crate::domain::code::Coded;
use crate::domain::completeness::Duty;
use crate::domain::holiday::ReportingDays;
use crate::domain::registration::CorrectionWindow;
use crate::domain::suppression::Policy;
use crate::http::{Patience, WebSettings};
use crate::mail::{MailSettings, PublicUrl, Sender, SmtpAddress};
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
    /// How reminders are mailed; nothing is sent without it.
    pub mail: Option<MailSettings>,
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
    "HOSPICE_REPORTS_BY",
    "HOSPICE_REPORTING_DAYS",
    "HOSPICE_SMTP_URL",
    "HOSPICE_MAIL_FROM",
    "HOSPICE_PUBLIC_URL",
    "HOSPICE_SESSION_DAYS",
    "HOSPICE_SMALL_COUNT",
    "HOSPICE_FEWEST_HOUSES",
    "HOSPICE_CORS_ORIGINS",
    "HOSPICE_SECURITY_CONTACT",
    "HOSPICE_BEHIND_TLS",
    "HOSPICE_REQUESTS_PER_MINUTE",
    "HOSPICE_CONNECTIONS",
    "HOSPICE_WORKERS",
    "HOSPICE_DATABASE_CONNECTIONS",
];

/// The settings by which reminders are mailed.
pub const MAIL: [&str; 3] = ["HOSPICE_SMTP_URL", "HOSPICE_MAIL_FROM", "HOSPICE_PUBLIC_URL"];

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
        let form = "an address such as https://register.example";
        let [_, _, url_name] = MAIL;
        let public_url = reader.read(url_name, form, PublicUrl::parse);
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
                duty: reader.duty(),
                longest_session: TimeDelta::days(reader.number("HOSPICE_SESSION_DAYS", 30, 1, 366).into()),
                small_counts: Policy {
                    threshold: reader.number("HOSPICE_SMALL_COUNT", 5, 2, 100),
                    fewest_houses: reader.number("HOSPICE_FEWEST_HOUSES", 3, 2, 100),
                },
            },
            web: WebSettings {
                cors_origins: reader.list("HOSPICE_CORS_ORIGINS"),
                security_contact: reader.contact("HOSPICE_SECURITY_CONTACT"),
                behind_tls: reader.switch("HOSPICE_BEHIND_TLS", false),
                patience: Patience {
                    connections: reader.number("HOSPICE_CONNECTIONS", 10_000, 1, 1_000_000),
                    ..Patience::default()
                },
                requests_per_minute: reader.number("HOSPICE_REQUESTS_PER_MINUTE", 60_000, 0, 1_000_000_000),
                public_url: public_url.as_ref().map(|url| url.base().to_owned()),
            },
            mail: reader.mail(public_url),
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

    /// When houses are to report.
    fn duty(&mut self) -> Duty {
        let deadline = self.read("HOSPICE_REPORTS_BY", "a time such as 10:00", parse_time_of_day);
        let codes: Vec<&str> = ReportingDays::ALL.iter().map(|days| days.code()).collect();
        let codes = format!("one of {}", codes.join(", "));
        let days = self.read("HOSPICE_REPORTING_DAYS", &codes, ReportingDays::from_code);
        Duty {
            days: days.unwrap_or(ReportingDays::All),
            deadline: deadline.unwrap_or(TEN_O_CLOCK),
        }
    }

    /// How reminders are mailed. The address of the mail server holds a password, and is never repeated.
    fn mail(&mut self, public_url: Option<PublicUrl>) -> Option<MailSettings> {
        let [smtp_name, from_name, url_name] = MAIL;
        let from = self.read(
            from_name,
            "an address such as register@network.example",
            Sender::parse,
        );
        let smtp = match SmtpAddress::parse(&self.text(smtp_name)?) {
            Ok(smtp) => Some(smtp),
            Err(fault) => {
                self.faults.push(format!("{smtp_name} {fault}"));
                None
            }
        };
        for name in [from_name, url_name] {
            if self.text(name).is_none() {
                self.faults.push(format!(
                    "{name} must be set where {smtp_name} is, for reminders to be mailed"
                ));
            }
        }
        Some(MailSettings::new(smtp?, from?, public_url?))
    }

    /// A setting read by `parse`; nothing where it is not set.
    fn read<T>(&mut self, name: &str, form: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(name)?;
        let read = parse(&text);
        if read.is_none() {
            self.faults
                .push(format!("{name} must be {form}, but is {text:?}"));
        }
        read
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
mod tests;
