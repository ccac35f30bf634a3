//! The audit log as a table.

use crate::app::table::{Cell, Column, Kind};
use crate::domain::audit::Event;
use crate::domain::calendar::write_moment;
use crate::domain::code::Coded as _;

/// The columns, in the order in which they are written.
pub const COLUMNS: [Column; 11] = [
    Column::new("occurred_at", Kind::Text, "Moment", "Het eerste moment, in UTC.").required(),
    Column::new(
        "last_occurred_at",
        Kind::Text,
        "Laatste moment",
        "Het laatste, in UTC.",
    )
    .required(),
    Column::new("kind", Kind::Text, "Soort", "Wat er gebeurde, als code.").required(),
    Column::new("outcome", Kind::Text, "Uitkomst", "Hoe het afliep, als code.").required(),
    Column::new("number", Kind::Integer, "Aantal", "Hoe vaak, in deze tijd.").required(),
    Column::new("token_id", Kind::Text, "Token", "Het token waarmee het gebeurde."),
    Column::new("name", Kind::Text, "Naam", "De naam van dat token, of operator."),
    Column::new(
        "address_range",
        Kind::Text,
        "Netwerkadres",
        "Vanwaar, verkort tot /24 of /48.",
    ),
    Column::new("method", Kind::Text, "Methode", "De HTTP-methode."),
    Column::new(
        "route",
        Kind::Text,
        "Route",
        "Het patroon van het adres, zonder de vraag.",
    ),
    Column::new(
        "subject_id",
        Kind::Text,
        "Over token",
        "Het token dat is gegeven of ingetrokken.",
    ),
];

/// The rows of these events, in their order.
pub fn rows(events: Vec<Event>) -> impl Iterator<Item = Vec<Cell>> + Send {
    events.into_iter().map(|event| row(&event))
}

fn row(event: &Event) -> Vec<Cell> {
    let deed = &event.deed;
    let (actor, action) = (deed.actor.as_ref(), deed.action.as_ref());
    vec![
        Cell::Text(write_moment(event.occurred_at)),
        Cell::Text(write_moment(event.last_occurred_at)),
        Cell::Text(deed.kind.code().to_owned()),
        Cell::Text(deed.outcome.code().to_owned()),
        Cell::Integer(u64::from(event.number)),
        text(actor.and_then(|actor| actor.token_id.as_ref())),
        text(actor.map(|actor| &actor.name)),
        text(deed.address_range.as_ref()),
        text(action.map(|action| &action.method)),
        text(action.map(|action| &action.route)),
        text(deed.subject_id.as_ref()),
    ]
}

fn text(text: Option<&impl ToString>) -> Cell {
    text.map_or(Cell::Empty, |text| Cell::Text(text.to_string()))
}
