//! The rates of the capacity measurement, each with its numerator, denominator and interval.

use crate::domain::statistics::{DaySums, Flows, Measured};
use crate::model::interval::{Event, Houses, Interval, Level, Measure, event_rate, ratio, share};
use crate::model::rates::DEFAULT_DEPARTURES_PER_BED_DAY;

/// Days of a year on average.
const DAYS_OF_A_YEAR: f64 = 365.25;
/// How many departures the usual mean stay counts for where a mean stay is learnt (docs/intervals.md).
const PRIOR_DEPARTURES: f64 = 12.0;

/// A rate with its ground: `value` is `numerator` over `denominator`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    pub value: f64,
    pub numerator: f64,
    pub denominator: f64,
    /// The limits, at the level [`LEVEL`]; nothing where the counts do not allow any.
    pub limits: Option<(f64, f64)>,
}

/// The level of all intervals.
pub const LEVEL: f64 = 0.95;

/// The rates of a group in a period; nothing where the denominator is 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    pub occupancy: Option<Rate>,
    pub occupancy_physical: Option<Rate>,
    pub admissions_per_bed_year: Option<Rate>,
    pub mean_length_of_stay_days: Option<Rate>,
    pub turnover_interval_days: Option<Rate>,
    pub refusal_share: Option<Rate>,
    pub no_bed_share: Option<Rate>,
    pub full_share: Option<Rate>,
    pub all_full_share: Option<Rate>,
}

/// The mean stay of a group over all that was asked, drawn towards the usual one. Unit: days.
pub(super) fn learnt_stay_days(periods: &[Measured]) -> f64 {
    let sum = |of: fn(&Flows) -> u64| periods.iter().map(|period| float(of(&period.flows))).sum::<f64>();
    let bed_days = sum(|flows| flows.occupied_with_departures);
    let departures = sum(|flows| flows.departures);
    (bed_days + PRIOR_DEPARTURES / DEFAULT_DEPARTURES_PER_BED_DAY) / (departures + PRIOR_DEPARTURES)
}

/// The rates of what was measured, where guests stay `stay_days` on average.
pub(super) fn rates(measured: &Measured, stay_days: f64) -> Rates {
    let known = Known {
        measured,
        houses: houses(measured, stay_days),
        occupancy: float(measured.beds.occupied) / float(measured.beds.in_service).max(1.0),
    };
    let flows = &measured.flows;
    let empty = flows
        .in_service_with_departures
        .saturating_sub(flows.occupied_with_departures);
    Rates {
        occupancy: known.daily(Measure::Beds, |day| Some((day.occupied, day.in_service))),
        occupancy_physical: known.daily(Measure::Beds, |day| Some((day.occupied, day.physical))),
        admissions_per_bed_year: known.per_bed_year(flows.admissions.sum, flows.in_service_with_admissions),
        mean_length_of_stay_days: known.days_per_event(
            flows.occupied_with_departures,
            flows.departures,
            Event::Departure,
        ),
        turnover_interval_days: known.days_per_event(empty, flows.departures, Event::Turnover),
        refusal_share: of_trials(flows.refusals_with_requests, flows.requests_with_refusals),
        no_bed_share: of_trials(flows.refused_no_bed_with_requests, flows.requests_with_refusals),
        full_share: known.daily(Measure::FullHouses, |day| Some((day.full, day.open))),
        all_full_share: known.daily(Measure::EveryHouseFull, |day| {
            day.all_full.map(|all_full| (u32::from(all_full), 1))
        }),
    }
}

/// What the intervals rest on.
struct Known<'a> {
    measured: &'a Measured,
    /// Nothing where no house had a bed in service.
    houses: Option<Houses>,
    occupancy: f64,
}

impl Known<'_> {
    /// A rate of what is counted each day.
    fn daily(&self, measure: Measure, part: impl Fn(&DaySums) -> Option<(u32, u32)>) -> Option<Rate> {
        let days: Vec<Option<(f64, f64)>> = self
            .measured
            .daily
            .iter()
            .map(|day| day.as_ref().and_then(&part))
            .map(|day| day.map(|(numerator, denominator)| (numerator.into(), denominator.into())))
            .collect();
        let sum = |part: fn(&(f64, f64)) -> f64| days.iter().flatten().map(part).sum::<f64>();
        let rate = Rate::of(sum(|day| day.0), sum(|day| day.1))?;
        let houses = self.houses.as_ref();
        Some(rate.within(houses.and_then(|houses| ratio(&days, measure, houses, Level::default()))))
    }

    fn per_bed_year(&self, events: u64, bed_days: u64) -> Option<Rate> {
        let bed_years = float(bed_days) / DAYS_OF_A_YEAR;
        let rate = Rate::of(float(events), bed_years)?;
        Some(rate.within(self.event_rate(events, bed_years, Event::Admission)))
    }

    /// Bed-days for each event.
    fn days_per_event(&self, bed_days: u64, events: u64, event: Event) -> Option<Rate> {
        let rate = Rate::of(float(bed_days), float(events))?;
        let interval = self.event_rate(events, float(bed_days), event);
        Some(rate.within(interval.and_then(|interval| interval.reciprocal())))
    }

    fn event_rate(&self, events: u64, exposure: f64, event: Event) -> Option<Interval> {
        let days = u32::try_from(self.measured.period.days()).unwrap_or(u32::MAX);
        let dispersion = self
            .houses
            .as_ref()?
            .dispersion(event, self.occupancy, days.into());
        event_rate(
            u32::try_from(events).ok()?,
            exposure,
            dispersion,
            Level::default(),
        )
    }
}

impl Rate {
    fn of(numerator: f64, denominator: f64) -> Option<Self> {
        (denominator > 0.0).then(|| Self {
            value: numerator / denominator,
            numerator,
            denominator,
            limits: None,
        })
    }

    /// With the limits of an interval around the same value.
    fn within(self, interval: Option<Interval>) -> Self {
        Self {
            limits: interval
                .map(|interval| (interval.low().min(self.value), interval.high().max(self.value))),
            ..self
        }
    }
}

fn of_trials(successes: u64, trials: u64) -> Option<Rate> {
    let rate = Rate::of(float(successes), float(trials))?;
    let whole = |number| u32::try_from(number).ok();
    let interval = whole(successes)
        .zip(whole(trials))
        .and_then(|(successes, trials)| share(successes, trials, Level::default()));
    Some(rate.within(interval))
}

/// The group's houses, taken as alike.
fn houses(measured: &Measured, stay_days: f64) -> Option<Houses> {
    let house_days = f64::from(measured.full.of_house_days);
    let beds = float(measured.beds.in_service) / house_days;
    Houses::new(measured.basis.houses, beds, stay_days)
}

/// A sum as a number to reckon with; exact below 2^53.
#[expect(clippy::cast_precision_loss, reason = "sums of bed-days are far below 2^53")]
fn float(sum: u64) -> f64 {
    sum as f64
}
