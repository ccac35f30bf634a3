//! Small counts: what the role analyst gets, and that it gives nobody away. The decision itself is attacked
//! with linear programs where it is made (src/domain/suppression/tests).

use std::collections::{BTreeMap, BTreeSet};

use hospice_capacity::app::example::{Filling, fill};
use hospice_capacity::domain::access::Role;
use hospice_capacity::domain::calendar::parse_date;
use hospice_capacity::domain::text::Name;
use serde_json::Value;

use crate::harness::{Server, block_on};

/// Counts that are sums over regions and months, with their names as withheld.
const COUNTS: [&str; 8] = [
    "admissions",
    "deaths",
    "discharges",
    "requests",
    "requestsRedirected",
    "refusals",
    "withdrawals",
    "diedBeforeAdmission",
];

/// Eleven simulated months.
fn simulated() -> Server {
    let server = Server::start();
    let filling = Filling {
        first: parse_date("2026-01-01").expect("a day"),
        seed: 4,
    };
    let by = Name::new("Simulatie").expect("a name");
    assert!(block_on(fill(&server.app, filling, by)).expect("registrations") > 1500);
    server
}

#[track_caller]
fn ask(server: &Server, token: &str, query: &str) -> Value {
    let path = format!("/v1/statistics?{query}");
    server.get(&path).token(token).send().expect(200).json()
}

/// A cell: the network (nothing) or a region, and its months.
type Cell = (Option<String>, (u32, u32));

/// What an answer says of one count, by cell; nothing where it is withheld.
fn cells(answer: &Value, by_region: bool, count: &str) -> BTreeMap<Cell, Option<u64>> {
    let month = |day: &Value| day.as_str().expect("a day")[5..7].parse().expect("a month");
    let mut cells = BTreeMap::new();
    for group in answer["groups"].as_array().expect("groups") {
        let id = group["groupId"].as_str().unwrap_or("none").to_owned();
        for period in group["periods"].as_array().expect("periods") {
            let value = period["flows"][count]["value"].as_u64();
            let names = period["withheld"].as_array().expect("names");
            assert_eq!(
                value.is_none(),
                names.iter().any(|name| name == count),
                "{count}: {period}"
            );
            let row = by_region.then(|| id.clone());
            cells.insert((row, (month(&period["from"]), month(&period["until"]))), value);
        }
    }
    cells
}

/// Every question about the settled quarters that is answered with counts.
const OFFERED: [(bool, &str); 8] = [
    (true, "groupBy=networkRegion&period=month"),
    (true, "groupBy=networkRegion&period=quarter"),
    (true, "groupBy=networkRegion&period=year"),
    (true, "groupBy=networkRegion&period=total"),
    (false, "groupBy=network&period=month"),
    (false, "groupBy=network&period=quarter"),
    (false, "groupBy=network&period=year"),
    (false, "groupBy=network&period=total"),
];

#[test]
fn withheld_counts_cannot_be_rebuilt_from_all_sums_on_offer() {
    let server = simulated();
    let (analyst, coordinator) = (server.token(Role::Analyst, &[]), server.coordinator());
    let ranges: Vec<String> = (1..=9)
        .flat_map(|first| (first..=9).map(move |last| (first, last)))
        .map(|(first, last)| {
            let length = [31, 28, 31, 30, 31, 30, 31, 31, 30][last - 1];
            format!("from=2026-{first:02}-01&until=2026-{last:02}-{length}")
        })
        .collect();
    let mut known: BTreeMap<&str, BTreeMap<Cell, Option<u64>>> = BTreeMap::new();
    for range in &ranges {
        // Every span of months as one, and the finer periods of the whole.
        let is_whole = *range == ranges[8];
        for (by_region, question) in OFFERED {
            if is_whole || question.ends_with("total") {
                let answer = ask(&server, &analyst, &format!("{range}&{question}"));
                for count in COUNTS {
                    known
                        .entry(count)
                        .or_default()
                        .extend(cells(&answer, by_region, count));
                }
            }
        }
    }
    let whole = &ranges[8];
    let truth: Vec<Value> = OFFERED[..1]
        .iter()
        .map(|(_, question)| ask(&server, &coordinator, &format!("{whole}&{question}")))
        .collect();
    let (mut published, mut withheld) = (0, 0);
    for count in COUNTS {
        let months = cells(&truth[0], true, count);
        assert!(months.values().all(Option::is_some), "the coordinator sees all");
        let unknown: Vec<&Cell> = months.keys().collect();
        let true_value = |(row, (first, last)): &Cell| -> u64 {
            let is_in = |(region, (month, _)): &&Cell| {
                (row.is_none() || region == row) && (first..=last).contains(&month)
            };
            unknown
                .iter()
                .copied()
                .filter(|cell| is_in(cell))
                .filter_map(|cell| months[cell])
                .sum()
        };
        let mut equations = Vec::new();
        for (cell, value) in &known[count] {
            let Some(value) = value else {
                withheld += 1;
                continue;
            };
            published += 1;
            assert_eq!(*value, true_value(cell), "{count} {cell:?}");
            let (row, (first, last)) = cell;
            if first == last && row.is_some() {
                assert!(*value == 0 || *value >= 5, "{count} {cell:?} is {value}");
            }
            let takes = |(region, (month, _)): &Cell| {
                (row.is_none() || region == row) && (first..=last).contains(&month)
            };
            equations.push(
                unknown
                    .iter()
                    .map(|cell| f64::from(u8::from(takes(cell))))
                    .collect(),
            );
        }
        let told: BTreeSet<usize> = determined(equations);
        for (place, cell) in unknown.iter().enumerate() {
            assert!(
                known[count][*cell].is_some() || !told.contains(&place),
                "{count} {cell:?} is withheld, and follows from what is not"
            );
        }
    }
    assert!(
        published > 100 && withheld > 100,
        "{published} published, {withheld} withheld"
    );
}

