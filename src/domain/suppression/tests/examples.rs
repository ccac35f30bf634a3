//! Small tables with the reason for each decision.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::super::{
    Answer, Count, Figures, Mismatch, Month, Pattern, Policy, Row, Table, Unit, suppress, suppress_parts,
};
use super::tables::{counts, kind, month, table};

const HIDDEN: Answer = Answer::Suppressed;

fn shown(value: u64) -> Answer {
    Answer::Published(Figures {
        value,
        ..Figures::default()
    })
}

/// January, February, March and the first quarter.
fn quarter(pattern: &Pattern, row: Row) -> [Answer; 4] {
    [(0, 0), (1, 1), (2, 2), (0, 2)].map(|(from, until)| pattern.answer(row, month(from), month(until)))
}

fn decide(regions: &[&[u32]]) -> Pattern {
    suppress(&table(regions), Policy::default())
}

#[test]
fn figures_of_1_to_4_are_small_and_0_and_5_are_not() {
    let pattern = decide(&[&[0, 5, 9], &[0, 6, 7]]);
    assert_eq!(quarter(&pattern, Row::Region(0)), [0, 5, 9, 14].map(shown));
    for small in 1..5 {
        let pattern = decide(&[&[small, 5, 9], &[0, 6, 7]]);
        assert_eq!(quarter(&pattern, Row::Region(0))[0], HIDDEN, "{small}");
    }
}

/// 3 = 22 - 7 - 12 in January, and 3 = 20 - 8 - 9 in the region: in both directions another figure must
/// go, and these again must not be rebuilt. The cheapest such rectangle is that with February's 8 and 9.
#[test]
fn a_small_month_takes_three_others_with_it_and_leaves_all_sums() {
    let pattern = decide(&[&[3, 8, 9], &[7, 9, 13], &[12, 11, 14]]);
    assert_eq!(
        quarter(&pattern, Row::Region(0)),
        [HIDDEN, HIDDEN, shown(9), shown(20)]
    );
    assert_eq!(
        quarter(&pattern, Row::Region(1)),
        [HIDDEN, HIDDEN, shown(13), shown(29)]
    );
    assert_eq!(quarter(&pattern, Row::Region(2)), [12, 11, 14, 37].map(shown));
    assert_eq!(quarter(&pattern, Row::Network), [22, 28, 36, 86].map(shown));
}

/// Two small figures are enough for each other only if their sum leaves room for 5: with 3 + 1 = 4 told,
/// everybody knew that both are small.
#[test]
fn small_figures_do_not_hide_each_other_in_a_small_sum() {
    let pattern = decide(&[&[3, 9, 9], &[1, 9, 9], &[12, 9, 9]]);
    assert_eq!(pattern.answer(Row::Region(2), month(0), month(0)), HIDDEN);
    assert_eq!(pattern.answer(Row::Network, month(0), month(0)), shown(16));
}

/// 20 - 9 tells no single month, but a small one with another: what is not the sum of published cells
/// is not answered.
#[test]
fn a_range_is_answered_only_from_published_cells() {
    let pattern = decide(&[&[3, 8, 9], &[7, 9, 13], &[12, 11, 14]]);
    let ask = |from, until| pattern.answer(Row::Region(0), month(from), month(until));
    assert_eq!(ask(0, 1), HIDDEN);
    assert_eq!(ask(1, 2), HIDDEN);
    assert_eq!(ask(0, 2), shown(20));
    assert_eq!(pattern.answer(Row::Region(2), month(1), month(2)), shown(25));
    assert_eq!(pattern.answer(Row::Region(3), month(0), month(0)), HIDDEN);
    assert_eq!(pattern.answer(Row::Kind(0), month(0), month(2)), HIDDEN);
}

