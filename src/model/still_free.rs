//! Whether a bed that was registered as free is still free a while later.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::birth_death::Chain;
use super::rates::HouseRates;
use crate::domain::calendar::{care_day, day_end};

/// Weekdays matter no more for what happened longer ago: until then their mean counts. Unit: days.
const WEEKDAYS_MATTER: i64 = 14;

/// The chance, 0 to 1, that at least one bed of a house is free `elapsed` after the count that found
/// `committed` of its `capacity` beds with a guest or promised. `capacity` is the beds in service
/// less those in turnover.
///
/// `P(x(t) < capacity)`, where the committed beds `x` are the [`Chain`] that starts at `committed`,
/// goes up at `rates.admissions_per_day(capacity - x)` times the factor of the care day's weekday and down at
/// `rates.departures_per_bed_day() * x`, and `t` is `elapsed` in days. The chain is run care day by care day (in
/// Amsterdam) from the moment `counted_at`; of more than two weeks the first part is run without weekdays.
///
/// What it assumes: beds are interchangeable; a bed that a guest leaves is free at once and counts;
/// a promised bed falls free as fast as one with a guest; beds in turnover count as not free
/// throughout; rates are the same at all hours of a care day; the house takes nobody in
/// above its capacity (guests beyond it, after a bed was closed, leave first). An admission stop is
/// the caller's to know: nothing can be had then, whatever the count.
///
/// Where `elapsed` is 0 or negative nothing has happened yet: 1 if a bed was free, else 0. A house
/// of more beds than a registration can hold promises nothing: 0.
///
/// How fast a count ages: a house of three beds with 36 admissions a year, and as many departures,
/// changes at a rate of 72 / 365 per day, so its count stands untouched for 24 hours with chance
/// `exp(-0.197) = 0.82` and for 72 hours with 0.55. A free bed holds better than the count, since a
/// departure does it no harm: with the default rates and two of three beds committed the chance is
/// 0.92 after 24 hours and 0.81 after 72.
#[must_use]
pub fn probability_free(
    rates: &HouseRates,
    (capacity, committed): (u32, u32),
    counted_at: DateTime<Utc>,
    elapsed: TimeDelta,
) -> f64 {
    let top = capacity.max(committed);
    let closed = top - capacity;
    let chain = |factor: f64| {
        let birth = |places: u32| factor * rates.admissions_per_day(places.saturating_sub(closed));
        Chain::new(top, birth, rates.departures_per_bed_day())
    };
    let Some(start) = chain(1.0) else {
        return 0.0;
    };
    let mut mass = start.certain(committed);
    for (date, days) in stretches(counted_at, elapsed) {
        let factor = date.map_or(1.0, |date| rates.weekday_factor(date));
        if let Some(chain) = chain(factor) {
            mass = chain.after_mass(mass, days);
        }
    }
    let free = mass.into_iter().zip(0..capacity).map(|(part, _)| part);
    free.sum::<f64>().min(1.0)
}

