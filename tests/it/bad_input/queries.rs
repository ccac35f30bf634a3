//! Query strings that ask for what there is not.

use serde_json::json;

use super::Guarded;
use crate::harness::places;

#[test]
fn every_parameter_that_breaks_its_rule_is_named() {
    let guarded = Guarded::start();
    let day = Guarded::day();
    let long = "x".repeat(201);
    for (path, expected, reason) in [
        ("/v1/registrations?page=0", vec!["<page>"], "pages count from 1"),
        ("/v1/registrations?page=-1", vec!["<page>"], "negative"),
        ("/v1/registrations?page=x", vec!["<page>"], "no number"),
        ("/v1/registrations?page=", vec!["<page>"], "empty"),
        ("/v1/registrations?page=1.5", vec!["<page>"], "a fraction"),
        ("/v1/registrations?page=%2B1", vec!["<page>"], "a sign"),
        (
            "/v1/registrations?page=2147483648",
            vec!["<page>"],
            "beyond 31 bits",
        ),
        (
            "/v1/registrations?page=18446744073709551616",
            vec!["<page>"],
            "beyond 64 bits",
        ),
        ("/v1/registrations?page=100001", vec!["<page>"], "one too far"),
        (
            "/v1/registrations?pageSize=0",
            vec!["<pageSize>"],
            "an empty page",
        ),
        (
            "/v1/registrations?pageSize=1001",
            vec!["<pageSize>"],
            "too large a page",
        ),
        ("/v1/registrations?from=2026-02-30", vec!["<from>"], "30 February"),
        ("/v1/registrations?until=soon", vec!["<until>"], "a word"),
        ("/v1/registrations?type=hotel", vec!["<type>"], "no such type"),
        ("/v1/registrations?houseId=a%20b", vec!["<houseId>"], "no id"),
        ("/v1/registrations?houseId=%ff", vec!["<houseId>"], "not UTF-8"),
        ("/v1/registrations?houseId=", vec!["<houseId>"], "empty"),
        ("/v1/registrations?page=1&page=2", vec!["<page>"], "stated twice"),
        (
            "/v1/registrations?asof=2026-11-20",
            vec!["<asof>"],
            "no such name",
        ),
        ("/v1/registrations?Page=1", vec!["<Page>"], "case matters"),
        (
            "/v1/registrations?page=0&pageSize=0&from=x&what=y",
            vec!["<from>", "<page>", "<pageSize>", "<what>"],
            "all at once",
        ),
        (
            "/v1/warnings?asOf=2026-11-20T08:00:00Z&page=0&from=x&type=hotel",
            vec!["<from>", "<type>", "<page>", "<asOf>"],
            "no such name here, and others",
        ),
        (
            "/v1/warnings?pageSize=1001",
            vec!["<pageSize>"],
            "too large a page",
        ),
        (
            "/v1/availability?minBedsFree=-1",
            vec!["<minBedsFree>"],
            "negative",
        ),
        (
            "/v1/availability?minBedsFree=1000",
            vec!["<minBedsFree>"],
            "more than any house has",
        ),
        (
            "/v1/availability?admitsOn=2026-02-30",
            vec!["<admitsOn>"],
            "30 February",
        ),
        (
            "/v1/availability?freshness=old",
            vec!["<freshness>"],
            "no such class",
        ),
        ("/v1/availability?near=53.2", vec!["<near>"], "half a point"),
        ("/v1/availability?near=53.2,x", vec!["<near>"], "no number"),
        ("/v1/availability?near=91,6", vec!["<near>"], "no place on earth"),
        ("/v1/availability?near=NaN,6", vec!["<near>"], "not a number"),
        ("/v1/availability?near=53,6,7", vec!["<near>"], "three numbers"),
        (
            "/v1/availability?format=csv",
            vec!["<format>"],
            "no such representation",
        ),
        ("/v1/availability?municipality=", vec!["<municipality>"], "empty"),
        ("/v1/availability?limit=5", vec!["<limit>"], "no such name"),
        (
            "/v1/availability/de-linde?near=53,6",
            vec!["<near>"],
            "no such name here",
        ),
        ("/v1/completeness?page=1", vec!["<page>"], "no pages here"),
        ("/v1/houses?on=yesterday", vec!["<on>"], "a word"),
        (
            "/v1/houses?on=2026-11-20&on=2026-11-19",
            vec!["<on>"],
            "stated twice",
        ),
        ("/v1/houses/de-linde?of=2026-11-20", vec!["<of>"], "no such name"),
        (&format!("{day}?reason=x"), vec!["<reason>"], "reading needs none"),
        (
            &format!("{day}/revisions?page=1"),
            vec!["<page>"],
            "no pages here",
        ),
    ] {
        let get = guarded.server.get(path).token(&guarded.token);
        let problem = get.send().problem(400, "invalid-input");
        assert_eq!(places(&problem), expected, "{path}: {reason}");
    }
    for (query, expected, reason) in [
        ("reason=", "<reason>", "empty"),
        ("reason=%20%20", "<reason>", "blank"),
        ("reason=a%0Ab", "<reason>", "two lines"),
        ("reason=a&reason=b", "<reason>", "stated twice"),
        (&format!("reason={long}"), "<reason>", "too long"),
        ("dryRun=true", "<dryRun>", "no such name"),
    ] {
        let path = format!("{day}?{query}");
        for request in [
            guarded.server.put(&path, &json!({"bedsOccupied": 1})),
            guarded.server.delete(&path),
        ] {
            let problem = request.token(&guarded.token).send();
            let problem = problem.problem(400, "invalid-input");
            assert_eq!(places(&problem), [expected], "{reason}");
        }
    }
    guarded.assert_nothing_is_stored();
}

#[test]
fn the_outermost_values_are_still_values() {
    let guarded = Guarded::start();
    for path in [
        "/v1/registrations?page=100000&pageSize=1000",
        "/v1/registrations?from=1900-01-01&until=2999-12-31",
        "/v1/registrations?",
        "/v1/availability?minBedsFree=999",
        "/v1/availability?near=-90,-180",
        "/v1/availability?near=90,180",
        "/v1/availability?admitsOn=2999-12-31",
        "/v1/completeness?until=2999-12-31",
        "/v1/houses?on=1900-01-01",
        "/v1/houses?on=2999-12-31",
    ] {
        let get = guarded.server.get(path).token(&guarded.token);
        get.send().expect(200);
    }
}
