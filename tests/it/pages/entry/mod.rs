//! Vandaag: a house's day as its people see it, register it and correct it.

mod bed;
mod changes;
mod rights;
mod warnings;

use serde_json::{Value, json};

use super::Browser;
use crate::harness::{Server, TODAY, day};

const YESTERDAY: &str = "2026-11-19";
const HERE: &str = "/vandaag/de-linde/2026-11-20";

/// The fields of the first form after `mark` in a page.
fn fields(page: &str, mark: &str) -> Vec<(String, String)> {
    let start = page.find(mark).unwrap_or_else(|| panic!("no {mark}: {page}"));
    let form = &page[start..];
    let form = &form[..form.find("</form>").expect("its end")];
    let attribute = |input: &str, name: &str| {
        let start = input.find(&format!(" {name}=\""))? + name.len() + 3;
        let text = &input[start..];
        Some(text[..text.find('"')?].to_owned())
    };
    form.split("<input")
        .skip(1)
        .filter_map(|input| {
            let input = &input[..input.find('>')?];
            Some((
                attribute(input, "name")?,
                attribute(input, "value").unwrap_or_default(),
            ))
        })
        .collect()
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect()
}

fn phone(server: &Server) -> Browser<'_> {
    Browser::sign_in(server, &server.reporter("de-linde"))
}

/// What the register holds of a house's day.
fn registered(server: &Server, date: &str) -> Value {
    let get = server.get(&day("de-linde", date)).token(&server.coordinator());
    get.send().expect(200).json()
}

fn revisions(server: &Server, date: &str) -> usize {
    let address = format!("{}/revisions", day("de-linde", date));
    let get = server.get(&address).token(&server.coordinator());
    get.send().expect(200).json().as_array().expect("a list").len()
}

#[track_caller]
fn is_received(answer: &crate::harness::Answer, address: &str, revision: u32) {
    assert_eq!(answer.status, 303, "{}", answer.text());
    let expected = format!("{address}?ontvangen={revision}");
    assert_eq!(answer.header("Location"), Some(expected.as_str()));
}

