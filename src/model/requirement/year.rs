//! The year whose demand is to be met, played for long enough with any number of beds.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::search::Search;
use super::{Question, Target};
use crate::model::network::{
    Asks, Counts, Helping, House, HouseParameters, Network, Parameters, RegionParameters, Run, Step,
};
use crate::model::progress::{Stopped, Watch};
use crate::model::projection::{Setting, point};

/// Days that are not counted, and twice as many days as these are.
const WARM_UP: u32 = 250;
const HALF: u32 = 1825;

/// Whether the work is still wanted is asked that often within a path.
const DAYS_BETWEEN_LOOKS: u32 = 32;

pub(super) struct Year<'a> {
    pub(super) question: &'a Question,
    /// With the beds of the scenario.
    pub(super) network: Network,
    pub(super) draws: Vec<Parameters>,
    watch: &'a dyn Watch,
    done: AtomicU64,
}

/// What happened to a house's own people, and in its beds, in half of the time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Half {
    pub(super) requests: f64,
    found_full: f64,
    pub(super) no_bed: f64,
    occupied: f64,
    in_service: f64,
}

/// By house of the network that was played; both halves of the time.
pub(super) type Played = Vec<[Half; 2]>;

/// What the target is about, of some houses in each draw.
pub(super) struct Outcome {
    pub(super) mean: f64,
    /// Sorted; without what is chance in the time that was played.
    draws: Vec<f64>,
}

impl<'a> Year<'a> {
    pub(super) fn new(ahead: &Setting, question: &'a Question, watch: &'a dyn Watch) -> Option<Self> {
        let draws = 0..u64::from(question.draws);
        Some(Self {
            question,
            network: ahead.frozen(question.year)?,
            draws: draws.map(|draw| ahead.frozen_draw(draw, question.year)).collect(),
            watch,
            done: AtomicU64::new(0),
        })
    }

    /// The houses of a region.
    pub(super) fn region(&self, region: usize) -> Vec<usize> {
        let houses = self.network.houses.iter().enumerate();
        let houses = houses.filter(|(_, house)| house.region == region);
        houses.map(|(place, _)| place).collect()
    }

    pub(super) fn beds_now(&self, houses: &[usize]) -> u32 {
        houses.iter().map(|place| beds(&self.network, *place)).sum()
    }

    /// Requests per day of a house in a draw, and mean stay, with the factors of the year.
    pub(super) fn demand(&self, draw: &Parameters, place: usize) -> (f64, f64) {
        let (Some(own), Some(house)) = (draw.houses.get(place), self.network.houses.get(place)) else {
            return (0.0, 0.0);
        };
        let region = draw.regions.get(house.region);
        let level = region.and_then(|region| region.yearly.first()).copied();
        let step = house.steps.first().copied().unwrap_or(Step::always(0));
        let requests = own.requests_per_day * step.demand_factor * level.unwrap_or(1.0);
        (requests, own.mean_stay_days * step.stay_factor)
    }

    /// By house the mean load over the draws, in Erlang, with the time for which a bed is reserved or not usable.
    pub(super) fn loads(&self) -> Vec<f64> {
        let number = f64::from(self.question.draws.max(1));
        let load = |place: usize| {
            let each = self.draws.iter().map(|draw| {
                let (requests, stay) = self.demand(draw, place);
                let region = self.network.houses.get(place).map_or(0, |house| house.region);
                let region = draw.regions.get(region);
                requests
                    * (stay + region.map_or(0.0, |region| region.turnover_days + region.admission_delay_days))
            });
            each.sum::<f64>() / number
        };
        (0..self.network.houses.len()).map(load).collect()
    }

