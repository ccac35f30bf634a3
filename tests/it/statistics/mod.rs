//! The capacity measurement.

mod as_of;
mod files;
mod real_counts;
mod small_counts;

use serde_json::{Value, json};

use crate::harness::{Server, day};

/// What is measured, for the coordinator.
#[track_caller]
fn measure(server: &Server, query: &str) -> Value {
    let path = format!("/v1/statistics?{query}");
    let answer = server.get(&path).token(&server.coordinator()).send();
    answer.expect(200).json()
}

/// The one group and period of an answer.
#[track_caller]
fn only(answer: &Value) -> &Value {
    let groups = answer["groups"].as_array().expect("groups");
    assert_eq!(groups.len(), 1, "{answer}");
    let periods = groups[0]["periods"].as_array().expect("periods");
    assert_eq!(periods.len(), 1, "{answer}");
    &periods[0]
}

fn sum(value: u64, high: u64) -> Value {
    json!({"value": value, "low": value, "high": high})
}

/// Ten days of De Linde (4 beds), of which two are missing.
fn ten_days() -> Server {
    let server = Server::start();
    for (date, stand) in [
        (
            "2026-11-10",
            json!({"bedsOccupied": 2, "requests": 1, "refusals": []}),
        ),
        (
            "2026-11-11",
            json!({"bedsOccupied": 3, "admissions": 1, "deaths": 0, "discharges": 0}),
        ),
        (
            "2026-11-12",
            json!({
                "bedsOccupied": 3, "bedsReserved": 1, "requests": 2, "requestsRedirected": 1,
                "refusals": [{"reason": "no_bed", "count": 1}, {"reason": "not_eligible", "count": 1}],
                "waitingListActive": 2
            }),
        ),
        (
            "2026-11-13",
            json!({
                "bedsOccupied": 2, "admissions": 0, "deaths": 1, "discharges": 0,
                "closures": [{"reason": "no_volunteers", "beds": 1}],
                "admissionStop": {"reason": "no_volunteers", "expectedUntil": null}
            }),
        ),
        (
            "2026-11-16",
            json!({"bedsOccupied": 2, "bedsRespite": 1, "waitingListActive": 0}),
        ),
        (
            "2026-11-17",
            json!({"bedsOccupied": 2, "bedsInTurnover": 2, "withdrawals": 1}),
        ),
        (
            "2026-11-18",
            json!({"bedsOccupied": 0, "closures": [{"reason": "renovation", "beds": 4}]}),
        ),
        ("2026-11-19", json!({"bedsOccupied": 4, "diedBeforeAdmission": 1})),
    ] {
        server.register("de-linde", date, &stand);
    }
    server
}

const TEN_DAYS: &str = "from=2026-11-10&until=2026-11-19&houseId=de-linde&groupBy=house";

