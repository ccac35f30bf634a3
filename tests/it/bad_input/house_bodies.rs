//! Bodies of houses that are not what the schema says.

use serde_json::{Value, json};

use super::Guarded;
use crate::harness::places;

#[test]
fn houses_are_held_to_their_schema_too() {
    let guarded = Guarded::start();
    let house = |change: fn(&mut Value)| {
        let mut house = json!({"name": "Proefhuis", "type": "bijna_thuis_huis", "municipality": "Groningen",
            "beds": [{"from": "2012-03-01", "physical": 4}]});
        change(&mut house);
        house
    };
    for (body, expected, reason) in [
        (
            json!({}),
            vec!["/name", "/type", "/municipality", "/beds"],
            "everything is missing",
        ),
        (house(|h| h["name"] = json!("")), vec!["/name"], "an empty name"),
        (
            house(|h| h["name"] = json!("x".repeat(121))),
            vec!["/name"],
            "a long name",
        ),
        (house(|h| h["name"] = json!("a\nb")), vec!["/name"], "two lines"),
        (
            house(|h| h["type"] = json!("hotel")),
            vec!["/type"],
            "an unknown type",
        ),
        (
            house(|h| h["networkRegion"] = json!("a b")),
            vec!["/networkRegion"],
            "no id",
        ),
        (
            house(|h| h["location"] = json!({"latitude": 91, "longitude": 6})),
            vec!["/location/latitude"],
            "no place",
        ),
        (
            house(|h| h["location"] = json!({"latitude": 53})),
            vec!["/location/longitude"],
            "half a place",
        ),
        (
            house(|h| h["location"] = json!([53, 6])),
            vec!["/location"],
            "a list",
        ),
        (
            house(|h| h["admitsOnWeekend"] = json!("yes")),
            vec!["/admitsOnWeekend"],
            "a text",
        ),
        (
            house(|h| h["beds"] = json!([])),
            vec!["/beds"],
            "no number of beds",
        ),
        (
            house(|h| h["beds"] = json!([{"from": "2026-02-30", "physical": 1}])),
            vec!["/beds/0/from"],
            "30 February",
        ),
        (
            house(|h| h["beds"] = json!([{"from": "2012-03-01", "physical": -1}])),
            vec!["/beds/0/physical"],
            "negative",
        ),
        (
            house(|h| h["identifiers"] = json!([{"system": "a"}])),
            vec!["/identifiers/0/value"],
            "half an identifier",
        ),
        (
            house(|h| h["houseId"] = json!("de-linde")),
            vec!["/houseId"],
            "the id is in the path",
        ),
    ] {
        let put = guarded
            .server
            .put("/v1/houses/de-linde", &body)
            .token(&guarded.token);
        let problem = put.send().problem(400, "invalid-input");
        assert_eq!(places(&problem), expected, "{reason}: {body}");
    }
    guarded.assert_nothing_is_stored();
}
