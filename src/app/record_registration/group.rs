//! Recording what several sent at the same time, by few statements for all: each as if it were alone, one after the
//! other.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};

use super::{Change, Outcome};
use crate::app::warnings::{Checked, before};
use crate::app::{Error, Missing};
use crate::domain::period::Period;
use crate::domain::registration::{Entry, Registration, Said, fit};
use crate::domain::text::HouseId;
use crate::domain::warning::PastDay;
use crate::store::house::Capacities;
use crate::store::{self, Connection};

/// Of how many days the registrations are read at once. Unit: days.
const PIECE_DAYS: i64 = 31;

/// How long a group waits where others, such as an import, write for all its houses.
const LOCK_PATIENCE: Duration = Duration::from_millis(50);

type Recorded = Result<(Outcome, Checked), Error>;

/// Records all that were `asked`, and answers each in its place; one that is refused changes nothing. Of houses that
/// others write for nothing is recorded, and the answer is [`store::Error::Locked`]; where there are no others, for all.
pub(super) fn record_all(
    connection: &mut Connection,
    asked: &[(Change, Said)],
    now: DateTime<Utc>,
) -> Result<Vec<Recorded>, store::Error> {
    // Before anything is read, so that it stays as it is.
    let houses = houses_of(asked.iter().map(|(change, _)| change));
    let free = store::house::lock_free(connection, &houses, LOCK_PATIENCE)?;
    if free.is_empty() {
        return Err(store::Error::Locked);
    }
    let tokens = asked.iter().map(|(change, _)| change.principal.token_id.clone());
    // It had not expired when the request came; only whether it was revoked can be otherwise by now.
    let unrevoked = store::token::unrevoked(connection, &tokens.collect())?;
    let houses = store::house::capacities(connection, &free)?;
    let is_free = |(_, (change, _)): &(usize, &(Change, Said))| free.contains(&change.house_id);
    let (mut in_order, others): (Vec<_>, Vec<_>) = asked.iter().enumerate().partition(is_free);
    in_order.sort_by_key(|(_, (change, _))| change.date);
    let mut recorded = Vec::with_capacity(asked.len());
    for (place, _) in others {
        recorded.push((place, Err(store::Error::Locked.into())));
    }
    for piece in pieces(&in_order) {
        let changes = || piece.iter().map(|(_, (change, _))| change);
        let mut days = Days::read(connection, &houses, changes)?;
        for (place, (change, said)) in piece {
            let outcome = if unrevoked.contains(&change.principal.token_id) {
                days.record(change, said, now)
            } else {
                Err(Error::Unauthenticated)
            };
            recorded.push((*place, outcome));
        }
        days.write(connection)?;
    }
    recorded.sort_by_key(|(place, _)| *place);
    Ok(recorded.into_iter().map(|(_, recorded)| recorded).collect())
}

