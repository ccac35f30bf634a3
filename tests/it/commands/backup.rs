//! `backup` and `restore`: what comes back is what was there, and nothing is ever put over anything.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde_json::json;

use super::Files;
use crate::harness::{Database, NETWORK, Process, day, run, run_on};

/// A register on `SQLite` with the test's network, whatever the environment asks for.
fn network() -> Database {
    let database = Database::file();
    let files = Files::new();
    let file = files.write("network.json", NETWORK);
    run_on(&database, &["import", "houses", &file]).output();
    database
}

fn coordinator(database: &Database) -> String {
    let create = ["token", "create", "--role", "coordinator", "--name", "Test"];
    run_on(database, &create).output().trim().to_owned()
}

fn path(database: &Database) -> &Path {
    Path::new(database.url().strip_prefix("sqlite://").expect("a file"))
}

/// All rows of all tables, and how the tables are made: a line each.
fn everything(file: &Path) -> Vec<String> {
    let mut connection = SqliteConnection::establish(file.to_str().expect("UTF-8")).expect("the file");
    let mut lines = |sql: &str| -> Vec<String> {
        let query = diesel::dsl::sql::<Text>(sql);
        query.load(&mut connection).expect(sql)
    };
    let mut all = lines("SELECT COALESCE(sql, name) FROM sqlite_master ORDER BY name");
    for table in lines("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name") {
        let columns = lines(&format!(
            "SELECT 'quote(\"' || name || '\")' FROM pragma_table_info('{table}')"
        ));
        let row = columns.join(" || ' ' || ");
        all.extend(lines(&format!(
            "SELECT '{table} ' || {row} FROM \"{table}\" ORDER BY 1"
        )));
    }
    all
}

/// What the API says of a register, but for when it was asked.
fn answers(server: &Process, token: &str) -> Vec<String> {
    [
        "/v1/houses",
        "/v1/registrations?from=2024-01-01&until=2024-12-31",
        "/v1/availability",
        "/v1/houses/de-linde/registrations/2024-01-01/revisions",
        "/v1/completeness?from=2024-01-01&until=2024-03-01",
        "/v1/statistics?from=2024-01-01&until=2024-12-31",
    ]
    .into_iter()
    .map(|place| {
        let mut answer = server.client.get(place).token(token).send().expect(200).json();
        for moving in ["asOf", "generatedAt"] {
            if let Some(members) = answer.as_object_mut() {
                members.remove(moving);
            }
        }
        format!("{place}: {answer}")
    })
    .collect()
}

/// Registers days of 2024 until it is told to stop; how many were acknowledged.
fn write(server: &Process, token: &str, house: &str, stop: &AtomicBool, written: &AtomicU32) {
    let first = NaiveDate::from_ymd_opt(2024, 1, 1).expect("a day");
    for number in 0_u32.. {
        if stop.load(Ordering::SeqCst) {
            return;
        }
        let date = first + Days::new(u64::from(number % 366));
        let path = format!("{}?reason=proef", day(house, &date.to_string()));
        let stand = json!({"bedsOccupied": number % 3, "requests": number / 366 % 900});
        let answer = server.client.put(&path, &stand).token(token).send();
        assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
        written.fetch_add(1, Ordering::SeqCst);
    }
}

/// Tells the writers to stop, also where the test ends early.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// How many revisions a command says it found.
fn revisions_told(said: &str) -> u32 {
    let rest = said.split("revisions ").nth(1).expect("a number of revisions");
    rest.split(',')
        .next()
        .and_then(|number| number.parse().ok())
        .expect("a number")
}

#[test]
fn a_register_in_use_is_backed_up_and_comes_back_whole() {
    let database = network();
    let token = coordinator(&database);
    let files = Files::new();
    let server = Process::serve(&database);
    let (stop, written) = (AtomicBool::new(false), AtomicU32::new(0));
    let at = |name: &str| files.path(name).to_str().expect("UTF-8").to_owned();
    let backup = |name: &str| run_on(&database, &["backup", &at(name)]).output();
    std::thread::scope(|scope| {
        for house in ["de-linde", "het-baken", "de-vlinder"] {
            let (server, token, stop, written) = (&server, &token, &stop, &written);
            scope.spawn(move || write(server, token, house, stop, written));
        }
        let _stop = Stop(&stop);
        for number in 0..3 {
            let so_far = written.load(Ordering::SeqCst);
            while written.load(Ordering::SeqCst) < so_far + 10 {
                std::thread::sleep(Duration::from_millis(1));
            }
            let before = written.load(Ordering::SeqCst);
            let said = backup(&format!("{number}.db"));
            let after = written.load(Ordering::SeqCst);
            // Each of three may have written one that is not answered yet.
            assert!(
                (before..=after + 3).contains(&revisions_told(&said)),
                "{before}, {after}: {said}"
            );
            let restored = Database::file();
            let again = run_on(&restored, &["restore", &at(&format!("{number}.db"))]).output();
            let fingerprint = said.split("houses").nth(1).expect("what was found");
            assert!(again.ends_with(fingerprint), "{again} and {said}");
            assert_eq!(
                everything(path(&restored)),
                everything(&files.path(&format!("{number}.db")))
            );
        }
    });
    let told = answers(&server, &token);
    // A token's last use is written a while later, so it is compared where nobody uses one any more.
    server.tell_to_stop();
    server.end();
    backup("last.db");
    let restored = Database::file();
    run_on(&restored, &["restore", &at("last.db")]).output();
    assert_eq!(everything(path(&restored)), everything(path(&database)));
    assert!(
        everything(path(&restored)).len() > 60,
        "there is something to compare"
    );
    let again = Process::serve(&restored);
    assert_eq!(answers(&again, &token), told);
    let stand = json!({"bedsOccupied": 2});
    let next = format!("{}?reason=proef", day("de-heide", "2024-02-01"));
    again.client.put(&next, &stand).token(&token).send().expect(201);
    run_on(&restored, &["verify"]).output();
}

