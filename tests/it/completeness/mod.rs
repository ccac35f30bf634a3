//! Completeness: who reported, in time or late, and who is missing.

mod days;

use serde_json::{Value, json};

use crate::harness::{Server, places};

#[track_caller]
fn ask(server: &Server, query: &str) -> Value {
    let get = server.get(&format!("/v1/completeness{query}"));
    get.token(&server.coordinator()).send().expect(200).json()
}

/// Registers a day at a moment.
fn register(server: &Server, house: &str, date: &str, at: &str, occupied: u32) {
    server.set_clock(at);
    server.register(house, date, &json!({"bedsOccupied": occupied}));
}

fn ids(list: &Value) -> Vec<&str> {
    let items = list.as_array().expect("a list").iter();
    items
        .map(|item| item["houseId"].as_str().expect("an id"))
        .collect()
}

#[test]
fn the_answer_states_its_rules_and_adds_up() {
    let server = Server::start();
    register(&server, "de-linde", "2026-11-20", "2026-11-20T08:00:00Z", 1);
    register(&server, "het-baken", "2026-11-20", "2026-11-20T11:00:00Z", 1);
    let answer = ask(&server, "");
    for (member, expected) in [
        ("from", json!("2026-10-24")),
        ("until", json!("2026-11-20")),
        ("today", json!("2026-11-20")),
        ("reportingDays", json!("all")),
        ("reportsBy", json!("10:00")),
        ("timeZone", json!("Europe/Amsterdam")),
        ("dueLater", json!([])),
    ] {
        assert_eq!(answer[member], expected, "{member}");
    }
    // Eight houses that are open, and one that was up to the day before.
    let expected = 8 * 28 + 27;
    assert_eq!(
        answer["total"],
        json!({"expected": expected, "reported": 2, "onTime": 1, "late": 1, "missing": expected - 2})
    );
    assert_eq!(ids(&answer["houses"]).len(), 9);
    let missing = &answer["missingToday"];
    assert_eq!(
        ids(missing),
        [
            "de-heide",
            "de-horizon",
            "de-kade",
            "de-vlinder",
            "de-wierde",
            "zonder-plek"
        ]
    );
    assert_eq!(
        missing[0],
        json!({"houseId": "de-heide", "dueAt": "2026-11-20T09:00:00Z", "reminder": "none", "remindedAt": null})
    );
}

#[test]
fn houses_are_chosen_by_what_they_were_on_the_day() {
    let server = Server::start();
    server.set_clock("2026-11-20T12:00:00Z");
    assert_eq!(
        ids(&ask(&server, "?type=high_care_hospice")["houses"]),
        ["de-horizon"]
    );
    let region = ask(&server, "?networkRegion=zuidoost_groningen");
    assert_eq!(ids(&region["houses"]), ["de-heide", "de-vlinder"]);
    assert_eq!(ids(&region["missingToday"]), ["de-heide", "de-vlinder"]);
    // From the 18th on de-heide belongs to another region.
    let path = "/v1/houses/de-heide";
    let mut house = server.get(path).send().expect(200).json();
    house.as_object_mut().expect("an object").remove("houseId");
    house["networkRegion"] = json!("noord_groningen");
    house["validFrom"] = json!("2026-11-18");
    server
        .put(path, &house)
        .token(&server.coordinator())
        .send()
        .expect(200);
    let days = |region: &str| {
        let answer = ask(
            &server,
            &format!("?houseId=de-heide&networkRegion={region}&from=2026-11-16"),
        );
        let missing_today = ids(&answer["missingToday"]).len();
        json!([answer["houses"][0]["missing"], missing_today])
    };
    assert_eq!(
        days("zuidoost_groningen"),
        json!([["2026-11-16", "2026-11-17"], 0])
    );
    assert_eq!(
        days("noord_groningen"),
        json!([["2026-11-18", "2026-11-19", "2026-11-20"], 1])
    );
}

#[test]
fn a_reporter_sees_its_own_houses() {
    let server = Server::start();
    let token = server.reporter("het-baken");
    let answer = server
        .get("/v1/completeness")
        .token(&token)
        .send()
        .expect(200)
        .json();
    assert_eq!(ids(&answer["houses"]), ["het-baken"]);
    assert_eq!(answer["total"]["expected"], 27);
    server
        .get("/v1/completeness?houseId=het-baken")
        .token(&token)
        .send()
        .expect(200);
    for query in [
        "houseId=de-linde",
        "houseId=het-baken,de-linde",
        "houseId=niemand",
    ] {
        let get = server.get(&format!("/v1/completeness?{query}")).token(&token);
        get.send().problem(403, "forbidden");
    }
}

#[test]
fn a_range_is_the_right_way_round_and_ten_years_at_most() {
    let server = Server::start();
    let token = server.coordinator();
    let get = |query: &str| {
        server
            .get(&format!("/v1/completeness?{query}"))
            .token(&token)
            .send()
    };
    for query in [
        "from=2026-11-02&until=2026-11-01",
        "from=2027-01-01",
        "from=2016-11-12&until=2026-11-20",
        "from=1900-01-01&until=2999-12-31",
    ] {
        let problem = get(query).problem(409, "conflict");
        assert_eq!(places(&problem), ["<from>"], "{query}");
    }
    get("from=2016-11-13&until=2026-11-20").expect(200);
    get("until=1900-01-01").expect(200);
    get("from=2999-12-01&until=2999-12-31").expect(200);
    for (query, expected) in [
        (
            "from=x&until=2026-02-30&type=hotel&asOf=y",
            vec!["<until>", "<from>", "<type>", "<asOf>"],
        ),
        ("period=month", vec!["<period>"]),
        ("networkRegion=a%20b", vec!["<networkRegion>"]),
    ] {
        assert_eq!(
            places(&get(query).problem(400, "invalid-input")),
            expected,
            "{query}"
        );
    }
}

#[test]
fn an_answer_that_has_not_changed_is_not_sent_again() {
    let server = Server::start();
    let token = server.coordinator();
    let get = || server.get("/v1/completeness").token(&token);
    let tag = get().send().expect(200).tag().to_owned();
    get().header("If-None-Match", &tag).send().expect(304);
    server.set_clock("2026-11-20T09:00:01Z");
    get().header("If-None-Match", &tag).send().expect(200);
}