#[test]
fn a_house_is_measured_as_by_hand() {
    let server = ten_days();
    let answer = measure(&server, TEN_DAYS);
    assert_eq!(answer["definitionsVersion"], "1");
    assert_eq!(answer["groups"][0]["groupId"], "de-linde");
    let found = only(&answer);
    let basis = json!({"houses": 1, "expected": 10, "reported": 8, "closed": 1, "missing": 2, "carried": 0});
    assert_eq!(found["basis"], basis);
    assert_eq!(
        found["bedDays"],
        json!({
            "physical": sum(32, 40), "inService": sum(27, 35), "closed": sum(5, 13),
            "closedByReason": [
                {"reason": "no_volunteers", "bedDays": 1}, {"reason": "renovation", "bedDays": 4}
            ],
            "occupied": sum(18, 26), "respite": sum(1, 9), "reserved": sum(1, 9),
            "inTurnover": sum(2, 10), "free": sum(5, 13)
        })
    );
    let flows = &found["flows"];
    for (name, value, house_days) in [
        ("admissions", 1, 2),
        ("deaths", 1, 2),
        ("discharges", 0, 2),
        ("requests", 3, 2),
        ("requestsRedirected", 1, 1),
        ("refusals", 2, 2),
        ("withdrawals", 1, 1),
        ("diedBeforeAdmission", 1, 1),
    ] {
        assert_eq!(
            flows[name],
            json!({"value": value, "houseDays": house_days}),
            "{name}"
        );
    }
    let reasons = json!([{"reason": "no_bed", "count": 1}, {"reason": "not_eligible", "count": 1}]);
    assert_eq!(flows["refusalsByReason"], reasons);
    let waiting = json!({"mean": 1.0, "maximum": 2, "days": 2, "houseDays": 2, "doubleCounts": false});
    assert_eq!(found["waitingListActive"], waiting);
    assert_eq!(found["stoppedHouseDays"], 1);
    // Full: the 12th (reserved), the 17th (in turnover) and the 19th. None could admit: these, the 13th (a
    // stop) and the 18th (closed); the days without a stand cut the run.
    assert_eq!(found["longestAllFullRun"], 3);
    assert_eq!(found["withheld"], json!([]));
    for (name, numerator, denominator) in [
        ("occupancy", 18.0, 27.0),
        ("occupancyPhysical", 18.0, 32.0),
        ("admissionsPerBedYear", 1.0, 7.0 / 365.25),
        ("meanLengthOfStayDays", 5.0, 1.0),
        ("turnoverIntervalDays", 2.0, 1.0),
        ("refusalShare", 2.0, 3.0),
        ("noBedShare", 1.0, 3.0),
        ("fullShare", 3.0, 7.0),
        ("allFullShare", 5.0, 8.0),
    ] {
        let rate = &found["rates"][name];
        let number = |part: &str| {
            rate[part]
                .as_f64()
                .unwrap_or_else(|| panic!("{name}.{part}: {rate}"))
        };
        assert!((number("numerator") - numerator).abs() < 1e-9, "{name}: {rate}");
        assert!(
            (number("denominator") - denominator).abs() < 1e-9,
            "{name}: {rate}"
        );
        let value = number("value");
        assert!((value - numerator / denominator).abs() < 1e-9, "{name}: {rate}");
        assert!(number("low") < value && value < number("high"), "{name}: {rate}");
        assert!(number("level") > 0.949 && number("level") < 0.951);
    }
}

#[test]
fn a_missing_day_is_filled_only_where_that_is_asked_for_and_counted() {
    let server = ten_days();
    let one = measure(&server, &format!("{TEN_DAYS}&carryForward=1"));
    let found = only(&one);
    assert_eq!(one["carryForward"], 1);
    let basis = json!({"houses": 1, "expected": 10, "reported": 8, "closed": 1, "missing": 2, "carried": 1});
    assert_eq!(found["basis"], basis);
    // The 14th as the 13th, and the 15th not known.
    assert_eq!(found["bedDays"]["occupied"], sum(20, 24));
    assert_eq!(
        found["flows"]["deaths"],
        json!({"value": 1, "houseDays": 2}),
        "flows are never carried"
    );
    assert_eq!(found["stoppedHouseDays"], 2);
    let two = measure(&server, &format!("{TEN_DAYS}&carryForward=2"));
    assert_eq!(only(&two)["bedDays"]["occupied"], sum(22, 22));
}

#[test]
fn periods_follow_the_calendar() {
    let server = ten_days();
    let answer = measure(
        &server,
        "from=2026-10-30&until=2026-11-19&houseId=de-linde&groupBy=house&period=week",
    );
    let periods = answer["groups"][0]["periods"].as_array().expect("periods");
    let spans: Vec<_> = periods
        .iter()
        .map(|period| {
            (
                period["from"].as_str().expect("a day"),
                period["basis"]["reported"].clone(),
            )
        })
        .collect();
    let expected = [
        ("2026-10-30", json!(0)),
        ("2026-11-02", json!(0)),
        ("2026-11-09", json!(4)),
        ("2026-11-16", json!(4)),
    ];
    assert_eq!(spans, expected);
    assert_eq!(periods[0]["rates"]["occupancy"], Value::Null, "no day is no zero");
    assert_eq!(periods[0]["bedDays"]["physical"], sum(0, 12));
}

