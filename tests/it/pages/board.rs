//! The board that people see: in which order, in which words, and what is never shown as current.

use std::time::{Duration, Instant};

use hospice_capacity::domain::access::Role;
use serde_json::json;

use crate::harness::{Server, TODAY};

/// The board as a browser asks for it.
#[track_caller]
fn board(server: &Server, query: &str) -> String {
    let request = server.get(&format!("/{query}"));
    request.header("Accept", "text/html").send().expect(200).text()
}

/// The houses of the list, in its order.
fn listed(page: &str) -> Vec<&str> {
    page.split("id=\"huis-")
        .skip(1)
        .map(|rest| rest.split('"').next().expect("an id"))
        .collect()
}

/// What the page says of one house.
#[track_caller]
fn card(page: &str, house: &str) -> String {
    let begins = page.find(&format!("id=\"huis-{house}\""));
    let rest = &page[begins.unwrap_or_else(|| panic!("{house} is not listed"))..];
    let text = rest[rest.find('>').expect("a card") + 1..].split("</li>").next();
    words(text.expect("its end"))
}

/// The text of some HTML, without tags and with single spaces.
fn words(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<') {
        text.push(' ');
        text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
    }
    let text = text.replace("&#39;", "'").replace('\u{a0}', " ");
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace(" ,", ",").replace(" .", ".")
}

/// The first line, with its sums.
fn sums(page: &str) -> String {
    let rest = page.split("data-sums>").nth(1).expect("the sums");
    words(rest.split("</p>").next().expect("their end"))
}

/// A Friday with something of everything.
fn friday() -> Server {
    let server = Server::start();
    server.set_clock("2026-11-18T07:45:00Z");
    // More than 24 hours old on Friday, and one more than 72.
    server.register("de-kade", "2026-11-18", &json!({"bedsOccupied": 2}));
    server.set_clock("2026-11-16T07:45:00Z");
    server.register("de-wierde", "2026-11-16", &json!({"bedsOccupied": 1}));
    server.set_clock("2026-11-20T08:00:00Z");
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 2}));
    server.register("de-heide", TODAY, &json!({"bedsOccupied": 1}));
    server.register("het-baken", TODAY, &json!({"bedsOccupied": 6}));
    let stop = json!({"bedsOccupied": 1, "admissionStop": {"reason": "no_nursing"}});
    server.register("de-vlinder", TODAY, &stop);
    let later = json!({"bedsOccupied": 9, "admitsFrom": "2026-11-23T08:00:00Z"});
    server.register("de-horizon", TODAY, &later);
    server.set_clock("2026-11-20T10:00:00Z");
    server
}

#[test]
fn the_houses_of_most_use_come_first_and_each_says_how_sure_it_is() {
    let server = friday();
    let page = board(&server, "");
    let expected = [
        "de-linde",
        "de-heide",
        "de-kade",
        "de-horizon",
        "het-baken",
        "de-vlinder",
        "de-wierde",
        "zonder-plek",
    ];
    assert_eq!(listed(&page), expected);
    let linde = card(&page, "de-linde");
    for part in [
        "2 vrij Proefhuis De Linde Bijna-thuis-huis, Groningen",
        "Neemt nu op",
        "nog vrij:",
        " %",
        "✓ actueel, geteld vandaag 09:00, 2 uur geleden",
        "Weekendopname: ja",
        "Bel +44 1632 960201 (Proefhuis De Linde)",
    ] {
        assert!(linde.contains(part), "{part}: {linde}");
    }
    assert!(
        page.contains("href=\"tel:+441632960201\""),
        "the number is a link"
    );
    let kade = card(&page, "de-kade");
    assert!(
        kade.contains("! verouderd, geteld woensdag 18 november 08:45, 2 dagen geleden"),
        "{kade}"
    );
    let horizon = card(&page, "de-horizon");
    assert!(
        horizon.contains("Opname vanaf maandag 23 november 09:00"),
        "{horizon}"
    );
    assert!(card(&page, "de-heide").contains("Weekendopname: nee"));
    assert!(card(&page, "het-baken").contains("0 vol"));
}

#[test]
fn a_stop_never_counts_as_free() {
    let server = friday();
    let page = board(&server, "");
    let vlinder = card(&page, "de-vlinder");
    assert!(vlinder.contains("Opnamestop: neemt nu niemand op"), "{vlinder}");
    assert!(!vlinder.contains("vrij"), "{vlinder}");
    // 2 + 1 + 6 stale + 1 later, of the six houses with a count that is not too old.
    assert_eq!(
        sums(&page),
        "10 vrij, waarvan 1 pas later bekend van 6 van de 8 huizen"
    );
}

