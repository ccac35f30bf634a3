//! Texts that mean something to whoever reads them next: a browser, a database, a spreadsheet, a header.

use chrono::TimeDelta;
use hospice_capacity::app::tokens::{self, NewToken};
use hospice_capacity::domain::access::{Issuer, Role};
use hospice_capacity::domain::text::Name;
use hospice_capacity::http::router::ROUTES;
use hospice_capacity::pages;
use serde_json::{Value, json};

use crate::harness::{Answer, Server, TODAY, block_on, day};
use crate::pages::{Browser, page};

const SCRIPT: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
const FORMULA: &str = "=HYPERLINK(\"https://evil.example\";\"De Linde\")";

/// A house whose every text is this one, registered today by a token of that name, corrected for that reason.
fn everywhere(text: &str) -> (Server, String) {
    let server = Server::start();
    server.add_house("het-doel", |house| {
        house["name"] = json!(text);
        house["organisation"] = json!(text);
        house["identifiers"] = json!([{"system": "https://example.org/houses", "value": text}]);
    });
    let new = NewToken {
        name: Name::new(text).expect("a name"),
        role: Role::Coordinator,
        houses: Vec::new(),
        expires_at: server.app.now() + TimeDelta::days(1),
    };
    let token = block_on(tokens::create(&server.app, Issuer::Operator, new)).expect("a token");
    let token = token.1.reveal().to_owned();
    let reason: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    for (date, occupied) in [("2026-11-19", 1), ("2026-11-19", 2), (TODAY, 1)] {
        let path = format!("{}?reason={reason}", day("het-doel", date));
        let put = server.put(&path, &json!({"bedsOccupied": occupied}));
        let answer = put.token(&token).send();
        assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
    }
    (server, token)
}

#[test]
fn no_page_takes_a_text_of_the_register_for_markup() {
    let (server, token) = everywhere(SCRIPT);
    let browser = Browser::with_session(&server, &token);
    let mut shown = 0;
    for route in pages::ROUTES
        .iter()
        .filter(|route| route.methods.contains(&"get"))
    {
        let path = route
            .path
            .replace("{houseId}", "het-doel")
            .replace("{date}", "2026-11-19")
            .replace("{language}", "nl")
            .replace("{tokenId}", &token[3..15]);
        for path in [
            path.clone(),
            format!("{path}?naar=/%3Cscript%3Ealert(1)&van=%22%3E%3Cscript%3Ealert(1)"),
        ] {
            let text = browser.get(&path).send().text();
            for raw in ["<script>alert", "<img src=x", "\"'>"] {
                assert!(!text.contains(raw), "{path}: {raw}");
            }
            shown += usize::from(text.contains("script&#62;alert(1)") || text.contains("script&gt;alert(1)"));
        }
    }
    assert!(shown >= 6, "only {shown} pages show the text at all");
}

/// The exports there are, as CSV of both kinds and as workbooks.
fn exports() -> Vec<String> {
    let mut all = Vec::new();
    for path in [
        "/v1/registrations?from=2026-11-01",
        "/v1/statistics?from=2026-11-01&until=2026-11-20&groupBy=house&period=day",
        "/v1/statistics?from=2026-11-01&until=2026-11-20&groupBy=networkRegion&period=day",
        "/v1/forecasts?groupBy=house&horizon=1",
        "/v1/forecast-scores?from=2026-11-01",
        "/v1/projections?until=2026&draws=20",
        "/v1/bed-requirements?year=2026&draws=20",
    ] {
        for form in ["csv", "csv&separator=semicolon", "xlsx"] {
            all.push(format!("{path}&format={form}"));
        }
    }
    all
}

