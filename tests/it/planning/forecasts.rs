//! Forecasts of the next days.

use hospice_capacity::domain::access::Role;
use serde_json::{Value, json};

use super::{HOUSES, filled, get, import, json, list, number};
use crate::harness::{Server, TODAY};

/// What holds of every forecast: a chance for each number of beds, together 1, and quantiles that do not cross.
#[track_caller]
fn assert_sound(unit: &Value, beds: usize) {
    for day in list(&unit["days"]) {
        let chances: Vec<f64> = list(&day["chances"]).iter().map(number).collect();
        assert!(chances.len() <= beds + 1, "more beds than there are: {day}");
        let sum: f64 = chances.iter().sum();
        assert!((sum - 1.0).abs() < 1e-4, "{sum}: {day}");
        assert!(chances.iter().all(|chance| (0.0..=1.0).contains(chance)), "{day}");
        let quantiles: Vec<f64> = list(&day["quantiles"])
            .iter()
            .map(|q| number(&q["beds"]))
            .collect();
        assert_eq!(quantiles.len(), 7);
        assert!(quantiles.is_sorted(), "{day}");
        let mean: f64 = chances
            .iter()
            .zip(0_u32..)
            .map(|(chance, beds)| chance * f64::from(beds))
            .sum();
        assert!((mean - number(&day["mean"])).abs() < 1e-3, "{day}");
        for chance in ["anyFree", "allFull"] {
            assert!((0.0..=1.0).contains(&number(&day[chance])), "{day}");
        }
    }
}

#[test]
fn a_house_is_forecast_day_by_day_from_the_last_day_that_is_known() {
    let server = filled();
    let answer = json(&server, "/v1/forecasts?houseId=de-linde&horizon=5");
    assert_eq!(answer["origin"], TODAY);
    assert_eq!(answer["dataAsOf"], "2026-11-20T08:00:00Z");
    assert_eq!(answer["modelVersion"], "1");
    let units = list(&answer["units"]);
    assert_eq!(units.len(), 1);
    assert_eq!(units[0]["id"], "de-linde");
    assert_eq!(units[0]["kind"], "house");
    assert_eq!(units[0]["basis"]["lastRegistered"], TODAY);
    assert!(units[0]["basis"]["daysMissing"].as_u64() > Some(5), "{answer}");
    let dates: Vec<&Value> = list(&units[0]["days"]).iter().map(|day| &day["date"]).collect();
    assert_eq!(
        dates,
        [
            "2026-11-21",
            "2026-11-22",
            "2026-11-23",
            "2026-11-24",
            "2026-11-25"
        ]
    );
    assert_sound(&units[0], 4);
}

#[test]
fn houses_regions_and_the_network_are_told_by_what_is_asked_for() {
    let server = filled();
    let ids = |query: &str| {
        let answer = json(&server, &format!("/v1/forecasts{query}"));
        let units = list(&answer["units"]).iter();
        let ids: Vec<(String, String)> = units
            .map(|unit| {
                (
                    unit["kind"].as_str().expect("a kind").to_owned(),
                    unit["id"].as_str().expect("an id").to_owned(),
                )
            })
            .collect();
        ids
    };
    let of = |kind: &str, ids: &[&str]| -> Vec<(String, String)> {
        ids.iter().map(|id| (kind.to_owned(), (*id).to_owned())).collect()
    };
    assert_eq!(ids(""), of("network", &["groningen"]));
    assert_eq!(
        ids("?networkRegion=noord_groningen"),
        of("networkRegion", &["noord_groningen"])
    );
    assert_eq!(
        ids("?groupBy=networkRegion"),
        of(
            "networkRegion",
            &["groningen_centraal", "noord_groningen", "zuidoost_groningen"]
        )
    );
    assert_eq!(
        ids("?groupBy=house&networkRegion=noord_groningen"),
        of("house", &["de-wierde", "het-baken"]),
        "what has closed is not forecast"
    );
    assert_eq!(
        ids("?houseId=de-linde,het-baken"),
        of("house", &["de-linde", "het-baken"])
    );
    assert_eq!(ids("?type=high_care_hospice"), of("house", &["de-horizon"]));
    let all = json(&server, "/v1/forecasts?groupBy=house&horizon=28");
    for (house, beds) in HOUSES {
        let unit = list(&all["units"]).iter().find(|unit| unit["id"] == house);
        assert_sound(unit.expect("each house"), usize::try_from(beds).expect("beds"));
    }
}

#[test]
fn a_house_that_opens_soon_is_forecast_from_its_opening_on() {
    let server = filled();
    let answer = json(&server, "/v1/forecasts?houseId=de-nieuwe&horizon=28");
    let unit = &answer["units"][0];
    assert_eq!(unit["basis"]["daysRegistered"], 0);
    assert_eq!(unit["basis"]["lastRegistered"], Value::Null);
    assert_sound(unit, 3);
    assert!(number(&unit["days"][0]["mean"]) < 1e-9, "it is not open yet");
}

