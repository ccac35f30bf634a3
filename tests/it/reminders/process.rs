//! The server as a process of its own, with its settings and the machine's clock.

use std::path::Path;

use serde_json::{Value, json};

use crate::harness::{Database, MailServer, NETWORK, Process, run, run_on};

/// A database with one open house that can be mailed; its deadline is the first moment of every day.
fn network(folder: &Path) -> Database {
    let database = Database::new();
    let mut network: Value = serde_json::from_str(NETWORK).expect("a network");
    let mut house = network["houses"][0].take();
    house["reporting"] = json!({"reportsBy": "00:00", "remindAt": ["registratie@de-linde.example"]});
    let file = folder.join("network.json");
    std::fs::write(&file, json!([house]).to_string()).expect("a file");
    let file = file.to_str().expect("UTF-8");
    run_on(&database, &["import", "houses", file]).output();
    database
}

fn mail_settings(url: &str) -> [(&str, &str); 3] {
    [
        ("HOSPICE_SMTP_URL", url),
        ("HOSPICE_MAIL_FROM", "register@network.example"),
        ("HOSPICE_PUBLIC_URL", "https://register.example"),
    ]
}

#[test]
fn a_server_reminds_at_its_start_and_a_second_one_does_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = network(folder.path());
    let mail = MailServer::start();
    let url = mail.url();
    let server = Process::serve_with(&database, &mail_settings(&url));
    let letter = mail.next();
    assert_eq!(letter.to, ["registratie@de-linde.example"]);
    assert!(
        letter
            .text()
            .contains("https://register.example/vandaag/de-linde/")
    );
    server.tell_to_stop();
    assert_eq!(server.end(), Some(0));
    let sent = "SELECT COUNT(*) FROM reminders WHERE sent_at IS NOT NULL";
    assert_eq!(database.number(sent), 1, "what was being sent is known to be out");

    let server = Process::serve_with(&database, &mail_settings(&url));
    server.client.get("/readyz").send().expect(200);
    server.tell_to_stop();
    assert_eq!(server.end(), Some(0));
    let days = database.number("SELECT COUNT(*) FROM reminders");
    assert_eq!(i64::try_from(mail.letters().len()), Ok(days), "one for each day");
}

#[test]
fn without_a_mail_server_nobody_is_reminded() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = network(folder.path());
    let [_, from, public_url] = mail_settings("");
    let server = Process::serve_with(&database, &[from, public_url]);
    server.client.get("/readyz").send().expect(200);
    server.tell_to_stop();
    assert_eq!(server.end(), Some(0));
    assert_eq!(database.number("SELECT COUNT(*) FROM reminders"), 0);
}

#[test]
fn settings_that_are_missing_are_named_and_the_password_is_not_repeated() {
    let url = "smtps://user:geheim@mail.example";
    let complaint = run(&[("HOSPICE_SMTP_URL", url)], &["serve"]).complaint();
    for name in ["HOSPICE_MAIL_FROM", "HOSPICE_PUBLIC_URL"] {
        assert!(complaint.contains(&format!("{name} must be set")), "{complaint}");
    }
    let wrong = mail_settings("imap://user:geheim@mail.example");
    let faulty = run(&wrong, &["serve"]).complaint();
    assert!(faulty.contains("HOSPICE_SMTP_URL must be"), "{faulty}");
    assert!(!complaint.contains("geheim") && !faulty.contains("geheim"));
}