#[test]
fn no_cell_of_an_export_is_a_formula() {
    let (server, token) = everywhere(FORMULA);
    let mut cells = 0;
    for path in exports() {
        let answer = server.get(&path).token(&token).send();
        if answer.status == 202 {
            // Longer than a second: its table is that of the other computations.
            continue;
        }
        let answer = answer.expect(200);
        if path.ends_with("xlsx") {
            let sheet = answer.part("xl/worksheets/sheet1.xml");
            assert!(!sheet.contains("<f>") && !sheet.contains("<hyperlink"), "{path}");
            continue;
        }
        let text = answer.text();
        let delimiter = if path.ends_with("semicolon") { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .from_reader(text.as_bytes());
        for record in reader.records() {
            for cell in &record.expect("a row") {
                let is_number = cell.replace(',', ".").parse::<f64>().is_ok();
                assert!(!cell.starts_with(['=', '@', '\t', '\r']), "{path}: {cell}");
                assert!(is_number || !cell.starts_with(['+', '-']), "{path}: {cell}");
                cells += 1;
            }
        }
    }
    assert!(cells > 100, "{cells} cells");
}

#[test]
fn the_database_takes_no_text_for_sql() {
    let count = |server: &Server| {
        [
            "houses",
            "house_versions",
            "tokens",
            "registration_revisions",
            "sessions",
        ]
        .map(|table| {
            let known = server.database.execute(&format!("SELECT 1 FROM {table}")).is_ok();
            known.then(|| server.database.number(&format!("SELECT COUNT(*) FROM {table}")))
        })
    };
    for text in [
        "x'); DROP TABLE registration_revisions; --",
        "x' OR '1'='1",
        "\"; DELETE FROM tokens; --",
        "\\'; SELECT 1; --",
        "$1 ? ?1 :name %s {}",
        "%_\\",
    ] {
        let (server, token) = everywhere(text);
        let house = server.get("/v1/houses/het-doel").send().expect(200).json();
        assert_eq!(house["name"], text);
        assert_eq!(house["organisation"], text);
        let path = format!("{}/revisions", day("het-doel", "2026-11-19"));
        let revisions = server.get(&path).token(&token).send().expect(200).json();
        assert_eq!(revisions[1]["reason"], text);
        assert_eq!(revisions[1]["reportedBy"], text);
        let before = count(&server);
        assert_eq!(before[3], Some(3), "{before:?}");
        let quoted: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
        for (path, parameter) in asked_with(&quoted) {
            let answer = server.get(&path).token(&token).send();
            // A name that may be any text is merely not found; all else has a form that this has not.
            let is_any_text = parameter == "municipality";
            assert_eq!(
                answer.status,
                if is_any_text { 200 } else { 400 },
                "{path}: {}",
                answer.text()
            );
            if is_any_text {
                let json = answer.json();
                let found = json.get("houses").unwrap_or(&json);
                assert_eq!(found, &json!([]), "{path}");
            }
        }
        assert_eq!(count(&server), before, "{text}");
    }
}

/// Every parameter of every query that is read, with this value.
fn asked_with(quoted: &str) -> Vec<(String, String)> {
    let document = hospice_capacity::http::openapi::document();
    let paths = document["paths"].as_object().expect("paths");
    let mut all = Vec::new();
    for (path, item) in paths {
        let parameters = item["get"]["parameters"].as_array().cloned().unwrap_or_default();
        for parameter in parameters.iter().filter(|parameter| parameter["in"] == "query") {
            let name = parameter["name"].as_str().expect("a name");
            let path = path.replace("{houseId}", "het-doel").replace("{date}", TODAY);
            let path = path.replace("{computationId}", "0123456789abcdef");
            all.push((format!("/v1{path}?{name}={quoted}"), name.to_owned()));
        }
    }
    assert!(all.len() > 30, "{}", all.len());
    all
}

#[test]
fn nothing_that_is_sent_becomes_a_header() {
    let server = Server::start();
    let token = server.coordinator();
    let browser = Browser::with_session(&server, &token);
    let evil = "%0d%0aX-Evil:%201%0d%0a%0d%0abody";
    let has_none = |answer: &Answer, name: &str| {
        assert_ne!(answer.status, 500, "{name}");
        assert!(answer.header("X-Evil").is_none(), "{name}");
        for (_, value) in &answer.headers {
            assert!(!value.as_bytes().iter().any(u8::is_ascii_control), "{name}");
        }
    };
    for route in ROUTES {
        let path = route.path.replace("{houseId}", &format!("de-linde{evil}"));
        let path = path.replace("{date}", &format!("{TODAY}{evil}"));
        let path = path.replace("{computationId}", &format!("0123456789abcdef{evil}"));
        for method in route.methods {
            let path = format!("/v1{path}?page=1&pageSize=1&from={evil}&reason=x{evil}");
            let request = server.request(&method.to_uppercase(), &path).token(&token);
            has_none(&request.json(&json!({"name": "a\r\nX-Evil: 1"})).send(), &path);
        }
    }
    for path in [
        format!("/taal/en?naar=/{evil}"),
        format!("/taal/en{evil}"),
        format!("/aanmelden?naar=/{evil}"),
        format!("/cijfers?van={evil}"),
        format!("/vandaag/de-linde{evil}"),
        format!("/{evil}"),
    ] {
        has_none(&page(&server, &path).send(), &path);
        has_none(&browser.get(&path).send(), &path);
    }
    for text in ["a\r\nX-Evil: 1", "a\nb", "a\u{0}b", "a\u{85}b", "a\u{7f}b"] {
        let put = server.put("/v1/houses/nieuw", &house(text)).token(&token);
        put.send().problem(400, "invalid-input");
    }
}

fn house(name: &str) -> Value {
    json!({"name": name, "type": "bijna_thuis_huis", "municipality": "Groningen",
        "beds": [{"from": "2012-03-01", "physical": 4}]})
}

#[test]
fn the_name_of_a_file_is_made_of_plain_letters() {
    let (server, token) = everywhere("a\"; filename=\"evil.exe");
    let mut files = 0;
    for path in exports() {
        let answer = server.get(&path).token(&token).send();
        if let Some(told) = answer.header("Content-Disposition") {
            let name = told
                .strip_prefix("attachment; filename=\"")
                .and_then(|told| told.strip_suffix('"'));
            let is_plain = |name: &str| {
                name.bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
            };
            assert!(name.is_some_and(is_plain), "{path}: {told}");
            files += 1;
        }
    }
    assert!(files >= 9, "{files}");
}

#[test]
fn no_spelling_of_an_address_gets_around_who_may_see_it() {
    let server = Server::closed();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 1}));
    let secret = "Proefhuis";
    let long = format!("/v1/houses/{}", "a/".repeat(3000));
    for path in [
        "/v1/houses/de-linde%2Fregistrations%2F2026-11-20",
        "/v1/houses/..%2fhouses",
        "/v1/houses/%2e%2e/houses",
        "/v1/houses;x=1",
        "/v1/houses/de-linde;x=1",
        "/v1/houses/de-linde%3Bx",
        "/v1/houses%00",
        "/v1/houses%20",
        "/v1/houses%2f",
        "/v1/./houses",
        "/v1/livez/../houses",
        "/livez/../v1/houses",
        "/docs/../v1/houses",
        "/assets/..%2fv1%2fhouses",
        "/%76%31/houses",
        "/v1/%68ouses",
        "/V1/houses",
        "//v1/houses",
        "/v1//houses",
        "/v1\\houses",
        "/v1/houses?x=/livez",
        "/v1/houses%23/livez",
        "/netwerk%2fhuizen",
        "/netwerk/../netwerk",
        "/%6eetwerk",
        "/vandaag/de-linde/..",
        &long,
    ] {
        for accept in ["application/json", "text/html"] {
            let answer = server.get(path).header("Accept", accept).send();
            assert!(
                matches!(answer.status, 303 | 400 | 401 | 403 | 404 | 414 | 431),
                "{path}: {}",
                answer.status
            );
            assert!(!answer.text().contains(secret), "{path}");
        }
    }
}
