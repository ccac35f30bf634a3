//! Corrections, conflicts and withdrawals.

use serde_json::json;

use super::{HERE, YESTERDAY, borrowed, fields, is_received, phone, registered, revisions};
use crate::harness::{Server, TODAY, day};

const THERE: &str = "/vandaag/de-linde/2026-11-19";

#[test]
fn an_earlier_day_is_corrected_with_a_reason_that_stays_readable() {
    let server = Server::start();
    server.register("de-linde", YESTERDAY, &json!({"bedsOccupied": 3}));
    let phone = phone(&server);
    let page = phone.get(THERE).send().expect(200).text();
    assert!(page.contains("Dit is niet de stand van vandaag."), "{page}");
    let page = phone
        .post(THERE, &[("beds_occupied", "2"), ("basis", "1")])
        .send()
        .expect(400)
        .text();
    assert!(page.contains("Reden van de wijziging</a>: Vul dit in."), "{page}");
    assert_eq!(revisions(&server, YESTERDAY), 1);
    let form = [
        ("beds_occupied", "2"),
        ("basis", "1"),
        ("reason", "Later gehoord"),
    ];
    is_received(&phone.post(THERE, &form).send(), THERE, 2);
    let page = phone.get(THERE).send().expect(200).text();
    for part in [
        "Bezet: 3 → 2",
        "Reden: Later gehoord",
        "Gemeld: 3 bezet, 1 vrij van 4 bedden",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[test]
fn a_day_that_was_forgotten_takes_no_reason() {
    let server = Server::start();
    let form = [("beds_occupied", "2"), ("basis", "0")];
    is_received(&phone(&server).post(THERE, &form).send(), THERE, 1);
}

#[test]
fn todays_stand_is_corrected_without_a_reason() {
    let server = Server::start();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 3}));
    let phone = phone(&server);
    let page = phone.get(HERE).send().expect(200).text();
    let mut form = fields(&page, "data-form");
    for (name, text) in &mut form {
        if name == "beds_occupied" {
            "2".clone_into(text);
        }
    }
    is_received(&phone.post(HERE, &borrowed(&form)).send(), HERE, 2);
    assert_eq!(registered(&server, TODAY)["bedsOccupied"], 2);
}

#[test]
fn sending_again_does_nothing_more() {
    let server = Server::start();
    let phone = phone(&server);
    let form = [("beds_occupied", "2"), ("basis", "0")];
    for _ in 0..3 {
        is_received(&phone.post(HERE, &form).send(), HERE, 1);
    }
    assert_eq!(revisions(&server, TODAY), 1);
}

#[test]
fn of_two_phones_neither_overwrites_the_other_unseen() {
    let server = Server::start();
    let (one, other) = (phone(&server), phone(&server));
    let stand = |occupied| {
        [
            ("beds_occupied", occupied),
            ("beds_reserved", "1"),
            ("basis", "0"),
        ]
    };
    is_received(&one.post(HERE, &stand("3")).send(), HERE, 1);
    let page = other.post(HERE, &stand("2")).send().expect(412).text();
    for part in [
        "Iemand anders was eerder",
        "Test Reporter",
        "Uw stand is nog niet opgeslagen.",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(
        page.matches("class=\"differs\"").count(),
        1,
        "only occupied differs: {page}"
    );
    assert_eq!(
        registered(&server, TODAY)["bedsOccupied"],
        3,
        "nothing is overwritten"
    );
    let mine = fields(&page, "data-send");
    is_received(&other.post(HERE, &borrowed(&mine)).send(), HERE, 2);
    assert_eq!(registered(&server, TODAY)["bedsOccupied"], 2);
    // Whoever was first comes again with the old page.
    one.post(HERE, &stand("3")).send().expect(412);
}

#[test]
fn a_correction_in_conflict_keeps_its_reason() {
    let server = Server::start();
    server.register("de-linde", YESTERDAY, &json!({"bedsOccupied": 3}));
    let phone = phone(&server);
    let correction = |occupied| {
        [
            ("beds_occupied", occupied),
            ("basis", "1"),
            ("reason", "Later gehoord"),
        ]
    };
    is_received(&phone.post(THERE, &correction("2")).send(), THERE, 2);
    let page = phone.post(THERE, &correction("1")).send().expect(412).text();
    let mine = fields(&page, "data-send");
    assert!(
        mine.contains(&("reason".to_owned(), "Later gehoord".to_owned())),
        "{mine:?}"
    );
    is_received(&phone.post(THERE, &borrowed(&mine)).send(), THERE, 3);
}

#[test]
fn a_faulty_form_stays_bound_to_what_it_was_made_from() {
    let server = Server::start();
    let phone = phone(&server);
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 3}));
    let page = phone
        .post(HERE, &[("beds_occupied", "x"), ("basis", "0")])
        .send()
        .expect(400)
        .text();
    let mut form = fields(&page, "data-form");
    form.retain(|(name, _)| name != "beds_occupied");
    form.push(("beds_occupied".to_owned(), "1".to_owned()));
    phone.post(HERE, &borrowed(&form)).send().expect(412);
}

#[test]
fn a_stand_is_withdrawn_with_a_reason() {
    let server = Server::start();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 3}));
    let phone = phone(&server);
    let address = format!("{HERE}/intrekken");
    phone
        .post(&address, &[("basis", "1"), ("reason", " ")])
        .send()
        .expect(400);
    phone
        .post(&address, &[("reason", "Verkeerde dag")])
        .send()
        .expect(400);
    let form = [("basis", "1"), ("reason", "Verkeerde dag")];
    for _ in 0..2 {
        let answer = phone.post(&address, &form).send().expect(303);
        let expected = format!("{HERE}?melding=ingetrokken");
        assert_eq!(answer.header("Location"), Some(expected.as_str()));
    }
    let get = server.get(&day("de-linde", TODAY)).token(&server.coordinator());
    get.send().expect(404);
    let page = phone
        .get(&format!("{HERE}?melding=ingetrokken"))
        .send()
        .expect(200)
        .text();
    for part in [
        "De stand van deze dag is ingetrokken.",
        "Ingetrokken",
        "Reden: Verkeerde dag",
        "Nog niet gemeld",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    is_received(
        &phone.post(HERE, &[("beds_occupied", "2"), ("basis", "0")]).send(),
        HERE,
        3,
    );
}

#[test]
fn what_was_changed_meanwhile_is_not_withdrawn() {
    let server = Server::start();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 3}));
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 2}));
    let form = [("basis", "1"), ("reason", "Verkeerde dag")];
    let answer = phone(&server)
        .post(&format!("{HERE}/intrekken"), &form)
        .send()
        .expect(303);
    assert_eq!(
        answer.header("Location"),
        Some(format!("{HERE}?melding=gewijzigd").as_str())
    );
    assert_eq!(registered(&server, TODAY)["bedsOccupied"], 2);
}
