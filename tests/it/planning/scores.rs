//! How good the forecasts were.

use std::fmt::Write as _;

use chrono::Days;
use hospice_capacity::app::planning::make_daily;
use serde_json::Value;

use super::{HOUSES, date, days, get, import, json, list, number};
use crate::harness::{Server, block_on};

const FIRST: &str = "2026-11-10";
const DAYS: u64 = 8;

/// What a house has on a day, as the test registers it after the first.
fn occupied(house: usize, day: u64) -> u32 {
    let (_, beds) = HOUSES[house];
    u32::try_from((day * 7 + u64::try_from(house).expect("few") * 5) % u64::from(beds + 1)).expect("few")
}

/// A server that registered and forecast every day of a week.
fn a_week() -> Server {
    let server = Server::start();
    server.set_clock(&format!("{FIRST}T08:00:00Z"));
    import(&server, &days(FIRST, 100));
    for day in 1..=DAYS {
        let today = date(FIRST) + Days::new(day);
        server.set_clock(&format!("{today}T08:00:00Z"));
        assert!(block_on(make_daily(&server.app)).expect("a forecast"));
        let mut file = "house_id,date,beds_occupied\n".to_owned();
        for (place, (house, _)) in HOUSES.iter().enumerate() {
            writeln!(file, "{house},{today},{}", occupied(place, day)).expect("text");
        }
        import(&server, &file);
    }
    server
}

fn pinball(p: f64, forecast: f64, observed: f64) -> f64 {
    let error = observed - forecast;
    (p * error).max((p - 1.0) * error)
}

#[test]
fn the_score_is_the_loss_of_what_was_told_against_what_came() {
    let server = a_week();
    let answer = json(&server, "/v1/forecast-scores?from=2026-11-10");
    let scores = list(&answer["scores"]);
    let of = |kind: &str, from: u64, until: u64| {
        let found = scores.iter().find(|score| {
            score["kind"] == kind && score["horizonFrom"] == from && score["horizonUntil"] == until
        });
        found.unwrap_or_else(|| panic!("no score of {kind} {from}: {answer}"))
    };
    assert_eq!(
        of("house", 1, 1)["days"],
        8 * DAYS,
        "every house and day; de-nieuwe is not open yet"
    );
    // By hand, from what the forecasts said and what was registered.
    let (mut sum, mut cells) = (0.0, 0.0);
    for day in 1..=DAYS {
        let midnight = date(FIRST) + Days::new(day - 1);
        let told = json(
            &server,
            &format!("/v1/forecasts?groupBy=house&horizon=1&asOf={midnight}T23:00:00Z"),
        );
        for (place, (house, _)) in HOUSES.iter().enumerate() {
            let unit = list(&told["units"])
                .iter()
                .find(|unit| unit["id"] == *house)
                .expect("it");
            assert_eq!(
                unit["days"][0]["date"],
                (date(FIRST) + Days::new(day)).to_string()
            );
            let came = f64::from(occupied(place, day));
            let quantiles = list(&unit["days"][0]["quantiles"]).iter();
            let loss: f64 = quantiles
                .map(|q| pinball(number(&q["probability"]), number(&q["beds"]), came))
                .sum();
            sum += loss / 7.0;
            cells += 1.0;
        }
    }
    let score = of("house", 1, 1);
    assert!(
        (number(&score["pinball"]) - sum / cells).abs() < 2e-3,
        "{score} against {}",
        sum / cells
    );
    for score in scores {
        for share in ["within80", "within95", "fullBrier", "fullShare"] {
            assert!((0.0..=1.0).contains(&number(&score[share])), "{score}");
        }
        assert!(
            number(&score["naivePinball"]) > 0.0 && number(&score["recentPinball"]) > 0.0,
            "{score}"
        );
        let ratio = number(&score["pinball"]) / number(&score["naivePinball"]);
        assert!((number(&score["ratioToNaive"]) - ratio).abs() < 1e-3, "{score}");
    }
    let house = json(&server, "/v1/forecast-scores?from=2026-11-10&houseId=de-linde");
    assert!(
        list(&house["scores"])
            .iter()
            .all(|score| score["kind"] == "house")
    );
    assert_eq!(house["scores"][0]["days"], DAYS);
    assert_eq!(
        json(&server, "/v1/forecast-scores?version=0")["scores"],
        Value::Array(Vec::new())
    );
    let csv = get(&server, "/v1/forecast-scores?from=2026-11-10&format=csv")
        .expect(200)
        .text();
    assert_eq!(csv.lines().count(), 1 + scores.len());
    assert!(csv.starts_with("model_version,unit_kind,horizon_from,horizon_until,days,pinball"));
}

#[test]
fn where_nothing_was_forecast_there_is_no_score() {
    let server = Server::start();
    let answer = json(&server, "/v1/forecast-scores");
    assert_eq!(answer["forecasts"], 0);
    assert_eq!(answer["scores"], Value::Array(Vec::new()));
}

#[test]
fn a_house_that_has_closed_since_is_scored_still() {
    let server = Server::start();
    let with_the_old = |last: &str, number: u64| {
        let first = date(last) - Days::new(number - 1);
        let mut file = "house_id,date,beds_occupied\n".to_owned();
        for day in 0..number {
            writeln!(file, "de-oude,{},{}", first + Days::new(day), day % 4).expect("text");
        }
        file
    };
    server.set_clock("2026-11-16T08:00:00Z");
    import(&server, &with_the_old("2026-11-16", 60));
    server.set_clock("2026-11-17T08:00:00Z");
    assert!(block_on(make_daily(&server.app)).expect("a forecast"));
    import(&server, &with_the_old("2026-11-17", 1));
    let days = |server: &Server| {
        let answer = json(server, "/v1/forecast-scores?from=2026-11-16&until=2026-11-16");
        answer["scores"][0]["days"].clone()
    };
    assert_eq!(days(&server), 1);
    server.set_clock("2026-11-25T08:00:00Z");
    assert_eq!(days(&server), 1, "de-oude closed on the 19th");
}
