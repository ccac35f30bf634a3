//! The capacity measurement as a table: one row for each group, period and measure.

use super::guard::Figure;
use super::{Group, InPeriod, Rate};
use crate::app::table::{Cell, Column, Kind};
use crate::domain::code::Coded as _;
use crate::domain::stand::{ClosureReason, RefusalReason};
use crate::domain::statistics::Stated;

/// The columns, in the order in which they are written.
pub const COLUMNS: [Column; 12] = [
    Column::new(
        "group_id",
        Kind::Text,
        "Groep",
        "Het huis, de soort, de regio of het netwerk; leeg waar de regio niet bekend is.",
    ),
    Column::new("from", Kind::Date, "Van", "De eerste dag van de periode.").required(),
    Column::new(
        "until",
        Kind::Date,
        "Tot en met",
        "De laatste dag van de periode.",
    )
    .required(),
    Column::new(
        "measure",
        Kind::Text,
        "Maat",
        "De naam van de maat, zoals in de API; zie docs/definitions.md.",
    )
    .required(),
    Column::new("unit", Kind::Text, "Eenheid", "Waarin de waarde is uitgedrukt.").required(),
    Column::new(
        "value",
        Kind::Number,
        "Waarde",
        "Leeg waar niets bekend is of niets wordt getoond.",
    ),
    Column::new(
        "low",
        Kind::Number,
        "Ondergrens",
        "Van een percentage: het interval. Van beddagen: ontbrekende dagen op nul.",
    ),
    Column::new(
        "high",
        Kind::Number,
        "Bovengrens",
        "Van een percentage: het interval. Van beddagen: ontbrekende dagen vol.",
    ),
    Column::new("numerator", Kind::Number, "Teller", "Van een verhoudingsgetal."),
    Column::new("denominator", Kind::Number, "Noemer", "Van een verhoudingsgetal."),
    Column::new(
        "house_days",
        Kind::Integer,
        "Huisdagen",
        "Op hoeveel huisdagen een som berust.",
    ),
    Column::new(
        "withheld",
        Kind::Text,
        "Niet getoond",
        "ja: er zitten te weinig mensen achter om het deze lezer te tonen.",
    ),
];

/// What one measure says of a group in a period.
#[derive(Clone, Copy, Default)]
struct Reading {
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    numerator: Option<f64>,
    denominator: Option<f64>,
    house_days: Option<u32>,
}

/// The rows of groups, in their order, and of their periods and measures.
pub fn rows(groups: Vec<Group>) -> impl Iterator<Item = Vec<Cell>> + Send {
    groups.into_iter().flat_map(|group| {
        let Group { id, periods, .. } = group;
        periods
            .into_iter()
            .flat_map(move |period| rows_of(id.as_deref(), &period))
    })
}

fn rows_of(id: Option<&str>, period: &InPeriod) -> Vec<Vec<Cell>> {
    let measures = measures(period).into_iter();
    measures.map(|measure| row(id, period, measure)).collect()
}

