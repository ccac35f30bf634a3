//! The network's overview, as its coordinator sees it.

use std::sync::Arc;

use hospice_capacity::app::reminders::{Delivery, Post, remind};
use hospice_capacity::domain::access::Role;
use serde_json::json;

use super::{Browser, page};
use crate::harness::{Server, TODAY, block_on, day};

/// The text between two marks that are on the page.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = text
        .split_once(from)
        .unwrap_or_else(|| panic!("{from} in {text}"));
    rest.split_once(to).unwrap_or_else(|| panic!("{to}")).0
}

fn overview(server: &Server) -> String {
    let browser = Browser::sign_in(server, &server.coordinator());
    browser.get("/netwerk").send().expect(200).text()
}

#[test]
fn only_the_coordinator_sees_the_network() {
    let server = Server::start();
    for token in [
        server.reporter("de-linde"),
        server.token(Role::App, &[]),
        server.token(Role::Analyst, &[]),
        server.token(Role::Admin, &[]),
    ] {
        let browser = Browser::sign_in(&server, &token);
        for path in [
            "/netwerk",
            "/netwerk/huizen",
            "/netwerk/huizen/de-linde",
            "/netwerk/huizen/nieuw",
        ] {
            let answer = browser.get(path).send().expect(403);
            assert!(!answer.text().contains("De Horizon"), "{path}");
        }
    }
    let answer = page(&server, "/netwerk").send().expect(303);
    assert_eq!(answer.header("Location"), Some("/aanmelden?naar=%2Fnetwerk"));
}

#[test]
fn who_has_not_reported_is_named_with_a_phone_number_and_its_reminder() {
    let server = Server::start();
    let arranged = json!({"remindAt": ["registratie@heide.example"]});
    server
        .put("/v1/houses/de-heide/reporting", &arranged)
        .token(&server.coordinator())
        .send()
        .expect(200);
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 2}));
    let text = overview(&server);
    assert!(text.contains("<b>1</b> van <b>8</b> huizen"), "{text}");
    let waiting = between(&text, "Heeft nog tijd", "id=\"days\"");
    assert!(waiting.contains("Proefhuis De Heide") && waiting.contains("tot 10:00"));
    assert!(waiting.contains("href=\"tel:+441632960203\""));
    assert!(
        !waiting.contains("De Linde") && !waiting.contains("De Oude"),
        "{waiting}"
    );
    server.set_clock("2026-11-20T09:01:00Z");
    let post: Post = Arc::new(|_| Delivery::Delivered);
    assert_eq!(block_on(remind(&server.app, &post, || false)).expect("sent"), 1);
    let text = overview(&server);
    let missing = between(&text, "Ontbreekt", "id=\"days\"");
    assert!(missing.contains("herinnering gestuurd om 10:01"), "{missing}");
    assert!(missing.contains("geen adres voor herinneringen"));
    let reminders = text.split_once("id=\"reminders\"").expect("reminders").1;
    assert!(reminders.contains("<b>Proefhuis De Heide</b>, vr 20 nov: herinnering gestuurd om 10:01"));
}

#[test]
fn each_day_has_its_sign_and_word_and_the_sums_say_of_how_many() {
    let server = Server::start();
    server.register("de-heide", TODAY, &json!({"bedsOccupied": 1}));
    let closed = json!({"bedsOccupied": 0, "closures": [{"reason": "renovation", "beds": 2}]});
    server.register("de-heide", "2026-11-19", &closed);
    server.register("de-heide", "2026-11-18", &json!({"bedsOccupied": 1}));
    let text = overview(&server);
    for (day, word) in [
        ("vr 20 nov", "op tijd"),
        ("do 19 nov", "gesloten gemeld, te laat"),
        ("wo 18 nov", "te laat"),
        ("di 17 nov", "ontbreekt"),
    ] {
        assert!(
            text.contains(&format!("Proefhuis De Heide, {day}: {word}</span>")),
            "{day}"
        );
    }
    assert!(text.contains("href=\"/vandaag/de-heide/2026-11-17\""));
    // Eight houses of 13 days that are over, one that closed yesterday, and today what is in.
    assert!(
        text.contains("3 van 118 verwachte dagen zijn doorgegeven; 1 van 118 op tijd"),
        "{text}"
    );
    assert!(text.contains("3/14"), "the house's own sum");
}

