//! What the planning routes refuse, each with the place and the rule.

use super::filled;
use crate::harness::places;

#[test]
fn every_parameter_that_breaks_its_rule_is_named() {
    let server = filled();
    let token = server.coordinator();
    for (path, expected, reason) in [
        ("/v1/forecasts?horizon=0", vec!["<horizon>"], "no day"),
        ("/v1/forecasts?horizon=29", vec!["<horizon>"], "one day too far"),
        ("/v1/forecasts?horizon=1e3", vec!["<horizon>"], "no whole number"),
        ("/v1/forecasts?horizon=NaN", vec!["<horizon>"], "not a number"),
        ("/v1/forecasts?paths=99", vec!["<paths>"], "too few"),
        ("/v1/forecasts?paths=1000000000", vec!["<paths>"], "far too many"),
        ("/v1/forecasts?seed=-1", vec!["<seed>"], "negative"),
        (
            "/v1/forecasts?seed=9007199254740992",
            vec!["<seed>"],
            "more than JavaScript keeps",
        ),
        ("/v1/forecasts?groupBy=type", vec!["<groupBy>"], "not forecast"),
        ("/v1/forecasts?houseId=a%20b", vec!["<houseId>"], "no id"),
        ("/v1/forecasts?asOf=yesterday", vec!["<asOf>"], "no moment"),
        ("/v1/forecasts?format=pdf", vec!["<format>"], "no such form"),
        (
            "/v1/forecasts?days=3&horizon=0",
            vec!["<horizon>", "<days>"],
            "an unknown name",
        ),
        (
            "/v1/deaths?asOf=x&until=2030",
            vec!["<asOf>", "<until>"],
            "an unknown name",
        ),
    ] {
        let problem = server
            .get(path)
            .token(&token)
            .send()
            .problem(400, "invalid-input");
        assert_eq!(places(&problem), expected, "{path}: {reason}");
    }
    for (path, expected, reason) in [
        ("/v1/forecasts?houseId=niemand", "<houseId>", "no such house"),
        ("/v1/forecasts?houseId=de-oude", "<houseId>", "it has closed"),
        (
            "/v1/forecasts?networkRegion=elders",
            "<networkRegion>",
            "no such region",
        ),
        (
            "/v1/forecasts?asOf=2026-11-20T08:00:01Z",
            "<asOf>",
            "still to come",
        ),
        ("/v1/deaths?asOf=2026-11-20T08:00:01Z", "<asOf>", "still to come"),
    ] {
        let problem = server.get(path).token(&token).send().problem(409, "conflict");
        assert_eq!(places(&problem), [expected], "{path}: {reason}");
    }
}
