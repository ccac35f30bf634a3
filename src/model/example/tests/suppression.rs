//! What the suppression of small counts costs, measured on the simulated register, and that
//! docs/suppression.md says the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::*;
use crate::domain::code::Coded as _;
use crate::domain::count::Tally;
use crate::domain::stand::RefusalReason;
use crate::domain::suppression::{
    Answer, Count as Cell, Month, Pattern, Policy, Row, Table, Unit, suppress, suppress_parts,
};

const REGIONS: [&str; 3] = ["centraal", "noord", "zuidoost"];

/// The last stands of 2024 and 2025, with the region of each house.
fn stands() -> Vec<(usize, HouseId, NaiveDate, Counts)> {
    let houses = network();
    let last = date("2025-12-31");
    let entries = register(
        &houses,
        date("2024-01-01"),
        day_end(last + TimeDelta::days(10)),
        1,
    );
    let region = |id: &HouseId| {
        let house = houses.iter().find(|house| house.id == *id).expect("a house");
        let region = house.details.region.as_ref().expect("a region");
        REGIONS
            .iter()
            .position(|name| *name == region.as_str())
            .expect("a region")
    };
    let stands = last_of_each(&entries).into_iter();
    let stands = stands.filter(|((_, date), _)| *date <= last);
    stands
        .map(|((house, date), counts)| (region(&house), house, date, counts))
        .collect()
}

fn number(count: Option<Count>) -> u32 {
    count.map_or(0, Count::get)
}

/// A table of what `of` takes from each stand; `kinds` divide the network's total.
fn table(of: impl Fn(&Counts) -> Cell, kinds: &[RefusalReason], unit: Unit) -> Table {
    let mut regions = vec![BTreeMap::<Month, Cell>::new(); REGIONS.len()];
    let mut houses = BTreeMap::<_, BTreeSet<_>>::new();
    let mut by_kind = vec![BTreeMap::new(); kinds.len()];
    for (region, house, date, counts) in stands() {
        let month = Month::of(date);
        let of_month = houses.entry((region, month)).or_default();
        of_month.insert(house);
        let cell = regions[region].entry(month).or_default();
        let more = of(&counts);
        let sum = |one: Option<u32>, more: Option<u32>| more.map(|more| one.unwrap_or(0) + more);
        *cell = Cell {
            value: cell.value + more.value,
            companion: sum(cell.companion, more.companion),
            rest: sum(cell.rest, more.rest),
            least: cell.least + more.least,
            most: sum(cell.most, more.most),
            houses: u32::try_from(of_month.len()).expect("a few"),
        };
        for (kind, values) in kinds.iter().zip(&mut by_kind) {
            *values.entry(month).or_insert(0) += counts.refusals.as_ref().map_or(0, |tally| tally.of(*kind));
        }
    }
    Table::new(regions, by_kind, Month::of(date("2025-12-31")), unit).expect("a table")
}

/// Suppressed cells of all cells: regions by month, quarter, year; the network; kinds by quarter, year.
fn loss(pattern: &Pattern, kinds: usize) -> String {
    let january = Month::of(date("2024-01-01"));
    let mut line = String::new();
    let regions: Vec<Row> = (0..REGIONS.len()).map(Row::Region).collect();
    let kinds: Vec<Row> = (0..kinds).map(Row::Kind).collect();
    for (rows, lengths) in [
        (regions, &[1, 3, 12][..]),
        (vec![Row::Network], &[1, 3, 12]),
        (kinds, &[3, 12]),
    ] {
        for length in lengths {
            let starts = (0..24 / length).map(|part| january.plus(part * length));
            let asked = starts.flat_map(|start| rows.iter().map(move |row| (*row, start)));
            let answers: Vec<Answer> = asked
                .map(|(row, start)| pattern.answer(row, start, start.plus(length - 1)))
                .collect();
            let suppressed = answers
                .iter()
                .filter(|answer| **answer == Answer::Suppressed)
                .count();
            match answers.len() {
                0 => line.push_str(" - |"),
                all => write!(line, " {suppressed}/{all} |").expect("written"),
            }
        }
    }
    line
}

fn count(value: Option<Count>) -> Cell {
    Cell {
        value: number(value),
        ..Cell::default()
    }
}

#[test]
fn the_documented_loss_of_suppression_is_that_of_the_simulated_register() {
    let document = include_str!("../../../../docs/suppression.md");
    let departures = table(
        |counts| Cell {
            value: number(counts.deaths) + number(counts.discharges),
            companion: Some(number(counts.admissions)),
            least: number(counts.discharges),
            ..Cell::default()
        },
        &[],
        Unit::People,
    );
    let deaths = table(
        |counts| Cell {
            value: number(counts.deaths),
            rest: Some(number(counts.discharges)),
            ..Cell::default()
        },
        &[],
        Unit::People,
    );
    let refusals = table(
        |counts| {
            let value = counts.refusals.as_ref().map_or(0, Tally::total);
            Cell {
                value,
                most: Some(value.max(number(counts.requests))),
                ..Cell::default()
            }
        },
        RefusalReason::ALL,
        Unit::People,
    );
    let died = table(|counts| count(counts.died_before_admission), &[], Unit::People);
    let withdrawals = table(|counts| count(counts.withdrawals), &[], Unit::People);
    let active = table(|counts| count(counts.waiting_list_active), &[], Unit::PersonDays);
    let passive = table(|counts| count(counts.waiting_list_passive), &[], Unit::PersonDays);
    for fewest_houses in [3, 2] {
        let policy = Policy {
            fewest_houses,
            ..Policy::default()
        };
        let whole = suppress(&departures, policy);
        let rows = [
            ("admissions and departures", whole.clone(), 0),
            (
                "deaths and discharges",
                suppress_parts(&deaths, &whole, policy),
                0,
            ),
            (
                "refusals, by reason",
                suppress(&refusals, policy),
                RefusalReason::ALL.len(),
            ),
            ("died before admission", suppress(&died, policy), 0),
            ("withdrawals", suppress(&withdrawals, policy), 0),
            ("waiting, active", suppress(&active, policy), 0),
            ("waiting, passive", suppress(&passive, policy), 0),
        ];
        for (measure, pattern, kinds) in rows {
            let line = format!("| {fewest_houses} | {measure} |{}", loss(&pattern, kinds));
            assert!(document.contains(&line), "docs/suppression.md lacks {line}");
        }
    }
}

/// Why departures are decided with admissions, and cannot be kept quite secret from whoever sees each
/// day's occupied beds.
#[test]
fn four_in_five_departures_show_as_a_fall_of_the_occupied_beds() {
    let mut houses = BTreeMap::<_, Vec<_>>::new();
    for (_, house, _, counts) in stands() {
        let departures = number(counts.deaths) + number(counts.discharges);
        houses
            .entry(house)
            .or_default()
            .push((counts.beds_occupied.get(), departures));
    }
    let pairs: Vec<_> = houses.values().flat_map(|days| days.windows(2)).collect();
    let falls: u32 = pairs.iter().map(|pair| pair[0].0.saturating_sub(pair[1].0)).sum();
    let departures: u32 = pairs.iter().map(|pair| pair[1].1).sum();
    let share = f64::from(falls) / f64::from(departures);
    assert!((0.75..0.85).contains(&share), "{falls} of {departures}");
}
