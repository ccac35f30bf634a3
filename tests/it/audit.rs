//! The audit log: who came in, who was refused, whose access changed, and who took data out.

use hospice_capacity::app::audit::{flush_refusals, forget_old};
use hospice_capacity::domain::access::Role;
use serde_json::{Value, json};

use crate::harness::{Server, TODAY, block_on, places, repository, run_on};
use crate::pages::{Browser, page, sign_in};

const EVENTS: &str = "/v1/audit-events";

/// The events of some kinds, the latest first, without those of the harness itself.
#[track_caller]
fn events(server: &Server, query: &str) -> Vec<Value> {
    block_on(flush_refusals(&server.app, true));
    let answer = server
        .get(&format!("{EVENTS}?{query}"))
        .token(&server.coordinator())
        .send()
        .expect(200);
    answer.json().as_array().expect("a list").clone()
}

/// The only event of a kind.
#[track_caller]
fn only(server: &Server, kind: &str) -> Value {
    let events = events(server, &format!("kind={kind}"));
    assert_eq!(events.len(), 1, "{events:?}");
    events[0].clone()
}

#[track_caller]
fn expect(event: &Value, members: &Value) {
    for (name, value) in members.as_object().expect("members") {
        assert_eq!(&event[name], value, "{name}: {event}");
    }
}

#[test]
fn who_signs_in_and_out_is_written_down_with_it() {
    let server = Server::start();
    let browser = Browser::sign_in(&server, &server.reporter("de-linde"));
    let signed_in = only(&server, "sign_in");
    expect(
        &signed_in,
        &json!({"outcome": "done", "name": "Test Reporter", "addressRange": "127.0.0.0/24", "number": 1,
            "occurredAt": "2026-11-20T08:00:00Z", "lastOccurredAt": "2026-11-20T08:00:00Z", "subjectId": null}),
    );
    browser.post("/afmelden", &[]).send().expect(303);
    let signed_out = only(&server, "sign_out");
    assert_eq!(signed_out["tokenId"], signed_in["tokenId"]);
    browser.post("/afmelden", &[]).send().expect(303);
    only(&server, "sign_out");
}

#[test]
fn a_wrong_code_is_written_down_and_so_is_one_too_many() {
    let server = Server::start();
    for _ in 0..20 {
        sign_in(&server, "hc_aaaaaaaaaaaa_b").expect(403);
    }
    sign_in(&server, "hc_aaaaaaaaaaaa_b").expect(429);
    let refused = events(&server, "kind=sign_in_refused");
    let number = |outcome: &str| -> u64 {
        let alike = refused.iter().filter(|event| event["outcome"] == outcome);
        alike
            .map(|event| event["number"].as_u64().expect("a number"))
            .sum()
    };
    assert_eq!((number("not_recognised"), number("too_many")), (20, 1));
    expect(
        &refused[0],
        &json!({"tokenId": null, "name": null, "addressRange": "127.0.0.0/24"}),
    );
    assert_eq!(events(&server, "kind=access_refused"), [] as [Value; 0]);
}

#[test]
fn a_refusal_says_who_where_they_are_known_and_what_they_wanted() {
    let server = Server::start();
    let reporter = server.reporter("de-linde");
    server.get(EVENTS).token(&reporter).send().expect(403);
    expect(
        &only(&server, "access_refused"),
        &json!({"outcome": "not_allowed", "name": "Test Reporter", "method": "GET", "route": "/v1/audit-events"}),
    );
}

#[test]
fn a_token_that_nobody_knows_is_written_down_and_a_request_without_one_is_not() {
    let server = Server::start();
    server.get(EVENTS).send().expect(401);
    server.get("/v1/completeness").send().expect(401);
    server.get(EVENTS).token("hc_aaaaaaaaaaaa_b").send().expect(401);
    expect(
        &only(&server, "access_refused"),
        &json!({"outcome": "not_recognised", "tokenId": null, "route": "/v1/audit-events"}),
    );
}

