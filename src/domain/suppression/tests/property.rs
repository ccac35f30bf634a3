//! What the module promises, held against the attack on random tables.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngSeed, TestRunner};

use super::super::{Answer, Figures, Pattern, Policy, Row, Table, suppress, suppress_parts};
use super::attack::{Attack, JointAttack, Question, cells, questions};
use super::tables::{month, tables, wholes_and_parts};

const POLICY: Policy = Policy {
    threshold: 5,
    fewest_houses: 3,
};

/// The truth about a question.
struct Truth {
    value: i64,
    companion: Option<i64>,
    /// In the month in which most houses counted.
    houses: u32,
}

impl Truth {
    fn of(table: &Table, question: Question) -> Self {
        let (from, until) = question.months();
        let asked =
            |region: usize| question.row == Row::Region(region) || !matches!(question.row, Row::Region(_));
        let regions = table
            .regions
            .iter()
            .enumerate()
            .filter(|(region, _)| asked(*region));
        let mut houses = BTreeMap::new();
        let (mut value, mut companion) = (0, None);
        for (month, count) in regions.flat_map(|(_, counts)| counts.range(from..=until)) {
            value += i64::from(count.value);
            *houses.entry(*month).or_insert(0) += count.houses;
            if let Some(more) = count.companion.filter(|_| count.houses > 0) {
                companion = Some(companion.unwrap_or(0) + i64::from(more));
            }
        }
        if let Row::Kind(kind) = question.row {
            let values = table.kinds[kind].range(from..=until);
            value = values.map(|(_, value)| i64::from(*value)).sum();
            companion = None;
        }
        Self {
            value,
            companion,
            houses: houses.into_values().max().unwrap_or(0),
        }
    }

    /// What must seem possible, from and to, for each reason to keep the figure secret.
    fn doubts(&self) -> Vec<(i64, i64)> {
        let threshold = i64::from(POLICY.threshold);
        let mut doubts = Vec::new();
        if is_small(self.value) {
            doubts.push((0, threshold));
        }
        if let Some(companion) = self.companion.filter(|companion| is_small(*companion)) {
            let apart = self.value - companion;
            doubts.push((apart, threshold + apart));
        }
        if (1..POLICY.fewest_houses).contains(&self.houses) {
            doubts.push((self.value - threshold, self.value + threshold));
        }
        doubts
    }
}

fn is_small(value: i64) -> bool {
    (1..i64::from(POLICY.threshold)).contains(&value)
}

fn put(question: Question, pattern: &Pattern) -> Answer {
    let (from, until) = question.months();
    pattern.answer(question.row, from, until)
}

/// Publishes each cell that is not sensitive itself.
fn put_naively(question: Question, table: &Table) -> Answer {
    let truth = Truth::of(table, question);
    if !cells(table).contains(&question) || !truth.doubts().is_empty() {
        return Answer::Suppressed;
    }
    let whole_number = |value: i64| u64::try_from(value).expect("a count");
    Answer::Published(Figures {
        value: whole_number(truth.value),
        companion: truth.companion.map(whole_number),
        rest: None,
    })
}