/// Parts of which the first and the last day lie near each other.
fn pieces<'a, 'b>(
    in_order: &'a [(usize, &'b (Change, Said))],
) -> impl Iterator<Item = &'a [(usize, &'b (Change, Said))]> {
    let mut rest = in_order;
    std::iter::from_fn(move || {
        let (_, (first, _)) = rest.first()?;
        let end = rest.partition_point(|(_, (change, _))| (change.date - first.date).num_days() < PIECE_DAYS);
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

/// What is known of the days around the changes, which the changes change as they are gone through.
struct Days<'a> {
    houses: &'a Capacities,
    standing: BTreeMap<(HouseId, NaiveDate), Registration>,
    /// The number of the last revision of the days on which nothing stands.
    last_revisions: BTreeMap<(String, NaiveDate), u32>,
    past: BTreeMap<String, BTreeMap<NaiveDate, PastDay>>,
    /// What is to be written, in its order.
    entering: Vec<Registration>,
}

impl<'a> Days<'a> {
    fn read<'b, C: Iterator<Item = &'b Change>>(
        connection: &mut Connection,
        houses: &'a Capacities,
        changes: impl Fn() -> C,
    ) -> Result<Self, store::Error> {
        let named = houses_of(changes());
        let wanted: BTreeSet<_> = changes().map(|change| (&change.house_id, change.date)).collect();
        let dates = || wanted.iter().map(|(_, date)| *date);
        let mut days = Self::none(houses);
        let (Some(first), Some(last)) = (dates().min(), dates().max()) else {
            return Ok(days);
        };
        for registration in store::registration::current_of_all(connection, &wanted)? {
            let day = (registration.house_id.clone(), registration.date);
            days.standing.insert(day, registration);
        }
        let stands = |change: &Change| {
            days.standing
                .contains_key(&(change.house_id.clone(), change.date))
        };
        if !changes().all(stands) {
            let period = Period {
                from: first,
                until: last,
            };
            days.last_revisions = store::registration::last_revisions(connection, &named, period)?;
        }
        days.past = past(connection, &named, before(first, last))?;
        Ok(days)
    }

    fn none(houses: &'a Capacities) -> Self {
        Self {
            houses,
            standing: BTreeMap::new(),
            last_revisions: BTreeMap::new(),
            past: BTreeMap::new(),
            entering: Vec::new(),
        }
    }

    fn record(&mut self, change: &Change, said: &Said, now: DateTime<Utc>) -> Recorded {
        let (opening, beds) = self
            .houses
            .get(&change.house_id)
            .ok_or(Error::NotFound(Missing::House))?;
        let day = (change.house_id.clone(), change.date);
        let current = self.standing.get(&day);
        if !change.expected.holds_for(current) {
            return Err(Error::PreconditionFailed);
        }
        let stand = fit((opening, beds), change.date, said.counts.clone())?;
        let mut entry = Entry {
            confirmed: said.confirmed.clone(),
            ..change.entry(self.last_revision(change).saturating_add(1), now)
        };
        let outcome = match current {
            Some(current) if current.stand == stand && current.entry.confirmed == entry.confirmed => {
                return Ok((Outcome::Unchanged, self.checked(current.clone())));
            }
            Some(current) => {
                if current.stand == stand {
                    entry.reason = entry.reason.or_else(|| current.reason_to_stand());
                    entry.counted_at = Some(current.entry.counts_entered_at());
                }
                Outcome::Corrected
            }
            None => Outcome::Created,
        };
        let registration = Registration {
            house_id: change.house_id.clone(),
            date: change.date,
            stand,
            entry,
        };
        self.enter(registration.clone());
        Ok((outcome, self.checked(registration)))
    }

    fn last_revision(&self, change: &Change) -> u32 {
        let standing = self.standing.get(&(change.house_id.clone(), change.date));
        let day = (change.house_id.to_string(), change.date);
        let last = || self.last_revisions.get(&day).copied();
        standing
            .map(|standing| standing.entry.revision)
            .or_else(last)
            .unwrap_or(0)
    }

    /// From here on it stands.
    fn enter(&mut self, registration: Registration) {
        let (house, date) = (&registration.house_id, registration.date);
        let past = self.past.entry(house.to_string()).or_default();
        past.insert(date, PastDay::of(date, &registration.stand));
        self.standing.insert((house.clone(), date), registration.clone());
        self.entering.push(registration);
    }

    fn checked(&self, registration: Registration) -> Checked {
        let reach = before(registration.date, registration.date);
        let days = self.past.get(registration.house_id.as_str());
        let past: Vec<PastDay> = days
            .into_iter()
            .flat_map(|days| days.range(reach.from..=reach.until))
            .map(|(_, day)| *day)
            .collect();
        Checked::new(registration, &past)
    }

    fn write(self, connection: &mut Connection) -> Result<(), store::Error> {
        match self.entering.as_slice() {
            [] => Ok(()),
            [one] => store::registration::append(connection, one),
            several => store::registration::append_all(connection, several),
        }
    }
}

/// In order, each once.
fn houses_of<'a>(changes: impl Iterator<Item = &'a Change>) -> Vec<HouseId> {
    let named: BTreeSet<&HouseId> = changes.map(|change| &change.house_id).collect();
    named.into_iter().cloned().collect()
}

fn past(
    connection: &mut Connection,
    houses: &[HouseId],
    period: Period,
) -> Result<BTreeMap<String, BTreeMap<NaiveDate, PastDay>>, store::Error> {
    let mut past = BTreeMap::<String, BTreeMap<NaiveDate, PastDay>>::new();
    if let [house] = houses {
        let days = store::registration::past_of(connection, house, period)?;
        past.insert(
            house.to_string(),
            days.into_iter().map(|day| (day.date, day)).collect(),
        );
        return Ok(past);
    }
    for (house, day) in store::registration::past_of_all(connection, houses, period, None)? {
        past.entry(house).or_default().insert(day.date, day);
    }
    Ok(past)
}