/// Nobody outside may know what one or two houses counted, not even 0; so another region goes with it.
#[test]
fn a_region_of_two_houses_is_hidden_and_so_is_one_more() {
    let houses = |values: &[u32], houses| {
        let counts = counts(values).into_iter();
        counts
            .map(|(month, count)| (month, Count { houses, ..count }))
            .collect::<BTreeMap<_, _>>()
    };
    let regions = vec![
        houses(&[20, 0, 30], 2),
        houses(&[12, 15, 18], 3),
        houses(&[40, 50, 60], 3),
    ];
    let table = Table::new(regions, Vec::new(), month(2), Unit::People).expect("a table");
    let pattern = suppress(&table, Policy::default());
    assert_eq!(quarter(&pattern, Row::Region(0)), [HIDDEN; 4]);
    assert_eq!(quarter(&pattern, Row::Region(1)), [HIDDEN; 4]);
    assert_eq!(quarter(&pattern, Row::Region(2)), [40, 50, 60, 150].map(shown));
    assert_eq!(quarter(&pattern, Row::Network), [72, 65, 108, 245].map(shown));
    let two_are_enough = Policy {
        fewest_houses: 2,
        ..Policy::default()
    };
    let pattern = suppress(&table, two_are_enough);
    assert_eq!(quarter(&pattern, Row::Region(0)), [20, 0, 30, 50].map(shown));
}

#[test]
fn the_only_region_is_the_network() {
    let pattern = decide(&[&[3, 8, 9]]);
    for row in [Row::Region(0), Row::Network] {
        assert_eq!(quarter(&pattern, row), [HIDDEN, HIDDEN, shown(9), shown(20)]);
    }
}

/// The change of occupied beds is known, and with it admissions less departures.
#[test]
fn departures_are_hidden_where_admissions_are_small() {
    let departures = |admissions: [u32; 3]| {
        let region = counts(&[9, 9, 9]).into_iter().zip(admissions);
        let with = |((month, count), admissions)| {
            (
                month,
                Count {
                    companion: Some(admissions),
                    ..count
                },
            )
        };
        let regions = vec![region.map(with).collect(), counts(&[0, 0, 0])];
        let table = Table::new(regions, Vec::new(), month(2), Unit::People).expect("a table");
        suppress(&table, Policy::default()).answer(Row::Region(0), month(0), month(0))
    };
    assert_eq!(departures([2, 20, 20]), HIDDEN);
    let both = Figures {
        value: 9,
        companion: Some(6),
        rest: None,
    };
    assert_eq!(departures([6, 20, 20]), Answer::Published(both));
}

#[test]
fn deaths_and_discharges_are_told_only_together_and_below_told_departures() {
    let part = |deaths: u32, discharges: u32| Count {
        value: deaths,
        rest: Some(discharges),
        houses: 3,
        ..Count::default()
    };
    let region = |counts: [Count; 3]| (0..).map(month).zip(counts).collect::<BTreeMap<_, _>>();
    let parts = vec![
        region([part(10, 1), part(10, 0), part(11, 6)]),
        region([part(13, 8), part(3, 0), part(12, 7)]),
    ];
    let sum = |count: &Count| Count {
        value: count.value + count.rest.unwrap_or(0),
        rest: None,
        least: count.rest.unwrap_or(0),
        ..*count
    };
    let wholes = parts
        .iter()
        .map(|region| region.iter().map(|(month, count)| (*month, sum(count))).collect());
    let new = |regions| Table::new(regions, Vec::new(), month(2), Unit::People).expect("a table");
    let whole = suppress(&new(wholes.collect()), Policy::default());
    let part = suppress_parts(&new(parts), &whole, Policy::default());
    assert_eq!(
        whole.answer(Row::Region(0), month(0), month(0)),
        HIDDEN,
        "to hide February's 3 of the other"
    );
    assert_eq!(whole.answer(Row::Region(0), month(2), month(2)), shown(17));
    assert_eq!(
        part.answer(Row::Region(0), month(0), month(0)),
        HIDDEN,
        "one discharge"
    );
    let both = Figures {
        value: 59,
        companion: None,
        rest: Some(22),
    };
    assert_eq!(
        part.answer(Row::Network, month(0), month(2)),
        Answer::Published(both)
    );
}

