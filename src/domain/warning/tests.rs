use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;
use crate::domain::calendar::{day_start, days_before, parse_date};
use crate::domain::count::{Count, Tally};
use crate::domain::registration::{Entry, Registration};
use crate::domain::stand::{AdmissionStop, ClosureReason, Counts, Stand};
use crate::domain::text::{Id, Name, Reason};

const TODAY: &str = "2026-11-20";

fn date(text: &str) -> NaiveDate {
    parse_date(text).expect("a date")
}

fn count(beds: u32) -> Count {
    Count::new(i64::from(beds)).expect("a count")
}

fn counts(occupied: u32) -> Counts {
    Counts {
        beds_occupied: count(occupied),
        ..Counts::default()
    }
}

fn registration(counts: Counts, physical: u32, on: NaiveDate) -> Registration {
    Registration {
        house_id: Id::new("de-linde").expect("an id"),
        date: on,
        stand: Stand::new(counts, count(physical)).expect("a stand"),
        entry: Entry {
            revision: 1,
            recorded_at: day_start(on) + TimeDelta::hours(9),
            counted_at: None,
            recorded_by: Name::new("Test").expect("a name"),
            token_id: None,
            reason: None,
            confirmed: Confirmed::new(),
        },
    }
}

/// Days up to the day before `until`, one after the other, with these numbers of occupied beds.
fn days(until: NaiveDate, occupied: &[u32]) -> Vec<PastDay> {
    let ages = (1..).take(occupied.len()).collect::<Vec<u32>>();
    let stand = |occupied: u32| Stand::new(counts(occupied), count(999)).expect("a stand");
    ages.iter()
        .rev()
        .zip(occupied)
        .map(|(age, occupied)| PastDay::of(days_before(until, *age), &stand(*occupied)))
        .collect()
}

fn codes(registration: &Registration, past: &[PastDay]) -> Vec<&'static str> {
    use crate::domain::code::Coded as _;
    let found = warnings(registration, past);
    found.iter().map(|warning| warning.code().code()).collect()
}

/// Whether the change to `occupied` is a jump, after days with these numbers.
fn jumps(past: &[u32], occupied: u32, physical: u32) -> bool {
    let today = registration(counts(occupied), physical, date(TODAY));
    codes(&today, &days(date(TODAY), past)).contains(&"occupied_jump")
}

#[test]
fn in_a_small_house_one_or_two_guests_more_or_less_are_no_jump() {
    let steady = vec![2; 60];
    for (occupied, is_jump) in [
        (0, false),
        (1, false),
        (2, false),
        (3, false),
        (4, false),
        (5, true),
    ] {
        assert_eq!(jumps(&steady, occupied, 6), is_jump, "{occupied}");
    }
    // A house of two beds can be empty one day and full the next.
    assert!(!jumps(&vec![0; 60], 2, 2));
    assert!(jumps(&vec![0; 60], 3, 3));
}

#[test]
fn what_is_a_jump_depends_on_how_lively_the_house_is() {
    let lively = [6, 8, 8].repeat(20);
    assert!(!jumps(&lively, 3, 12), "its changes are of two beds");
    assert!(jumps(&vec![8; 60], 3, 12));
}

#[test]
fn a_slip_of_the_past_neither_hides_a_jump_nor_makes_one() {
    let mut past = vec![4; 60];
    past[30] = 0;
    assert!(jumps(&past, 0, 6));
    assert!(!jumps(&past, 5, 6));
}

#[test]
fn with_fewer_than_fourteen_changes_a_jump_is_more_than_half_of_the_beds() {
    for (days, occupied, is_jump) in [(14, 6, false), (14, 7, true), (15, 6, true), (1, 7, true)] {
        assert_eq!(
            jumps(&vec![3; days], occupied, 6 + 1),
            is_jump,
            "{days} {occupied}"
        );
    }
    assert!(!jumps(&[], 7, 7), "nothing to compare with");
}

#[test]
fn a_change_over_missed_days_is_held_against_as_many_days() {
    let past: Vec<PastDay> = days(days_before(date(TODAY), 8), &[4; 60]);
    // Nine days: of three beds one is a day's change.
    for (occupied, is_jump) in [(8, false), (11, false), (12, true)] {
        let today = registration(counts(occupied), 12, date(TODAY));
        assert_eq!(
            codes(&today, &past).contains(&"occupied_jump"),
            is_jump,
            "{occupied}"
        );
    }
}

