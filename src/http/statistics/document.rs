//! The capacity measurement, as it is answered.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::statistics::{Group, LEVEL, Question, Rate, Rates, rates};
use crate::domain::calendar::write_moment;
use crate::domain::code::Coded;
use crate::domain::statistics::{Basis, BedDays, DEFINITIONS_VERSION, Flows, Full, Measured, Stated, Waiting};

/// De capaciteitsmeting van groepen huizen.
#[derive(Serialize, ToSchema)]
#[schema(as = Statistics)]
#[serde(rename_all = "camelCase")]
pub(super) struct StatisticsDocument {
    /// De versie van de definities.
    #[schema(example = "1")]
    definitions_version: &'static str,
    #[schema(example = "2026-01-01")]
    from: NaiveDate,
    #[schema(example = "2026-06-30")]
    until: NaiveDate,
    #[schema(value_type = PeriodCode)]
    period: &'static str,
    #[schema(value_type = GroupByCode)]
    group_by: &'static str,
    #[schema(minimum = 0, example = 0)]
    carry_forward: u32,
    /// Het moment waarop het register er zo voor stond; null is nu.
    #[schema(required, format = DateTime)]
    as_of: Option<String>,
    groups: Vec<GroupDocument>,
}

/// Een groep huizen.
#[derive(Serialize, ToSchema)]
#[schema(as = StatisticsGroup)]
#[serde(rename_all = "camelCase")]
struct GroupDocument {
    /// Het huis, de soort, de regio of het netwerk; null voor huizen waarvan de regio niet bekend is.
    #[schema(required, example = "groningen_centraal")]
    group_id: Option<String>,
    #[schema(example = json!(["de-linde", "de-esdoorn"]))]
    houses: Vec<String>,
    periods: Vec<MeasuredDocument>,
}

/// Wat in een periode is gemeten.
#[derive(Serialize, ToSchema)]
#[schema(as = Measured)]
#[serde(rename_all = "camelCase")]
struct MeasuredDocument {
    #[schema(example = "2026-01-01")]
    from: NaiveDate,
    #[schema(example = "2026-01-31")]
    until: NaiveDate,
    basis: BasisDocument,
    bed_days: BedDaysDocument,
    flows: FlowsDocument,
    waiting_list_active: WaitingDocument,
    waiting_list_passive: WaitingDocument,
    rates: RatesDocument,
    /// Huisdagen onder een opnamestop.
    #[schema(minimum = 0, example = 3)]
    stopped_house_days: u32,
    /// De langste rij dagen waarop geen huis kon opnemen; minstens zo lang.
    #[schema(minimum = 0, example = 2)]
    longest_all_full_run: u32,
}

/// Waarop de getallen berusten, in huisdagen.
#[derive(Serialize, ToSchema)]
#[schema(as = StatisticsBasis)]
#[serde(rename_all = "camelCase")]
struct BasisDocument {
    #[schema(minimum = 0, example = 93)]
    expected: u32,
    #[schema(minimum = 0, example = 90)]
    reported: u32,
    /// Van de geregistreerde: zonder inzetbaar bed.
    #[schema(minimum = 0, example = 0)]
    closed: u32,
    #[schema(minimum = 0, example = 3)]
    missing: u32,
    /// Van de ontbrekende: met een eerdere stand gevuld.
    #[schema(minimum = 0, example = 0)]
    carried: u32,
}

/// Een som van beddagen; met ontbrekende dagen ligt hij tussen low en high.
#[derive(Serialize, ToSchema)]
#[schema(as = BedDaySum)]
struct SumDocument {
    #[schema(minimum = 0, example = 280)]
    value: u32,
    #[schema(minimum = 0, example = 280)]
    low: u32,
    #[schema(minimum = 0, example = 289)]
    high: u32,
}

#[derive(Serialize, ToSchema)]
#[schema(as = BedDays)]
#[serde(rename_all = "camelCase")]
struct BedDaysDocument {
    physical: SumDocument,
    in_service: SumDocument,
    closed: SumDocument,
    closed_by_reason: Vec<ClosedDocument>,
    occupied: SumDocument,
    respite: SumDocument,
    reserved: SumDocument,
    in_turnover: SumDocument,
    free: SumDocument,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ClosedBedDays)]
#[serde(rename_all = "camelCase")]
struct ClosedDocument {
    #[schema(example = "no_volunteers")]
    reason: &'static str,
    #[schema(minimum = 1, example = 12)]
    bed_days: u32,
}

