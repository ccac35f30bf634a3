//! The letter that reminds a house. It tells no counts, and nothing of any guest.

use lettre::Message;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};

use super::PublicUrl;
use crate::app::reminders::Reminder;
use crate::domain::language::Language;
use crate::domain::when;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// # Errors
/// The mail library's, where it takes an address for none.
pub(super) fn write(reminder: &Reminder, from: &Mailbox, public_url: &PublicUrl) -> Result<Message, Failure> {
    let Reminder {
        house_id,
        house_name,
        date,
        ..
    } = reminder;
    // The same for every attempt, so that a mailbox can tell that two are one.
    let id = format!("<reminder-{house_id}-{date}@{}>", public_url.host());
    let mut message = Message::builder()
        .message_id(Some(id))
        .from(from.clone())
        .subject(format!(
            "Herinnering: de stand van {} van {house_name}",
            when::day(Language::Dutch, *date)
        ))
        .header(AutoSubmitted)
        .header(ContentType::TEXT_PLAIN);
    for address in &reminder.remind_at {
        message = message.to(Mailbox::new(None, address.as_str().parse()?));
    }
    Ok(message.body(text(reminder, public_url))?)
}

fn text(reminder: &Reminder, public_url: &PublicUrl) -> String {
    let Reminder {
        house_id,
        house_name,
        date,
        due_at,
        ..
    } = reminder;
    let day = when::whole_day(Language::Dutch, *date);
    let time = when::time(*due_at);
    let link = public_url.entry_of(house_id.as_str(), *date);
    format!(
        "Beste mensen van {house_name},\r\n\
         \r\n\
         De stand van {day} is nog niet binnen; we hadden haar om {time} uur verwacht.\r\n\
         U kunt haar hier invullen:\r\n\
         \r\n\
         {link}\r\n\
         \r\n\
         Het duurt twee minuten, en wie vandaag een plek zoekt weet dan waar die is.\r\n\
         Is de stand er intussen al? Dan hoeft u niets te doen.\r\n\
         \r\n\
         Dit bericht komt automatisch, en voor deze dag maar \u{e9}\u{e9}n keer.\r\n\
         \r\n\
         Dank u wel!\r\n"
    )
}

/// Says that no human wrote this, so that no machine answers it (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Failure> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::parse_moment;
    use crate::domain::reporting::MailAddress;
    use crate::domain::text::{HouseId, Name};

    #[test]
    fn the_letter_names_the_house_the_day_the_time_and_the_link() {
        let reminder = Reminder {
            house_id: HouseId::new("de-linde").expect("an id"),
            house_name: Name::new("Proefhuis De Linde").expect("a name"),
            date: "2026-07-01".parse().expect("a date"),
            due_at: parse_moment("2026-07-01T07:30:00Z").expect("a moment"),
            remind_at: vec![MailAddress::new("a@b.nl").expect("an address")],
        };
        let public_url = PublicUrl::parse("https://register.example").expect("an address");
        let text = text(&reminder, &public_url);
        for part in [
            "Proefhuis De Linde",
            "woensdag 1 juli 2026",
            "09:30 uur",
            "https://register.example/vandaag/de-linde/2026-07-01\r\n",
            "één keer",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}
