//! One bed's change, by one tap.

use serde_json::json;

use super::{HERE, YESTERDAY, is_received, phone, registered, revisions};
use crate::harness::{Server, TODAY, day};

const BED: &str = "/vandaag/de-linde/bed";

#[test]
fn a_tap_on_a_day_without_a_stand_begins_with_the_last_one() {
    let server = Server::start();
    let stand = json!({"bedsOccupied": 3, "bedsReserved": 1, "admissions": 2, "deaths": 0, "discharges": 0});
    server.register("de-linde", YESTERDAY, &stand);
    let form = [("wat", "overleden"), ("basis", "0"), ("dag", TODAY)];
    let phone = phone(&server);
    is_received(&phone.post(BED, &form).send(), HERE, 1);
    let stored = registered(&server, TODAY);
    let flows = [
        "bedsOccupied",
        "bedsReserved",
        "admissions",
        "deaths",
        "discharges",
    ]
    .map(|name| &stored[name]);
    assert_eq!(flows, [2, 1, 0, 1, 0]);
    assert_eq!(stored["warnings"], json!([]), "the flows explain the beds");
    // A tap that is sent twice counts once.
    is_received(&phone.post(BED, &form).send(), HERE, 1);
    assert_eq!(revisions(&server, TODAY), 1);
}

#[test]
fn each_tap_moves_its_bed_and_its_flow() {
    for (what, expected) in [
        ("bezet", [3, 1, 1, 0, 0]),
        ("bezet_gereserveerd", [3, 0, 1, 0, 0]),
        ("overleden", [1, 1, 0, 1, 0]),
        ("ontslagen", [1, 1, 0, 0, 1]),
    ] {
        let server = Server::start();
        let stand =
            json!({"bedsOccupied": 2, "bedsReserved": 1, "admissions": 0, "deaths": 0, "discharges": 0});
        server.register("de-linde", TODAY, &stand);
        let phone = phone(&server);
        let page = phone.get("/vandaag/de-linde").send().expect(200).text();
        assert!(page.contains(&format!("value=\"{what}\"")), "{what}: {page}");
        is_received(&phone.post(BED, &[("wat", what), ("basis", "1")]).send(), HERE, 2);
        let stored = registered(&server, TODAY);
        let flows = [
            "bedsOccupied",
            "bedsReserved",
            "admissions",
            "deaths",
            "discharges",
        ];
        assert_eq!(flows.map(|name| &stored[name]), expected, "{what}");
    }
}

#[test]
fn a_bed_that_is_not_there_is_not_offered_and_not_taken() {
    let server = Server::start();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 4}));
    let phone = phone(&server);
    let page = phone.get("/vandaag/de-linde").send().expect(200).text();
    assert!(!page.contains("value=\"bezet"), "{page}");
    phone
        .post(BED, &[("wat", "bezet"), ("basis", "1")])
        .send()
        .expect(409);
    let answer = phone
        .post(BED, &[("wat", "bezet_gereserveerd"), ("basis", "1")])
        .send();
    assert_eq!(
        answer.header("Location"),
        Some("/vandaag/de-linde?melding=kan-niet")
    );
    phone
        .post(BED, &[("wat", "weg"), ("basis", "1")])
        .send()
        .expect(400);
    assert_eq!(registered(&server, TODAY)["bedsOccupied"], 4);
}

#[test]
fn a_page_left_open_past_midnight_changes_no_other_day() {
    let server = Server::start();
    server.register("de-linde", YESTERDAY, &json!({"bedsOccupied": 3}));
    let phone = phone(&server);
    let answer = phone
        .post(BED, &[("wat", "overleden"), ("basis", "1"), ("dag", YESTERDAY)])
        .send();
    assert_eq!(
        answer.header("Location"),
        Some("/vandaag/de-linde?melding=nieuwe-dag")
    );
    let page = phone
        .get("/vandaag/de-linde?melding=nieuwe-dag")
        .send()
        .expect(200)
        .text();
    assert!(page.contains("Er is niets gewijzigd"), "{page}");
    assert_eq!(revisions(&server, YESTERDAY), 1);
    let get = server.get(&day("de-linde", TODAY)).token(&server.coordinator());
    get.send().expect(404);
}

#[test]
fn a_tap_after_somebody_elses_change_shows_both() {
    let server = Server::start();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 3}));
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 1}));
    let page = phone(&server)
        .post(BED, &[("wat", "overleden"), ("basis", "1")])
        .send();
    assert!(page.expect(412).text().contains("Iemand anders was eerder"));
    assert_eq!(registered(&server, TODAY)["bedsOccupied"], 1);
}
