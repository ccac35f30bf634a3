//! `token`: handed out once, listed without their secrets, revoked at once.

use super::network;
use crate::harness::{Process, run_on};

#[test]
fn a_token_is_shown_once_and_listed_without_its_secret() {
    let database = network();
    let arguments = [
        "token",
        "create",
        "--role",
        "reporter",
        "--house",
        "de-linde",
        "--house",
        "de-heide",
        "--name",
        "De Linde, telefoon",
        "--expires",
        "2999-01-31",
    ];
    let created = run_on(&database, &arguments);
    let said = created.errors.clone();
    let text = created.output().trim().to_owned();
    assert_eq!(
        text.lines().count(),
        1,
        "nothing but the token goes to the standard output"
    );
    let (id, secret) = text
        .strip_prefix("hc_")
        .and_then(|rest| rest.split_once('_'))
        .expect("a token");
    assert!(
        said.contains(&format!("token {id} is valid until 2999-01-31T23:00:00Z")),
        "{said}"
    );
    assert!(!said.contains(secret), "{said}");

    run_on(
        &database,
        &["token", "create", "--role", "admin", "--name", "Beheer"],
    )
    .output();
    let list = run_on(&database, &["token", "list"]).output();
    let lines: Vec<&str> = list.lines().collect();
    assert_eq!(lines.len(), 2, "{list}");
    let expected = format!(
        "{id}\treporter\tDe Linde, telefoon\tvalid\tuntil 2999-01-31T23:00:00Z\tlast used never\tde-heide,de-linde"
    );
    assert!(lines.contains(&expected.as_str()), "{list}");
    assert!(!list.contains(secret), "{list}");
}

#[test]
fn a_revoked_token_is_refused_at_once_by_a_running_server() {
    let database = network();
    let server = Process::serve(&database);
    let create = ["token", "create", "--role", "coordinator", "--name", "Test"];
    let token = run_on(&database, &create).output().trim().to_owned();
    let ask = || server.client.get("/v1/registrations").token(&token).send();
    ask().expect(200);
    let id = &token[3..15];
    let output = run_on(&database, &["token", "revoke", id]).output();
    assert_eq!(output, format!("token {id} is revoked\n"));
    ask().problem(401, "unauthenticated");
    let list = run_on(&database, &["token", "list"]).output();
    assert!(list.contains("\trevoked\t"), "{list}");
    // To revoke it again harms nothing.
    run_on(&database, &["token", "revoke", id]).output();
}

#[test]
fn a_token_that_makes_no_sense_is_not_handed_out() {
    let database = network();
    for (arguments, expected, code) in [
        (
            vec!["--role", "reporter", "--name", "x"],
            "a reporter needs a house",
            1,
        ),
        (
            vec!["--role", "app", "--house", "de-linde", "--name", "x"],
            "only a reporter has houses",
            1,
        ),
        (
            vec!["--role", "reporter", "--house", "niemand", "--name", "x"],
            "The house niemand is not known",
            1,
        ),
        (
            vec!["--role", "boss", "--name", "x"],
            "a role is one of reporter, app",
            2,
        ),
        (vec!["--role", "app", "--name", "  "], "one line of text", 2),
        (vec!["--role", "app"], "--name", 2),
        (
            vec!["--role", "app", "--name", "x", "--expires", "2027-02-30"],
            "YYYY-MM-DD",
            2,
        ),
    ] {
        let outcome = run_on(&database, &[vec!["token", "create"], arguments.clone()].concat());
        assert_eq!(outcome.code, Some(code), "{arguments:?}: {}", outcome.errors);
        assert!(
            outcome.errors.contains(expected),
            "{arguments:?}: {}",
            outcome.errors
        );
        assert_eq!(outcome.output, "", "{arguments:?}");
    }
    assert_eq!(run_on(&database, &["token", "list"]).output(), "");
    let complaint = run_on(&database, &["token", "revoke", "0123456789ab"]).complaint();
    assert!(
        complaint.contains("there is no token 0123456789ab"),
        "{complaint}"
    );
}