/// 2 of the reason would be 14 - 12: the other must go too, or the total.
#[test]
fn a_small_reason_takes_another_with_it() {
    let kinds = vec![kind(&[1, 0, 1]), kind(&[3, 4, 5]), kind(&[6, 5, 6])];
    let table = Table::new(vec![counts(&[10, 9, 12])], kinds, month(2), Unit::People).expect("a table");
    let pattern = suppress(&table, Policy::default());
    let ask = |kind| pattern.answer(Row::Kind(kind), month(0), month(2));
    assert_eq!([ask(0), ask(1), ask(2)], [HIDDEN, HIDDEN, shown(17)]);
    assert_eq!(
        pattern.answer(Row::Kind(2), month(0), month(0)),
        HIDDEN,
        "reasons have no months"
    );
    assert_eq!(pattern.answer(Row::Network, month(0), month(2)), shown(31));
}

/// Four people waiting throughout are 124 person-days of January; five would be 155.
#[test]
fn a_waiting_list_is_small_by_its_mean() {
    let list = |january| {
        let regions = vec![counts(&[january, 0, 0]), counts(&[0, 0, 0])];
        let table = Table::new(regions, Vec::new(), month(2), Unit::PersonDays).expect("a table");
        suppress(&table, Policy::default()).answer(Row::Region(0), month(0), month(0))
    };
    assert_eq!(list(154), HIDDEN);
    assert_eq!(
        list(155),
        HIDDEN,
        "a quarter of 155 is small, and 155 = 155 + 0 + 0"
    );
    assert_eq!(list(450), shown(450));
}

#[test]
fn nothing_is_told_of_a_quarter_that_goes_on_and_years_add_up() {
    let pattern = decide(&[&[9; 14], &[8; 14]]);
    let ask = |from, until| pattern.answer(Row::Region(0), month(from), month(until));
    assert_eq!(ask(0, 11), shown(108));
    assert_eq!(ask(2, 11), shown(90));
    assert_eq!(ask(11, 12), HIDDEN);
    assert_eq!(ask(12, 12), HIDDEN);
    assert_eq!(
        decide(&[&[9; 15], &[8; 15]]).answer(Row::Network, month(0), month(14)),
        shown(255)
    );
}

#[test]
fn what_nobody_counted_is_missing_and_not_0() {
    let regions = vec![
        counts(&[9, 9, 9]),
        BTreeMap::from([(month(1), counts(&[0, 7])[&month(1)])]),
    ];
    let table = Table::new(regions, Vec::new(), month(2), Unit::People).expect("a table");
    let pattern = suppress(&table, Policy::default());
    assert_eq!(
        quarter(&pattern, Row::Region(1)),
        [Answer::Missing, shown(7), Answer::Missing, shown(7)]
    );
    let before = Month::of(NaiveDate::from_ymd_opt(2024, 12, 31).expect("a date"));
    assert_eq!(pattern.answer(Row::Region(0), before, before), Answer::Missing);
    assert_eq!(pattern.answer(Row::Region(0), before, month(0)), shown(9));
}

#[test]
fn counts_that_contradict_each_other_are_no_table() {
    let count = |least, most, houses| Count {
        value: 3,
        least,
        most,
        houses,
        ..Count::default()
    };
    for wrong in [count(4, None, 3), count(0, Some(2), 3), count(0, None, 0)] {
        let regions = vec![BTreeMap::from([(month(0), wrong)])];
        let table = Table::new(regions, Vec::new(), month(0), Unit::People);
        assert_eq!(table, Err(Mismatch::Count(month(0))), "{wrong:?}");
    }
    for kinds in [
        vec![kind(&[3, 1])],
        vec![kind(&[3]), kind(&[0])],
        vec![kind(&[3, 2, 1])],
    ] {
        let table = Table::new(vec![counts(&[3, 2])], kinds, month(1), Unit::People);
        assert!(matches!(table, Err(Mismatch::Kinds(_))), "{table:?}");
    }
}
