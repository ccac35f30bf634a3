//! Servers as processes of their own.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use hospice_capacity::domain::calendar::care_day;
use serde_json::json;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_hospice-capacity");

/// A running server; it ends when this is dropped.
pub struct Server {
    process: Child,
    /// Where it answers, such as `http://127.0.0.1:8080`.
    pub address: String,
}

impl Server {
    /// The program that people run, on the database at `url`.
    pub fn ours(url: &str) -> Self {
        let mut command = Command::new(PROGRAM);
        command.arg("serve").env("DATABASE_URL", url);
        Self::start(command)
    }

    /// The same, but each write with a commit of its own.
    pub fn one_commit(url: &str) -> Self {
        Self::start(itself(&["one-commit", url]))
    }

    /// A bare server that answers everything as what is at `address` is answered to a request with these headers:
    /// the same bytes, but for the headers of which `is_said` says no.
    pub fn bare(address: &str, asked: &[(&str, &str)], is_said: fn(&str) -> bool) -> Self {
        let answer = Answer::to(address, asked);
        let conditional = [asked, &[("If-None-Match", answer.tag.as_str())]].concat();
        let unchanged = Answer::to(address, &conditional);
        assert_eq!((answer.status, unchanged.status), (200, 304));
        let said = |answer: &Answer| -> Vec<(String, String)> {
            let headers = answer.headers.iter().filter(|(name, _)| is_said(name));
            headers.cloned().collect()
        };
        let headers = json!({"tag": answer.tag, "whole": said(&answer), "unchanged": said(&unchanged)});
        let (body, file) = (folder().join("answer"), folder().join("answer.json"));
        std::fs::write(&body, &answer.body).expect("a file");
        std::fs::write(&file, headers.to_string()).expect("a file");
        Self::start(itself(&[
            "bare",
            &body.to_string_lossy(),
            &file.to_string_lossy(),
        ]))
    }

    fn start(mut command: Command) -> Self {
        // To a file, as a server's log goes; a pipe would have to be read meanwhile.
        let file = folder().join("server.log");
        let log = File::create(&file).expect("a log");
        let process = command
            // Counted as always, and enough for the load.
            .env("HOSPICE_REQUESTS_PER_MINUTE", "1000000000")
            .env("HOSPICE_LISTEN", "127.0.0.1:0")
            .env("RUST_LOG", "info")
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("a server");
        let mut server = Self {
            process,
            address: String::new(),
        };
        let begun = Instant::now();
        loop {
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            let mut whole = text.lines().filter(|_| text.ends_with('\n'));
            if let Some((_, address)) = whole.find_map(|line| line.split_once("serving on ")) {
                address.trim().clone_into(&mut server.address);
                return server;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "no server: {text}");
            std::thread::sleep(Duration::from_micros(200));
        }
    }

    /// What the system says of its memory: `VmRSS` for now, `VmHWM` for the most so far. Unit: megabytes.
    pub fn memory(&self, what: &str) -> f64 {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix(what)?.strip_prefix(':'));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        kilobytes.unwrap_or(f64::NAN) / 1024.0
    }

    /// Registers `date` for the first `houses` houses.
    pub fn register(&self, houses: u32, date: &str, token: &str) {
        let agent = ureq::Agent::new_with_defaults();
        for house in 1..=houses {
            let body = json!({"bedsOccupied": 1, "bedsReserved": house % 2, "requests": house % 3});
            agent
                .put(format!(
                    "{}/v1/houses/huis-{house:03}/registrations/{date}?reason=bench",
                    self.address
                ))
                .header("Authorization", format!("Bearer {token}"))
                .header("Content-Type", "application/json")
                .send(body.to_string())
                .expect("an answer");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What a server answered.
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
    /// Those that every server sends by itself left out.
    pub headers: Vec<(String, String)>,
    /// The value of `ETag`; empty where there is none.
    pub tag: String,
}

impl Answer {
    /// Asks with these headers.
    pub fn to(address: &str, headers: &[(&str, &str)]) -> Self {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .into();
        let mut request = agent.get(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = request.call().expect("an answer");
        let headers = response.headers().iter().map(|(name, value)| {
            let value = value.to_str().expect("a text");
            (name.as_str().to_owned(), value.to_owned())
        });
        let headers: Vec<_> = headers
            .filter(|(name, _)| !["content-length", "date"].contains(&name.as_str()))
            .collect();
        let tag = headers.iter().find(|(name, _)| name == "etag");
        let tag = tag.map_or_else(String::new, |(_, tag)| tag.clone());
        Self {
            status: response.status().as_u16(),
            headers,
            tag,
            body: response.body_mut().read_to_vec().expect("a body"),
        }
    }
}

/// The care day.
pub fn today() -> NaiveDate {
    care_day(chrono::Utc::now())
}

/// A token of a coordinator.
pub fn token(url: &str) -> String {
    let made = Command::new(PROGRAM)
        .args(["token", "create", "--role", "coordinator", "--name", "bench"])
        .env("DATABASE_URL", url)
        .output()
        .expect("a token");
    let text = String::from_utf8_lossy(&made.stdout);
    let token = text.split_whitespace().last();
    token
        .unwrap_or_else(|| panic!("no token: {}", String::from_utf8_lossy(&made.stderr)))
        .to_owned()
}

/// A copy of a register in a file, to be written in.
pub fn copy(url: &str, name: &str) -> String {
    let from = Path::new(url.trim_start_matches("sqlite://"));
    let to = folder().join(format!("{name}.db"));
    for end in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", to.display()));
    }
    std::fs::copy(from, &to).expect("a copy");
    format!("sqlite://{}", to.display())
}

/// Where the files of a run are.
pub fn folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench");
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn itself(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(arguments);
    command
}