#[test]
fn what_looks_odd_is_listed_until_it_is_confirmed() {
    let server = Server::start();
    server.register("het-baken", "2026-11-19", &json!({"bedsOccupied": 3}));
    let odd = json!({"bedsOccupied": 5, "admissions": 0, "deaths": 0, "discharges": 0});
    server.register("het-baken", TODAY, &odd);
    let text = overview(&server);
    let warnings = between(&text, "id=\"warnings\"", "</section>");
    assert!(warnings.contains("1 van 1 dagen"), "{warnings}");
    assert!(warnings.contains("href=\"/vandaag/het-baken/2026-11-20\""));
    assert!(warnings.contains("Bezet is 5, maar"));
    let mut confirmed = odd;
    confirmed["confirmedWarnings"] = json!(["balance_mismatch"]);
    server.register("het-baken", TODAY, &confirmed);
    let text = overview(&server);
    let warnings = between(&text, "id=\"warnings\"", "</section>");
    assert!(warnings.contains("Niets, in de laatste 28 dagen."), "{warnings}");
}

#[test]
fn corrections_say_who_changed_what_and_why() {
    let server = Server::start();
    let yesterday = day("de-linde", "2026-11-19");
    server.register("de-linde", "2026-11-19", &json!({"bedsOccupied": 3}));
    let change = |body: &serde_json::Value, query: &str| {
        let put = server.put(&format!("{yesterday}{query}"), body);
        put.token(&server.coordinator()).send().expect(200);
    };
    change(&json!({"bedsOccupied": 2, "deaths": 1}), "?reason=Telfout");
    let gone = server.delete(&format!("{yesterday}?reason=Verkeerd%20huis"));
    gone.token(&server.coordinator()).send().expect(204);
    // Two bring the day up to date while it lasts.
    server.register("de-heide", TODAY, &json!({"bedsOccupied": 1}));
    server.register("de-heide", TODAY, &json!({"bedsOccupied": 2}));
    let text = overview(&server);
    let corrections = between(&text, "id=\"corrections\"", "</section>");
    assert!(corrections.contains("2 van 2 in de laatste"), "{corrections}");
    assert!(corrections.contains("bezet van 3 naar 2, overleden van niet bekend naar 1"));
    assert!(corrections.contains("door Test Coordinator · reden: Telfout"));
    assert!(corrections.contains("<p>ingetrokken</p>") && corrections.contains("reden: Verkeerd huis"));
    assert!(!corrections.contains("De Heide"), "{corrections}");
    assert!(corrections.contains("bijgewerkt: 1 keer."));
    server.set_clock("2026-12-04T08:00:00Z");
    let text = overview(&server);
    let corrections = between(&text, "id=\"corrections\"", "</section>");
    assert!(
        corrections.contains("Geen, in de laatste 14 dagen."),
        "{corrections}"
    );
}

#[test]
fn a_register_without_houses_has_a_page_too() {
    let database = Arc::new(crate::harness::Database::new());
    let server = Server::on(database, hospice_capacity::app::Settings::default());
    let browser = Browser::sign_in(&server, &server.coordinator());
    let text = browser.get("/netwerk").send().expect(200).text();
    assert!(text.contains("Vandaag hoeft geen huis door te geven."));
    let text = browser.get("/netwerk/huizen").send().expect(200).text();
    assert!(text.contains("Er zijn nog geen huizen."));
}

#[test]
fn the_page_speaks_english_where_that_is_chosen() {
    let server = Server::start();
    let browser = Browser::sign_in(&server, &server.coordinator());
    let cookie = format!("{}; taal=en", browser.cookie);
    let answer = page(&server, "/netwerk").header("Cookie", &cookie).send();
    let text = answer.expect(200).text();
    assert!(
        text.contains("<b>0</b> of <b>8</b> houses have reported"),
        "{text}"
    );
    assert!(text.contains("Fri 20 Nov") && !text.contains("vr 20 nov"));
}
