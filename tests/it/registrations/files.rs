//! Registrations as files: CSV and XLSX, whole, for whoever may read them.

use std::sync::Arc;
use std::time::Duration;

use hospice_capacity::app::export::{prepare, start};
use hospice_capacity::app::filter::Filter;
use hospice_capacity::app::list_registrations::Selection;
use hospice_capacity::app::table::{Form, Separator};
use hospice_capacity::domain::access::Role;
use hospice_capacity::domain::calendar::parse_date;
use hospice_capacity::domain::period::Period;
use serde_json::json;

use crate::harness::{Answer, Server, TODAY, block_on, places, run_on};

const HEADER: &str = "house_id,date,beds_physical,beds_occupied,beds_respite,beds_reserved,beds_in_turnover,\
    beds_closed,closure_reason,admissions,deaths,discharges,requests,requests_redirected,refused_no_bed,\
    refused_other,withdrawals,died_before_admission,waiting_list_active,waiting_list_passive";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Days of two houses, far apart.
fn filled() -> Server {
    let server = Server::start();
    let token = server.coordinator();
    let full = json!({"bedsOccupied": 1, "bedsReserved": 1,
        "closures": [{"reason": "holiday", "beds": 1}, {"reason": "no_nursing", "beds": 1}],
        "admissions": 1, "deaths": 0, "requests": 4, "requestsRedirected": 1,
        "refusals": [{"reason": "no_bed", "count": 1}, {"reason": "no_staff", "count": 2}],
        "waitingListActive": 3});
    for (house, date, stand) in [
        (
            "het-baken",
            "2026-11-19",
            json!({"bedsOccupied": 2, "bedsRespite": 1}),
        ),
        ("de-linde", "2026-11-19", full),
        ("de-linde", "2026-11-20", json!({"bedsOccupied": 0})),
        (
            "de-linde",
            "2026-06-01",
            json!({"bedsOccupied": 4, "discharges": 1}),
        ),
    ] {
        let path = format!("{}?reason=geteld", crate::harness::day(house, date));
        server.put(&path, &stand).token(&token).send().expect(201);
    }
    server
}

fn ask(server: &Server, role: Role, query: &str, accept: &str) -> Answer {
    let houses: &[&str] = if role == Role::Reporter {
        &["de-linde"]
    } else {
        &[]
    };
    let token = server.token(role, houses);
    let get = server.get(&format!("/v1/registrations{query}")).token(&token);
    get.header("Accept", accept).send()
}

fn csv(server: &Server, role: Role, query: &str) -> String {
    ask(server, role, query, "text/csv").expect(200).text()
}

const BAKEN: &str = "het-baken,2026-11-19,6,2,1,,,,,,,,,,,,,,,";
const FULL: &str = "de-linde,2026-11-19,4,1,,1,,2,no_nursing=1 holiday=1,1,0,,4,1,1,2,,,3,";

#[test]
fn csv_has_the_whole_selection_in_the_order_of_days_and_houses() {
    let server = filled();
    let full = FULL.to_owned();
    let answer = ask(&server, Role::Coordinator, "", "text/csv").expect(200);
    let lines: Vec<String> = answer.text().lines().map(str::to_owned).collect();
    assert_eq!(lines[0], HEADER);
    assert_eq!(lines[1], "de-linde,2026-06-01,4,4,,,,,,,,1,,,,,,,,");
    assert_eq!(lines[2].split(',').count(), 20);
    let same_reasons = lines[2].replace("holiday=1 no_nursing=1", "no_nursing=1 holiday=1");
    assert_eq!(same_reasons, full);
    assert_eq!(lines[3], BAKEN);
    assert_eq!(lines[4], "de-linde,2026-11-20,4,0,,,,,,,,,,,,,,,,");
    assert_eq!(lines.len(), 5);
    assert_eq!(
        answer.header("Content-Type"),
        Some("text/csv; charset=utf-8; header=present")
    );
    assert_eq!(
        answer.header("Content-Disposition"),
        Some("attachment; filename=\"registraties-2026-06-01-2026-11-20.csv\"")
    );
    assert_eq!(answer.header("Vary"), Some("Accept"));
    assert_eq!(answer.header("Link"), None);
}

#[test]
fn what_is_exported_over_http_is_what_the_command_exports_and_can_be_imported() {
    let server = filled();
    let over_http = csv(&server, Role::Coordinator, "");
    let command = ["export", "registrations", "--until", TODAY];
    assert_eq!(run_on(&server.database, &command).output(), over_http);
    let command = [&command[..], &["--separator", "semicolon"]].concat();
    let semicolons = csv(&server, Role::Coordinator, "?separator=semicolon");
    assert_eq!(run_on(&server.database, &command).output(), semicolons);
    for file in [over_http, semicolons] {
        let post = server.request("POST", "/v1/imports").token(&server.coordinator());
        let report = post.header("Content-Type", "text/csv").body(file).send();
        assert_eq!(report.expect(200).json()["unchanged"], 4);
    }
}

