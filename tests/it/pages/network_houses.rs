//! Houses, described by a form.

use serde_json::{Value, json};

use super::{Browser, page};
use crate::harness::{Answer, Server, TODAY};

const LINDE: &str = "/netwerk/huizen/de-linde";

/// What a browser would send for the form on a page, as it stands there.
fn form_on(text: &str) -> Vec<(String, String)> {
    let form = text.split_once("class=\"form\"").expect("the form").1;
    let form = form.split_once("</form>").expect("its end").0;
    let value = |tag: &str, name: &str| {
        let start = tag.split_once(&format!("{name}=\""))?.1;
        Some(start.split_once('"')?.0.replace("&#38;", "&"))
    };
    let mut fields = Vec::new();
    for part in form.split('<').skip(1) {
        let (tag, text) = part.split_once('>').expect("a tag");
        if tag.starts_with("input") {
            let name = value(tag, " name").expect("its name");
            fields.push((name, value(tag, " value").unwrap_or_default()));
        } else if tag.starts_with("select") {
            fields.push((value(tag, " name").expect("its name"), String::new()));
        } else if tag.starts_with("option") && tag.contains(" selected") {
            let chosen = value(tag, " value").unwrap_or_else(|| text.trim().to_owned());
            fields.last_mut().expect("its select").1 = chosen;
        }
    }
    fields
}

fn set(fields: &mut [(String, String)], name: &str, value: &str) {
    let field = fields.iter_mut().find(|(key, _)| key == name);
    value.clone_into(&mut field.unwrap_or_else(|| panic!("{name}")).1);
}

fn send(browser: &Browser, path: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (&**name, &**text)).collect();
    browser.post(path, &fields).send()
}

fn stored(server: &Server, house: &str) -> Value {
    let get = server.get(&format!("/v1/houses/{house}"));
    get.token(&server.coordinator()).send().expect(200).json()
}

