//! What happened lately, each thing in a few words: warnings, corrections, reminders.

use super::{Names, today, words};
use crate::app::warnings::Checked;
use crate::domain::change::{Correction, Outcome};
use crate::domain::language::Language;
use crate::domain::reporting::Reminded;

/// A registration that nobody confirmed.
pub(super) struct WarnedDay {
    pub house: String,
    pub day: String,
    pub address: String,
    pub warnings: Vec<String>,
}

impl WarnedDay {
    pub(super) fn new(checked: &Checked, names: &Names, language: Language) -> Self {
        let registration = &checked.registration;
        Self {
            house: names.of(&registration.house_id),
            day: words::day(registration.date, language),
            address: format!("/vandaag/{}/{}", registration.house_id, registration.date),
            warnings: checked
                .warnings
                .iter()
                .map(|warning| warning.say(language))
                .collect(),
        }
    }
}

/// A day that was corrected.
pub(super) struct CorrectedDay {
    pub house: String,
    pub day: String,
    pub address: String,
    pub what: String,
    pub by: String,
    pub at: String,
    pub reason: Option<String>,
}

impl CorrectedDay {
    pub(super) fn new(correction: &Correction, names: &Names, language: Language) -> Self {
        let entry = &correction.revision.entry;
        Self {
            house: names.of(&correction.house_id),
            day: words::day(correction.date, language),
            address: format!("/vandaag/{}/{}", correction.house_id, correction.date),
            what: outcome(&correction.outcome(), language),
            by: entry.recorded_by.to_string(),
            at: words::moment(entry.recorded_at, language),
            reason: entry.reason.as_ref().map(ToString::to_string),
        }
    }
}

fn outcome(outcome: &Outcome, language: Language) -> String {
    match outcome {
        Outcome::Withdrawn => language.pick("ingetrokken", "withdrawn").to_owned(),
        Outcome::RegisteredAgain => language
            .pick(
                "opnieuw doorgegeven na intrekking",
                "reported again after it was withdrawn",
            )
            .to_owned(),
        Outcome::Confirmed => language
            .pick("nagekeken, stand ongewijzigd", "looked again, stand unchanged")
            .to_owned(),
        Outcome::Changed(changes) => {
            let parts: Vec<String> = changes
                .iter()
                .map(|change| words::change(*change, language))
                .collect();
            parts.join(", ")
        }
    }
}

/// A day of which a house was reminded.
pub(super) struct RemindedDay {
    pub house: String,
    pub day: String,
    pub progress: String,
    pub attempts: u32,
}

impl RemindedDay {
    pub(super) fn new(reminded: &Reminded, names: &Names, language: Language) -> Self {
        Self {
            house: names.of(&reminded.house_id),
            day: words::day(reminded.date, language),
            progress: today::progress(reminded.progress, language),
            attempts: reminded.attempts,
        }
    }
}