#[test]
fn an_expired_number_is_the_last_known_and_never_current() {
    let server = friday();
    let page = board(&server, "");
    let wierde = card(&page, "de-wierde");
    assert!(wierde.starts_with("? onbekend"), "{wierde}");
    assert!(
        wierde.contains("Laatst bekend: 2 vrij. Bel om te vragen."),
        "{wierde}"
    );
    assert!(
        wierde.contains("? onbekend, geteld maandag 16 november 08:45, 4 dagen geleden"),
        "{wierde}"
    );
    assert!(wierde.contains("Weekendopname: niet bekend"), "{wierde}");
    let silent = card(&page, "zonder-plek");
    assert!(
        silent.contains("Dit huis heeft nog nooit een stand gemeld"),
        "{silent}"
    );
    assert!(silent.contains("Geen telefoonnummer bekend"), "{silent}");
}

#[test]
fn the_board_is_narrowed_by_region_kind_and_time() {
    let server = friday();
    for (query, expected) in [
        ("?regio=zuidoost_groningen", vec!["de-heide", "de-vlinder"]),
        ("?soort=high_care_hospice", vec!["de-horizon"]),
        (
            "?regio=noord_groningen&soort=bijna_thuis_huis",
            vec!["het-baken", "de-wierde"],
        ),
        ("?wanneer=vandaag", vec!["de-linde", "de-heide", "de-kade"]),
        ("?wanneer=weekend", vec!["de-linde", "de-kade"]),
        ("?regio=noord_groningen&wanneer=weekend", vec![]),
        (
            "?regio=&soort=&wanneer=&plaats=",
            vec![
                "de-linde",
                "de-heide",
                "de-kade",
                "de-horizon",
                "het-baken",
                "de-vlinder",
                "de-wierde",
                "zonder-plek",
            ],
        ),
    ] {
        assert_eq!(listed(&board(&server, query)), expected, "{query}");
    }
    let weekend = board(&server, "?wanneer=weekend");
    assert!(words(&weekend).contains("onbekend of dan geen opname: 6 van de 8 huizen."));
    let none = board(&server, "?regio=noord_groningen&wanneer=weekend");
    assert!(words(&none).contains("Van geen huis is bekend dat het dan een bed heeft en opneemt."));
    assert!(
        none.contains("href=\"/?regio=noord_groningen\""),
        "a way to all houses of the region"
    );
}

#[test]
fn nearer_houses_come_first_within_their_class() {
    let server = friday();
    let near_westerwolde = board(&server, "?plaats=Westerwolde");
    assert_eq!(
        listed(&near_westerwolde)[..3],
        ["de-heide", "de-linde", "de-kade"]
    );
    let heide = card(&near_westerwolde, "de-heide");
    assert!(heide.contains("Westerwolde, 0,0 km"), "{heide}");
    let near_groningen = board(&server, "?bij=53.219,6.571");
    assert_eq!(listed(&near_groningen)[..3], ["de-linde", "de-heide", "de-kade"]);
    assert!(card(&near_groningen, "de-linde").contains("Groningen, 2,3 km"));
    assert!(
        near_groningen.contains("name=\"bij\" value=\"53.22,6.57\""),
        "no more exact than that"
    );
    assert!(
        !near_groningen.contains("53.219"),
        "not even in the links of the page"
    );
}

#[test]
fn a_question_that_cannot_be_read_is_answered_without_it() {
    let server = friday();
    for query in [
        "?regio=atlantis",
        "?soort=hotel",
        "?wanneer=ooit",
        "?plaats=Nergens",
        "?bij=hier",
    ] {
        let page = board(&server, query);
        assert_eq!(listed(&page).len(), 8, "{query}");
        let text = words(&page);
        assert!(text.contains("is niet bekend en is weggelaten"), "{query}");
    }
    let harmless = board(&server, "?utm_source=brief");
    assert!(!words(&harmless).contains("weggelaten"));
}

