//! What if: how demand, stays, beds and help among houses change, from which date.

use chrono::{Datelike, NaiveDate};

use super::history::HouseRecord;
use super::network::Helping;

#[cfg(test)]
mod tests;

/// Changes against what is registered and planned. The default changes nothing: it is the base that others are
/// compared with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scenario {
    pub trend: Trend,
    /// From a date on, requests are so many times what they would be without; in order of dates.
    pub demand_factors: Vec<(NaiveDate, f64)>,
    /// From a date on, stays of those admitted are so many times as long; in order of dates.
    pub stay_factors: Vec<(NaiveDate, f64)>,
    /// Physical beds of a house from a date on; 0 closes it. What is registered as planned for later is replaced.
    pub beds: Vec<BedChange>,
    pub openings: Vec<Opening>,
    /// The probability that whoever finds no bed, and does not wait, takes one in another house.
    pub moving: Option<f64>,
    /// The probability that whoever finds no bed waits for one.
    pub waiting: Option<f64>,
    pub patience_days: Option<f64>,
    pub helping: Helping,
}

/// How the use of hospices changes beside the number of deaths. It is never part of the deaths.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Trend {
    /// As many requests per death as now.
    #[default]
    None,
    /// A yearly growth, -0.2 to 0.2: 0.09 is 9 % a year.
    Yearly(f64),
    /// As the registered requests grew, with its uncertainty, and at most 20 % a year.
    Estimated,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BedChange {
    /// The house's id.
    pub house: String,
    pub from: NaiveDate,
    pub beds: u32,
}

/// A house that is not there yet. Its stays are as long as those of its region.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    pub id: String,
    pub region: Option<String>,
    pub from: NaiveDate,
    pub beds: u32,
    pub demand: NewDemand,
}

/// Who asks a new house first.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum NewDemand {
    /// People who would have asked the other houses of the region first: of each of them a share that is the new
    /// house's share in the region's beds. The region's demand stays the same.
    #[default]
    FromRegion,
    /// So many people per day, beside those who ask the other houses.
    PerDay(f64),
}

/// What is wrong with a scenario, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// A JSON pointer such as `/beds/0/house`: the camel-case names of fields, and places in lists, from 0 on.
    pub at: String,
    pub problem: Problem,
}

/// The rules that a scenario can break.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Problem {
    /// A number of this range is needed.
    OutOfRange {
        least: f64,
        most: f64,
    },
    /// The date must be after the day from which is projected, and in [`LAST_YEAR`] at the latest.
    NotAhead,
    /// The dates of a list, or of the changes of one house, must be in order, each once.
    NotInOrder,
    UnknownHouse,
    UnknownRegion,
    /// There is a house of that id already.
    KnownHouse,
    /// An id has 1 to 100 characters.
    NoId,
    /// A list has at most so many entries.
    TooMany {
        most: usize,
    },
}

/// Further ahead nothing is projected.
pub const LAST_YEAR: i32 = 2060;
/// Entries of a list.
pub const MOST_ENTRIES: usize = 500;
/// Beds of a house.
pub const MOST_BEDS: u32 = 999;

impl Scenario {
    /// Does it differ from what is registered and planned?
    #[must_use]
    pub fn changes_something(&self) -> bool {
        *self != Self::default()
    }

    /// Everything that is wrong with it for these houses on the day from which is projected; nothing where it can
    /// be played.
    #[must_use]
    pub fn faults(&self, houses: &[HouseRecord], origin: NaiveDate) -> Vec<Fault> {
        let mut check = Check {
            houses,
            origin,
            faults: Vec::new(),
        };
        if let Trend::Yearly(growth) = self.trend {
            check.number("/trend", growth, -0.2, 0.2);
        }
        check.factors("demandFactors", &self.demand_factors);
        check.factors("stayFactors", &self.stay_factors);
        check.openings(&self.openings);
        check.beds(&self.beds, &self.openings);
        for (at, share) in [("/moving", self.moving), ("/waiting", self.waiting)] {
            if let Some(share) = share {
                check.number(at, share, 0.0, 1.0);
            }
        }
        if let Some(days) = self.patience_days {
            check.number("/patienceDays", days, 0.1, 365.0);
        }
        check.faults
    }
}

struct Check<'a> {
    houses: &'a [HouseRecord],
    origin: NaiveDate,
    faults: Vec<Fault>,
}

impl Check<'_> {
    fn fault(&mut self, at: impl Into<String>, problem: Problem) {
        self.faults.push(Fault {
            at: at.into(),
            problem,
        });
    }

    fn number(&mut self, at: impl Into<String>, number: f64, least: f64, most: f64) {
        // The comparison is false for what is no number.
        if !(least..=most).contains(&number) {
            self.fault(at, Problem::OutOfRange { least, most });
        }
    }

    fn number_of_entries(&mut self, list: &str, entries: usize) {
        if entries > MOST_ENTRIES {
            self.fault(format!("/{list}"), Problem::TooMany { most: MOST_ENTRIES });
        }
    }

    fn date(&mut self, at: String, date: NaiveDate) {
        if date <= self.origin || date.year() > LAST_YEAR {
            self.fault(at, Problem::NotAhead);
        }
    }

    fn factors(&mut self, list: &str, factors: &[(NaiveDate, f64)]) {
        self.number_of_entries(list, factors.len());
        let mut before = None;
        for (place, (from, factor)) in factors.iter().enumerate() {
            self.date(format!("/{list}/{place}/from"), *from);
            if before.is_some_and(|before| before >= *from) {
                self.fault(format!("/{list}/{place}/from"), Problem::NotInOrder);
            }
            before = Some(*from);
            self.number(format!("/{list}/{place}/factor"), *factor, 0.0, 10.0);
        }
    }

    fn openings(&mut self, openings: &[Opening]) {
        self.number_of_entries("openings", openings.len());
        for (place, opening) in openings.iter().enumerate() {
            let at = |field: &str| format!("/openings/{place}/{field}");
            let is_known = |id: &str| self.houses.iter().any(|house| house.id == id);
            let earlier = openings.iter().take(place);
            if !(1..=100).contains(&opening.id.chars().count()) {
                self.fault(at("id"), Problem::NoId);
            } else if is_known(&opening.id) || earlier.clone().any(|other| other.id == opening.id) {
                self.fault(at("id"), Problem::KnownHouse);
            }
            if !self.houses.iter().any(|house| house.region == opening.region) {
                self.fault(at("region"), Problem::UnknownRegion);
            }
            self.date(at("from"), opening.from);
            self.number(at("beds"), f64::from(opening.beds), 1.0, f64::from(MOST_BEDS));
            if let NewDemand::PerDay(requests) = opening.demand {
                self.number(at("requestsPerDay"), requests, 0.0, 100.0);
            }
        }
    }

    fn beds(&mut self, changes: &[BedChange], openings: &[Opening]) {
        self.number_of_entries("beds", changes.len());
        for (place, change) in changes.iter().enumerate() {
            let at = |field: &str| format!("/beds/{place}/{field}");
            let mut ids = self.houses.iter().map(|house| &house.id);
            let mut new = openings.iter().map(|opening| &opening.id);
            if !ids.any(|id| *id == change.house) && !new.any(|id| *id == change.house) {
                self.fault(at("house"), Problem::UnknownHouse);
            }
            self.date(at("from"), change.from);
            let mut earlier = changes.iter().take(place);
            if earlier.any(|other| other.house == change.house && other.from >= change.from) {
                self.fault(at("from"), Problem::NotInOrder);
            }
            self.number(at("beds"), f64::from(change.beds), 0.0, f64::from(MOST_BEDS));
        }
    }
}
