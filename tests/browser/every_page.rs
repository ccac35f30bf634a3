//! What holds for every page: everybody can use it, it is light, it fits a small screen, and it breaks no rule
//! of its own. The same run takes the pictures.

use hospice_capacity::domain::access::Role;

use crate::chromium::{Page, Theme};
use crate::harness::Server;
use crate::people::{desk, phone, sign_in};

/// A page, by the name of its pictures, and who sees it.
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

impl Place {
    fn come_in(&self, page: &Page, server: &Server) {
        if let Some(role) = self.role {
            sign_in(page, server, role);
        }
    }

    fn open(&self, page: &Page) {
        page.goto(self.address);
        page.settle();
    }
}

/// In English, from the next page on.
fn choose_english(page: &Page) {
    page.goto("/taal/en?naar=/aanmelden");
}

#[test]
fn everybody_can_use_every_page_in_both_languages_and_themes() {
    let server = Server::start();
    let mut faults = Vec::new();
    for place in PLACES {
        let pages = [phone(&server), desk(&server)];
        for (screen, page) in ["phone", "desk"].into_iter().zip(&pages) {
            place.come_in(page, &server);
            for language in ["nl", "en"] {
                if language == "en" {
                    choose_english(page);
                }
                place.open(page);
                for theme in [Theme::Light, Theme::Dark] {
                    page.emulate(theme, true);
                    page.screenshot(&format!("{}-{screen}-{language}-{theme:?}", place.name).to_lowercase());
                    let found = page.axe().into_iter();
                    faults.extend(
                        found.map(|fault| format!("{} {screen} {language} {theme:?}: {fault}", place.name)),
                    );
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn no_page_weighs_more_than_a_weak_connection_carries() {
    let server = Server::start();
    for place in PLACES {
        let page = phone(&server);
        place.come_in(&page, &server);
        page.forget_files();
        place.open(&page);
        let weight = page.weight();
        println!("{}: {weight} bytes", place.name);
        assert!(
            weight > 1_000 && weight < MOST_BYTES,
            "{}: {weight} bytes",
            place.name
        );
    }
}

#[test]
fn every_page_fits_a_narrow_phone_and_a_zoom_of_200_percent() {
    let server = Server::start();
    for place in PLACES {
        let page = desk(&server);
        place.come_in(&page, &server);
        for (width, height) in [(320, 256), (375, 812), (640, 450)] {
            page.size(width, height);
            place.open(&page);
            assert_eq!(page.sticks_out(), [""; 0], "{} at {width}", place.name);
        }
    }
}
