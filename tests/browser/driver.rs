//! The browser itself is tried here: what it is told happens, and what goes wrong in a page is noticed.

use std::time::Duration;

use sha2::{Digest as _, Sha256};

use crate::chromium::{AXE, Browser, Page, Theme};
use crate::harness::Server;
use crate::people::{phone, until_kept};

/// A page of its own, outside any server.
fn page(body: &str) -> Page {
    let page = Browser::start().context().page("");
    let document = format!("{HEAD}{body}");
    let encoded = percent_encoding::utf8_percent_encode(&document, percent_encoding::NON_ALPHANUMERIC);
    page.goto(&format!("data:text/html,{encoded}"));
    page
}

const HEAD: &str = "<!doctype html><html lang=en><meta charset=utf-8>
    <meta name=viewport content='width=device-width, initial-scale=1'><title>Try</title>";

#[test]
fn a_page_of_the_server_is_opened_and_read() {
    let server = Server::start();
    let page = Browser::start().context().page(&server.base);
    page.goto("/docs/index.html");
    page.wait_for_text("/availability/{houseId}");
    assert!(page.text(".title").starts_with("Hospicecapaciteit"));
    assert_eq!(page.status(), Some(200));
    assert_eq!(page.path(), "/docs/index.html");
    assert!(page.weight() > 10_000, "{} bytes", page.weight());
    assert_eq!(page.complaints(), Vec::<String>::new());
}

#[test]
fn a_page_that_is_not_there_is_noticed() {
    let server = Server::start();
    let page = Browser::start().context().page(&server.base);
    page.goto("/nowhere");
    assert_eq!(page.status(), Some(404));
    assert_eq!(page.forgive(&["404"]), 1);
}

#[test]
fn errors_of_scripts_and_of_the_console_are_noticed() {
    let page = page("<script>console.error('one', 2); undefined.three</script>");
    let complaints = page.complaints();
    assert_eq!(complaints.len(), 2, "{complaints:?}");
    assert_eq!(complaints[0], "console: one 2");
    assert!(complaints[1].contains("three"), "{complaints:?}");
}

#[test]
fn a_breach_of_the_content_security_policy_is_noticed() {
    let page = page(
        "<meta http-equiv=content-security-policy content=\"script-src 'none'\"><script>document.title = 'x'</script>",
    );
    let complaints = page.complaints();
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    assert!(
        complaints[0].contains("Content Security Policy"),
        "{complaints:?}"
    );
}

#[test]
#[should_panic(expected = "The page complained")]
fn what_nobody_expected_fails_the_test() {
    page("<script>console.error('unexpected')</script>");
}

#[test]
fn no_page_reaches_another_host() {
    let page = page("<img src=http://example.org/x.png alt=''>");
    let complaints = page.complaints();
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    assert!(complaints[0].contains("ERR_NAME_NOT_RESOLVED"), "{complaints:?}");
}

#[test]
fn clicks_taps_and_keys_arrive() {
    let body = "<p style='height: 3000px'></p><input id=field><button id=button>x</button>
        <script>button.onpointerup = event => document.title = event.pointerType;
        field.onkeydown = event => button.dataset.keys = (button.dataset.keys ?? '') + event.code;</script>";
    let page = page(body);
    page.click("#button");
    assert_eq!(page.evaluate("document.title"), "mouse");
    page.click("#field");
    page.type_text("3 bedden");
    page.press("ArrowLeft");
    page.press("Backspace");
    assert_eq!(page.value("#field"), "3 beddn");
    page.fill("#field", "4");
    assert_eq!(page.value("#field"), "4");
    assert_eq!(page.evaluate("document.activeElement.id"), "field");
    assert_eq!(page.tab_to("#button"), 1);
    page.press("Shift+Tab");
    assert_eq!(page.evaluate("document.activeElement.id"), "field");
    assert_eq!(page.taps(), 2);
    let page = page.phone();
    page.click("#button");
    assert_eq!(page.evaluate("document.title"), "touch");
    assert_eq!(page.evaluate("innerWidth"), 375);
}

#[test]
#[should_panic(expected = "Waited for a way to click on #button")]
fn what_is_covered_is_not_clicked() {
    let cover = "<div style='position: fixed; inset: 0; background: white'></div>";
    page(&format!("<button id=button>x</button>{cover}"))
        .within(Duration::from_millis(100))
        .click("#button");
}

#[test]
fn a_page_is_told_what_its_user_sees_and_reads() {
    let page = page("");
    let dark = "matchMedia('(prefers-color-scheme: dark)').matches";
    page.emulate(Theme::Dark, true);
    assert_eq!(page.evaluate(dark), true);
    assert_eq!(
        page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches"),
        true
    );
    page.emulate(Theme::Light, false);
    assert_eq!(page.evaluate(dark), false);
    page.prefer_language("nl-NL,nl");
    assert_eq!(page.evaluate("navigator.language"), "nl-NL");
    page.size(320, 600);
    assert_eq!(page.evaluate("innerWidth"), 320);
    assert_eq!(page.sticks_out(), [""; 0]);
    page.evaluate("document.body.innerHTML = '<p style=\"width: 400px\">x</p>'");
    assert_eq!(page.sticks_out().len(), 2);
}

