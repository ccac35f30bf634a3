//! What a projection is played with: the network with the scenario's plans, and what is drawn.

use chrono::{Datelike, NaiveDate};

use super::demand::DemandPath;
use super::plan::{Plans, standing};
use super::{Assumptions, Known, Period, Step, Unanswered};
use crate::model::estimate::{Estimate, estimate};
use crate::model::flows;
use crate::model::network::{self, House, HouseParameters, Network, Parameters};
use crate::model::scenario::{LAST_YEAR, NewDemand, Scenario};

/// The days that are played, and the periods they are counted in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    pub origin: NaiveDate,
    pub periods: Vec<Period>,
    /// From the first day that is played; 0 until [`Ahead::new`] knows it.
    pub days: u32,
}

impl Calendar {
    /// Nothing where the year is not ahead.
    pub fn of(origin: NaiveDate, until: i32, step: Step) -> Option<Self> {
        if !(origin.year()..=LAST_YEAR).contains(&until) {
            return None;
        }
        let mut periods = Vec::new();
        let mut from = origin.succ_opt()?;
        while from.year() <= until {
            let last = match step {
                Step::Year => NaiveDate::from_ymd_opt(from.year(), 12, 31)?,
                Step::Quarter => last_of_quarter(from)?,
            };
            periods.push(Period { from, until: last });
            from = last.succ_opt()?;
        }
        (!periods.is_empty()).then_some(Self {
            origin,
            periods,
            days: 0,
        })
    }
}

fn last_of_quarter(date: NaiveDate) -> Option<NaiveDate> {
    let month = date.month0() / 3 * 3 + 3;
    let day = if matches!(month, 3 | 12) { 31 } else { 30 };
    NaiveDate::from_ymd_opt(date.year(), month, day)
}

/// A scenario, ready to be played.
#[derive(Debug)]
pub struct Ahead {
    pub calendar: Calendar,
    pub network: Network,
    pub ids: Vec<String>,
    /// By region of the network: its id, empty for no known region.
    pub regions: Vec<String>,
    estimate: Estimate,
    demand: DemandPath,
    scenario: Scenario,
    /// Of each opening the share that it takes of its region's requests; nothing where its demand is stated.
    shares: Vec<Option<f64>>,
    silent: Vec<String>,
    seed: u64,
}

impl Ahead {
    pub fn new(
        known: &Known,
        scenario: &Scenario,
        mut calendar: Calendar,
        seed: u64,
    ) -> Result<Self, Unanswered> {
        let faults = scenario.faults(known.houses, known.origin);
        if !faults.is_empty() {
            return Err(Unanswered::BadScenario(faults));
        }
        let estimate = estimate(known.houses, known.origin);
        let mut network = flows::network(known.houses, &estimate, known.origin, scenario.helping);
        let silent = known.houses.iter().zip(&network.houses);
        let silent = silent.filter(|(_, house)| house.steps.is_empty());
        let silent: Vec<String> = silent.map(|(record, _)| record.id.clone()).collect();
        if silent.len() == known.houses.len() {
            return Err(Unanswered::NoHouses);
        }
        let last = calendar
            .periods
            .last()
            .map_or(known.origin, |period| period.until);
        calendar.days = u32::try_from((last - network.origin).num_days()).unwrap_or(0);

        let mut regions = vec![String::new(); estimate.regions.len()];
        for (record, house) in known.houses.iter().zip(&estimate.houses) {
            if let (Some(slot), Some(region)) = (regions.get_mut(house.region), &record.region) {
                slot.clone_from(region);
            }
        }
        let mut ids: Vec<String> = known.houses.iter().map(|record| record.id.clone()).collect();
        let plans = Plans::new(scenario, &ids, &regions, &mut network);
        ids.extend(scenario.openings.iter().map(|opening| opening.id.clone()));
        let shares = plans.shares();
        plans.apply(&mut network);
        Ok(Self {
            demand: DemandPath::new(known, scenario.trend, network.origin.year(), &regions, &calendar),
            calendar,
            ids,
            regions,
            network,
            estimate,
            scenario: scenario.clone(),
            shares,
            silent,
            seed,
        })
    }

    /// Ids of the houses, of the regions, and an empty one of the network.
    pub fn units(&self) -> Vec<String> {
        let units = self.ids.iter().chain(&self.regions).cloned();
        units.chain([String::new()]).collect()
    }

    /// Everything that is drawn, for a number of a draw.
    pub fn draw(&self, draw: u64) -> Parameters {
        let mut parameters = self.estimate.sample(self.seed, draw);
        let levels = self.demand.draw(self.seed, draw);
        for (region, levels) in parameters.regions.iter_mut().zip(levels) {
            region.yearly = levels;
            region.moving = self.scenario.moving.unwrap_or(region.moving);
            region.waiting = self.scenario.waiting.unwrap_or(region.waiting);
            region.patience_days = self.scenario.patience_days.unwrap_or(region.patience_days);
        }
        let known = parameters.houses.len();
        for (place, (opening, share)) in self.scenario.openings.iter().zip(&self.shares).enumerate() {
            let region = self
                .network
                .houses
                .get(known + place)
                .map_or(0, |house| house.region);
            let others = parameters.houses.iter().zip(&self.network.houses).take(known);
            let others = others.filter(|(_, house)| house.region == region && !house.steps.is_empty());
            let (mut requests, mut bed_days, mut form) = (0.0, 0.0, None);
            for (other, _) in others {
                requests += other.requests_per_day;
                bed_days += other.requests_per_day * other.mean_stay_days;
                form = form.or(Some(other.stay));
            }
            let mean_stay_days = if requests > 0.0 { bed_days / requests } else { 0.0 };
            let requests_per_day = match (opening.demand, share) {
                (NewDemand::PerDay(requests), _) => requests,
                (NewDemand::FromRegion, share) => requests * share.unwrap_or(0.0),
            };
            parameters.houses.push(HouseParameters {
                requests_per_day,
                mean_stay_days,
                stay: form.unwrap_or_default(),
            });
        }
        parameters
    }

    /// The network as it stands at the end of a year, for good: without today's guests and what was planned before.
    pub fn frozen(&self, year: i32) -> Option<Network> {
        let end = NaiveDate::from_ymd_opt(year, 12, 31)?;
        let day = u32::try_from((end - self.network.origin).num_days() - 1).ok()?;
        let houses = self.network.houses.iter().map(|house| {
            let step = standing(&house.steps, day);
            House {
                region: house.region,
                asks: house.asks.clone(),
                steps: vec![network::Step {
                    from_day: 0,
                    admits: true,
                    ..step
                }],
                ..House::default()
            }
        });
        Some(Network {
            origin: NaiveDate::from_ymd_opt(year, 1, 1)?,
            houses: houses.collect(),
            groups: self.network.groups.clone(),
        })
    }

    /// A draw of what holds in that year, without the swing of today.
    pub fn frozen_draw(&self, draw: u64, year: i32) -> Parameters {
        let mut parameters = self.draw(draw);
        let place = usize::try_from(year - self.network.origin.year()).unwrap_or(0);
        for region in &mut parameters.regions {
            let level = region.yearly.get(place).copied().unwrap_or(1.0);
            region.yearly = vec![level];
            region.swing.level = 0.0;
        }
        parameters
    }

    pub fn assumptions(&self, draws: u32) -> Assumptions {
        Assumptions {
            flat_regions: self.demand.flat_regions(&self.regions),
            trend: self.demand.mean_trend(self.seed, draws),
            silent_houses: self.silent.clone(),
        }
    }
}
