//! Access: personal links are handed out once, and revoked at once.

use chrono::TimeDelta;
use hospice_capacity::app::Error;
use hospice_capacity::app::tokens::{self, NewToken};
use hospice_capacity::domain::access::{Issuer, Principal, Role};
use hospice_capacity::domain::text::{Id, Name};

use super::{Browser, page, sign_in};
use crate::harness::{Answer, Server, block_on};

const ACCESS: &str = "/netwerk/toegang";

fn hand_out(browser: &Browser, role: &str, houses: &[&str]) -> Answer {
    let mut form = vec![
        ("name", "De Linde, telefoon"),
        ("role", role),
        ("last_day", "2027-11-20"),
    ];
    form.extend(houses.iter().map(|house| ("houses", *house)));
    browser.post(ACCESS, &form).send()
}

/// The personal link on a page.
fn link(text: &str) -> &str {
    let start = text.split_once("id=\"link\">").expect("a link").1;
    start.split_once('<').expect("its end").0
}

/// The ids of the tokens that can be revoked on a page.
fn revocable(text: &str) -> Vec<String> {
    let parts = text.split("href=\"/netwerk/toegang/").skip(1);
    let ids = parts.filter_map(|part| part.split_once("/intrekken\""));
    ids.map(|(id, _)| id.to_owned()).collect()
}

#[test]
fn only_who_may_hand_out_tokens_sees_them() {
    let server = Server::start();
    for token in [
        server.reporter("de-linde"),
        server.token(Role::App, &[]),
        server.token(Role::Analyst, &[]),
    ] {
        let browser = Browser::sign_in(&server, &token);
        browser.get(ACCESS).send().expect(403);
        hand_out(&browser, "reporter", &["de-linde"]).expect(403);
    }
    page(&server, ACCESS).send().expect(303);
}

#[test]
fn a_personal_link_is_shown_once_and_signs_in() {
    let server = Server::start();
    let browser = Browser::sign_in(&server, &server.coordinator());
    let answer = hand_out(&browser, "reporter", &["de-linde"]).expect(200);
    assert_eq!(answer.header("Cache-Control"), Some("private, no-store"));
    let text = answer.text();
    let link = link(&text);
    let (address, code) = link.split_once('#').expect("a code");
    assert!(
        address.starts_with("http://127.0.0.1:") && address.ends_with("/aanmelden"),
        "{link}"
    );
    assert!(text.contains("geldig tot en met 20 nov 2027"), "{text}");
    let house = Browser::sign_in(&server, code);
    house.get("/v1/houses/de-linde/reporting").send().expect(200);
    let list = browser.get(ACCESS).send().expect(200).text();
    assert!(
        list.contains("De Linde, telefoon") && list.contains("op 1 apparaat aangemeld"),
        "{list}"
    );
    assert!(
        !list.contains(code) && !list.contains("hc_"),
        "the code is not shown again"
    );
}

#[test]
fn a_coordinator_hands_out_what_is_below_and_sees_nothing_else() {
    let server = Server::start();
    let admin = server.token(Role::Admin, &[]);
    let browser = Browser::sign_in(&server, &server.coordinator());
    for role in ["coordinator", "admin"] {
        hand_out(&browser, role, &[]).expect(403);
    }
    for role in ["app", "analyst"] {
        hand_out(&browser, role, &["de-linde"]).expect(200);
    }
    let text = browser.get(ACCESS).send().expect(200).text();
    assert!(!text.contains("value=\"coordinator\"") && !text.contains("value=\"admin\""));
    let listed = text.split("<footer").next().expect("the page without its foot");
    assert!(!listed.contains("Test Admin") && !listed.contains("Test Coordinator"));
    assert_eq!(revocable(&text).len(), 2);
    let browser = Browser::sign_in(&server, &admin);
    for role in ["coordinator", "admin"] {
        hand_out(&browser, role, &[]).expect(200);
    }
    let text = browser.get(ACCESS).send().expect(200).text();
    let listed = text.split("<footer").next().expect("the page without its foot");
    for part in ["Test Coordinator", "Test Admin", "dat bent u"] {
        assert!(listed.contains(part), "{part}");
    }
    assert_eq!(revocable(&text).len(), 6);
    browser.get("/netwerk").send().expect(403);
}

#[test]
fn revoking_asks_first_and_ends_sessions_at_once() {
    let server = Server::start();
    let browser = Browser::sign_in(&server, &server.coordinator());
    let text = hand_out(&browser, "reporter", &["de-linde"]).expect(200).text();
    let code = link(&text).split_once('#').expect("a code").1.to_owned();
    let house = Browser::sign_in(&server, &code);
    let list = browser.get(ACCESS).send().expect(200).text();
    let ids = revocable(&list);
    assert_eq!(ids.len(), 1);
    let path = format!("{ACCESS}/{}/intrekken", ids[0]);
    let asked = browser.get(&path).send().expect(200).text();
    assert!(
        asked.contains("Ja, intrekken") && asked.contains("1 apparaat"),
        "{asked}"
    );
    house.get("/v1/completeness").send().expect(200);
    let answer = browser.post(&path, &[]).send().expect(303);
    assert_eq!(answer.header("Location"), Some("/netwerk/toegang?ingetrokken"));
    house.get("/v1/completeness").send().expect(401);
    sign_in(&server, &code).expect(403);
    let list = browser
        .get("/netwerk/toegang?ingetrokken")
        .send()
        .expect(200)
        .text();
    assert!(list.contains("De toegang is ingetrokken."));
    assert!(
        list.contains("Ingetrokken en verlopen") && revocable(&list).is_empty(),
        "{list}"
    );
    browser.post(&path, &[]).send().expect(303);
    browser
        .get("/netwerk/toegang/niemand/intrekken")
        .send()
        .expect(404);
    browser
        .post("/netwerk/toegang/niemand/intrekken", &[])
        .send()
        .expect(404);
}

