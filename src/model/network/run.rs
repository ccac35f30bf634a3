//! One path of one group of houses, day by day.
#![expect(
    clippy::indexing_slicing,
    reason = "places of houses come from the group itself, and the regions of all are in the climate"
)]

use super::agenda::Agenda;
use super::calendar::{Event, What};
use super::climate::Climate;
use super::guests::{admit, admit_waiting, change, wait};
use super::house::{Counts, Running};
use super::parameters::Parameters;
use super::site::Network;
use super::stream::{Key, Stream, unit};

/// Plays one group of a network, path after path. Its memory is used again, so nothing is allocated per event.
#[derive(Debug)]
pub struct Run<'network> {
    network: &'network Network,
    group: Vec<usize>,
    houses: Vec<Running>,
    climate: Climate,
    agenda: Agenda,
}

impl<'network> Run<'network> {
    /// For paths of so many days of one of the network's groups; a group that is not there has no houses.
    #[must_use]
    pub fn new(network: &'network Network, group: usize, days: u32) -> Self {
        let group = network.groups.get(group).cloned().unwrap_or_default();
        let known = |place: &usize| network.houses.get(*place).is_some();
        let group: Vec<usize> = group.into_iter().filter(known).collect();
        let houses = group.iter().map(|place| &network.houses[*place]);
        Self {
            climate: Climate::new(network.origin, houses.clone().map(|house| house.region)),
            houses: houses.map(|house| Running::new(house, &group)).collect(),
            agenda: Agenda::new(days),
            network,
            group,
        }
    }

    /// Begins path number `path` of a seed at the count of the origin.
    pub fn start(&mut self, parameters: &Parameters, seed: u64, path: u64) {
        let path = Key::of(seed).part(path);
        self.agenda.clear();
        self.climate.start(&parameters.regions, path);
        for (running, place) in self.houses.iter_mut().zip(&self.group) {
            let house = &self.network.houses[*place];
            let own = parameters.houses.get(*place).copied().unwrap_or_default();
            let region = parameters.regions.get(house.region);
            let key = path.part(u64::try_from(*place).unwrap_or(0));
            match region {
                Some(region) => running.start(house, own, region, key),
                None => running.start(house, own, &super::RegionParameters::default(), key),
            }
        }
    }

    /// The places in the network of the houses that [`Self::houses`] tells of.
    #[must_use]
    pub fn places(&self) -> &[usize] {
        &self.group
    }

    /// The houses of the group as they stand at the count of the day that was passed last.
    #[must_use]
    #[inline]
    pub fn houses(&self) -> &[Running] {
        &self.houses
    }

    /// From here on, what happens is counted anew.
    pub fn clear_counts(&mut self) {
        for house in &mut self.houses {
            house.counts = Counts::default();
        }
    }

    /// Plays the next day up to its count; nothing after the last one.
    pub fn pass_day(&mut self) {
        if self.agenda.is_over() {
            return;
        }
        let day = self.agenda.day();
        self.climate.pass_day(day);
        for place in 0..self.houses.len() {
            self.begin_day(place, day);
        }
        self.agenda.open_day();
        while let Some(event) = self.agenda.next() {
            self.happen(event);
        }
        self.agenda.close_day();
    }

    /// What is planned for the day, closures that begin, and the requests of the day.
    #[inline]
    fn begin_day(&mut self, place: usize, day: u32) {
        let house = &mut self.houses[place];
        if house.changes_on <= day {
            let plan = &self.network.houses[self.group[place]];
            change(house, plan, label(place), day, &mut self.agenda);
        }
        let start = f64::from(day);
        if let Some(end) = house.closures.begins(start)
            && house.is_awake
        {
            let beds = house.closures.beds;
            house.closed = house.closed.saturating_add(beds);
            self.agenda
                .add(event(end, u64::from(beds), place, What::Reopening));
        }
        let level = house.level * self.climate.factors()[house.region];
        // Requests are the points of a Poisson process of rate 1 in the day and the level (0 to the day's level).
        // Where more is asked for, the same people ask, and some more. The first point lies at -ln(1 - unit), which
        // is above unit: on most days that is enough to know.
        let word = house.key.day(day);
        let unit = unit(word);
        if unit < level {
            self.ask_today(place, level, word, -(1.0 - unit).ln());
        }
    }

