//! Warnings, as they are answered.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::warnings::Checked;
use crate::domain::calendar::write_moment;
use crate::domain::code::Coded as _;
use crate::domain::language::Language;

/// Iets dat opvalt en dat het huis nog eens nakijkt; het houdt niets tegen. Een code kan vaker voorkomen, elk
/// keer over iets anders.
#[derive(Serialize, ToSchema)]
#[schema(as = Warning)]
pub(super) struct WarningDocument {
    #[schema(example = "balance_mismatch")]
    code: &'static str,
    #[schema(example = "Bezet is 3, maar de stand van donderdag 19 november 2026 geeft 2.")]
    detail: String,
    /// Heeft iemand deze code bij deze registratie bevestigd?
    #[schema(example = false)]
    confirmed: bool,
}

pub(super) fn warning_documents(checked: &Checked, language: Language) -> Vec<WarningDocument> {
    let document = |warning: &crate::domain::warning::Warning| WarningDocument {
        code: warning.code().code(),
        detail: warning.say(language),
        confirmed: checked.is_confirmed(*warning),
    };
    checked.warnings.iter().map(document).collect()
}

/// Een registratie met waarschuwingen die niemand heeft bevestigd.
#[derive(Serialize, ToSchema)]
#[schema(as = OpenWarnings)]
#[serde(rename_all = "camelCase")]
pub(super) struct OpenWarningsDocument {
    #[schema(example = "de-linde")]
    house_id: String,
    #[schema(example = "2026-11-20")]
    date: NaiveDate,
    /// Het nummer van de revisie, vanaf 1.
    #[schema(minimum = 1, example = 1)]
    revision: u32,
    #[schema(format = DateTime, example = "2026-11-20T07:45:00Z")]
    reported_at: String,
    /// Alleen wat niet is bevestigd; nooit leeg.
    #[schema(min_items = 1)]
    warnings: Vec<WarningDocument>,
}

impl OpenWarningsDocument {
    pub(super) fn new(checked: &Checked, language: Language) -> Self {
        let registration = &checked.registration;
        Self {
            house_id: registration.house_id.to_string(),
            date: registration.date,
            revision: registration.entry.revision,
            reported_at: write_moment(registration.entry.recorded_at),
            warnings: warning_documents(checked, language),
        }
    }
}
