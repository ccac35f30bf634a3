//! Who may see and change which day.

use hospice_capacity::domain::access::Role;
use serde_json::json;

use super::{HERE, is_received, phone};
use crate::harness::{Server, TODAY, day};
use crate::pages::{Browser, page, post};

const OLD: &str = "/vandaag/de-linde/2026-10-01";
const STAND: [(&str, &str); 2] = [("beds_occupied", "2"), ("basis", "0")];

#[test]
fn only_the_houses_own_people_and_the_coordinator_enter() {
    let server = Server::start();
    for (token, status) in [
        (server.reporter("de-heide"), 403),
        (server.token(Role::App, &[]), 403),
        (server.token(Role::Analyst, &[]), 403),
        (server.token(Role::Admin, &[]), 403),
    ] {
        let browser = Browser::sign_in(&server, &token);
        browser.get(HERE).send().expect(status);
        browser.post(HERE, &STAND).send().expect(status);
        browser
            .post("/vandaag/de-linde/bed", &[("wat", "bezet")])
            .send()
            .expect(status);
        let form = [("basis", "1"), ("reason", "Zomaar")];
        browser
            .post(&format!("{HERE}/intrekken"), &form)
            .send()
            .expect(status);
    }
    let get = server.get(&day("de-linde", TODAY)).token(&server.coordinator());
    get.send().expect(404);
    let coordinator = Browser::sign_in(&server, &server.coordinator());
    is_received(&coordinator.post(HERE, &STAND).send(), HERE, 1);
}

#[test]
fn whoever_is_not_signed_in_is_asked_to_and_comes_back() {
    let server = Server::start();
    let answer = page(&server, HERE).send().expect(303);
    let expected = "/aanmelden?naar=%2Fvandaag%2Fde-linde%2F2026-11-20";
    assert_eq!(answer.header("Location"), Some(expected));
    post(&server, HERE, &STAND).send().expect(401);
}

#[test]
fn another_site_sends_nothing() {
    let server = Server::start();
    let browser = phone(&server);
    let sent = server
        .request("POST", HERE)
        .header("Cookie", &browser.cookie)
        .header("Sec-Fetch-Site", "cross-site")
        .body("beds_occupied=2&basis=0");
    sent.send().expect(403);
    let get = server.get(&day("de-linde", TODAY)).token(&server.coordinator());
    get.send().expect(404);
}

#[test]
fn somebody_of_one_house_goes_straight_there_and_others_choose() {
    let server = Server::start();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 2}));
    let answer = phone(&server).get("/vandaag").send().expect(303);
    assert_eq!(answer.header("Location"), Some("/vandaag/de-linde"));
    let two = Browser::sign_in(&server, &server.token(Role::Reporter, &["de-linde", "de-heide"]));
    let page = two.get("/vandaag").send().expect(200).text();
    assert!(
        page.contains("Proefhuis De Linde") && page.contains("Proefhuis De Heide"),
        "{page}"
    );
    assert!(!page.contains("Proefhuis Het Baken"), "{page}");
    server.set_clock("2026-11-20T10:00:00Z");
    let coordinator = Browser::sign_in(&server, &server.coordinator());
    let page = coordinator.get("/vandaag").send().expect(200).text();
    assert_eq!(
        page.matches("niet gemeld, verwacht om 10:00").count(),
        7,
        "{page}"
    );
    assert_eq!(page.matches("</span> gemeld</span>").count(), 1, "{page}");
    assert!(
        !page.contains("Proefhuis De Nieuwe"),
        "a house that is not open is not shown: {page}"
    );
}

#[test]
fn a_day_to_come_is_shown_as_such_and_not_registered() {
    let server = Server::start();
    let phone = phone(&server);
    let tomorrow = "/vandaag/de-linde/2026-11-21";
    let page = phone.get(tomorrow).send().expect(200).text();
    assert!(
        page.contains("Deze dag moet nog komen.") && !page.contains("data-form"),
        "{page}"
    );
    phone.post(tomorrow, &STAND).send().expect(409);
}

#[test]
fn a_day_too_far_back_is_the_coordinators_who_says_why() {
    let server = Server::start();
    let phone = phone(&server);
    let page = phone.get(OLD).send().expect(200).text();
    assert!(
        page.contains("Vraag de coördinator om deze dag.") && !page.contains("data-form"),
        "{page}"
    );
    phone.post(OLD, &STAND).send().expect(403);
    let coordinator = Browser::sign_in(&server, &server.coordinator());
    coordinator.post(OLD, &STAND).send().expect(400);
    let form = [
        ("beds_occupied", "2"),
        ("basis", "0"),
        ("reason", "Uit het logboek"),
    ];
    is_received(&coordinator.post(OLD, &form).send(), OLD, 1);
}

#[test]
fn a_house_that_is_not_open_has_nothing_to_fill_in() {
    let server = Server::start();
    for (house, words) in [
        (
            "de-oude",
            "van zaterdag 1 januari 2005 tot en met donderdag 19 november 2026",
        ),
        ("de-nieuwe", "het opent op dinsdag 1 december 2026"),
    ] {
        let browser = Browser::sign_in(&server, &server.reporter(house));
        let page = browser
            .get(&format!("/vandaag/{house}"))
            .send()
            .expect(200)
            .text();
        assert!(page.contains(words) && !page.contains("data-form"), "{page}");
    }
}

#[test]
fn what_is_not_there_is_not_found() {
    let server = Server::start();
    let coordinator = Browser::sign_in(&server, &server.coordinator());
    for address in [
        "/vandaag/geen-huis",
        "/vandaag/geen%20huis",
        "/vandaag/de-linde/gisteren",
        "/vandaag/de-linde/2026-02-30",
    ] {
        coordinator.get(address).send().expect(404);
    }
    for address in ["/vandaag/de-linde/bed", "/vandaag/de-linde/2026-11-20/intrekken"] {
        coordinator.get(address).send().expect(303);
    }
}