#[test]
fn a_forecast_is_redone_to_the_digit_from_what_it_names() {
    let server = filled();
    let path = "/v1/forecasts?groupBy=house&horizon=28";
    let first = get(&server, path).expect(200);
    let then = first.json();
    assert_eq!(get(&server, path).expect(200).bytes, first.bytes, "asked again");
    server.set_clock("2026-11-21T09:00:00Z");
    server.register(
        "de-linde",
        "2026-11-21",
        &json!({"bedsOccupied": 0, "deaths": 2, "admissions": 0, "discharges": 0}),
    );
    server.register("de-linde", "2026-11-19", &json!({"bedsOccupied": 4}));
    let now = json(&server, path);
    assert_eq!(now["origin"], "2026-11-21");
    assert_ne!(now["inputHash"], then["inputHash"]);
    let as_of = then["dataAsOf"].as_str().expect("a moment");
    let again = get(&server, &format!("{path}&asOf={as_of}")).expect(200);
    assert_eq!(
        again.text(),
        first.text(),
        "the usual seed follows from what was known"
    );
    let seed = &then["seed"];
    let again = get(&server, &format!("{path}&asOf={as_of}&seed={seed}&paths=2000")).expect(200);
    assert_eq!(again.text(), first.text());
    let other = Server::on(
        server.database.clone(),
        hospice_capacity::app::Settings::default(),
    );
    other.set_clock("2026-11-22T09:00:00Z");
    let elsewhere = get(&other, &format!("{path}&asOf={as_of}")).expect(200);
    assert_eq!(elsewhere.text(), first.text(), "another server, another day");
}

#[test]
fn the_days_of_a_shorter_forecast_are_those_of_a_longer_one() {
    let server = filled();
    let short = json(&server, "/v1/forecasts?houseId=het-baken&horizon=3");
    let long = json(&server, "/v1/forecasts?houseId=het-baken&horizon=28");
    assert_eq!(
        list(&short["units"][0]["days"]),
        &list(&long["units"][0]["days"])[..3]
    );
}

#[test]
fn a_forecast_that_is_known_already_is_not_sent_again() {
    let server = filled();
    let path = "/v1/forecasts?networkRegion=noord_groningen";
    let tag = get(&server, path).expect(200).tag().to_owned();
    let token = server.coordinator();
    let again = || {
        server
            .get(path)
            .token(&token)
            .header("If-None-Match", &tag)
            .send()
    };
    assert!(again().expect(304).bytes.is_empty());
    server.register("het-baken", "2026-11-19", &json!({"bedsOccupied": 6}));
    assert_eq!(again().status, 200, "a correction makes another");
}

#[test]
fn forecasts_come_as_csv_and_as_a_workbook() {
    let server = filled();
    let csv = get(&server, "/v1/forecasts?groupBy=house&horizon=2&format=csv").expect(200);
    assert_eq!(
        csv.header("Content-Disposition"),
        Some("attachment; filename=\"voorspelling-2026-11-20.csv\"")
    );
    let text = csv.text();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with(
        "unit_kind,unit,origin,date,horizon,method,mean,q025,q10,q25,q50,q75,q90,q975,any_free"
    ));
    assert_eq!(lines.len(), 1 + 2 * 9);
    assert!(
        lines[1].starts_with("house,de-heide,2026-11-20,2026-11-21,1,"),
        "{}",
        lines[1]
    );
    let semicolons = get(&server, "/v1/forecasts?format=csv&separator=semicolon").expect(200);
    assert!(semicolons.text().contains("unit_kind;unit;origin"));
    let workbook = get(&server, "/v1/forecasts?format=xlsx").expect(200);
    assert!(workbook.part("xl/workbook.xml").contains("Voorspelling"));
}

#[test]
fn without_registrations_a_forecast_is_wide_and_honest() {
    let server = Server::start();
    let answer = json(&server, "/v1/forecasts?groupBy=house&horizon=28");
    assert_eq!(answer["origin"], "2026-11-19", "nobody has registered today");
    for unit in list(&answer["units"]) {
        assert_sound(unit, 10);
        assert_eq!(unit["basis"]["daysRegistered"], 0);
    }
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 2}));
    let answer = json(&server, "/v1/forecasts?houseId=de-linde&horizon=28");
    assert_eq!(answer["units"][0]["basis"]["daysRegistered"], 1);
    assert_sound(&answer["units"][0], 4);
    let last = list(&answer["units"][0]["days"]).last().expect("a day");
    let chances: Vec<f64> = list(&last["chances"]).iter().map(number).collect();
    assert!(
        chances.iter().all(|chance| *chance < 0.9),
        "one day is no ground for certainty: {last}"
    );
}

#[test]
fn a_stop_and_a_closure_of_today_are_in_the_forecast() {
    let server = filled();
    let stand = json!({"bedsOccupied": 1, "admissions": 0, "deaths": 0, "discharges": 0,
        "admissionStop": {"reason": "no_nursing", "expectedUntil": "2026-11-30"}});
    let before = json(&server, "/v1/forecasts?houseId=de-linde&horizon=1");
    server.register("de-linde", TODAY, &stand);
    let after = json(&server, "/v1/forecasts?houseId=de-linde&horizon=1");
    assert_ne!(before["inputHash"], after["inputHash"]);
}

#[test]
fn an_analyst_reads_forecasts_in_english_too() {
    let server = filled();
    let token = server.token(Role::Analyst, &[]);
    let answer = server
        .get("/v1/forecasts")
        .token(&token)
        .header("Accept-Language", "en")
        .send()
        .expect(200);
    assert_eq!(answer.header("Content-Language"), Some("en"));
    let details: Vec<String> = list(&answer.json()["assumptions"])
        .iter()
        .map(|a| a["detail"].to_string())
        .collect();
    assert!(
        details.iter().any(|detail| detail.contains("never zero")),
        "{details:?}"
    );
}

#[test]
fn what_is_registered_elsewhere_is_in_the_next_forecast() {
    let server = filled();
    let other = Server::on(
        server.database.clone(),
        hospice_capacity::app::Settings::default(),
    );
    let path = "/v1/forecasts?houseId=de-linde";
    let first = json(&server, path);
    import(&other, "house_id,date,beds_occupied\nde-linde,2026-11-18,4\n");
    assert_ne!(json(&server, path)["inputHash"], first["inputHash"]);
}