/// The time from a moment on, parted where care days end: the care day and its part, in days. What is too long ago
/// for weekdays comes first, without a date.
fn stretches(from: DateTime<Utc>, elapsed: TimeDelta) -> Vec<(Option<NaiveDate>, f64)> {
    let days = |time: TimeDelta| time.as_seconds_f64() / 86_400.0;
    let recent = elapsed.min(TimeDelta::days(WEEKDAYS_MATTER));
    let before = elapsed.checked_sub(&recent).unwrap_or(TimeDelta::zero());
    let ends = from.checked_add_signed(elapsed);
    let (Some(mut now), Some(end)) = (from.checked_add_signed(before), ends) else {
        return vec![(None, days(elapsed))];
    };
    let mut stretches = vec![(None, days(before))];
    while now < end {
        let date = care_day(now);
        let next = day_end(date).min(end);
        if next <= now {
            // The calendar ends here.
            stretches.push((None, days(end - now)));
            break;
        }
        stretches.push((Some(date), days(next - now)));
        now = next;
    }
    stretches
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand_pcg::Pcg64;

    use super::*;
    use crate::model::rates::defaults;
    use crate::model::testing::{play, references};

    fn rates(admissions: [f64; 3], departures_per_bed_day: f64) -> HouseRates {
        HouseRates::within_bounds(departures_per_bed_day, admissions)
    }

    /// A Tuesday afternoon.
    fn counted_at() -> DateTime<Utc> {
        "2026-11-24T13:30:00Z".parse().expect("a moment")
    }

    fn days(days: f64) -> TimeDelta {
        TimeDelta::from_std(Duration::from_secs_f64(days * 86_400.0)).expect("some days")
    }

    #[test]
    fn the_chance_is_that_of_the_matrix_exponential() {
        for row in references() {
            let rates = rates(row.births, row.death_per_bed);
            let found = probability_free(
                &rates,
                (row.capacity, row.committed),
                counted_at(),
                days(row.days),
            );
            let exact = 1.0 - row.mass.last().expect("a full house");
            let place = (
                row.capacity,
                row.births,
                row.death_per_bed,
                row.days,
                row.committed,
            );
            assert!(
                (found - exact).abs() < 1e-9,
                "{place:?}: {found} instead of {exact}"
            );
        }
    }

    #[test]
    fn a_free_bed_of_three_holds_as_long_as_documented() {
        let rates = defaults(3);
        let admissions = rates.admissions_per_day(1);
        assert!((365.0 * admissions - 36.0).abs() < 1e-9);
        for (after, free, untouched) in [(1.0, 0.916, 0.821), (3.0, 0.812, 0.553)] {
            let found = probability_free(&rates, (3, 2), counted_at(), days(after));
            assert!((found - free).abs() < 0.0005, "{after}: {found}");
            let count_holds = (-2.0 * admissions * after).exp();
            assert!((count_holds - untouched).abs() < 0.0005, "{after}: {count_holds}");
            assert!(found > count_holds);
        }
    }

    #[test]
    fn at_the_moment_of_the_count_the_count_is_right() {
        let rates = defaults(3);
        for elapsed in [TimeDelta::zero(), TimeDelta::hours(-5), TimeDelta::MIN] {
            for (capacity, committed, expected) in [(3, 2, 1.0), (3, 3, 0.0), (3, 4, 0.0), (0, 0, 0.0)] {
                let found = probability_free(&rates, (capacity, committed), counted_at(), elapsed);
                assert!(
                    (found - expected).abs() < f64::EPSILON,
                    "{capacity} {committed} {elapsed}"
                );
            }
        }
    }

    #[test]
    fn guests_beyond_the_capacity_leave_before_a_bed_is_free() {
        let rates = rates([0.2, 0.2, 0.2], 0.05);
        let full = probability_free(&rates, (3, 3), counted_at(), days(2.0));
        let beyond = probability_free(&rates, (3, 5), counted_at(), days(2.0));
        assert!(full > 0.2 && beyond < 0.02 && beyond > 0.0, "{full} and {beyond}");
    }

    #[test]
    fn a_house_without_beds_or_with_more_than_there_can_be_promises_nothing() {
        let rates = defaults(3);
        for (capacity, committed) in [(0, 0), (0, 3), (1000, 3), (3, u32::MAX), (u32::MAX, u32::MAX)] {
            let found = probability_free(&rates, (capacity, committed), counted_at(), days(1.0));
            assert!(found.abs() < 1e-15, "{capacity} {committed}: {found}");
        }
    }

    #[test]
    fn a_house_played_out_many_times_agrees_within_three_standard_errors() {
        let rates = rates([0.12, 0.10, 0.15], 1.0 / 22.0);
        let mut random = Pcg64::seed_from_u64(7);
        for (capacity, committed, elapsed) in
            [(2, 1, 1.0), (3, 2, 3.0), (3, 3, 1.0), (6, 4, 7.0), (3, 5, 14.0)]
        {
            let runs = 20_000_u32;
            let free = (0..runs).filter(|_| {
                let closed = u32::saturating_sub(committed, capacity);
                let birth = |places: u32| rates.admissions_per_day(places.saturating_sub(closed));
                let start = (capacity + closed, committed);
                play(&mut random, start, birth, rates.departures_per_bed_day(), elapsed).committed < capacity
            });
            let share = f64::from(u32::try_from(free.count()).expect("some runs")) / f64::from(runs);
            let found = probability_free(&rates, (capacity, committed), counted_at(), days(elapsed));
            let error = (found * (1.0 - found) / f64::from(runs)).sqrt();
            assert!(
                (share - found).abs() < 3.0 * error,
                "{capacity} {committed}: {share} for {found}"
            );
        }
    }

    #[test]
    fn a_bed_holds_better_over_days_on_which_few_are_admitted() {
        let busy = rates([0.4; 3], 1e-6);
        let quiet = busy.with_weekdays([1.4, 1.4, 1.4, 1.4, 1.4, 0.0, 0.0]);
        let friday: DateTime<Utc> = "2026-11-27T23:00:00Z".parse().expect("a moment");
        // From midnight in Amsterdam: a weekend without admissions, and a day and a half with.
        let over = |rates: &HouseRates, length| probability_free(rates, (3, 2), friday, days(length));
        assert!(over(&quiet, 2.0) > 0.999 && over(&busy, 2.0) < 0.5);
        assert!((over(&quiet, 3.5) - (-0.4_f64 * 1.4 * 1.5).exp()).abs() < 1e-4);
        // Over whole weeks the weekdays make no difference to how many come.
        assert!((over(&quiet, 21.0) - over(&busy, 21.0)).abs() < 1e-4);
    }

    proptest! {
        #[test]
        fn more_free_beds_make_a_free_bed_likelier(
            admissions in [1e-6..50.0_f64, 1e-6..50.0_f64, 1e-6..50.0_f64],
            departures in 1e-6..50.0_f64,
            capacity in 1_u32..12,
            minutes in 0_i64..90_000,
        ) {
            let rates = rates(admissions, departures);
            let elapsed = TimeDelta::minutes(minutes);
            let chance = |capacity, committed| probability_free(&rates, (capacity, committed), counted_at(), elapsed);
            for committed in 0..capacity {
                prop_assert!(chance(capacity, committed) >= chance(capacity, committed + 1) - 1e-12);
                prop_assert!(chance(capacity + 1, committed) >= chance(capacity, committed) - 1e-12);
            }
        }

        #[test]
        fn the_chance_is_one_of_0_to_1_whatever_is_asked(
            admissions in [any::<f64>(), any::<f64>(), any::<f64>()],
            departures in any::<f64>(),
            (capacity, committed) in prop_oneof![(0_u32..20, 0_u32..20), any::<(u32, u32)>()],
            milliseconds in prop_oneof![any::<i64>(), 0_i64..10_000_000_000],
        ) {
            let elapsed = TimeDelta::try_milliseconds(milliseconds).unwrap_or(TimeDelta::MAX);
            let found = probability_free(&rates(admissions, departures), (capacity, committed), counted_at(), elapsed);
            prop_assert!((0.0..=1.0).contains(&found), "{}", found);
        }
    }
}