    /// Plays some groups of a network, or all, with each draw of its parameters.
    pub(super) fn play(
        &self,
        network: &Network,
        groups: &[usize],
        draws: &[Parameters],
    ) -> Result<Vec<Played>, Stopped> {
        let draws = draws.par_iter().enumerate().map(|(draw, parameters)| {
            let draw = u64::try_from(draw).unwrap_or(u64::MAX);
            let mut played = vec![[Half::default(); 2]; network.houses.len()];
            for group in groups {
                // How many rounds there will be is not known; what is done is told as part of a usual search.
                let done = self.done.fetch_add(1, Ordering::Relaxed);
                if !self.watch.goes_on(done.min(USUAL_WORK - 1), USUAL_WORK) {
                    return Err(Stopped);
                }
                let mut run = Run::new(network, *group, WARM_UP + 2 * HALF);
                run.start(parameters, self.question.seed, draw);
                (0..WARM_UP).for_each(|_| run.pass_day());
                for half in 0..2 {
                    play_half(&mut run, half, &mut played, || {
                        let done = self.done.load(Ordering::Relaxed);
                        self.watch.goes_on(done.min(USUAL_WORK - 1), USUAL_WORK)
                    })?;
                }
            }
            Ok(played)
        });
        draws.collect()
    }

    /// How the target stands for some houses of what was played.
    pub(super) fn outcome(&self, draws: &[Played], houses: &[usize]) -> Outcome {
        let value = |halves: &[Half]| {
            let sum = |part: fn(&Half) -> f64| halves.iter().map(part).sum::<f64>();
            let (part, whole) = match self.question.target {
                Target::FoundFull(_) => (sum(|half| half.found_full), sum(|half| half.requests)),
                Target::NoBed(_) => (sum(|half| half.no_bed), sum(|half| half.requests)),
                Target::Occupancy(_) => (sum(|half| half.occupied), sum(|half| half.in_service)),
            };
            if whole > 0.0 { part / whole } else { 0.0 }
        };
        let mut values = Vec::with_capacity(draws.len());
        let mut noise = 0.0;
        for played in draws {
            let halves = || houses.iter().filter_map(|house| played.get(*house));
            let first: Vec<Half> = halves().map(|[first, _]| *first).collect();
            let second: Vec<Half> = halves().map(|[_, second]| *second).collect();
            noise += (value(&first) - value(&second)).powi(2) / 4.0;
            values.push(value(&[first, second].concat()));
        }
        Outcome::new(values, noise)
    }

    /// By unit, the fewest beds in its houses with which they meet the target together, helping each other as the
    /// scenario says. Beds are added where one more keeps most people from a refusal, were each house alone, and
    /// taken where that matters least.
    pub(super) fn helping(&self, units: &[Vec<usize>]) -> Result<Vec<Option<u32>>, Stopped> {
        let loads = self.loads();
        let groups: Vec<usize> = (0..self.network.groups.len()).collect();
        let mut searches = self.searches(units, &loads);
        while searches.iter().any(Search::goes_on) {
            let mut network = self.network.clone();
            for (houses, search) in units.iter().zip(&searches) {
                super::search::spread_beds(&mut network, houses, &loads, search.beds());
            }
            let played = self.play(&network, &groups, &self.draws)?;
            for (houses, search) in units.iter().zip(&mut searches) {
                search.hear(self.outcome(&played, houses).at(self.question.certainty));
            }
        }
        Ok(searches.iter().map(Search::found).collect())
    }

    /// A search for each unit, from the load of its houses.
    fn searches(&self, units: &[Vec<usize>], loads: &[f64]) -> Vec<Search> {
        let load = |houses: &Vec<usize>| houses.iter().filter_map(|house| loads.get(*house)).sum();
        let search = |houses| Search::new(load(houses), self.question);
        units.iter().map(search).collect()
    }

    /// By unit, the fewest beds with which the target is met, were its houses one.
    pub(super) fn pooled(&self, units: &[Vec<usize>]) -> Result<Vec<Option<u32>>, Stopped> {
        let loads = self.loads();
        let draws: Vec<Parameters> = self.draws.iter().map(|draw| self.pool(draw, units)).collect();
        let groups: Vec<usize> = (0..units.len()).collect();
        let mut searches = self.searches(units, &loads);
        while searches.iter().any(Search::goes_on) {
            let houses = searches.iter().enumerate().map(|(region, search)| House {
                region,
                asks: Asks::InOrder(Vec::new()),
                steps: vec![Step::always(search.beds())],
                ..House::default()
            });
            let houses: Vec<House> = houses.collect();
            let network = Network {
                origin: self.network.origin,
                groups: Helping::Alone.groups(&houses),
                houses,
            };
            let played = self.play(&network, &groups, &draws)?;
            for (place, search) in searches.iter_mut().enumerate() {
                search.hear(self.outcome(&played, &[place]).at(self.question.certainty));
            }
        }
        Ok(searches.iter().map(Search::found).collect())
    }