#[test]
fn the_list_names_every_house_with_its_beds_and_opening() {
    let server = Server::start();
    let browser = Browser::sign_in(&server, &server.coordinator());
    let text = browser.get("/netwerk/huizen").send().expect(200).text();
    for part in [
        "href=\"/netwerk/huizen/de-linde\"",
        "Bijna-thuis-huis · Groningen (Groningen Centraal)",
        "open sinds 1 mrt 2012",
        "open van 1 jan 2005 tot en met 19 nov 2026",
        "<b class=\"number\">10</b> bedden",
        "Niet open",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn a_form_sent_as_it_stands_changes_nothing() {
    let server = Server::start();
    let browser = Browser::sign_in(&server, &server.coordinator());
    for house in ["de-linde", "de-vlinder", "zonder-plek"] {
        let before = stored(&server, house);
        let path = format!("/netwerk/huizen/{house}");
        let form = form_on(&browser.get(&path).send().expect(200).text());
        let answer = send(&browser, &path, &form).expect(303);
        assert_eq!(answer.header("Location"), Some(&*format!("{path}?bewaard")));
        assert_eq!(stored(&server, house), before);
    }
    let text = browser.get(&format!("{LINDE}?bewaard")).send().expect(200).text();
    assert!(text.contains("Bewaard."), "{text}");
}

#[test]
fn a_change_holds_from_today_and_everything_can_be_changed() {
    let server = Server::start();
    let browser = Browser::sign_in(&server, &server.coordinator());
    let mut form = form_on(&browser.get(LINDE).send().expect(200).text());
    for (name, value) in [
        ("name", "Proefhuis De Grote Linde"),
        ("kind", "palliative_unit"),
        ("region", "noord_groningen"),
        ("municipality", "Het Hogeland"),
        ("phone", "+44 1632 960299"),
        ("weekend", "nee"),
        ("organisation", ""),
        ("latitude", "53,3"),
        ("longitude", "6.6"),
        ("closes_on", "2030-12-31"),
        ("reports_by", "09:30"),
        ("remind_at", "registratie@linde.example"),
    ] {
        set(&mut form, name, value);
    }
    // The second row of beds is empty on the page.
    let rows: Vec<usize> = (0..form.len()).filter(|at| form[*at].0 == "beds_from").collect();
    form[rows[1]].1 = "2027-01-01".to_owned();
    form[rows[1] + 1].1 = "6".to_owned();
    send(&browser, LINDE, &form).expect(303);
    let house = stored(&server, "de-linde");
    assert_eq!(house["validFrom"], TODAY);
    assert_eq!(house["name"], "Proefhuis De Grote Linde");
    assert_eq!(house["type"], "palliative_unit");
    assert_eq!(house["networkRegion"], "noord_groningen");
    assert_eq!(house["municipality"], "Het Hogeland");
    assert_eq!(house["location"], json!({"latitude": 53.3, "longitude": 6.6}));
    assert_eq!(house["phone"], "+44 1632 960299");
    assert_eq!(house["organisation"], Value::Null);
    assert_eq!(house["admitsOnWeekend"], false);
    assert_eq!(house["closesOn"], "2030-12-31");
    let beds = json!([{"from": "2012-03-01", "physical": 4}, {"from": "2027-01-01", "physical": 6}]);
    assert_eq!(house["beds"], beds);
    let reporting = server.get("/v1/houses/de-linde/reporting");
    let reporting = reporting.token(&server.coordinator()).send().expect(200).json();
    let expected = json!({"reportsBy": "09:30", "remindAt": ["registratie@linde.example"]});
    assert_eq!(reporting, expected);
    let earlier = server
        .get("/v1/houses/de-linde?on=2026-11-19")
        .send()
        .expect(200)
        .json();
    assert_eq!(earlier["name"], "Proefhuis De Linde", "what held before is kept");
}

#[test]
fn a_new_house_is_described_in_one_form() {
    let server = Server::start();
    let browser = Browser::sign_in(&server, &server.coordinator());
    let path = "/netwerk/huizen/nieuw";
    let mut form = form_on(&browser.get(path).send().expect(200).text());
    for (name, value) in [
        ("id", "het-nieuwe"),
        ("name", "Proefhuis Het Nieuwe"),
        ("kind", "bijna_thuis_huis"),
        ("municipality", "Veendam"),
        ("beds_from", "2026-12-01"),
        ("beds_number", "3"),
        ("identifier_system", "https://example.org/houses"),
        ("identifier_value", "NIEUW-1"),
    ] {
        set(&mut form, name, value);
    }
    let answer = send(&browser, path, &form).expect(303);
    assert_eq!(
        answer.header("Location"),
        Some("/netwerk/huizen/het-nieuwe?bewaard")
    );
    let house = stored(&server, "het-nieuwe");
    assert_eq!(house["opensOn"], "2026-12-01");
    assert_eq!(house["validFrom"], "2026-12-01");
    assert_eq!(house["identifiers"][0]["value"], "NIEUW-1");
    let again = send(&browser, path, &form).expect(400).text();
    assert!(again.contains("href=\"#id\""), "{again}");
    set(&mut form, "id", "nieuw");
    let reserved = send(&browser, path, &form).expect(400).text();
    assert!(
        reserved.contains("href=\"#id\""),
        "the page for new houses is there"
    );
}

#[test]
fn all_faults_are_told_at_once_at_their_fields_and_nothing_typed_is_lost() {
    let server = Server::start();
    let browser = Browser::sign_in(&server, &server.coordinator());
    let before = stored(&server, "de-linde");
    let mut form = form_on(&browser.get(LINDE).send().expect(200).text());
    let long = "1".repeat(41);
    let faulty = [
        ("name", "", "name"),
        ("kind", "kasteel", "kind"),
        ("municipality", "", "municipality"),
        ("phone", long.as_str(), "phone"),
        ("latitude", "91", "latitude"),
        ("longitude", "oost", "longitude"),
        ("valid_from", "2026-02-30", "valid_from"),
        ("opens_on", "gisteren", "opens_on"),
        ("closes_on", "ooit", "closes_on"),
        ("beds_number", "1000", "beds-number-0"),
        ("reports_by", "25:00", "reports_by"),
        ("remind_at", "geen adres", "remind-at-0"),
        ("identifier_value", "", "identifier-value-0"),
    ];
    for (name, value, _) in faulty {
        set(&mut form, name, value);
    }
    let text = send(&browser, LINDE, &form).expect(400).text();
    for (name, value, field) in faulty {
        assert!(text.contains(&format!("<a href=\"#{field}\">")), "{name}: {text}");
        assert!(text.contains(&format!("id=\"{field}-flaw\"")), "{name}");
        if !value.is_empty() && name != "kind" {
            assert!(text.contains(&format!("value=\"{value}\"")), "{name} is lost");
        }
    }
    assert_eq!(stored(&server, "de-linde"), before);
}

#[test]
fn what_does_not_fit_the_register_is_told_at_its_field() {
    let server = Server::start();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 4}));
    let browser = Browser::sign_in(&server, &server.coordinator());
    let page = || form_on(&browser.get(LINDE).send().expect(200).text());
    for (changes, field, reason) in [
        (
            &[("beds_number", "3")][..],
            "beds",
            "a day is registered with four beds",
        ),
        (&[("municipality", "Elders")], "municipality", "not known"),
        (&[("region", "elders")], "region", "not known"),
        (&[("closes_on", "2000-01-01")], "closes_on", "before the opening"),
        (
            &[("beds_from", ""), ("beds_number", "")],
            "beds",
            "no beds at all",
        ),
    ] {
        let mut form = page();
        for (name, value) in changes {
            set(&mut form, name, value);
        }
        let text = send(&browser, LINDE, &form).expect(400).text();
        assert!(
            text.contains(&format!("<a href=\"#{field}\">")),
            "{reason}: {text}"
        );
    }
}

