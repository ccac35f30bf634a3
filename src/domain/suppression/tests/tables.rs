//! Small tables for the tests.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::{Count, Month, Table, Unit};

pub(super) const YEAR: i32 = 2025;

/// January to December of the tests' year are months 0 to 11.
pub(super) fn month(number: u32) -> Month {
    Month::january(YEAR).plus(number)
}

/// Counts of three houses each, from January on.
pub(super) fn counts(values: &[u32]) -> BTreeMap<Month, Count> {
    let count = |value: &u32| Count {
        value: *value,
        houses: 3,
        ..Count::default()
    };
    (0..).map(month).zip(values.iter().map(count)).collect()
}

pub(super) fn kind(values: &[u32]) -> BTreeMap<Month, u32> {
    (0..).map(month).zip(values.iter().copied()).collect()
}

/// A table of regions, each given from January on, without kinds.
pub(super) fn table(regions: &[&[u32]]) -> Table {
    let months = regions.iter().map(|values| values.len()).max().expect("a region");
    let regions = regions.iter().map(|values| counts(values)).collect();
    let until = month(u32::try_from(months).expect("a few") - 1);
    Table::new(regions, Vec::new(), until, Unit::People).expect("a table")
}

/// What a month of a region may look like: mostly small, as in hospices, with all that is known besides.
fn count() -> impl Strategy<Value = Count> {
    let value = prop_oneof![4 => 0..9_u32, 1 => 0..40_u32, 1 => Just(0_u32)];
    let companion = proptest::option::weighted(0.4, 0..12_u32);
    let houses = prop_oneof![6 => 3..5_u32, 1 => 1..3_u32, 1 => Just(0_u32)];
    let known = prop_oneof![4 => Just((0, None)), 1 => (0..3_u32, proptest::option::of(0..9_u32))];
    (value, companion, houses, known).prop_map(|(value, companion, houses, (least, above))| {
        if houses == 0 {
            return Count::default();
        }
        Count {
            value,
            companion,
            least: least.min(value),
            most: above.map(|above| value + above),
            houses,
            rest: None,
        }
    })
}

/// Tables of 1 to `regions` regions over whole quarters, half of them with the total divided by kind.
/// Either all months have a companion or none has.
pub(super) fn tables(regions: usize, quarters: u32) -> impl Strategy<Value = Table> {
    let counts = proptest::collection::vec(proptest::collection::vec(count(), 12), 1..=regions);
    let shares = proptest::collection::vec(proptest::collection::vec(0..=100_u32, 12), 0..3_usize);
    (counts, 1..=quarters, any::<bool>(), shares).prop_map(
        |(mut regions, quarters, with_companions, shares)| {
            for count in regions.iter_mut().flatten() {
                let companion = count.companion.unwrap_or(count.value);
                count.companion = with_companions.then_some(companion);
            }
            let months = quarters * 3;
            let mut kinds = vec![Vec::new(); if shares.is_empty() { 0 } else { shares.len() + 1 }];
            for number in 0..12 {
                let mut left = regions.iter().map(|region| region[number].value).sum();
                for (kind, values) in kinds.iter_mut().enumerate() {
                    let part = shares
                        .get(kind)
                        .map_or(left, |shares| left * shares[number] / 100);
                    values.push(part);
                    left -= part;
                }
            }
            let regions = regions
                .into_iter()
                .map(|values| by_month(values, months))
                .collect();
            let kinds = kinds.into_iter().map(|values| by_month(values, months)).collect();
            Table::new(regions, kinds, month(months - 1), Unit::People).expect("a table")
        },
    )
}

/// Departures with admissions as their companion, and the same divided into deaths and discharges.
pub(super) fn wholes_and_parts(regions: usize, quarters: u32) -> impl Strategy<Value = (Table, Table)> {
    let rests = prop_oneof![3 => 0..3_u32, 1 => 0..8_u32];
    let count = (count(), rests);
    let counts = proptest::collection::vec(proptest::collection::vec(count, 12), 1..=regions);
    (counts, 1..=quarters).prop_map(|(regions, quarters)| {
        let months = quarters * 3;
        let table = |regions: Vec<Vec<Count>>| {
            let regions = regions
                .into_iter()
                .map(|values| by_month(values, months))
                .collect();
            Table::new(regions, Vec::new(), month(months - 1), Unit::People).expect("a table")
        };
        let map = |of: &dyn Fn(Count, u32) -> Count| {
            let region = |values: &Vec<(Count, u32)>| {
                values
                    .iter()
                    .map(|(count, rest)| of(*count, (*rest).min(count.value)))
                    .collect()
            };
            table(regions.iter().map(region).collect())
        };
        let whole = map(&|count, rest| Count {
            least: rest,
            most: None,
            companion: Some(count.companion.unwrap_or(count.value)),
            ..count
        });
        let parts = map(&|count, rest| Count {
            value: count.value - rest,
            rest: Some(rest),
            houses: count.houses,
            ..Count::default()
        });
        (whole, parts)
    })
}

fn by_month<T>(values: Vec<T>, months: u32) -> BTreeMap<Month, T> {
    (0..months).map(month).zip(values).collect()
}
