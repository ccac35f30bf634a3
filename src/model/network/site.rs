//! What is known and planned: the houses, whom they help out, their beds from date to date, and today's stand.

use chrono::NaiveDate;

/// The houses that a simulation plays, from the count of one day to that of a later one.
///
/// Day `d` of the simulation, from 0, lies between the count of `origin + d` and that of `origin + d + 1`. What
/// flows in it is registered at the latter, and it has that weekday.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// The day at whose count the simulation begins.
    pub origin: NaiveDate,
    pub houses: Vec<House>,
    /// Houses that help each other out; each house's place in `houses` stands in exactly one group.
    pub groups: Vec<Vec<usize>>,
}

/// A house as a simulation sees it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct House {
    /// The place of its region in [`Parameters::regions`](super::Parameters::regions).
    pub region: usize,
    /// The places of the houses that its people ask when it is full, in this order; houses of other groups are
    /// passed over.
    pub asks: Asks,
    /// What is known at the count of day [`Self::known_on`].
    pub state: State,
    /// The simulated day from which the house takes part: 0, unless its stand is of a later day than the origin.
    /// Until then it is left out, and what is asked of it is not counted.
    pub known_on: u32,
    /// What holds from which day, in order of days. Empty: no beds, and nobody asks.
    pub steps: Vec<Step>,
}

/// Whom the people of a full house ask next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Asks {
    /// Any house of the group that has a free bed, each as likely.
    #[default]
    Anyone,
    /// These, in this order.
    InOrder(Vec<usize>),
}

/// Beds by state, and people who wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// With a guest, respite included.
    pub occupied: u32,
    pub reserved: u32,
    pub in_turnover: u32,
    /// Closed for now: they open together after a random time.
    pub closed: u32,
    pub waiting: u32,
}

/// What holds for a house from a simulated day on, until its next step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    pub from_day: u32,
    /// Physical beds. Guests beyond them stay until they leave.
    pub beds: u32,
    /// No admission stop.
    pub admits: bool,
    /// Of the requests per day.
    pub demand_factor: f64,
    /// Of the stay of whoever is admitted.
    pub stay_factor: f64,
}

impl Step {
    /// So many beds from the beginning, with the estimated requests and stays.
    #[must_use]
    pub fn always(beds: u32) -> Self {
        Self {
            from_day: 0,
            beds,
            admits: true,
            demand_factor: 1.0,
            stay_factor: 1.0,
        }
    }
}

/// Which houses help each other out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Helping {
    /// None: each house for itself.
    Alone,
    /// Those of one region.
    #[default]
    Region,
    /// All.
    Network,
}

impl Helping {
    /// The groups of houses that help each other out, in the order of their first houses.
    #[must_use]
    pub fn groups(self, houses: &[House]) -> Vec<Vec<usize>> {
        let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
        for (place, house) in houses.iter().enumerate() {
            let label = match self {
                Self::Alone => place,
                Self::Region => house.region,
                Self::Network => 0,
            };
            match groups.iter_mut().find(|(known, _)| *known == label) {
                Some((_, group)) => group.push(place),
                None => groups.push((label, vec![place])),
            }
        }
        groups.into_iter().map(|(_, group)| group).collect()
    }
}