#[test]
fn the_clock_of_summer_changes_nothing() {
    for on in ["2026-03-29", "2026-10-25"] {
        let same = registration(counts(2), 6, date(on));
        assert_eq!(codes(&same, &days(date(on), &[2; 60])), [""; 0], "{on}");
        let other = registration(counts(5), 6, date(on));
        let expected = ["flows_not_stated", "occupied_jump"];
        assert_eq!(codes(&other, &days(date(on), &[2; 60])), expected, "{on}");
    }
}

fn closed(beds: u32) -> Counts {
    Counts {
        closures: Some(Tally::new([(ClosureReason::Renovation, beds)])),
        ..counts(1)
    }
}

#[test]
fn each_unusual_number_is_named_with_what_is_usual() {
    let past = days(date(TODAY), &[1; 60]);
    let unusual = |counts: Counts| warnings(&registration(counts, 6, date(TODAY)), &past);
    let warning = |state, stated| Warning::UnusualBeds {
        state,
        stated,
        usual: 0,
    };
    assert_eq!(unusual(closed(2)), []);
    assert_eq!(unusual(closed(5)), [warning(BedState::Closed, 5)]);
    let two = Counts {
        beds_reserved: Some(count(3)),
        beds_respite: Some(count(0)),
        beds_in_turnover: Some(count(1)),
        ..counts(1)
    };
    assert_eq!(unusual(two), [warning(BedState::Reserved, 3)]);
    let in_turnover = Counts {
        beds_in_turnover: Some(count(3)),
        ..counts(1)
    };
    assert_eq!(unusual(in_turnover), [warning(BedState::InTurnover, 3)]);
    let respite = Counts {
        beds_respite: Some(count(4)),
        ..counts(1)
    };
    let found = unusual(respite);
    assert_eq!(found, [warning(BedState::Respite, 4)]);
    assert_eq!(
        found[0].say(Language::Dutch),
        "Bedden met een respijtgast: 4. Gewoonlijk zijn het er in dit huis 0."
    );
    assert_eq!(
        found[0].say(Language::English),
        "Beds with a respite guest: 4. In this house there are usually 0."
    );
}

#[test]
fn too_few_days_say_nothing_of_what_is_usual() {
    let today = registration(closed(5), 6, date(TODAY));
    assert_eq!(codes(&today, &days(date(TODAY), &[1; 13])), [""; 0]);
    assert_eq!(codes(&today, &days(date(TODAY), &[1; 14])), ["unusual_beds"]);
}

#[test]
fn a_renovation_is_unusual_for_three_days_and_its_end_is_not() {
    let mut past = days(date(TODAY), &[1; 60]);
    let mut warned = Vec::new();
    let mut day = date(TODAY);
    for beds in [vec![4; 60], vec![0; 3]].concat() {
        let today = registration(closed(beds), 6, day);
        warned.push(codes(&today, &past).len());
        past.push(PastDay::of(day, &today.stand));
        past.retain(|past| past.date >= days_before(day, HISTORY_DAYS - 1));
        day = crate::domain::calendar::next_day(day);
    }
    assert_eq!(warned[..3], [1, 1, 1]);
    assert_eq!(warned[3..], [0; 60]);
}

#[test]
fn a_house_that_gets_more_beds_is_no_surprise() {
    let today = registration(counts(1), 12, date(TODAY));
    assert_eq!(codes(&today, &days(date(TODAY), &[1; 60])), [""; 0]);
}

