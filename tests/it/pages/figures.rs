//! Pages with figures: what was measured, what is expected, and what if.

use hospice_capacity::app::example::{Filling, fill};
use hospice_capacity::domain::access::Role;
use hospice_capacity::domain::calendar::parse_date;
use hospice_capacity::domain::text::Name;
use serde_json::json;

use super::{Browser, page};
use crate::harness::{Server, TODAY, block_on};
use crate::planning::filled;

const PAGES: [&str; 3] = ["/cijfers", "/prognose", "/prognose/scenario"];

fn coordinator(server: &Server) -> Browser<'_> {
    Browser::sign_in(server, &server.coordinator())
}

fn analyst(server: &Server) -> Browser<'_> {
    Browser::sign_in(server, &server.token(Role::Analyst, &[]))
}

#[track_caller]
fn read(browser: &Browser, path: &str) -> String {
    let text = browser.get(path).send().expect(200).text();
    assert!(
        !text.contains("<style") && !text.contains(" style=\""),
        "{path} has a style in it"
    );
    let scripts = text.matches("<script").count();
    assert_eq!(
        text.matches("<script type=\"module\" src=\"/assets/").count(),
        scripts,
        "{path}"
    );
    text
}

/// The values of an attribute, as a browser reads them.
fn values(page: &str, attribute: &str) -> Vec<String> {
    let begin = format!(" {attribute}=\"");
    page.split(&begin)
        .skip(1)
        .map(|rest| rest.split('"').next().expect("a value"))
        .map(|value| value.replace("&#38;", "&").replace("&amp;", "&"))
        .collect()
}

/// Where files are to be had on a page.
fn files(page: &str) -> Vec<String> {
    let links = page.split("<a ").filter(|link| link.contains(" download>"));
    links
        .flat_map(|link| values(&format!(" {link}"), "href").into_iter().take(1))
        .collect()
}

#[test]
fn only_analysts_and_the_coordinator_see_figures() {
    let server = Server::start();
    for path in PAGES {
        let turned_away = page(&server, path).send().expect(303);
        let place = turned_away.header("Location").expect("a place");
        assert!(place.starts_with("/aanmelden?naar="), "{place}");
        for (role, houses, status) in [
            (Role::Analyst, &[][..], 200),
            (Role::Coordinator, &[], 200),
            (Role::App, &[], 403),
            (Role::Reporter, &["de-linde"], 403),
            (Role::Admin, &[], 403),
        ] {
            let browser = Browser::sign_in(&server, &server.token(role, houses));
            browser.get(path).send().expect(status);
        }
    }
}

#[test]
fn a_wrong_question_is_answered_with_its_form_and_the_fault_by_name() {
    let server = Server::start();
    let browser = coordinator(&server);
    for (path, fault) in [
        ("/cijfers?from=2026-13-01", "Van: Dit moet een bestaande dag zijn"),
        (
            "/cijfers?from=2026-02-01&until=2026-01-01",
            "Van: De eerste dag ligt na de laatste.",
        ),
        (
            "/cijfers?period=week",
            "Per: Dit moet een van deze zijn: month, quarter, year.",
        ),
        (
            "/cijfers?unit=house:nergens",
            "Waarvan: Het huis nergens is niet bekend.",
        ),
        ("/cijfers?unit=alles", "Waarvan: Dit moet een van deze zijn"),
        ("/cijfers?kleur=rood", "kleur: "),
        ("/prognose?unit=regions", "Waarvan: Dit moet een van deze zijn"),
        (
            "/prognose?back=3",
            "Eerdere prognose: Dit moet een van deze zijn: 14, 28.",
        ),
        (
            "/prognose?asOf=2027-01-01T00:00:00Z",
            "Stand van: Dit moment moet nog komen.",
        ),
        (
            "/prognose/scenario?demand=900&run=1",
            "Toeloop: Dit moet een geheel getal van 50 tot en met 200 zijn.",
        ),
        ("/prognose/scenario?beds=2&run=1", "Waar: "),
        (
            "/prognose/scenario?beds=-2&at=region:noord_groningen&run=1",
            "Bedden erbij: ",
        ),
        ("/prognose/scenario?until=2020", "Tot en met het jaar: "),
    ] {
        let answer = browser.get(path).send().expect(400);
        let text = answer.text();
        assert!(text.contains(fault), "{path}: {text}");
        assert!(text.contains("<form"), "{path}");
    }
}

