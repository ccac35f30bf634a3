//! `serve`: the server as a process of its own.

use std::net::TcpListener;

use serde_json::json;

use super::network;
use crate::harness::{Database, Process, day, run, run_on};

fn coordinator(database: &Database) -> String {
    let create = ["token", "create", "--role", "coordinator", "--name", "Test"];
    run_on(database, &create).output().trim().to_owned()
}

#[test]
fn a_server_told_to_stop_ends_well_and_keeps_everything() {
    let database = network();
    let token = coordinator(&database);
    let path = format!("{}?reason=Test", day("de-linde", "2024-01-01"));
    let server = Process::serve(&database);
    let put = server.client.put(&path, &json!({"bedsOccupied": 3}));
    put.token(&token).send().expect(201);
    assert_eq!(server.stop(), Some(0));

    let server = Process::serve(&database);
    let get = server.client.get(&day("de-linde", "2024-01-01")).token(&token);
    assert_eq!(get.send().expect(200).json()["bedsOccupied"], 3);
    server.client.get("/readyz").send().expect(200);
    drop(server);
    let list = run_on(&database, &["token", "list"]).output();
    assert!(
        !list.contains("last used never"),
        "the last use was written down at the end: {list}"
    );
}

#[test]
fn a_port_that_is_taken_is_named() {
    let database = network();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address").to_string();
    let settings = [
        ("DATABASE_URL", database.url()),
        ("HOSPICE_LISTEN", address.as_str()),
    ];
    let complaint = run(&settings, &["serve"]).complaint();
    assert!(
        complaint.contains(&format!("cannot listen on {address}")),
        "{complaint}"
    );
}
