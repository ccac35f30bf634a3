//! The board: which bed is free, how old the count is, from when the house admits, and whom to call.

mod admission;
mod coding;
mod filters;
mod freshness;
mod polls;
mod probability;
mod sharing;

use serde_json::{Value, json};

use crate::harness::{NOW, Server, TODAY};

/// The ids of the houses in an answer, in their order.
fn ids(availability: &Value) -> Vec<&str> {
    let houses = availability["houses"].as_array().expect("houses");
    houses
        .iter()
        .map(|house| house["houseId"].as_str().expect("an id"))
        .collect()
}

fn board(server: &Server, query: &str) -> Value {
    let path = format!("/v1/availability{query}");
    server.get(&path).send().expect(200).json()
}

#[test]
fn a_house_is_shown_with_its_count_and_whom_to_call() {
    let server = Server::start();
    let stand = json!({"bedsOccupied": 2, "closures": [{"reason": "no_nursing", "beds": 1}]});
    server.register("de-linde", TODAY, &stand);
    server.set_clock("2026-11-20T08:00:30Z");
    let expected = json!({
        "houseId": "de-linde", "name": "Proefhuis De Linde", "type": "bijna_thuis_huis",
        "networkRegion": "groningen_centraal", "municipality": "Groningen",
        "location": {"latitude": 53.2, "longitude": 6.56}, "phone": "+44 1632 960201",
        "status": "available", "bedsFree": 1, "lastKnownBedsFree": null, "bedsInService": 3,
        "admitsFrom": null, "admitsOnWeekend": true, "date": TODAY, "reportedAt": NOW,
        "freshness": "fresh", "probabilityFree": 1.0, "distanceKm": null
    });
    let all = board(&server, "");
    let listed = all["houses"].as_array().expect("houses");
    let linde = listed.iter().find(|house| house["houseId"] == "de-linde");
    assert_eq!(linde, Some(&expected));
    let mut single = expected;
    single["asOf"] = json!(NOW);
    assert_eq!(server.offer("de-linde"), single);
}

#[test]
fn the_status_follows_from_the_stand() {
    let server = Server::start();
    let stop = json!({"reason": "infection", "expectedUntil": null});
    let closed = |beds: u32| json!([{"reason": "holiday", "beds": beds}]);
    for (stand, status, free, in_service) in [
        (json!({"bedsOccupied": 3}), "available", 1, 4),
        (
            json!({"bedsOccupied": 0, "closures": closed(3)}),
            "available",
            1,
            1,
        ),
        (json!({"bedsOccupied": 4}), "full", 0, 4),
        (
            json!({"bedsOccupied": 2, "bedsRespite": 1, "bedsReserved": 1}),
            "full",
            0,
            4,
        ),
        (json!({"bedsOccupied": 3, "bedsInTurnover": 1}), "full", 0, 4),
        (json!({"bedsOccupied": 1, "closures": closed(3)}), "full", 0, 1),
        (
            json!({"bedsOccupied": 1, "admissionStop": stop}),
            "admission_stop",
            0,
            4,
        ),
        (
            json!({"bedsOccupied": 4, "admissionStop": stop}),
            "admission_stop",
            0,
            4,
        ),
        (json!({"bedsOccupied": 0, "closures": closed(4)}), "closed", 0, 0),
        (
            json!({"bedsOccupied": 0, "closures": closed(4), "admissionStop": stop}),
            "closed",
            0,
            0,
        ),
    ] {
        server.register("de-linde", TODAY, &stand);
        let offer = server.offer("de-linde");
        assert_eq!(offer["status"], status, "{stand}");
        assert_eq!(offer["bedsFree"], free, "{stand}");
        assert_eq!(offer["bedsInService"], in_service, "{stand}");
        assert_eq!(offer["lastKnownBedsFree"], Value::Null, "{stand}");
    }
}

#[test]
fn sums_say_on_how_many_houses_they_rest() {
    let server = Server::start();
    let sums = |query: &str| {
        let board = board(&server, query);
        ["housesExpected", "housesReported", "bedsFree"].map(|name| board[name].as_u64().expect("a number"))
    };
    assert_eq!(sums(""), [8, 0, 0]);
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 3}));
    server.register("de-horizon", TODAY, &json!({"bedsOccupied": 4}));
    server.register("het-baken", TODAY, &json!({"bedsOccupied": 6}));
    let stop = json!({"bedsOccupied": 0, "admissionStop": {"reason": "other"}});
    server.register("de-kade", TODAY, &stop);
    assert_eq!(sums(""), [8, 4, 7]);
    assert_eq!(sums("?type=bijna_thuis_huis"), [5, 2, 1]);
    // Stale counts still count, older ones do not.
    server.set_clock("2026-11-22T08:00:00Z");
    assert_eq!(sums(""), [8, 4, 7]);
    server.set_clock("2026-11-23T08:01:00Z");
    assert_eq!(sums(""), [8, 0, 0]);
}

#[test]
fn only_houses_that_are_open_today_are_expected() {
    let server = Server::start();
    let open = [
        "de-heide",
        "de-horizon",
        "de-kade",
        "de-linde",
        "de-vlinder",
        "de-wierde",
        "het-baken",
        "zonder-plek",
    ];
    assert_eq!(ids(&board(&server, "")), open);
    let absent = |house: &str| server.get(&format!("/v1/availability/{house}")).send();
    absent("de-oude").problem(404, "house-not-open");
    absent("de-nieuwe").problem(404, "house-not-open");
    server.set_clock("2026-11-19T22:59:00Z");
    assert!(ids(&board(&server, "")).contains(&"de-oude"), "its last day");
    server.set_clock("2026-11-30T23:00:00Z");
    assert!(ids(&board(&server, "")).contains(&"de-nieuwe"), "its first day");
}

#[test]
fn a_change_of_a_house_shows_at_once() {
    let server = Server::start();
    server.add_house("de-late", |house| house["phone"] = json!("+44 1632 960299"));
    assert_eq!(server.offer("de-late")["phone"], "+44 1632 960299");
    let path = "/v1/houses/de-late";
    let mut house = server.get(path).send().expect(200).json();
    house["name"] = json!("Proefhuis De Late Linde");
    for name in ["houseId", "validFrom"] {
        house.as_object_mut().expect("an object").remove(name);
    }
    server
        .put(path, &house)
        .token(&server.coordinator())
        .send()
        .expect(200);
    assert_eq!(server.offer("de-late")["name"], "Proefhuis De Late Linde");
}

#[test]
fn beds_that_a_house_no_longer_has_are_not_shown_as_free() {
    let server = Server::start();
    server.add_house("krimp", |house| {
        house["beds"] = serde_json::json!([
            {"from": "2012-03-01", "physical": 6}, {"from": TODAY, "physical": 3}]);
    });
    server.register("krimp", "2026-11-19", &serde_json::json!({"bedsOccupied": 2}));
    let offer = server.offer("krimp");
    assert_eq!(
        (&offer["bedsFree"], &offer["bedsInService"]),
        (&1.into(), &3.into())
    );
    server.register("krimp", "2026-11-19", &serde_json::json!({"bedsOccupied": 3}));
    assert_eq!(server.offer("krimp")["status"], "full");
}
