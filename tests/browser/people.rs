//! Whom the pages are for, with the screen they have, and how they come in.

use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use hospice_capacity::app::example::{Filling, fill};
use hospice_capacity::domain::access::Role;
use hospice_capacity::domain::text::Name;

use crate::chromium::{Browser, Context, Page, SHIFT, Theme};
use crate::harness::{Server, block_on};

/// A server whose houses have registered for half a year, up to today.
pub fn filled() -> Server {
    let server = Server::start();
    let filling = Filling {
        first: NaiveDate::from_ymd_opt(2026, 5, 1).expect("a day"),
        seed: 1,
    };
    let by = Name::new("Voorbeeld").expect("a name");
    let entered = block_on(fill(&server.app, filling, by)).expect("the register");
    assert!(entered > 500, "{entered} revisions");
    server
}

/// Somebody with a phone of their own, reading Dutch, whose clock is the server's.
pub fn phone(server: &Server) -> Page {
    page_in(&Browser::start().context(), server).phone()
}

/// Somebody at a desk.
pub fn desk(server: &Server) -> Page {
    let page = page_in(&Browser::start().context(), server);
    page.size(1280, 900);
    page
}

/// Another page of the same person.
pub fn page_in(context: &Arc<Context>, server: &Server) -> Page {
    let page = context.page(&server.base);
    page.prefer_language("nl-NL,nl");
    page.emulate(Theme::Light, true);
    page.clock(server.app.now());
    page
}

/// Opens the personal link of a token, as it stands in a letter.
#[track_caller]
pub fn open_link(page: &Page, token: &str) {
    page.goto(&format!("/aanmelden#{token}"));
    page.wait_for("[data-sign-out]");
    page.settle();
}

/// Signs in with a new token of this role; a reporter's is of `de-linde`.
#[track_caller]
pub fn sign_in(page: &Page, server: &Server, role: Role) {
    let houses: &[&str] = if role == Role::Reporter {
        &["de-linde"]
    } else {
        &[]
    };
    open_link(page, &server.token(role, houses));
}

/// Opens a page that is computed: on a busy machine a first forecast takes longer than a request may, and the page
/// then asks to come again.
#[track_caller]
pub fn open_patiently(page: &Page, address: &str) {
    for _ in 0..6 {
        page.goto(address);
        page.settle();
        if page.status() != Some(503) {
            return;
        }
        page.forgive(&["503"]);
    }
    panic!("{address} is still not computed");
}

/// Lets so much time pass for an open page, and brings it before somebody's eyes again.
pub fn pass_time(page: &Page, time: TimeDelta) {
    let milliseconds = time.num_milliseconds();
    page.evaluate(&format!("({SHIFT})({milliseconds})"));
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
}

/// Waits until the device can do without the server: its service worker answers for the page.
#[track_caller]
pub fn until_kept(page: &Page) {
    page.wait_until(
        "a service worker that answers for the page",
        "navigator.serviceWorker.controller?.state === 'activated'",
    );
}
