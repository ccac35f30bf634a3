//! Forecasts as a table: one row for each unit and day.

use super::forecasts::{Answer, QUANTILES, Unit, method_code};
use crate::app::table::{Cell, Column, Kind};
use crate::domain::code::Coded as _;
use crate::model::MODEL_VERSION;
use crate::model::forecast::DayForecast;

/// The columns, in the order in which they are written.
pub const COLUMNS: [Column; 20] = [
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
        "Het huis, de netwerkregio of het netwerk.",
    )
    .required(),
    Column::new(
        "origin",
        Kind::Date,
        "Bekend tot en met",
        "De laatste dag waarvan iets bekend is.",
    )
    .required(),
    Column::new("date", Kind::Date, "Dag", "De dag die voorspeld is.").required(),
    Column::new(
        "horizon",
        Kind::Integer,
        "Dagen vooruit",
        "Dagen na de laatste die bekend is.",
    )
    .required(),
    Column::new(
        "method",
        Kind::Text,
        "Werkwijze",
        "flows of counts, zie docs/model.md.",
    )
    .required(),
    Column::new("mean", Kind::Number, "Gemiddelde", "Bezette bedden gemiddeld.").required(),
    Column::new(
        "q025",
        Kind::Number,
        "2,5 %",
        "Met 2,5 % kans niet meer bezette bedden dan dit.",
    )
    .required(),
    Column::new(
        "q10",
        Kind::Number,
        "10 %",
        "Met 10 % kans niet meer bezette bedden dan dit.",
    )
    .required(),
    Column::new(
        "q25",
        Kind::Number,
        "25 %",
        "Met 25 % kans niet meer bezette bedden dan dit.",
    )
    .required(),
    Column::new(
        "q50",
        Kind::Number,
        "50 %",
        "Met 50 % kans niet meer bezette bedden dan dit.",
    )
    .required(),
    Column::new(
        "q75",
        Kind::Number,
        "75 %",
        "Met 75 % kans niet meer bezette bedden dan dit.",
    )
    .required(),
    Column::new(
        "q90",
        Kind::Number,
        "90 %",
        "Met 90 % kans niet meer bezette bedden dan dit.",
    )
    .required(),
    Column::new(
        "q975",
        Kind::Number,
        "97,5 %",
        "Met 97,5 % kans niet meer bezette bedden dan dit.",
    )
    .required(),
    Column::new(
        "any_free",
        Kind::Number,
        "Kans op vrij",
        "De kans op minstens een vrij bed.",
    )
    .required(),
    Column::new(
        "all_full",
        Kind::Number,
        "Kans op vol",
        "De kans dat geen huis een vrij bed heeft.",
    )
    .required(),
    Column::new(
        "chances",
        Kind::Text,
        "Kansen",
        "De kans op 0, 1, 2 ... bezette bedden, met spaties ertussen.",
    )
    .required(),
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
    Column::new(
        "seed",
        Kind::Text,
        "Zaad",
        "Waar het toeval mee begint; tekst, want langer dan Excel getallen bewaart.",
    )
    .required(),
];

/// The rows of an answer, in order of units and days.
pub fn rows(answer: Answer) -> impl Iterator<Item = Vec<Cell>> + Send {
    let known = answer.known;
    let at = crate::domain::calendar::write_moment(known.at);
    let seed = answer.seed;
    answer.units.into_iter().flat_map(move |unit| {
        let rows: Vec<Vec<Cell>> = unit
            .forecast
            .days
            .iter()
            .map(|day| row(&unit, day, known.origin, &at, seed))
            .collect();
        rows
    })
}

fn row(unit: &Unit, day: &DayForecast, origin: chrono::NaiveDate, at: &str, seed: u64) -> Vec<Cell> {
    let text = |text: &str| Cell::Text(text.to_owned());
    let chances: Vec<String> = day.mass.iter().map(|chance| format!("{chance:.6}")).collect();
    let mut row = vec![
        text(unit.kind.code()),
        text(&unit.id),
        Cell::Date(origin),
        Cell::Date(day.date),
        Cell::Integer(u64::from(day.horizon)),
        text(method_code(unit.forecast.method)),
        Cell::Number(day.mean()),
    ];
    row.extend(QUANTILES.map(|p| Cell::Number(day.quantile(p))));
    row.extend([
        Cell::Number(day.any_free),
        Cell::Number(day.all_full),
        text(&chances.join(" ")),
        text(at),
        text(MODEL_VERSION),
        text(&seed.to_string()),
    ]);
    row
}
