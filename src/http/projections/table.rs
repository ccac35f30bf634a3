//! A projection as a table: one row for each unit, period and measure.

use super::document::{FigureDocument, PeriodDocument, ProjectionDocument, UnitDocument};
use crate::app::table::{Cell, Column, Kind};

/// The columns, in the order in which they are written.
pub const COLUMNS: [Column; 18] = [
    Column::new(
        "unit_kind",
        Kind::Text,
        "Soort",
        "house, networkRegion of network.",
    )
    .required(),
    Column::new(
        "unit",
        Kind::Text,
        "Eenheid",
        "Leeg voor huizen waarvan de regio niet bekend is.",
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
        "De naam van de maat, zoals in de API.",
    )
    .required(),
    Column::new("mean", Kind::Number, "Gemiddelde", "Over de trekkingen.").required(),
    Column::new("p05", Kind::Number, "5 %", "Met 5 % kans niet meer dan dit.").required(),
    Column::new("p10", Kind::Number, "10 %", "Met 10 % kans niet meer dan dit.").required(),
    Column::new("p50", Kind::Number, "50 %", "Met 50 % kans niet meer dan dit.").required(),
    Column::new("p90", Kind::Number, "90 %", "Met 90 % kans niet meer dan dit.").required(),
    Column::new("p95", Kind::Number, "95 %", "Met 95 % kans niet meer dan dit.").required(),
    Column::new(
        "simulation_error",
        Kind::Number,
        "Simulatiefout",
        "Standaardfout van het gemiddelde.",
    )
    .required(),
    Column::new(
        "change_mean",
        Kind::Number,
        "Verschil",
        "Met wat er zonder veranderingen gebeurt; leeg waar het scenario niets verandert.",
    ),
    Column::new(
        "change_p10",
        Kind::Number,
        "Verschil 10 %",
        "Met 10 % kans niet meer dan dit.",
    ),
    Column::new(
        "change_p90",
        Kind::Number,
        "Verschil 90 %",
        "Met 90 % kans niet meer dan dit.",
    ),
    Column::new(
        "data_as_of",
        Kind::Text,
        "Geregistreerd op",
        "Alleen wat toen was geregistreerd is gebruikt.",
    )
    .required(),
    Column::new(
        "model_version",
        Kind::Text,
        "Modelversie",
        "De versie van het model.",
    )
    .required(),
    Column::new("seed", Kind::Text, "Zaad", "Waar het toeval mee begint.").required(),
];

/// The rows, in order of units, periods and measures.
pub fn rows(document: ProjectionDocument) -> impl Iterator<Item = Vec<Cell>> + Send {
    let last = [
        document.data_as_of,
        document.model_version,
        document.seed.to_string(),
    ];
    document.units.into_iter().flat_map(move |unit| {
        let rows = unit.periods.iter().flat_map(|period| {
            let figures = period.figures.iter();
            figures.map(|figure| row(&unit, period, figure, &last))
        });
        rows.collect::<Vec<_>>()
    })
}

fn row(
    unit: &UnitDocument,
    period: &PeriodDocument,
    figure: &FigureDocument,
    last: &[String; 3],
) -> Vec<Cell> {
    let (value, change) = (&figure.value, figure.change.as_ref());
    let mut row = vec![
        Cell::Text(unit.kind.clone()),
        unit.id.clone().map_or(Cell::Empty, Cell::Text),
        Cell::Date(period.from),
        Cell::Date(period.until),
        Cell::Text(figure.measure.clone()),
    ];
    let numbers = [
        value.mean,
        value.p05,
        value.p10,
        value.p50,
        value.p90,
        value.p95,
        value.simulation_error,
    ];
    row.extend(numbers.map(Cell::Number));
    row.push(change.map(|change| change.mean).into());
    row.push(change.map(|change| change.p10).into());
    row.push(change.map(|change| change.p90).into());
    row.extend(last.iter().cloned().map(Cell::Text));
    row
}
