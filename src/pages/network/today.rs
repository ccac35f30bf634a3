//! Who has reported today, and who has not.

use super::words;
use crate::app::completeness::{DaysOfHouse, Overview};
use crate::domain::completeness::Day;
use crate::domain::house::Phone;
use crate::domain::language::Language;
use crate::domain::reporting::Progress;
use crate::domain::when;
use crate::pages::board::words::telephone;

/// How the day stands.
pub(super) struct Today {
    pub date: String,
    /// How many houses are to report today.
    pub expected: usize,
    /// How many of them have.
    pub reported: usize,
    /// Those whose deadline has passed.
    pub missing: Vec<Waiting>,
    /// Those that still have time.
    pub due_later: Vec<Waiting>,
}

/// A house that has not reported.
pub(super) struct Waiting {
    pub name: String,
    /// Where its day is entered.
    pub address: String,
    pub phone: Option<Dial>,
    /// By when it is or was due.
    pub due: String,
    pub reminder: String,
}

/// A telephone number, and the link that calls it.
pub(super) struct Dial {
    pub text: String,
    pub address: String,
}

impl Dial {
    fn new(phone: &Phone) -> Self {
        let text = phone.to_string();
        Self {
            address: format!("tel:{}", telephone(&text)),
            text,
        }
    }
}

impl Today {
    pub(super) fn new(overview: &Overview, language: Language) -> Self {
        let mut today = Self {
            date: words::day(overview.range.until, language),
            expected: 0,
            reported: 0,
            missing: Vec::new(),
            due_later: Vec::new(),
        };
        for house in &overview.houses {
            let Some(day) = house.today() else { continue };
            match day.day {
                Day::NotExpected => continue,
                Day::OnTime | Day::Late => today.reported += 1,
                Day::Missing { due_at } => today.missing.push(Waiting::new(house, due_at, language)),
                Day::DueLater { due_at } => today.due_later.push(Waiting::new(house, due_at, language)),
            }
            today.expected += 1;
        }
        today
    }
}

impl Waiting {
    fn new(house: &DaysOfHouse, due_at: chrono::DateTime<chrono::Utc>, language: Language) -> Self {
        let details = &house.house.details;
        Self {
            name: details.name.to_string(),
            address: format!("/vandaag/{}", house.house.id),
            phone: details.phone.as_ref().map(Dial::new),
            due: when::time(due_at),
            reminder: reminder(house.reminder, house.can_be_reminded, language),
        }
    }
}

fn reminder(progress: Option<Progress>, can_be_reminded: bool, language: Language) -> String {
    match progress {
        Some(progress) => self::progress(progress, language),
        None if can_be_reminded => language
            .pick("nog geen herinnering gestuurd", "no reminder sent yet")
            .to_owned(),
        None => language
            .pick("geen adres voor herinneringen", "no address for reminders")
            .to_owned(),
    }
}

/// How far a reminder has come, as a part of a sentence.
pub(super) fn progress(progress: Progress, language: Language) -> String {
    match progress {
        Progress::Sent { at } => {
            let at = when::time(at);
            language.pick(
                format!("herinnering gestuurd om {at}"),
                format!("reminder sent at {at}"),
            )
        }
        Progress::ToRetry { from } => {
            let from = when::time(from);
            language.pick(
                format!("herinnering niet verzonden; nieuwe poging vanaf {from}"),
                format!("reminder not sent; tried again from {from}"),
            )
        }
        Progress::Unknown => language
            .pick(
                "herinnering gestuurd; of zij aankwam is niet bekend",
                "reminder sent; whether it arrived is not known",
            )
            .to_owned(),
    }
}
