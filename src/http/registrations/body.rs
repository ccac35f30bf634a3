//! The body of a registration, as it is sent.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use utoipa::ToSchema;

use super::super::input::{Code, FromJson, List, Members};
use super::super::problem::InputError;
use crate::domain::code::Coded;
use crate::domain::count::{Count, Tally};
use crate::domain::registration::Said;
use crate::domain::rule::Rule;
use crate::domain::stand::{AdmissionStop, ClosureReason, Counts, RefusalReason};
use crate::domain::warning::{Confirmed, WarningCode};

/// De stand van een dag. Alleen `bedsOccupied` is verplicht; wat is weggelaten of null is niet bekend.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "describes the body for the published document; Said reads it"
)]
pub(super) struct RegistrationBody {
    /// Bezette bedden.
    #[schema(minimum = 0, maximum = 999, example = 2)]
    beds_occupied: u32,
    /// Bedden met een respijtgast.
    #[schema(minimum = 0, maximum = 999, example = 0)]
    beds_respite: Option<u32>,
    /// Bedden die zijn toegezegd.
    #[schema(minimum = 0, maximum = 999, example = 1)]
    beds_reserved: Option<u32>,
    /// Bedden in gereedmaken.
    #[schema(minimum = 0, maximum = 999, example = 0)]
    beds_in_turnover: Option<u32>,
    /// Gesloten bedden, per reden; een lege lijst is geen.
    #[schema(max_items = 20)]
    closures: Option<Vec<ClosureBody>>,
    admission_stop: Option<AdmissionStopBody>,
    /// Vanaf wanneer het huis weer opneemt.
    #[schema(example = "2026-11-23T08:00:00Z")]
    admits_from: Option<DateTime<Utc>>,
    /// Opnamen sinds de vorige geregistreerde dag; zo ook `deaths` en `discharges`.
    #[schema(minimum = 0, maximum = 999, example = 1)]
    admissions: Option<u32>,
    #[schema(minimum = 0, maximum = 999, example = 1)]
    deaths: Option<u32>,
    #[schema(minimum = 0, maximum = 999, example = 0)]
    discharges: Option<u32>,
    /// Aanvragen.
    #[schema(minimum = 0, maximum = 999, example = 2)]
    requests: Option<u32>,
    /// Aanvragen die elders al waren afgewezen; nooit meer dan `requests`.
    #[schema(minimum = 0, maximum = 999, example = 0)]
    requests_redirected: Option<u32>,
    /// Afwijzingen, per reden; een lege lijst is geen.
    #[schema(max_items = 20)]
    refusals: Option<Vec<RefusalBody>>,
    #[schema(minimum = 0, maximum = 999, example = 0)]
    withdrawals: Option<u32>,
    #[schema(minimum = 0, maximum = 999, example = 0)]
    died_before_admission: Option<u32>,
    #[schema(minimum = 0, maximum = 999, example = 2)]
    waiting_list_active: Option<u32>,
    #[schema(minimum = 0, maximum = 999, example = 0)]
    waiting_list_passive: Option<u32>,
    /// De waarschuwingen die zijn nagekeken en kloppen: de stand is zo. Weggelaten of null is geen.
    #[schema(max_items = 6, example = json!(["balance_mismatch"]))]
    confirmed_warnings: Option<BTreeSet<WarningCodeCode>>,
}

/// Gesloten bedden om een reden. Een reden die twee keer voorkomt telt op.
#[derive(ToSchema)]
#[schema(as = Closure)]
#[expect(dead_code, reason = "describes the body for the published document")]
pub(super) struct ClosureBody {
    #[schema(value_type = ClosureReasonCode)]
    reason: String,
    #[schema(minimum = 0, maximum = 999, example = 1)]
    beds: u32,
}

/// Het huis neemt voorlopig niet op.
#[derive(ToSchema)]
#[schema(as = AdmissionStop, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the body for the published document")]
pub(super) struct AdmissionStopBody {
    #[schema(value_type = ClosureReasonCode)]
    reason: String,
    #[schema(example = "2026-11-24")]
    expected_until: Option<NaiveDate>,
}

/// Afwijzingen om een reden. Een reden die twee keer voorkomt telt op.
#[derive(ToSchema)]
#[schema(as = Refusal)]
#[expect(dead_code, reason = "describes the body for the published document")]
pub(super) struct RefusalBody {
    #[schema(value_type = RefusalReasonCode)]
    reason: String,
    #[schema(minimum = 0, maximum = 999, example = 1)]
    count: u32,
}

