//! Houses: what is said of them holds from a day on.

use serde_json::{Value, json};

use crate::harness::{Server, TODAY, places};

/// A house of the test's network as it would be sent again.
fn sent(server: &Server, house: &str) -> Value {
    let path = format!("/v1/houses/{house}");
    let mut body = server.get(&path).send().expect(200).json();
    let members = body.as_object_mut().expect("an object");
    members.remove("houseId");
    members.remove("validFrom");
    body
}

fn new_house() -> Value {
    json!({"name": "Proefhuis Het Nieuwe", "type": "bijna_thuis_huis", "networkRegion": "groningen_centraal",
        "municipality": "Groningen", "beds": [{"from": "2026-11-01", "physical": 3}]})
}

#[test]
fn houses_are_listed_in_order_of_their_ids() {
    let server = Server::start();
    let list = server.get("/v1/houses").send().expect(200).json();
    let ids: Vec<&str> = list
        .as_array()
        .expect("a list")
        .iter()
        .map(|house| house["houseId"].as_str().expect("an id"))
        .collect();
    assert_eq!(
        ids,
        [
            "de-heide",
            "de-horizon",
            "de-kade",
            "de-linde",
            "de-nieuwe",
            "de-oude",
            "de-vlinder",
            "de-wierde",
            "het-baken",
            "zonder-plek"
        ],
        "closed houses and houses to come are houses too"
    );
    for house in list.as_array().expect("a list") {
        let id = house["houseId"].as_str().expect("an id");
        let single = server.get(&format!("/v1/houses/{id}")).send().expect(200).json();
        assert_eq!(&single, house);
    }
}

#[test]
fn a_house_reads_back_as_it_was_imported() {
    let server = Server::start();
    let house = server.get("/v1/houses/de-vlinder").send().expect(200).json();
    assert_eq!(
        house,
        json!({
            "houseId": "de-vlinder", "validFrom": "2016-06-15", "name": "Proefhuis De Vlinder",
            "type": "bijna_thuis_huis", "networkRegion": "zuidoost_groningen",
            "municipality": "Midden-Groningen", "location": {"latitude": 53.14, "longitude": 6.87},
            "phone": "+44 1632 960202", "organisation": null, "admitsOnWeekend": true, "identifiers": [],
            "opensOn": "2016-06-15", "closesOn": null,
            "beds": [{"from": "2016-06-15", "physical": 3}, {"from": "2025-04-01", "physical": 4}]
        })
    );
}

#[test]
fn a_new_house_is_created_and_can_register_at_once() {
    let server = Server::start();
    let token = server.coordinator();
    let put = server.put("/v1/houses/het-nieuwe", &new_house()).token(&token);
    let answer = put.send().expect(201);
    assert_eq!(answer.header("Location"), Some("/v1/houses/het-nieuwe"));
    let created = answer.json();
    assert_eq!(created["validFrom"], "2026-11-01", "from its opening");
    assert_eq!(created["opensOn"], "2026-11-01", "from its first beds");
    for unknown in ["location", "phone", "organisation", "admitsOnWeekend", "closesOn"] {
        assert_eq!(created[unknown], Value::Null, "{unknown}");
    }
    let got = server.get("/v1/houses/het-nieuwe").send().expect(200);
    assert_eq!(got.tag(), answer.tag());
    assert_eq!(got.json(), created);
    server.register("het-nieuwe", TODAY, &json!({"bedsOccupied": 2}));
    assert_eq!(server.offer("het-nieuwe")["bedsFree"], 1);
}

#[test]
fn the_same_house_again_changes_nothing() {
    let server = Server::start();
    let before = server.get("/v1/houses/de-linde").send().expect(200);
    let put = server.put("/v1/houses/de-linde", &sent(&server, "de-linde"));
    let after = put.token(&server.coordinator()).send().expect(200);
    assert_eq!(after.json(), before.json());
    assert_eq!(after.tag(), before.tag());
}

