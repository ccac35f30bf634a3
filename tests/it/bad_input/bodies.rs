//! Bodies of registrations that are not what the schema says.

use serde_json::json;

use super::Guarded;
use crate::harness::places;

#[test]
fn every_field_that_breaks_its_rule_is_named() {
    let guarded = Guarded::start();
    for (body, expected, reason) in [
        (
            json!({}),
            vec!["/bedsOccupied"],
            "the one required field is missing",
        ),
        (
            json!({"bedsOccupied": null}),
            vec!["/bedsOccupied"],
            "null is not a count",
        ),
        (json!({"bedsOccupied": "2"}), vec!["/bedsOccupied"], "a text"),
        (json!({"bedsOccupied": true}), vec!["/bedsOccupied"], "a truth"),
        (json!({"bedsOccupied": [2]}), vec!["/bedsOccupied"], "a list"),
        (json!({"bedsOccupied": {}}), vec!["/bedsOccupied"], "an object"),
        (json!({"bedsOccupied": -1}), vec!["/bedsOccupied"], "negative"),
        (json!({"bedsOccupied": 2.5}), vec!["/bedsOccupied"], "half a bed"),
        (
            json!({"bedsOccupied": 1000}),
            vec!["/bedsOccupied"],
            "larger than any count",
        ),
        (
            json!({"bedsOccupied": 4_294_967_298_u64}),
            vec!["/bedsOccupied"],
            "2 if cut to 32 bits",
        ),
        (
            json!({"bedsOccupied": u64::MAX}),
            vec!["/bedsOccupied"],
            "more than 63 bits",
        ),
        (json!({"bedsOccupied": 1e300}), vec!["/bedsOccupied"], "huge"),
        (
            json!({"bedsOccupied": 1, "bedsRespite": "0"}),
            vec!["/bedsRespite"],
            "a text",
        ),
        (
            json!({"bedsOccupied": 1, "admitsFrom": "2026-11-23"}),
            vec!["/admitsFrom"],
            "a day is no moment",
        ),
        (
            json!({"bedsOccupied": 1, "admitsFrom": "2026-11-23T08:00:00"}),
            vec!["/admitsFrom"],
            "no offset",
        ),
        (
            json!({"bedsOccupied": 1, "admitsFrom": "2026-02-30T08:00:00Z"}),
            vec!["/admitsFrom"],
            "30 February",
        ),
        (
            json!({"bedsOccupied": 1, "admitsFrom": 1_800_000_000}),
            vec!["/admitsFrom"],
            "a number of seconds",
        ),
        (
            json!({"bedsOccupied": 1, "closures": {}}),
            vec!["/closures"],
            "no list",
        ),
        (
            json!({"bedsOccupied": 1, "closures": [1]}),
            vec!["/closures/0"],
            "no object",
        ),
        (
            json!({"bedsOccupied": 1, "closures": [{"reason": "strike", "beds": 1}]}),
            vec!["/closures/0/reason"],
            "an unknown reason",
        ),
        (
            json!({"bedsOccupied": 1, "closures": [{"reason": "other"}]}),
            vec!["/closures/0/beds"],
            "no number",
        ),
        (
            json!({"bedsOccupied": 1, "closures": [{"beds": 1}]}),
            vec!["/closures/0/reason"],
            "no reason",
        ),
        (
            json!({"bedsOccupied": 1, "closures": vec![json!({"reason": "other", "beds": 0}); 21]}),
            vec!["/closures"],
            "too long a list",
        ),
        (
            json!({"bedsOccupied": 1, "refusals": [{"reason": "no_bed", "count": 1}, {"reason": "holiday", "count": 1}]}),
            vec!["/refusals/1/reason"],
            "a reason of closures",
        ),
        (
            json!({"bedsOccupied": 1, "confirmedWarnings": "occupied_jump"}),
            vec!["/confirmedWarnings"],
            "no list",
        ),
        (
            json!({"bedsOccupied": 1, "confirmedWarnings": ["occupied_jump", "anything"]}),
            vec!["/confirmedWarnings/1"],
            "an unknown code",
        ),
        (
            json!({"bedsOccupied": 1, "confirmedWarnings": ["occupied_jump", "unusual_beds", "occupied_jump"]}),
            vec!["/confirmedWarnings/2"],
            "a code named twice",
        ),
        (
            json!({"bedsOccupied": 1, "confirmedWarnings": vec!["occupied_jump"; 7]}),
            vec!["/confirmedWarnings"],
            "more codes than there are",
        ),
        (
            json!({"bedsOccupied": 1, "admissionStop": true}),
            vec!["/admissionStop"],
            "no object",
        ),
        (
            json!({"bedsOccupied": 1, "admissionStop": {}}),
            vec!["/admissionStop/reason"],
            "no reason",
        ),
        (
            json!({"bedsOccupied": 1, "admissionStop": {"reason": "other", "expectedUntil": "2026-02-30"}}),
            vec!["/admissionStop/expectedUntil"],
            "30 February",
        ),
        (
            json!({"bedsOccupied": 1, "admissionStop": {"reason": "other", "until": "2026-11-24"}}),
            vec!["/admissionStop/until"],
            "an unknown member inside",
        ),
        (
            json!({"bedsOccupied": 1, "bedsFree": 3}),
            vec!["/bedsFree"],
            "free is derived, never entered",
        ),
        (
            json!({"bedsOccupied": 1, "bedsoccupied": 1}),
            vec!["/bedsoccupied"],
            "case matters",
        ),
        (
            json!({"bedsOccupied": 1, "a/b~c": 1}),
            vec!["/a~1b~0c"],
            "a pointer has its own escapes",
        ),
        (
            json!({"bedsOccupied": 1, "": 1}),
            vec!["/"],
            "a member without a name",
        ),
        (json!([{"bedsOccupied": 1}]), vec![""], "a list of one"),
        (json!("bedsOccupied"), vec![""], "a text"),
        (json!(null), vec![""], "nothing"),
    ] {
        let put = guarded.server.put(&Guarded::day(), &body).token(&guarded.token);
        let problem = put.send().problem(400, "invalid-input");
        assert_eq!(places(&problem), expected, "{reason}: {body}");
    }
    guarded.assert_nothing_is_stored();
}