/// Waarom bedden gesloten zijn of het huis niet opneemt.
#[derive(ToSchema)]
#[schema(as = ClosureReason, rename_all = "snake_case", example = "no_volunteers")]
#[expect(dead_code, reason = "describes the codes for the published document")]
pub(super) enum ClosureReasonCode {
    NoVolunteers,
    NoNursing,
    Renovation,
    Infection,
    Holiday,
    QuietAfterDeath,
    Other,
}

/// Waarom een aanvraag is afgewezen.
#[derive(ToSchema)]
#[schema(as = RefusalReason, rename_all = "snake_case", example = "no_bed")]
#[expect(dead_code, reason = "describes the codes for the published document")]
pub(super) enum RefusalReasonCode {
    NoBed,
    NoStaff,
    CareTooComplex,
    NotEligible,
    Infection,
    RespiteNotOffered,
    NoFunding,
    Other,
}

/// Waarvoor wordt gewaarschuwd.
#[derive(ToSchema, PartialEq, Eq, PartialOrd, Ord)]
#[schema(as = WarningCode, rename_all = "snake_case", example = "occupied_jump")]
#[expect(dead_code, reason = "describes the codes for the published document")]
pub(super) enum WarningCodeCode {
    BalanceMismatch,
    FlowsNotStated,
    OccupiedJump,
    UnusualBeds,
    StopPastItsEnd,
    CorrectionWithoutReason,
}

impl FromJson for Said {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let beds_occupied = members.required("bedsOccupied");
        let counts = Counts {
            beds_occupied: Count::default(),
            beds_respite: members.optional("bedsRespite"),
            beds_reserved: members.optional("bedsReserved"),
            beds_in_turnover: members.optional("bedsInTurnover"),
            closures: tally(&mut members, "closures", |part: Part<ClosureReason, true>| {
                (part.reason, part.count.get())
            }),
            admission_stop: members.optional("admissionStop"),
            admits_from: members.optional("admitsFrom"),
            admissions: members.optional("admissions"),
            deaths: members.optional("deaths"),
            discharges: members.optional("discharges"),
            requests: members.optional("requests"),
            requests_redirected: members.optional("requestsRedirected"),
            refusals: tally(&mut members, "refusals", |part: Part<RefusalReason, false>| {
                (part.reason, part.count.get())
            }),
            withdrawals: members.optional("withdrawals"),
            died_before_admission: members.optional("diedBeforeAdmission"),
            waiting_list_active: members.optional("waitingListActive"),
            waiting_list_passive: members.optional("waitingListPassive"),
        };
        let confirmed = members.optional::<Codes>("confirmedWarnings");
        members.close();
        Some(Self {
            counts: Counts {
                beds_occupied: beds_occupied?,
                ..counts
            },
            confirmed: confirmed.map(|Codes(confirmed)| confirmed).unwrap_or_default(),
        })
    }
}

/// Codes of warnings, each named once.
struct Codes(Confirmed);

impl FromJson for Codes {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let List(codes) =
            List::<Code<WarningCode>, { WarningCode::ALL.len() }>::from_json(value, pointer, faults)?;
        let mut confirmed = Confirmed::new();
        for (index, Code(code)) in codes.into_iter().enumerate() {
            if !confirmed.insert(code) {
                let pointer = format!("{pointer}/{index}");
                faults.push(InputError::pointer(&pointer, Rule::Repeated));
            }
        }
        Some(Self(confirmed))
    }
}

fn tally<P: FromJson, R: Ord + Copy>(
    members: &mut Members,
    name: &'static str,
    split: impl Fn(P) -> (R, u32),
) -> Option<Tally<R>> {
    let List(parts) = members.optional::<List<P, 20>>(name)?;
    let tally = Tally::new(parts.into_iter().map(split));
    if tally.parts().any(|(_, sum)| sum > u32::from(Count::MAX)) {
        members.clash(name, Rule::count());
    }
    Some(tally)
}

/// A reason with its count, which is named `beds` in a closure and `count` in a refusal.
struct Part<R, const BEDS: bool> {
    reason: R,
    count: Count,
}

impl<R: Coded, const BEDS: bool> FromJson for Part<R, BEDS> {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let reason = members.required::<Code<R>>("reason");
        let count = members.required::<Count>(if BEDS { "beds" } else { "count" });
        members.close();
        Some(Self {
            reason: reason?.0,
            count: count?,
        })
    }
}

impl FromJson for AdmissionStop {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let reason = members.required::<Code<ClosureReason>>("reason");
        let expected_until = members.optional("expectedUntil");
        members.close();
        Some(Self {
            reason: reason?.0,
            expected_until,
        })
    }
}
