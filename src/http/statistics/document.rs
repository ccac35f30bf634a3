//! The capacity measurement, as it is answered.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::statistics::{Figure, Group, InPeriod, LEVEL, Question, Rate, Rates};
use crate::domain::calendar::write_moment;
use crate::domain::code::Coded;
use crate::domain::stand::RefusalReason;
use crate::domain::statistics::{Basis, BedDays, DEFINITIONS_VERSION, Flows, Stated, Waiting};

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
    /// De gemiddelde verblijfsduur waarmee de intervallen rekenen, in dagen.
    #[schema(minimum = 0, example = 21.4)]
    assumed_stay_days: f64,
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
    /// Wat deze lezer niet krijgt omdat er te weinig mensen achter zitten; het is dan null. Zie
    /// docs/suppression.md.
    #[schema(value_type = Vec<FigureCode>, example = json!([]))]
    withheld: Vec<&'static str>,
}

/// Waarop de getallen berusten, in huisdagen.
#[derive(Serialize, ToSchema)]
#[schema(as = StatisticsBasis)]
#[serde(rename_all = "camelCase")]
struct BasisDocument {
    /// Huizen met een stand in de periode.
    #[schema(minimum = 0, example = 3)]
    houses: u32,
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
    value: u64,
    #[schema(minimum = 0, example = 280)]
    low: u64,
    #[schema(minimum = 0, example = 289)]
    high: u64,
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
    bed_days: u64,
}

/// Een som van aantallen, en op hoeveel huisdagen zij is opgegeven.
#[derive(Serialize, ToSchema)]
#[schema(as = StatedSum)]
#[serde(rename_all = "camelCase")]
struct StatedDocument {
    #[schema(required, minimum = 0, example = 9)]
    value: Option<u64>,
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
    #[schema(required)]
    refusals_by_reason: Option<Vec<RefusedDocument>>,
    withdrawals: StatedDocument,
    died_before_admission: StatedDocument,
}

#[derive(Serialize, ToSchema)]
#[schema(as = RefusedRequests)]
struct RefusedDocument {
    #[schema(example = "no_bed")]
    reason: &'static str,
    #[schema(minimum = 1, example = 4)]
    count: u64,
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
    /// Dagen waarop een van de huizen een aantal opgaf.
    #[schema(minimum = 0, example = 31)]
    days: u32,
    /// Huisdagen waarop een aantal is opgegeven: wie ontbreekt telt niet mee.
    #[schema(minimum = 0, example = 90)]
    house_days: u32,
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
        let periods = group.periods.iter();
        Self {
            group_id: group.id.clone(),
            houses: group.houses.iter().map(ToString::to_string).collect(),
            assumed_stay_days: group.assumed_stay_days,
            periods: periods
                .map(|period| MeasuredDocument::new(period, is_one_house))
                .collect(),
        }
    }
}

impl MeasuredDocument {
    fn new(period: &InPeriod, is_one_house: bool) -> Self {
        let InPeriod {
            measured,
            rates,
            withheld,
        } = period;
        let shown = Shown(withheld);
        let waiting = |figure, maximum, waiting| {
            WaitingDocument::new(waiting, is_one_house, shown.is(figure), shown.is(maximum))
        };
        Self {
            from: measured.period.from,
            until: measured.period.until,
            basis: BasisDocument::from(measured.basis),
            bed_days: BedDaysDocument::new(&measured.beds, measured.basis.missing_physical),
            flows: FlowsDocument::new(&measured.flows, shown),
            waiting_list_active: waiting(
                Figure::WaitingListActive,
                Figure::WaitingListActiveMaximum,
                measured.waiting_active,
            ),
            waiting_list_passive: waiting(
                Figure::WaitingListPassive,
                Figure::WaitingListPassiveMaximum,
                measured.waiting_passive,
            ),
            rates: RatesDocument::new(rates, shown),
            stopped_house_days: measured.full.stopped_house_days,
            longest_all_full_run: measured.full.longest_run,
            withheld: withheld.iter().map(|figure| figure.code()).collect(),
        }
    }
}

/// What the reader may see: all but these figures.
#[derive(Clone, Copy)]
struct Shown<'a>(&'a [Figure]);