/// The unknowns that linear equations leave no choice in (Gauss and Jordan).
fn determined(mut rows: Vec<Vec<f64>>) -> BTreeSet<usize> {
    let columns = rows.first().map_or(0, Vec::len);
    let mut done = 0;
    for column in 0..columns {
        let best = (done..rows.len())
            .max_by(|one, other| rows[*one][column].abs().total_cmp(&rows[*other][column].abs()));
        let Some(best) = best.filter(|row| rows[*row][column].abs() > 1e-9) else {
            continue;
        };
        rows.swap(done, best);
        let pivot: Vec<f64> = rows[done]
            .iter()
            .map(|value| value / rows[done][column])
            .collect();
        rows[done].clone_from(&pivot);
        for (place, row) in rows.iter_mut().enumerate() {
            let factor = row[column];
            if place != done && factor != 0.0 {
                row.iter_mut()
                    .zip(&pivot)
                    .for_each(|(value, pivot)| *value -= factor * pivot);
            }
        }
        done += 1;
    }
    let nonzero =
        |row: &Vec<f64>| -> Vec<usize> { (0..columns).filter(|column| row[*column].abs() > 1e-9).collect() };
    let single = rows.iter().map(nonzero).filter(|columns| columns.len() == 1);
    single.flatten().collect()
}

#[test]
fn this_test_sees_a_count_that_can_be_rebuilt() {
    let row = |values: [u8; 3]| values.map(f64::from).to_vec();
    assert_eq!(
        determined(vec![row([1, 1, 1]), row([1, 1, 0])]),
        BTreeSet::from([2])
    );
    assert_eq!(
        determined(vec![row([1, 1, 0]), row([0, 1, 1]), row([1, 0, 1])]),
        BTreeSet::from([0, 1, 2])
    );
    assert_eq!(determined(vec![row([1, 1, 1])]), BTreeSet::new());
}

#[test]
fn an_analyst_gets_people_by_region_and_month_or_not_at_all() {
    let server = simulated();
    let analyst = server.token(Role::Analyst, &[]);
    let months = "from=2026-04-01&until=2026-09-30";
    for query in [
        format!("{months}&groupBy=house&period=quarter"),
        format!("{months}&groupBy=type&period=quarter"),
        format!("{months}&groupBy=network&period=week"),
        format!("{months}&groupBy=network&period=day"),
        format!("{months}&groupBy=network&period=month&type=bijna_thuis_huis"),
        format!("{months}&groupBy=network&period=month&houseId=de-linde"),
        format!("{months}&groupBy=network&period=month&networkRegion=noord_groningen"),
        format!("{months}&groupBy=network&period=month&asOf=2026-11-01T00:00:00Z"),
        "from=2026-04-02&until=2026-09-30&groupBy=network&period=total".to_owned(),
        // Not settled yet.
        "from=2026-10-01&until=2026-10-31&groupBy=network&period=month".to_owned(),
        "from=2026-04-01&until=2026-10-31&groupBy=network&period=total".to_owned(),
    ] {
        let answer = ask(&server, &analyst, &query);
        let groups = answer["groups"].as_array().expect("groups");
        assert!(!groups.is_empty());
        for period in groups
            .iter()
            .flat_map(|group| group["periods"].as_array().expect("periods"))
        {
            assert_eq!(period["withheld"].as_array().map(Vec::len), Some(18), "{query}");
            for count in COUNTS {
                assert_eq!(period["flows"][count]["value"], Value::Null, "{query}");
            }
            assert_eq!(period["flows"]["refusalsByReason"], Value::Null, "{query}");
            for list in ["waitingListActive", "waitingListPassive"] {
                assert_eq!(period[list]["mean"], Value::Null, "{query}");
                assert_eq!(period[list]["maximum"], Value::Null, "{query}");
            }
            for rate in [
                "admissionsPerBedYear",
                "meanLengthOfStayDays",
                "turnoverIntervalDays",
                "refusalShare",
                "noBedShare",
            ] {
                assert_eq!(period["rates"][rate], Value::Null, "{query}");
            }
            assert!(
                period["bedDays"]["physical"]["high"].as_u64() > Some(0),
                "beds are no people: {query}"
            );
        }
    }
}

#[test]
fn an_interval_does_not_tell_an_analyst_how_many_left() {
    let server = simulated();
    let month = "from=2026-05-01&until=2026-05-31&groupBy=house";
    let stay = |token: &str| {
        ask(&server, token, month)["groups"][0]["assumedStayDays"]
            .as_f64()
            .expect("days")
    };
    assert!((stay(&server.token(Role::Analyst, &[])) - 22.0).abs() < 1e-9);
    assert!(
        (stay(&server.coordinator()) - 22.0).abs() > 1e-6,
        "learnt from the departures"
    );
}

#[test]
fn the_longest_waiting_list_is_not_for_an_analyst() {
    let server = simulated();
    let query = "from=2026-01-01&until=2026-09-30&groupBy=network&period=total";
    let list =
        |token: &str| ask(&server, token, query)["groups"][0]["periods"][0]["waitingListActive"].clone();
    assert!(list(&server.coordinator())["maximum"].as_u64() > Some(0));
    let analyst = list(&server.token(Role::Analyst, &[]));
    assert_eq!(analyst["maximum"], Value::Null, "{analyst}");
    assert!(analyst["houseDays"].as_u64() > Some(0));
}
