//! The ledger: what was forecast is put down, once.

use hospice_capacity::app::Settings;
use hospice_capacity::app::planning::make_daily;

use super::{filled, get, import, json};
use crate::harness::{Server, block_on};

fn told(server: &Server, condition: &str) -> i64 {
    server
        .database
        .number(&format!("SELECT COUNT(*) FROM forecasts WHERE {condition}"))
}

#[test]
fn every_forecast_that_was_told_is_put_down_once() {
    let server = filled();
    for _ in 0..2 {
        get(&server, "/v1/forecasts?houseId=de-linde").expect(200);
    }
    assert_eq!(told(&server, "unit_kind = 'house' AND unit_id = 'de-linde'"), 1);
    assert_eq!(told(&server, "TRUE"), 1);
    get(&server, "/v1/forecasts?groupBy=house").expect(200);
    assert_eq!(
        told(&server, "unit_kind = 'house'"),
        8 + 1,
        "de-nieuwe opens within the horizon"
    );
    get(&server, "/v1/forecasts?networkRegion=noord_groningen").expect(200);
    assert_eq!(told(&server, "houses = 'de-wierde het-baken'"), 1);
}

#[test]
fn a_forecast_of_the_past_or_with_a_chosen_seed_is_not_put_down() {
    let server = filled();
    for query in ["asOf=2026-11-20T08:00:00Z", "seed=1", "paths=100"] {
        get(&server, &format!("/v1/forecasts?{query}")).expect(200);
    }
    assert_eq!(told(&server, "TRUE"), 0);
}

#[test]
fn once_a_day_one_of_the_servers_tells_of_everything() {
    let server = filled();
    server.set_clock("2026-11-21T06:00:00Z");
    let other = Server::on(server.database.clone(), Settings::default());
    other.set_clock("2026-11-21T06:00:00Z");
    let made = [&server, &other, &server].map(|server| block_on(make_daily(&server.app)).expect("a round"));
    assert_eq!(made, [true, false, false]);
    assert_eq!(told(&server, "origin = '2026-11-20'"), 9 + 3 + 1);
    assert_eq!(
        server
            .database
            .number("SELECT COUNT(*) FROM daily_forecasts WHERE made_at IS NOT NULL"),
        1
    );
    server.set_clock("2026-11-22T06:00:00Z");
    assert!(block_on(make_daily(&server.app)).expect("the next day"));
    assert_eq!(told(&server, "origin = '2026-11-21'"), 9 + 3 + 1);
}

#[test]
fn a_day_that_a_server_claimed_and_left_is_made_by_another() {
    let server = filled();
    server.set_clock("2026-11-21T06:00:00Z");
    let claim = "INSERT INTO daily_forecasts (origin, model_version, claimed_at) VALUES ('2026-11-20', '1', '2026-11-21 05:55:00')";
    server.database.execute(claim).expect("a claim");
    assert!(!block_on(make_daily(&server.app)).expect("a round"));
    server.set_clock("2026-11-21T06:06:00Z");
    assert!(block_on(make_daily(&server.app)).expect("a round"));
}

#[test]
fn what_is_registered_meanwhile_adds_no_rows() {
    let server = filled();
    for occupied in [1, 2, 3] {
        import(
            &server,
            &format!("house_id,date,beds_occupied\nde-linde,2026-11-20,{occupied}\n"),
        );
        get(&server, "/v1/forecasts?groupBy=house").expect(200);
    }
    assert_eq!(told(&server, "TRUE"), 8 + 1);
    assert_eq!(told(&server, "is_whole_day"), 0, "the day is not over");
}

#[test]
fn what_was_asked_during_the_day_neither_replaces_the_daily_forecast_nor_is_scored() {
    let server = filled();
    get(&server, "/v1/forecasts?groupBy=house").expect(200);
    server.set_clock("2026-11-21T06:00:00Z");
    let scores = "/v1/forecast-scores?from=2026-11-20";
    assert_eq!(json(&server, scores)["forecasts"], 0);
    assert!(block_on(make_daily(&server.app)).expect("a round"));
    assert_eq!(told(&server, "origin = '2026-11-20' AND NOT is_whole_day"), 9);
    assert_eq!(told(&server, "origin = '2026-11-20' AND is_whole_day"), 9 + 3 + 1);
    assert_eq!(json(&server, scores)["forecasts"], 9 + 3 + 1);
    get(&server, "/v1/forecasts?groupBy=house").expect(200);
    assert_eq!(told(&server, "TRUE"), 9 + 9 + 3 + 1, "the daily ones stand there");
}
