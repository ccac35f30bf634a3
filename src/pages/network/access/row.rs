//! A token as the pages tell of it: everything but its secret.

use chrono::{DateTime, NaiveDate, Utc};

use crate::app::tokens::Listed;
use crate::domain::access::Principal;
use crate::domain::calendar::{care_day, day_start, days_before};
use crate::domain::language::Language;
use crate::domain::text::{HouseId, Name};
use crate::pages::network::words;

pub(super) struct Row {
    pub id: String,
    pub name: String,
    pub role: &'static str,
    /// The names of a reporter's houses.
    pub houses: String,
    pub created: String,
    /// The last day on which it is or was valid.
    pub last_day: String,
    pub last_used: Option<String>,
    pub revoked: Option<String>,
    pub is_valid: bool,
    /// How many browsers are signed in with it.
    pub sessions: u32,
    /// Whether it is the one of whoever looks.
    pub is_own: bool,
}

impl Row {
    pub(super) fn new(
        listed: &Listed,
        principal: &Principal,
        names: &[(HouseId, Name)],
        now: DateTime<Utc>,
        language: Language,
    ) -> Self {
        let (token, holder) = (&listed.token, &listed.token.principal);
        let name_of = |house: &HouseId| {
            let name = names.iter().find(|(id, _)| id == house);
            name.map_or_else(|| house.to_string(), |(_, name)| name.to_string())
        };
        let houses: Vec<String> = holder.houses.iter().map(name_of).collect();
        let moment = |at: DateTime<Utc>| words::day_of_year(care_day(at), language);
        Self {
            id: holder.token_id.to_string(),
            name: holder.name.to_string(),
            role: words::role(holder.role, language),
            houses: houses.join(", "),
            created: moment(token.created_at),
            // It ends at the moment at which the day after begins.
            last_day: words::day_of_year(last_day(token.expires_at), language),
            last_used: token.last_used_at.map(|at| words::moment(at, language)),
            revoked: token.revoked_at.map(|at| words::moment(at, language)),
            is_valid: token.is_valid_at(now),
            sessions: listed.sessions,
            is_own: holder.token_id == principal.token_id,
        }
    }
}

/// The day in which the moment just before `end` falls.
fn last_day(end: DateTime<Utc>) -> NaiveDate {
    let day = care_day(end);
    if day_start(day) == end {
        days_before(day, 1)
    } else {
        day
    }
}

/// The newest first.
pub(super) fn rows(
    listed: &[Listed],
    principal: &Principal,
    names: &[(HouseId, Name)],
    now: DateTime<Utc>,
    language: Language,
) -> Vec<Row> {
    listed
        .iter()
        .rev()
        .map(|listed| Row::new(listed, principal, names, now, language))
        .collect()
}
