//! What does not fit what is stored: 409, in words, and nothing kept of it.

use serde_json::{Value, json};

use crate::harness::{Server, TODAY, day, places};

#[test]
fn a_bed_is_in_one_state_only() {
    let server = Server::start();
    let token = server.reporter("de-linde");
    for (stand, reason) in [
        (json!({"bedsOccupied": 5}), "five guests in four beds"),
        (json!({"bedsOccupied": 999}), "the largest count"),
        (
            json!({"bedsOccupied": 4, "bedsReserved": 1}),
            "a promised bed that is not there",
        ),
        (
            json!({"bedsOccupied": 4, "bedsRespite": 1}),
            "a respite guest without a bed",
        ),
        (
            json!({"bedsOccupied": 4, "bedsInTurnover": 1}),
            "a fifth bed being cleaned",
        ),
        (
            json!({"bedsOccupied": 2, "closures": [{"reason": "holiday", "beds": 3}]}),
            "a guest in a closed bed",
        ),
        (
            json!({"bedsOccupied": 1, "bedsRespite": 1, "bedsReserved": 1, "bedsInTurnover": 1,
            "closures": [{"reason": "other", "beds": 1}]}),
            "five states for four beds",
        ),
        (
            json!({"bedsOccupied": 0, "closures": [{"reason": "other", "beds": 3}, {"reason": "other", "beds": 2}]}),
            "a reason named twice counts for its sum",
        ),
    ] {
        let put = server.put(&day("de-linde", TODAY), &stand).token(&token);
        let problem = put.send().problem(409, "conflict");
        assert_eq!(places(&problem), ["/bedsOccupied"], "{reason}");
    }
    let get = server.get(&day("de-linde", TODAY)).token(&token);
    get.send().problem(404, "registration-not-found");
}

#[test]
fn a_conflict_says_in_plain_words_what_does_not_fit() {
    let server = Server::start();
    let token = server.reporter("de-linde");
    let put = || {
        let stand = json!({"bedsOccupied": 4, "bedsReserved": 1});
        server.put(&day("de-linde", TODAY), &stand).token(&token)
    };
    let dutch = put().send().problem(409, "conflict");
    assert_eq!(
        dutch["detail"],
        "Bezet, respijt, gereserveerd, in gereedmaken en gesloten zijn samen 5 bedden, maar het huis heeft er die dag 4."
    );
    let english = put()
        .header("Accept-Language", "en")
        .send()
        .problem(409, "conflict");
    assert_eq!(
        english["detail"],
        "Occupied, respite, reserved, in turnover and closed are together 5 beds, but the house has 4 that day."
    );
}

#[test]
fn no_more_requests_are_redirected_than_there_are() {
    let server = Server::start();
    let token = server.reporter("de-linde");
    let put = |stand: Value| server.put(&day("de-linde", TODAY), &stand).token(&token).send();
    let problem =
        put(json!({"bedsOccupied": 1, "requests": 1, "requestsRedirected": 2})).problem(409, "conflict");
    assert_eq!(places(&problem), ["/requestsRedirected"]);
    put(json!({"bedsOccupied": 1, "requests": 2, "requestsRedirected": 2})).expect(201);
    put(json!({"bedsOccupied": 1, "requestsRedirected": 2})).expect(200);
}

#[test]
fn the_beds_of_a_house_are_those_of_the_day() {
    let server = Server::start();
    let token = server.coordinator();
    for (date, occupied, status) in [
        ("2025-03-31", 3, 201),
        ("2025-03-31", 4, 409),
        ("2025-04-01", 4, 201),
        ("2025-04-01", 5, 409),
    ] {
        let path = format!("{}?reason=Nagekomen", day("de-vlinder", date));
        let put = server.put(&path, &json!({"bedsOccupied": occupied}));
        put.token(&token).send().expect(status);
    }
}

#[test]
fn a_house_registers_only_days_on_which_it_is_open() {
    let server = Server::start();
    let token = server.coordinator();
    for (house, date, status, reason) in [
        ("de-linde", "2012-02-29", 409, "the day before it opened"),
        ("de-linde", "2012-03-01", 201, "the first day"),
        ("de-oude", "2026-11-19", 201, "the last day"),
        ("de-oude", "2026-11-20", 409, "the day after it closed"),
        ("de-nieuwe", "2026-11-20", 409, "not open yet"),
        ("de-linde", "2026-11-21", 409, "tomorrow"),
        ("de-linde", "2999-12-31", 409, "a day far in the future"),
        ("de-linde", "1900-01-01", 409, "the first day there is"),
    ] {
        let path = format!("{}?reason=Nagekomen", day(house, date));
        let put = server.put(&path, &json!({"bedsOccupied": 1})).token(&token);
        let answer = put.send();
        if status == 409 {
            let problem = answer.problem(409, "conflict");
            assert_eq!(places(&problem), ["<date>"], "{house} {date}: {reason}");
        } else {
            answer.expect(status);
        }
    }
}

#[test]
fn a_reporter_corrects_the_last_two_weeks_and_a_coordinator_the_rest_with_a_reason() {
    let server = Server::start();
    let reporter = server.reporter("de-linde");
    let coordinator = server.coordinator();
    let put = |token: &str, date: &str, reason: &str| {
        let path = format!("{}{reason}", day("de-linde", date));
        server.put(&path, &json!({"bedsOccupied": 1})).token(token).send()
    };
    put(&reporter, "2026-11-06", "").expect(201);
    let problem = put(&reporter, "2026-11-05", "?reason=Vergeten").problem(403, "too-far-back");
    assert_eq!(places(&problem), ["<date>"]);
    put(&coordinator, "2026-11-06", "").expect(200);
    let problem = put(&coordinator, "2026-11-05", "").problem(409, "conflict");
    assert_eq!(places(&problem), ["<reason>"]);
    put(&coordinator, "2026-11-05", "?reason=Vergeten").expect(201);

    let old = day("de-linde", "2026-11-05");
    let delete = |token: &str, reason: &str| {
        let path = format!("{old}{reason}");
        server.delete(&path).token(token).send()
    };
    delete(&reporter, "?reason=Dubbel").problem(403, "too-far-back");
    delete(&coordinator, "").problem(409, "conflict");
    delete(&coordinator, "?reason=Dubbel").expect(204);
}
