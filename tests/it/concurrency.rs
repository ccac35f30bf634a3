//! Many at once: nothing is lost, nothing is stored twice.

use std::sync::{Arc, Barrier, mpsc};
use std::time::Duration;

use chrono::TimeDelta;
use hospice_capacity::app::Settings;
use hospice_capacity::app::record_registration::{Change, Expected, Outcome, record};
use hospice_capacity::domain::access::Role;
use hospice_capacity::domain::count::Count;
use hospice_capacity::domain::registration::Said;
use hospice_capacity::domain::stand::Counts;
use hospice_capacity::domain::text::{HouseId, Id};
use hospice_capacity::domain::warning::Warning;
use hospice_capacity::store::house::lock_all;
use hospice_capacity::store::{self, Connection};
use serde_json::{Value, json};

use crate::harness::{Database, NETWORK, Server, TODAY, block_on, day};

/// Runs `job` in so many threads at the same moment, and gathers what each answers.
pub fn at_once<T: Send>(threads: usize, job: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let start = Barrier::new(threads);
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|number| {
                let (start, job) = (&start, &job);
                scope.spawn(move || {
                    start.wait();
                    job(number)
                })
            })
            .collect();
        let join =
            |thread: std::thread::ScopedJoinHandle<'_, T>| thread.join().expect("a thread that ends well");
        running.into_iter().map(join).collect()
    })
}

fn revisions(server: &Server, house: &str) -> Vec<Value> {
    let path = format!("{}/revisions", day(house, TODAY));
    let list = server.get(&path).token(&server.coordinator()).send();
    list.expect(200).json().as_array().expect("a list").clone()
}

fn current(server: &Server, house: &str) -> i64 {
    server.database.number(&format!(
        "SELECT COUNT(*) FROM registration_revisions WHERE house_id = '{house}' AND is_current"
    ))
}

#[test]
fn sixteen_at_once_make_sixteen_revisions_of_which_one_is_current() {
    let server = Server::start();
    let token = server.reporter("de-linde");
    let path = day("de-linde", TODAY);
    let answers = at_once(16, |number| {
        let stand = json!({"bedsOccupied": 1, "requests": number});
        let answer = server.put(&path, &stand).token(&token).send();
        (answer.status, answer.json()["revision"].as_u64())
    });
    let created = answers.iter().filter(|(status, _)| *status == 201).count();
    let corrected = answers.iter().filter(|(status, _)| *status == 200).count();
    assert_eq!((created, corrected), (1, 15), "{answers:?}");
    let mut numbers: Vec<Option<u64>> = answers.iter().map(|(_, revision)| *revision).collect();
    numbers.sort_unstable();
    let expected: Vec<Option<u64>> = (1..=16).map(Some).collect();
    assert_eq!(numbers, expected);

    let history = revisions(&server, "de-linde");
    assert_eq!(history.len(), 16);
    let mut bodies: Vec<_> = history
        .iter()
        .map(|revision| revision["stand"]["requests"].as_u64())
        .collect();
    let stands = server.get(&path).token(&token).send().expect(200).json();
    assert_eq!(stands["revision"], 16);
    assert_eq!(stands["requests"].as_u64(), bodies[15]);
    bodies.sort_unstable();
    assert_eq!(bodies, (0..16).map(Some).collect::<Vec<_>>());
    assert_eq!(current(&server, "de-linde"), 1);
}

#[test]
fn of_sixteen_that_want_to_be_the_first_one_is() {
    let server = Server::start();
    let token = server.reporter("de-linde");
    let path = day("de-linde", TODAY);
    let mut statuses = at_once(16, |number| {
        let stand = json!({"bedsOccupied": 1, "requests": number});
        let put = server.put(&path, &stand).token(&token);
        put.header("If-None-Match", "*").send().status
    });
    statuses.sort_unstable();
    let mut expected = [412; 16];
    expected[0] = 201;
    assert_eq!(statuses, expected);
    assert_eq!(revisions(&server, "de-linde").len(), 1);
}

#[test]
fn of_sixteen_corrections_of_the_same_revision_one_is_made() {
    let server = Server::start();
    let token = server.reporter("de-linde");
    let path = day("de-linde", TODAY);
    let first = server.register("de-linde", TODAY, &json!({"bedsOccupied": 1}));
    let tag = first.tag();
    let mut statuses = at_once(16, |number| {
        let stand = json!({"bedsOccupied": 2, "requests": number});
        let put = server.put(&path, &stand).token(&token);
        put.header("If-Match", tag).send().status
    });
    statuses.sort_unstable();
    let mut expected = [412; 16];
    expected[0] = 200;
    assert_eq!(statuses, expected);
    assert_eq!(revisions(&server, "de-linde").len(), 2);
}