#[test]
fn a_change_holds_from_its_day_on_and_what_held_before_stays_readable() {
    let server = Server::start();
    let token = server.coordinator();
    let mut house = sent(&server, "de-linde");
    let mut put = |name: &str, valid_from: Option<&str>| {
        house["name"] = json!(name);
        house["validFrom"] = json!(valid_from);
        let put = server.put("/v1/houses/de-linde", &house).token(&token);
        put.send().expect(200).json()["name"].clone()
    };
    assert_eq!(put("De Linde, vanaf vandaag", None), "De Linde, vanaf vandaag");
    assert_eq!(
        put("De Linde, in 2020", Some("2020-01-01")),
        "De Linde, vanaf vandaag"
    );
    assert_eq!(
        put("De Linde, straks", Some("2027-01-01")),
        "De Linde, vanaf vandaag"
    );
    for (on, name, valid_from) in [
        ("2000-01-01", "Proefhuis De Linde", "2012-03-01"),
        ("2019-12-31", "Proefhuis De Linde", "2012-03-01"),
        ("2020-01-01", "De Linde, in 2020", "2020-01-01"),
        ("2026-11-19", "De Linde, in 2020", "2020-01-01"),
        ("2026-11-20", "De Linde, vanaf vandaag", TODAY),
        ("2026-12-31", "De Linde, vanaf vandaag", TODAY),
        ("2027-01-01", "De Linde, straks", "2027-01-01"),
    ] {
        let single = server.get(&format!("/v1/houses/de-linde?on={on}")).send();
        let single = single.expect(200).json();
        assert_eq!(single["name"], name, "{on}");
        assert_eq!(single["validFrom"], valid_from, "{on}");
        let list = server
            .get(&format!("/v1/houses?on={on}"))
            .send()
            .expect(200)
            .json();
        let listed = list.as_array().expect("a list");
        let found = listed.iter().find(|house| house["houseId"] == "de-linde");
        assert_eq!(found, Some(&single), "{on}");
    }
}

#[test]
fn what_contradicts_the_register_or_itself_is_a_conflict() {
    let server = Server::start();
    let token = server.coordinator();
    server.register("de-linde", "2026-11-19", &json!({"bedsOccupied": 2}));
    server.register("de-linde", "2026-11-20", &json!({"bedsOccupied": 2}));
    let change = |change: fn(&mut Value)| {
        let mut house = sent(&server, "de-linde");
        change(&mut house);
        house
    };
    let before = server.get("/v1/houses/de-linde").send().json();
    for (body, expected, reason) in [
        (
            change(|h| h["networkRegion"] = json!("drenthe")),
            vec!["/networkRegion"],
            "an unknown region",
        ),
        (
            change(|h| h["municipality"] = json!("Assen")),
            vec!["/municipality"],
            "an unknown municipality",
        ),
        (
            change(|h| h["beds"] = json!([{"from": "2012-03-01", "physical": 3}])),
            vec!["/beds"],
            "days were registered with four beds",
        ),
        (
            change(|h| {
                h["beds"] =
                    json!([{"from": "2012-03-01", "physical": 4}, {"from": "2026-11-20", "physical": 5}]);
            }),
            vec!["/beds"],
            "one day was",
        ),
        (
            change(|h| h["closesOn"] = json!("2026-11-18")),
            vec!["/beds"],
            "it registered after its end",
        ),
        (
            change(|h| h["closesOn"] = json!("2012-02-01")),
            vec!["/closesOn", "/beds"],
            "it closes before it opens",
        ),
        (
            change(|h| h["opensOn"] = json!("2012-01-01")),
            vec!["/beds"],
            "no beds are known at the opening",
        ),
        (
            change(|h| {
                h["networkRegion"] = json!("drenthe");
                h["municipality"] = json!("Assen");
            }),
            vec!["/networkRegion", "/municipality"],
            "both at once",
        ),
    ] {
        let put = server.put("/v1/houses/de-linde", &body).token(&token);
        let problem = put.send().problem(409, "conflict");
        assert_eq!(places(&problem), expected, "{reason}");
        assert_eq!(
            server.get("/v1/houses/de-linde").send().json(),
            before,
            "{reason}"
        );
    }
    // What leaves the registered days as they are is no contradiction.
    let more = change(|h| {
        h["beds"] = json!([{"from": "2012-03-01", "physical": 4}, {"from": "2026-11-21", "physical": 6}]);
    });
    let put = server.put("/v1/houses/de-linde", &more).token(&token);
    put.send().expect(200);
}

#[test]
fn a_change_of_a_house_is_guarded_by_its_tag() {
    let server = Server::start();
    let token = server.coordinator();
    let path = "/v1/houses/de-linde";
    let old = server.get(path).send().expect(200).tag().to_owned();
    let mut house = sent(&server, "de-linde");
    house["phone"] = json!("+44 1632 960298");
    let put = |header: &str, value: &str| {
        let put = server.put(path, &house).token(&token);
        put.header(header, value).send()
    };
    put("If-None-Match", "*").problem(412, "precondition-failed");
    put("If-Match", "\"other\"").problem(412, "precondition-failed");
    let now = put("If-Match", &old).expect(200).tag().to_owned();
    assert_ne!(now, old);
    put("If-Match", &old).problem(412, "precondition-failed");
    put("If-Match", &now).expect(200);
    put("If-Match", "*").expect(200);

    let new = |header: &str, value: &str| {
        let put = server.put("/v1/houses/het-nieuwe", &new_house()).token(&token);
        put.header(header, value).send()
    };
    new("If-Match", "*").problem(412, "precondition-failed");
    new("If-None-Match", "*").expect(201);
    new("If-None-Match", "*").problem(412, "precondition-failed");
}