type Measure = (String, &'static str, Option<Figure>, Reading);

fn row(id: Option<&str>, period: &InPeriod, (name, unit, figure, reading): Measure) -> Vec<Cell> {
    let is_withheld = figure.is_some_and(|figure| period.withheld.contains(&figure));
    let reading = if is_withheld {
        Reading {
            house_days: reading.house_days,
            ..Reading::default()
        }
    } else {
        reading
    };
    let text = |text: &str| Cell::Text(text.to_owned());
    vec![
        id.map_or(Cell::Empty, text),
        Cell::Date(period.measured.period.from),
        Cell::Date(period.measured.period.until),
        Cell::Text(name),
        text(unit),
        Cell::from(reading.value),
        Cell::from(reading.low),
        Cell::from(reading.high),
        Cell::from(reading.numerator),
        Cell::from(reading.denominator),
        Cell::from(reading.house_days),
        if is_withheld { text("ja") } else { Cell::Empty },
    ]
}

fn measures(period: &InPeriod) -> Vec<Measure> {
    let mut all = Vec::new();
    basis(period, &mut all);
    bed_days(period, &mut all);
    flows(period, &mut all);
    waiting(period, &mut all);
    rates(period, &mut all);
    all
}

fn basis(period: &InPeriod, all: &mut Vec<Measure>) {
    let (basis, full) = (&period.measured.basis, &period.measured.full);
    for (name, unit, number) in [
        ("basis.houses", "houses", basis.houses),
        ("basis.expected", "house-days", basis.expected),
        ("basis.reported", "house-days", basis.reported),
        ("basis.closed", "house-days", basis.closed),
        ("basis.missing", "house-days", basis.missing),
        ("basis.carried", "house-days", basis.carried),
        ("stoppedHouseDays", "house-days", full.stopped_house_days),
        ("longestAllFullRun", "days", full.longest_run),
    ] {
        all.push((name.to_owned(), unit, None, plain(number.into())));
    }
}

fn bed_days(period: &InPeriod, all: &mut Vec<Measure>) {
    let (beds, basis) = (&period.measured.beds, &period.measured.basis);
    let closed = beds.closed.values().sum();
    for (name, sum) in [
        ("physical", beds.physical),
        ("inService", beds.in_service),
        ("closed", closed),
        ("occupied", beds.occupied),
        ("respite", beds.respite),
        ("reserved", beds.reserved),
        ("inTurnover", beds.in_turnover),
        ("free", beds.free),
    ] {
        let reading = Reading {
            value: Some(float(sum)),
            low: Some(float(sum)),
            high: Some(float(sum + basis.missing_physical)),
            house_days: Some(basis.reported + basis.carried),
            ..Reading::default()
        };
        all.push((format!("bedDays.{name}"), "bed-days", None, reading));
    }
    for reason in ClosureReason::ALL {
        let sum = beds.closed.get(reason).copied().unwrap_or(0);
        let name = format!("bedDays.closedByReason.{}", reason.code());
        all.push((name, "bed-days", None, plain(float(sum))));
    }
}

fn flows(period: &InPeriod, all: &mut Vec<Measure>) {
    let flows = &period.measured.flows;
    for (figure, stated) in [
        (Figure::Admissions, flows.admissions),
        (Figure::Deaths, flows.deaths),
        (Figure::Discharges, flows.discharges),
        (Figure::Requests, flows.requests),
        (Figure::RequestsRedirected, flows.requests_redirected),
        (Figure::Refusals, flows.refusals),
        (Figure::Withdrawals, flows.withdrawals),
        (Figure::DiedBeforeAdmission, flows.died_before_admission),
    ] {
        let Stated { sum, house_days } = stated;
        let reading = Reading {
            house_days: Some(house_days),
            ..plain(float(sum))
        };
        all.push((
            format!("flows.{}", figure.code()),
            "people",
            Some(figure),
            reading,
        ));
    }
    for reason in RefusalReason::ALL {
        let sum = flows.refusals_by_reason.get(reason).copied().unwrap_or(0);
        let name = format!("flows.refusalsByReason.{}", reason.code());
        let reading = Reading {
            house_days: Some(flows.refusals.house_days),
            ..plain(float(sum))
        };
        all.push((name, "people", Some(Figure::RefusalsByReason), reading));
    }
}

fn waiting(period: &InPeriod, all: &mut Vec<Measure>) {
    let measured = &period.measured;
    for (figure, of_maximum, list) in [
        (
            Figure::WaitingListActive,
            Figure::WaitingListActiveMaximum,
            measured.waiting_active,
        ),
        (
            Figure::WaitingListPassive,
            Figure::WaitingListPassiveMaximum,
            measured.waiting_passive,
        ),
    ] {
        let reading = |value: f64| Reading {
            value: (list.days > 0).then_some(value),
            house_days: Some(list.house_days),
            ..Reading::default()
        };
        let mean = reading(float(list.sum) / f64::from(list.days));
        let maximum = reading(list.maximum.into());
        let name = figure.code();
        all.push((format!("{name}.mean"), "people", Some(figure), mean));
        all.push((format!("{name}.maximum"), "people", Some(of_maximum), maximum));
    }
}

fn rates(period: &InPeriod, all: &mut Vec<Measure>) {
    let rates = &period.rates;
    for (name, unit, figure, rate) in [
        ("occupancy", "share", None, rates.occupancy),
        ("occupancyPhysical", "share", None, rates.occupancy_physical),
        (
            "admissionsPerBedYear",
            "per bed-year",
            Some(Figure::AdmissionsPerBedYear),
            rates.admissions_per_bed_year,
        ),
        (
            "meanLengthOfStayDays",
            "days",
            Some(Figure::MeanLengthOfStayDays),
            rates.mean_length_of_stay_days,
        ),
        (
            "turnoverIntervalDays",
            "days",
            Some(Figure::TurnoverIntervalDays),
            rates.turnover_interval_days,
        ),
        (
            "refusalShare",
            "share",
            Some(Figure::RefusalShare),
            rates.refusal_share,
        ),
        (
            "noBedShare",
            "share",
            Some(Figure::NoBedShare),
            rates.no_bed_share,
        ),
        ("fullShare", "share", None, rates.full_share),
        ("allFullShare", "share", None, rates.all_full_share),
    ] {
        let reading = rate.map_or_else(Reading::default, Reading::from);
        all.push((format!("rates.{name}"), unit, figure, reading));
    }
}

impl From<Rate> for Reading {
    fn from(rate: Rate) -> Self {
        Self {
            value: Some(rate.value),
            low: rate.limits.map(|(low, _)| low),
            high: rate.limits.map(|(_, high)| high),
            numerator: Some(rate.numerator),
            denominator: Some(rate.denominator),
            house_days: None,
        }
    }
}

fn plain(value: f64) -> Reading {
    Reading {
        value: Some(value),
        ..Reading::default()
    }
}

/// A sum as a number of the table; exact below 2^53.
#[expect(clippy::cast_precision_loss, reason = "sums of bed-days are far below 2^53")]
fn float(sum: u64) -> f64 {
    sum as f64
}