#[test]
fn the_same_stand_sent_sixteen_times_is_stored_once() {
    let server = Server::start();
    let token = server.reporter("de-linde");
    let path = day("de-linde", TODAY);
    let answers = at_once(16, |_| {
        let put = server.put(&path, &json!({"bedsOccupied": 1}));
        put.token(&token).send().status
    });
    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 1);
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 15);
    assert_eq!(revisions(&server, "de-linde").len(), 1);
}

#[test]
fn of_sixteen_confirmations_at_once_one_is_a_revision() {
    let server = Server::start();
    let token = server.reporter("de-linde");
    let path = day("de-linde", TODAY);
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 1}));
    let stand = json!({"bedsOccupied": 1, "confirmedWarnings": ["occupied_jump"]});
    let statuses = at_once(16, |_| server.put(&path, &stand).token(&token).send().status);
    assert_eq!(statuses, [200; 16]);
    let history = revisions(&server, "de-linde");
    assert_eq!(history.len(), 2);
    assert_eq!(history[1]["confirmedWarnings"], json!(["occupied_jump"]));
}

#[test]
fn eight_houses_register_at_once_without_waiting_for_each_other() {
    const HOUSES: [&str; 8] = [
        "de-heide",
        "de-horizon",
        "de-kade",
        "de-linde",
        "de-vlinder",
        "de-wierde",
        "het-baken",
        "zonder-plek",
    ];
    let server = Server::start();
    let token = server.coordinator();
    at_once(8, |number| {
        for requests in 0..5 {
            let stand = json!({"bedsOccupied": 1, "requests": requests});
            let put = server.put(&day(HOUSES[number], TODAY), &stand);
            let status = if requests == 0 { 201 } else { 200 };
            put.token(&token).send().expect(status);
        }
    });
    for house in HOUSES {
        assert_eq!(revisions(&server, house).len(), 5, "{house}");
        assert_eq!(current(&server, house), 1, "{house}");
        assert_eq!(server.offer(house)["reportedAt"], crate::harness::NOW, "{house}");
    }
}

#[test]
fn a_house_that_others_go_on_to_write_keeps_no_other_house_waiting() {
    let server = Server::start();
    // A file has one writer, for whom all wait.
    if !server.database.is_postgres() {
        return;
    }
    let (token, store) = (server.coordinator(), server.database.open());
    let (locked, is_locked) = mpsc::channel();
    let (release, is_released) = mpsc::channel::<()>();
    let import = std::thread::spawn(move || {
        let house = HouseId::new("de-linde").expect("an id");
        let work = move |connection: &mut Connection| {
            lock_all(connection, &[house])?;
            locked.send(()).expect("a test that waits");
            let _ = is_released.recv();
            Ok::<_, store::Error>(())
        };
        block_on(store.transact_within(Duration::from_mins(1), work))
    });
    is_locked.recv().expect("a lock");
    let statuses = at_once(16, |number| {
        let house = if number < 4 { "de-linde" } else { "de-heide" };
        let stand = json!({"bedsOccupied": 1, "requests": number});
        let put = server.put(&day(house, TODAY), &stand).token(&token);
        (house, put.send().status)
    });
    for (house, status) in statuses {
        let is_told = if house == "de-linde" {
            status == 503
        } else {
            status == 200 || status == 201
        };
        assert!(is_told, "{house}: {status}");
    }
    drop(release);
    import.join().expect("no panic").expect("a commit");
    server
        .put(&day("de-linde", TODAY), &json!({"bedsOccupied": 1}))
        .token(&token)
        .send()
        .expect(201);
}

#[test]
fn a_day_withdrawn_and_registered_at_once_ends_in_one_of_the_two_ways() {
    let server = Server::start();
    let token = server.reporter("de-linde");
    let path = day("de-linde", TODAY);
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 1}));
    at_once(8, |number| {
        let answer = if number % 2 == 0 {
            server.delete(&path).token(&token).send()
        } else {
            let stand = json!({"bedsOccupied": 2, "requests": number});
            server.put(&path, &stand).token(&token).send()
        };
        assert!(
            matches!(answer.status, 200 | 201 | 204 | 404),
            "{}",
            answer.text()
        );
    });
    let history = revisions(&server, "de-linde");
    let numbers: Vec<_> = history
        .iter()
        .map(|revision| revision["revision"].as_u64())
        .collect();
    let expected: Vec<_> = (1..=history.len() as u64).map(Some).collect();
    assert_eq!(numbers, expected);
    let is_withdrawn = history.last().expect("a revision")["withdrawn"] == true;
    assert_eq!(current(&server, "de-linde"), i64::from(!is_withdrawn));
}

