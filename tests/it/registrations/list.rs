//! Lists of registrations, page by page.

use serde_json::{Value, json};

use crate::harness::Server;

/// Three days of three houses.
fn filled() -> Server {
    let server = Server::start();
    for date in ["2026-11-18", "2026-11-19", "2026-11-20"] {
        for house in ["het-baken", "de-linde", "de-horizon"] {
            server.register(house, date, &json!({"bedsOccupied": 2}));
        }
    }
    server
}

fn keys(list: &Value) -> Vec<String> {
    let items = list.as_array().expect("a list");
    items
        .iter()
        .map(|item| {
            let text = |name: &str| item[name].as_str().expect("text").to_owned();
            format!("{} {}", text("date"), text("houseId"))
        })
        .collect()
}

#[test]
fn a_list_is_in_order_of_day_and_house() {
    let server = filled();
    let list = server
        .get("/v1/registrations")
        .token(&server.coordinator())
        .send();
    assert_eq!(
        keys(&list.expect(200).json()),
        [
            "2026-11-18 de-horizon",
            "2026-11-18 de-linde",
            "2026-11-18 het-baken",
            "2026-11-19 de-horizon",
            "2026-11-19 de-linde",
            "2026-11-19 het-baken",
            "2026-11-20 de-horizon",
            "2026-11-20 de-linde",
            "2026-11-20 het-baken",
        ]
    );
}

#[test]
fn a_list_can_be_narrowed_down() {
    let server = filled();
    let token = server.coordinator();
    for (query, expected) in [
        ("from=2026-11-20", 3),
        ("until=2026-11-18", 3),
        ("from=2026-11-19&until=2026-11-19", 3),
        ("houseId=de-linde", 3),
        ("houseId=de-linde,het-baken", 6),
        ("houseId=de-linde&houseId=het-baken", 6),
        ("houseId=niemand", 0),
        ("networkRegion=groningen_centraal", 6),
        ("type=high_care_hospice", 3),
        (
            "networkRegion=groningen_centraal&type=bijna_thuis_huis&from=2026-11-19",
            2,
        ),
    ] {
        let path = format!("/v1/registrations?{query}");
        let list = server.get(&path).token(&token).send().expect(200).json();
        assert_eq!(keys(&list).len(), expected, "{query}");
    }
    let backwards = server
        .get("/v1/registrations?from=2026-11-20&until=2026-11-18")
        .token(&token);
    let problem = backwards.send().problem(409, "conflict");
    assert_eq!(problem["errors"][0]["parameter"], "from");
}

#[test]
fn the_pages_of_a_list_lead_to_each_other() {
    let server = filled();
    let token = server.coordinator();
    let mut next = Some("/v1/registrations?pageSize=4&from=2026-11-01".to_owned());
    let mut seen = Vec::new();
    let mut sizes = Vec::new();
    while let Some(path) = next {
        let answer = server.get(&path).token(&token).send().expect(200);
        let page = keys(&answer.json());
        sizes.push(page.len());
        seen.extend(page);
        next = link(answer.header("Link").expect("links"), "next");
    }
    assert_eq!(sizes, [4, 4, 1]);
    let whole = server.get("/v1/registrations").token(&token).send().json();
    assert_eq!(seen, keys(&whole));

    let middle = server
        .get("/v1/registrations?pageSize=4&page=2")
        .token(&token)
        .send();
    let links = middle.header("Link").expect("links").to_owned();
    for (relation, page) in [("first", 1), ("prev", 1), ("next", 3), ("last", 3)] {
        let expected = format!("/v1/registrations?pageSize=4&page={page}");
        assert_eq!(link(&links, relation), Some(expected), "{relation}");
    }
    let beyond = server.get("/v1/registrations?page=99").token(&token).send();
    assert_eq!(beyond.expect(200).json(), json!([]));
}

/// The address of one relation in a `Link` header.
fn link(header: &str, relation: &str) -> Option<String> {
    let wanted = format!("; rel=\"{relation}\"");
    let part = header.split(", ").find_map(|part| part.strip_suffix(&wanted))?;
    Some(part.trim_matches(['<', '>']).to_owned())
}

