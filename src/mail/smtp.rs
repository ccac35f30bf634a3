//! One message to one mail server, step by step: whether a message that failed can have been taken all the
//! same depends on the step, and the library's own transport does not tell them apart.

use std::time::Duration;

use lettre::Message;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use percent_encoding::percent_decode_str;
use url::Url;

use crate::app::reminders::Delivery;

/// How long to wait for a connection and for each answer.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Clone)]
pub(super) struct Smtp {
    host: String,
    port: u16,
    tls: Tls,
    credentials: Option<Credentials>,
    name: ClientId,
}

#[derive(Clone)]
enum Tls {
    None,
    /// `STARTTLS` where the server offers it.
    Opportunistic(TlsParameters),
    /// `STARTTLS`, or nothing is sent.
    Required(TlsParameters),
    /// From the first byte on.
    Wrapped(TlsParameters),
}

impl Smtp {
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        const FORM: &str = "must be smtps://USER:PASSWORD@HOST:PORT, or smtp:// with ?tls=required";
        let url = Url::parse(text).map_err(|_| FORM)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(FORM)?;
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(FORM);
        }
        let parameters =
            || TlsParameters::new(host.to_owned()).map_err(|_| "names a host that TLS does not know");
        let (tls, port) = match (url.scheme(), url.query()) {
            ("smtps", None) => (Tls::Wrapped(parameters()?), 465),
            ("smtp", None) => (Tls::None, 25),
            ("smtp", Some("tls=required")) => (Tls::Required(parameters()?), 587),
            ("smtp", Some("tls=opportunistic")) => (Tls::Opportunistic(parameters()?), 587),
            _ => return Err(FORM),
        };
        let credentials = match (url.username(), url.password()) {
            ("", None) => None,
            (user, password) => Some(Credentials::new(
                plain(user)?,
                plain(password.unwrap_or_default())?,
            )),
        };
        Ok(Self {
            // An IPv6 address stands in brackets in a URL, and nowhere else.
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(port),
            tls,
            credentials,
            name: ClientId::default(),
        })
    }

    /// The same, introducing itself to the mail server by a name.
    pub(super) fn named(self, name: &str) -> Self {
        Self {
            name: ClientId::Domain(name.to_owned()),
            ..self
        }
    }

    /// Sends the message to every address that the server takes; one will do.
    pub(super) fn deliver(&self, message: &Message) -> Delivery {
        let mut connection = match self.connect() {
            Ok(connection) => connection,
            Err(error) => return Delivery::Unreachable(say(&error)),
        };
        let delivery = send(&mut connection, message);
        if matches!(delivery, Delivery::Delivered) {
            // The message is taken, however the server says goodbye.
            let _ = connection.quit();
        } else {
            connection.abort();
        }
        delivery
    }

    fn connect(&self) -> Result<SmtpConnection, Error> {
        let wrapped = match &self.tls {
            Tls::Wrapped(parameters) => Some(parameters),
            _ => None,
        };
        let address = (self.host.as_str(), self.port);
        let mut connection = SmtpConnection::connect(address, Some(PATIENCE), &self.name, wrapped, None)?;
        match &self.tls {
            Tls::Required(parameters) => connection.starttls(parameters, &self.name)?,
            Tls::Opportunistic(parameters) if connection.can_starttls() => {
                connection.starttls(parameters, &self.name)?;
            }
            Tls::None | Tls::Opportunistic(_) | Tls::Wrapped(_) => {}
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials)?;
        }
        Ok(connection)
    }
}

fn send(connection: &mut SmtpConnection, message: &Message) -> Delivery {
    let envelope = message.envelope();
    if let Err(error) = connection.command(Mail::new(envelope.from().cloned(), Vec::new())) {
        return Delivery::Refused(say(&error));
    }
    let mut refused = None;
    let mut taken = 0;
    for address in envelope.to() {
        match connection.command(Rcpt::new(address.clone(), Vec::new())) {
            Ok(_) => taken += 1,
            Err(error) if error.status().is_some() => refused = Some(say(&error)),
            Err(error) => return Delivery::Refused(say(&error)),
        }
    }
    match refused {
        Some(reason) if taken == 0 => return Delivery::Refused(reason),
        Some(reason) => log::warn!(reason; "the mail server takes nothing for one address of a house"),
        None => {}
    }
    if let Err(error) = connection.command(Data) {
        return Delivery::Refused(say(&error));
    }
    match connection.message(&message.formatted()) {
        Ok(_) => Delivery::Delivered,
        Err(error) if error.status().is_some() => Delivery::Refused(say(&error)),
        Err(error) => Delivery::Unknown(say(&error)),
    }
}

/// The error and what is behind it; neither repeats the password.
fn say(error: &Error) -> String {
    error.to_string()
}

/// A part of a URL as it was before it was escaped.
fn plain(text: &str) -> Result<String, &'static str> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| "has a user or password that is not UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_decides_on_encryption_and_port() {
        for (text, port) in [
            ("smtps://mail.example", 465),
            ("smtp://mail.example", 25),
            ("smtp://mail.example?tls=required", 587),
            ("smtp://mail.example/?tls=opportunistic", 587),
            ("smtps://user:pass@mail.example:4650", 4650),
            ("smtp://[::1]:2525", 2525),
        ] {
            assert_eq!(Smtp::parse(text).map(|smtp| smtp.port).ok(), Some(port), "{text}");
        }
        for wrong in [
            "",
            "mail.example",
            "http://mail.example",
            "smtp://",
            "smtp://mail.example?tls=no",
            "smtps://mail.example?tls=required&x=1",
            "smtp://mail.example/name",
        ] {
            assert!(Smtp::parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_password_may_hold_any_character() {
        assert_eq!(plain("a+b%20&c%2B%25%40").as_deref(), Ok("a+b &c+%@"));
        assert_eq!(
            Smtp::parse("smtp://[::1]").map(|smtp| smtp.host).ok().as_deref(),
            Some("::1")
        );
    }
}
