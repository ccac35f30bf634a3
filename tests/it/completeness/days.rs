//! How a house's day is judged.

use std::sync::Arc;

use hospice_capacity::app::Settings;
use hospice_capacity::domain::completeness::Duty;
use hospice_capacity::domain::holiday::ReportingDays;
use serde_json::{Value, json};

use super::{ask, ids, register};
use crate::harness::{Database, NETWORK, Server, day};

/// Of one house in these days: expected, reported, on time, late, and the missing days.
#[track_caller]
fn of(server: &Server, house: &str, from: &str, until: &str) -> Value {
    let answer = ask(server, &format!("?from={from}&until={until}&houseId={house}"));
    let found = &answer["houses"][0];
    assert_eq!(found["houseId"], house, "{answer}");
    json!([
        found["expected"],
        found["reported"],
        found["onTime"],
        found["late"],
        found["missing"]
    ])
}

fn with_days(days: ReportingDays) -> Server {
    let settings = Settings::default();
    let duty = Duty {
        days,
        ..settings.duty
    };
    let server = Server::on(Arc::new(Database::new()), Settings { duty, ..settings });
    server.import(NETWORK);
    server
}

#[test]
fn a_day_is_on_time_late_or_missing_by_its_first_report() {
    let server = Server::start();
    register(&server, "de-linde", "2026-11-16", "2026-11-16T09:00:00Z", 2);
    register(&server, "de-linde", "2026-11-17", "2026-11-17T09:00:01Z", 2);
    // Corrected afterwards: still on time.
    register(&server, "de-linde", "2026-11-18", "2026-11-18T07:00:00Z", 2);
    register(&server, "de-linde", "2026-11-18", "2026-11-18T17:00:00Z", 3);
    server.set_clock("2026-11-20T09:00:01Z");
    assert_eq!(
        of(&server, "de-linde", "2026-11-16", "2026-11-20"),
        json!([5, 3, 2, 1, ["2026-11-19", "2026-11-20"]])
    );
    register(&server, "de-linde", "2026-11-19", "2026-11-20T09:00:01Z", 2);
    assert_eq!(
        of(&server, "de-linde", "2026-11-16", "2026-11-20"),
        json!([5, 4, 2, 2, ["2026-11-20"]]),
        "what comes the next day is late"
    );
}

#[test]
fn a_withdrawn_day_is_missing_until_it_is_reported_again() {
    let server = Server::start();
    register(&server, "de-linde", "2026-11-19", "2026-11-19T08:00:00Z", 2);
    server.set_clock("2026-11-20T10:00:00Z");
    let path = day("de-linde", "2026-11-19");
    server
        .delete(&path)
        .token(&server.reporter("de-linde"))
        .send()
        .expect(204);
    let look = || of(&server, "de-linde", "2026-11-19", "2026-11-19");
    assert_eq!(look(), json!([1, 0, 0, 0, ["2026-11-19"]]));
    server.register("de-linde", "2026-11-19", &json!({"bedsOccupied": 1}));
    assert_eq!(look(), json!([1, 1, 1, 0, []]), "its first report was in time");
}

#[test]
fn a_day_reported_as_closed_is_reported() {
    let server = Server::start();
    let closed = json!({"bedsOccupied": 0, "closures": [{"reason": "renovation", "beds": 4}]});
    server.register("de-linde", "2026-11-20", &closed);
    server.set_clock("2026-11-20T12:00:00Z");
    assert_eq!(
        of(&server, "de-linde", "2026-11-20", "2026-11-20"),
        json!([1, 1, 1, 0, []])
    );
}

#[test]
fn a_day_that_is_not_due_yet_counts_once_it_is_in() {
    let server = Server::start();
    server.set_clock("2026-11-20T09:00:00Z");
    let look = |server: &Server| of(server, "de-linde", "2026-11-20", "2026-11-30");
    assert_eq!(look(&server), json!([0, 0, 0, 0, []]));
    let answer = ask(&server, "?houseId=de-linde");
    assert_eq!(answer["missingToday"], json!([]));
    assert_eq!(
        answer["dueLater"],
        json!([{"houseId": "de-linde", "dueAt": "2026-11-20T09:00:00Z"}])
    );
    server.register("de-linde", "2026-11-20", &json!({"bedsOccupied": 1}));
    assert_eq!(look(&server), json!([1, 1, 1, 0, []]));
    let answer = ask(&server, "?houseId=de-linde");
    assert_eq!(
        (&answer["missingToday"], &answer["dueLater"]),
        (&json!([]), &json!([]))
    );
}