#[test]
fn access_that_is_given_and_taken_is_written_down_with_by_whom() {
    let server = Server::start();
    let browser = Browser::sign_in(&server, &server.coordinator());
    let form = [("name", "Kaart"), ("role", "app"), ("last_day", "2027-11-20")];
    browser.post("/netwerk/toegang", &form).send().expect(200);
    let created = events(&server, "kind=token_created");
    let by_page: Vec<&Value> = created
        .iter()
        .filter(|event| event["addressRange"] == "127.0.0.0/24")
        .collect();
    assert_eq!(by_page.len(), 1, "{created:?}");
    expect(by_page[0], &json!({"name": "Test Coordinator"}));
    // The others are the test's own.
    let others = created.iter().filter(|event| event["name"] == "operator");
    assert_eq!(others.count(), created.len() - 1);
    let id = by_page[0]["subjectId"].as_str().expect("an id");
    let revoke = format!("/netwerk/toegang/{id}/intrekken");
    for _ in 0..2 {
        browser.post(&revoke, &[]).send().expect(303);
    }
    expect(
        &only(&server, "token_revoked"),
        &json!({"subjectId": id, "name": "Test Coordinator", "outcome": "done"}),
    );
}

#[test]
fn a_file_that_is_taken_is_written_down_and_a_look_is_not() {
    let server = Server::start();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 2}));
    let analyst = server.token(Role::Analyst, &[]);
    let path = "/v1/registrations?houseId=de-linde";
    server.get(path).token(&analyst).send().expect(200);
    let as_file = |method: &str| {
        server
            .request(method, &format!("{path}&format=csv"))
            .token(&analyst)
    };
    as_file("HEAD").send().expect(200);
    let taken = as_file("GET").send().expect(200);
    as_file("GET")
        .header("If-None-Match", taken.tag())
        .send()
        .expect(304);
    expect(
        &only(&server, "export"),
        &json!({"outcome": "done", "name": "Test Analyst", "method": "GET", "route": "/v1/registrations",
            "addressRange": "127.0.0.0/24", "number": 1}),
    );
    server
        .get("/v1/statistics?format=xlsx")
        .token(&analyst)
        .send()
        .expect(200);
    assert_eq!(events(&server, "kind=export")[0]["route"], "/v1/statistics");
}

#[test]
fn a_file_taken_by_a_command_is_the_operators() {
    let server = Server::start();
    run_on(&server.database, &["export", "registrations"]).output();
    // The command has the machine's clock.
    let taken = events(&server, "kind=export&until=2999-12-31");
    assert_eq!(taken.len(), 1, "{taken:?}");
    expect(
        &taken[0],
        &json!({"name": "operator", "tokenId": null, "route": null}),
    );
}

#[test]
fn without_its_line_in_the_log_no_file_goes_out_and_a_refusal_is_answered_all_the_same() {
    let server = Server::start();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 2}));
    let (coordinator, reporter) = (server.coordinator(), server.reporter("de-linde"));
    let away = "ALTER TABLE audit_events RENAME TO elsewhere";
    server.database.execute(away).expect("a table");
    let file = server
        .get("/v1/registrations?format=csv")
        .token(&coordinator)
        .send();
    assert_eq!(file.header("Content-Disposition"), None);
    file.problem(500, "internal");
    server
        .get(EVENTS)
        .token(&reporter)
        .send()
        .problem(403, "forbidden");
    block_on(flush_refusals(&server.app, true));
    let back = "ALTER TABLE elsewhere RENAME TO audit_events";
    server.database.execute(back).expect("a table");
    assert_eq!(
        events(&server, "kind=access_refused"),
        [] as [Value; 0],
        "it is lost"
    );
    server
        .get(EVENTS)
        .token(&reporter)
        .send()
        .problem(403, "forbidden");
    only(&server, "access_refused");
}

