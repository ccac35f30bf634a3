//! A bed requirement as a table: one row for each house, region and the network.

use std::collections::BTreeMap;

use super::document::{HouseDocument, OneMoreDocument, PooledDocument, RequirementDocument};
use crate::app::planning::forecast_table::{DATA_AS_OF, SEED, VERSION};
use crate::app::planning::forecasts::UnitKind;
use crate::app::table::{Cell, Column, Kind};
use crate::domain::code::Coded as _;

/// The columns, in the order in which they are written.
pub const COLUMNS: [Column; 21] = [
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
        "Leeg voor het netwerk, en voor huizen waarvan de regio niet bekend is.",
    ),
    Column::new(
        "beds_now",
        Kind::Integer,
        "Bedden nu",
        "Van het scenario, als dat ze verandert.",
    )
    .required(),
    Column::new(
        "load_mean",
        Kind::Number,
        "Belasting",
        "Aanvragen maal gemiddeld verblijf, in Erlang.",
    ),
    Column::new(
        "load_p10",
        Kind::Number,
        "Belasting 10 %",
        "Met 10 % kans niet meer dan dit.",
    ),
    Column::new(
        "load_p90",
        Kind::Number,
        "Belasting 90 %",
        "Met 90 % kans niet meer dan dit.",
    ),
    Column::new(
        "beds_expected",
        Kind::Integer,
        "Bedden gemiddeld",
        "Waarmee een huis alleen het doel gemiddeld haalt.",
    ),
    Column::new(
        "beds_certain",
        Kind::Integer,
        "Bedden zeker",
        "Met de gevraagde zekerheid.",
    ),
    Column::new(
        "erlang_b",
        Kind::Integer,
        "Erlang B",
        "Als niemand wacht of helpt en geen bed dicht is.",
    ),
    Column::new("erlang_a", Kind::Integer, "Erlang A", "Als iedereen wacht."),
    Column::new(
        "beds_apart",
        Kind::Integer,
        "Bedden apart",
        "De som over de huizen, elk alleen.",
    ),
    Column::new(
        "beds_helping",
        Kind::Integer,
        "Bedden met hulp",
        "Met de hulp tussen huizen van het scenario.",
    ),
    Column::new(
        "beds_pooled",
        Kind::Integer,
        "Bedden samen",
        "Alsof alle bedden een huis waren.",
    ),
    Column::new(
        "avoided_mean",
        Kind::Number,
        "Een bed erbij",
        "Mensen minder per jaar die zonder bed eindigen.",
    ),
    Column::new(
        "avoided_p10",
        Kind::Number,
        "Een bed erbij 10 %",
        "Met 10 % kans niet meer dan dit.",
    ),
    Column::new(
        "avoided_p90",
        Kind::Number,
        "Een bed erbij 90 %",
        "Met 90 % kans niet meer dan dit.",
    ),
    Column::new("place", Kind::Integer, "Plaats", "Van een bed erbij, vanaf 1."),
    Column::new(
        "ties_until_place",
        Kind::Integer,
        "Gelijk tot plaats",
        "Tot en met welke plaats de volgorde niet te onderscheiden is.",
    ),
    DATA_AS_OF,
    VERSION,
    SEED,
];

/// The rows: the houses, the regions, and the network.
pub fn rows(document: RequirementDocument) -> impl Iterator<Item = Vec<Cell>> + Send {
    let last = [
        document.data_as_of,
        document.model_version,
        document.seed.to_string(),
    ];
    let more: BTreeMap<String, (usize, OneMoreDocument)> = document
        .one_more_bed
        .into_iter()
        .enumerate()
        .map(|(place, more)| (more.house_id.clone(), (place + 1, more)))
        .collect();
    let houses = document.houses.into_iter();
    let houses = houses.map(move |house| of_house(&house, more.get(&house.house_id)));
    let regions = document.regions.into_iter();
    let pooled = regions
        .map(|region| of_pooled(UnitKind::NetworkRegion, region))
        .chain([of_pooled(UnitKind::Network, document.network)]);
    houses.chain(pooled).map(move |mut row| {
        row.extend(last.iter().cloned().map(Cell::Text));
        row
    })
}

fn of_house(house: &HouseDocument, more: Option<&(usize, OneMoreDocument)>) -> Vec<Cell> {
    let load = &house.load_erlang;
    let avoided = more.map(|(_, more)| &more.avoided);
    let place = |place: usize| u32::try_from(place).ok();
    vec![
        Cell::Text(UnitKind::House.code().to_owned()),
        Cell::Text(house.house_id.clone()),
        Some(house.beds_now).into(),
        Cell::Number(load.mean),
        Cell::Number(load.p10),
        Cell::Number(load.p90),
        house.beds_expected.into(),
        house.beds_certain.into(),
        house.erlang_b.into(),
        house.erlang_a.into(),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        avoided.map(|avoided| avoided.mean).into(),
        avoided.map(|avoided| avoided.p10).into(),
        avoided.map(|avoided| avoided.p90).into(),
        more.and_then(|(at, _)| place(*at)).into(),
        more.and_then(|(_, more)| place(more.ties_until_place)).into(),
    ]
}

fn of_pooled(kind: UnitKind, pooled: PooledDocument) -> Vec<Cell> {
    let mut row = vec![
        Cell::Text(kind.code().to_owned()),
        pooled.id.map_or(Cell::Empty, Cell::Text),
        Some(pooled.beds_now).into(),
    ];
    // What only a house alone has: its load and its beds.
    row.extend([const { Cell::Empty }; 7]);
    row.extend([pooled.beds_apart, pooled.beds_helping, pooled.beds_pooled].map(Cell::from));
    // Where one more bed helps most is said of houses.
    row.extend([const { Cell::Empty }; 5]);
    row
}