#[test]
fn all_faults_are_named_at_once() {
    let guarded = Guarded::start();
    let body = json!({"bedsOccupied": -1, "bedsRespite": "x", "closures": [{"reason": "strike", "beds": -1}],
        "admissionStop": {"expectedUntil": "soon"}, "deaths": 1.5, "guest": "x"});
    let put = guarded.server.put(&Guarded::day(), &body).token(&guarded.token);
    let problem = put.send().problem(400, "invalid-input");
    let mut named = places(&problem);
    named.sort();
    assert_eq!(
        named,
        [
            "/admissionStop/expectedUntil",
            "/admissionStop/reason",
            "/bedsOccupied",
            "/bedsRespite",
            "/closures/0/beds",
            "/closures/0/reason",
            "/deaths",
            "/guest",
        ]
    );
    guarded.assert_nothing_is_stored();
}

#[test]
fn a_body_that_is_no_json_is_refused_whole() {
    let guarded = Guarded::start();
    for (body, reason) in [
        (b"".to_vec(), "nothing at all"),
        (b"bedsOccupied=1".to_vec(), "a form"),
        (b"{\"bedsOccupied\": 1".to_vec(), "it breaks off"),
        (b"{\"bedsOccupied\": 1} x".to_vec(), "more after the end"),
        (b"{\"bedsOccupied\": 01}".to_vec(), "a leading zero"),
        (b"{\"bedsOccupied\": 1,}".to_vec(), "a comma too many"),
        (b"{bedsOccupied: 1}".to_vec(), "a name without quotes"),
        (b"{\"bedsOccupied\": NaN}".to_vec(), "no number"),
        (b"{\"bedsOccupied\": 1e999}".to_vec(), "beyond any number"),
        (b"{\"bedsOccupied\": 1, \"x\": \"\xff\"}".to_vec(), "not UTF-8"),
        (b"\xff\xfe{\x00}\x00".to_vec(), "UTF-16"),
        (b"\xef\xbb\xbf{\"bedsOccupied\": 1}".to_vec(), "a byte-order mark"),
        ("[".repeat(100_000).into_bytes(), "very deep"),
        (
            format!("{{\"x\": {}1{}}}", "[".repeat(200), "]".repeat(200)).into_bytes(),
            "too deep",
        ),
    ] {
        let put = guarded
            .server
            .request("PUT", &Guarded::day())
            .token(&guarded.token);
        let put = put.header("Content-Type", "application/json").body(body);
        let problem = put.send().problem(400, "invalid-input");
        assert_eq!(places(&problem), [""], "{reason}");
    }
    guarded.assert_nothing_is_stored();
}

#[test]
fn a_member_stated_twice_is_refused() {
    let guarded = Guarded::start();
    for (body, place) in [
        (r#"{"bedsOccupied": 1, "bedsOccupied": 2}"#, "/bedsOccupied"),
        (
            r#"{"bedsOccupied": 1, "closures": [{"reason": "other", "beds": 1, "beds": 2}]}"#,
            "/closures/0/beds",
        ),
    ] {
        let put = guarded
            .server
            .request("PUT", &Guarded::day())
            .token(&guarded.token);
        let put = put.header("Content-Type", "application/json").body(body);
        let problem = put.send().problem(400, "invalid-input");
        assert_eq!(places(&problem), [place], "{body}");
    }
    guarded.assert_nothing_is_stored();
}

#[test]
fn a_body_larger_than_any_registration_is_turned_away() {
    let guarded = Guarded::start();
    let padding = " ".repeat(2 * 1024 * 1024);
    for path in [Guarded::day(), "/v1/houses/de-linde".to_owned()] {
        let put = guarded.server.request("PUT", &path).token(&guarded.token);
        let put = put
            .header("Content-Type", "application/json")
            .body(format!("{{\"bedsOccupied\": 1{padding}}}"));
        put.send().problem(413, "payload-too-large");
    }
    guarded.assert_nothing_is_stored();
}

#[test]
fn a_body_made_of_faults_is_answered_in_few_words() {
    let guarded = Guarded::start();
    let repeated = vec!["{\"a\":1,\"a\":1}"; 4600].join(",");
    let long_name = "x".repeat(60_000);
    for body in [
        format!("{{\"{long_name}\":[{repeated}]}}"),
        format!("{{\"b\":[{repeated}]}}"),
        format!(
            "{{{}}}",
            (0..9000)
                .map(|n| format!("\"n{n}\":1"))
                .collect::<Vec<_>>()
                .join(",")
        ),
    ] {
        let put = guarded
            .server
            .put(&Guarded::day(), &json!({}))
            .token(&guarded.token);
        let answer = put.body(body).send();
        assert_eq!(answer.status, 400);
        assert!(answer.text().len() < 50_000, "{}", answer.text().len());
    }
    let commas = format!("/v1/availability?type={}", ",".repeat(20_000));
    let answer = guarded.server.get(&commas).send();
    assert_eq!(answer.status, 400);
    assert!(answer.text().len() < 2_000, "{}", answer.text().len());
}
