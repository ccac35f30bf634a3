//! `import registrations`: all rows or none, every faulty row named with its line.

use serde_json::json;

use super::{Files, network, revisions};
use crate::harness::{Database, NETWORK, Outcome, Process, day, run_on};

pub(super) fn import(database: &Database, content: impl AsRef<[u8]>, dry_run: bool) -> Outcome {
    let files = Files::new();
    let file = files.write("days.csv", content);
    let mut arguments = vec!["import", "registrations", &file];
    if dry_run {
        arguments.push("--dry-run");
    }
    run_on(database, &arguments)
}

#[test]
fn rows_are_new_corrected_or_unchanged() {
    let database = network();
    let file =
        "house_id,date,beds_occupied\nde-linde,2024-02-28,3\nde-linde,2024-02-29,4\nde-heide,2024-02-29,1\n";
    assert_eq!(
        import(&database, file, false).output(),
        "3 new, 0 corrected, 0 unchanged\n"
    );
    assert_eq!(
        import(&database, file, false).output(),
        "0 new, 0 corrected, 3 unchanged\n"
    );
    assert_eq!(revisions(&database), 3);
    let other = file.replace("02-29,4", "02-29,2") + "de-heide,2024-03-01,1\n";
    assert_eq!(
        import(&database, &other, false).output(),
        "1 new, 1 corrected, 2 unchanged\n"
    );
    assert_eq!(revisions(&database), 5);
}

#[test]
fn a_dry_run_says_what_would_be_and_stores_nothing() {
    let database = network();
    let file = "house_id,date,beds_occupied\nde-linde,2024-02-28,3\n";
    let output = import(&database, file, true).output();
    assert_eq!(output, "1 new, 0 corrected, 0 unchanged would be\n");
    assert_eq!(revisions(&database), 0);
    let faulty = import(
        &database,
        "house_id,date,beds_occupied\nde-linde,2024-02-28,9\n",
        true,
    );
    assert!(faulty.complaint().contains("line 2, beds_occupied"));
}

#[test]
fn a_file_may_come_from_excel() {
    let database = network();
    for (content, reason) in [
        (
            "house_id;date;beds_occupied;deaths\nde-linde;2024-01-01;3;1\n",
            "semicolons",
        ),
        (
            "\u{feff}house_id,date,beds_occupied,deaths\nde-linde,2024-01-01,3,1\n",
            "a byte-order mark",
        ),
        (
            "\u{feff}house_id;date;beds_occupied;deaths\r\nde-linde;2024-01-01;3;1\r\n",
            "both, and CR LF",
        ),
        (
            "deaths,beds_occupied,house_id,date\n1,3,de-linde,2024-01-01",
            "other columns first, no last line end",
        ),
        (
            "house_id,date,beds_occupied,deaths\n\"de-linde\", 2024-01-01 ,3.0,1.00\n",
            "quotes, blanks, floats",
        ),
        (
            "house_id,date,beds_occupied,deaths,network_region\nde-linde,2024-01-01,3,1,x\n",
            "the model's column",
        ),
        (
            "house_id,date,beds_occupied,deaths\n\nde-linde,2024-01-01,3,1\n\n",
            "empty lines",
        ),
    ] {
        let report = import(&database, content, false).output();
        assert!(
            report.starts_with("1 new") || report.starts_with("0 new, 0 corrected, 1 unchanged"),
            "{reason}: {report}"
        );
    }
    assert_eq!(revisions(&database), 1);
}

#[test]
fn a_broken_row_41_000_of_41_100_is_named_and_nothing_is_stored() {
    let database = Database::new();
    let files = Files::new();
    let network = NETWORK.replace("2012-03-01", "1900-01-01");
    let network = files.write("network.json", network);
    run_on(&database, &["import", "houses", &network]).output();
    let first = chrono::NaiveDate::from_ymd_opt(1900, 1, 1).expect("a day");
    let file = |row_41000: &str| {
        let mut text = "house_id,date,beds_occupied\n".to_owned();
        for (row, date) in (1..=41_100).zip(first.iter_days()) {
            let occupied = if row == 41_000 {
                row_41000.to_owned()
            } else {
                (row % 5).to_string()
            };
            text.extend(["de-linde,", &date.to_string(), ",", &occupied, "\n"]);
        }
        text
    };
    // One that no house could have, and one that this house has not the beds for.
    for broken in ["four", "5"] {
        let complaint = import(&database, file(broken), false).complaint();
        assert!(
            complaint.contains("days.csv, line 41001, beds_occupied: "),
            "{complaint}"
        );
        assert!(
            complaint.contains("1 faults; nothing was imported"),
            "{complaint}"
        );
        assert_eq!(revisions(&database), 0, "{broken}");
    }
}

#[test]
fn an_import_stands_in_the_history_with_its_file_and_shows_on_a_running_server() {
    let database = network();
    let server = Process::serve(&database);
    let token = run_on(
        &database,
        &["token", "create", "--role", "coordinator", "--name", "Test"],
    )
    .output();
    let token = token.trim();
    import(
        &database,
        "house_id,date,beds_occupied\nde-linde,2024-01-01,3\n",
        false,
    )
    .output();
    import(
        &database,
        "house_id,date,beds_occupied\nde-linde,2024-01-01,2\n",
        false,
    )
    .output();
    let path = format!("{}/revisions", day("de-linde", "2024-01-01"));
    let history = server.client.get(&path).token(token).send().expect(200).json();
    for (revision, occupied) in [(0, 3), (1, 2)] {
        assert_eq!(history[revision]["stand"]["bedsOccupied"], occupied);
        assert_eq!(history[revision]["reportedBy"], "Import");
        assert_eq!(history[revision]["reason"], "Import van days.csv");
        assert_eq!(history[revision]["stand"]["deaths"], json!(null));
    }
}
