//! The real server as a process, with a small network and a token for each role.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use chrono::{Days, Utc};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_hospice-capacity");

/// A running server; it ends, and its database goes, when this is dropped.
pub struct Site {
    pub address: String,
    /// Tokens of coordinators, so that no limit of one token is in the way of the load.
    pub coordinators: Vec<String>,
    pub analyst: String,
    server: Child,
    /// Where the schema of this run is, on `PostgreSQL`.
    schema: Option<(String, String)>,
    _folder: TempDir,
}

impl Site {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (url, schema) = database(&folder);
        command(&url, &["migrate"]);
        let network = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/network.json");
        command(&url, &["import", "houses", network]);
        let days = folder.path().join("days.csv");
        std::fs::write(&days, registrations()).expect("a file");
        command(&url, &["import", "registrations", &days.to_string_lossy()]);
        let token = |role: &str| {
            let said = command(&url, &["token", "create", "--role", role, "--name", "soak"]);
            said.split_whitespace().last().expect("a token").to_owned()
        };
        let coordinators = (0..16).map(|_| token("coordinator")).collect();
        let analyst = token("analyst");
        let (server, address) = serve(&url);
        Self {
            address,
            coordinators,
            analyst,
            server,
            schema,
            _folder: folder,
        }
    }

    pub fn kind(&self) -> &'static str {
        if self.schema.is_some() {
            "PostgreSQL"
        } else {
            "SQLite"
        }
    }

    /// How much memory the server has now, in megabytes, and how many threads.
    pub fn memory_and_threads(&self) -> (u64, u64) {
        let path = format!("/proc/{}/status", self.server.id());
        let status = std::fs::read_to_string(path).unwrap_or_default();
        let number = |name: &str| -> u64 {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|line| line.split_whitespace().next()?.parse().ok())
                .unwrap_or(0)
        };
        (number("VmRSS:") / 1024, number("Threads:"))
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
        if let Some((url, name)) = &self.schema
            && let Ok(mut connection) = PgConnection::establish(url)
        {
            let _ = connection.batch_execute(&format!("DROP SCHEMA {name} CASCADE"));
        }
    }
}

fn database(folder: &TempDir) -> (String, Option<(String, String)>) {
    let Ok(url) = std::env::var("HOSPICE_BENCH_DATABASE") else {
        let file = folder.path().join("soak.db");
        return (format!("sqlite://{}", file.display()), None);
    };
    let name = format!("soak_{}", std::process::id());
    PgConnection::establish(&url)
        .and_then(|mut connection| {
            connection
                .batch_execute(&format!("CREATE SCHEMA {name}"))
                .map_err(diesel::ConnectionError::CouldntSetupConfiguration)
        })
        .expect("a schema");
    let mark = if url.contains('?') { '&' } else { '?' };
    let within = format!("{url}{mark}options=-csearch_path%3D{name}");
    (within, Some((url, name)))
}

fn command(url: &str, arguments: &[&str]) -> String {
    let output = Command::new(PROGRAM)
        .args(arguments)
        .env("DATABASE_URL", url)
        .output()
        .expect("the program");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).expect("text")
}

/// Three hundred days of a house, up to the day before yesterday.
fn registrations() -> String {
    let mut text = "house_id,date,beds_occupied,requests\n".to_owned();
    let today = Utc::now().date_naive();
    for back in 2..302_u64 {
        let day = today.checked_sub_days(Days::new(back)).expect("a day");
        writeln!(text, "de-linde,{day},{},{}", back % 4, back % 3).expect("memory");
    }
    text
}

fn serve(url: &str) -> (Child, String) {
    let mut server = Command::new(PROGRAM)
        .arg("serve")
        .env("DATABASE_URL", url)
        .env("HOSPICE_LISTEN", "127.0.0.1:0")
        // So that callers can come from addresses of their own.
        .env("HOSPICE_BEHIND_TLS", "true")
        .env("RUST_LOG", "info,hospice_capacity::request=warn")
        .stderr(Stdio::piped())
        .spawn()
        .expect("a server");
    let mut lines = BufReader::new(server.stderr.take().expect("a log")).lines();
    let address = lines
        .by_ref()
        .map(|line| line.expect("a line"))
        .find_map(|line| Some(line.split_once("serving on http://")?.1.trim().to_owned()))
        .expect("an address");
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    (server, address)
}
