//! Importing a file over HTTP: all or nothing, faults by row, and once for each key.

use std::sync::Arc;

use hospice_capacity::app::Settings;
use serde_json::{Value, json};

use crate::concurrency::at_once;
use crate::harness::{Answer, Database, NETWORK, NOW, Process, Server, TODAY, day, places, run_on};

const HEADER: &str = "house_id,date,beds_occupied\n";

struct Post<'a> {
    server: &'a Server,
    token: String,
}

impl<'a> Post<'a> {
    fn to(server: &'a Server) -> Self {
        let token = server.coordinator();
        Self { server, token }
    }

    fn send(&self, query: &str, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Answer {
        let mut request = self.server.request("POST", &format!("/v1/imports{query}"));
        request = request.token(&self.token);
        if !headers.iter().any(|(name, _)| *name == "Content-Type") {
            request = request.header("Content-Type", "text/csv");
        }
        for (name, value) in headers {
            request = request.header(name, value);
        }
        request.body(body).send()
    }

    fn keyed(&self, key: &str, body: &str) -> Answer {
        self.send("", &[("Idempotency-Key", key)], body)
    }
}

fn revisions(server: &Server) -> i64 {
    server
        .database
        .number("SELECT COUNT(*) FROM registration_revisions")
}

fn keys(server: &Server) -> i64 {
    server.database.number("SELECT COUNT(*) FROM keyed_imports")
}

/// The lines and columns of the faults that a problem names.
fn lines(problem: &Value) -> Vec<(u64, String)> {
    let errors = problem["errors"].as_array().expect("faults");
    errors
        .iter()
        .map(|error| {
            let column = error["column"].as_str().unwrap_or("-").to_owned();
            (error["line"].as_u64().expect("a line"), column)
        })
        .collect()
}

#[test]
fn rows_are_created_corrected_or_unchanged_and_stand_in_the_history() {
    let server = Server::start();
    let post = Post::to(&server);
    server.register("de-linde", "2026-11-18", &json!({"bedsOccupied": 1}));
    server.register("de-linde", "2026-11-19", &json!({"bedsOccupied": 2}));
    let file = format!("{HEADER}de-linde,2026-11-18,1\nde-linde,2026-11-19,3\nhet-baken,2024-02-29,2\n");
    let report = post
        .send("?reason=Uit%20de%20map", &[], file.as_str())
        .expect(200);
    assert_eq!(report.header("Content-Type"), Some("application/json"));
    let expected = json!({"dryRun": false, "rows": 3, "created": 1, "corrected": 1, "unchanged": 1});
    assert_eq!(report.json(), expected);
    let path = format!("{}/revisions", day("de-linde", "2026-11-19"));
    let history = server.get(&path).token(&post.token).send().expect(200).json();
    assert_eq!(history[1]["stand"]["bedsOccupied"], 3);
    assert_eq!(history[1]["reason"], "Uit de map");
    assert_eq!(history[1]["reportedBy"], "Test Coordinator");
    assert_eq!(history[1]["reportedAt"], NOW);
    let again = post.send("", &[], file.as_str()).expect(200).json();
    assert_eq!(again["unchanged"], 3);
    assert_eq!(revisions(&server), 4);
    let counted = "SELECT CAST(SUM(number) AS BIGINT) FROM house_changes";
    assert_eq!(server.database.number(counted), 4, "what is counted follows");
}

#[test]
fn what_is_imported_shows_on_the_board_at_once() {
    let server = Server::start();
    let post = Post::to(&server);
    post.send("", &[], format!("{HEADER}de-linde,{TODAY},3\n"))
        .expect(200);
    assert_eq!(server.offer("de-linde")["bedsFree"], 1);
}

#[test]
fn a_dry_run_stores_nothing_not_even_its_key() {
    let server = Server::start();
    let post = Post::to(&server);
    let file = format!("{HEADER}de-linde,2026-11-18,1\n");
    let headers = [("Idempotency-Key", "k1")];
    let report = post
        .send("?dryRun=true", &headers, file.as_str())
        .expect(200)
        .json();
    assert_eq!(report["dryRun"], true);
    assert_eq!(report["created"], 1);
    assert_eq!((revisions(&server), keys(&server)), (0, 0));
    let report = post
        .send("?dryRun=false", &headers, file.as_str())
        .expect(200)
        .json();
    assert_eq!(report["dryRun"], false);
    assert_eq!((revisions(&server), keys(&server)), (1, 1));
}

#[test]
fn a_file_may_come_from_excel() {
    let server = Server::start();
    let post = Post::to(&server);
    for (content, reason) in [
        (
            "house_id;date;beds_occupied\nde-linde;2024-01-01;3\n",
            "semicolons",
        ),
        (
            "\u{feff}house_id,date,beds_occupied\nde-linde,2024-01-01,3\n",
            "a mark",
        ),
        (
            "\u{feff}house_id;date;beds_occupied\r\nde-linde;2024-01-01;3\r\n",
            "all, and CR LF",
        ),
        (
            "beds_occupied,date,house_id\n3.0,2024-01-01,de-linde",
            "another order, no line end",
        ),
    ] {
        let report = post.send("", &[], content).expect(200).json();
        assert_eq!(report["rows"], 1, "{reason}");
    }
    assert_eq!(revisions(&server), 1);
    let empty = post.send("", &[], HEADER).expect(200).json();
    assert_eq!(empty["rows"], 0);
}

#[test]
fn what_cannot_be_read_is_400_and_what_does_not_fit_409_with_all_faults_by_row() {
    let server = Server::start();
    let post = Post::to(&server);
    let good = "de-linde,2026-11-18,1\n";
    for (rows, status, kind, expected) in [
        (
            "de-linde,2026-02-30,x\nde-heide,2026-11-18\nDe Linde,2026-11-18,1\n",
            400,
            "invalid-input",
            vec![(3, "date"), (3, "beds_occupied"), (4, "-"), (5, "house_id")],
        ),
        (
            "niemand,2026-11-18,1\nde-linde,2026-11-19,5\nde-linde,2999-01-01,1\nde-linde,2026-11-18,2\nde-linde,2000-01-01,1\n",
            409,
            "conflict",
            vec![
                (3, "house_id"),
                (4, "beds_occupied"),
                (5, "date"),
                (6, "date"),
                (7, "date"),
            ],
        ),
    ] {
        let answer = post.send("", &[], format!("{HEADER}{good}{rows}"));
        let problem = answer.problem(status, kind);
        let expected: Vec<(u64, String)> = expected
            .into_iter()
            .map(|(line, column)| (line, column.to_owned()))
            .collect();
        assert_eq!(lines(&problem), expected, "{rows}");
    }
    for (file, column) in [
        ("", "-"),
        ("huis;datum\n", "huis"),
        ("house_id,date\n", "beds_occupied"),
    ] {
        let problem = post.send("", &[], file).problem(400, "invalid-input");
        assert_eq!(lines(&problem)[0], (1, column.to_owned()), "{file:?}");
    }
    assert_eq!(revisions(&server), 0);
}

#[test]
fn latin_1_is_named_where_it_stands_in_both_languages() {
    let server = Server::start();
    let post = Post::to(&server);
    let file = b"house_id,date,beds_occupied\nde-linde,2026-11-18,1\ncaf\xe9,2026-11-18,1\n";
    let problem = post.send("", &[], file).problem(400, "invalid-input");
    assert_eq!(lines(&problem), [(3, "house_id".to_owned())]);
    assert_eq!(
        problem["detail"],
        "Dit is geen UTF-8: sla het bestand op als CSV UTF-8."
    );
    let english = post
        .send("", &[("Accept-Language", "en")], file)
        .problem(400, "invalid-input");
    assert_eq!(
        english["detail"],
        "This is not UTF-8: save the file as CSV UTF-8."
    );
}

#[test]
fn of_many_faults_a_hundred_are_named_and_the_others_counted() {
    let server = Server::start();
    let post = Post::to(&server);
    for (bad, status, kind) in [
        ("de-linde,2026-11-18,x\n", 400, "invalid-input"),
        ("niemand,2026-11-18,1\n", 409, "conflict"),
    ] {
        let rows: String = (0..250).map(|_| bad).collect();
        let problem = post
            .send("", &[], format!("{HEADER}{rows}"))
            .problem(status, kind);
        assert_eq!(problem["errors"].as_array().map(Vec::len), Some(100), "{bad}");
        assert_eq!(
            problem["detail"],
            "Er zijn 250 fouten gevonden; de eerste 100 staan onder errors."
        );
    }
}

#[test]
fn a_file_of_other_bytes_or_too_many_of_them_is_not_read() {
    let server = Server::start();
    let post = Post::to(&server);
    let file = format!("{HEADER}de-linde,2026-11-18,1\n");
    for content_type in [
        "",
        "application/json",
        "text/plain",
        "text/csvx",
        "text/csv; charset=iso-8859-1",
        "application/vnd.ms-excel",
    ] {
        let answer = post.send("", &[("Content-Type", content_type)], file.as_str());
        answer.problem(415, "unsupported-media-type");
    }
    let coded = post.send("", &[("Content-Encoding", "gzip")], file.as_str());
    coded.problem(415, "unsupported-media-type");
    for content_type in [
        "text/csv; charset=UTF-8",
        "Text/CSV; header=present; charset=\"utf-8\"",
    ] {
        post.send("?dryRun=true", &[("Content-Type", content_type)], file.as_str())
            .expect(200);
    }
    let most = 10 * 1024 * 1024;
    let mut large = file.into_bytes();
    large.resize(most, b'\n');
    let report = post.send("", &[], large.clone()).expect(200).json();
    assert_eq!(report["rows"], 1, "as large as may be, with empty lines");
    large.push(b'\n');
    post.send("", &[], large).problem(413, "payload-too-large");
}

#[test]
fn unknown_parameters_and_keys_that_are_none_are_refused_at_once() {
    let server = Server::start();
    let post = Post::to(&server);
    let long = "x".repeat(256);
    let problem = post.send("?dryRun=yes&reason=&dry=1", &[("Idempotency-Key", &long)], "");
    let problem = problem.problem(400, "invalid-input");
    let mut names: Vec<_> = places(&problem);
    names.sort();
    assert_eq!(names, ["<Idempotency-Key>", "<dry>", "<dryRun>", "<reason>"]);
    for key in ["", "a b", "caf\u{e9}"] {
        let problem = post.keyed(key, HEADER).problem(400, "invalid-input");
        assert_eq!(places(&problem), ["<Idempotency-Key>"], "{key:?}");
    }
}

#[test]
fn the_same_request_with_the_same_key_gets_the_same_answer_and_does_nothing() {
    let server = Server::start();
    let post = Post::to(&server);
    let file = format!("{HEADER}de-linde,2026-11-18,1\nde-linde,2026-11-19,1\n");
    let first = post.keyed("\"k-1\"", &file).expect(200);
    assert_eq!(first.json()["created"], 2);
    // What happened since does not matter to the answer, and is not undone by the repetition.
    server.register("de-linde", "2026-11-19", &json!({"bedsOccupied": 4}));
    for key in ["\"k-1\"", "k-1"] {
        let again = post.keyed(key, &file).expect(200);
        assert_eq!(again.bytes, first.bytes, "{key}");
        assert_eq!(again.tag(), first.tag());
    }
    assert_eq!(revisions(&server), 3);
    let other_key = post.keyed("k-2", &file).expect(200).json();
    assert_eq!(other_key["corrected"], 1);
}

#[test]
fn a_key_belongs_to_one_request_of_one_token() {
    let server = Server::start();
    let post = Post::to(&server);
    let file = format!("{HEADER}de-linde,2026-11-18,1\n");
    post.keyed("k", &file).expect(200);
    let other = file.replace(",1\n", ",2\n");
    let problem = post.keyed("k", &other).problem(409, "conflict");
    assert_eq!(places(&problem), ["<Idempotency-Key>"]);
    let with_reason = post.send("?reason=x", &[("Idempotency-Key", "k")], file.as_str());
    with_reason.problem(409, "conflict");
    assert_eq!(revisions(&server), 1);
    let somebody_else = Post::to(&server);
    somebody_else.keyed("k", &other).expect(200);
    assert_eq!(revisions(&server), 2);
}

#[test]
fn what_was_refused_may_be_sent_again_with_its_key() {
    let server = Server::start();
    let post = Post::to(&server);
    let file = format!("{HEADER}het-nieuwe,2026-11-18,1\n");
    post.keyed("k", &file).problem(409, "conflict");
    assert_eq!(keys(&server), 0);
    server.add_house("het-nieuwe", |_| ());
    assert_eq!(post.keyed("k", &file).expect(200).json()["created"], 1);
}

#[test]
fn a_key_is_kept_for_a_day_and_then_removed() {
    let server = Server::start();
    let token = server.expiring_token(
        hospice_capacity::domain::access::Role::Coordinator,
        &[],
        server.app.now() + chrono::TimeDelta::days(9),
    );
    let post = Post {
        server: &server,
        token: token.1,
    };
    let file = format!("{HEADER}de-linde,2026-11-18,1\n");
    post.keyed("k", &file).expect(200);
    server.set_clock("2026-11-21T08:00:00Z");
    assert_eq!(post.keyed("k", &file).expect(200).json()["created"], 1);
    server.set_clock("2026-11-21T08:00:01Z");
    assert_eq!(post.keyed("k", &file).expect(200).json()["unchanged"], 1);
    assert_eq!(keys(&server), 1);
}

#[test]
fn of_many_at_once_with_one_key_one_is_done() {
    let server = Server::start();
    let post = Post::to(&server);
    let file = format!("{HEADER}de-linde,2026-11-18,1\nde-heide,2026-11-18,1\n");
    let answers = at_once(8, |_| {
        let answer = post.keyed("k", &file);
        (answer.status, answer.json())
    });
    let done: Vec<_> = answers.iter().filter(|(status, _)| *status == 200).collect();
    assert!(!done.is_empty(), "{answers:?}");
    for (status, answer) in &answers {
        if *status == 200 {
            assert_eq!(answer["created"], 2);
        } else {
            assert_eq!(*status, 409, "{answer}");
            assert_eq!(answer["errors"][0]["parameter"], "Idempotency-Key");
        }
    }
    assert_eq!((revisions(&server), keys(&server)), (2, 1));
}

#[test]
fn the_same_key_is_refused_while_the_first_request_is_under_way() {
    let server = Server::start();
    let other = Server::on(Arc::clone(&server.database), Settings::default());
    let post = Post::to(&server);
    let elsewhere = Post {
        server: &other,
        token: post.token.clone(),
    };
    let file = format!("{HEADER}de-linde,2026-11-18,1\n");
    let lock = server.database.lock();
    // Nobody can get further than the lock, so whoever is answered before it is gone is refused.
    std::thread::scope(|scope| {
        let (answer, answers) = std::sync::mpsc::channel();
        let mut posts = vec![&post, &post];
        if server.database.is_postgres() {
            // There another server learns of it from the database.
            posts.push(&elsewhere);
        }
        let refused = posts.len() - 1;
        for post in posts {
            let (answer, file) = (answer.clone(), &file);
            scope.spawn(move || answer.send(post.keyed("k", file)).expect("a test that waits"));
        }
        for _ in 0..refused {
            let problem = answers.recv().expect("an answer").problem(409, "conflict");
            assert_eq!(places(&problem), ["<Idempotency-Key>"]);
            let detail = problem["detail"].as_str().expect("a sentence");
            assert!(detail.contains("nog onderweg"), "{detail}");
        }
        drop(lock);
        let done = answers.recv().expect("an answer").expect(200).json();
        assert_eq!(done["created"], 1);
    });
    for post in [&post, &elsewhere] {
        assert_eq!(post.keyed("k", &file).expect(200).json()["created"], 1);
    }
    assert_eq!(revisions(&server), 1);
}

#[test]
fn a_server_that_dies_in_the_middle_leaves_its_key_free() {
    let database = Database::new();
    let folder = tempfile::tempdir().expect("a folder");
    let network = folder.path().join("network.json");
    std::fs::write(&network, NETWORK).expect("a file");
    let network = network.to_str().expect("UTF-8");
    run_on(&database, &["import", "houses", network]).output();
    let arguments = ["token", "create", "--role", "coordinator", "--name", "Test"];
    let token = run_on(&database, &arguments).output();
    let send = |server: &Process| {
        let post = server.client.request("POST", "/v1/imports").token(token.trim());
        let post = post
            .header("Content-Type", "text/csv")
            .header("Idempotency-Key", "k");
        post.body(format!("{HEADER}de-linde,2024-01-01,1\n")).send()
    };
    let server = Process::serve(&database);
    let lock = database.lock();
    std::thread::scope(|scope| {
        let (answer, answers) = std::sync::mpsc::channel();
        let running: Vec<_> = (0..2)
            .map(|_| {
                let (answer, send, server) = (answer.clone(), &send, &server);
                scope.spawn(move || answer.send(send(server)).expect("a test that waits"))
            })
            .collect();
        // One is refused, so the other is under way; it gets no answer.
        answers.recv().expect("an answer").problem(409, "conflict");
        server.kill_now();
        let ends: Vec<bool> = running.into_iter().map(|thread| thread.join().is_ok()).collect();
        assert!(ends.contains(&false), "{ends:?}");
    });
    drop(lock);
    let server = Process::serve(&database);
    let report = send(&server).expect(200).json();
    assert_eq!(report["created"], 1);
    assert_eq!(send(&server).expect(200).json()["created"], 1);
}