fn is_certain((least, most): (i64, Option<i64>)) -> bool {
    most == Some(least)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// The attack that has no answers shows what is known from elsewhere: no answer adds to that more
    /// than it may.
    #[test]
    fn whoever_asks_everything_is_left_in_as_much_doubt_as_promised(
        table in prop_oneof![tables(4, 1), tables(3, 4)]
    ) {
        let pattern = suppress(&table, POLICY);
        let attack = Attack::new(&table, |question| put(question, &pattern));
        let ignorant = Attack::new(&table, |_| Answer::Suppressed);
        for cell in cells(&table).into_iter().filter(|cell| put(*cell, &pattern) == Answer::Suppressed) {
            let truth = Truth::of(&table, cell);
            let (found, known) = (attack.bounds(cell), ignorant.bounds(cell));
            prop_assert!(!is_certain(found) || is_certain(known), "{:?} is {}", cell, truth.value);
            for (below, above) in truth.doubts() {
                let above = known.1.map_or(above, |most| most.min(above));
                prop_assert!(found.0 <= below.max(known.0), "{:?} is {} in {:?}", cell, truth.value, found);
                prop_assert!(found.1.is_none_or(|most| most >= above), "{:?} is {} in {:?}", cell, truth.value, found);
            }
        }
    }

    #[test]
    fn answers_are_true_and_no_cell_of_them_is_sensitive(table in tables(3, 4)) {
        let pattern = suppress(&table, POLICY);
        for question in questions(&table) {
            let truth = Truth::of(&table, question);
            match put(question, &pattern) {
                Answer::Published(figures) => {
                    prop_assert!(truth.houses > 0);
                    prop_assert_eq!(i64::try_from(figures.value), Ok(truth.value));
                    prop_assert_eq!(figures.companion.map(i64::try_from), truth.companion.map(Ok));
                    prop_assert!(!cells(&table).contains(&question) || truth.doubts().is_empty());
                }
                Answer::Suppressed => prop_assert!(truth.houses > 0 || matches!(question.row, Row::Kind(_))),
                Answer::Missing => prop_assert_eq!(truth.houses, 0),
            }
        }
    }

    #[test]
    fn later_quarters_change_no_answer_of_an_earlier_one(table in tables(3, 4)) {
        let last = suppress(&table, POLICY);
        for quarter in 0..4 {
            let earlier = Table { until: table.until.min(month(quarter * 3 + 2)), ..table.clone() };
            let read = suppress(&earlier, POLICY);
            for question in questions(&earlier) {
                prop_assert_eq!(put(question, &read), put(question, &last), "{:?}", question);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Departures, admissions, deaths and discharges together: nothing is found that was kept secret,
    /// but for a 0, which a published 0 of a longer time may give.
    #[test]
    fn whoever_asks_for_parts_and_whole_is_left_in_doubt_of_both((wholes, parts) in wholes_and_parts(3, 4)) {
        let whole = suppress(&wholes, POLICY);
        let part = suppress_parts(&parts, &whole, POLICY);
        let attack = JointAttack::new(&wholes, &parts, |ask| put(ask, &whole), |ask| put(ask, &part));
        let ignorant = JointAttack::new(&wholes, &parts, |_| Answer::Suppressed, |_| Answer::Suppressed);
        for cell in cells(&parts).into_iter().filter(|cell| put(*cell, &part) == Answer::Suppressed) {
            let is_whole_hidden = put(cell, &whole) == Answer::Suppressed;
            let value = Truth::of(&parts, cell).value;
            let truths = [value, Truth::of(&wholes, cell).value - value];
            let known = ignorant.bounds(cell);
            let [found_part, found_rest, found_whole] = attack.bounds(cell);
            prop_assert!(!is_whole_hidden || !is_certain(found_whole) || is_certain(known[2]));
            for ((truth, found), known) in truths.into_iter().zip([found_part, found_rest]).zip(known) {
                prop_assert!(truth == 0 || !is_certain(found) || is_certain(known), "{:?} is {}", cell, truth);
                if is_small(truth) && !is_whole_hidden {
                    prop_assert!(found.0 == 0 && found.1.is_none_or(|most| most >= 5), "{:?} in {:?}", cell, found);
                }
            }
        }
    }
}

/// The attack is worth something: it breaks what hides only the small.
#[test]
fn hiding_only_what_is_small_is_broken_by_the_same_attack_for_most_tables() {
    for seed in [1, 2, 3] {
        let config = ProptestConfig {
            rng_seed: RngSeed::Fixed(seed),
            ..ProptestConfig::default()
        };
        let mut runner = TestRunner::new(config);
        let strategy = tables(3, 4);
        let broken = (0..20).filter(|_| {
            let table = strategy.new_tree(&mut runner).expect("a table").current();
            let naive = |question| put_naively(question, &table);
            let attack = Attack::new(&table, naive);
            let ignorant = Attack::new(&table, |_| Answer::Suppressed);
            let mut hidden = cells(&table)
                .into_iter()
                .filter(|cell| naive(*cell) == Answer::Suppressed);
            hidden.any(|cell| is_certain(attack.bounds(cell)) && !is_certain(ignorant.bounds(cell)))
        });
        let broken = broken.count();
        assert!(broken > 10, "{broken} of 20 tables of seed {seed}");
    }
}
