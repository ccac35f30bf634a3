//! Registering a house's day on a phone: with a tap, with fingers, with keys, without a network, and where two
//! phones do it at once. The house is `de-linde`, which has four beds.

use chrono::TimeDelta;
use hospice_capacity::domain::access::Role;
use serde_json::{Value, json};

use crate::chromium::Page;
use crate::harness::{Server, TODAY, day};
use crate::people::{page_in, pass_time, phone, sign_in, until_kept};

const YESTERDAY: &str = "2026-11-19";
const HOME: &str = "/vandaag/de-linde";

/// A server where the house had three guests yesterday, and somebody of it with a phone.
fn house() -> (Server, Page) {
    let server = Server::start();
    server.register(
        "de-linde",
        YESTERDAY,
        &json!({"bedsOccupied": 3, "admissions": 0, "deaths": 0, "discharges": 0}),
    );
    let page = phone(&server);
    sign_in(&page, &server, Role::Reporter);
    assert_eq!(page.path(), HOME, "that is where somebody of one house begins");
    page.taps();
    (server, page)
}

/// What the register has of a day.
fn registered(server: &Server, date: &str) -> Value {
    let answer = server
        .get(&day("de-linde", date))
        .token(&server.coordinator())
        .send();
    if answer.status == 404 {
        return Value::Null;
    }
    answer.expect(200).json()
}

/// Opens the whole form, where it is folded.
fn unfold(page: &Page) {
    if !page.sees("#beds_occupied") {
        page.click("#stand > summary");
    }
    page.wait_for("#beds_occupied + button");
}

/// What the page shows now is for everybody.
#[track_caller]
fn everybody_can_use(page: &Page) {
    assert_eq!(page.axe(), [""; 0]);
    assert_eq!(page.sticks_out(), [""; 0]);
}

fn plus(field: &str) -> String {
    format!("#{field} + button")
}

#[test]
fn an_unchanged_day_takes_one_tap() {
    let (server, page) = house();
    assert!(page.text("h1").contains("De Linde"), "{}", page.text("h1"));
    assert!(page.text("h1").contains("vrijdag 20 november"));
    page.click(".same button");
    assert!(
        page.text(".receipt").contains("09:00"),
        "{}",
        page.text(".receipt")
    );
    assert!(page.text(".receipt .stand").contains("3 bezet"));
    assert_eq!(page.taps(), 1);
    assert_eq!(
        page.evaluate("document.activeElement.closest('.receipt') !== null"),
        true
    );
    let today = registered(&server, TODAY);
    assert_eq!(
        (&today["bedsOccupied"], &today["revision"]),
        (&json!(3), &json!(1))
    );
    everybody_can_use(&page);
}

#[test]
fn a_day_with_an_admission_is_counted_with_fingers() {
    let (server, page) = house();
    unfold(&page);
    page.click(&plus("admissions"));
    assert_eq!(page.value("#beds_occupied"), "4", "occupied follows who came");
    assert!(page.text("[data-sum]").contains("4 bezet"));
    page.click(&plus("beds_occupied"));
    assert!(
        page.text("[data-sum]").contains("te veel"),
        "{}",
        page.text("[data-sum]")
    );
    page.click("[data-form] button.main");
    page.wait_for("[data-form] [role=alert]");
    everybody_can_use(&page);
    assert_eq!(page.value("#beds_occupied"), "5", "what was typed stays");
    assert_eq!(page.value("#admissions"), "1");
    assert!(registered(&server, TODAY).is_null());
    page.forgive(&["400", "409", "422"]);
    page.click(".stepper:has(#beds_occupied) button:first-child");
    page.click("[data-form] button.main");
    page.wait_for(".receipt");
    let today = registered(&server, TODAY);
    assert_eq!(
        (&today["bedsOccupied"], &today["admissions"]),
        (&json!(4), &json!(1))
    );
}

#[test]
fn what_does_not_follow_from_yesterday_is_asked_and_confirmed() {
    let (server, page) = house();
    unfold(&page);
    page.fill("#beds_occupied", "1");
    page.wait_for("[data-balance]");
    page.click("[data-form] button.main");
    page.wait_for(".questions");
    everybody_can_use(&page);
    page.click(".questions button.main");
    page.wait_until("the question to be gone", "!document.querySelector('.questions')");
    let today = registered(&server, TODAY);
    assert_eq!(today["bedsOccupied"], 1);
    assert!(page.text(".receipt .stand").contains("1 bezet"));
}

#[test]
fn yesterday_is_corrected_with_a_reason_and_the_old_value_stays_readable() {
    let (server, page) = house();
    page.follow(|page| page.click(&format!("a.cell[href$='{YESTERDAY}']")));
    unfold(&page);
    page.click(&plus("deaths"));
    assert_eq!(page.value("#beds_occupied"), "2");
    page.click("[data-form] button.main");
    page.wait_for("[data-form] [role=alert]");
    assert_eq!(
        page.evaluate("document.querySelector('#reason').ariaInvalid"),
        "true"
    );
    page.forgive(&["400", "409", "422"]);
    page.fill("#reason", "In de nacht");
    page.click("[data-form] button.main");
    page.wait_for(".receipt");
    let yesterday = registered(&server, YESTERDAY);
    assert_eq!(
        (&yesterday["bedsOccupied"], &yesterday["deaths"]),
        (&json!(2), &json!(1))
    );
    page.click("details:has(.changes) > summary");
    assert!(page.text(".changes").contains("In de nacht"));
}

