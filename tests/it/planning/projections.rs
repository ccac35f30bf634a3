//! Projections and bed requirements.

use std::time::{Duration, Instant};

use hospice_capacity::app::Settings;
use serde_json::{Value, json};

use super::{filled, get, list, number};
use crate::harness::{Answer, Server, places};

/// A question that is answered soon.
const SHORT: &str = "/v1/projections?until=2027&draws=20&paths=1";
/// A question that takes minutes.
const LONG: &str = "/v1/projections?until=2060&draws=2000&paths=4";

/// The computation once it is over.
#[track_caller]
fn over(server: &Server, answer: &Answer) -> Value {
    let (status, place) = (answer.status, answer.header("Location").map(str::to_owned));
    let mut told = answer.json();
    let deadline = Instant::now() + Duration::from_mins(2);
    while status == 202 && matches!(told["state"].as_str(), Some("queued" | "running")) {
        assert!(Instant::now() < deadline, "it takes too long: {told}");
        std::thread::sleep(Duration::from_millis(50));
        told = get(server, place.as_deref().expect("a place")).expect(200).json();
    }
    told
}

#[track_caller]
fn done(server: &Server, answer: &Answer) -> Value {
    let told = over(server, answer);
    assert_eq!(told["state"], "done", "{told}");
    told
}

fn post(server: &Server, body: &Value) -> Answer {
    let post = server
        .request("POST", "/v1/projections")
        .token(&server.coordinator());
    post.json(body).send()
}

#[track_caller]
fn figure<'a>(result: &'a Value, (kind, id): (&str, &str), year: &str, measure: &str) -> &'a Value {
    let unit = list(&result["units"])
        .iter()
        .find(|unit| unit["kind"] == kind && unit["id"] == id);
    let periods = list(&unit.expect("the unit")["periods"]).iter();
    let until = format!("{year}-12-31");
    let period = periods
        .clone()
        .find(|period| period["until"] == until)
        .expect("the year");
    let figures = list(&period["figures"]).iter();
    figures
        .clone()
        .find(|figure| figure["measure"] == measure)
        .expect("the measure")
}

#[test]
fn a_projection_tells_of_every_unit_and_year_with_its_uncertainty() {
    let server = filled();
    let told = done(&server, &get(&server, SHORT));
    let result = &told["result"];
    assert_eq!(result["origin"], "2026-11-20");
    assert_eq!(result["deathsVersion"], Value::Null);
    assert_eq!(
        list(&result["assumptions"]["flatRegions"]).len(),
        4,
        "three regions and a house of none: {result}"
    );
    let kinds = |kind: &str| {
        list(&result["units"])
            .iter()
            .filter(|unit| unit["kind"] == kind)
            .count()
    };
    assert_eq!((kinds("house"), kinds("network")), (9, 1));
    for unit in list(&result["units"]) {
        let periods = list(&unit["periods"]);
        assert_eq!(periods.len(), 2);
        assert_eq!(
            (&periods[0]["from"], &periods[0]["until"]),
            (&json!("2026-11-21"), &json!("2026-12-31"))
        );
        assert_eq!(
            (&periods[1]["from"], &periods[1]["until"]),
            (&json!("2027-01-01"), &json!("2027-12-31"))
        );
        for figure in periods.iter().flat_map(|period| list(&period["figures"])) {
            let points = ["p05", "p10", "p50", "p90", "p95"].map(|point| number(&figure["value"][point]));
            assert!(points.is_sorted(), "{figure}");
            assert_eq!(figure["change"], Value::Null, "nothing is changed");
        }
    }
    assert_eq!(told["question"]["until"], 2027);
    let occupancy = figure(result, ("network", "groningen"), "2027", "occupancy");
    let mean = number(&occupancy["value"]["mean"]);
    assert!(mean > 0.05 && mean < 1.0, "{occupancy}");
}

#[test]
fn the_same_question_is_answered_at_once_and_need_not_be_sent_again() {
    let server = filled();
    let told = done(&server, &get(&server, SHORT));
    let again = get(&server, SHORT).expect(200);
    assert_eq!(again.json(), told);
    let computations = "SELECT COUNT(*) FROM computations";
    assert_eq!(
        server.database.number(computations),
        1,
        "it is not worked out again"
    );
    let path = format!("/v1/projections/{}", told["id"].as_str().expect("an id"));
    let token = server.coordinator();
    let known = server
        .get(&path)
        .token(&token)
        .header("If-None-Match", again.tag())
        .send();
    known.expect(304);
    let posted = post(&server, &json!({"until": 2027, "draws": 20, "paths": 1})).expect(200);
    assert_eq!(posted.json()["id"], told["id"], "asked in another way");
    server.register("de-linde", "2026-11-19", &json!({"bedsOccupied": 4}));
    let other = done(&server, &get(&server, SHORT));
    assert_ne!(other["id"], told["id"], "the register has changed");
}