#[test]
fn who_saves_second_is_told_what_the_first_changed() {
    let server = Server::start();
    let first = Browser::sign_in(&server, &server.coordinator());
    let second = Browser::sign_in(&server, &server.coordinator());
    let mut one = form_on(&first.get(LINDE).send().expect(200).text());
    let mut other = one.clone();
    set(&mut one, "phone", "+44 1632 960211");
    set(&mut one, "reports_by", "09:15");
    send(&first, LINDE, &one).expect(303);
    set(&mut other, "name", "Proefhuis De Linde-Noord");
    let text = send(&second, LINDE, &other).expect(412).text();
    assert!(
        text.contains("Iemand anders heeft dit huis intussen gewijzigd"),
        "{text}"
    );
    for part in ["+44 1632 960211", "09:15", "Proefhuis De Linde-Noord"] {
        assert!(text.contains(&format!("<td>{part}</td>")), "{part}: {text}");
    }
    assert_eq!(stored(&server, "de-linde")["name"], "Proefhuis De Linde");
    // Only the form of that answer can be saved.
    send(&second, LINDE, &other).expect(412);
    let mut again = form_on(&text);
    set(&mut again, "phone", "+44 1632 960211");
    set(&mut again, "reports_by", "09:15");
    send(&second, LINDE, &again).expect(303);
    let house = stored(&server, "de-linde");
    assert_eq!(house["name"], "Proefhuis De Linde-Noord");
    assert_eq!(house["phone"], "+44 1632 960211");
}

#[test]
fn a_form_sent_twice_is_saved_once() {
    let server = Server::start();
    let browser = Browser::sign_in(&server, &server.coordinator());
    let mut form = form_on(&browser.get(LINDE).send().expect(200).text());
    set(&mut form, "phone", "+44 1632 960211");
    send(&browser, LINDE, &form).expect(303);
    send(&browser, LINDE, &form).expect(303);
}

#[test]
fn other_sites_and_other_houses_are_refused() {
    let server = Server::start();
    let browser = Browser::sign_in(&server, &server.coordinator());
    let elsewhere = page(&server, LINDE)
        .header("Cookie", &browser.cookie)
        .send()
        .expect(200);
    let form = form_on(&elsewhere.text());
    let fields: Vec<(&str, &str)> = form.iter().map(|(name, text)| (&**name, &**text)).collect();
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let sent = server
        .request("POST", LINDE)
        .header("Cookie", &browser.cookie)
        .header("Accept", "text/html")
        .header("Sec-Fetch-Site", "cross-site")
        .body(body);
    sent.send().expect(403);
    browser.get("/netwerk/huizen/niemand").send().expect(404);
    browser.get("/netwerk/huizen/-geen-id").send().expect(404);
    // Nobody described it before: what the form was made from is not there.
    send(&browser, "/netwerk/huizen/niemand", &form).expect(404);
}
