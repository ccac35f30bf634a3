//! Real daily counts, measured by unit and month, against an independent computation
//! (`tests/reference/divi_statistics.py`).

use serde_json::Value;

use crate::harness::{Database, Process, repository, run_on};

const REFERENCE: &str = include_str!("../../reference/divi_statistics.csv");

#[test]
fn a_year_of_real_counts_is_measured_as_another_program_does() {
    let database = Database::new();
    for (kind, file) in [("houses", "houses.json"), ("registrations", "registrations.csv")] {
        let path = repository("examples/divi").join(file);
        run_on(&database, &["import", kind, path.to_str().expect("UTF-8")]).output();
    }
    let token = ["token", "create", "--role", "coordinator", "--name", "Test"];
    let token = run_on(&database, &token).output();
    let server = Process::serve(&database);
    let path = "/v1/statistics?from=2022-06-01&until=2023-05-31&period=month&groupBy=house";
    let answer = server
        .client
        .get(path)
        .token(token.trim())
        .send()
        .expect(200)
        .json();
    let mut compared = 0;
    for row in csv::Reader::from_reader(REFERENCE.as_bytes()).into_records() {
        let row = row.expect("a row");
        let cell = |column: usize| row.get(column).expect("a cell");
        let number = |column: usize| cell(column).parse::<f64>().expect("a number");
        let group = find(&answer["groups"], "groupId", cell(0));
        let period = find(&group["periods"], "from", &format!("{}-01", cell(1)));
        let place = format!("{} {}", cell(0), cell(1));
        for (column, value) in [
            (2, &period["basis"]["expected"]),
            (3, &period["basis"]["reported"]),
            (4, &period["bedDays"]["physical"]["value"]),
            (5, &period["bedDays"]["inService"]["value"]),
            (6, &period["bedDays"]["occupied"]["value"]),
            (7, &period["bedDays"]["free"]["value"]),
            (8, &period["rates"]["occupancy"]["value"]),
            (9, &period["rates"]["fullShare"]["numerator"]),
        ] {
            let found = value.as_f64().unwrap_or_else(|| panic!("{place}: {period}"));
            assert!(
                (found - number(column)).abs() < 1e-6,
                "{place}, column {column}: {found}"
            );
        }
        compared += 1;
    }
    assert_eq!(compared, 72, "six units, twelve months");
}

fn find<'a>(list: &'a Value, key: &str, value: &str) -> &'a Value {
    let mut items = list.as_array().expect("a list").iter();
    items
        .find(|item| item[key] == value)
        .unwrap_or_else(|| panic!("{key} {value} is not there"))
}