#[test]
fn an_unchanged_day_takes_one_button() {
    let server = Server::start();
    server.register(
        "de-linde",
        YESTERDAY,
        &json!({"bedsOccupied": 2, "bedsReserved": 1, "closures": [{"reason": "holiday", "beds": 1}],
            "admissions": 1, "deaths": 1, "discharges": 0, "requests": 2, "waitingListActive": 3}),
    );
    let phone = phone(&server);
    let page = phone.get("/vandaag/de-linde").send().expect(200).text();
    assert!(page.contains("Nog niet gemeld. Graag vóór 10:00."), "{page}");
    assert!(page.contains(">Zelfde als gisteren</button>"), "{page}");
    let answer = phone
        .post(HERE, &borrowed(&fields(&page, "class=\"same\"")))
        .send();
    is_received(&answer, HERE, 1);
    let stored = registered(&server, TODAY);
    for (name, expected) in [
        ("bedsOccupied", json!(2)),
        ("bedsReserved", json!(1)),
        ("closures", json!([{"reason": "holiday", "beds": 1}])),
        ("admissions", json!(0)),
        ("deaths", json!(0)),
        ("requests", json!(0)),
        ("waitingListActive", json!(3)),
        ("withdrawals", Value::Null),
        ("refusals", Value::Null),
        ("bedsRespite", Value::Null),
    ] {
        assert_eq!(stored[name], expected, "{name}");
    }
    let page = phone.get(answer.header("Location").expect("an address"));
    let page = page.send().expect(200).text();
    for part in [
        "Ontvangen om 09:00",
        "2 bezet, 1 gereserveerd, 1 gesloten, 0 vrij van 4 bedden",
        "Op de pagina Vrije bedden staat nu: vol.",
        "U kunt dit scherm sluiten.",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(
        !page.contains("Zelfde als"),
        "a day that is in is not registered again"
    );
}

#[test]
fn after_days_without_a_stand_the_button_names_the_last_one() {
    let server = Server::start();
    server.register("de-linde", "2026-11-17", &json!({"bedsOccupied": 2}));
    let page = phone(&server).get("/vandaag/de-linde").send().expect(200).text();
    assert!(
        page.contains(">Zelfde als op dinsdag 17 november</button>"),
        "{page}"
    );
    assert_eq!(
        page.matches(": niet gemeld</span>").count(),
        12,
        "gaps are marked: {page}"
    );
    assert!(
        page.contains("dinsdag 17 november: 2 van 4 bedden bezet"),
        "{page}"
    );
}

#[test]
fn a_house_that_never_registered_fills_in_its_first_stand() {
    let server = Server::start();
    let phone = phone(&server);
    let page = phone.get("/vandaag/de-linde").send().expect(200).text();
    assert!(
        !page.contains("Zelfde als") && !page.contains("Bed net"),
        "{page}"
    );
    let form = fields(&page, "data-form");
    assert!(
        form.contains(&("beds_occupied".to_owned(), String::new())),
        "{form:?}"
    );
    phone.post(HERE, &borrowed(&form)).send().expect(400);
    let mut form = form;
    form.retain(|(name, _)| name != "beds_occupied");
    form.push(("beds_occupied".to_owned(), "3".to_owned()));
    is_received(&phone.post(HERE, &borrowed(&form)).send(), HERE, 1);
    assert_eq!(registered(&server, TODAY)["bedsOccupied"], 3);
}

#[test]
fn everything_a_house_knows_can_be_said() {
    let server = Server::start();
    let form = [
        ("beds_occupied", "1"),
        ("beds_respite", "1"),
        ("closed_no_nursing", "1"),
        ("stop_reason", "no_nursing"),
        ("stop_expected_until", "2026-11-24"),
        ("admits_from_date", "2026-11-23"),
        ("admits_from_time", "09:00"),
        ("requests", "3"),
        ("requests_redirected", "1"),
        ("refused_no_bed", "2"),
        ("withdrawals", "1"),
        ("died_before_admission", "0"),
        ("waiting_list_passive", "4"),
        ("basis", "0"),
    ];
    is_received(&phone(&server).post(HERE, &form).send(), HERE, 1);
    let stored = registered(&server, TODAY);
    for (name, expected) in [
        ("bedsRespite", json!(1)),
        ("closures", json!([{"reason": "no_nursing", "beds": 1}])),
        (
            "admissionStop",
            json!({"reason": "no_nursing", "expectedUntil": "2026-11-24"}),
        ),
        ("admitsFrom", json!("2026-11-23T08:00:00Z")),
        ("requests", json!(3)),
        ("requestsRedirected", json!(1)),
        ("refusals", json!([{"reason": "no_bed", "count": 2}])),
        ("withdrawals", json!(1)),
        ("diedBeforeAdmission", json!(0)),
        ("waitingListActive", Value::Null),
        ("waitingListPassive", json!(4)),
    ] {
        assert_eq!(stored[name], expected, "{name}");
    }
}

#[test]
fn what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost() {
    let server = Server::start();
    let form = [
        ("beds_occupied", "twee"),
        ("deaths", "-1"),
        ("requests", "\"><script>"),
        ("beds_reserved", "1"),
        ("basis", "0"),
    ];
    let page = phone(&server).post(HERE, &form).send().expect(400).text();
    for part in [
        "href=\"#beds_occupied\">Bezet</a>: Vul een heel getal in, van 0 tot en met 999.",
        "name=\"beds_occupied\" value=\"twee\"",
        "aria-describedby=\"fault-deaths\"",
        "name=\"deaths\" value=\"-1\"",
        "name=\"beds_reserved\" value=\"1\"",
        "<details class=\"more\" open>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("\"><script>"), "what was typed stays text");
    let get = server.get(&day("de-linde", TODAY)).token(&server.coordinator());
    get.send().expect(404);
}

#[test]
fn too_many_beds_are_refused_in_words() {
    let server = Server::start();
    let form = [("beds_occupied", "4"), ("beds_reserved", "1"), ("basis", "0")];
    let page = phone(&server).post(HERE, &form).send().expect(409).text();
    let words = "Dat is 1 bed te veel: Proefhuis De Linde heeft 4 bedden.";
    assert_eq!(
        page.matches(words).count(),
        3,
        "above, at the field and in the sum: {page}"
    );
    let heide = Browser::sign_in(&server, &server.reporter("de-heide"));
    let form = [("beds_occupied", "3"), ("basis", "0")];
    let page = heide
        .post("/vandaag/de-heide/2026-11-20", &form)
        .send()
        .expect(409)
        .text();
    assert!(
        page.contains("Dat is 1 bed te veel: Proefhuis De Heide heeft 2 bedden."),
        "{page}"
    );
}

#[test]
fn the_page_speaks_english_where_somebody_chose_it() {
    let server = Server::start();
    server.register("de-linde", YESTERDAY, &json!({"bedsOccupied": 2}));
    let english = server
        .get("/vandaag/de-linde")
        .token(&server.reporter("de-linde"))
        .header("Accept", "text/html")
        .header("Cookie", "taal=en");
    let page = english.send().expect(200).text();
    for part in [
        "<html lang=\"en\">",
        "Same as yesterday",
        "Friday 20 November 2026",
        "2 occupied, 2 free of 4 beds",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[test]
fn the_guide_is_open_to_all_and_linked() {
    let server = Server::start();
    let guide = super::page(&server, "/handleiding").send().expect(200).text();
    assert!(guide.contains("<h1>Handleiding voor een huis</h1>"), "{guide}");
    let page = phone(&server).get("/vandaag/de-linde").send().expect(200).text();
    assert!(page.contains("href=\"/handleiding\""));
}