#[test]
fn a_projection_is_redone_to_the_digit_from_what_it_names() {
    let server = filled();
    let told = done(&server, &get(&server, SHORT));
    let result = &told["result"];
    server
        .database
        .execute("DELETE FROM computations")
        .expect("nothing is kept");
    let other = Server::on(server.database.clone(), Settings::default());
    other.set_clock("2026-11-25T09:00:00Z");
    other.register("de-linde", "2026-11-25", &json!({"bedsOccupied": 0}));
    let path = format!(
        "{SHORT}&asOf={}&seed={}",
        result["dataAsOf"].as_str().expect("a moment"),
        result["seed"]
    );
    let again = done(&other, &get(&other, &path));
    assert_eq!(again["result"].to_string(), result.to_string());
}

#[test]
fn a_scenario_is_told_beside_what_happens_without_it() {
    let server = filled();
    let body = json!({"until": 2027, "draws": 40, "paths": 1,
        "beds": [{"house": "de-heide", "from": "2026-12-01", "beds": 6}],
        "demandFactors": [{"from": "2026-11-21", "factor": 1.5}]});
    let told = done(&server, &post(&server, &body));
    let result = &told["result"];
    let requests = figure(result, ("network", "groningen"), "2027", "requests");
    assert!(number(&requests["change"]["mean"]) > 0.0, "{requests}");
    let beds = figure(result, ("house", "de-heide"), "2027", "inServiceBedDays");
    assert!(
        number(&beds["change"]["mean"]) > 1000.0,
        "four beds more for a year: {beds}"
    );
    assert_eq!(told["question"]["beds"], body["beds"]);
}

#[test]
fn a_projection_comes_as_csv_and_as_a_workbook() {
    let server = filled();
    let told = done(&server, &get(&server, SHORT));
    let path = format!("/v1/projections/{}", told["id"].as_str().expect("an id"));
    let csv = get(&server, &format!("{path}?format=csv")).expect(200);
    assert_eq!(
        csv.header("Content-Disposition"),
        Some("attachment; filename=\"projectie-2026-11-20.csv\"")
    );
    let text = csv.text();
    let units = list(&told["result"]["units"]).len();
    assert_eq!(text.lines().count(), 1 + units * 2 * 13);
    assert!(text.starts_with(
        "unit_kind,unit,from,until,measure,mean,p05,p10,p50,p90,p95,simulation_error,change_mean"
    ));
    let workbook = get(&server, &format!("{path}?format=xlsx")).expect(200);
    assert!(workbook.part("xl/workbook.xml").contains("Projectie"));
}

#[test]
fn what_takes_long_is_polled_tells_its_progress_and_can_be_cancelled() {
    let server = filled();
    let begun = Instant::now();
    let answer = get(&server, LONG).expect(202);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    assert_eq!(answer.header("Retry-After"), Some("1"));
    let place = answer.header("Location").expect("a place").to_owned();
    let told = answer.json();
    assert_eq!(
        place,
        format!("/v1/projections/{}", told["id"].as_str().expect("an id"))
    );
    assert_eq!(told["result"], Value::Null);
    let same = get(&server, LONG).expect(202);
    assert_eq!(
        same.header("Location"),
        Some(place.as_str()),
        "asked again it is the same"
    );
    let deadline = Instant::now() + Duration::from_mins(1);
    loop {
        let told = get(&server, &place).expect(200).json();
        let progress = &told["progress"];
        if told["state"] == "running" && number(&progress["done"]) > 0.0 {
            assert!(number(&progress["done"]) <= number(&progress["whole"]), "{told}");
            break;
        }
        assert!(Instant::now() < deadline, "{told}");
        std::thread::sleep(Duration::from_millis(50));
    }
    let unfinished = get(&server, &format!("{place}?format=csv")).problem(409, "conflict");
    assert_eq!(places(&unfinished), ["<format>"]);
    let begun = Instant::now();
    get(&server, "/v1/availability").expect(200);
    assert!(
        begun.elapsed() < Duration::from_secs(10),
        "others are served: {:?}",
        begun.elapsed()
    );
    let begun = Instant::now();
    server
        .delete(&place)
        .token(&server.coordinator())
        .send()
        .expect(204);
    let told = get(&server, &place).expect(200).json();
    assert_eq!(
        (&told["state"], &told["result"]),
        (&json!("cancelled"), &Value::Null)
    );
    // The server's hands are free again.
    done(&server, &get(&server, SHORT));
    assert!(begun.elapsed() < Duration::from_mins(1), "{:?}", begun.elapsed());
}

