//! Callers who are slow, silent, or too many: they are cut off, and others are served meanwhile.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use hospice_capacity::http::{Patience, WebSettings};

use crate::harness::{Server, day};

/// How long this server waits for a head or a request.
const SHORT: Duration = Duration::from_millis(600);
/// How long a test waits for what must come: a busy machine is no fault.
const LONG: Duration = Duration::from_secs(20);

fn impatient(connections: u32) -> Server {
    Server::with_web(WebSettings {
        patience: Patience {
            connections,
            head: SHORT,
            idle: SHORT,
            request: SHORT,
            unread: SHORT,
        },
        ..WebSettings::default()
    })
}

fn connect(server: &Server) -> TcpStream {
    let address = server.base.strip_prefix("http://").expect("an address");
    let stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(LONG)).expect("a limit");
    stream
}

/// What is said until the server closes the connection.
fn read_all(mut stream: TcpStream) -> String {
    let mut said = Vec::new();
    match stream.read_to_end(&mut said) {
        Ok(_) => {}
        Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset, "it is cut off"),
    }
    String::from_utf8_lossy(&said).into_owned()
}

/// Sends a byte at a time until the server will have no more; then what it said.
fn trickle(server: &Server, beginning: &str) -> String {
    let mut stream = connect(server);
    stream.write_all(beginning.as_bytes()).expect("the beginning");
    let mut reader = stream.try_clone().expect("the same connection");
    let pause = Some(Duration::from_millis(50));
    reader.set_read_timeout(pause).expect("a limit");
    let began = Instant::now();
    let mut said = Vec::new();
    let mut piece = [0; 4096];
    while began.elapsed() < LONG {
        match reader.read(&mut piece) {
            Ok(0) => return String::from_utf8_lossy(&said).into_owned(),
            Ok(length) => said.extend_from_slice(&piece[..length]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(_) => return String::from_utf8_lossy(&said).into_owned(),
        }
        // The last byte may come after the server has closed.
        let _ = stream.write_all(b"a");
    }
    let said = String::from_utf8_lossy(&said);
    panic!("the server goes on listening after {LONG:?}, and said {said}");
}

#[test]
fn a_connection_on_which_nothing_comes_is_closed() {
    let server = impatient(100);
    let said = read_all(connect(&server));
    assert!(said.starts_with("HTTP/1.1 408 "), "{said}");
}

#[test]
fn a_head_that_comes_a_byte_at_a_time_is_cut_off() {
    let server = impatient(100);
    let said = trickle(
        &server,
        "GET /v1/availability HTTP/1.1\r\nHost: register\r\nX-Slow: ",
    );
    assert!(said.starts_with("HTTP/1.1 408 "), "{said}");
}

#[test]
fn a_body_that_comes_a_byte_at_a_time_is_cut_off_with_a_problem() {
    let server = impatient(100);
    let token = server.coordinator();
    let path = day("de-linde", "2026-11-20");
    for length in [
        "Content-Length: 1000\r\n\r\n{",
        "Transfer-Encoding: chunked\r\n\r\n1000\r\n{",
    ] {
        let said = trickle(
            &server,
            &format!(
                "PUT {path} HTTP/1.1\r\nHost: register\r\nAuthorization: Bearer {token}\r\n\
                 Content-Type: application/json\r\n{length}"
            ),
        );
        assert!(said.starts_with("HTTP/1.1 408 "), "{length}: {said}");
        assert!(said.contains("application/problem+json"), "{said}");
        assert!(said.contains("/problems/request-timeout"), "{said}");
    }
}

#[test]
fn a_body_that_nobody_wants_is_not_listened_to() {
    let server = impatient(100);
    let path = day("de-linde", "2026-11-20");
    for length in [
        "Content-Length: 1000\r\n\r\n{",
        "Transfer-Encoding: chunked\r\n\r\n1000\r\n{",
    ] {
        let said = trickle(
            &server,
            &format!("PUT {path} HTTP/1.1\r\nHost: register\r\n{length}"),
        );
        assert!(said.starts_with("HTTP/1.1 401 "), "{length}: {said}");
    }
}

#[test]
fn a_body_that_is_there_in_time_is_not_cut_off() {
    let server = impatient(100);
    let token = server.coordinator();
    let path = day("de-linde", "2026-11-20");
    let mut stream = connect(&server);
    let head = format!(
        "PUT {path} HTTP/1.1\r\nHost: register\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nConnection: close\r\nContent-Length: 18\r\n\r\n{{\"beds"
    );
    stream.write_all(head.as_bytes()).expect("the first half");
    stream.write_all(b"Occupied\":2}").expect("the second");
    let said = read_all(stream);
    assert!(said.starts_with("HTTP/1.1 201 "), "{said}");
}

#[test]
fn headers_without_end_are_refused_at_once() {
    let server = impatient(100);
    let long = format!("X-Long: {}\r\n", "a".repeat(300_000));
    let many = "X-Many: a\r\n".repeat(200);
    for headers in [long, many] {
        let mut stream = connect(&server);
        let request = format!("GET /v1/availability HTTP/1.1\r\nHost: register\r\n{headers}\r\n");
        // The server may close before it has all of it.
        let _ = stream.write_all(request.as_bytes());
        let _ = stream.shutdown(Shutdown::Write);
        let said = read_all(stream);
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 431 "), "{said}");
    }
    server.get("/v1/availability").send().expect(200);
}

#[test]
fn a_connection_that_is_kept_and_not_used_is_closed() {
    let server = impatient(100);
    let mut stream = connect(&server);
    let request = "GET /livez HTTP/1.1\r\nHost: register\r\n\r\n";
    stream.write_all(request.as_bytes()).expect("a request");
    let said = read_all(stream);
    assert!(said.starts_with("HTTP/1.1 200 "), "{said}");
}

#[test]
fn more_connections_than_allowed_wait_until_one_is_free() {
    let server = impatient(2);
    let began = Instant::now();
    let silent = [connect(&server), connect(&server)];
    server.get("/v1/availability").send().expect(200);
    assert!(began.elapsed() >= SHORT / 2, "it waited: {:?}", began.elapsed());
    for stream in silent {
        read_all(stream);
    }
}

/// What the operating system knows of the server's end of a connection.
#[cfg(target_os = "linux")]
fn is_open(server: u16, client: u16) -> bool {
    let table = std::fs::read_to_string("/proc/net/tcp").expect("the connections");
    let (here, there) = (format!("0100007F:{server:04X}"), format!("0100007F:{client:04X}"));
    table.lines().any(|line| {
        let mut words = line.split_whitespace().skip(1);
        words.next() == Some(&here) && words.next() == Some(&there)
    })
}

#[test]
#[cfg(target_os = "linux")]
fn an_answer_that_nobody_takes_is_given_up() {
    let server = impatient(100);
    let stream = connect(&server);
    let server_port = stream.peer_addr().expect("an address").port();
    let client_port = stream.local_addr().expect("an address").port();
    let mut sender = stream.try_clone().expect("the same connection");
    sender.set_write_timeout(Some(SHORT)).expect("a limit");
    // More answers than fit into what the operating system keeps between the two.
    let request = "GET /v1/openapi.json HTTP/1.1\r\nHost: register\r\n\r\n".repeat(100);
    let _ = sender.write_all(request.as_bytes());
    let began = Instant::now();
    while is_open(server_port, client_port) {
        assert!(began.elapsed() < LONG, "the server still waits");
        std::thread::yield_now();
    }
    let said = read_all(stream);
    assert!(said.matches("HTTP/1.1 200 ").count() < 100, "not all was sent");
}