/// Een som van aantallen, en op hoeveel huisdagen zij is opgegeven.
#[derive(Serialize, ToSchema)]
#[schema(as = StatedSum)]
#[serde(rename_all = "camelCase")]
struct StatedDocument {
    #[schema(minimum = 0, example = 9)]
    value: u32,
    #[schema(minimum = 0, example = 90)]
    house_days: u32,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Flows)]
#[serde(rename_all = "camelCase")]
struct FlowsDocument {
    admissions: StatedDocument,
    deaths: StatedDocument,
    discharges: StatedDocument,
    requests: StatedDocument,
    requests_redirected: StatedDocument,
    refusals: StatedDocument,
    refusals_by_reason: Vec<RefusedDocument>,
    withdrawals: StatedDocument,
    died_before_admission: StatedDocument,
}

#[derive(Serialize, ToSchema)]
#[schema(as = RefusedRequests)]
struct RefusedDocument {
    #[schema(example = "no_bed")]
    reason: &'static str,
    #[schema(minimum = 1, example = 4)]
    count: u32,
}

/// Een wachtlijst over de dagen waarop zij is opgegeven.
#[derive(Serialize, ToSchema)]
#[schema(as = WaitingList)]
#[serde(rename_all = "camelCase")]
struct WaitingDocument {
    #[schema(required, minimum = 0, example = 2.4)]
    mean: Option<f64>,
    #[schema(required, minimum = 0, example = 5)]
    maximum: Option<u32>,
    #[schema(minimum = 0, example = 31)]
    days: u32,
    /// Wie bij meer huizen wacht telt bij elk mee.
    #[schema(example = true)]
    double_counts: bool,
}

/// Een verhoudingsgetal met teller, noemer en interval.
#[derive(Serialize, ToSchema)]
#[schema(as = Rate)]
struct RateDocument {
    #[schema(example = 0.74)]
    value: f64,
    #[schema(minimum = 0, example = 207.0)]
    numerator: f64,
    #[schema(minimum = 0, example = 280.0)]
    denominator: f64,
    #[schema(required, example = 0.6)]
    low: Option<f64>,
    #[schema(required, example = 0.84)]
    high: Option<f64>,
    #[schema(example = 0.95)]
    level: f64,
}

/// De verhoudingsgetallen; null als de noemer nul is.
#[derive(Serialize, ToSchema)]
#[schema(as = Rates)]
#[serde(rename_all = "camelCase")]
struct RatesDocument {
    #[schema(required)]
    occupancy: Option<RateDocument>,
    #[schema(required)]
    occupancy_physical: Option<RateDocument>,
    #[schema(required)]
    admissions_per_bed_year: Option<RateDocument>,
    /// Over een korte periode vertekend: wie langer blijft geeft beddagen maar geen vertrek.
    #[schema(required)]
    mean_length_of_stay_days: Option<RateDocument>,
    #[schema(required)]
    turnover_interval_days: Option<RateDocument>,
    #[schema(required)]
    refusal_share: Option<RateDocument>,
    #[schema(required)]
    no_bed_share: Option<RateDocument>,
    #[schema(required)]
    full_share: Option<RateDocument>,
    #[schema(required)]
    all_full_share: Option<RateDocument>,
}

impl StatisticsDocument {
    pub(super) fn new(question: &Question, groups: &[Group]) -> Self {
        Self {
            definitions_version: DEFINITIONS_VERSION,
            from: question.range.from,
            until: question.range.until,
            period: question.period.code(),
            group_by: question.group_by.code(),
            carry_forward: question.carry_forward,
            as_of: question.as_of.map(write_moment),
            groups: groups.iter().map(GroupDocument::from).collect(),
        }
    }
}

impl From<&Group> for GroupDocument {
    fn from(group: &Group) -> Self {
        let is_one_house = group.houses.len() < 2;
        Self {
            group_id: group.id.clone(),
            houses: group.houses.iter().map(ToString::to_string).collect(),
            periods: group
                .measured
                .iter()
                .map(|measured| MeasuredDocument::new(measured, is_one_house))
                .collect(),
        }
    }
}

