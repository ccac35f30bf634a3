//! Real daily counts: imported, asked back, exported and imported again, with nothing gained or lost.

use std::collections::{BTreeMap, BTreeSet};

use super::revisions;
use crate::harness::{Database, Process, repository, run_on};

/// The rows of a CSV file, each cell by its column.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

/// The rows as a set, with these columns alone.
fn only(rows: &[BTreeMap<String, String>], columns: &[String]) -> BTreeSet<Vec<String>> {
    let cell = |row: &BTreeMap<String, String>, column: &String| row[column].clone();
    rows.iter()
        .map(|row| columns.iter().map(|column| cell(row, column)).collect())
        .collect()
}

#[test]
fn a_year_of_real_counts_goes_in_and_comes_out_the_same() {
    let database = Database::new();
    let houses = repository("examples/divi/houses.json");
    let file = repository("examples/divi/registrations.csv");
    let import = |kind: &str, path: &std::path::Path| {
        let path = path.to_str().expect("UTF-8");
        run_on(&database, &["import", kind, path]).output()
    };
    assert_eq!(import("houses", &houses), "6 houses imported\n");
    assert_eq!(
        import("registrations", &file),
        "2153 new, 0 corrected, 0 unchanged\n"
    );

    let original = std::fs::read_to_string(&file).expect("the file");
    let exported = run_on(&database, &["export", "registrations"]).output();
    let (before, after) = (rows(&original), rows(&exported));
    assert_eq!((before.len(), after.len()), (2153, 2153));
    let columns: Vec<String> = before[0].keys().cloned().collect();
    assert_eq!(only(&after, &columns), only(&before, &columns));
    let unknown = after[0].keys().filter(|column| !columns.contains(column));
    for column in unknown {
        assert!(
            after.iter().all(|row| row[column].is_empty()),
            "{column} was never stated"
        );
    }

    assert_eq!(
        import("registrations", &file),
        "0 new, 0 corrected, 2153 unchanged\n"
    );
    let again = super::Files::new();
    let again = again.write("again.csv", &exported);
    let output = run_on(&database, &["import", "registrations", &again]).output();
    assert_eq!(output, "0 new, 0 corrected, 2153 unchanged\n");
    assert_eq!(revisions(&database), 2153);

    let june = [
        "export",
        "registrations",
        "--from",
        "2022-06-01",
        "--until",
        "2022-06-30",
    ];
    let june = rows(&run_on(&database, &june).output());
    assert!(june.iter().all(|row| row["date"].starts_with("2022-06-")));
    let expected = before
        .iter()
        .filter(|row| row["date"].starts_with("2022-06-"))
        .count();
    assert_eq!(june.len(), expected);

    asked_back(&database);
}

/// Availability and the list, from a server on those counts.
fn asked_back(database: &Database) {
    let token = ["token", "create", "--role", "analyst", "--name", "Test"];
    let token = run_on(database, &token).output();
    let server = Process::serve(database);
    let board = server.client.get("/v1/availability").send().expect(200).json();
    assert_eq!(board["housesExpected"], 6);
    assert_eq!(board["housesReported"], 0, "the counts are years old");
    let first = &board["houses"][0];
    assert_eq!(first["houseId"], "divi-01057");
    assert_eq!(first["status"], "unknown");
    assert_eq!(first["date"], "2023-05-31");
    assert!(first["lastKnownBedsFree"].is_u64(), "{first}");

    let path = "/v1/registrations?houseId=divi-03462&pageSize=1000";
    let list = server
        .client
        .get(path)
        .token(token.trim())
        .send()
        .expect(200)
        .json();
    assert_eq!(
        list.as_array().map(Vec::len),
        Some(328),
        "missing days stay missing"
    );
}