#[test]
fn a_coordinator_cannot_revoke_who_may_do_as_much() {
    let server = Server::start();
    let browser = Browser::sign_in(&server, &server.coordinator());
    let end = server.app.now() + TimeDelta::days(1);
    for role in [Role::Coordinator, Role::Admin] {
        let (token, text) = server.expiring_token(role, &[], end);
        let path = format!("{ACCESS}/{}/intrekken", token.principal.token_id);
        browser.get(&path).send().expect(403);
        browser.post(&path, &[]).send().expect(403);
        sign_in(&server, &text).expect(303);
    }
}

#[test]
fn a_form_that_is_faulty_says_so_at_its_fields() {
    let server = Server::start();
    let browser = Browser::sign_in(&server, &server.coordinator());
    let good = [
        ("name", "De Linde"),
        ("role", "reporter"),
        ("houses", "de-linde"),
        ("last_day", "2027-01-01"),
    ];
    for (field, value, reason) in [
        ("name", "", "nobody"),
        ("name", "a\nb", "two lines"),
        ("role", "", "no role"),
        ("role", "king", "no such role"),
        ("houses", "", "a reporter without a house"),
        ("houses", "niemand", "no such house"),
        ("last_day", "", "no end"),
        ("last_day", "2026-11-20", "today"),
        ("last_day", "2032-01-01", "too far ahead"),
        ("last_day", "2027-02-30", "no such day"),
    ] {
        let form = good.map(|(name, usual)| (name, if name == field { value } else { usual }));
        let text = browser.post(ACCESS, &form).send().expect(400).text();
        assert!(
            text.contains(&format!("<a href=\"#{field}\">")),
            "{reason}: {text}"
        );
        assert!(text.contains(&format!("id=\"{field}-flaw\"")), "{reason}: {text}");
        assert!(!text.contains("hc_"), "{reason}");
    }
    let list = browser.get(ACCESS).send().expect(200).text();
    assert!(revocable(&list).is_empty(), "nothing is stored");
    let text = browser.post(ACCESS, &[]).send().expect(400).text();
    for field in ["name", "role", "last_day"] {
        assert!(
            text.contains(&format!("<a href=\"#{field}\">")),
            "{field}: all at once"
        );
    }
    browser.post(ACCESS, &good).send().expect(200);
}

#[test]
fn other_sites_cannot_hand_out_or_revoke() {
    let server = Server::start();
    let browser = Browser::sign_in(&server, &server.coordinator());
    let (token, _) = server.expiring_token(
        Role::Reporter,
        &["de-linde"],
        server.app.now() + TimeDelta::days(1),
    );
    let revoke = format!("{ACCESS}/{}/intrekken", token.principal.token_id);
    for path in [ACCESS, &revoke] {
        let sent = server
            .request("POST", path)
            .header("Cookie", &browser.cookie)
            .header("Accept", "text/html")
            .header("Sec-Fetch-Site", "cross-site")
            .body("name=a&role=app&last_day=2027-01-01");
        sent.send().expect(403);
    }
    let list = browser.get(ACCESS).send().expect(200).text();
    assert_eq!(revocable(&list).len(), 1);
}

#[test]
fn the_register_itself_refuses_what_a_role_may_not_hand_out() {
    let server = Server::start();
    let principal = Principal {
        token_id: Id::new("t").expect("an id"),
        name: Name::new("Iemand").expect("a name"),
        role: Role::Coordinator,
        houses: Vec::new(),
    };
    let by = Issuer::Holder(&principal);
    let new = NewToken {
        name: Name::new("Iemand anders").expect("a name"),
        role: Role::Coordinator,
        houses: Vec::new(),
        expires_at: server.app.now() + TimeDelta::days(1),
    };
    let made = block_on(tokens::create(&server.app, by, new.clone()));
    assert!(matches!(made, Err(Error::Forbidden)));
    let (token, _) = block_on(tokens::create(&server.app, Issuer::Operator, new)).expect("a token");
    let id = token.principal.token_id;
    let revoked = block_on(tokens::revoke(&server.app, by, id.clone()));
    assert!(matches!(revoked, Err(Error::Forbidden)));
    let listed = block_on(tokens::list(&server.app, by)).expect("a list");
    assert_eq!(listed, []);
    assert!(block_on(tokens::revoke(&server.app, Issuer::Operator, id)).expect("an answer"));
}
