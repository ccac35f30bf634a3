//! `demo`: a lively register that is still there at its next start.

use chrono::Utc;
use hospice_capacity::domain::calendar::{care_day, days_before};
use serde_json::{Value, json};

use super::Files;
use crate::harness::{Process, day};

#[test]
fn a_second_start_keeps_what_was_registered_and_the_tokens() {
    let files = Files::new();
    let folder = files.path("demo");
    let tokens = || {
        let text = std::fs::read_to_string(folder.join("tokens.json")).expect("tokens.json");
        serde_json::from_str::<Value>(&text).expect("JSON")
    };
    let demo = Process::demo(&folder);
    let handed_out = tokens();
    assert_tokens(&handed_out);
    assert_lively(&demo, &handed_out);

    let reporter = handed_out["reporter"]["token"].as_str().expect("a token");
    let yesterday = days_before(care_day(Utc::now()), 1).to_string();
    let path = day("de-linde", &yesterday);
    let stand = json!({"bedsOccupied": 1, "requests": 77});
    let put = demo.client.put(&path, &stand).token(reporter).send();
    assert!(matches!(put.status, 200 | 201), "{}", put.text());
    let before = put.json();
    demo.kill();

    let demo = Process::demo(&folder);
    assert_eq!(tokens(), handed_out);
    let after = demo.client.get(&path).token(reporter).send().expect(200).json();
    assert_eq!(after, before);
}

/// The shape that scripts rely on.
fn assert_tokens(tokens: &Value) {
    let roles: Vec<&String> = tokens.as_object().expect("an object").keys().collect();
    assert_eq!(roles, ["admin", "analyst", "app", "coordinator", "reporter"]);
    for (role, token) in tokens.as_object().expect("an object") {
        let members: Vec<&String> = token.as_object().expect("an object").keys().collect();
        if role == "reporter" {
            assert_eq!(members, ["houseId", "token"]);
            assert_eq!(token["houseId"], "de-linde");
        } else {
            assert_eq!(members, ["token"], "{role}");
        }
        assert!(
            token["token"]
                .as_str()
                .is_some_and(|text| text.starts_with("hc_")),
            "{role}"
        );
    }
}

/// Eight houses, two years, and a board on which something is known.
fn assert_lively(demo: &Process, tokens: &Value) {
    let board = demo.client.get("/v1/availability").send().expect(200).json();
    assert_eq!(board["housesExpected"], 8);
    assert!(board["housesReported"].as_u64() >= Some(6), "{board}");
    let analyst = tokens["analyst"]["token"].as_str().expect("a token");
    let list = demo
        .client
        .get("/v1/registrations?pageSize=1")
        .token(analyst)
        .send();
    let list = list.expect(200);
    let links = list.header("Link").expect("links");
    let pages = links
        .split("page=")
        .last()
        .and_then(|page| page.split('>').next());
    let registrations: u32 = pages.expect("the last page").parse().expect("a number");
    assert!((5000..=8 * 731).contains(&registrations), "{registrations}");
}

#[cfg(unix)]
#[test]
fn the_tokens_of_a_demo_are_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let files = Files::new();
    let folder = files.path("demo");
    drop(Process::demo(&folder));
    let file = std::fs::metadata(folder.join("tokens.json")).expect("tokens.json");
    assert_eq!(file.permissions().mode() & 0o777, 0o600);
}
