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
        is_received(
            &phone
                .post(BED, &[("wat", what), ("basis", "1"), ("dag", TODAY)])
                .send(),
            HERE,
            2,
        );
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
        .post(BED, &[("wat", "bezet"), ("basis", "1"), ("dag", TODAY)])
        .send()
        .expect(409);
    let answer = phone
        .post(
            BED,
            &[("wat", "bezet_gereserveerd"), ("basis", "1"), ("dag", TODAY)],
        )
        .send();
    assert_eq!(
        answer.header("Location"),
        Some("/vandaag/de-linde?melding=kan-niet")
    );
    phone
        .post(BED, &[("wat", "weg"), ("basis", "1"), ("dag", TODAY)])
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
        .post(BED, &[("wat", "overleden"), ("basis", "1"), ("dag", TODAY)])
        .send();
    assert!(page.expect(412).text().contains("Iemand anders was eerder"));
    assert_eq!(registered(&server, TODAY)["bedsOccupied"], 1);
}

#[test]
fn the_same_tap_by_somebody_else_is_asked_about_for_it_may_be_another_guest() {
    let server = Server::start();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 3}));
    let (one, other) = (phone(&server), phone(&server));
    let form = [("wat", "overleden"), ("basis", "1"), ("dag", TODAY)];
    is_received(&one.post(BED, &form).send(), HERE, 2);
    let answer = other.post(BED, &form).send().expect(303);
    let asks = "/vandaag/de-linde?melding=al-gemeld";
    assert_eq!(answer.header("Location"), Some(asks));
    let page = other.get(asks).send().expect(200).text();
    assert!(page.contains("Gaat het om nog een gast?"), "{page}");
    assert_eq!(registered(&server, TODAY)["deaths"], 1);
    let again = [("wat", "overleden"), ("basis", "2"), ("dag", TODAY)];
    is_received(&other.post(BED, &again).send(), HERE, 3);
    assert_eq!(registered(&server, TODAY)["deaths"], 2);
}

#[test]
fn the_same_tap_hours_later_is_no_repeated_sending() {
    let server = Server::start();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 3}));
    let phone = phone(&server);
    let form = [("wat", "overleden"), ("basis", "1"), ("dag", TODAY)];
    is_received(&phone.post(BED, &form).send(), HERE, 2);
    server.set_clock("2026-11-20T15:00:00Z");
    let answer = phone.post(BED, &form).send().expect(303);
    assert_eq!(
        answer.header("Location"),
        Some("/vandaag/de-linde?melding=al-gemeld")
    );
}

#[test]
fn a_tap_says_of_which_day_and_stand_it_is() {
    let server = Server::start();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 3}));
    for form in [
        &[("wat", "overleden"), ("dag", TODAY)][..],
        &[("wat", "overleden"), ("basis", "1")],
        &[("basis", "1"), ("dag", TODAY)],
    ] {
        phone(&server).post(BED, form).send().expect(400);
    }
    assert_eq!(revisions(&server, TODAY), 1);
}

#[test]
fn what_waited_on_a_device_counts_from_when_it_was_entered() {
    let server = Server::start();
    server.register("de-linde", YESTERDAY, &json!({"bedsOccupied": 3}));
    let phone = phone(&server);
    let form = [("wat", "overleden"), ("basis", "0"), ("dag", TODAY)];
    server.set_clock("2026-11-20T15:00:00Z");
    let waited = format!("{BED}?gewacht=21600");
    is_received(&phone.post(&waited, &form).send(), HERE, 1);
    assert_eq!(server.offer("de-linde")["reportedAt"], "2026-11-20T09:00:00Z");
    // Never before the day it is of.
    let server = Server::start();
    let phone = super::phone(&server);
    server.register("de-linde", YESTERDAY, &json!({"bedsOccupied": 3}));
    is_received(
        &phone.post(&format!("{BED}?gewacht=4000000000"), &form).send(),
        HERE,
        1,
    );
    assert_eq!(server.offer("de-linde")["reportedAt"], "2026-11-19T23:00:00Z");
}