#[test]
fn of_many_that_are_written_together_each_gets_its_own_answer() {
    let server = Server::start();
    let token = server.coordinator();
    let houses = ["de-linde", "de-vlinder"];
    let answers = at_once(24, |number| {
        let house = houses[number % 2];
        let date = ["2026-11-20", "2026-11-19", "2026-09-01"][number % 3];
        // Every fourth says of more beds than any house has that they are taken.
        let occupied = if number % 4 == 3 { 900 } else { 1 };
        let stand = json!({"bedsOccupied": occupied, "requests": number});
        let path = format!("{}?reason=Proef", day(house, date));
        let answer = server.put(&path, &stand).token(&token).send();
        (number, house, date, answer.status, answer.json())
    });
    let mut revisions = std::collections::BTreeMap::<_, Vec<u64>>::new();
    for (number, house, date, status, body) in answers {
        if number % 4 == 3 {
            assert_eq!(status, 409, "{body}");
            continue;
        }
        assert!(matches!(status, 200 | 201), "{body}");
        assert_eq!((&body["houseId"], &body["date"]), (&json!(house), &json!(date)));
        assert_eq!(body["requests"], json!(number));
        let revision = body["revision"].as_u64().expect("a number");
        revisions.entry((house, date)).or_default().push(revision);
    }
    for ((house, date), mut numbers) in revisions {
        numbers.sort_unstable();
        let expected: Vec<u64> = (1..).take(numbers.len()).collect();
        assert_eq!(numbers, expected, "{house} {date}");
    }
    let standing = "SELECT COUNT(*) FROM registration_revisions WHERE is_current";
    assert_eq!(server.database.number(standing), 6);
    let counted = "SELECT CAST(SUM(number) AS BIGINT) FROM house_changes";
    assert_eq!(server.database.number(counted), 18);
}

#[test]
fn a_warning_rests_on_the_days_that_are_written_with_it() {
    let server = Server::on(Arc::new(Database::file()), Settings::default());
    server.import(NETWORK);
    let expires_at = server.app.now() + TimeDelta::days(1);
    let (token, _) = server.expiring_token(Role::Coordinator, &[], expires_at);
    let change = |date: &str| Change {
        principal: token.principal.clone(),
        house_id: Id::new("de-linde").expect("an id"),
        date: date.parse().expect("a day"),
        reason: None,
        expected: Expected::Anything,
        waited: None,
    };
    let said = |occupied: i64| Said {
        counts: Counts {
            beds_occupied: Count::new(occupied).expect("a count"),
            admissions: Count::new(0),
            ..Counts::default()
        },
        ..Said::default()
    };
    let days = [
        ("2026-11-15", 1, false),
        ("2026-11-16", 2, true),
        ("2026-11-17", 2, false),
    ];
    let more = [
        ("2026-11-18", 3, true),
        ("2026-11-19", 3, false),
        ("2026-11-20", 1, true),
    ];
    let days: Vec<_> = days.into_iter().chain(more).collect();
    let warned: Vec<bool> = block_on(async {
        // While nothing can be written all of them come to wait.
        let lock = server.database.lock();
        let asked: Vec<_> = days
            .iter()
            .map(|(date, occupied, _)| {
                let (app, change, said) = (Arc::clone(&server.app), change(date), said(*occupied));
                actix_web::rt::spawn(async move { record(&app, change, said).await })
            })
            .collect();
        actix_web::rt::task::yield_now().await;
        drop(lock);
        let mut warned = Vec::new();
        for asked in asked {
            let (outcome, checked) = asked.await.expect("an end").expect("an answer");
            assert_eq!(outcome, Outcome::Created);
            let is_mismatch = |warning: &Warning| matches!(warning, Warning::BalanceMismatch { .. });
            warned.push(checked.warnings.iter().any(is_mismatch));
        }
        warned
    });
    let expected: Vec<bool> = days.iter().map(|(_, _, warned)| *warned).collect();
    assert_eq!(warned, expected);
}

#[test]
fn a_day_that_is_sent_again_as_it_stands_writes_nothing() {
    let server = Server::start();
    let token = server.coordinator();
    let path = day("de-linde", TODAY);
    let stand = json!({"bedsOccupied": 1, "requests": 2});
    server.put(&path, &stand).token(&token).send().expect(201);
    let before = server.database.written();
    let answers = at_once(16, |_| server.put(&path, &stand).token(&token).send().status);
    assert_eq!(answers, [200; 16]);
    assert_eq!(server.database.written(), before);
    server
        .put(&path, &json!({"bedsOccupied": 2}))
        .token(&token)
        .send()
        .expect(200);
    assert_ne!(server.database.written(), before);
}