impl Shown<'_> {
    fn is(self, figure: Figure) -> bool {
        !self.0.contains(&figure)
    }
}

impl From<Basis> for BasisDocument {
    fn from(basis: Basis) -> Self {
        Self {
            houses: basis.houses,
            expected: basis.expected,
            reported: basis.reported,
            closed: basis.closed,
            missing: basis.missing,
            carried: basis.carried,
        }
    }
}

impl BedDaysDocument {
    fn new(beds: &BedDays, missing_physical: u64) -> Self {
        let sum = |value: u64| SumDocument {
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

impl FlowsDocument {
    fn new(flows: &Flows, shown: Shown) -> Self {
        let stated = |figure, stated: Stated| StatedDocument {
            value: shown.is(figure).then_some(stated.sum),
            house_days: stated.house_days,
        };
        let by_reason = || {
            let reasons = flows.refusals_by_reason.iter();
            let reason = |(reason, count): (&RefusalReason, &u64)| RefusedDocument {
                reason: reason.code(),
                count: *count,
            };
            reasons.map(reason).collect()
        };
        Self {
            admissions: stated(Figure::Admissions, flows.admissions),
            deaths: stated(Figure::Deaths, flows.deaths),
            discharges: stated(Figure::Discharges, flows.discharges),
            requests: stated(Figure::Requests, flows.requests),
            requests_redirected: stated(Figure::RequestsRedirected, flows.requests_redirected),
            refusals: stated(Figure::Refusals, flows.refusals),
            refusals_by_reason: shown.is(Figure::RefusalsByReason).then(by_reason),
            withdrawals: stated(Figure::Withdrawals, flows.withdrawals),
            died_before_admission: stated(Figure::DiedBeforeAdmission, flows.died_before_admission),
        }
    }
}

impl WaitingDocument {
    fn new(waiting: Waiting, is_one_house: bool, shows_mean: bool, shows_maximum: bool) -> Self {
        let is_known = waiting.days > 0;
        #[expect(
            clippy::cast_precision_loss,
            reason = "sums of waiting lists are far below 2^53"
        )]
        let mean = || waiting.sum as f64 / f64::from(waiting.days);
        Self {
            mean: (is_known && shows_mean).then(mean),
            maximum: (is_known && shows_maximum).then_some(waiting.maximum),
            days: waiting.days,
            house_days: waiting.house_days,
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
            low: rate.limits.map(|(low, _)| low),
            high: rate.limits.map(|(_, high)| high),
            level: LEVEL,
        }
    }
}

impl RatesDocument {
    fn new(rates: &Rates, shown: Shown) -> Self {
        let of_people =
            |figure, rate: Option<Rate>| rate.filter(|_| shown.is(figure)).map(RateDocument::from);
        let of_beds = |rate: Option<Rate>| rate.map(RateDocument::from);
        Self {
            occupancy: of_beds(rates.occupancy),
            occupancy_physical: of_beds(rates.occupancy_physical),
            admissions_per_bed_year: of_people(Figure::AdmissionsPerBedYear, rates.admissions_per_bed_year),
            mean_length_of_stay_days: of_people(Figure::MeanLengthOfStayDays, rates.mean_length_of_stay_days),
            turnover_interval_days: of_people(Figure::TurnoverIntervalDays, rates.turnover_interval_days),
            refusal_share: of_people(Figure::RefusalShare, rates.refusal_share),
            no_bed_share: of_people(Figure::NoBedShare, rates.no_bed_share),
            full_share: of_beds(rates.full_share),
            all_full_share: of_beds(rates.all_full_share),
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

/// Wat over mensen gaat.
#[derive(Serialize, ToSchema)]
#[schema(as = StatisticsFigure)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the codes for the published document")]
pub(super) enum FigureCode {
    Admissions,
    Deaths,
    Discharges,
    Requests,
    RequestsRedirected,
    Refusals,
    RefusalsByReason,
    Withdrawals,
    DiedBeforeAdmission,
    WaitingListActive,
    WaitingListPassive,
    WaitingListActiveMaximum,
    WaitingListPassiveMaximum,
    AdmissionsPerBedYear,
    MeanLengthOfStayDays,
    TurnoverIntervalDays,
    RefusalShare,
    NoBedShare,
}