#[test]
fn a_flood_of_refusals_is_a_few_lines_with_their_number() {
    let server = Server::start();
    for number in 0..300 {
        let made_up = format!("hc_aaaaaaaaa{number:03}_b");
        server.get("/v1/completeness").token(&made_up).send().expect(401);
    }
    let refused = events(&server, "kind=access_refused");
    // One at once, and one for what came after it.
    assert!(refused.len() <= 2, "{}", refused.len());
    let number: u64 = refused
        .iter()
        .map(|event| event["number"].as_u64().expect("a number"))
        .sum();
    assert_eq!(number, 300);
}

#[test]
fn what_was_asked_and_what_was_shown_are_never_in_the_log() {
    let server = Server::start();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 2}));
    let secret = server.coordinator();
    let browser = Browser::sign_in(&server, &secret);
    for path in [
        "/v1/registrations?houseId=de-linde&format=csv",
        "/v1/houses/de-linde/registrations/2026-11-19",
    ] {
        browser.get(path).header("User-Agent", "Curious").send();
        server.get(path).token("hc_aaaaaaaaaaaa_secret").send();
    }
    let all = Value::from(events(&server, "")).to_string();
    assert!(all.contains("/v1/houses/{houseId}/registrations/{date}"), "{all}");
    for word in [
        "de-linde",
        "2026-11-19",
        "127.0.0.1",
        "_secret",
        "Curious",
        "format=csv",
        &secret,
    ] {
        assert!(!all.contains(word), "{word}: {all}");
    }
}

#[test]
fn the_log_is_read_by_page_by_kind_and_by_day() {
    let server = Server::start();
    for _ in 0..3 {
        Browser::sign_in(&server, &server.reporter("de-linde"));
    }
    server.set_clock("2026-11-21T08:00:00Z");
    let late = server.reporter("het-baken");
    Browser::sign_in(&server, &late);
    let seen = |query: &str| events(&server, query).len();
    assert_eq!(seen("kind=sign_in"), 4);
    assert_eq!(seen("kind=sign_in&kind=sign_out&pageSize=3"), 3);
    assert_eq!(seen("kind=sign_in&pageSize=3&page=2"), 1);
    assert_eq!(seen("kind=sign_in&from=2026-11-21"), 1);
    assert_eq!(seen("kind=sign_in&until=2026-11-20"), 3);
    assert_eq!(
        events(&server, "kind=sign_in")[0]["occurredAt"],
        "2026-11-21T08:00:00Z"
    );
    let first = server
        .get(&format!("{EVENTS}?kind=sign_in&pageSize=3"))
        .token(&server.coordinator())
        .send();
    let link = first.header("Link").expect("links");
    assert!(link.contains("page=2>; rel=\"next\""), "{link}");
    let ask = |query: &str| {
        let request = server.get(&format!("{EVENTS}?{query}"));
        request.token(&server.coordinator()).send()
    };
    ask("kind=walked_by").problem(400, "invalid-input");
    ask("from=2026-11-21&until=2026-11-20").problem(409, "conflict");
    ask("page=0").problem(400, "invalid-input");
    ask("page=1&format=csv").problem(409, "conflict");
}

#[test]
fn the_log_is_a_file_too_and_taking_it_is_in_it() {
    let server = Server::start();
    Browser::sign_in(&server, &server.reporter("de-linde"));
    let coordinator = server.coordinator();
    let file = |format: &str| {
        let path = format!("{EVENTS}?kind=sign_in&format={format}");
        server.get(&path).token(&coordinator).send().expect(200)
    };
    let csv = file("csv").text();
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 2, "{csv}");
    assert!(lines[0].starts_with("occurred_at,last_occurred_at,kind,outcome,number,"));
    assert!(
        lines[1].starts_with("2026-11-20T08:00:00Z,2026-11-20T08:00:00Z,sign_in,done,1,"),
        "{csv}"
    );
    assert!(
        file("xlsx")
            .part("xl/worksheets/sheet1.xml")
            .contains("sheetData")
    );
    let taken = events(&server, "kind=export");
    assert_eq!(taken.len(), 2);
    assert_eq!(taken[0]["route"], EVENTS);
}

