//! What the planning routes refuse, each with the place and the rule.

use serde_json::json;

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
        (
            "/v1/forecasts?groupBy=network&houseId=de-linde",
            vec!["<groupBy>"],
            "a house is not the network",
        ),
        ("/v1/forecasts?houseId=a%20b", vec!["<houseId>"], "no id"),
        ("/v1/forecasts?asOf=yesterday", vec!["<asOf>"], "no moment"),
        ("/v1/forecasts?format=pdf", vec!["<format>"], "no such form"),
        (
            "/v1/forecasts?days=3&horizon=0",
            vec!["<horizon>", "<days>"],
            "an unknown name",
        ),
        (
            "/v1/projections?until=2061",
            vec!["<until>"],
            "beyond the last year",
        ),
        ("/v1/projections?until=NaN", vec!["<until>"], "not a number"),
        ("/v1/projections?step=month", vec!["<step>"], "no such step"),
        (
            "/v1/projections?draws=19&paths=0",
            vec!["<draws>", "<paths>"],
            "too few",
        ),
        (
            "/v1/projections?draws=1000000000",
            vec!["<draws>"],
            "far too many",
        ),
        (
            "/v1/projections?demandFactor=-1",
            vec!["<demandFactor>"],
            "negative",
        ),
        (
            "/v1/projections?demandFactor=NaN",
            vec!["<demandFactor>"],
            "not a number",
        ),
        (
            "/v1/projections?demandFactor=inf",
            vec!["<demandFactor>"],
            "not a number",
        ),
        (
            "/v1/projections?stayFactor=1e1",
            vec!["<stayFactor>"],
            "written otherwise",
        ),
        ("/v1/projections?helping=all", vec!["<helping>"], "no such help"),
        (
            "/v1/projections?replications=10",
            vec!["<replications>"],
            "no such name",
        ),
        (
            "/v1/projections/0123?format=pdf",
            vec!["<format>"],
            "no such form",
        ),
        (
            "/v1/bed-requirements?year=2061",
            vec!["<year>"],
            "beyond the last year",
        ),
        (
            "/v1/bed-requirements?target=beds",
            vec!["<target>"],
            "no such target",
        ),
        (
            "/v1/bed-requirements?atMost=0&certainty=1",
            vec!["<atMost>", "<certainty>"],
            "out of range",
        ),
        ("/v1/bed-requirements?draws=2001", vec!["<draws>"], "too many"),
        ("/v1/forecast-scores?version=a%20b", vec!["<version>"], "no id"),
        ("/v1/forecast-scores?from=soon", vec!["<from>"], "a word"),
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
        ("/v1/projections?until=2025", "<until>", "over"),
        (
            "/v1/projections?draws=2000&paths=100&until=2060",
            "<draws>",
            "too much work",
        ),
        (
            "/v1/bed-requirements?target=noBed&atMost=0.95",
            "<atMost>",
            "too much to be a target",
        ),
        ("/v1/bed-requirements?year=2025", "<year>", "over"),
        (
            "/v1/bed-requirements?asOf=2026-11-20T08:00:01Z",
            "<asOf>",
            "still to come",
        ),
        (
            "/v1/forecast-scores?from=2026-11-21",
            "<from>",
            "it ends before it begins",
        ),
        (
            "/v1/forecast-scores?from=2025-11-01&until=2026-11-20",
            "<from>",
            "too long",
        ),
        (
            "/v1/forecast-scores?houseId=niemand",
            "<houseId>",
            "no such house",
        ),
        ("/v1/deaths?asOf=2026-11-20T08:00:01Z", "<asOf>", "still to come"),
    ] {
        let problem = server.get(path).token(&token).send().problem(409, "conflict");
        assert_eq!(places(&problem), [expected], "{path}: {reason}");
    }
}

#[test]
fn every_member_of_a_bed_requirement_that_breaks_its_rule_is_named() {
    let server = filled();
    let token = server.coordinator();
    let post = |body: &serde_json::Value| {
        let post = server.request("POST", "/v1/bed-requirements").token(&token);
        post.json(body).send()
    };
    for (body, expected, reason) in [
        (json!([]), vec![""], "no object"),
        (json!({"until": 2030}), vec!["/until"], "of another question"),
        (json!({"year": 2061}), vec!["/year"], "beyond the last year"),
        (json!({"target": "beds"}), vec!["/target"], "no such target"),
        (
            json!({"atMost": 0, "certainty": 1}),
            vec!["/atMost", "/certainty"],
            "out of range",
        ),
        (json!({"atMost": "0.1"}), vec!["/atMost"], "a text"),
        (json!({"draws": 19}), vec!["/draws"], "too few"),
        (json!({"moving": 2}), vec!["/moving"], "no share"),
    ] {
        let problem = post(&body).problem(400, "invalid-input");
        assert_eq!(places(&problem), expected, "{body}: {reason}");
    }
    for (body, expected, reason) in [
        (json!({"year": 2025}), "/year", "over"),
        (json!({"atMost": 0.95}), "/atMost", "too much to be a target"),
        (
            json!({"beds": [{"house": "niemand", "from": "2030-01-01", "beds": 1}]}),
            "/beds/0/house",
            "no such house",
        ),
        (json!({"asOf": "2026-11-20T08:00:01Z"}), "<asOf>", "still to come"),
    ] {
        let problem = post(&body).problem(409, "conflict");
        assert_eq!(places(&problem), [expected], "{body}: {reason}");
    }
}

