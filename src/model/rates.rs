//! How fast the beds of a house fall free and are taken again, estimated from its registered days.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::estimate::{Asked, Weighted, departing, weekday};
use super::history::{Day, HouseRecord};

use exposure::{Exposure, moves};
use region::Region;

mod exposure;
mod region;

/// Departures per occupied bed and day where nothing is known: a mean stay of 22 days (reported for
/// 2021).
pub const DEFAULT_DEPARTURES_PER_BED_DAY: f64 = 1.0 / 22.0;

/// Admissions per bed of the house and day while a bed is open, where nothing is known: 12 per
/// bed-year, the middle of the 8 to 15 that houses report.
pub const DEFAULT_ADMISSIONS_PER_BED_DAY: f64 = 12.0 / 365.0;

/// The rates of a house: always finite, above 0, and the same for all hours of the day. Admissions differ by weekday.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HouseRates {
    departures_per_bed_day: f64,
    admissions_per_day: [f64; 3],
    weekdays: [f64; 7],
}

impl HouseRates {
    /// What no rate of a house goes below or above, per day: one event in 2,700 years, a thousand
    /// events a day. Only contradictory registrations lead there.
    const BOUNDS: (f64, f64) = (1e-6, 1e3);

    pub(super) fn within_bounds(departures_per_bed_day: f64, admissions_per_day: [f64; 3]) -> Self {
        let (least, most) = Self::BOUNDS;
        Self {
            departures_per_bed_day: departures_per_bed_day.clamp(least, most),
            admissions_per_day: admissions_per_day.map(|rate| rate.clamp(least, most)),
            weekdays: [1.0; 7],
        }
    }

    /// The same rates with these factors of admissions, Monday first.
    pub(super) fn with_weekdays(self, weekdays: [f64; 7]) -> Self {
        Self { weekdays, ..self }
    }

    /// By what admissions of a care day differ from the mean of the week: 0 to 7.
    #[must_use]
    pub fn weekday_factor(&self, date: NaiveDate) -> f64 {
        let weekday = date.weekday().num_days_from_monday() as usize;
        self.weekdays.get(weekday).copied().unwrap_or(1.0)
    }

    /// Deaths and discharges per occupied bed and day: 1 / mean stay in days.
    #[must_use]
    pub fn departures_per_bed_day(&self) -> f64 {
        self.departures_per_bed_day
    }

    /// Admissions to the house per day while `free` beds are free: 0 where none is, and the same
    /// for three as for more.
    #[must_use]
    pub fn admissions_per_day(&self, free: u32) -> f64 {
        let [one, two, more] = self.admissions_per_day;
        match free {
            0 => 0.0,
            1 => one,
            2 => two,
            _ => more,
        }
    }
}

/// The rates of each house, in the order of `houses`, from what was counted up to and on `as_of`.
///
/// Empirical Bayes: each house is drawn towards its region, and the region towards what is known of
/// hospices. Departures per bed-day are those of [`super::estimate`]: the same function of the same sums, but that
/// flows always count since the registered day before, and that the net change of a count stands in for flows that
/// are not stated. Of admissions all sums are weighted by `2^(-age / 270 days)`. `A_f`, `X_f`: admissions and open
/// days with `f` = 1, 2, 3 or more beds free.
///
/// Admissions per day of a house with `f` beds free: `lambda_i g_f`, where
/// `lambda_i = (sum_f A_if + 6) / (sum_f X_if g_f + 6 / lambda_Ri)`, the region's rate is in
/// proportion to the beds `b_i` of the house,
/// `lambda_Ri = b_i (sum A + 1) / (sum_if b_i X_if g_f + 365 / 12)`, and the region's houses share
/// the effect of the state, `g_f = (sum A_f + 15) / (sum X_if lambda_i + 15)`.
///
/// Days that are missing make one long interval of their neighbours. Where flows and counts
/// disagree the counts win. Where a house states no flows the net change of its count stands in,
/// and both rates come out too low: see the figures at `Exposure`. A house of which nothing is known
/// gets its region's rates, a region of which nothing is known those of [`defaults`].
///
/// The weekdays' factors are shared by the region, as those of [`super::estimate`]: admissions on days of that weekday
/// by what the rates above make expect, each with four admissions more, so that they are drawn to 1.
#[must_use]
pub fn estimate(houses: &[HouseRecord], as_of: NaiveDate) -> Vec<HouseRates> {
    let mut by_region = BTreeMap::<Option<&str>, Vec<usize>>::new();
    for (place, house) in houses.iter().enumerate() {
        by_region.entry(house.region.as_deref()).or_default().push(place);
    }
    let mut rates = BTreeMap::<usize, HouseRates>::new();
    for places in by_region.into_values() {
        let members = places.iter().filter_map(|place| houses.get(*place));
        let members: Vec<Seen> = members.map(|house| Seen::of(house, as_of)).collect();
        let region = Region::of(&members);
        let departures: Vec<Weighted> = members.iter().map(|seen| seen.exposure.departures).collect();
        let members = members.iter().zip(departing(&departures));
        let members = members.map(|(seen, departing)| region.house(seen, departing));
        rates.extend(places.into_iter().zip(members));
    }
    let rates: Vec<HouseRates> = rates.into_values().collect();
    let mut admitted = BTreeMap::<Option<&str>, Vec<Asked>>::new();
    for (house, rates) in houses.iter().zip(&rates) {
        let region = admitted.entry(house.region.as_deref()).or_default();
        region.extend(admissions(house, *rates, as_of));
    }
    let weekdays: BTreeMap<_, _> = admitted
        .into_iter()
        .map(|(region, admitted)| (region, weekday(&admitted)))
        .collect();
    let houses = houses.iter().zip(rates);
    houses
        .map(|(house, rates)| match weekdays.get(&house.region.as_deref()) {
            Some(weekdays) => rates.with_weekdays(*weekdays),
            None => rates,
        })
        .collect()
}

/// The admissions of days that follow a registered day, and how many the house's rates make expect.
fn admissions(house: &HouseRecord, rates: HouseRates, as_of: NaiveDate) -> impl Iterator<Item = Asked> {
    let known = || house.days.iter().take_while(move |day| day.date <= as_of);
    let pairs = known().zip(known().skip(1));
    pairs.map(move |(before, day)| {
        let is_next = before.date.succ_opt() == Some(day.date);
        let expected = |day: &Day| rates.admissions_per_day(day.free());
        Asked {
            date: day.date,
            events: moves(before, day).0,
            expected: f64::midpoint(expected(before), expected(day)),
            is_one_day: is_next,
        }
    })
}

/// The rates of a house of which nothing is known, nor of its region.
#[must_use]
pub fn defaults(physical: u32) -> HouseRates {
    let admissions = DEFAULT_ADMISSIONS_PER_BED_DAY * beds(physical);
    HouseRates::within_bounds(DEFAULT_DEPARTURES_PER_BED_DAY, [admissions; 3])
}

/// A house as the estimate sees it.
struct Seen {
    beds: f64,
    exposure: Exposure,
}

impl Seen {
    fn of(house: &HouseRecord, as_of: NaiveDate) -> Self {
        Self {
            beds: beds(house.physical_on(as_of)),
            exposure: Exposure::of(house, as_of),
        }
    }
}

/// The size of a house: its beds, and 1 for a house that has none (yet).
fn beds(physical: u32) -> f64 {
    f64::from(physical.max(1))
}

#[cfg(test)]
mod recovery;
#[cfg(test)]
mod tests;
