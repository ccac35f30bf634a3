//! What the register said at a past moment: asked then, and asked again later about then.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value, json};

use crate::harness::{Server, day};

const HOUSES: [&str; 3] = ["de-linde", "de-heide", "het-baken"];
const DAYS: [&str; 3] = ["2026-11-18", "2026-11-19", "2026-11-20"];

/// Something that is done to the register, a minute after the last.
#[derive(Clone, Debug)]
enum Step {
    Register {
        house: usize,
        day: usize,
        occupied: u32,
        deaths: Option<u32>,
    },
    Withdraw {
        house: usize,
        day: usize,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let place = (0..HOUSES.len(), 0..DAYS.len());
    let register = (place.clone(), 0..3_u32, proptest::option::of(0..3_u32)).prop_map(
        |((house, day), occupied, deaths)| Step::Register {
            house,
            day,
            occupied,
            deaths,
        },
    );
    prop_oneof![
        4 => register,
        1 => place.prop_map(|(house, day)| Step::Withdraw { house, day }),
    ]
}

/// All that can be asked as of a moment. What the board learns of the houses' rates it learns once an hour:
/// only its chances may differ.
fn answers(server: &Server, token: &str, as_of: Option<&str>) -> [Value; 3] {
    let ask = |path: &str, mark: char| {
        let as_of = as_of.map_or_else(String::new, |moment| format!("{mark}asOf={moment}"));
        let answer = server.get(&format!("{path}{as_of}")).token(token).send();
        answer.expect(200).json()
    };
    let mut availability = ask("/v1/availability", '?');
    for house in availability["houses"].as_array_mut().expect("houses") {
        house.as_object_mut().expect("a house").remove("probabilityFree");
    }
    let mut statistics = ask(
        "/v1/statistics?from=2026-11-17&until=2026-11-20&groupBy=house&period=day",
        '&',
    );
    statistics.as_object_mut().expect("statistics").remove("asOf");
    [
        ask("/v1/registrations?pageSize=1000", '&'),
        availability,
        statistics,
    ]
}

#[test]
fn the_register_of_a_past_moment_is_the_one_that_was_shown_then() {
    let mut runner = TestRunner::new(Config {
        cases: 6,
        failure_persistence: None,
        ..Config::default()
    });
    let steps = proptest::collection::vec(step(), 1..12);
    runner
        .run(&steps, |steps| {
            let server = Server::start();
            let token = server.coordinator();
            let mut seen = vec![("2026-11-20T08:00:00Z".to_owned(), answers(&server, &token, None))];
            for (minute, step) in steps.iter().enumerate() {
                let moment = format!("2026-11-20T09:{:02}:00Z", minute + 1);
                server.set_clock(&moment);
                match step {
                    Step::Register {
                        house,
                        day: date,
                        occupied,
                        deaths,
                    } => {
                        let stand = json!({"bedsOccupied": occupied % 3, "deaths": deaths});
                        server.register(HOUSES[*house], DAYS[*date], &stand);
                    }
                    Step::Withdraw { house, day: date } => {
                        let path = day(HOUSES[*house], DAYS[*date]);
                        let answer = server.delete(&path).token(&token).send();
                        prop_assert!(matches!(answer.status, 204 | 404), "{}", answer.text());
                    }
                }
                seen.push((moment, answers(&server, &token, None)));
            }
            server.set_clock("2026-11-20T15:00:00Z");
            for (moment, then) in &seen {
                let now = answers(&server, &token, Some(moment));
                prop_assert_eq!(&now, then, "as of {}", moment);
            }
            Ok::<_, TestCaseError>(())
        })
        .expect("the same answers");
}

#[test]
fn a_house_alone_can_be_asked_as_of_a_moment_too() {
    let server = Server::start();
    server.register("de-linde", "2026-11-20", &json!({"bedsOccupied": 1}));
    let shown = server.offer("de-linde");
    server.set_clock("2026-11-20T10:00:00Z");
    server.register("de-linde", "2026-11-20", &json!({"bedsOccupied": 4}));
    assert_eq!(server.offer("de-linde")["bedsFree"], 0);
    let path = "/v1/availability/de-linde?asOf=2026-11-20T08:30:00Z";
    server.get(path).send().expect(401);
    let app = server.token(hospice_capacity::domain::access::Role::App, &[]);
    let then = server.get(path).token(&app).send().expect(200);
    assert_eq!(then.header("Cache-Control"), Some("private, no-cache"));
    let then = then.json();
    assert_eq!(then["bedsFree"], 3);
    assert_eq!(then["reportedAt"], shown["reportedAt"]);
    assert_eq!(then["asOf"], "2026-11-20T08:30:00Z");
    for (path, status) in [
        ("/v1/availability?asOf=2026-11-20T10:00:01Z", 409),
        ("/v1/availability/de-linde?asOf=2030-01-01T00:00:00Z", 409),
        ("/v1/availability?asOf=friday", 400),
        ("/v1/registrations?asOf=2030-01-01T00:00:00Z", 409),
    ] {
        let token = server.coordinator();
        let problem = server.get(path).token(&token).send();
        assert_eq!(problem.status, status, "{path}: {}", problem.text());
        assert_eq!(problem.json()["errors"][0]["parameter"], "asOf", "{path}");
    }
}

#[test]
fn admission_on_a_day_is_told_as_of_the_moment() {
    let server = Server::start();
    server.register("de-linde", "2026-11-20", &json!({"bedsOccupied": 1}));
    server.set_clock("2026-11-22T10:00:00Z");
    let path = "/v1/availability?asOf=2026-11-20T08:30:00Z&admitsOn=2026-11-20";
    server.get(path).send().expect(401);
    let then = server
        .get(path)
        .token(&server.coordinator())
        .send()
        .expect(200)
        .json();
    assert_eq!(then["houses"][0]["houseId"], "de-linde");
}