impl MeasuredDocument {
    fn new(measured: &Measured, is_one_house: bool) -> Self {
        let Full {
            stopped_house_days,
            longest_run,
            ..
        } = measured.full;
        Self {
            from: measured.period.from,
            until: measured.period.until,
            basis: BasisDocument::from(measured.basis),
            bed_days: BedDaysDocument::new(&measured.beds, measured.basis.missing_physical),
            flows: FlowsDocument::from(&measured.flows),
            waiting_list_active: WaitingDocument::new(measured.waiting_active, is_one_house),
            waiting_list_passive: WaitingDocument::new(measured.waiting_passive, is_one_house),
            rates: RatesDocument::from(rates(measured)),
            stopped_house_days,
            longest_all_full_run: longest_run,
        }
    }
}

impl From<Basis> for BasisDocument {
    fn from(basis: Basis) -> Self {
        Self {
            expected: basis.expected,
            reported: basis.reported,
            closed: basis.closed,
            missing: basis.missing,
            carried: basis.carried,
        }
    }
}

impl BedDaysDocument {
    fn new(beds: &BedDays, missing_physical: u32) -> Self {
        let sum = |value: u32| SumDocument {
            value,
            low: value,
            high: value.saturating_add(missing_physical),
        };
        Self {
            physical: sum(beds.physical),
            in_service: sum(beds.in_service),
            closed: sum(beds.closed.values().sum()),
            closed_by_reason: beds
                .closed
                .iter()
                .map(|(reason, bed_days)| ClosedDocument {
                    reason: reason.code(),
                    bed_days: *bed_days,
                })
                .collect(),
            occupied: sum(beds.occupied),
            respite: sum(beds.respite),
            reserved: sum(beds.reserved),
            in_turnover: sum(beds.in_turnover),
            free: sum(beds.free),
        }
    }
}

impl From<Stated> for StatedDocument {
    fn from(stated: Stated) -> Self {
        Self {
            value: stated.sum,
            house_days: stated.house_days,
        }
    }
}

impl From<&Flows> for FlowsDocument {
    fn from(flows: &Flows) -> Self {
        Self {
            admissions: flows.admissions.into(),
            deaths: flows.deaths.into(),
            discharges: flows.discharges.into(),
            requests: flows.requests.into(),
            requests_redirected: flows.requests_redirected.into(),
            refusals: flows.refusals.into(),
            refusals_by_reason: flows
                .refusals_by_reason
                .iter()
                .map(|(reason, count)| RefusedDocument {
                    reason: reason.code(),
                    count: *count,
                })
                .collect(),
            withdrawals: flows.withdrawals.into(),
            died_before_admission: flows.died_before_admission.into(),
        }
    }
}

impl WaitingDocument {
    fn new(waiting: Waiting, is_one_house: bool) -> Self {
        let is_known = waiting.days > 0;
        Self {
            mean: is_known.then(|| f64::from(waiting.sum) / f64::from(waiting.days)),
            maximum: is_known.then_some(waiting.maximum),
            days: waiting.days,
            double_counts: !is_one_house,
        }
    }
}

impl From<Rate> for RateDocument {
    fn from(rate: Rate) -> Self {
        Self {
            value: rate.value,
            numerator: rate.numerator,
            denominator: rate.denominator,
            low: rate.interval.map(|interval| interval.low),
            high: rate.interval.map(|interval| interval.high),
            level: LEVEL,
        }
    }
}

impl From<Rates> for RatesDocument {
    fn from(rates: Rates) -> Self {
        Self {
            occupancy: rates.occupancy.map(RateDocument::from),
            occupancy_physical: rates.occupancy_physical.map(RateDocument::from),
            admissions_per_bed_year: rates.admissions_per_bed_year.map(RateDocument::from),
            mean_length_of_stay_days: rates.mean_length_of_stay_days.map(RateDocument::from),
            turnover_interval_days: rates.turnover_interval_days.map(RateDocument::from),
            refusal_share: rates.refusal_share.map(RateDocument::from),
            no_bed_share: rates.no_bed_share.map(RateDocument::from),
            full_share: rates.full_share.map(RateDocument::from),
            all_full_share: rates.all_full_share.map(RateDocument::from),
        }
    }
}

/// De perioden waarin dagen samen worden genomen.
#[derive(Serialize, ToSchema)]
#[schema(as = StatisticsPeriod)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "describes the codes for the published document")]
pub(super) enum PeriodCode {
    Day,
    Week,
    Month,
    Quarter,
    Year,
    Total,
}

/// Waarop huizen samen worden genomen.
#[derive(Serialize, ToSchema)]
#[schema(as = StatisticsGroupBy)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the codes for the published document")]
pub(super) enum GroupByCode {
    House,
    Type,
    NetworkRegion,
    Network,
}