#[test]
fn semicolons_come_with_the_mark_by_which_excel_knows_utf_8() {
    let server = filled();
    let query = "?separator=semicolon&from=2026-11-20";
    let file = csv(&server, Role::Coordinator, query);
    let expected = format!(
        "\u{feff}{}\nde-linde;2026-11-20;4;0;;;;;;;;;;;;;;;;\n",
        HEADER.replace(',', ";")
    );
    assert_eq!(file, expected);
    assert!(csv(&server, Role::Coordinator, "?separator=comma").starts_with("house_id,"));
}

#[test]
fn a_file_is_narrowed_down_like_a_list() {
    let server = filled();
    for (query, expected) in [
        ("?from=2026-11-19", 3),
        ("?until=2026-06-01", 1),
        ("?from=2026-11-19&until=2026-11-19", 2),
        ("?houseId=het-baken", 1),
        ("?houseId=niemand", 0),
        ("?from=1900-01-01&until=1900-12-31", 0),
        ("?type=high_care_hospice", 0),
        ("?asOf=2026-11-20T07:59:59Z", 0),
        ("?asOf=2026-11-20T08:00:00Z", 4),
    ] {
        let rows = csv(&server, Role::Coordinator, query).lines().count() - 1;
        assert_eq!(rows, expected, "{query}");
        let list = ask(&server, Role::Coordinator, query, "application/json").expect(200);
        assert_eq!(list.json().as_array().map(Vec::len), Some(expected), "{query}");
    }
    let empty = Server::start();
    assert_eq!(csv(&empty, Role::Coordinator, ""), format!("{HEADER}\n"));
}

#[test]
fn a_file_shows_a_past_moment_as_the_register_stood() {
    let server = filled();
    server.set_clock("2026-11-20T09:00:00Z");
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 3}));
    let query = "?from=2026-11-20&asOf=2026-11-20T08:30:00Z";
    assert!(csv(&server, Role::Coordinator, query).contains("de-linde,2026-11-20,4,0,"));
    assert!(csv(&server, Role::Coordinator, "?from=2026-11-20").contains("de-linde,2026-11-20,4,3,"));
}

#[test]
fn an_analyst_gets_the_beds_and_no_flows() {
    let server = filled();
    let file = csv(
        &server,
        Role::Analyst,
        "?from=2026-11-19&until=2026-11-19&houseId=de-linde",
    );
    let (header, row) = file.trim_end().split_once('\n').expect("two lines");
    assert_eq!(header, HEADER);
    let cells: Vec<&str> = row.split(',').collect();
    assert_eq!(cells[..8], ["de-linde", "2026-11-19", "4", "1", "", "1", "", "2"]);
    assert_eq!(cells[9..], [""; 11]);
    let sheet = sheet(&ask(&server, Role::Analyst, "?from=2026-11-19", XLSX).expect(200));
    assert!(
        !sheet.contains("r=\"J2\"") && !sheet.contains("r=\"S2\""),
        "{sheet}"
    );
    assert!(
        csv(&server, Role::Reporter, "?from=2026-11-19").contains(",3,\n"),
        "the house sees its own"
    );
}

#[test]
fn a_reporter_gets_its_own_houses_only() {
    let server = filled();
    let file = csv(&server, Role::Reporter, "");
    assert_eq!(file.lines().count(), 4);
    assert!(!file.contains("het-baken"));
    ask(&server, Role::Reporter, "?houseId=het-baken", "text/csv").problem(403, "forbidden");
    ask(&server, Role::App, "", XLSX).problem(403, "forbidden");
}

#[test]
fn the_form_follows_accept_and_format() {
    let server = filled();
    for (query, accept, expected) in [
        ("", "", "application/json"),
        ("", "*/*", "application/json"),
        ("", "text/*", "text/csv; charset=utf-8; header=present"),
        (
            "",
            "application/xml, text/csv;q=0.5",
            "text/csv; charset=utf-8; header=present",
        ),
        ("", XLSX, XLSX),
        ("?format=xlsx", "application/json", XLSX),
        ("?format=json", "text/csv", "application/json"),
        (
            "?format=json&page=1&pageSize=100&separator=comma",
            "",
            "application/json",
        ),
    ] {
        let answer = ask(&server, Role::Coordinator, query, accept).expect(200);
        assert_eq!(answer.header("Content-Type"), Some(expected), "{query} {accept}");
    }
    for accept in ["text/html", "text/csv;q=0", "application/vnd.ms-excel"] {
        ask(&server, Role::Coordinator, "", accept).problem(406, "not-acceptable");
    }
    for (query, place) in [
        ("?format=ods", "<format>"),
        ("?format=csv&separator=tab", "<separator>"),
    ] {
        let problem = ask(&server, Role::Coordinator, query, "").problem(400, "invalid-input");
        assert_eq!(places(&problem), [place]);
    }
    let pages = ask(&server, Role::Coordinator, "?page=1&pageSize=10", "text/csv");
    assert_eq!(places(&pages.problem(409, "conflict")), ["<page>", "<pageSize>"]);
    let backwards = ask(
        &server,
        Role::Coordinator,
        "?from=2026-11-20&until=2026-11-19",
        "text/csv",
    );
    assert_eq!(places(&backwards.problem(409, "conflict")), ["<from>"]);
}

