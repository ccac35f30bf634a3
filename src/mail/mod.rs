//! Mail: a reminder as a letter in Dutch, handed to a mail server by SMTP.

use std::fmt;
use std::sync::Arc;

use lettre::Message;
use lettre::message::Mailbox;
use url::Url;

use crate::app::reminders::{Delivery, Post, Reminder};

mod letter;
mod smtp;

use smtp::Smtp;

/// How an installation mails.
#[derive(Clone)]
pub struct MailSettings {
    smtp: Smtp,
    from: Mailbox,
    public_url: PublicUrl,
}

impl MailSettings {
    #[must_use]
    pub fn new(smtp: SmtpAddress, from: Sender, public_url: PublicUrl) -> Self {
        Self {
            smtp: smtp.0.named(public_url.host()),
            from: from.0,
            public_url,
        }
    }

    /// What sends reminders; it blocks until the mail server has answered.
    #[must_use]
    pub fn post(self) -> Post {
        Arc::new(move |reminder| match self.message(reminder) {
            Ok(message) => self.smtp.deliver(&message),
            Err(reason) => Delivery::Refused(reason),
        })
    }

    fn message(&self, reminder: &Reminder) -> Result<Message, String> {
        letter::write(reminder, &self.from, &self.public_url).map_err(|error| error.to_string())
    }
}

/// Tells nothing of the password.
impl fmt::Debug for MailSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailSettings")
            .field("from", &self.from)
            .field("public_url", &self.public_url)
            .finish_non_exhaustive()
    }
}

/// A mail server and how to log in to it; never shown, for it holds a password.
pub struct SmtpAddress(Smtp);

impl SmtpAddress {
    /// `smtps://USER:PASSWORD@HOST`, or `smtp://` with `?tls=required`, `?tls=opportunistic` or nothing,
    /// which encrypts nothing.
    ///
    /// # Errors
    /// What is wrong with it, without repeating it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        Smtp::parse(text).map(Self)
    }
}

/// Who writes, such as `Hospiceregister <register@network.example>`.
pub struct Sender(Mailbox);

impl Sender {
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mailbox: Mailbox = text.parse().ok()?;
        // Not every mail server takes an address with other letters.
        let is_plain = mailbox.email.to_string().is_ascii();
        is_plain.then_some(Self(mailbox))
    }
}

/// Where people reach this installation: the base of every link in a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(Url);

impl PublicUrl {
    /// An `https:` or `http:` address without query; nothing else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut url = Url::parse(text).ok()?;
        let is_base = matches!(url.scheme(), "https" | "http")
            && url.host_str().is_some_and(|host| !host.is_empty())
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty();
        if !is_base {
            return None;
        }
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        Some(Self(url))
    }

    /// The address itself, without the slash at its end.
    #[must_use]
    pub fn base(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }

    /// Where a house enters the stand of a day.
    #[must_use]
    pub fn entry_of(&self, house: &str, date: chrono::NaiveDate) -> String {
        let mut url = self.0.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(["vandaag", house, &date.to_string()]);
        }
        url.into()
    }

    fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reporting::MailAddress;

    #[test]
    fn links_are_built_on_the_public_address() {
        let date = "2026-11-20".parse().expect("a date");
        for (base, link) in [
            (
                "https://a.example",
                "https://a.example/vandaag/de-linde/2026-11-20",
            ),
            (
                "https://a.example/register/",
                "https://a.example/register/vandaag/de-linde/2026-11-20",
            ),
            (
                "http://localhost:8080/x",
                "http://localhost:8080/x/vandaag/de-linde/2026-11-20",
            ),
        ] {
            let url = PublicUrl::parse(base).expect("an address");
            assert_eq!(url.entry_of("de-linde", date), link);
        }
        for wrong in [
            "",
            "a.example",
            "ftp://a.example",
            "https://",
            "https://a.example/?b=c",
            "mailto:a@b.nl",
            "https://u:p@a.example",
        ] {
            assert_eq!(PublicUrl::parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn every_address_of_the_register_is_one_for_the_mail_library() {
        let local = format!("{}@b.nl", "x".repeat(64));
        for address in [
            "a@b.nl",
            "o'brien.x_1+y@a-b.c.care",
            "A!#$%&*/=?^`{|}~-@B.xn--p1ai",
            &local,
        ] {
            let address = MailAddress::new(address).expect("an address");
            assert!(address.as_str().parse::<lettre::Address>().is_ok(), "{address}");
        }
    }

    #[test]
    fn the_settings_do_not_show_the_password() {
        let settings = MailSettings::new(
            SmtpAddress::parse("smtps://user:geheim@mail.example").expect("a server"),
            Sender::parse("Register <register@a.example>").expect("a sender"),
            PublicUrl::parse("https://a.example").expect("an address"),
        );
        assert!(!format!("{settings:?}").contains("geheim"));
    }
}