    fn ask_today(&mut self, place: usize, level: f64, word: u64, first: f64) {
        let house = &self.houses[place];
        let start = f64::from(self.agenda.day());
        let mut stream = Stream::of(word);
        let mut reached = first;
        while reached < level {
            let at = start + stream.unit();
            let stay = house.sampler.stay(&mut stream);
            let word = stream.word();
            self.agenda.add_today(Event {
                at,
                word,
                stay,
                house: label(place),
                what: What::Request,
            });
            reached += stream.exponential();
        }
    }

    #[inline]
    fn happen(&mut self, event: Event) {
        let place = event.house as usize;
        let house = &mut self.houses[place];
        match event.what {
            What::Request => return self.ask(event),
            What::Admission => {
                house.reserved -= 1;
                house.occupied += 1;
                self.agenda.add(Event {
                    at: event.at + event.stay,
                    what: What::Departure,
                    ..event
                });
                return;
            }
            What::Departure => {
                house.occupied -= 1;
                if house.turnover_days > 0.0 {
                    house.in_turnover += 1;
                    let days = house.turnover_days * Stream::of(event.word ^ TURNOVER).exponential();
                    self.agenda.add(Event {
                        at: event.at + days,
                        what: What::Ready,
                        ..event
                    });
                    return;
                }
            }
            What::Ready => house.in_turnover -= 1,
            What::GiveUp => {
                let waiting = house
                    .waiting
                    .iter()
                    .position(|waiting| waiting.word == event.word);
                if let Some(waiting) = waiting {
                    house.waiting.remove(waiting);
                    house.counts.gave_up += 1;
                }
                return;
            }
            What::Reopening => {
                let beds = u32::try_from(event.word).unwrap_or(u32::MAX);
                house.closed = house.closed.saturating_sub(beds);
            }
        }
        admit_waiting(house, event.house, event.at, &mut self.agenda);
    }

    fn ask(&mut self, event: Event) {
        let place = event.house as usize;
        let house = &mut self.houses[place];
        house.counts.requests += 1;
        if house.free() > 0 {
            house.counts.admitted += 1;
            return admit(house, event, &mut self.agenda);
        }
        house.counts.found_full += 1;
        // Nobody waits for a bed in a house that has none, or behind hundreds.
        if event.word >> 32 < house.waits && house.beds > 0 && house.waiting.len() < LONGEST_QUEUE {
            house.counts.waited += 1;
            return wait(house, event, &mut self.agenda);
        }
        let moves = event.word & 0xffff_ffff < house.moving;
        if moves && let Some(other) = self.other_with_room(place, event.word) {
            self.houses[place].counts.moved += 1;
            let other_house = &mut self.houses[other];
            other_house.counts.received += 1;
            let event = Event {
                house: label(other),
                ..event
            };
            return admit(other_house, event, &mut self.agenda);
        }
        self.houses[place].counts.lost += 1;
    }

    /// The first house with a free bed, in the order in which this person asks.
    fn other_with_room(&self, place: usize, word: u64) -> Option<usize> {
        let has_room = |other: &usize| self.houses[*other].free() > 0;
        if let Some(order) = &self.houses[place].asks {
            let mut order = order.iter().map(|other| *other as usize);
            return order.find(has_room);
        }
        let person = Key::of(word ^ ORDER);
        let others = (0..self.houses.len()).filter(|other| *other != place);
        others
            .filter(has_room)
            .min_by_key(|other| person.part(u64::from(label(*other))))
    }
}

fn event(at: f64, word: u64, place: usize, what: What) -> Event {
    Event {
        at,
        word,
        stay: 0.0,
        house: label(place),
        what,
    }
}

/// A place in the group as events carry it.
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    reason = "a network has far fewer houses than 2^32"
)]
fn label(place: usize) -> u32 {
    place as u32
}

/// Whoever finds so many waiting for one house does not join them: it bounds the work.
const LONGEST_QUEUE: usize = 500;

/// What a person's word is mixed with, for what is drawn only if it comes to that.
const TURNOVER: u64 = 0x5851_f42d_4c95_7f2d;
const ORDER: u64 = 0xd6e8_feb8_6659_fd93;
