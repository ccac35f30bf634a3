//! Forecasts that need no model. A model that does not beat them is of no use.
//!
//! All give the chances of 0 to `beds` from a unit's days until the origin, and clip what lies beyond; where
//! nothing is known all numbers are alike.

use super::mass::normalised;
use super::series::Series;

/// The days that [`recent`] looks back on.
const OF_LATE: i32 = 56;

/// How many weeks [`seasonal`] looks back for a registered day.
const MOST_WEEKS: i32 = 8;

/// The last count plus what counts changed by in as many days before: naive, with its empirical errors.
#[must_use]
pub fn naive(series: &Series, origin: i32, horizon: u32, beds: u32) -> Vec<f64> {
    let Some(last) = series.last() else {
        return alike(beds);
    };
    let ahead = origin.saturating_sub(last.day).saturating_add_unsigned(horizon);
    let changes = series.points.iter().filter_map(|point| {
        let came = count(series, point.day.saturating_add(ahead))?;
        Some(came - i64::from(point.occupied))
    });
    counted(changes.map(|change| i64::from(last.occupied) + change), beds)
}

/// The count of the same day of the week before the origin plus what such counts erred by: seasonal naive. Where
/// that day is not registered in eight weeks, as [`naive`].
#[must_use]
pub fn seasonal(series: &Series, origin: i32, horizon: u32, beds: u32) -> Vec<f64> {
    let target = origin.saturating_add_unsigned(horizon);
    let back = |day: i32, weeks: i32| count(series, day.saturating_sub(7 * weeks));
    let first = i32::try_from(horizon.div_ceil(7)).unwrap_or(MOST_WEEKS);
    let found =
        (first..first.saturating_add(MOST_WEEKS)).find_map(|weeks| Some((weeks, back(target, weeks)?)));
    let Some((weeks, value)) = found else {
        return naive(series, origin, horizon, beds);
    };
    let errors = series
        .points
        .iter()
        .filter_map(|point| Some(i64::from(point.occupied) - back(point.day, weeks)?));
    counted(errors.map(|error| value + error), beds)
}

/// How often every number was counted in the 56 days until the last one: climatology.
#[must_use]
pub fn recent(series: &Series, beds: u32) -> Vec<f64> {
    let last = series.last().map_or(0, |last| last.day);
    let late = series.points.iter().rev();
    let late = late.take_while(|point| last.saturating_sub(point.day) < OF_LATE);
    counted(late.map(|point| i64::from(point.occupied)), beds)
}

/// The count of a day.
fn count(series: &Series, day: i32) -> Option<i64> {
    let place = series.points.binary_search_by_key(&day, |point| point.day).ok()?;
    series.points.get(place).map(|point| i64::from(point.occupied))
}

/// The shares of these numbers, each clipped to 0 to `beds`.
fn counted(values: impl Iterator<Item = i64>, beds: u32) -> Vec<f64> {
    let mut mass = vec![0.0; usize::try_from(beds).unwrap_or(0) + 1];
    let mut is_empty = true;
    for value in values {
        is_empty = false;
        let place = usize::try_from(value.clamp(0, i64::from(beds))).unwrap_or(0);
        if let Some(number) = mass.get_mut(place) {
            *number += 1.0;
        }
    }
    if is_empty { alike(beds) } else { normalised(mass) }
}

fn alike(beds: u32) -> Vec<f64> {
    normalised(vec![1.0; usize::try_from(beds).unwrap_or(0) + 1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::series::Point;

    fn series(counts: &[(i32, u32)]) -> Series {
        let points = counts.iter().map(|(day, occupied)| Point {
            day: *day,
            occupied: *occupied,
            beds: 4,
        });
        Series {
            points: points.collect(),
        }
    }

    #[test]
    fn naive_is_the_last_count_and_what_counts_changed_by() {
        let series = series(&[(1, 2), (2, 3), (3, 2), (4, 3), (6, 3)]);
        assert_eq!(naive(&series, 6, 1, 4), [0.0, 0.0, 1.0 / 3.0, 0.0, 2.0 / 3.0]);
        // Two days ahead there is 2 to 2, 3 to 3 and 3 to 3; the last count was a day before.
        assert_eq!(naive(&series, 7, 1, 4), [0.0, 0.0, 0.0, 1.0, 0.0]);
    }

    #[test]
    fn seasonal_is_the_count_of_that_day_of_the_week() {
        let days = (0..70).map(|day| (day, u32::from(day % 7 == 5)));
        let series = series(&days.collect::<Vec<_>>());
        for horizon in 1..=28 {
            let day = 69 + horizon;
            let expected = f64::from(u8::from(day % 7 == 5));
            assert!(
                (seasonal(&series, 69, horizon, 1)[1] - expected).abs() < 1e-12,
                "{horizon}"
            );
        }
    }

    #[test]
    fn climatology_forgets_what_is_56_days_ago() {
        let series = series(&[(1, 4), (44, 4), (45, 3), (100, 1)]);
        assert_eq!(recent(&series, 4), [0.0, 0.5, 0.0, 0.5, 0.0]);
    }

    #[test]
    fn where_nothing_is_known_all_numbers_are_alike() {
        let nothing = Series::default();
        for mass in [
            naive(&nothing, 1, 1, 3),
            seasonal(&nothing, 1, 1, 3),
            recent(&nothing, 3),
        ] {
            assert_eq!(mass, [0.25; 4]);
        }
    }
}