#[test]
fn without_a_network_the_day_is_kept_and_sent_once_when_it_is_back() {
    let (server, page) = house();
    until_kept(&page);
    page.reload();
    page.context.offline(true);
    page.click(".same button");
    assert!(page.text("[data-device=kept]").contains("nog niet verzonden"));
    everybody_can_use(&page);
    assert!(
        page.evaluate("document.title")
            .as_str()
            .expect("a title")
            .starts_with("(1)")
    );
    assert!(registered(&server, TODAY).is_null());
    // The phone is put away, and the page opened again on the way. (The browser's switch lets through what a page asks
    // for in its first moment, so it is not asked here whether anything was sent.)
    page.reload();
    page.wait_for("[data-device=kept]");
    assert!(page.sees(".offline"), "the page says that it is a copy");
    page.context.offline(false);
    assert!(page.text(".receipt .stand").contains("3 bezet"));
    assert_eq!(registered(&server, TODAY)["revision"], 1);
    page.reload();
    page.settle();
    assert!(!page.sees("[data-device=kept]"));
    assert_eq!(registered(&server, TODAY)["revision"], 1);
    assert_eq!(page.evaluate("localStorage.length"), 0);
    page.forgive(&["ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "Failed to fetch"]);
}

#[test]
fn of_two_phones_the_second_sees_the_first_and_chooses() {
    let (server, one) = house();
    let other = phone(&server);
    sign_in(&other, &server, Role::Reporter);
    one.click(".same button");
    one.wait_for(".receipt");
    unfold(&other);
    other.click(&plus("discharges"));
    other.click("[data-form] button.main");
    other.wait_for(".differs");
    assert!(other.text("h1").contains("Iemand anders was eerder"));
    everybody_can_use(&other);
    assert_eq!(
        registered(&server, TODAY)["bedsOccupied"],
        3,
        "nothing is overwritten"
    );
    other.forgive(&["409", "412"]);
    other.click("form[data-whole] button:not(.main)");
    other.wait_for(".receipt");
    let today = registered(&server, TODAY);
    assert_eq!(
        (&today["bedsOccupied"], &today["revision"]),
        (&json!(2), &json!(2))
    );
}

#[test]
fn a_day_that_waited_on_the_phone_does_not_overwrite_what_came_meanwhile() {
    let (server, page) = house();
    page.context.offline(true);
    page.click(".same button");
    page.wait_for("[data-device=kept]");
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 2, "discharges": 1}));
    page.context.offline(false);
    page.wait_for(".differs");
    assert_eq!(registered(&server, TODAY)["bedsOccupied"], 2);
    page.click("a.button.main");
    page.wait_for(".badge.state");
    assert_eq!(registered(&server, TODAY)["revision"], 1);
    page.forgive(&["ERR_INTERNET_DISCONNECTED", "409", "412"]);
}

#[test]
fn a_bed_that_has_just_been_taken_is_one_tap() {
    let (server, page) = house();
    page.click(".same button");
    page.wait_for(".receipt");
    page.taps();
    let before = page.text(".taps");
    page.click(".taps button");
    page.wait_until(
        "another stand",
        &format!("document.querySelector('.taps')?.innerText !== {}", json!(before)),
    );
    assert_eq!(page.taps(), 1);
    assert_eq!(registered(&server, TODAY)["revision"], 2);
}

#[test]
fn the_day_is_registered_with_keys_alone() {
    let (server, page) = house();
    page.tab_to("#beds_occupied");
    page.press("ArrowUp");
    page.tab_to("#admissions");
    page.type_text("1");
    page.press("Enter");
    page.wait_for(".receipt, [role=alert]");
    let today = registered(&server, TODAY);
    assert_eq!(
        (&today["bedsOccupied"], &today["admissions"]),
        (&json!(4), &json!(1)),
        "{}",
        page.text("main")
    );
}

#[test]
fn the_day_is_registered_without_scripts() {
    let (server, page) = house();
    page.scripts(false);
    page.goto(HOME);
    page.follow(|page| page.click(".same button"));
    page.wait_for(".receipt");
    assert_eq!(registered(&server, TODAY)["bedsOccupied"], 3);
    page.click("#stand > summary");
    page.fill("#beds_occupied", "9");
    page.follow(|page| page.click("[data-form] button.main"));
    assert!(
        page.text("[role=alert]").contains("te veel"),
        "{}",
        page.text("[role=alert]")
    );
    page.forgive(&["400", "409", "422"]);
}

#[test]
fn a_page_left_open_past_midnight_says_that_it_is_a_new_day() {
    let (_server, page) = house();
    assert!(!page.sees("[data-device=new-day]"));
    pass_time(&page, TimeDelta::hours(16));
    assert!(page.text("[data-device=new-day]").contains("nieuwe dag"));
}

#[test]
fn who_is_signed_out_meanwhile_loses_nothing() {
    let (server, page) = house();
    page.follow(|page| page.click(&format!("a.cell[href$='{YESTERDAY}']")));
    page.goto(HOME);
    server.set_clock("2026-11-21T08:00:01Z");
    page.click(".same button");
    page.wait_for("[data-device=signed-out]");
    page.forgive(&["401"]);
    assert_eq!(page.evaluate("localStorage.length"), 1);
}

#[test]
fn a_second_page_of_the_same_person_sends_what_waits() {
    let (server, page) = house();
    page.context.offline(true);
    page.click(".same button");
    page.wait_for("[data-device=kept]");
    page.forgive(&["ERR_INTERNET_DISCONNECTED"]);
    let context = std::sync::Arc::clone(&page.context);
    drop(page);
    context.offline(false);
    let page = page_in(&context, &server);
    page.goto(HOME);
    page.wait_for(".receipt");
    assert_eq!(registered(&server, TODAY)["revision"], 1);
}