#[test]
fn the_clock_of_a_page_is_the_one_it_is_given() {
    let server = Server::start();
    let page = Browser::start().context().page(&server.base);
    for moment in ["2026-11-20T08:00:00Z", "2027-01-02T03:04:00Z"] {
        server.set_clock(moment);
        page.clock(server.app.now());
        page.goto("/livez");
        let shown = page.evaluate("new Date().toISOString() + ' ' + new Date(Date.now()).toISOString()");
        let minute = &moment[..16];
        assert_eq!(
            shown.as_str().expect("a text").matches(minute).count(),
            2,
            "{shown}"
        );
    }
}

#[test]
fn without_scripts_a_page_is_read_all_the_same() {
    let page = page("<p>before</p>");
    page.scripts(false);
    page.goto("data:text/html,<p id=p>plain</p><script>p.innerText = 'changed'</script>");
    assert_eq!(page.text("#p"), "plain");
    page.scripts(true);
    page.reload();
    assert_eq!(page.text("#p"), "changed");
}

#[test]
fn what_can_be_seen_is_told_from_what_is_there() {
    let page = page("<p>one</p><p hidden>two</p><p style='visibility: hidden'>three</p>");
    assert_eq!(page.count("p"), 3);
    assert!(page.sees("p"));
    assert!(!page.sees("p:not(:first-child)"));
    page.screenshot("driver/seen");
}

#[test]
fn two_contexts_share_nothing_and_lose_the_network_alone() {
    let server = Server::start();
    let browser = Browser::start();
    let pages = [(); 2].map(|()| browser.context().page(&server.base));
    for page in &pages {
        page.goto("/livez");
    }
    pages[0].evaluate("document.cookie = 'mine=1'; localStorage.mine = 1");
    assert_eq!(pages[0].context.cookies().len(), 1);
    assert_eq!(pages[1].context.cookies().len(), 0);
    assert!(pages[1].evaluate("localStorage.mine").is_null());

    pages[0].context.offline(true);
    assert_eq!(pages[0].evaluate("navigator.onLine"), false);
    assert_eq!(pages[1].evaluate("navigator.onLine"), true);
    let failure = pages[0].try_goto("/livez");
    assert_eq!(failure, Err("net::ERR_INTERNET_DISCONNECTED".to_owned()));
    pages[1].goto("/livez");
    pages[0].context.offline(false);
    pages[0].goto("/livez");
    pages[0].forgive(&["ERR_INTERNET_DISCONNECTED"]);
}

#[test]
fn a_service_worker_loses_the_network_with_its_page() {
    let server = Server::start();
    let page = phone(&server);
    page.goto("/aanmelden");
    until_kept(&page);
    page.context.offline(true);
    // The worker answers for this address; without a network and without a copy it says so.
    page.goto("/vandaag/nowhere");
    assert!(page.text("main, body").contains("Geen verbinding"));
    page.context.offline(false);
    page.goto("/vandaag/nowhere");
    page.forgive(&[
        "503",
        "ERR_INTERNET_DISCONNECTED",
        "ERR_FAILED",
        "Failed to fetch",
        "404",
    ]);
}

#[test]
fn axe_finds_a_picture_without_words_and_nothing_once_it_has_them() {
    let picture = |alt: &str| {
        format!("<main><h1>Try</h1><img {alt} src='data:image/gif;base64,R0lGODlhAQABAAAAACw='></main>")
    };
    let faults = page(&picture("")).axe();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].starts_with("image-alt"), "{faults:?}");
    assert!(faults[0].contains("<img"), "{faults:?}");
    assert_eq!(page(&picture("alt='A bed'")).axe(), Vec::<String>::new());
}

#[test]
fn axe_counts_a_target_by_its_size_where_it_is_cut_only_by_what_scrolls() {
    let targets = |style: &str| {
        let link = format!("<td><button style='padding: 0; border: 0; {style}'>x</button>");
        format!(
            "<main><h1>Try</h1><div tabindex=0 style='overflow-x: auto; width: 90px'>
            <table style='border-spacing: 0'><tr>{}</table></div></main>",
            link.repeat(9)
        )
    };
    let large = page(&targets("width: 40px; height: 40px"));
    assert_eq!(large.axe(), [""; 0]);
    let faults = page(&targets("width: 9px; height: 9px")).axe();
    assert!(
        !faults.is_empty() && faults.iter().all(|fault| fault.starts_with("target-size")),
        "{faults:?}"
    );
}

#[test]
fn axe_is_the_file_that_its_readme_names() {
    let sum = data_encoding::HEXLOWER.encode(&Sha256::digest(AXE));
    assert!(include_str!("vendor/README.md").contains(&sum), "{sum}");
}
