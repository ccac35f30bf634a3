//! The board of free beds: finding one, and what it says when the server is away.

use chrono::TimeDelta;
use serde_json::json;

use crate::chromium::Page;
use crate::harness::{Server, TODAY};
use crate::people::{desk, filled, pass_time, phone, until_kept};

/// The names of the houses that are listed.
fn listed(page: &Page) -> Vec<String> {
    let names = page.evaluate("[...document.querySelectorAll('.house h3')].map(name => name.innerText)");
    let names = names.as_array().cloned().unwrap_or_default();
    names
        .iter()
        .map(|name| name.as_str().unwrap_or_default().to_owned())
        .collect()
}

fn choose(page: &Page, field: &str, value: &str) {
    if !page.sees(field) {
        page.click(".filter summary");
    }
    page.fill(field, value);
    page.follow(|page| page.click(".filter button.main"));
}

#[test]
fn the_first_free_bed_and_its_number_are_on_the_first_screen() {
    let server = Server::start();
    server.register("de-horizon", TODAY, &json!({"bedsOccupied": 9}));
    let page = phone(&server);
    page.goto("/");
    assert_eq!(listed(&page)[0], "Proefhospice De Horizon");
    assert!(
        page.text("[data-sums]").contains("1 vrij"),
        "{}",
        page.text("[data-sums]")
    );
    let bottom =
        page.evaluate("document.querySelector('.house a[href^=\"tel:\"]').getBoundingClientRect().bottom");
    assert!(
        bottom.as_f64().expect("a place") <= 812.0,
        "the number is {bottom} px down"
    );
    assert!(page.text(".house").contains("geteld"));
}

#[test]
fn houses_are_filtered_with_and_without_scripts() {
    let server = filled();
    let page = phone(&server);
    for may_run in [true, false] {
        page.scripts(may_run);
        page.goto("/");
        let all = listed(&page);
        assert!(all.len() >= 8, "{all:?}");
        choose(&page, "#region", "noord_groningen");
        let mut north = listed(&page);
        north.sort();
        assert_eq!(north, ["Proefhuis De Wierde", "Proefhuis Het Baken"]);
        assert!(page.path().contains("regio=noord_groningen"), "{}", page.path());
        page.follow(|page| page.click("a[href*='wanneer=vandaag']"));
        assert!(
            page.path().contains("regio=noord_groningen"),
            "the region stays: {}",
            page.path()
        );
        assert!(listed(&page).iter().all(|name| north.contains(name)));
    }
}

#[test]
fn the_nearest_house_is_first_of_its_kind() {
    let server = Server::start();
    for house in ["de-horizon", "de-heide"] {
        server.register(house, TODAY, &json!({"bedsOccupied": 1}));
    }
    let page = desk(&server);
    page.goto("/");
    choose(&page, "#place", "Westerwolde");
    assert_eq!(listed(&page)[0], "Proefhuis De Heide");
    assert!(page.text(".house").contains("km"), "{}", page.text(".house"));
    choose(&page, "#place", "Groningen");
    assert_eq!(listed(&page)[0], "Proefhospice De Horizon");
}

#[test]
fn a_bed_that_is_taken_disappears_from_a_board_that_is_open() {
    let server = Server::start();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 3}));
    let page = phone(&server);
    page.goto("/");
    assert!(page.text("[data-sums]").contains("1 vrij"));
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 4}));
    pass_time(&page, TimeDelta::minutes(1));
    page.wait_until(
        "a board without a free bed",
        "document.querySelector('[data-sum]').innerText === '0'",
    );
}

#[test]
fn with_the_server_away_the_last_board_is_shown_with_its_age_and_grows_old() {
    let server = Server::start();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 3}));
    let page = phone(&server);
    page.goto("/");
    until_kept(&page);
    page.settle();
    drop(server);
    page.reload();
    page.wait_for("#away");
    assert_eq!(listed(&page)[0], "Proefhuis De Linde");
    assert_eq!(page.text("[data-sum]"), "1");
    pass_time(&page, TimeDelta::hours(30));
    page.wait_until(
        "a count that is stale",
        "!!document.querySelector('#huis-de-linde.perhaps')",
    );
    assert!(page.text("#huis-de-linde").contains("verouderd"));
    pass_time(&page, TimeDelta::hours(60));
    page.wait_until(
        "a count that is unknown",
        "!!document.querySelector('#huis-de-linde.unknown')",
    );
    assert!(
        page.text("#huis-de-linde").contains("Laatst bekend: 1"),
        "{}",
        page.text("#huis-de-linde")
    );
    assert_eq!(page.text("[data-sum]"), "0");
    page.forgive(&[
        "ERR_CONNECTION_REFUSED",
        "ERR_FAILED",
        "Failed to fetch",
        "ERR_CONNECTION_RESET",
    ]);
}

#[test]
fn the_map_says_what_the_list_says() {
    let server = filled();
    let page = desk(&server);
    page.goto("/");
    let marks = page.count("#map a.mark");
    assert_eq!(marks + 1, listed(&page).len(), "one house has no place");
    page.click("#map a[href='#huis-de-linde']");
    page.wait_until("the house's card", "location.hash === '#huis-de-linde'");
    assert_eq!(
        page.count("[href^='tel:']") + 1,
        listed(&page).len(),
        "one house has no number"
    );
}

#[test]
fn when_all_is_full_the_chance_of_the_coming_days_is_shown() {
    let server = filled();
    let full = [
        ("de-linde", 4),
        ("de-vlinder", 4),
        ("de-heide", 2),
        ("het-baken", 6),
        ("de-wierde", 3),
        ("de-horizon", 10),
        ("de-kade", 8),
        ("zonder-plek", 2),
    ];
    for (house, beds) in full {
        server.register(house, TODAY, &json!({"bedsOccupied": beds}));
    }
    let page = phone(&server);
    page.goto("/");
    assert_eq!(page.text("[data-sum]"), "0");
    assert!(page.text(".houses .notice").contains("nergens een bed"));
    let first = page.text(".house");
    assert!(
        first.contains("morgen") && first.contains("over een week") && first.contains('%'),
        "{first}"
    );
}
