//! Load, made by wrk.

use std::process::Command;

use super::table::median;

/// How long one measurement lasts. Unit: seconds.
const SECONDS: &str = "3";
/// How often each is measured; the median counts.
pub const ROUNDS: usize = 3;

/// What to ask, by how many at once.
pub struct Load {
    pub url: String,
    pub clients: u32,
    pub headers: Vec<String>,
    pub writes: Option<Writes>,
}

/// Registrations to write.
#[derive(Clone)]
pub struct Writes {
    pub token: String,
    pub houses: u32,
    pub days: String,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Measured {
    /// Answers a second.
    pub rate: f64,
    /// Unit: microseconds.
    pub p50: f64,
    /// Unit: microseconds.
    pub p99: f64,
}

impl Measured {
    /// The median of each figure.
    pub fn median(rounds: &[Self]) -> Self {
        let of = |figure: fn(&Self) -> f64| median(rounds.iter().map(figure).collect());
        Self {
            rate: of(|round| round.rate),
            p50: of(|round| round.p50),
            p99: of(|round| round.p99),
        }
    }
}

impl Load {
    pub fn get(address: &str, clients: u32) -> Self {
        Self {
            url: format!("{address}/v1/availability"),
            clients,
            headers: Vec::new(),
            writes: None,
        }
    }

    pub fn put(address: &str, clients: u32, writes: &Writes) -> Self {
        Self {
            writes: Some(writes.clone()),
            ..Self::get(address, clients)
        }
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push(format!("{name}: {value}"));
        self
    }

    /// Runs it once; panics where an answer was an error.
    pub fn run(&self) -> Measured {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/http/load.lua");
        let mut command = Command::new("wrk");
        let threads = self.clients.min(2).to_string();
        command.args([
            "-t",
            &threads,
            "-c",
            &self.clients.to_string(),
            "-d",
            SECONDS,
            "-s",
            script,
        ]);
        for header in &self.headers {
            command.args(["-H", header]);
        }
        if let Some(writes) = &self.writes {
            command
                .env("BENCH_TOKEN", &writes.token)
                .env("BENCH_HOUSES", writes.houses.to_string())
                .env("BENCH_DAYS", &writes.days);
        }
        let output = command.arg(&self.url).output().expect("wrk");
        let text = String::from_utf8_lossy(&output.stdout);
        let line = text.lines().find_map(|line| line.strip_prefix("measured "));
        let line = line.unwrap_or_else(|| panic!("wrk: {text}{}", String::from_utf8_lossy(&output.stderr)));
        let numbers: Vec<f64> = line.split(' ').filter_map(|word| word.parse().ok()).collect();
        let [requests, microseconds, errors, p50, p99] = numbers[..] else {
            panic!("wrk: {line}");
        };
        assert!(
            errors == 0.0,
            "{errors} of {requests} answers were errors: {text}"
        );
        Measured {
            rate: requests / microseconds * 1e6,
            p50,
            p99,
        }
    }
}

/// Several loads in turn, so often, each with the median of its rounds.
pub fn in_turn<const N: usize>(loads: [&dyn Fn() -> Measured; N]) -> [Measured; N] {
    let mut rounds = [const { Vec::new() }; N];
    for _ in 0..ROUNDS {
        for (load, measured) in loads.iter().zip(&mut rounds) {
            measured.push(load());
        }
    }
    rounds.map(|rounds| Measured::median(&rounds))
}

/// Says what to install where it is missing.
pub fn check() {
    assert!(
        Command::new("wrk").arg("-v").output().is_ok(),
        "wrk is missing. Debian: apt-get install wrk; macOS: brew install wrk"
    );
}
