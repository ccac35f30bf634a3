//! Signing in and out: with a link, with a code, and how it ends.

use chrono::TimeDelta;
use hospice_capacity::app::tokens;
use hospice_capacity::domain::access::{Issuer, Role};

use crate::chromium::Page;
use crate::harness::{Server, block_on};
use crate::people::{desk, open_link, phone, sign_in};

/// What the browser says of a request that was refused for want of a right.
const REFUSED: &str = "403";

fn is_signed_in(page: &Page) -> bool {
    page.sees("[data-sign-out]")
}

#[test]
fn a_personal_link_signs_in_and_leaves_no_code_behind() {
    let server = Server::start();
    let page = phone(&server);
    let token = server.reporter("de-linde");
    open_link(&page, &token);
    assert!(page.text(".bottom").contains("Aangemeld als Test Reporter"));
    assert!(!page.path().contains("hc_"), "{}", page.path());
    let cookies = page.context.cookies();
    assert_eq!(cookies.len(), 1, "{cookies:?}");
    assert_eq!(cookies[0]["httpOnly"], true);
    assert_eq!(cookies[0]["sameSite"], "Strict");
    assert!(!cookies[0].to_string().contains(&token));
    assert_eq!(page.evaluate("document.cookie"), "");
    // Neither does the way back lead to the code.
    page.back();
    assert!(!page.path().contains("hc_"), "{}", page.path());
}

#[test]
fn a_wrong_code_is_said_to_be_wrong_and_a_right_one_then_works() {
    let server = Server::start();
    let page = phone(&server);
    page.goto("/aanmelden?naar=/aanmelden");
    page.fill("#code", "hc_wrong");
    page.follow(|page| page.click("button.main"));
    assert!(page.text("[role=alert]").contains("klopt niet"));
    assert_eq!(
        page.evaluate("document.querySelector('#code').ariaInvalid"),
        "true"
    );
    assert!(!is_signed_in(&page));
    assert!(page.context.cookies().is_empty());
    assert_eq!(page.forgive(&[REFUSED]), 1);

    page.fill("#code", &server.reporter("de-linde"));
    page.follow(|page| page.click("button.main"));
    page.wait_for("[data-sign-out]");
}

#[test]
fn somebody_can_sign_in_with_the_keyboard_alone_and_without_scripts() {
    let server = Server::start();
    let page = desk(&server);
    page.scripts(false);
    page.goto("/aanmelden?naar=/aanmelden");
    page.press("Tab");
    assert_eq!(page.evaluate("document.activeElement.className"), "skip");
    page.tab_to("#code");
    page.type_text(&server.coordinator());
    page.follow(|page| page.press("Enter"));
    assert!(is_signed_in(&page));
    page.tab_to("[data-sign-out] button");
    page.follow(|page| page.press("Enter"));
    assert!(!is_signed_in(&page));
}

#[test]
fn who_signs_out_is_out_and_leaves_no_page_on_the_device() {
    let server = Server::start();
    let page = phone(&server);
    sign_in(&page, &server, Role::Reporter);
    page.follow(|page| page.click("[data-sign-out] button"));
    assert_eq!(page.path(), "/aanmelden");
    assert!(page.context.cookies().is_empty());
    assert!(!is_signed_in(&page));
    assert_eq!(page.evaluate("caches.has('pages')"), false);
    page.back();
    assert!(!is_signed_in(&page), "{}", page.text("body"));
}

#[test]
fn a_sign_in_ends_when_its_code_expires_or_is_revoked() {
    let server = Server::start();
    let tomorrow = server.app.now() + TimeDelta::days(1);
    let (token, text) = server.expiring_token(Role::Reporter, &["de-linde"], tomorrow);
    let page = phone(&server);
    open_link(&page, &text);
    page.goto("/aanmelden");
    assert!(is_signed_in(&page));
    assert!(
        block_on(tokens::revoke(
            &server.app,
            Issuer::Operator,
            token.principal.token_id
        ))
        .expect("the register")
    );
    page.goto("/aanmelden");
    assert!(!is_signed_in(&page));

    open_link(&page, &server.reporter("de-linde"));
    server.set_clock("2026-11-21T08:00:01Z");
    page.goto("/aanmelden");
    assert!(!is_signed_in(&page));
}

#[test]
fn the_language_is_chosen_once_and_stays() {
    let server = Server::start();
    let page = phone(&server);
    page.goto("/aanmelden");
    assert_eq!(page.text("h1"), "Aanmelden");
    assert_eq!(page.evaluate("document.documentElement.lang"), "nl");
    page.follow(|page| page.click("a[hreflang=en]"));
    assert_eq!(page.path(), "/aanmelden");
    assert_eq!(page.text("h1"), "Sign in");
    assert_eq!(page.evaluate("document.documentElement.lang"), "en");
    page.reload();
    assert_eq!(page.text("h1"), "Sign in");
    page.follow(|page| page.click("a[hreflang=nl]"));
    assert_eq!(page.text("h1"), "Aanmelden");
}
