//! A register as the houses of a network would have kept it: a day-by-day simulation of requests,
//! guests, closures and of the people who enter the stands. Invented from end to end; it stands in
//! for a register that does not exist yet, and nothing measured rests on it.
//!
//! All draws belong to a house and a day, so a simulation that goes on for longer begins with the
//! same days. How it is divided: `site` is a house and its beds, `stay` its guests, `requests` what
//! is asked of it, `closures` when beds are shut, `posts` what is entered when; `swing` moves the
//! demand.

mod clock;
mod closures;
mod dice;
mod flows;
mod nature;
mod posts;
mod requests;
mod site;
mod stay;
mod swing;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use self::closures::renovation;
use self::dice::Dice;
use self::posts::Posts;
use self::requests::Request;
use self::site::Site;
use self::swing::{Swings, weekday};
use crate::domain::calendar::{care_day, days_before, next_day};
use crate::domain::house::House;
use crate::domain::stand::Counts;
use crate::domain::text::{HouseId, Reason};

/// For how long the houses are run before the first day, so that they are as full on it as later.
/// Unit: days.
const RUN_UP: u32 = 180;

/// One entry into the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub house: HouseId,
    pub date: NaiveDate,
    pub entered_at: DateTime<Utc>,
    pub counts: Counts,
    /// Why an earlier entry of this house and date was wrong; nothing for other entries.
    pub reason: Option<Reason>,
}

/// All that `houses` enter about the days from `first` on until the moment `until`, in the order in
/// which they do: by moment, then house, then date.
///
/// The same houses, first day and seed give the same entries, and a later `until` only adds to
/// their end. The last entry for a house and date is the right one, once its correction has come (in
/// five days at most); between these the balance of guests holds. Each entry fits the beds of the
/// house on its date. Flows are those since the house's last entry for its previous registered date,
/// and unstated in its first registration.
#[must_use]
pub fn register(houses: &[House], first: NaiveDate, until: DateTime<Utc>, seed: u64) -> Vec<Entry> {
    let last = care_day(until);
    let mut network = Network::new(houses, first, seed);
    let mut entries = Vec::new();
    let mut day = days_before(first, RUN_UP);
    while first <= last && day <= last {
        network.pass(day, (day >= first).then_some(&mut entries));
        if next_day(day) == day {
            break;
        }
        day = next_day(day);
    }
    entries.retain(|entry| entry.entered_at <= until);
    entries.sort_by(|one, other| {
        one.entered_at
            .cmp(&other.entered_at)
            .then_with(|| one.house.cmp(&other.house))
            .then(one.date.cmp(&other.date))
    });
    entries
}

/// All houses, in the order of their ids.
struct Network<'a> {
    sites: Vec<Site<'a>>,
    posts: Vec<Posts>,
    swings: Swings,
    seed: u64,
}

impl<'a> Network<'a> {
    fn new(houses: &'a [House], first: NaiveDate, seed: u64) -> Self {
        let mut houses = houses.iter().collect::<Vec<_>>();
        houses.sort_by(|one, other| one.id.cmp(&other.id));
        let renovation = renovation(&houses, first, seed);
        let site = |(place, house): (usize, &&'a House)| {
            let begin = renovation.filter(|(chosen, _)| *chosen == place);
            Site::new(house, begin.map(|(_, begin)| begin), seed)
        };
        Self {
            sites: houses.iter().enumerate().map(site).collect(),
            posts: houses.iter().map(|_| Posts::new(seed)).collect(),
            swings: Swings::new(seed),
            seed,
        }
    }

    /// Lets `day` pass; what the houses enter about it goes to `entries`.
    fn pass(&mut self, day: NaiveDate, mut entries: Option<&mut Vec<Entry>>) {
        self.swings.turn(day);
        for (site, posts) in self.sites.iter_mut().zip(&mut self.posts) {
            site.night(day);
            if let Some(entries) = entries.as_deref_mut() {
                posts.morning(site, day, entries);
            }
        }
        let mut refused = Vec::new();
        for (place, site) in self.sites.iter_mut().enumerate() {
            let demand = weekday(day) * self.swings.level(site.house.details.region.as_ref());
            site.daytime(day);
            refused.extend(site.first_requests(day, place, demand));
        }
        self.redirect(day, refused);
        for (site, posts) in self.sites.iter_mut().zip(&mut self.posts) {
            if let Some(entries) = entries.as_deref_mut() {
                posts.afternoon(site, day, entries);
            }
        }
    }

    /// Takes the refused on to another house, again and again.
    fn redirect(&mut self, day: NaiveDate, mut refused: Vec<Request>) {
        let mut dice = Dice::of(self.seed, "redirect", "", day.num_days_from_ce());
        while let Some(request) = refused.pop() {
            let Some(place) = self.next_house(&request, &mut dice) else {
                continue;
            };
            let site = self.sites.get_mut(place);
            refused.extend(site.and_then(|site| site.redirected(day, place, request)));
        }
    }

    /// An open house that has not refused yet, more often than not of the region of the first.
    fn next_house(&self, request: &Request, dice: &mut Dice) -> Option<usize> {
        let first = request
            .refused_by
            .first()
            .and_then(|place| self.sites.get(*place))?;
        let in_region = |site: &Site| site.house.details.region == first.house.details.region;
        let (near, far) = self
            .sites
            .iter()
            .enumerate()
            .filter(|(place, site)| {
                let can_help = site.nature.own_nurses || !request.nurses_needed;
                site.beds.is_some_and(|beds| beds > 0) && can_help && !request.refused_by.contains(place)
            })
            .map(|(place, site)| (place, in_region(site)))
            .partition::<Vec<_>, _>(|(_, near)| *near);
        let stays_near = dice.chance(0.65);
        let wished = if stays_near { &near } else { &far };
        let (place, _) = dice
            .pick(wished)
            .or_else(|| dice.pick(if stays_near { &far } else { &near }))?;
        Some(place)
    }
}