#[test]
fn houses_are_grouped_by_where_they_were_on_the_day() {
    let server = Server::start();
    let range = "from=2026-11-16&until=2026-11-19";
    for date in ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19"] {
        for house in ["de-linde", "het-baken", "zonder-plek"] {
            server.register(house, date, &json!({"bedsOccupied": 1}));
        }
    }
    let coordinator = server.coordinator();
    let path = "/v1/houses/het-baken";
    let got = server.get(path).token(&coordinator).send().expect(200);
    let mut house = got.json();
    house["networkRegion"] = json!("groningen_centraal");
    house["validFrom"] = json!("2026-11-18");
    for computed in ["bedsPhysical", "houseId"] {
        house.as_object_mut().expect("a house").remove(computed);
    }
    server.put(path, &house).token(&coordinator).send().expect(200);

    let of = |group_by: &str| {
        let answer = measure(&server, &format!("{range}&groupBy={group_by}"));
        let groups = answer["groups"].as_array().expect("groups").clone();
        let occupied = |group: &Value| {
            let id = group["groupId"].as_str().unwrap_or("none").to_owned();
            (
                id,
                group["periods"][0]["bedDays"]["occupied"]["value"]
                    .as_u64()
                    .expect("a sum"),
            )
        };
        groups.iter().map(occupied).collect::<Vec<_>>()
    };
    let by_region = [
        ("none", 4),
        ("groningen_centraal", 6),
        ("noord_groningen", 2),
        ("zuidoost_groningen", 0),
    ];
    assert_eq!(
        of("networkRegion"),
        by_region.map(|(id, sum)| (id.to_owned(), sum))
    );
    assert_eq!(
        of("network"),
        [("groningen".to_owned(), 12)],
        "a house without a region too"
    );
    let by_type = [
        ("bijna_thuis_huis", 8),
        ("elv_palliative", 4),
        ("high_care_hospice", 0),
        ("palliative_unit", 0),
    ];
    assert_eq!(of("type"), by_type.map(|(id, sum)| (id.to_owned(), sum)));
    // A house that was not open yet has no row; one that closed has its days until then.
    let houses = of("house");
    assert!(houses.iter().all(|(id, _)| id != "de-nieuwe"), "{houses:?}");
    assert!(houses.iter().any(|(id, _)| id == "de-oude"), "{houses:?}");
}

#[test]
fn questions_that_cannot_be_answered_are_refused_in_words() {
    let server = Server::start();
    let token = server.coordinator();
    for (query, status, place) in [
        ("from=2026-11-11&until=2026-11-10", 409, "from"),
        ("from=2000-01-01&until=2026-11-10", 409, "from"),
        (
            "from=2016-12-01&until=2026-11-10&period=day&groupBy=house",
            409,
            "period",
        ),
        ("asOf=2030-01-01T00:00:00Z", 409, "asOf"),
        ("from=yesterday", 400, "from"),
        ("period=decade", 400, "period"),
        ("groupBy=municipality", 400, "groupBy"),
        ("carryForward=-1", 400, "carryForward"),
        ("carryForward=32", 400, "carryForward"),
        ("asOf=friday", 400, "asOf"),
        ("house=de-linde", 400, "house"),
    ] {
        let answer = server
            .get(&format!("/v1/statistics?{query}"))
            .token(&token)
            .send();
        assert_eq!(answer.status, status, "{query}: {}", answer.text());
        assert_eq!(
            answer.json()["errors"][0]["parameter"],
            place,
            "{query}: {}",
            answer.text()
        );
    }
}

