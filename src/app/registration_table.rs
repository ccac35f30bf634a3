//! Registrations as a table: one row a house and day, an empty cell for what is not known or not shown. Its
//! columns are those of the CSV that is imported.

use super::table::{Cell, Column, Kind};
use crate::domain::code::Coded as _;
use crate::domain::count::{Count, Tally};
use crate::domain::registration::Registration;
use crate::domain::stand::{ClosureReason, RefusalReason};

/// The columns, in the order in which they are written.
pub const COLUMNS: [Column; 20] = [
    Column::new("house_id", Kind::Text, "Huis", "Het id van het huis.").required(),
    Column::new("date", Kind::Date, "Dag", "De zorgdag in Europe/Amsterdam.").required(),
    Column::new(
        "beds_physical",
        Kind::Integer,
        "Fysieke bedden",
        "Bedden die het huis die dag heeft.",
    )
    .required(),
    Column::new("beds_occupied", Kind::Integer, "Bezet", "Bezette bedden.").required(),
    count(
        "beds_respite",
        "Respijt",
        "Bedden met een respijtgast, naast de bezette.",
    ),
    count(
        "beds_reserved",
        "Gereserveerd",
        "Bedden die aan een opname zijn toegezegd.",
    ),
    count(
        "beds_in_turnover",
        "In gereedmaken",
        "Bedden die worden klaargemaakt.",
    ),
    count(
        "beds_closed",
        "Gesloten",
        "Bedden die niet open of niet bemand zijn.",
    ),
    Column::new(
        "closure_reason",
        Kind::Text,
        "Reden van sluiting",
        "De reden, of de bedden per reden zoals holiday=1 no_nursing=2.",
    ),
    count("admissions", "Opnamen", "Sinds de vorige geregistreerde dag."),
    count("deaths", "Overlijdens", "Sinds de vorige geregistreerde dag."),
    count(
        "discharges",
        "Ontslagen",
        "Levend vertrokken sinds de vorige geregistreerde dag.",
    ),
    count("requests", "Aanvragen", "Sinds de vorige geregistreerde dag."),
    count(
        "requests_redirected",
        "Waarvan doorverwezen",
        "Aanvragen die elders al zijn afgewezen.",
    ),
    count(
        "refused_no_bed",
        "Afgewezen: geen bed",
        "Afgewezen aanvragen omdat er geen bed was.",
    ),
    count(
        "refused_other",
        "Afgewezen: anders",
        "Aanvragen die om een andere reden zijn afgewezen.",
    ),
    count(
        "withdrawals",
        "Ingetrokken",
        "Aanvragen van wie elders koos of thuis bleef.",
    ),
    count(
        "died_before_admission",
        "Overleden voor opname",
        "Aanvragen van wie voor de opname overleed.",
    ),
    count(
        "waiting_list_active",
        "Wachtlijst actief",
        "Wie bij meer huizen wacht telt bij elk mee: optellen over huizen telt dubbel.",
    ),
    count(
        "waiting_list_passive",
        "Wachtlijst passief",
        "Telt dubbel zoals de actieve.",
    ),
];

/// A registration as a row.
#[must_use]
pub fn row(registration: &Registration) -> Vec<Cell> {
    let Registration {
        house_id,
        date,
        stand,
        ..
    } = registration;
    let counts = stand.counts();
    let refusals = counts.refusals.as_ref();
    let no_bed = refusals.map(|refusals| refusals.of(RefusalReason::NoBed));
    vec![
        Cell::Text(house_id.to_string()),
        Cell::Date(*date),
        Cell::from(Some(stand.physical())),
        cell(Some(counts.beds_occupied)),
        cell(counts.beds_respite),
        cell(counts.beds_reserved),
        cell(counts.beds_in_turnover),
        Cell::from(counts.closures.as_ref().map(Tally::total)),
        counts.closures.as_ref().map_or(Cell::Empty, closure_reason),
        cell(counts.admissions),
        cell(counts.deaths),
        cell(counts.discharges),
        cell(counts.requests),
        cell(counts.requests_redirected),
        Cell::from(no_bed),
        Cell::from(refusals.map(|refusals| refusals.total() - refusals.of(RefusalReason::NoBed))),
        cell(counts.withdrawals),
        cell(counts.died_before_admission),
        cell(counts.waiting_list_active),
        cell(counts.waiting_list_passive),
    ]
}

fn cell(count: Option<Count>) -> Cell {
    Cell::from(count.map(Count::get))
}

/// The reason where there is one, and `holiday=1 no_nursing=2` where there are several.
fn closure_reason(closures: &Tally<ClosureReason>) -> Cell {
    let parts: Vec<_> = closures.parts().collect();
    match parts.as_slice() {
        [] => Cell::Empty,
        [(reason, _)] => Cell::Text(reason.code().to_owned()),
        several => {
            let several: Vec<String> = several
                .iter()
                .map(|(reason, beds)| format!("{}={beds}", reason.code()))
                .collect();
            Cell::Text(several.join(" "))
        }
    }
}

const fn count(name: &'static str, title: &'static str, description: &'static str) -> Column {
    Column::new(name, Kind::Integer, title, description)
}