#[test]
fn without_registrations_the_pages_say_so() {
    let server = Server::start();
    let browser = coordinator(&server);
    let figures = read(&browser, "/cijfers");
    assert!(figures.contains("geen gegevens"), "{figures}");
    assert!(!figures.contains("NaN"));
    for path in [
        "/prognose",
        "/prognose?unit=house:de-linde",
        "/cijfers?unit=house:de-linde&period=year",
    ] {
        let text = read(&browser, path);
        assert!(!text.contains("NaN") && !text.contains("inf"), "{path}");
    }
}

#[test]
fn figures_of_one_house_are_told_with_their_tables_and_files() {
    let server = filled();
    let browser = coordinator(&server);
    let text = read(
        &browser,
        "/cijfers?unit=house:de-linde&from=2026-06-01&until=2026-10-31&period=month",
    );
    assert!(
        text.contains("<h2 id=\"section-0\">Proefhuis De Linde</h2>"),
        "{text}"
    );
    assert_eq!(text.matches("role=\"img\"").count(), 6);
    assert!(text.contains("Geregistreerd: "));
    let files = files(&text);
    assert_eq!(files.len(), 6, "{files:?}");
    for file in files {
        let answer = browser.get(&file).send().expect(200);
        let kind = answer.header("Content-Type").expect("a kind");
        let expected = if file.starts_with("/v1/") {
            "text/csv"
        } else {
            "image/svg+xml"
        };
        assert!(kind.starts_with(expected), "{file}: {kind}");
        if !file.starts_with("/v1/") {
            let policy = answer.header("Content-Security-Policy").expect("a policy");
            assert!(
                policy.contains("default-src 'none'") && !policy.contains("script-src"),
                "{policy}"
            );
            assert!(
                answer
                    .header("Content-Disposition")
                    .expect("a name")
                    .contains(".svg")
            );
            assert!(answer.text().starts_with("<?xml"), "{file}");
            assert!(answer.text().contains("De Linde"), "{file}");
        }
    }
    browser.get("/cijfers/iets.svg").send().expect(404);
    browser.get("/prognose/iets.svg").send().expect(404);
}

#[test]
fn each_region_can_be_shown_by_itself() {
    let server = filled();
    let text = read(
        &coordinator(&server),
        "/cijfers?unit=regions&from=2026-06-01&until=2026-10-31",
    );
    assert!(text.matches("<h2 id=\"section-").count() >= 3, "{text}");
    let ids = values(&text, "id");
    let unique: std::collections::BTreeSet<&String> = ids.iter().collect();
    assert_eq!(ids.len(), unique.len());
}

#[test]
fn small_counts_are_told_as_such_to_the_analyst_and_never_as_nought() {
    let server = Server::start();
    let filling = Filling {
        first: parse_date("2026-01-01").expect("a day"),
        seed: 4,
    };
    let by = Name::new("Simulatie").expect("a name");
    block_on(fill(&server.app, filling, by)).expect("registrations");
    let path = "/cijfers?unit=region:noord_groningen&from=2026-01-01&until=2026-06-30&period=month";
    let whole = read(&coordinator(&server), path);
    assert!(!whole.contains("te klein om te tonen"));
    let guarded = read(&analyst(&server), path);
    assert!(guarded.contains("te klein om te tonen"), "{guarded}");
    assert!(guarded.contains(">te klein</td>"));
    assert!(
        !guarded.contains("geen bed vrij"),
        "reasons are told of the network alone"
    );
    // What the page shows is what the API tells.
    let house = read(
        &analyst(&server),
        "/cijfers?unit=house:de-linde&from=2026-01-01&until=2026-06-30",
    );
    assert_eq!(house.matches(">te klein</td>").count(), 6);
}

