//! What holds for every page: everybody can use it, it is light, it fits a small screen, and it breaks no rule
//! of its own. The same run takes the pictures.

use std::fmt::Write as _;

use hospice_capacity::domain::access::Role;

use crate::chromium::{Page, Theme};
use crate::harness::Server;
use crate::people::{desk, filled, phone, sign_in};

/// A page, by the name of its pictures, and who sees it; everybody where nobody is named.
struct Place {
    name: &'static str,
    address: &'static str,
    role: Option<Role>,
}

const PLACES: &[Place] = &[Place {
    name: "aanmelden",
    address: "/aanmelden",
    role: None,
}];

/// How many bytes a page may weigh when it is opened for the first time, as they are sent.
const MOST_BYTES: u64 = 200_000;

fn places_of(role: Option<Role>) -> Vec<&'static Place> {
    let places: Vec<_> = PLACES.iter().filter(|place| place.role == role).collect();
    assert!(!places.is_empty(), "no page of {role:?}");
    places
}

fn come_in(page: &Page, server: &Server, role: Option<Role>) {
    if let Some(role) = role {
        sign_in(page, server, role);
    }
}

fn open(page: &Page, place: &Place) {
    page.goto(place.address);
    page.settle();
    assert_eq!(page.status(), Some(200), "{}", place.name);
}

/// Looks at the pages of one role on both screens, in both languages and themes; answers what is in somebody's
/// way.
fn look_at_pages_of(role: Option<Role>) {
    let server = filled();
    let mut faults = Vec::new();
    for (screen, page) in [("telefoon", phone(&server)), ("bureau", desk(&server))] {
        come_in(&page, &server, role);
        for language in ["nl", "en"] {
            page.goto(&format!("/taal/{language}?naar=/aanmelden"));
            for place in places_of(role) {
                open(&page, place);
                for theme in [Theme::Light, Theme::Dark] {
                    page.emulate(theme, true);
                    let name = format!("{}-{screen}-{language}-{}", place.name, theme.name());
                    page.screenshot(&name);
                    faults.extend(page.axe().iter().map(|fault| format!("{name}: {fault}")));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn everybody_can_use_the_open_pages() {
    look_at_pages_of(None);
}

#[test]
fn no_page_weighs_more_than_a_weak_connection_carries() {
    let server = filled();
    let mut weights = String::new();
    for role in [None] {
        let page = phone(&server);
        come_in(&page, &server, role);
        for place in places_of(role) {
            page.goto("/aanmelden");
            page.forget_files();
            open(&page, place);
            let weight = page.weight();
            let _ = writeln!(weights, "{weight:>7} bytes  {}", place.address);
            assert!(
                weight > 1_000 && weight < MOST_BYTES,
                "{}: {weight} bytes",
                place.name
            );
        }
    }
    println!("{weights}");
}

#[test]
fn every_page_fits_a_narrow_phone_and_a_zoom_of_200_percent() {
    let server = filled();
    for role in [None] {
        let page = desk(&server);
        come_in(&page, &server, role);
        for (width, height) in [(320, 256), (375, 812), (640, 450)] {
            page.size(width, height);
            for place in places_of(role) {
                open(&page, place);
                assert_eq!(page.sticks_out(), [""; 0], "{} at {width}", place.name);
            }
        }
    }
}