    /// Each unit as one house, with the ways of the region from which most people come, and the closures of all.
    fn pool(&self, draw: &Parameters, units: &[Vec<usize>]) -> Parameters {
        let mut pooled = Parameters::default();
        for houses in units {
            let (mut requests, mut days) = (0.0, 0.0);
            let mut largest = (-1.0, None);
            for place in houses {
                let (own, stay) = self.demand(draw, *place);
                requests += own;
                days += own * stay;
                if own > largest.0 {
                    largest = (own, Some(*place));
                }
            }
            let first = largest.1.and_then(|place| self.network.houses.get(place));
            let region = first.and_then(|house| draw.regions.get(house.region));
            let mut region = region.cloned().unwrap_or_else(RegionParameters::default);
            // The level of the year is in the requests already.
            region.yearly = Vec::new();
            let open = houses
                .iter()
                .filter(|place| beds(&self.network, **place) > 0)
                .count();
            region.closures.per_day *= f64::from(u32::try_from(open).unwrap_or(u32::MAX));
            pooled.regions.push(region);
            let own = largest.1.and_then(|place| draw.houses.get(place));
            pooled.houses.push(HouseParameters {
                requests_per_day: requests,
                mean_stay_days: if requests > 0.0 { days / requests } else { 0.0 },
                stay: own.map(|own| own.stay).unwrap_or_default(),
            });
        }
        pooled
    }
}

/// Draws times groups of a search for three regions.
const USUAL_WORK: u64 = 10_000;

pub(super) fn beds(network: &Network, place: usize) -> u32 {
    let house = network.houses.get(place);
    house
        .and_then(|house| house.steps.first())
        .map_or(0, |step| step.beds)
}

fn play_half(
    run: &mut Run,
    half: usize,
    played: &mut [[Half; 2]],
    is_wanted: impl Fn() -> bool,
) -> Result<(), Stopped> {
    run.clear_counts();
    for day in 0..HALF {
        // A day of crowded houses takes long, and there are many.
        if day % DAYS_BETWEEN_LOOKS == 0 && !is_wanted() {
            return Err(Stopped);
        }
        run.pass_day();
        for (house, place) in run.houses().iter().zip(run.places()) {
            if let Some(sums) = played.get_mut(*place).and_then(|halves| halves.get_mut(half)) {
                sums.occupied += f64::from(house.occupied());
                sums.in_service += f64::from(house.in_service());
            }
        }
    }
    for (house, place) in run.houses().iter().zip(run.places()) {
        if let Some(sums) = played.get_mut(*place).and_then(|halves| halves.get_mut(half)) {
            let Counts {
                requests,
                found_full,
                lost,
                gave_up,
                ..
            } = *house.counts();
            sums.requests = f64::from(requests);
            sums.found_full = f64::from(found_full);
            sums.no_bed = f64::from(lost) + f64::from(gave_up);
        }
    }
    Ok(())
}

impl Outcome {
    /// The values of the draws, and the sum of the variances that the time played leaves in each.
    fn new(mut draws: Vec<f64>, noise: f64) -> Self {
        let number = f64::from(u32::try_from(draws.len()).unwrap_or(u32::MAX)).max(1.0);
        let mean = draws.iter().sum::<f64>() / number;
        let squares = draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>();
        // What is left of the spread without chance: the draws are moved together that much.
        let left = if squares > 0.0 {
            (1.0 - noise / squares).max(0.0).sqrt()
        } else {
            0.0
        };
        for draw in &mut draws {
            *draw = mean + left * (*draw - mean);
        }
        draws.sort_unstable_by(f64::total_cmp);
        Self { mean, draws }
    }

    /// What is not passed with this certainty.
    pub(super) fn at(&self, certainty: f64) -> f64 {
        point(&self.draws, certainty)
    }
}