#[test]
fn where_no_bed_is_free_the_chances_of_the_coming_days_are_shown() {
    let server = Server::start();
    server.register("het-baken", TODAY, &json!({"bedsOccupied": 6}));
    server.register("de-heide", TODAY, &json!({"bedsOccupied": 2}));
    let page = board(&server, "");
    assert!(words(&page).contains("Er is nu nergens een bed bekend."));
    // Six guests leave sooner than two.
    assert_eq!(listed(&page)[..2], ["het-baken", "de-heide"]);
    let chances = |house: &str| -> Vec<u32> {
        let text = card(&page, house);
        let said = text.split("Kans op een vrij bed: ").nth(1).expect("the chances");
        let parts = said.split(" %").take(3);
        parts
            .map(|part| {
                part.rsplit(' ')
                    .next()
                    .expect("a number")
                    .parse()
                    .expect("percents")
            })
            .collect()
    };
    let baken = chances("het-baken");
    assert!((15..35).contains(&baken[0]), "{baken:?}");
    assert!(baken[0] < baken[1] && baken[1] < baken[2], "{baken:?}");
    assert!(chances("de-heide")[0] < baken[0]);
    // The API says no more than its contract.
    let offer = server.offer("het-baken");
    assert_eq!(offer["probabilityFree"], 0.0);
    assert!(offer.get("ahead").is_none());
}

#[test]
fn a_board_that_is_not_public_asks_to_sign_in() {
    let server = Server::closed();
    let refused = server
        .get("/?wanneer=vandaag")
        .header("Accept", "text/html")
        .send();
    assert_eq!(
        refused.expect(303).header("Location"),
        Some("/aanmelden?naar=%2F%3Fwanneer%3Dvandaag")
    );
    let allowed = server
        .get("/")
        .header("Accept", "text/html")
        .token(&server.token(Role::App, &[]));
    let allowed = allowed.send().expect(200);
    assert_eq!(allowed.header("Cache-Control"), Some("private, no-store"));
}

#[test]
fn the_board_answers_while_the_database_is_away() {
    let server = Server::impatient();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 2}));
    server
        .database
        .execute("ALTER TABLE registration_revisions RENAME TO out_of_reach")
        .expect("a table out of reach");
    server.set_clock_while_away("2026-11-20T08:40:00Z");
    let asked = Instant::now();
    let page = server
        .get("/")
        .header("Accept", "text/html")
        .send()
        .expect(200)
        .text();
    assert!(
        asked.elapsed() < Duration::from_secs(5),
        "it does not wait for the database"
    );
    assert!(card(&page, "de-linde").contains("2 vrij"));
    assert!(card(&page, "de-linde").contains("40 minuten geleden"));
    assert!(
        words(&page).contains("Stand van vandaag 09:00, 40 minuten geleden"),
        "{}",
        words(&page)
    );
    assert!(words(&page).contains("Het register kon sindsdien niet worden gelezen."));
}

#[test]
fn the_page_is_in_english_where_that_was_chosen() {
    let server = friday();
    let page = server
        .get("/")
        .header("Accept", "text/html")
        .header("Cookie", "taal=en");
    let page = page.send().expect(200).text();
    let linde = card(&page, "de-linde");
    for part in [
        "2 free",
        "Admits now",
        "✓ fresh, counted today 09:00, 2 hours ago",
        "Weekend admission: yes",
        "Call +44",
    ] {
        assert!(linde.contains(part), "{part}: {linde}");
    }
    assert_eq!(
        sums(&page),
        "10 free, of which 1 only later known of 6 of 8 houses"
    );
}

#[test]
fn the_map_shows_every_house_whose_place_is_known() {
    let server = friday();
    let page = board(&server, "?plaats=Groningen");
    let marks = page.matches("data-mark=\"").count();
    assert_eq!(marks, 7, "all but the house of no known place");
    assert!(page.contains("class=\"chosen\""));
    assert!(page.contains("data-mark=\"de-linde\""));
}

#[test]
fn a_network_states_where_its_municipalities_lie() {
    let server = Server::start();
    let description =
        |municipality: serde_json::Value| json!({"municipalities": [municipality], "houses": []}).to_string();
    let location = json!({"latitude": 52.95, "longitude": 7.09});
    server.import(&description(
        json!({"name": "Assen", "networkId": "groningen", "location": location}),
    ));
    // A file that says nothing of it leaves it where it was.
    server.import(&description(json!({"name": "Assen", "networkId": "groningen"})));
    server.import(&description(
        json!({"name": "Nergenshuizen", "networkId": "groningen"}),
    ));
    let page = board(&server, "?plaats=Assen");
    assert!(page.contains("<option selected>Assen</option>"));
    assert!(
        !page.contains("Nergenshuizen"),
        "no distance can be told from there"
    );
    assert!(
        card(&page, "de-heide").contains("Westerwolde, 4,0 km"),
        "{}",
        card(&page, "de-heide")
    );
}
