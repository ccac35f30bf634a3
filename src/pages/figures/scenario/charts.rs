//! The charts and tables of a projection.

use chrono::NaiveDate;

use super::asked::Asked;
use crate::app::planning::projections::MeasureCode;
use crate::domain::code::Coded as _;
use crate::domain::period::Period;
use crate::http::projections::{FigureDocument, PeriodDocument, SpreadDocument, UnitDocument};
use crate::pages::chart::words::{self, Form};
use crate::pages::chart::{Band, BandLook, Chart, Face, Line, Look, TimeChart};
use crate::pages::figures::figure::Table;
use crate::pages::frame::Frame;

/// What charts there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    WithoutBed,
    Occupancy,
}

impl Kind {
    pub const ALL: [Self; 2] = [Self::WithoutBed, Self::Occupancy];

    /// Its name in addresses.
    pub fn slug(self) -> &'static str {
        match self {
            Self::WithoutBed => "zonder-bed",
            Self::Occupancy => "bezetting",
        }
    }

    pub fn of_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    pub fn measure(self) -> MeasureCode {
        match self {
            Self::WithoutBed => MeasureCode::WithoutBedShare,
            Self::Occupancy => MeasureCode::Occupancy,
        }
    }

    /// How to read it.
    pub fn note(self, frame: &Frame) -> &'static str {
        let pick = |dutch, english| frame.language.pick(dutch, english);
        match self {
            Self::WithoutBed => pick(
                "Van alle aanvragen het deel dat nergens een bed krijgt: wie niet wacht en niet elders terechtkan, en wie wachtend sterft of afhaakt. In 80 van de 100 gevallen ligt de uitkomst in het binnenste vlak, in 90 van de 100 in het buitenste: dat is toeval en wat de registraties niet zeker zeggen.",
                "Of all requests the share that gets no bed anywhere: those who do not wait and find no other house, and those who die or give up while waiting. In 80 of 100 cases the outcome lies in the inner band, in 90 of 100 in the outer one: that is chance, and what the registrations do not say for certain.",
            ),
            Self::Occupancy => pick(
                "Bezette van inzetbare beddagen. Een klein huis kan niet zo vol als een groot zonder veel mensen af te wijzen; een streefgetal voor de bezetting zegt daarom weinig.",
                "Occupied of in-service bed-days. A small house cannot be as full as a large one without refusing many people; a target for occupancy therefore says little.",
            ),
        }
    }
}

/// A figure of a period.
pub fn figure(period: &PeriodDocument, measure: MeasureCode) -> Option<&FigureDocument> {
    period
        .figures
        .iter()
        .find(|figure| figure.measure == measure.code())
}

fn span(period: &PeriodDocument) -> Period {
    Period {
        from: period.from,
        until: period.until,
    }
}

/// A chart of a unit.
pub fn chart(kind: Kind, unit: &UnitDocument, asked: &Asked, frame: &Frame) -> Chart {
    let told: Vec<(Period, &FigureDocument)> = unit
        .periods
        .iter()
        .filter_map(|period| Some((span(period), figure(period, kind.measure())?)))
        .collect();
    let band = |look, label: &str, limits: fn(&SpreadDocument) -> (f64, f64)| Band {
        label: label.to_owned(),
        look,
        is_stepped: false,
        limits: told
            .iter()
            .map(|(period, figure)| (*period, Some(limits(&figure.value))))
            .collect(),
    };
    let line = |look, label: &str, value: &dyn Fn(&FigureDocument) -> Option<f64>| Line {
        label: label.to_owned(),
        look,
        values: told
            .iter()
            .map(|(period, figure)| (*period, value(figure)))
            .collect(),
    };
    let mut lines = Vec::new();
    if kind == Kind::WithoutBed {
        let target = f64::from(asked.target) / 100.0;
        lines.push(line(Look::Level, frame.t("streven", "target"), &|_| Some(target)));
    }
    // Both meet the same people, so the means differ by the mean of the differences.
    let base = |figure: &FigureDocument| Some(figure.value.mean - figure.change.as_ref()?.mean);
    lines.push(line(
        Look::Other,
        frame.t("zonder veranderingen", "without changes"),
        &base,
    ));
    lines.retain(|line| line.values.iter().any(|(_, value)| value.is_some()));
    let changed = frame.t("met deze veranderingen", "with these changes");
    let expected = frame.t("verwacht", "expected");
    let name = if lines.iter().any(|line| line.look == Look::Other) {
        changed
    } else {
        expected
    };
    lines.push(line(Look::Main, name, &|figure| Some(figure.value.mean)));
    let ends = told.first().zip(told.last());
    let (from, until) = ends.map_or((NaiveDate::MIN, NaiveDate::MIN), |((first, _), (last, _))| {
        (first.from, last.until)
    });
    Chart::Time(TimeChart {
        face: face(kind, told.last().copied(), frame),
        range: Period { from, until },
        shows: vec![0.0],
        bands: vec![
            band(BandLook::Outer, "90 %", |value| (value.p05, value.p95)),
            band(BandLook::Inner, "80 %", |value| (value.p10, value.p90)),
        ],
        lines,
        mark: None,
    })
}