#[test]
fn every_member_of_a_scenario_that_breaks_its_rule_is_named() {
    let server = filled();
    let token = server.coordinator();
    let post = |body: &serde_json::Value| {
        let post = server.request("POST", "/v1/projections").token(&token);
        post.json(body).send()
    };
    for (body, expected, reason) in [
        (json!([]), vec![""], "no object"),
        (json!({"untill": 2030}), vec!["/untill"], "an unknown name"),
        (json!({"until": 2061}), vec!["/until"], "beyond the last year"),
        (json!({"until": 2030.5}), vec!["/until"], "no whole number"),
        (json!({"until": "2030"}), vec!["/until"], "a text"),
        (
            json!({"draws": 1_000_000_000, "paths": -1}),
            vec!["/draws", "/paths"],
            "far too many, and negative",
        ),
        (json!({"seed": 1.5}), vec!["/seed"], "no whole number"),
        (json!({"trend": "fast"}), vec!["/trend"], "no such trend"),
        (json!({"trend": 2}), vec!["/trend"], "no growth"),
        (
            json!({"demandFactors": [{"from": "2030-01-01", "factor": -1}]}),
            vec!["/demandFactors/0/factor"],
            "negative",
        ),
        (
            json!({"demandFactors": [{"from": "2030-01-01"}]}),
            vec!["/demandFactors/0/factor"],
            "missing",
        ),
        (
            json!({"stayFactors": [{"from": "2030-02-30", "factor": 1}]}),
            vec!["/stayFactors/0/from"],
            "30 February",
        ),
        (
            json!({"beds": [{"house": "de-linde", "from": "2030-01-01", "beds": -1}]}),
            vec!["/beds/0/beds"],
            "negative",
        ),
        (
            json!({"beds": [{"house": "a b", "from": "2030-01-01", "beds": 1}]}),
            vec!["/beds/0/house"],
            "no id",
        ),
        (
            json!({"openings": [{"id": "x", "from": "2030-01-01", "beds": 0}]}),
            vec!["/openings/0/beds"],
            "no beds",
        ),
        (
            json!({"moving": 1.1, "waiting": -0.1}),
            vec!["/moving", "/waiting"],
            "no shares",
        ),
        (json!({"patienceDays": 1000}), vec!["/patienceDays"], "too long"),
        (json!({"helping": "all"}), vec!["/helping"], "no such help"),
        (json!({"asOf": "yesterday"}), vec!["/asOf"], "no moment"),
    ] {
        let problem = post(&body).problem(400, "invalid-input");
        assert_eq!(places(&problem), expected, "{body}: {reason}");
    }
    let openings: Vec<serde_json::Value> = (0..10)
        .map(|number| json!({"id": format!("nieuw-{number}"), "region": "noord_groningen", "from": "2030-01-01", "beds": 3}))
        .collect();
    for (body, expected, reason) in [
        (json!({"until": 2025}), "/until", "over"),
        (
            json!({"draws": 2000, "paths": 100, "until": 2060}),
            "/draws",
            "too much work",
        ),
        (json!({"trend": 0.5}), "/trend", "too fast"),
        (
            json!({"demandFactors": [{"from": "2026-11-20", "factor": 1}]}),
            "/demandFactors/0/from",
            "not ahead",
        ),
        (
            json!({"stayFactors": [{"from": "2031-01-01", "factor": 1}, {"from": "2030-01-01", "factor": 1}]}),
            "/stayFactors/1/from",
            "not in order",
        ),
        (
            json!({"beds": [{"house": "niemand", "from": "2030-01-01", "beds": 1}]}),
            "/beds/0/house",
            "no such house",
        ),
        (
            json!({"openings": [{"id": "de-linde", "region": "noord_groningen", "from": "2030-01-01", "beds": 1}]}),
            "/openings/0/id",
            "known",
        ),
        (
            json!({"openings": [{"id": "x", "region": "elders", "from": "2030-01-01", "beds": 1}]}),
            "/openings/0/region",
            "no such region",
        ),
        (json!({"patienceDays": 0}), "/patienceDays", "no patience at all"),
        (
            json!({"until": 2060, "step": "quarter", "draws": 20, "openings": openings}),
            "/until",
            "too large an answer",
        ),
    ] {
        let problem = post(&body).problem(409, "conflict");
        assert_eq!(places(&problem), [expected], "{body}: {reason}");
    }
    let huge = "x".repeat(200_000);
    let post = || server.request("POST", "/v1/projections").token(&token);
    post()
        .header("Content-Type", "application/json")
        .body(huge)
        .send()
        .problem(413, "payload-too-large");
    post().body("{}").send().problem(415, "unsupported-media-type");
    post()
        .header("Content-Type", "application/json")
        .body("{\"until\": NaN}")
        .send()
        .problem(400, "invalid-input");
    assert_eq!(
        server.database.number("SELECT COUNT(*) FROM computations"),
        0,
        "nothing is taken up"
    );
}
