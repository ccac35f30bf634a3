//! Completeness, as it is answered.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::completeness::{DueLater, MissingToday, OfHouse, Report};
use crate::domain::calendar::{TIME_ZONE, write_moment, write_time_of_day};
use crate::domain::code::Coded;
use crate::domain::period::Period;
use crate::domain::reporting::Progress;

/// Wie heeft geregistreerd, met de regels waarnaar is gerekend.
#[derive(Serialize, ToSchema)]
#[schema(as = Completeness)]
#[serde(rename_all = "camelCase")]
pub(super) struct CompletenessDocument {
    #[schema(example = "2026-11-01")]
    from: NaiveDate,
    #[schema(example = "2026-11-20")]
    until: NaiveDate,
    #[schema(value_type = ReportingDaysCode)]
    reporting_days: &'static str,
    /// Het tijdstip van de installatie, voor huizen zonder eigen tijdstip.
    #[schema(example = "10:00")]
    reports_by: String,
    /// De tijdzone van dagen en tijdstippen.
    #[schema(example = "Europe/Amsterdam")]
    time_zone: &'static str,
    /// De dag van `missingToday` en `dueLater`.
    #[schema(example = "2026-11-20")]
    today: NaiveDate,
    total: TotalDocument,
    /// De huizen die in deze tijd open waren, op volgorde van id.
    houses: Vec<HouseDocument>,
    /// De huizen waarvan de stand van vandaag er had moeten zijn en er niet is.
    missing_today: Vec<MissingDocument>,
    /// De huizen waarvan de stand van vandaag er niet is, maar nog op tijd kan komen.
    due_later: Vec<DueDocument>,
}

/// De som over de huizen, in huisdagen.
#[derive(Default, Serialize, ToSchema)]
#[schema(as = CompletenessTotal)]
#[serde(rename_all = "camelCase")]
struct TotalDocument {
    #[schema(minimum = 0, example = 20)]
    expected: u32,
    #[schema(minimum = 0, example = 18)]
    reported: u32,
    #[schema(minimum = 0, example = 17)]
    on_time: u32,
    #[schema(minimum = 0, example = 1)]
    late: u32,
    #[schema(minimum = 0, example = 2)]
    missing: u32,
}

/// Wat een huis heeft geregistreerd, in dagen.
#[derive(Serialize, ToSchema)]
#[schema(as = HouseCompleteness)]
#[serde(rename_all = "camelCase")]
struct HouseDocument {
    #[schema(example = "de-linde")]
    house_id: String,
    /// Het tijdstip van het huis, of anders dat van de installatie. Het geldt nu, en is op alle dagen toegepast.
    #[schema(example = "09:30")]
    reports_by: String,
    #[schema(minimum = 0, example = 20)]
    expected: u32,
    #[schema(minimum = 0, example = 18)]
    reported: u32,
    #[schema(minimum = 0, example = 17)]
    on_time: u32,
    #[schema(minimum = 0, example = 1)]
    late: u32,
    /// De ontbrekende dagen, op volgorde.
    #[schema(example = json!(["2026-11-08", "2026-11-20"]))]
    missing: Vec<NaiveDate>,
}

/// Een huis waarvan de stand van vandaag ontbreekt.
#[derive(Serialize, ToSchema)]
#[schema(as = MissingToday)]
#[serde(rename_all = "camelCase")]
struct MissingDocument {
    #[schema(example = "de-linde")]
    house_id: String,
    /// Toen had de stand er uiterlijk moeten zijn.
    #[schema(format = DateTime, example = "2026-11-20T08:30:00Z")]
    due_at: String,
    #[schema(value_type = ReminderCode)]
    reminder: &'static str,
    /// Toen is de herinnering verstuurd; null als er geen verstuurd is.
    #[schema(required, format = DateTime, example = "2026-11-20T08:31:02Z")]
    reminded_at: Option<String>,
}

/// Een huis waarvan de stand van vandaag nog op tijd kan komen.
#[derive(Serialize, ToSchema)]
#[schema(as = DueLater)]
#[serde(rename_all = "camelCase")]
struct DueDocument {
    #[schema(example = "de-linde")]
    house_id: String,
    /// Tot dan is de stand op tijd.
    #[schema(format = DateTime, example = "2026-11-20T08:30:00Z")]
    due_at: String,
}

impl CompletenessDocument {
    pub(super) fn new(range: Period, report: &Report) -> Self {
        let houses: Vec<HouseDocument> = report.houses.iter().map(HouseDocument::from).collect();
        Self {
            from: range.from,
            until: range.until,
            reporting_days: report.duty.days.code(),
            reports_by: write_time_of_day(report.duty.deadline),
            time_zone: TIME_ZONE,
            today: report.today,
            total: TotalDocument::of(&houses),
            houses,
            missing_today: report.missing_today.iter().map(MissingDocument::from).collect(),
            due_later: report.due_later.iter().map(DueDocument::from).collect(),
        }
    }
}

impl TotalDocument {
    fn of(houses: &[HouseDocument]) -> Self {
        let mut total = Self::default();
        for house in houses {
            total.expected += house.expected;
            total.reported += house.reported;
            total.on_time += house.on_time;
            total.late += house.late;
        }
        total.missing = total.expected - total.reported;
        total
    }
}

impl From<&OfHouse> for HouseDocument {
    fn from(house: &OfHouse) -> Self {
        let found = &house.completeness;
        Self {
            house_id: house.house_id.to_string(),
            reports_by: write_time_of_day(house.reports_by),
            expected: found.expected(),
            reported: found.reported(),
            on_time: found.on_time,
            late: found.late,
            missing: found.missing.clone(),
        }
    }
}

impl From<&MissingToday> for MissingDocument {
    fn from(missing: &MissingToday) -> Self {
        let (reminder, reminded_at) = match missing.reminder {
            None => ("none", None),
            Some(Progress::Sent { at }) => ("sent", Some(at)),
            Some(Progress::ToRetry { .. }) => ("failed", None),
            Some(Progress::Unknown) => ("unknown", None),
        };
        Self {
            house_id: missing.house_id.to_string(),
            due_at: write_moment(missing.due_at),
            reminder,
            reminded_at: reminded_at.map(write_moment),
        }
    }
}

impl From<&DueLater> for DueDocument {
    fn from(due: &DueLater) -> Self {
        Self {
            house_id: due.house_id.to_string(),
            due_at: write_moment(due.due_at),
        }
    }
}

/// Op welke dagen registratie wordt verwacht: `all` alle dagen, `weekdays` maandag tot en met vrijdag,
/// `working_days` hetzelfde zonder feestdagen.
#[derive(ToSchema)]
#[schema(as = ReportingDays, rename_all = "snake_case", example = "all")]
#[expect(dead_code, reason = "describes the codes for the published document")]
enum ReportingDaysCode {
    All,
    Weekdays,
    WorkingDays,
}

/// Hoe het met de herinnering staat: `none` niet begonnen, `sent` verstuurd, `failed` niet verstuurd en wordt opnieuw
/// geprobeerd, `unknown` begonnen, maar of zij is aangekomen is (nog) niet bekend.
#[derive(ToSchema)]
#[schema(as = ReminderState, rename_all = "snake_case", example = "sent")]
#[expect(dead_code, reason = "describes the codes for the published document")]
enum ReminderCode {
    None,
    Sent,
    Failed,
    Unknown,
}
