//! The real server as a process, with one token.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_hospice-capacity");

/// A running server; it ends when this is dropped.
pub struct Served {
    process: Child,
    address: String,
    token: String,
    agent: ureq::Agent,
}

impl Served {
    /// A server on the database at `url`, asked by somebody of `role`.
    pub fn start(url: &str, role: &str) -> Self {
        let token = Command::new(PROGRAM)
            .args(["token", "create", "--role", role, "--name", "bench"])
            .env("DATABASE_URL", url)
            .output()
            .expect("a token");
        assert!(
            token.status.success(),
            "{}",
            String::from_utf8_lossy(&token.stderr)
        );
        let text = String::from_utf8(token.stdout).expect("text");
        let token = text.split_whitespace().last().expect("a token").to_owned();
        let mut process = Command::new(PROGRAM)
            .arg("serve")
            .env("DATABASE_URL", url)
            .env("HOSPICE_LISTEN", "127.0.0.1:0")
            .env("RUST_LOG", "info")
            .stderr(Stdio::piped())
            .spawn()
            .expect("a server");
        let mut lines = BufReader::new(process.stderr.take().expect("a log")).lines();
        let address = lines
            .by_ref()
            .map(|line| line.expect("a line"))
            .find_map(|line| Some(line.split_once("serving on ")?.1.trim().to_owned()))
            .expect("an address");
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            process,
            address,
            token,
            agent: ureq::Agent::new_with_defaults(),
        }
    }

    /// The body of an answer; panics where it is not 200.
    pub fn get(&self, path: &str) -> String {
        self.agent
            .get(format!("{}{path}", self.address))
            .header("Authorization", format!("Bearer {}", self.token))
            .call()
            .expect("an answer")
            .body_mut()
            .with_config()
            .limit(1 << 30)
            .read_to_string()
            .expect("a body")
    }

    /// Registers a day anew, with a stand that differs from the one before.
    pub fn register(&self, house: &str, date: &str) {
        let path = format!("/v1/houses/{house}/registrations/{date}");
        let nanoseconds = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |now| now.subsec_nanos());
        let body = format!("{{\"bedsOccupied\":0,\"requests\":{}}}", nanoseconds % 999);
        self.agent
            .put(format!("{}{path}?reason=bench", self.address))
            .header("Authorization", format!("Bearer {}", self.token))
            .header("Content-Type", "application/json")
            .send(body)
            .expect("an answer");
    }

    /// The most memory the server has had so far.
    pub fn peak_memory_megabytes(&self) -> u64 {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = peak.and_then(|peak| peak.split_whitespace().next()?.parse::<u64>().ok());
        kilobytes.unwrap_or(0) / 1024
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
