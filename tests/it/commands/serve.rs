//! `serve`: the server as a process of its own.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

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
    server.tell_to_stop();
    assert_eq!(server.end(), Some(0));

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
fn a_server_told_to_stop_finishes_the_write_that_is_under_way() {
    let database = network();
    let token = coordinator(&database);
    let server = Process::serve(&database);
    let body = json!({"bedsOccupied": 3}).to_string();
    let mut connection = TcpStream::connect(&server.address).expect("a connection");
    let patience = Some(Duration::from_secs(10));
    connection.set_read_timeout(patience).expect("a limit");
    let path = format!("{}?reason=Test", day("de-linde", "2024-01-01"));
    let head = format!(
        "PUT {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n",
        server.address,
        body.len()
    );
    connection.write_all(head.as_bytes()).expect("the head goes out");
    let mut go_on = [0; 25];
    connection.read_exact(&mut go_on).expect("an answer to the head");
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");

    server.tell_to_stop();
    let deadline = Instant::now() + Duration::from_secs(10);
    while TcpStream::connect(&server.address).is_ok() {
        assert!(
            Instant::now() < deadline,
            "it takes new callers though it was told to stop"
        );
    }
    connection.write_all(body.as_bytes()).expect("the body goes out");
    let mut answer = String::new();
    connection.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 201 Created"), "{answer}");
    assert_eq!(server.end(), Some(0));
    assert_eq!(super::revisions(&database), 1);
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
