use super::*;
use crate::domain::stand::ClosureReason;

#[test]
fn no_houses_enter_nothing() {
    assert_eq!(register(&[], first(), end_of_day(30), 1), []);
}

#[test]
fn nothing_is_entered_before_the_first_day() {
    assert_eq!(register(&network(), first(), end_of_day(-1), 1), []);
    assert_eq!(register(&network(), first(), end_of_day(-900), 1), []);
    assert_ne!(register(&network(), first(), end_of_day(0), 1), []);
}

#[test]
fn the_first_day_is_as_full_as_any_other() {
    let occupied = (0..40).map(|seed| {
        let entries = register(&network(), first(), end_of_day(0), seed);
        let stands = last_of_each(&entries).into_values();
        stands
            .map(|counts| stated(Some(counts.beds_occupied)))
            .sum::<i64>()
    });
    // 41 beds, some houses missing their first day: about 28 a register.
    let sum = occupied.sum::<i64>();
    assert!((40 * 24..40 * 34).contains(&sum), "{sum}");
}

#[test]
fn a_house_of_one_bed_is_full_or_empty_and_lives() {
    let house = house("one", HouseType::BijnaThuisHuis, "noord", &[("2000-01-01", 1)]);
    let stands = last_of_each(&two_years(&[house], 2));
    let occupied = stands.values().map(|counts| stated(Some(counts.beds_occupied)));
    let full = occupied.clone().filter(|occupied| *occupied == 1).count();
    assert!(occupied.max() == Some(1));
    let share = ratio(full, stands.len());
    assert!((0.4..0.9).contains(&share), "{share}");
}

#[test]
fn a_house_without_beds_for_a_while_reports_zeros_and_fills_again() {
    let plan = [("2000-01-01", 4), ("2025-03-01", 0), ("2025-05-01", 4)];
    let house = house("gone", HouseType::BijnaThuisHuis, "noord", &plan);
    let stands = last_of_each(&two_years(&[house], 3));
    let (mut without, mut after) = (0, 0);
    for ((_, day), counts) in &stands {
        let occupied = stated(Some(counts.beds_occupied));
        if (date("2025-03-01")..date("2025-05-01")).contains(day) {
            assert_eq!(occupied + stated(counts.beds_reserved), 0, "{day}");
            assert!(without == 0 || stated(counts.requests) == 0, "{day}");
            without += 1;
        } else if *day >= date("2025-05-01") {
            after = after.max(occupied);
        }
    }
    assert!(without > 50, "{without}");
    assert!(after >= 3, "{after}");
}

#[test]
fn a_house_registers_from_the_day_it_opens() {
    let mut houses = network();
    houses[2].opening.opens_on = date("2025-01-15");
    let stands = last_of_each(&two_years(&houses, 1));
    let days = by_house(&stands);
    let new = &days[&houses[2].id];
    assert_eq!(new[0].0, date("2025-01-15"));
    assert_eq!(stated(Some(new[0].1.beds_occupied)), 0);
    assert!(new.iter().any(|(_, counts)| counts.beds_occupied.get() > 0));
}

#[test]
fn a_house_that_closes_takes_nobody_in_its_last_weeks_and_ends_empty() {
    let mut houses = network();
    houses[6].opening.closes_on = Some(date("2025-06-30"));
    let stands = last_of_each(&two_years(&houses, 1));
    let days = by_house(&stands);
    let (last, counts) = days[&houses[6].id].last().expect("registrations");
    assert_eq!(*last, date("2025-06-30"));
    assert_eq!(stated(Some(counts.beds_occupied)), 0);
    for (day, counts) in days[&houses[6].id]
        .iter()
        .filter(|(day, _)| *day >= date("2025-06-13"))
    {
        assert_eq!(stated(counts.admissions), 0, "{day}");
        assert!(
            counts
                .admission_stop
                .is_some_and(|stop| stop.reason == ClosureReason::Other),
            "{day}"
        );
    }
}

#[test]
fn a_bed_plan_changed_later_leaves_earlier_days_as_they_were() {
    let mut houses = network();
    let before = register(&houses, first(), end_of_day(200), 5);
    let change = first() + TimeDelta::days(230);
    houses[0].beds = BedPlan::new(vec![
        (date("2000-01-01"), Count::new(6).expect("a count")),
        (change, Count::new(4).expect("a count")),
    ])
    .expect("a plan");
    let after = register(&houses, first(), end_of_day(400), 5);
    assert!(after.starts_with(&before));
    let latest = two_years(&network(), 5);
    assert!(!latest.starts_with(&after));
}

#[test]
fn houses_that_open_later_leave_earlier_days_as_they_were() {
    let mut houses = network();
    let before = register(&houses, first(), end_of_day(600), 5);
    for number in 0..20 {
        let mut new = house(
            &format!("a{number}"),
            HouseType::BijnaThuisHuis,
            "noord",
            &[("2000-01-01", 4)],
        );
        new.opening.opens_on = first() + TimeDelta::days(601);
        houses.push(new);
    }
    assert!(register(&houses, first(), end_of_day(620), 5).starts_with(&before));
}
