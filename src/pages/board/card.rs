//! One house on the board, in words.

use chrono::{DateTime, NaiveDate, Utc};

use super::words;
use crate::domain::availability::{Freshness, HouseAvailability, Status};
use crate::domain::calendar::write_moment;
use crate::domain::language::Language;
use crate::domain::referral::{Found, Prospect};

/// A house as it is shown.
pub(super) struct Card {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) municipality: String,
    pub(super) prospect: Prospect,
    pub(super) distance: Option<String>,
    pub(super) beds: Beds,
    pub(super) is_stale: bool,
    pub(super) counted: Option<Counted>,
    /// That the house admits, or from when it does.
    pub(super) admits: Option<String>,
    /// The chance that a bed is still free: in words, and as a number.
    pub(super) still_free: Option<(&'static str, String)>,
    /// The chance of a bed tomorrow, in three days and in a week.
    pub(super) ahead: Option<[String; 3]>,
    pub(super) weekend: &'static str,
    pub(super) phone: Option<Phone>,
}

/// What is said of its beds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Beds {
    Free(u32),
    Full,
    Stop,
    Closed,
    /// What the last count said, where there was one.
    Unknown(Option<u32>),
}

/// The moment of the last count.
pub(super) struct Counted {
    /// As a program reads it.
    pub(super) moment: String,
    /// The day and the time.
    pub(super) at: String,
    pub(super) age: String,
}

/// Whom to call.
pub(super) struct Phone {
    pub(super) written: String,
    /// The number as a link has it.
    pub(super) number: String,
}

impl Card {
    pub(super) fn of(found: &Found, language: Language, now: DateTime<Utc>, today: NaiveDate) -> Self {
        let offer = found.offer;
        let details = &offer.house.details;
        let chance = offer
            .probability_free
            .filter(|_| offer.status == Status::Available);
        Self {
            id: offer.house.id.to_string(),
            name: details.name.to_string(),
            kind: words::kind(language, details.house_type),
            municipality: details.municipality.to_string(),
            prospect: found.prospect,
            distance: found
                .distance_km
                .map(|distance| words::distance(language, distance)),
            beds: Beds::of(offer),
            is_stale: offer.freshness == Freshness::Stale,
            counted: offer.counted_at.map(|moment| Counted {
                moment: write_moment(moment),
                at: words::moment(language, moment, today),
                age: words::age(language, now - moment),
            }),
            admits: admits(offer, language, today),
            still_free: chance.map(|chance| {
                (
                    words::still_free(language, chance),
                    words::percent(language, chance),
                )
            }),
            ahead: offer.ahead.map(|ahead| {
                [ahead.tomorrow, ahead.in_three_days, ahead.in_a_week]
                    .map(|chance| words::percent(language, chance))
            }),
            weekend: weekend(details.admits_on_weekend, language),
            phone: details.phone.as_ref().map(|phone| Phone {
                written: phone.to_string(),
                number: words::telephone(phone.as_str()),
            }),
        }
    }

    /// The name of its class, in the page and its styles.
    pub(super) fn class(&self) -> &'static str {
        class(self.prospect)
    }

    /// The free beds, where they are known.
    pub(super) fn free(&self) -> u32 {
        match self.beds {
            Beds::Free(beds) => beds,
            _ => 0,
        }
    }
}

impl Beds {
    fn of(offer: &HouseAvailability) -> Self {
        match offer.status {
            Status::Available => Self::Free(offer.beds_free.unwrap_or(0)),
            Status::Full => Self::Full,
            Status::AdmissionStop => Self::Stop,
            Status::Closed => Self::Closed,
            Status::Unknown => Self::Unknown(offer.last_known_beds_free),
        }
    }
}

/// The name of a class of houses, in the page and its styles.
pub(super) fn class(prospect: Prospect) -> &'static str {
    match prospect {
        Prospect::Now => "now",
        Prospect::Perhaps => "perhaps",
        Prospect::Later => "later",
        Prospect::Full => "full",
        Prospect::NotNow => "stop",
        Prospect::Unknown => "unknown",
    }
}

fn admits(offer: &HouseAvailability, language: Language, today: NaiveDate) -> Option<String> {
    if offer.status != Status::Available {
        return None;
    }
    Some(match offer.admits_from {
        None => language.pick("Neemt nu op", "Admits now").to_owned(),
        Some(from) => format!(
            "{} {}",
            language.pick("Opname vanaf", "Admits from"),
            words::beginning(language, from, today)
        ),
    })
}

fn weekend(admits: Option<bool>, language: Language) -> &'static str {
    match admits {
        Some(true) => language.pick("Weekendopname: ja", "Weekend admission: yes"),
        Some(false) => language.pick("Weekendopname: nee", "Weekend admission: no"),
        None => language.pick("Weekendopname: niet bekend", "Weekend admission: not known"),
    }
}
