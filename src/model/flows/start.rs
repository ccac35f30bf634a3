//! The network as a simulation begins it: today's registered stand, and what is planned.

use chrono::NaiveDate;

use super::MOST_BEDS;
use crate::domain::place::Location;
use crate::model::estimate::Estimate;
use crate::model::history::{Day, HouseRecord};
use crate::model::network::{Asks, Helping, House, Network, State, Step};

/// A house that registered nothing for so many days is not taken for what it was then.
pub const SILENT_DAYS: i64 = 56;

/// The houses as they stand at their last registered day up to `origin`, which is the end of what is known. The
/// simulation begins at the earliest of these days, and each house takes part from its own on; so a house that has
/// not registered for three days is played three days longer. A house that is silent for [`SILENT_DAYS`] is left out:
/// it has no beds, and nobody asks.
///
/// Guests in respite keep a bed like one that is closed: for as long as a closure lasts. A stop whose end is not
/// known lasts from `origin` as long as a closure does.
#[must_use]
pub fn network(houses: &[HouseRecord], estimate: &Estimate, origin: NaiveDate, helping: Helping) -> Network {
    let stands: Vec<Option<&Day>> = houses.iter().map(|house| stand(house, origin)).collect();
    let begin = stands
        .iter()
        .flatten()
        .map(|day| day.date)
        .min()
        .unwrap_or(origin);
    let locations: Option<Vec<Location>> = houses.iter().map(|house| house.location).collect();
    let played = houses
        .iter()
        .zip(&stands)
        .enumerate()
        .map(|(place, (house, stand))| {
            let region = estimate.houses.get(place).map_or(0, |house| house.region);
            let closed_days = estimate
                .regions
                .get(region)
                .map_or(7.0, |region| 1.0 / region.closures.ending.mean());
            let known = stand.map(|stand| Begun {
                begin,
                origin,
                stand,
                house,
            });
            House {
                region,
                asks: locations
                    .as_ref()
                    .map_or(Asks::Anyone, |locations| nearest(place, locations)),
                state: stand.copied().map(state).unwrap_or_default(),
                known_on: stand.map_or(0, |stand| days(begin, stand.date)),
                steps: known.map(|known| known.steps(closed_days)).unwrap_or_default(),
            }
        });
    let houses: Vec<House> = played.collect();
    Network {
        origin: begin,
        groups: helping.groups(&houses),
        houses,
    }
}

/// The last registered day, if the house was heard of lately.
pub(super) fn stand(house: &HouseRecord, origin: NaiveDate) -> Option<&Day> {
    let last = house.days.iter().rfind(|day| day.date <= origin)?;
    let heard = (origin - last.date).num_days() < SILENT_DAYS;
    heard.then_some(last)
}

fn state(day: Day) -> State {
    // More is a mistake, and would be long to simulate.
    let few = |number: u32| number.min(MOST_BEDS);
    State {
        occupied: few(day.occupied),
        reserved: few(day.reserved),
        in_turnover: few(day.in_turnover),
        closed: day.closed.saturating_add(day.respite),
        waiting: few(day.waiting.unwrap_or(0)),
    }
}

/// A house whose stand is known.
struct Begun<'a> {
    begin: NaiveDate,
    origin: NaiveDate,
    stand: &'a Day,
    house: &'a HouseRecord,
}

impl Begun<'_> {
    /// Beds and admission from day to day: day `d` of the simulation ends with the count of `begin + d + 1`.
    fn steps(&self, closed_days: f64) -> Vec<Step> {
        let mut changes: Vec<u32> = vec![0];
        let planned = self.house.beds.iter().filter(|(from, _)| *from > self.stand.date);
        changes.extend(planned.map(|(from, _)| self.day_of(*from)));
        let admits_on = self.admits_on(closed_days);
        changes.push(admits_on);
        changes.sort_unstable();
        changes.dedup();
        let steps = changes.into_iter().map(|from_day| Step {
            from_day,
            admits: from_day >= admits_on,
            ..Step::always(self.beds_on(from_day))
        });
        steps.collect()
    }

    fn beds_on(&self, day: u32) -> u32 {
        let planned = self.house.beds.iter().rev();
        let mut planned = planned.filter(|(from, _)| *from > self.stand.date && self.day_of(*from) <= day);
        planned.next().map_or(self.stand.physical, |(_, beds)| *beds)
    }

    /// The simulated day from which the house admits.
    fn admits_on(&self, closed_days: f64) -> u32 {
        match self.house.admits_from {
            Some(from) if from > self.stand.date => self.day_of(from),
            None if self.stand.is_stopped => {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a year at most"
                )]
                let rest = closed_days.clamp(1.0, 365.0).round() as u32;
                days(self.begin, self.origin).saturating_add(rest)
            }
            _ => 0,
        }
    }

    /// The day that ends with the count of this date.
    fn day_of(&self, date: NaiveDate) -> u32 {
        days(self.begin, date).saturating_sub(1)
    }
}

fn days(from: NaiveDate, to: NaiveDate) -> u32 {
    u32::try_from((to - from).num_days()).unwrap_or(0)
}

/// The other houses, nearest first.
fn nearest(place: usize, locations: &[Location]) -> Asks {
    let Some(own) = locations.get(place) else {
        return Asks::Anyone;
    };
    let others = locations.iter().enumerate().filter(|(other, _)| *other != place);
    let mut others: Vec<(f64, usize)> = others
        .map(|(other, location)| (own.distance_km(*location), other))
        .collect();
    others.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    Asks::InOrder(others.into_iter().map(|(_, other)| other).collect())
}
