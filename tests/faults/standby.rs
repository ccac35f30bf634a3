//! A commit that waits for a synchronous standby which never comes. Whoever breaks the wait off makes `PostgreSQL` say
//! that all is well, or show to everybody what one node alone has: neither is acknowledged.

use std::time::Duration;

use serde_json::{Value, json};

use crate::alone;
use crate::cluster::Cluster;
use crate::harness::Answer;
use crate::site::{Site, day, wait_for};

/// A busy machine is given this much to do what takes it a moment.
const PATIENCE: Duration = Duration::from_secs(20);
const WAITING: &str = "wait_event = 'SyncRep' AND backend_type = 'client backend'";

#[test]
fn a_write_whose_wait_for_the_standby_is_cancelled_is_not_acknowledged() {
    break_off("pg_cancel_backend");
}

#[test]
fn a_write_whose_session_is_ended_in_its_wait_for_the_standby_is_not_acknowledged() {
    break_off("pg_terminate_backend");
}

fn break_off(function: &str) {
    let _alone = alone();
    let cluster = Cluster::start();
    let site = Site::start(cluster.database());
    set_standby(&site, "nobody");
    let path = day("de-linde", site.today);
    let first = std::thread::scope(|scope| {
        let writing = scope.spawn(|| put(&site, &path));
        let hanging = format!("SELECT count(*) FROM pg_stat_activity WHERE {WAITING}");
        wait_for(PATIENCE, "a write that waits", || {
            (site.database.number(&hanging) > 0).then_some(())
        });
        let end = format!("SELECT {function}(pid) FROM pg_stat_activity WHERE {WAITING}");
        site.database.execute(&end).expect("an operator");
        writing.join().expect("an answer")
    });
    first.expect(503);
    // It is there, and everybody sees it.
    let rows = "SELECT count(*) FROM registration_revisions";
    wait_for(PATIENCE, "the row", || {
        (site.database.number(rows) == 1).then_some(())
    });
    put(&site, &path).expect(503);

    set_standby(&site, "");
    let answer = wait_for(PATIENCE, "writes", || {
        let answer = put(&site, &path);
        (answer.status != 503).then_some(answer)
    });
    assert_eq!(answer.expect(200).json()["revision"], 1);
    let revisions: Vec<Value> = site.history("de-linde", site.today);
    assert_eq!(revisions.len(), 1, "{revisions:?}");
}

fn put(site: &Site, path: &str) -> Answer {
    let client = site.client();
    client
        .put(path, &json!({"bedsOccupied": 1}))
        .token(&site.token)
        .send()
}

fn set_standby(site: &Site, name: &str) {
    for statement in [
        &format!("ALTER SYSTEM SET synchronous_standby_names = '{name}'"),
        "SELECT pg_reload_conf()",
    ] {
        site.database.execute(statement).expect("an operator");
    }
    wait_for(PATIENCE, "the setting", || {
        let is_set = format!(
            "SELECT count(*) FROM pg_settings WHERE name = 'synchronous_standby_names' AND setting = '{name}'"
        );
        (site.database.number(&is_set) == 1).then_some(())
    });
}