fn face(kind: Kind, last: Option<(Period, &FigureDocument)>, frame: &Frame) -> Face {
    let (title, unit) = match kind {
        Kind::WithoutBed => (
            frame.t(
                "Aanvragen die zonder bed eindigen",
                "Requests that end without a bed",
            ),
            frame.t("deel van de aanvragen", "share of requests"),
        ),
        Kind::Occupancy => (
            frame.t("Bezettingsgraad", "Occupancy"),
            frame.t("deel van de inzetbare beddagen", "share of bed-days in service"),
        ),
    };
    let message = last.map_or_else(String::new, |(period, figure)| {
        let year = words::period(period, frame.language);
        let value = say(&figure.value, frame);
        let change = figure
            .change
            .as_ref()
            .map(|change| difference(change, Form::Percent, frame));
        let change = change.map_or_else(String::new, |change| format!(" {change}."));
        format!("{year}: {value}.{change}")
    });
    Face {
        id: kind.slug().to_owned(),
        title: title.to_owned(),
        message,
        unit: unit.to_owned(),
        form: Form::Percent,
        language: frame.language,
    }
}

/// A share with its interval.
fn say(value: &SpreadDocument, frame: &Frame) -> String {
    let [mean, low, high] = [value.mean, value.p10, value.p90].map(|share| percent(share, frame));
    frame.language.pick(
        format!("gemiddeld {mean}, met 80 % kans {low} tot {high}"),
        format!("{mean} on average, with a chance of 80 % {low} to {high}"),
    )
}

fn percent(share: f64, frame: &Frame) -> String {
    Form::Percent.write(share, 3, frame.language)
}

/// How much more or less than without changes, with its interval.
pub fn difference(change: &SpreadDocument, form: Form, frame: &Frame) -> String {
    let signed = |number: f64| {
        let sign = if number > 0.0 { "+" } else { "" };
        match form {
            Form::Percent => format!("{sign}{}", words::number(number * 100.0, 1, frame.language)),
            Form::Number => format!("{sign}{}", words::number(number, 1, frame.language)),
        }
    };
    let [mean, low, high] = [change.mean, change.p10, change.p90].map(signed);
    let unit = match form {
        Form::Percent => frame.t(" procentpunt", " percentage points"),
        Form::Number => "",
    };
    frame.language.pick(
        format!("Verschil met zonder veranderingen: {mean}{unit} (80 %: {low} tot {high})"),
        format!("Difference with no changes: {mean}{unit} (80 %: {low} to {high})"),
    )
}

/// The numbers of a chart.
pub fn table(kind: Kind, unit: &UnitDocument, frame: &Frame) -> Table {
    let columns = [
        ("Periode", "Period"),
        ("Gemiddeld", "Mean"),
        ("10 %", "10 %"),
        ("90 %", "90 %"),
        ("Verschil, procentpunt", "Difference, percentage points"),
        ("10 %", "10 %"),
        ("90 %", "90 %"),
    ];
    let points = |number: Option<f64>| {
        number.map_or_else(
            || "–".to_owned(),
            |number| words::number(number * 100.0, 1, frame.language),
        )
    };
    let row = |period: &PeriodDocument| {
        let figure = figure(period, kind.measure())?;
        let mut row = vec![words::period(span(period), frame.language)];
        let value = &figure.value;
        row.extend([value.mean, value.p10, value.p90].map(|share| percent(share, frame)));
        let change = figure.change.as_ref();
        row.push(points(change.map(|change| change.mean)));
        row.push(points(change.map(|change| change.p10)));
        row.push(points(change.map(|change| change.p90)));
        Some(row)
    };
    Table {
        head: columns
            .map(|(dutch, english)| frame.t(dutch, english).to_owned())
            .to_vec(),
        rows: unit.periods.iter().filter_map(row).collect(),
    }
}