#[test]
fn a_reporter_sees_its_own_houses_only() {
    let server = filled();
    let token = server.reporter("de-linde");
    let list = server
        .get("/v1/registrations")
        .token(&token)
        .send()
        .expect(200)
        .json();
    assert_eq!(
        keys(&list),
        [
            "2026-11-18 de-linde",
            "2026-11-19 de-linde",
            "2026-11-20 de-linde"
        ]
    );
    let other = server
        .get("/v1/registrations?houseId=de-linde,het-baken")
        .token(&token);
    other.send().problem(403, "forbidden");
}

#[test]
fn each_item_of_a_list_is_what_is_read_by_itself() {
    let server = filled();
    let token = server.coordinator();
    server.register("de-linde", "2026-11-19", &json!({"bedsOccupied": 4}));
    let list = server
        .get("/v1/registrations")
        .token(&token)
        .send()
        .expect(200)
        .json();
    for item in list.as_array().expect("a list") {
        let text = |name: &str| item[name].as_str().expect("text");
        let path = crate::harness::day(text("houseId"), text("date"));
        let single = server.get(&path).token(&token).send().expect(200).json();
        assert_eq!(item, &single);
    }
    assert_eq!(list[4]["warnings"].as_array().map(Vec::len), Some(2));
}

/// What tells of people in a registration.
const FLOWS: [&str; 10] = [
    "admissions",
    "deaths",
    "discharges",
    "requests",
    "requestsRedirected",
    "refusals",
    "withdrawals",
    "diedBeforeAdmission",
    "waitingListActive",
    "waitingListPassive",
];

#[test]
fn an_analyst_sees_the_beds_of_a_day_and_nothing_of_people() {
    let server = Server::start();
    server.register("de-linde", "2026-11-19", &json!({"bedsOccupied": 4}));
    server.register("de-linde", "2026-11-20", &super::full_stand());
    let list = |token: &str| {
        let answer = server
            .get("/v1/registrations?from=2026-11-20")
            .token(token)
            .send();
        answer.expect(200).json()[0].clone()
    };
    let whole = list(&server.coordinator());
    let beds = list(&server.token(hospice_capacity::domain::access::Role::Analyst, &[]));
    for name in FLOWS {
        assert!(!whole[name].is_null(), "{name} was registered");
        assert!(beds[name].is_null(), "{name} is shown");
    }
    assert!(
        !whole["warnings"].as_array().expect("warnings").is_empty(),
        "a balance that does not fit"
    );
    assert_eq!(beds["warnings"], json!([]), "warnings tell of flows");
    for name in [
        "bedsOccupied",
        "bedsFree",
        "bedsInService",
        "closures",
        "admissionStop",
        "admitsFrom",
    ] {
        assert_eq!(beds[name], whole[name], "{name}");
    }
}

#[test]
fn an_analyst_is_not_told_of_a_quiet_time_after_a_death() {
    let server = Server::start();
    let stand = json!({
        "bedsOccupied": 1,
        "closures": [{"reason": "quiet_after_death", "beds": 1}, {"reason": "other", "beds": 1}],
        "admissionStop": {"reason": "quiet_after_death", "expectedUntil": "2026-11-21"}
    });
    server.register("de-linde", "2026-11-20", &stand);
    let analyst = server.token(hospice_capacity::domain::access::Role::Analyst, &[]);
    for path in [
        "/v1/registrations",
        "/v1/registrations?format=csv",
        "/v1/statistics?groupBy=house&period=day&from=2026-11-20&until=2026-11-20",
        "/v1/statistics?groupBy=house&format=csv&from=2026-11-20&until=2026-11-20",
    ] {
        let ask = |token: &str| server.get(path).token(token).send().expect(200).text();
        // A row of the measurement that counts none names the reason too.
        let is_told = |text: &str| {
            let tells =
                |line: &str| line.contains("quiet_after_death") && !line.ends_with("bed-days,0,,,,,,");
            text.lines().any(tells)
        };
        assert!(
            is_told(&ask(&server.coordinator())),
            "{path}: {}",
            ask(&server.coordinator())
        );
        assert!(!is_told(&ask(&analyst)), "{path}: {}", ask(&analyst));
    }
    let list = server
        .get("/v1/registrations")
        .token(&analyst)
        .send()
        .expect(200)
        .json();
    assert_eq!(list[0]["closures"], json!([{"reason": "other", "beds": 2}]));
    assert_eq!(
        list[0]["admissionStop"],
        json!({"reason": "other", "expectedUntil": "2026-11-21"})
    );
}