#[test]
fn a_bed_requirement_tells_what_houses_need_apart_and_together() {
    let server = filled();
    let told = done(
        &server,
        &get(&server, "/v1/bed-requirements?year=2030&draws=20&atMost=0.1"),
    );
    let result = &told["result"];
    assert_eq!(list(&result["houses"]).len(), 9);
    let network = &result["network"];
    assert_eq!(network["bedsNow"], 39, "de-nieuwe is not open yet: {network}");
    if let (Some(apart), Some(pooled)) = (network["bedsApart"].as_u64(), network["bedsPooled"].as_u64()) {
        assert!(pooled <= apart, "{network}");
    }
    let path = format!("/v1/bed-requirements/{}", told["id"].as_str().expect("an id"));
    assert_eq!(get(&server, &path).expect(200).json(), told);
    let elsewhere = format!("/v1/projections/{}", told["id"].as_str().expect("an id"));
    get(&server, &elsewhere).problem(404, "computation-not-found");
    server
        .delete(&path)
        .token(&server.coordinator())
        .send()
        .expect(204);
    assert_eq!(
        get(&server, &path).expect(200).json()["state"],
        "done",
        "what is done stays"
    );
}

#[test]
fn a_bed_requirement_of_a_scenario_is_told_from_its_beds_and_as_a_file() {
    let server = filled();
    let body = json!({"year": 2030, "draws": 20, "atMost": 0.1,
        "beds": [{"house": "de-heide", "from": "2026-12-01", "beds": 6}]});
    let post = server.request("POST", "/v1/bed-requirements");
    let told = done(&server, &post.token(&server.coordinator()).json(&body).send());
    let result = &told["result"];
    assert_eq!(result["network"]["bedsNow"], 43, "four more than are registered");
    assert_eq!(told["question"]["beds"], body["beds"]);
    let path = format!("/v1/bed-requirements/{}", told["id"].as_str().expect("an id"));
    let csv = get(&server, &format!("{path}?format=csv")).expect(200);
    assert_eq!(
        csv.header("Content-Disposition"),
        Some("attachment; filename=\"bedbehoefte-2026-11-20.csv\"")
    );
    let text = csv.text();
    let regions = list(&result["regions"]).len();
    assert_eq!(text.lines().count(), 1 + 9 + regions + 1);
    assert!(text.starts_with("unit_kind,unit,beds_now,load_mean"), "{text}");
    let network = text.lines().last().expect("a row");
    assert!(network.starts_with("network,,43,"), "{network}");
    let workbook = get(&server, &format!("{path}?format=xlsx")).expect(200);
    assert!(workbook.part("xl/workbook.xml").contains("Bedbehoefte"));
}

#[test]
fn an_answer_that_is_there_is_a_file_at_once() {
    let server = filled();
    let plain = "/v1/bed-requirements?year=2030&draws=20&atMost=0.1";
    let told = done(&server, &get(&server, plain));
    let path = format!("/v1/bed-requirements/{}", told["id"].as_str().expect("an id"));
    let direct = get(&server, &format!("{plain}&format=csv")).expect(200);
    let looked_up = get(&server, &format!("{path}?format=csv")).expect(200);
    assert_eq!(direct.text(), looked_up.text());
    done(&server, &get(&server, SHORT));
    let direct = get(&server, &format!("{SHORT}&format=csv&separator=semicolon")).expect(200);
    assert!(
        direct.text().contains("unit_kind;unit;from;"),
        "{}",
        direct.text()
    );
}

#[test]
fn without_registrations_there_is_nothing_to_project_and_it_says_so() {
    let server = Server::start();
    let told = over(&server, &get(&server, SHORT));
    assert_eq!(
        (&told["state"], &told["failure"]),
        (&json!("failed"), &json!("no_houses"))
    );
    let told = over(&server, &get(&server, "/v1/bed-requirements"));
    assert_eq!(
        (&told["state"], &told["failure"]),
        (&json!("failed"), &json!("no_houses"))
    );
}
