//! What planning answers tell of flows: an analyst learns none that are not settled.

use hospice_capacity::domain::access::Role;
use serde_json::{Value, json};

use super::{days, filled, import, list};
use crate::harness::Server;

const PROJECTION: &str = "/v1/projections?until=2026&draws=20&paths=1&seed=7";
const FORECAST: &str = "/v1/forecasts?groupBy=house&seed=7&paths=200";

/// Which requests, admissions and departures a house stated for the same beds.
fn stated(server: &Server, date: &str, requests: u32) {
    let stand = json!({"bedsOccupied": 1, "admissions": 1, "deaths": 1, "requests": requests, "waitingListActive": requests});
    server.register("de-linde", date, &stand);
}

fn ask(server: &Server, token: &str, path: &str) -> Value {
    let mut answer = server.get(path).token(token).send();
    while answer.status == 202 {
        std::thread::sleep(std::time::Duration::from_millis(100));
        answer = server.get(path).token(token).send();
    }
    answer.expect(200).json()
}

/// The figures, without what names the question.
fn units(answer: &Value) -> &Value {
    let result = answer.get("result").unwrap_or(answer);
    assert!(!list(&result["units"]).is_empty(), "{answer}");
    &result["units"]
}

#[test]
fn what_is_registered_today_changes_a_coordinators_answer_and_no_analysts() {
    let server = filled();
    let (analyst, coordinator) = (server.token(Role::Analyst, &[]), server.coordinator());
    stated(&server, "2026-11-20", 1);
    let told = |token: &str| [PROJECTION, FORECAST].map(|path| ask(&server, token, path));
    let before = (told(&analyst), told(&coordinator));
    stated(&server, "2026-11-20", 9);
    let after = (told(&analyst), told(&coordinator));
    for (before, after) in before.0.iter().zip(&after.0) {
        assert_eq!(units(before), units(after), "an analyst's");
    }
    for (before, after) in before.1.iter().zip(&after.1) {
        assert_ne!(units(before), units(after), "a coordinator's");
    }
}

#[test]
fn an_analyst_is_told_until_when_flows_are_used_and_the_model_still_uses_them() {
    let server = filled();
    let (analyst, coordinator) = (server.token(Role::Analyst, &[]), server.coordinator());
    let projection = |token: &str| ask(&server, token, PROJECTION)["result"].clone();
    let until = |result: &Value| result["assumptions"]["flowsUntil"].clone();
    assert_eq!(until(&projection(&analyst)), "2026-09-30");
    assert_eq!(until(&projection(&coordinator)), Value::Null);
    // By the fourteenth of October reporters can still correct September.
    let past = ask(&server, &analyst, "/v1/forecasts?asOf=2026-10-10T08:00:00Z");
    let details = past["assumptions"].to_string();
    assert!(details.contains("2026-06-30"), "{details}");

    let forecast = ask(&server, &analyst, FORECAST);
    let codes = |answer: &Value| -> Vec<String> {
        let codes = list(&answer["assumptions"])
            .iter()
            .map(|told| told["code"].to_string());
        codes.collect()
    };
    assert!(
        codes(&forecast).contains(&"\"flows_until\"".to_owned()),
        "{forecast}"
    );
    let whole = ask(&server, &coordinator, FORECAST);
    assert!(!codes(&whole).contains(&"\"flows_until\"".to_owned()), "{whole}");
    let methods = |answer: &Value| -> Vec<Value> {
        let units = list(&answer["units"]).iter().map(|unit| unit["method"].clone());
        units.collect()
    };
    assert_eq!(methods(&forecast), methods(&whole));
    assert!(methods(&forecast).contains(&json!("flows")), "{forecast}");
}

#[test]
fn a_settled_flow_changes_an_analysts_answer() {
    let server = filled();
    let analyst = server.token(Role::Analyst, &[]);
    let before = ask(&server, &analyst, PROJECTION);
    import(&server, &days("2026-09-30", 60));
    assert_ne!(units(&before), units(&ask(&server, &analyst, PROJECTION)));
}

#[test]
fn an_analysts_forecast_is_not_put_down() {
    let server = filled();
    let analyst = server.token(Role::Analyst, &[]);
    let count = || server.database.number("SELECT count(*) FROM forecasts");
    let before = count();
    ask(&server, &analyst, "/v1/forecasts");
    assert_eq!(count(), before);
    ask(&server, &server.coordinator(), "/v1/forecasts");
    assert!(count() > before, "a coordinator's is");
}
