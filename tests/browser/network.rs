//! The coordinator's pages: giving somebody access and taking it back, and what houses are behind.

use hospice_capacity::domain::access::Role;
use serde_json::json;

use crate::harness::{Server, TODAY};
use crate::people::{desk, phone, sign_in};

#[test]
fn a_coordinator_gives_a_house_access_and_takes_it_back() {
    let server = Server::start();
    let coordinator = desk(&server);
    sign_in(&coordinator, &server, Role::Coordinator);
    coordinator.goto("/netwerk/toegang");
    coordinator.fill("#name", "De Linde, telefoon");
    coordinator.click("label.choice:has(input[name=role][value=reporter])");
    coordinator.click("label.choice:has(input[name=houses][value=de-linde])");
    coordinator.follow(|page| page.click("form[action='/netwerk/toegang'] button.main"));
    let link = coordinator.text("#link");
    assert!(
        link.starts_with(&format!("{}/aanmelden#hc_", server.base)),
        "{link}"
    );
    assert_eq!(coordinator.axe(), [""; 0]);

    let house = phone(&server);
    house.goto(&link);
    house.wait_for("[data-sign-out]");
    assert_eq!(house.path(), "/vandaag/de-linde");

    coordinator.goto("/netwerk/toegang");
    assert!(
        !coordinator.text("main").contains("#hc_"),
        "the link is shown once"
    );
    coordinator.evaluate(
        "[...document.querySelectorAll('li.card')].find(row => row.innerText.includes('De Linde, telefoon')).id = 'row'",
    );
    coordinator.follow(|page| page.click("#row a[href$='/intrekken']"));
    coordinator.follow(|page| page.click("button.danger"));
    assert!(coordinator.text("[role=status]").contains("ingetrokken"));

    house.goto("/vandaag/de-linde");
    assert!(house.path().starts_with("/aanmelden"), "{}", house.path());
}

#[test]
fn a_coordinator_sees_who_has_not_reported() {
    let server = Server::start();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 3}));
    let page = phone(&server);
    sign_in(&page, &server, Role::Coordinator);
    page.goto("/netwerk");
    let today = page.text("section[aria-labelledby=today]");
    assert!(today.contains("1 van 8 huizen"), "{today}");
    assert!(
        today.contains("De Vlinder") && !today.contains("De Linde"),
        "{today}"
    );
    page.follow(|page| page.click("section[aria-labelledby=today] a[href='/vandaag/de-vlinder/2026-11-20'], section[aria-labelledby=today] a[href='/vandaag/de-vlinder']"));
    assert!(page.text("h1").contains("De Vlinder"));
}
