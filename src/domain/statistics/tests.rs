//! The measurement against numbers worked out by hand.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;

fn range(days: usize) -> Period {
    let from = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date");
    let until = from.iter_days().nth(days - 1).expect("a date");
    Period { from, until }
}

/// Three beds: so many occupied and free, the rest closed for want of volunteers.
fn reported(occupied: u32, free: u32) -> DayCounts {
    DayCounts {
        physical: 3,
        in_service: occupied + free,
        free,
        occupied,
        closures: Some(Tally::new([(ClosureReason::NoVolunteers, 3 - occupied - free)])),
        ..DayCounts::default()
    }
}

/// A day as the tests write it: registered counts, missing, or not expected.
#[derive(Clone)]
enum Day {
    Reported(DayCounts),
    Missing,
    NotExpected,
}

use Day::{Missing, NotExpected, Reported};

fn series(days: &[Day]) -> HouseSeries<'_> {
    fn known(day: &Day) -> HouseDay<'_> {
        match day {
            Reported(counts) => HouseDay::Reported(counts),
            Missing => HouseDay::Missing { physical: 3 },
            NotExpected => HouseDay::NotExpected,
        }
    }
    days.iter().map(known).collect()
}

fn measured(houses: &[&[Day]]) -> Measured {
    let range = range(houses[0].len());
    let series: Vec<_> = houses.iter().map(|days| series(days)).collect();
    let series: Vec<_> = series.iter().map(Vec::as_slice).collect();
    tabulate(&series, range, range)
}

#[test]
fn bed_days_are_added_up_by_state_and_missing_days_add_nothing() {
    let found = measured(&[&[
        NotExpected,
        Reported(reported(2, 1)),
        Missing,
        Reported(reported(1, 0)),
        Reported(reported(0, 0)),
    ]]);
    let basis = Basis {
        houses: 1,
        expected: 4,
        reported: 3,
        closed: 1,
        missing: 1,
        carried: 0,
        missing_physical: 3,
    };
    assert_eq!(found.basis, basis);
    let beds = BedDays {
        physical: 9,
        in_service: 4,
        closed: [(ClosureReason::NoVolunteers, 5)].into(),
        occupied: 3,
        free: 1,
        ..BedDays::default()
    };
    assert_eq!(found.beds, beds);
    assert_eq!((found.full.house_days, found.full.of_house_days), (1, 2));
}

#[test]
fn a_flow_that_was_not_stated_is_no_zero() {
    let stating = |admissions| DayCounts {
        admissions,
        ..reported(2, 1)
    };
    let found = measured(&[&[
        Reported(stating(Some(2))),
        Reported(stating(None)),
        Reported(stating(Some(0))),
    ]]);
    assert_eq!(
        found.flows.admissions,
        Stated {
            sum: 2,
            house_days: 2
        }
    );
    assert_eq!(found.flows.in_service_with_admissions, 6);
    assert_eq!(found.flows.deaths, Stated::default());
}

#[test]
fn a_share_of_refusals_rests_on_the_days_that_state_both() {
    let stating = |requests, refused: Option<u32>| DayCounts {
        requests,
        refusals: refused.map(|refused| Tally::new([(RefusalReason::NoBed, refused)])),
        ..reported(3, 0)
    };
    let found = measured(&[&[
        Reported(stating(Some(4), Some(1))),
        Reported(stating(Some(9), None)),
        Reported(stating(None, Some(7))),
    ]]);
    assert_eq!((found.flows.requests.sum, found.flows.refusals.sum), (13, 8));
    assert_eq!(
        (
            found.flows.requests_with_refusals,
            found.flows.refused_no_bed_with_requests
        ),
        (4, 1)
    );
}

#[test]
fn all_houses_are_full_on_days_on_which_each_reported_and_none_could_admit() {
    let full = || Reported(reported(3, 0));
    let free = || Reported(reported(2, 1));
    let stopped = || {
        Reported(DayCounts {
            is_stopped: true,
            ..reported(2, 1)
        })
    };
    let one = [full(), full(), full(), full(), free(), full()];
    let other = [full(), stopped(), Missing, full(), full(), NotExpected];
    let found = measured(&[&one, &other]).full;
    // Full, full (a stop counts), not known, full, not, full (the other was closed for good).
    assert_eq!(
        (found.all_days, found.complete_days, found.longest_run),
        (4, 5, 2)
    );
    assert_eq!(found.stopped_house_days, 1);
}

#[test]
fn a_waiting_list_is_the_sum_of_its_houses_on_each_day() {
    let waiting = |number| {
        Reported(DayCounts {
            waiting_list_active: number,
            ..reported(3, 0)
        })
    };
    let one = [waiting(Some(2)), waiting(None), waiting(Some(1))];
    let other = [waiting(Some(1)), waiting(None), waiting(None)];
    let expected = Waiting {
        sum: 4,
        days: 2,
        house_days: 3,
        maximum: 3,
    };
    assert_eq!(measured(&[&one, &other]).waiting_active, expected);
}

proptest! {
    #[test]
    fn periods_add_up_to_the_whole(days in proptest::collection::vec((0..4_u32, 0..4_u32, 0..5_u8), 1..60), cut in 0..60_usize) {
        let days: Vec<Day> = days.iter().map(|(occupied, free, kind)| match kind {
            0 => Missing,
            1 => NotExpected,
            _ => Reported(DayCounts {
                physical: occupied + free,
                in_service: occupied + free,
                occupied: *occupied,
                free: *free,
                admissions: Some(1),
                ..DayCounts::default()
            }),
        }).collect();
        let series = series(&days);
        let whole = range(days.len());
        let cut = cut.min(days.len() - 1);
        let middle = whole.from.iter_days().nth(cut).expect("a day");
        let parts = [
            Period { from: whole.from, until: middle },
            Period { from: middle.succ_opt().expect("a day"), until: whole.until },
        ];
        let measure = |period| tabulate(&[&series], whole, period);
        let (all, parts) = (measure(whole), parts.map(measure));
        let sum = |number: fn(&Measured) -> u64| parts.iter().map(number).sum::<u64>();
        prop_assert_eq!(all.beds.occupied, sum(|part| part.beds.occupied));
        prop_assert_eq!(all.beds.in_service, sum(|part| part.beds.in_service));
        prop_assert_eq!(u64::from(all.basis.expected), sum(|part| part.basis.expected.into()));
        prop_assert_eq!(all.basis.expected, all.basis.reported + all.basis.missing);
        prop_assert_eq!(all.flows.admissions.sum, sum(|part| part.flows.admissions.sum));
        prop_assert_eq!(u64::from(all.full.all_days), sum(|part| part.full.all_days.into()));
        let of_days: u64 = all.daily.iter().flatten().map(|day| u64::from(day.occupied)).sum();
        prop_assert_eq!(all.beds.occupied, of_days);
    }
}