#[test]
fn a_correction_shows_at_once_and_an_unchanged_answer_is_not_sent_again() {
    let server = ten_days();
    let token = server.coordinator();
    let path = format!("/v1/statistics?{TEN_DAYS}");
    let first = server.get(&path).token(&token).send().expect(200);
    server
        .get(&path)
        .token(&token)
        .header("If-None-Match", first.tag())
        .send()
        .expect(304);
    server.register("de-linde", "2026-11-19", &json!({"bedsOccupied": 1}));
    assert_eq!(
        only(&measure(&server, TEN_DAYS))["bedDays"]["occupied"]["value"],
        15
    );
    let withdrawn = day("de-linde", "2026-11-19");
    server.delete(&withdrawn).token(&token).send().expect(204);
    let found = measure(&server, TEN_DAYS);
    assert_eq!(only(&found)["bedDays"]["occupied"]["value"], 14);
    assert_eq!(only(&found)["basis"]["missing"], 3);
}

#[test]
fn two_servers_on_one_database_measure_the_same() {
    let one = ten_days();
    let other = Server::on(
        std::sync::Arc::clone(&one.database),
        hospice_capacity::app::Settings::default(),
    );
    assert_eq!(measure(&one, TEN_DAYS), measure(&other, TEN_DAYS));
    one.register("de-linde", "2026-11-19", &json!({"bedsOccupied": 1}));
    assert_eq!(measure(&one, TEN_DAYS), measure(&other, TEN_DAYS));
}

#[test]
fn what_is_still_to_come_is_not_missing_and_nothing_is_carried_into_it() {
    let server = ten_days();
    let query = "from=2026-11-19&until=2026-12-31&houseId=de-linde&groupBy=house&carryForward=31";
    let expected = |reported: u32| {
        json!({
            "houses": 1, "expected": reported, "reported": reported, "closed": 0, "missing": 0, "carried": 0
        })
    };
    assert_eq!(
        only(&measure(&server, query))["basis"],
        expected(1),
        "today is not in yet"
    );
    server.register("de-linde", "2026-11-20", &json!({"bedsOccupied": 4}));
    assert_eq!(only(&measure(&server, query))["basis"], expected(2));
    server.set_clock("2026-11-22T08:00:00Z");
    let found = measure(&server, query);
    assert_eq!(only(&found)["basis"]["missing"], 1, "yesterday");
    assert_eq!(only(&found)["basis"]["carried"], 1);
    let then = measure(&server, &format!("{query}&asOf=2026-11-20T12:00:00Z"));
    assert_eq!(
        only(&then)["basis"]["missing"],
        0,
        "as of that day the next was still to come"
    );
}

#[test]
fn a_stand_from_before_the_range_is_carried_into_it() {
    let server = ten_days();
    let of = |from: &str| {
        let query =
            format!("from={from}&until=2026-11-14&houseId=de-linde&groupBy=house&period=day&carryForward=1");
        let answer = measure(&server, &query);
        answer["groups"][0]["periods"]
            .as_array()
            .expect("days")
            .last()
            .expect("a day")
            .clone()
    };
    assert_eq!(of("2026-11-14"), of("2026-11-11"));
    assert_eq!(of("2026-11-14")["basis"]["carried"], 1);
}

#[test]
fn a_carried_day_does_not_say_that_every_house_was_full() {
    let server = Server::start();
    server.register("de-linde", "2026-11-17", &json!({"bedsOccupied": 4}));
    let query = "from=2026-11-17&until=2026-11-18&houseId=de-linde&groupBy=house&carryForward=2";
    let found = measure(&server, query);
    let found = only(&found);
    assert_eq!(found["bedDays"]["occupied"]["value"], 8);
    assert_eq!(found["rates"]["allFullShare"]["denominator"], 1.0);
    assert_eq!(found["longestAllFullRun"], 1);
}