#[test]
fn a_log_of_more_lines_than_a_file_holds_is_taken_in_parts() {
    let server = Server::start();
    let coordinator = server.coordinator();
    let lines = "INSERT INTO audit_events (id, kind, outcome, occurred_at, last_occurred_at, number) \
                 WITH RECURSIVE line (number) AS \
                 (SELECT 1 UNION ALL SELECT number + 1 FROM line WHERE number <= 20000) \
                 SELECT 'line ' || number, 'sign_out', 'done', '2026-11-19 12:00:00', '2026-11-19 12:00:00', 1 \
                 FROM line";
    server.database.execute(lines).expect("20,001 lines");
    let of = |query: &str| {
        server
            .get(&format!("{EVENTS}?{query}"))
            .token(&coordinator)
            .send()
    };
    let problem = of("format=csv").problem(409, "conflict");
    assert_eq!(places(&problem), ["<from>"]);
    assert!(problem.to_string().contains("20000"), "{problem}");
    of("format=csv&from=2026-11-20").expect(200);
    of("page=2&pageSize=100").expect(200);
}

#[test]
fn after_two_years_a_line_is_forgotten() {
    let server = Server::start();
    Browser::sign_in(&server, &server.reporter("de-linde"));
    for (now, lines) in [("2028-11-20T08:00:00Z", 1), ("2028-11-21T08:00:00Z", 0)] {
        server.set_clock(now);
        block_on(forget_old(&server.app)).expect("the database");
        assert_eq!(events(&server, "kind=sign_in").len(), lines, "{now}");
    }
}

#[test]
fn nothing_in_the_program_changes_a_line() {
    let source = std::fs::read_to_string(repository("src/store/audit.rs")).expect("the source");
    let said = |words: &str| source.matches(words).count();
    assert_eq!(said("insert_into(audit_events::table)"), 1);
    assert_eq!(said("diesel::delete("), 1);
    for words in [
        "diesel::update",
        "on_conflict",
        "replace_into",
        "sql_query",
        "save_changes",
    ] {
        assert_eq!(said(words), 0, "{words}");
    }
    let mut folders = vec![repository("src")];
    let mut speak_of_it = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let text = std::fs::read_to_string(&path).expect("its text");
                let is_table = text.contains("audit_events::") || text.contains("audit_events (");
                let is_handler = path.ends_with("http/router.rs");
                if is_table && !is_handler {
                    speak_of_it.push(path.strip_prefix(repository("src")).expect("a file").to_owned());
                }
            }
        }
    }
    speak_of_it.sort();
    assert_eq!(
        speak_of_it,
        ["store/audit.rs", "store/schema.rs"].map(std::path::PathBuf::from)
    );
}

#[test]
fn the_coordinator_reads_the_log_on_a_page_and_nobody_else_does() {
    let server = Server::start();
    let coordinator = Browser::sign_in(&server, &server.coordinator());
    sign_in(&server, "hc_aaaaaaaaaaaa_b").expect(403);
    block_on(flush_refusals(&server.app, true));
    let text = coordinator.get("/netwerk/auditlog").send().expect(200).text();
    assert!(text.contains("Test Coordinator</b>: aangemeld"), "{text}");
    assert!(
        text.contains("aanmelden geweigerd, onbekend, verlopen of ingetrokken"),
        "{text}"
    );
    let english = coordinator.in_english("/netwerk/auditlog?soort=sign_in_refused");
    let english = english.send().expect(200).text();
    assert!(
        english.contains("sign-in refused, unknown, expired or revoked"),
        "{english}"
    );
    assert!(!english.contains("</b>: signed in"), "{english}");
    for role in [Role::Analyst, Role::Admin] {
        let other = Browser::sign_in(&server, &server.token(role, &[]));
        other.get("/netwerk/auditlog").send().expect(403);
    }
    page(&server, "/netwerk/auditlog").send().expect(303);
}
