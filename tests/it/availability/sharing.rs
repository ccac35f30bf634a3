//! Who sees a change, and when.

use std::sync::Arc;
use std::time::{Duration, Instant};

use hospice_capacity::app::Settings;
use serde_json::json;

use crate::harness::{Server, TODAY};

#[test]
fn who_writes_reads_it_back_at_once() {
    let server = Server::start();
    for occupied in [0, 4, 1, 3, 2, 4, 0] {
        server.register("de-linde", TODAY, &json!({"bedsOccupied": occupied}));
        let offer = server.offer("de-linde");
        assert_eq!(offer["bedsFree"], 4 - occupied);
    }
}

#[test]
fn another_server_on_the_same_database_learns_of_it_unasked() {
    let one = Server::start();
    let other = Server::on(Arc::clone(&one.database), Settings::default());
    assert_eq!(other.offer("de-linde")["status"], "unknown");
    for occupied in [3, 1] {
        one.register("de-linde", TODAY, &json!({"bedsOccupied": occupied}));
        let deadline = Instant::now() + Duration::from_secs(10);
        while other.offer("de-linde")["bedsFree"] != 4 - occupied {
            assert!(Instant::now() < deadline, "the other server has not learnt of it");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

#[test]
fn a_token_of_one_server_is_known_to_the_other_at_once() {
    let one = Server::start();
    let other = Server::on(Arc::clone(&one.database), Settings::default());
    let token = one.coordinator();
    other.get("/v1/registrations").token(&token).send().expect(200);
}