#[test]
fn the_forecast_is_told_beside_the_earlier_one_and_its_address_lasts() {
    let server = filled();
    let browser = coordinator(&server);
    let text = read(&browser, "/prognose?unit=house:het-baken&back=28");
    for part in [
        "verwacht",
        "eerdere prognose",
        "geregistreerd",
        "Kans op minstens een vrij bed",
        "toevalsgetal",
    ] {
        assert!(text.contains(part), "{part}");
    }
    let files = files(&text);
    assert_eq!(files.len(), 4, "{files:?}");
    for file in &files {
        browser.get(file).send().expect(200);
    }
    let lasting = values(&text, "href")
        .into_iter()
        .find(|address| address.starts_with("/prognose?") && address.contains("asOf="))
        .expect("an address");
    server.set_clock("2026-11-20T10:00:00Z");
    let corrected = server.register("het-baken", TODAY, &json!({"bedsOccupied": 0}));
    assert!(corrected.status < 300, "{}", corrected.text());
    let chart = |page: &str| page.split("<svg").nth(2).expect("a chart").to_owned();
    assert_eq!(chart(&read(&browser, &lasting)), chart(&text));
    assert_ne!(
        chart(&read(&browser, "/prognose?unit=house:het-baken&back=28")),
        chart(&text)
    );
    assert!(read(&analyst(&server), "/prognose").contains("latere ziet deze rol niet"));
}

#[test]
fn pages_speak_english_to_whoever_chose_it() {
    let server = filled();
    let browser = coordinator(&server);
    for (path, word) in [
        ("/cijfers", "share of bed-days in service"),
        ("/prognose", "Chance of at least one free bed"),
        ("/prognose/scenario", "Length of stay"),
    ] {
        let answer = browser.in_english(path).send().expect(200);
        assert_eq!(answer.header("Content-Language"), Some("en"));
        let text = answer.text();
        assert!(text.contains(word), "{path}");
        for dutch in [" bedden ", " van de ", "huisdagen", "toeloop"] {
            assert!(!text.contains(dutch), "{path} says {dutch:?}");
        }
    }
}

/// The page once its result is there.
fn answered(browser: &Browser, path: &str) -> String {
    let end = std::time::Instant::now() + std::time::Duration::from_mins(4);
    let mut address = path.to_owned();
    loop {
        let text = read(browser, &address);
        match values(&text, "data-again").first() {
            None => return text,
            Some(again) => {
                assert!(
                    text.contains("http-equiv=\"refresh\""),
                    "it refreshes without a script too"
                );
                address.clone_from(again);
            }
        }
        assert!(std::time::Instant::now() < end, "it takes too long");
    }
}

const QUESTION: &str =
    "/prognose/scenario?until=2028&from=2027&demand=120&beds=2&at=house:de-linde&target=10&draws=20";

#[test]
fn a_scenario_is_computed_shown_and_can_be_had_again() {
    let server = filled();
    let browser = coordinator(&server);
    assert!(
        !read(&browser, QUESTION).contains("data-again"),
        "nothing runs unasked"
    );
    let text = answered(&browser, &format!("{QUESTION}&run=1"));
    for part in [
        "toeloop 120 %",
        "+2 bedden in",
        "zonder veranderingen",
        "Verschil met zonder veranderingen",
        "Nodig: elk huis alleen",
        "toevalsgetal",
    ] {
        assert!(text.contains(part), "{part}");
    }
    let files = files(&text);
    assert_eq!(files.len(), 5, "{files:?}");
    for file in files {
        browser.get(&file).send().expect(200);
    }
    let lasting = values(&text, "href")
        .into_iter()
        .find(|address| address.starts_with("/prognose/scenario?") && address.contains("asOf="))
        .expect("an address");
    assert_eq!(
        read(&browser, &lasting).split("<svg").nth(2),
        text.split("<svg").nth(2)
    );
}

#[test]
fn a_scenario_can_be_cancelled() {
    let server = filled();
    let browser = coordinator(&server);
    let text = read(
        &browser,
        "/prognose/scenario?until=2050&demand=150&draws=500&run=1",
    );
    let form = text.split("/prognose/scenario/afbreken").nth(1).expect("a form");
    let hidden = values(form, "value");
    let sent = [
        ("projection", hidden[0].as_str()),
        ("requirement", hidden[1].as_str()),
        ("question", hidden[2].as_str()),
    ];
    let answer = browser
        .post("/prognose/scenario/afbreken", &sent)
        .send()
        .expect(303);
    let back = answer.header("Location").expect("a place");
    assert!(
        back.starts_with("/prognose/scenario?") && back.contains("demand=150"),
        "{back}"
    );
    assert!(!back.contains("run="), "{back}");
    for (place, id) in [("projections", &hidden[0]), ("bed-requirements", &hidden[1])] {
        let state = browser
            .get(&format!("/v1/{place}/{id}"))
            .send()
            .expect(200)
            .json();
        assert_eq!(state["state"], "cancelled", "{place}");
    }
}
