//! Occupied beds by day, of a house or of several together; days without registration are gaps.

use chrono::{Datelike, NaiveDate};

use super::history::HouseRecord;

/// The days of one unit in order of dates.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    pub points: Vec<Point>,
}

/// One day of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// Days since the beginning of the common era.
    pub day: i32,
    pub occupied: u32,
    /// Physical beds; at least those occupied.
    pub beds: u32,
}

/// How long a house that does not register counts on in a sum with its last registration, in days.
const CARRIED: i32 = 7;

/// The number of a date, by which days are counted.
#[must_use]
pub fn day_number(date: NaiveDate) -> i32 {
    date.num_days_from_ce()
}

impl Series {
    /// The registered days of a house until `origin`.
    #[must_use]
    pub fn of(house: &HouseRecord, origin: NaiveDate) -> Self {
        let known = house.days.iter().take_while(|day| day.date <= origin);
        let points = known.map(|day| Point {
            day: day_number(day.date),
            occupied: day.occupied,
            beds: day.physical.max(day.occupied),
        });
        Self {
            points: points.collect(),
        }
    }

    /// The sum of `parts` on every day on which one of them has a point and each has one no more than a week
    /// old: a single house that is late does not stop the region's count. On the last day of all, from which a
    /// forecast starts, each counts with its last point, however old.
    #[must_use]
    pub fn total(parts: &[&Self]) -> Self {
        let mut days: Vec<i32> = parts
            .iter()
            .flat_map(|part| &part.points)
            .map(|point| point.day)
            .collect();
        days.sort_unstable();
        days.dedup();
        let mut places = vec![0_usize; parts.len()];
        let mut points = Vec::with_capacity(days.len());
        let newest = days.last().copied();
        for day in days {
            let is_newest = Some(day) == newest;
            let mut sum = Some(Point {
                day,
                occupied: 0,
                beds: 0,
            });
            for (part, place) in parts.iter().zip(&mut places) {
                let passed = part
                    .points
                    .iter()
                    .skip(*place)
                    .take_while(|point| point.day <= day);
                *place += passed.count();
                let last = place.checked_sub(1).and_then(|last| part.points.get(last));
                let last = last.filter(|last| is_newest || day - last.day <= CARRIED);
                sum = sum.zip(last).map(|(sum, last)| Point {
                    day,
                    occupied: sum.occupied.saturating_add(last.occupied),
                    beds: sum.beds.saturating_add(last.beds),
                });
            }
            points.extend(sum);
        }
        Self { points }
    }

    /// The last day.
    #[must_use]
    pub fn last(&self) -> Option<&Point> {
        self.points.last()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(counts: &[(i32, u32)]) -> Series {
        let points = counts.iter().map(|(day, occupied)| Point {
            day: *day,
            occupied: *occupied,
            beds: 5,
        });
        Series {
            points: points.collect(),
        }
    }

    #[test]
    fn a_house_that_is_late_counts_on_for_a_week() {
        let daily = series(&(1..=20).map(|day| (day, 1)).collect::<Vec<_>>());
        let late = series(&[(3, 2), (5, 4), (19, 0)]);
        let total = Series::total(&[&daily, &late]);
        let counts: Vec<(i32, u32)> = total
            .points
            .iter()
            .map(|point| (point.day, point.occupied))
            .collect();
        let expected = [
            (3, 3),
            (4, 3),
            (5, 5),
            (6, 5),
            (7, 5),
            (8, 5),
            (9, 5),
            (10, 5),
            (11, 5),
            (12, 5),
            (19, 1),
            (20, 1),
        ];
        assert_eq!(counts, expected);
        assert!(total.points.iter().all(|point| point.beds == 10));
    }

    #[test]
    fn the_last_day_counts_every_house_however_late() {
        let daily = series(&(1..=20).map(|day| (day, 1)).collect::<Vec<_>>());
        let total = Series::total(&[&daily, &series(&[(3, 2)])]);
        let days: Vec<i32> = total.points.iter().map(|point| point.day).collect();
        assert_eq!(days, [3, 4, 5, 6, 7, 8, 9, 10, 20]);
        assert_eq!(total.last().map(|last| last.occupied), Some(3));
    }

    #[test]
    fn the_sum_of_no_houses_has_no_days() {
        assert_eq!(Series::total(&[]), Series::default());
    }
}