#[test]
fn the_deadline_follows_the_clock_change() {
    let server = Server::start();
    // 10:00 in summer is 08:00 UTC, in winter 09:00.
    register(&server, "de-linde", "2026-10-24", "2026-10-24T08:00:01Z", 1);
    register(&server, "de-linde", "2026-10-25", "2026-10-25T09:00:00Z", 1);
    register(&server, "de-linde", "2026-10-26", "2026-10-26T09:00:01Z", 1);
    assert_eq!(
        of(&server, "de-linde", "2026-10-24", "2026-10-26"),
        json!([3, 3, 1, 2, []])
    );
    let server = Server::start();
    register(&server, "de-linde", "2026-03-28", "2026-03-28T09:00:00Z", 1);
    register(&server, "de-linde", "2026-03-29", "2026-03-29T08:00:00Z", 1);
    register(&server, "de-linde", "2026-03-30", "2026-03-30T08:00:01Z", 1);
    assert_eq!(
        of(&server, "de-linde", "2026-03-28", "2026-03-30"),
        json!([3, 3, 2, 1, []])
    );
}

#[test]
fn a_house_is_judged_by_its_own_deadline() {
    let server = Server::start();
    register(&server, "de-linde", "2026-11-20", "2026-11-20T08:45:00Z", 1);
    let judged = |reports_by: Value| {
        let put = server.put("/v1/houses/de-linde/reporting", &json!({"reportsBy": reports_by}));
        put.token(&server.coordinator()).send().expect(200);
        let answer = ask(&server, "?houseId=de-linde&from=2026-11-20");
        assert_eq!(answer["reportsBy"], "10:00", "that of the installation");
        let house = &answer["houses"][0];
        json!([house["reportsBy"], house["onTime"], house["late"]])
    };
    assert_eq!(judged(json!("09:30")), json!(["09:30", 0, 1]));
    assert_eq!(judged(json!("09:45")), json!(["09:45", 1, 0]));
    assert_eq!(judged(Value::Null), json!(["10:00", 1, 0]));
}

#[test]
fn nothing_is_expected_before_the_opening_and_after_the_end() {
    let server = Server::start();
    server.set_clock("2026-12-03T12:00:00Z");
    assert_eq!(
        of(&server, "de-oude", "2026-11-18", "2026-11-30"),
        json!([2, 0, 0, 0, ["2026-11-18", "2026-11-19"]])
    );
    assert_eq!(
        of(&server, "de-nieuwe", "2026-11-18", "2026-12-02"),
        json!([2, 0, 0, 0, ["2026-12-01", "2026-12-02"]])
    );
    let answer = ask(&server, "?from=2026-11-20&until=2026-11-30");
    assert!(
        !ids(&answer["houses"]).contains(&"de-oude"),
        "it was not open then"
    );
    assert_eq!(
        ids(&answer["missingToday"]).len(),
        9,
        "who is missing today does not depend on the range"
    );
    assert!(ids(&answer["missingToday"]).contains(&"de-nieuwe"));
}

#[test]
fn weekends_and_holidays_are_as_the_installation_says() {
    // Thursday to Tuesday, with Good Friday, the weekend and Easter Monday.
    for (days, missing) in [
        (
            ReportingDays::All,
            vec![
                "2026-04-02",
                "2026-04-03",
                "2026-04-04",
                "2026-04-05",
                "2026-04-06",
                "2026-04-07",
            ],
        ),
        (
            ReportingDays::Weekdays,
            vec!["2026-04-02", "2026-04-03", "2026-04-06", "2026-04-07"],
        ),
        (
            ReportingDays::WorkingDays,
            vec!["2026-04-02", "2026-04-03", "2026-04-07"],
        ),
    ] {
        let server = with_days(days);
        server.set_clock("2026-04-05T12:00:00Z");
        let answer = ask(&server, "?houseId=de-linde");
        let is_missing = answer["missingToday"] != json!([]);
        assert_eq!(is_missing, days == ReportingDays::All, "a Sunday: {days:?}");
        server.set_clock("2026-05-01T12:00:00Z");
        let found = of(&server, "de-linde", "2026-04-02", "2026-04-07");
        assert_eq!(found[4], json!(missing), "{days:?}");
        assert_eq!(found[0], missing.len(), "{days:?}");
    }
    let server = with_days(ReportingDays::WorkingDays);
    register(&server, "de-linde", "2026-04-05", "2026-04-05T07:00:00Z", 1);
    assert_eq!(
        of(&server, "de-linde", "2026-04-05", "2026-04-05"),
        json!([0, 0, 0, 0, []])
    );
    assert_eq!(ask(&server, "")["reportingDays"], "working_days");
}