#[test]
fn a_backup_is_for_its_owner_and_replaces_nothing() {
    let database = network();
    let files = Files::new();
    let file = files.path("backup.db");
    let name = file.to_str().expect("UTF-8");
    let said = run_on(&database, &["backup", name]).output();
    let size = std::fs::metadata(&file).expect("a file").len();
    assert!(
        said.starts_with(&format!(
            "{name}: {size} bytes, houses 0, revisions 0, fingerprint "
        )),
        "{said}"
    );
    let mode = std::fs::metadata(&file).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let before = std::fs::read(&file).expect("a file");
    let said = run_on(&database, &["backup", name]).complaint();
    assert!(said.contains("never replaces another file"), "{said}");
    assert_eq!(std::fs::read(&file).expect("a file"), before);
    let left: Vec<_> = std::fs::read_dir(files.path(".")).expect("a folder").collect();
    assert_eq!(left.len(), 1, "nothing else is left: {left:?}");
    let said = run_on(&database, &["verify", name]).output();
    assert!(said.starts_with("houses 0, revisions 0, "), "{said}");
    assert_eq!(
        std::fs::read(&file).expect("a file"),
        before,
        "it is only looked at"
    );
}

#[test]
fn a_killed_backup_leaves_nothing_under_its_name() {
    let database = network();
    let files = Files::new();
    let mut whole = 0;
    for number in 0..12 {
        let file = files.path(&format!("{number}.db"));
        let mut child = Command::new(env!("CARGO_BIN_EXE_hospice-capacity"))
            .arg("backup")
            .arg(&file)
            .env("DATABASE_URL", database.url())
            .stdout(std::process::Stdio::null())
            .spawn()
            .expect("a program that runs");
        std::thread::sleep(Duration::from_millis(4 * number));
        child.kill().expect("a process to kill");
        child.wait().expect("its end");
        if file.exists() {
            whole += 1;
            let name = file.to_str().expect("UTF-8");
            run_on(&database, &["verify", name]).output();
        }
    }
    assert!(whole < 12, "some were killed before they were whole");
    let file = files.path("last.db");
    run_on(&database, &["backup", file.to_str().expect("UTF-8")]).output();
}

#[test]
fn a_register_that_was_meddled_with_is_backed_up_but_not_in_silence() {
    let database = network();
    let token = coordinator(&database);
    let server = Process::serve(&database);
    let path = format!("{}?reason=proef", day("de-linde", "2024-02-01"));
    let stand = json!({"bedsOccupied": 2});
    server.client.put(&path, &stand).token(&token).send().expect(201);
    database
        .execute("UPDATE registration_revisions SET deaths = 1")
        .expect("SQL");
    let files = Files::new();
    let name = files.path("backup.db").to_str().expect("UTF-8").to_owned();
    let said = run_on(&database, &["backup", &name]).complaint();
    assert!(
        said.contains("house de-linde, 2024-02-01, revision 1: it does not fit its hash"),
        "{said}"
    );
    assert!(said.contains("was written all the same"), "{said}");
    let said = run_on(&database, &["verify", &name]).complaint();
    assert!(
        said.contains("house de-linde, 2024-02-01, revision 1: it does not fit its hash"),
        "{said}"
    );
    let restored = Database::file();
    let said = run_on(&restored, &["restore", &name]).complaint();
    assert!(
        said.contains("house de-linde, 2024-02-01, revision 1: it does not fit its hash"),
        "{said}"
    );
    assert!(!self::path(&restored).exists(), "nothing is put in place");
}