#[test]
fn a_stop_that_goes_on_past_its_end_is_noticed_each_day_until_it_is_moved() {
    let stopped = |until: Option<&str>| Counts {
        admission_stop: Some(AdmissionStop {
            reason: ClosureReason::Infection,
            expected_until: until.map(date),
        }),
        ..counts(1)
    };
    for (on, until, expected) in [
        ("2026-11-17", Some("2026-11-18"), vec![]),
        ("2026-11-18", Some("2026-11-18"), vec![]),
        ("2026-11-19", Some("2026-11-18"), vec!["stop_past_its_end"]),
        ("2026-11-20", Some("2026-11-18"), vec!["stop_past_its_end"]),
        ("2026-11-20", Some("2026-11-25"), vec![]),
        ("2026-11-20", None, vec![]),
    ] {
        let today = registration(stopped(until), 6, date(on));
        assert_eq!(
            codes(&today, &days(date(on), &[1; 60])),
            expected,
            "{on} {until:?}"
        );
    }
}

#[test]
fn to_look_again_explains_counts_but_no_correction_that_gave_no_reason() {
    let reason = |text: &str| Some(Reason::new(text).expect("a reason"));
    let looked_again = reason("Nagekeken: de stand klopt");
    for (revision, hours, given, expected) in [
        (1, 9, None, looked_again.clone()),
        (1, 33, None, looked_again.clone()),
        (2, 9, None, looked_again),
        (2, 33, None, None),
        (2, 33, reason("Nageteld"), reason("Nageteld")),
    ] {
        let mut standing = registration(counts(1), 6, date(TODAY));
        standing.entry.revision = revision;
        standing.entry.recorded_at = day_start(date(TODAY)) + TimeDelta::hours(hours);
        standing.entry.reason = given;
        assert_eq!(standing.reason_to_stand(), expected, "{revision} {hours}");
    }
}

/// A house of twelve beds: what was registered, some days missed, and a day after it.
fn registered() -> impl Strategy<Value = (Vec<Earlier>, u32, [u32; 4])> {
    let states = || [0..3_u32, 0..2_u32, 0..2_u32, 0..2_u32];
    (
        proptest::collection::vec((1..6_u32, states()), 0..120),
        0..5_u32,
        states(),
    )
}

/// How many days after it the next was, and how many beds were in four states.
type Earlier = (u32, [u32; 4]);

fn past_of(registered: &[Earlier]) -> Vec<PastDay> {
    let mut day = date(TODAY);
    let mut past = Vec::new();
    for (gap, [occupied, reserved, in_turnover, closed]) in registered.iter().rev() {
        day = days_before(day, *gap);
        past.push(PastDay {
            date: day,
            occupied: *occupied,
            respite: 0,
            reserved: *reserved,
            in_turnover: *in_turnover,
            closed: *closed,
        });
    }
    past.reverse();
    past
}

fn stated(occupied: u32, [respite, reserved, in_turnover, closed]: [u32; 4]) -> Counts {
    Counts {
        beds_respite: Some(count(respite)),
        beds_reserved: Some(count(reserved)),
        beds_in_turnover: Some(count(in_turnover)),
        closures: Some(Tally::new([(ClosureReason::Other, closed)])),
        ..counts(occupied)
    }
}

proptest! {
    #[test]
    fn whatever_was_registered_each_warning_can_be_said((past, occupied, states) in registered()) {
        let today = registration(stated(occupied, states), 12, date(TODAY));
        for warning in warnings(&today, &past_of(&past)) {
            prop_assert!(!warning.say(Language::Dutch).is_empty());
            prop_assert!(!warning.say(Language::English).is_empty());
        }
    }

    #[test]
    fn a_day_like_all_days_before_it_is_never_warned_of(
        days in 0..120_usize, gap in 1..40_u32, occupied in 0..7_u32, states in [0..4_u32, 0..4_u32, 0..4_u32, 0..4_u32],
    ) {
        let today = registration(stated(occupied, states), 24, date(TODAY));
        let past: Vec<PastDay> = (1..=days)
            .rev()
            .map(|age| days_before(date(TODAY), u32::try_from(age).expect("small") * gap))
            .map(|date| PastDay::of(date, &today.stand))
            .collect();
        prop_assert_eq!(warnings(&today, &past), []);
    }

    #[test]
    fn an_unchanged_number_of_guests_is_never_a_jump((past, occupied, states) in registered()) {
        let past = past_of(&past);
        let occupied = past.last().map_or(occupied, |day| day.occupied);
        let today = registration(stated(occupied, states), 12, date(TODAY));
        prop_assert!(!codes(&today, &past).contains(&"occupied_jump"));
    }
}
