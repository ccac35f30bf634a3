//! The form for a token, read into one.

use chrono::NaiveDate;

use crate::app::tokens::NewToken;
use crate::domain::access::{Role, expiry};
use crate::domain::calendar::parse_date;
use crate::domain::code::Coded as _;
use crate::domain::rule::Rule;
use crate::domain::text::{HouseId, Name};
use crate::pages::network::form::{Flaws, Label};
use crate::pages::sent::Sent;

/// The form for a new token, as it was filled in.
pub(super) struct Form {
    pub name: String,
    pub role: String,
    pub houses: Vec<String>,
    pub last_day: String,
}

impl Form {
    pub(super) fn sent(sent: &Sent) -> Self {
        Self {
            name: sent.one("name"),
            role: sent.one("role"),
            houses: sent.many("houses"),
            last_day: sent.one("last_day"),
        }
    }
}

/// The new token that the form describes, with its last day; all that is wrong with it is else in `flaws`.
pub(super) fn read(form: &Form, today: NaiveDate, flaws: &mut Flaws) -> Option<(NewToken, NaiveDate)> {
    let name = flaws.required("name", &form.name, Rule::Line { most: 120 }, Name::new);
    let roles = Rule::OneOf(Role::ALL.iter().map(|role| role.code()).collect());
    let role = flaws.required("role", &form.role, roles, Role::from_code);
    let mut houses = Vec::new();
    // Where somebody chose houses first and then a role without any, the houses are hidden.
    if role == Some(Role::Reporter) {
        for house in &form.houses {
            houses.extend(flaws.optional("houses", house, Rule::Id, HouseId::new));
        }
        houses.sort();
        houses.dedup();
        if houses.is_empty() {
            flaws.refuse("houses", Rule::Required);
        }
    }
    let last_day = flaws.required("last_day", &form.last_day, Rule::Date, parse_date);
    let expires_at = last_day.and_then(|day| {
        expiry(day, today)
            .map_err(|broken| flaws.refuse("last_day", broken))
            .ok()
    });
    if !flaws.is_empty() {
        return None;
    }
    let new = NewToken {
        name: name?,
        role: role?,
        houses,
        expires_at: expires_at?,
    };
    Some((new, last_day?))
}

/// What a field of the form is called.
pub(super) fn label(field: &str) -> Label {
    match field {
        "name" => ("Voor wie of wat", "For whom or what"),
        "role" => ("Rol", "Role"),
        "houses" => ("Huizen", "Houses"),
        _ => ("Geldig tot en met", "Valid up to and including"),
    }
}
