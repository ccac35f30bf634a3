//! A registration and its revisions, as they are answered.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::body::{AdmissionStopBody, ClosureBody, RefusalBody, WarningCodeCode};
use super::warning::{WarningDocument, warning_documents};
use crate::app::warnings::Checked;
use crate::domain::calendar::write_moment;
use crate::domain::code::Coded;
use crate::domain::count::{Count, Tally};
use crate::domain::language::Language;
use crate::domain::registration::Revision;
use crate::domain::stand::{AdmissionStop, ClosureReason, RefusalReason, Stand};
use crate::domain::warning::Confirmed;

/// Een geregistreerde dag. Null betekent: niet bekend.
#[derive(Serialize, ToSchema)]
#[schema(as = Registration)]
#[serde(rename_all = "camelCase")]
pub(super) struct RegistrationDocument {
    #[schema(example = "de-linde")]
    house_id: String,
    #[schema(example = "2026-11-20")]
    date: NaiveDate,
    #[serde(flatten)]
    stand: StandDocument,
    /// Het nummer van de revisie, vanaf 1.
    #[schema(minimum = 1, example = 1)]
    revision: u32,
    #[schema(format = DateTime, example = "2026-11-20T07:45:00Z")]
    reported_at: String,
    /// De naam van het token waarmee is geregistreerd.
    #[schema(example = "De Linde")]
    reported_by: String,
    warnings: Vec<WarningDocument>,
    /// De codes die bij de registratie zijn bevestigd.
    #[schema(value_type = BTreeSet<WarningCodeCode>, example = json!(["balance_mismatch"]))]
    confirmed_warnings: Vec<&'static str>,
}

impl RegistrationDocument {
    pub(super) fn new(checked: &Checked, language: Language) -> Self {
        let registration = &checked.registration;
        Self {
            house_id: registration.house_id.to_string(),
            date: registration.date,
            stand: StandDocument::from(&registration.stand),
            revision: registration.entry.revision,
            reported_at: write_moment(registration.entry.recorded_at),
            reported_by: registration.entry.recorded_by.to_string(),
            warnings: warning_documents(checked, language),
            confirmed_warnings: codes(&registration.entry.confirmed),
        }
    }
}

/// Een stap in de geschiedenis van een dag.
#[derive(Serialize, ToSchema)]
#[schema(as = Revision)]
#[serde(rename_all = "camelCase")]
pub(super) struct RevisionDocument {
    #[schema(minimum = 1, example = 2)]
    revision: u32,
    /// De revisie die door deze is vervangen; null bij de eerste.
    #[schema(required, minimum = 1, example = 1)]
    replaces: Option<u32>,
    #[schema(format = DateTime, example = "2026-11-20T07:45:00Z")]
    reported_at: String,
    #[schema(example = "De Linde")]
    reported_by: String,
    #[schema(required, example = "Verteld bij de ochtendronde")]
    reason: Option<String>,
    /// Is de registratie met deze stap ingetrokken?
    #[schema(example = false)]
    withdrawn: bool,
    /// De stand volgens deze revisie; null als de dag ermee is ingetrokken.
    #[schema(required)]
    stand: Option<StandDocument>,
    /// De codes van de waarschuwingen die met deze revisie zijn bevestigd.
    #[schema(value_type = BTreeSet<WarningCodeCode>, example = json!(["balance_mismatch"]))]
    confirmed_warnings: Vec<&'static str>,
}

impl RevisionDocument {
    pub(super) fn new(revision: &Revision) -> Self {
        let entry = &revision.entry;
        Self {
            revision: entry.revision,
            replaces: entry.revision.checked_sub(1).filter(|before| *before > 0),
            reported_at: write_moment(entry.recorded_at),
            reported_by: entry.recorded_by.to_string(),
            reason: entry.reason.as_ref().map(ToString::to_string),
            withdrawn: revision.stand.is_none(),
            stand: revision.stand.as_ref().map(StandDocument::from),
            confirmed_warnings: codes(&entry.confirmed),
        }
    }
}

