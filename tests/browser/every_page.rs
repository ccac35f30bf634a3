//! What holds for every page: everybody can use it, it is light, it fits a small screen, and it breaks no rule
//! of its own. The same run takes the pictures.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use hospice_capacity::domain::access::Role;

use crate::chromium::{Page, Theme};
use crate::harness::Server;
use crate::people::{desk, filled, open_link, open_patiently, phone, sign_in, until_kept};

/// A page, by the name of its pictures, and who sees it; everybody where nobody is named.
struct Place {
    name: &'static str,
    address: &'static str,
    role: Option<Role>,
}

const PLACES: &[Place] = &[
    Place {
        name: "aanmelden",
        address: "/aanmelden",
        role: None,
    },
    Place {
        name: "bord",
        address: "/",
        role: None,
    },
    Place {
        name: "bord-gezocht",
        address: "/?plaats=Groningen&wanneer=weekend",
        role: None,
    },
    Place {
        name: "handleiding",
        address: "/handleiding",
        role: None,
    },
    Place {
        name: "vandaag",
        address: "/vandaag/de-linde",
        role: Some(Role::Reporter),
    },
    Place {
        name: "vandaag-nog-niet",
        address: "/vandaag/het-baken",
        role: Some(Role::Reporter),
    },
    Place {
        name: "vandaag-gisteren",
        address: "/vandaag/de-linde/2026-11-19",
        role: Some(Role::Reporter),
    },
    Place {
        name: "huizen-kiezen",
        address: "/vandaag",
        role: Some(Role::Coordinator),
    },
    Place {
        name: "netwerk",
        address: "/netwerk",
        role: Some(Role::Coordinator),
    },
    Place {
        name: "netwerk-huizen",
        address: "/netwerk/huizen",
        role: Some(Role::Coordinator),
    },
    Place {
        name: "netwerk-huis",
        address: "/netwerk/huizen/de-linde",
        role: Some(Role::Coordinator),
    },
    Place {
        name: "netwerk-toegang",
        address: "/netwerk/toegang",
        role: Some(Role::Coordinator),
    },
    Place {
        name: "netwerk-auditlog",
        address: "/netwerk/auditlog",
        role: Some(Role::Coordinator),
    },
    Place {
        name: "cijfers",
        address: "/cijfers",
        role: Some(Role::Analyst),
    },
    Place {
        name: "cijfers-huis",
        address: "/cijfers?unit=house:de-linde",
        role: Some(Role::Analyst),
    },
    Place {
        name: "prognose",
        address: "/prognose",
        role: Some(Role::Analyst),
    },
    Place {
        name: "scenario",
        address: "/prognose/scenario",
        role: Some(Role::Analyst),
    },
];

/// Everybody there is a page for.
const ROLES: &[Option<Role>] = &[
    None,
    Some(Role::Reporter),
    Some(Role::Coordinator),
    Some(Role::Analyst),
];

/// How many bytes a page may weigh when it is opened for the first time, as they are sent.
const MOST_BYTES: u64 = 200_000;

fn places_of(role: Option<Role>) -> Vec<&'static Place> {
    let places: Vec<_> = PLACES.iter().filter(|place| place.role == role).collect();
    assert!(!places.is_empty(), "no page of {role:?}");
    places
}

fn come_in(page: &Page, server: &Server, role: Option<Role>) {
    match role {
        // One of these has reported today, the other not yet.
        Some(Role::Reporter) => open_link(page, &server.token(Role::Reporter, &["de-linde", "het-baken"])),
        Some(role) => sign_in(page, server, role),
        None => {}
    }
}

fn open(page: &Page, place: &Place) {
    open_patiently(page, place.address);
    assert_eq!(page.status(), Some(200), "{}", place.name);
}

/// Looks at the pages of one role on both screens, in both languages and themes; answers what is in somebody's
/// way.
fn look_at_pages_of(role: Option<Role>) {
    let server = filled();
    let mut faults = BTreeMap::<String, Vec<String>>::new();
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
                    for fault in page.axe() {
                        faults.entry(fault).or_default().push(name.clone());
                    }
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
fn a_reporter_can_use_the_pages() {
    look_at_pages_of(Some(Role::Reporter));
}

#[test]
fn a_coordinator_can_use_the_pages() {
    look_at_pages_of(Some(Role::Coordinator));
}

#[test]
fn an_analyst_can_use_the_pages() {
    look_at_pages_of(Some(Role::Analyst));
}

#[test]
fn everybody_can_use_the_page_that_says_that_there_is_none() {
    let server = Server::start();
    let page = phone(&server);
    page.goto("/nergens");
    assert_eq!(page.status(), Some(404));
    assert_eq!(page.axe(), [""; 0]);
    page.forgive(&["404"]);
}

#[test]
fn no_page_weighs_more_than_a_weak_connection_carries() {
    let server = filled();
    let mut weights = String::new();
    for &role in ROLES {
        let page = phone(&server);
        come_in(&page, &server, role);
        for place in places_of(role) {
            page.goto("/aanmelden");
            until_kept(&page);
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
    for &role in ROLES {
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
