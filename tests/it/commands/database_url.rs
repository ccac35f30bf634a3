//! A database that cannot be used says so clearly, and nothing is made.

use std::path::Path;

use super::{Files, network, revisions};
use crate::harness::{Database, run, run_in, run_on};

const COMMANDS: [&[&str]; 6] = [
    &["migrate"],
    &["serve"],
    &["token", "list"],
    &["token", "create", "--role", "app", "--name", "x"],
    &["export", "registrations"],
    &["import", "registrations", "days.csv"],
];

/// What lies in a folder; a database's log beside it is part of it.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| !name.ends_with("-wal") && !name.ends_with("-shm"))
        .collect();
    names.sort();
    names
}

#[test]
fn an_address_that_is_none_is_refused_and_no_file_is_made() {
    for (url, expected) in [
        ("postgress:x", "starts with \"postgress\""),
        ("mysql://host/database", "starts with \"mysql\""),
        ("register.db", "must start with sqlite://"),
        ("sqlite:register.db", "must start with sqlite://"),
        ("/var/lib/register.db", "must start with sqlite://"),
        ("sqlite://", "names no file"),
        (
            "sqlite://absent/folder/register.db",
            "folder absent/folder does not exist",
        ),
        ("sqlite://.", "cannot be opened"),
        (
            "postgres://me:s3cret@127.0.0.1:1/care",
            "the PostgreSQL server at 127.0.0.1:1 cannot be opened",
        ),
        (
            "postgres://me:s3cret@absent.invalid/care",
            "the PostgreSQL server at absent.invalid cannot be opened",
        ),
    ] {
        let files = Files::new();
        files.write("days.csv", "house_id,date,beds_occupied\n");
        let complaint = run_in(files.0.path(), &[("DATABASE_URL", url)], &["migrate"]).complaint();
        assert!(complaint.contains(expected), "{url}: {complaint}");
        assert!(!complaint.contains("s3cret"), "{url}: {complaint}");
        for command in COMMANDS {
            let complaint = run_in(files.0.path(), &[("DATABASE_URL", url)], command).complaint();
            assert!(!complaint.contains("s3cret"), "{command:?} {url}: {complaint}");
            assert!(!complaint.contains("panicked"), "{command:?} {url}: {complaint}");
            assert_eq!(names(files.0.path()), ["days.csv"], "{command:?} {url}");
        }
    }
}

#[test]
fn a_file_that_is_no_database_is_left_as_it_is() {
    let files = Files::new();
    let text = "This is a letter, and not a database. ".repeat(100);
    let file = files.write("letter.txt", &text);
    let settings = [("DATABASE_URL", format!("sqlite://{file}"))];
    let settings = settings.each_ref().map(|(name, value)| (*name, value.as_str()));
    for command in [COMMANDS[0], COMMANDS[1], COMMANDS[2]] {
        let complaint = run(&settings, command).complaint();
        assert!(complaint.contains("letter.txt"), "{complaint}");
        assert!(complaint.contains("not a database"), "{complaint}");
        assert_eq!(std::fs::read_to_string(&file).expect("the letter"), text);
        assert_eq!(names(files.0.path()), ["letter.txt"]);
    }
}

#[test]
fn a_command_that_only_reads_makes_no_database() {
    let files = Files::new();
    files.write("days.csv", "house_id,date,beds_occupied\n");
    let settings = [("DATABASE_URL", "sqlite://register.db")];
    for command in [COMMANDS[2], COMMANDS[4], COMMANDS[5], &["token", "revoke", "x"]] {
        let complaint = run_in(files.0.path(), &settings, command).complaint();
        assert!(complaint.contains("register.db does not exist; make it with: hospice-capacity migrate"));
        assert_eq!(names(files.0.path()), ["days.csv"], "{command:?}");
    }
    let output = run_in(files.0.path(), &settings, &["migrate"]).output();
    assert_eq!(output, "the SQLite file register.db is up to date\n");
    assert_eq!(names(files.0.path()), ["days.csv", "register.db"]);
}

#[test]
fn migrate_twice_is_migrate_once() {
    let database = network();
    let files = Files::new();
    let days = files.write("days.csv", "house_id,date,beds_occupied\nde-linde,2024-01-01,3\n");
    run_on(&database, &["import", "registrations", &days]).output();
    for _ in 0..2 {
        let output = run_on(&database, &["migrate"]).output();
        assert!(output.contains("is up to date"), "{output}");
    }
    assert_eq!(revisions(&database), 1);
}

#[test]
fn several_that_start_at_once_on_an_empty_database_all_succeed() {
    let database = Database::new();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| run_on(&database, &["migrate"]).output());
        }
    });
    assert_eq!(database.number("SELECT COUNT(*) FROM regions"), 3);
}

#[test]
fn the_address_may_stand_in_a_file() {
    let files = Files::new();
    let secret = files.write("url", "sqlite://register.db\n");
    let settings = [("DATABASE_URL_FILE", secret.as_str())];
    run_in(files.0.path(), &settings, &["migrate"]).output();
    assert_eq!(names(files.0.path()), ["register.db", "url"]);
    let both = [
        ("DATABASE_URL_FILE", secret.as_str()),
        ("DATABASE_URL", "sqlite://x.db"),
    ];
    let complaint = run_in(files.0.path(), &both, &["migrate"]).complaint();
    assert!(complaint.contains("not both"), "{complaint}");
    let absent = [("DATABASE_URL_FILE", "absent")];
    let complaint = run_in(files.0.path(), &absent, &["migrate"]).complaint();
    assert!(complaint.contains("absent cannot be read"), "{complaint}");
    assert_eq!(names(files.0.path()), ["register.db", "url"]);
}

#[test]
fn every_wrong_setting_is_named_before_anything_is_done() {
    let files = Files::new();
    let settings = [
        ("DATABASE_URL", "sqlite://register.db"),
        ("HOSPICE_PUBLIC_AVAILABILITY", "maybe"),
        ("HOSPICE_WORKERS", "0"),
        ("HOSPICE_REPORTER_DAYS", "-1"),
    ];
    let complaint = run_in(files.0.path(), &settings, &["serve"]).complaint();
    for (name, _) in &settings[1..] {
        assert!(complaint.contains(name), "{name}: {complaint}");
    }
    assert_eq!(names(files.0.path()), [""; 0]);
}