/// De stand van een dag, met wat eruit volgt.
#[derive(Serialize, ToSchema)]
#[schema(as = Stand)]
#[serde(rename_all = "camelCase")]
struct StandDocument {
    /// Fysieke bedden van het huis op die dag.
    #[schema(minimum = 0, example = 4)]
    beds_physical: u32,
    /// Inzetbare bedden: fysiek min gesloten.
    #[schema(minimum = 0, example = 4)]
    beds_in_service: u32,
    /// Vrije bedden: wat in geen andere toestand is.
    #[schema(minimum = 0, example = 1)]
    beds_free: u32,
    #[schema(minimum = 0, example = 2)]
    beds_occupied: u32,
    #[schema(required, minimum = 0, example = 0)]
    beds_respite: Option<u32>,
    #[schema(required, minimum = 0, example = 1)]
    beds_reserved: Option<u32>,
    #[schema(required, minimum = 0, example = 0)]
    beds_in_turnover: Option<u32>,
    #[schema(required, value_type = Option<Vec<ClosureBody>>)]
    closures: Option<Vec<ClosureDocument>>,
    #[schema(required, value_type = Option<AdmissionStopBody>)]
    admission_stop: Option<AdmissionStopDocument>,
    #[schema(required, format = DateTime, example = "2026-11-23T08:00:00Z")]
    admits_from: Option<String>,
    #[schema(required, minimum = 0, example = 1)]
    admissions: Option<u32>,
    #[schema(required, minimum = 0, example = 1)]
    deaths: Option<u32>,
    #[schema(required, minimum = 0, example = 0)]
    discharges: Option<u32>,
    #[schema(required, minimum = 0, example = 2)]
    requests: Option<u32>,
    #[schema(required, minimum = 0, example = 0)]
    requests_redirected: Option<u32>,
    #[schema(required, value_type = Option<Vec<RefusalBody>>)]
    refusals: Option<Vec<RefusalDocument>>,
    #[schema(required, minimum = 0, example = 0)]
    withdrawals: Option<u32>,
    #[schema(required, minimum = 0, example = 0)]
    died_before_admission: Option<u32>,
    /// Wie bij meer huizen wacht telt bij elk mee: optellen over huizen telt dubbel.
    #[schema(required, minimum = 0, example = 2)]
    waiting_list_active: Option<u32>,
    #[schema(required, minimum = 0, example = 0)]
    waiting_list_passive: Option<u32>,
}

// What follows is answered as it is sent: its schemas are those of the body, so that a client can send back
// what it read.

#[derive(Serialize)]
struct ClosureDocument {
    reason: &'static str,
    beds: u32,
}

#[derive(Serialize)]
struct RefusalDocument {
    reason: &'static str,
    count: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AdmissionStopDocument {
    reason: &'static str,
    expected_until: Option<NaiveDate>,
}

impl From<&Stand> for StandDocument {
    fn from(stand: &Stand) -> Self {
        let counts = stand.counts();
        let number = |count: Option<Count>| count.map(Count::get);
        Self {
            beds_physical: stand.physical(),
            beds_in_service: stand.in_service(),
            beds_free: stand.free(),
            beds_occupied: counts.beds_occupied.get(),
            beds_respite: number(counts.beds_respite),
            beds_reserved: number(counts.beds_reserved),
            beds_in_turnover: number(counts.beds_in_turnover),
            closures: counts.closures.as_ref().map(closures),
            admission_stop: counts.admission_stop.map(AdmissionStopDocument::from),
            admits_from: counts.admits_from.map(write_moment),
            admissions: number(counts.admissions),
            deaths: number(counts.deaths),
            discharges: number(counts.discharges),
            requests: number(counts.requests),
            requests_redirected: number(counts.requests_redirected),
            refusals: counts.refusals.as_ref().map(refusals),
            withdrawals: number(counts.withdrawals),
            died_before_admission: number(counts.died_before_admission),
            waiting_list_active: number(counts.waiting_list_active),
            waiting_list_passive: number(counts.waiting_list_passive),
        }
    }
}

impl From<AdmissionStop> for AdmissionStopDocument {
    fn from(stop: AdmissionStop) -> Self {
        Self {
            reason: stop.reason.code(),
            expected_until: stop.expected_until,
        }
    }
}

fn codes(confirmed: &Confirmed) -> Vec<&'static str> {
    confirmed.iter().map(|warning| warning.code()).collect()
}

fn closures(tally: &Tally<ClosureReason>) -> Vec<ClosureDocument> {
    tally
        .parts()
        .map(|(reason, beds)| ClosureDocument {
            reason: reason.code(),
            beds,
        })
        .collect()
}

fn refusals(tally: &Tally<RefusalReason>) -> Vec<RefusalDocument> {
    tally
        .parts()
        .map(|(reason, count)| RefusalDocument {
            reason: reason.code(),
            count,
        })
        .collect()
}