#[test]
fn a_file_that_has_not_changed_is_not_made_again() {
    let server = filled();
    let token = server.coordinator();
    let get = |format: &str, tag: &str| {
        let get = server
            .get(&format!("/v1/registrations?format={format}"))
            .token(&token);
        get.header("If-None-Match", tag).send()
    };
    for format in ["csv", "xlsx"] {
        let first = get(format, "\"x\"").expect(200);
        let again = get(format, "\"x\"").expect(200);
        assert!(
            first.bytes == again.bytes,
            "{format}: the same register makes the same file"
        );
        let unchanged = get(format, first.tag()).expect(304);
        assert_eq!(unchanged.tag(), first.tag());
        assert!(unchanged.bytes.is_empty());
    }
    let before = get("csv", "\"x\"").tag().to_owned();
    assert_ne!(get("xlsx", "\"x\"").tag(), before);
    let analyst = ask(&server, Role::Analyst, "", "text/csv").expect(200);
    assert_ne!(analyst.tag(), before);
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 3}));
    get("csv", &before).expect(200);
    let head = server
        .request("HEAD", "/v1/registrations?format=csv")
        .token(&token)
        .send();
    let head = head.expect(200);
    assert!(head.bytes.is_empty() && head.header("Content-Disposition").is_some());
}

fn sheet(answer: &Answer) -> String {
    answer.part("xl/worksheets/sheet1.xml")
}

#[test]
fn a_workbook_has_real_dates_and_numbers_and_a_header_that_stays_and_filters() {
    let server = filled();
    let answer = ask(&server, Role::Coordinator, "?from=2026-11-19", XLSX).expect(200);
    assert_eq!(
        answer.header("Content-Disposition"),
        Some("attachment; filename=\"registraties-2026-11-19-2026-11-20.xlsx\"")
    );
    let sheet = sheet(&answer);
    let styles = answer.part("xl/styles.xml");
    assert!(styles.contains("formatCode=\"dd-mm-yyyy\""), "{styles}");
    for (expected, reason) in [
        (
            "<c r=\"A2\" t=\"inlineStr\"><is><t>de-linde</t></is></c>",
            "a text",
        ),
        ("<v>46345</v>", "19 November 2026 as Excel counts days"),
        ("<c r=\"D2\"><v>1</v></c>", "a number"),
        ("holiday=1", "closures by reason"),
        ("<autoFilter ref=\"A1:T4\"/>", "a filter over all rows"),
        ("state=\"frozen\"", "a header that stays"),
        ("<t>waiting_list_passive</t>", "the last column"),
    ] {
        assert!(sheet.contains(expected), "{reason}: {sheet}");
    }
    for absent in ["r=\"E2\"", "r=\"L2\""] {
        assert!(!sheet.contains(absent), "what is not known is no 0: {sheet}");
    }
    assert!(answer.part("xl/workbook.xml").contains("name=\"Registraties\""));
}

fn this_year() -> Selection {
    let day = |text| parse_date(text).expect("a day");
    Selection {
        range: Period {
            from: day("2026-01-01"),
            until: day(TODAY),
        },
        filter: Filter::default(),
        as_of: None,
    }
}

#[test]
fn a_file_that_has_begun_waits_for_a_database_that_is_late() {
    let patient = filled();
    let impatient = Server::impatient_on(Arc::clone(&patient.database));
    let file = block_on(async {
        let export = prepare(&patient.app, None, this_year()).await.expect("an export");
        let shut = patient.database.shut();
        let mut chunks = start(&impatient.app, export, Form::Csv(Separator::Comma)).expect("room for it");
        // By then a statement has been given up more than once.
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_secs(1));
            drop(shut);
        });
        let mut file = Vec::new();
        while let Some(chunk) = chunks.next().await {
            file.extend(chunk.expect("all of it"));
        }
        file
    });
    assert_eq!(String::from_utf8(file).expect("text").lines().count(), 5);
}

#[test]
fn more_files_at_once_than_may_be_are_told_to_come_again() {
    let server = filled();
    let token = server.coordinator();
    let get = |format: &str| {
        let get = server
            .get(&format!("/v1/registrations?format={format}"))
            .token(&token);
        get.send()
    };
    block_on(async {
        // Each has more to say than anybody has read, and so is not at its end.
        let mut under_way = Vec::new();
        for _ in 0..4 {
            let export = prepare(&server.app, None, this_year()).await.expect("an export");
            let chunks = start(&server.app, export, Form::Csv(Separator::Comma));
            under_way.push(chunks.expect("room for it"));
        }
        for format in ["csv", "xlsx"] {
            let refused = get(format);
            assert_eq!(refused.header("Retry-After"), Some("2"));
            refused.problem(503, "unavailable");
        }
        assert_eq!(get("json").status, 200);
        // Who goes away makes room.
        drop(under_way);
        while get("csv").status == 503 {
            tokio::task::yield_now().await;
        }
        get("xlsx").expect(200);
    });
}