#[test]
fn only_a_whole_register_of_a_known_version_is_restored() {
    let database = network();
    let files = Files::new();
    let good = files.path("good.db");
    run_on(&database, &["backup", good.to_str().expect("UTF-8")]).output();
    let bytes = std::fs::read(&good).expect("a file");
    let changed = |name: &str, sql: &str| {
        let file = files.write(name, &bytes);
        let mut connection = SqliteConnection::establish(&file).expect("the file");
        diesel::connection::SimpleConnection::batch_execute(&mut connection, sql).expect(sql);
        file
    };
    let empty = files.path("empty.db").to_str().expect("UTF-8").to_owned();
    diesel::connection::SimpleConnection::batch_execute(
        &mut SqliteConnection::establish(&empty).expect("a file"),
        "CREATE TABLE others (id INTEGER)",
    )
    .expect("a table");
    let mut damaged = bytes.clone();
    for byte in damaged.iter_mut().skip(4096).step_by(97).take(400) {
        *byte ^= 0x55;
    }
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000001')";
    for (file, expected, reason) in [
        (
            files.path("none.db").to_str().expect("UTF-8").to_owned(),
            "cannot be read",
            "no file",
        ),
        (
            files.write("nothing.db", ""),
            "it is no SQLite file",
            "an empty file",
        ),
        (
            files.write("text.db", "SELECT 1;\n".repeat(9000)),
            "it is no SQLite file",
            "a text",
        ),
        (
            files.write("half.db", &bytes[..bytes.len() / 2]),
            "it is cut off",
            "half a file",
        ),
        (
            files.write("less.db", &bytes[..bytes.len() - 1]),
            "it is cut off",
            "one byte less",
        ),
        (files.write("damaged.db", &damaged), "damaged", "a damaged file"),
        (
            empty,
            "it is no register of this program",
            "another program's file",
        ),
        (
            changed("newer.db", newer),
            "newer version of this program (29991231000001",
            "a newer version",
        ),
    ] {
        let restored = Database::file();
        let said = run_on(&restored, &["restore", &file]).complaint();
        assert!(
            said.contains(expected) && said.contains(&file),
            "{reason}: {said}"
        );
        let folder = path(&restored).parent().expect("a folder");
        let left: Vec<_> = std::fs::read_dir(folder).expect("a folder").collect();
        assert!(left.is_empty(), "{reason}: {left:?}");
    }
}

#[test]
fn nothing_is_restored_over_a_register_or_what_one_left() {
    let database = network();
    let files = Files::new();
    let good = files.path("good.db").to_str().expect("UTF-8").to_owned();
    run_on(&database, &["backup", &good]).output();
    let before = everything(path(&database));
    let said = run_on(&database, &["restore", &good]).complaint();
    assert!(said.contains("only restored where there is none"), "{said}");
    assert_eq!(everything(path(&database)), before);
    let left = Database::file();
    let log = format!("{}-wal", path(&left).display());
    std::fs::write(&log, "what another left").expect("a file");
    let said = run_on(&left, &["restore", &good]).complaint();
    assert!(said.contains("only restored where there is none"), "{said}");
    // A file without anything in it, as a service manager makes it, is no register.
    let reserved = Database::file();
    std::fs::write(path(&reserved), "").expect("a file");
    run_on(&reserved, &["restore", &good]).output();
    run_on(&reserved, &["verify"]).output();
}

#[test]
fn a_backup_of_an_older_version_is_brought_to_this_one() {
    let database = network();
    let token = coordinator(&database);
    let server = Process::serve(&database);
    let day = format!("{}?reason=proef", day("de-linde", "2024-02-01"));
    server
        .client
        .put(&day, &json!({"bedsOccupied": 2}))
        .token(&token)
        .send()
        .expect(201);
    drop(server);
    let down = include_str!("../../../migrations/20261123000013_revision_hashes/down.sql");
    let older = "DELETE FROM __diesel_schema_migrations WHERE version = '20261123000013'";
    database
        .execute(&format!("{down}; {older}"))
        .expect("an older version");
    let files = Files::new();
    let good = files.path("older.db").to_str().expect("UTF-8").to_owned();
    let said = run_on(&database, &["backup", &good]).output();
    assert!(said.contains("of an older version, not verified"), "{said}");
    let restored = Database::file();
    let said = run_on(&restored, &["restore", &good]).output();
    assert!(
        said.contains("restored, houses 1, revisions 1, fingerprint"),
        "{said}"
    );
}

#[test]
fn on_postgresql_its_own_commands_are_named() {
    let settings = [("DATABASE_URL", "postgres://nobody:s3cret@127.0.0.1:1/none")];
    for (command, expected) in [
        ("backup", "pg_dump --format=custom"),
        ("restore", "pg_restore --no-owner"),
    ] {
        let said = run(&settings, &[command, "file"]).complaint();
        assert!(
            said.contains(expected) && said.contains("docs/backup.md"),
            "{said}"
        );
        assert!(!said.contains("s3cret"), "{said}");
    }
}
