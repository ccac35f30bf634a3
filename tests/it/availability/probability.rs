//! The chance that a bed is still free.

use serde_json::{Value, json};

use crate::harness::{Server, TODAY};

fn chance(server: &Server, house: &str) -> Option<f64> {
    server.offer(house)["probabilityFree"].as_f64()
}

#[test]
fn the_chance_falls_with_the_age_of_the_count_as_documented() {
    let server = Server::start();
    server.register("de-wierde", TODAY, &json!({"bedsOccupied": 2}));
    assert_eq!(chance(&server, "de-wierde"), Some(1.0), "just counted");
    let mut chances = Vec::new();
    for now in [
        "2026-11-20T20:00:00Z",
        "2026-11-21T08:00:00Z",
        "2026-11-22T08:00:00Z",
        "2026-11-23T08:00:00Z",
    ] {
        server.set_clock(now);
        chances.push(chance(&server, "de-wierde").expect("a chance"));
    }
    assert!(chances.is_sorted_by(|one, next| one > next), "{chances:?}");
    // One of three beds free, nothing known of the house: 0.92 after 24 hours and 0.81 after 72.
    assert!((chances[1] - 0.92).abs() < 0.006, "{chances:?}");
    assert!((chances[3] - 0.81).abs() < 0.006, "{chances:?}");
    server.set_clock("2026-11-23T08:01:00Z");
    assert_eq!(chance(&server, "de-wierde"), None);
}

#[test]
fn more_free_beds_hold_longer() {
    let server = Server::start();
    server.register("de-horizon", TODAY, &json!({"bedsOccupied": 9}));
    server.register("de-kade", TODAY, &json!({"bedsOccupied": 4}));
    server.set_clock("2026-11-22T08:00:00Z");
    let (one, four) = (chance(&server, "de-horizon"), chance(&server, "de-kade"));
    assert!(one < four, "{one:?} {four:?}");
    assert!(one > Some(0.0) && four < Some(1.0), "{one:?} {four:?}");
}

#[test]
fn nothing_can_be_had_where_the_count_says_so() {
    let server = Server::start();
    for (stand, expected) in [
        (json!({"bedsOccupied": 4}), json!(0.0)),
        (json!({"bedsOccupied": 3, "bedsReserved": 1}), json!(0.0)),
        (
            json!({"bedsOccupied": 1, "admissionStop": {"reason": "other"}}),
            json!(0.0),
        ),
        (
            json!({"bedsOccupied": 0, "closures": [{"reason": "holiday", "beds": 4}]}),
            json!(0.0),
        ),
        (json!({"bedsOccupied": 3}), json!(1.0)),
    ] {
        server.register("de-linde", TODAY, &stand);
        assert_eq!(server.offer("de-linde")["probabilityFree"], expected, "{stand}");
    }
    // Full and stopped houses keep 0 while their count is known, whatever time makes of it.
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 4}));
    server.set_clock("2026-11-22T08:00:00Z");
    assert_eq!(server.offer("de-linde")["probabilityFree"], 0.0);
    server.set_clock("2026-11-24T08:00:00Z");
    assert_eq!(server.offer("de-linde")["probabilityFree"], Value::Null);
}

#[test]
fn a_chance_has_three_places_and_lies_between_0_and_1() {
    let server = Server::start();
    for occupied in 0..=6 {
        server.register("het-baken", TODAY, &json!({"bedsOccupied": occupied}));
        for hour in ["09", "15", "21"] {
            server.set_clock(&format!("2026-11-21T{hour}:00:00Z"));
            let chance = chance(&server, "het-baken").expect("a chance");
            assert!((0.0..=1.0).contains(&chance), "{chance}");
            let thousandths = chance * 1000.0;
            assert!((thousandths - thousandths.round()).abs() < 1e-9, "{chance}");
        }
        server.set_clock("2026-11-20T08:00:00Z");
    }
}
