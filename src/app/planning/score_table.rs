//! Scores as a table: one row for each kind of unit and days ahead.

use super::scores::{Score, Scores};
use crate::app::table::{Cell, Column, Kind};
use crate::domain::code::Coded as _;

/// The columns, in the order in which they are written.
pub const COLUMNS: [Column; 15] = [
    Column::new(
        "model_version",
        Kind::Text,
        "Modelversie",
        "De versie van het model.",
    )
    .required(),
    Column::new(
        "unit_kind",
        Kind::Text,
        "Soort",
        "house, networkRegion of network.",
    )
    .required(),
    Column::new(
        "horizon_from",
        Kind::Integer,
        "Vanaf dag",
        "Dagen vooruit, de eerste.",
    )
    .required(),
    Column::new(
        "horizon_until",
        Kind::Integer,
        "Tot en met dag",
        "Dagen vooruit, de laatste.",
    )
    .required(),
    Column::new(
        "days",
        Kind::Integer,
        "Dagen",
        "Dagen die zijn voorspeld en daarna geregistreerd.",
    )
    .required(),
    Column::new(
        "pinball",
        Kind::Number,
        "Pinball",
        "Gemiddeld verlies over zeven kwantielen, in bedden.",
    )
    .required(),
    Column::new(
        "ranked_probability",
        Kind::Number,
        "RPS",
        "De ranked probability score, in bedden.",
    )
    .required(),
    Column::new(
        "naive_pinball",
        Kind::Number,
        "Naief",
        "Hetzelfde verlies als de laatste telling was aangehouden.",
    )
    .required(),
    Column::new(
        "recent_pinball",
        Kind::Number,
        "Laatste 56 dagen",
        "Hetzelfde verlies van de tellingen van de laatste 56 dagen.",
    )
    .required(),
    Column::new(
        "ratio_to_naive",
        Kind::Number,
        "Deel van naief",
        "Onder 1 is beter dan naief.",
    ),
    Column::new(
        "ratio_to_recent",
        Kind::Number,
        "Deel van 56 dagen",
        "Onder 1 is beter dan de laatste 56 dagen.",
    ),
    Column::new(
        "within80",
        Kind::Number,
        "Binnen 80 %",
        "Welk deel binnen het interval van 80 % lag.",
    )
    .required(),
    Column::new(
        "within95",
        Kind::Number,
        "Binnen 95 %",
        "Welk deel binnen het interval van 95 % lag.",
    )
    .required(),
    Column::new(
        "full_brier",
        Kind::Number,
        "Brier van vol",
        "De Brier-score van de kans dat alles vol is.",
    )
    .required(),
    Column::new(
        "full_share",
        Kind::Number,
        "Deel vol",
        "Op welk deel van de dagen alles vol was.",
    )
    .required(),
];

/// The rows of an answer, in its order.
pub fn rows(scores: Scores) -> impl Iterator<Item = Vec<Cell>> + Send {
    let version = scores.version;
    scores.scores.into_iter().map(move |score| row(&version, &score))
}

fn row(version: &str, score: &Score) -> Vec<Cell> {
    let (from, until) = score.horizons;
    vec![
        Cell::Text(version.to_owned()),
        Cell::Text(score.kind.code().to_owned()),
        Cell::Integer(u64::from(from)),
        Cell::Integer(u64::from(until)),
        Cell::Integer(u64::from(score.days)),
        Cell::Number(score.pinball),
        Cell::Number(score.ranked_probability),
        Cell::Number(score.naive_pinball),
        Cell::Number(score.recent_pinball),
        score.ratio_to_naive().into(),
        score.ratio_to_recent().into(),
        Cell::Number(score.within_80),
        Cell::Number(score.within_95),
        Cell::Number(score.full_brier),
        Cell::Number(score.full_share),
    ]
}
