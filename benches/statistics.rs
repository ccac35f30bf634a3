//! How long the capacity measurement takes: a year by region and month over 300 houses, in registers of 1,
//! 3 and 10 years, asked of the real server over HTTP. `cargo bench --bench statistics`; see
//! benches/README.md.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a benchmark ends where something is not as it should be"
)]

mod fixture;
mod served;

use std::time::{Duration, Instant};

use fixture::Kind;
use served::Served;

const HOUSES: u32 = 300;
const RUNS: usize = 9;

fn main() {
    println!(
        "| database | years | role | first ms | median ms | slowest ms | after a write ms | answer kB | memory MB |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for kind in fixture::kinds() {
        for years in [1, 3, 10] {
            let url = fixture::register(kind, HOUSES, years, false);
            for role in ["coordinator", "analyst"] {
                measure(kind, years, role, &url);
            }
        }
    }
}

/// A year of all houses by region and month.
fn measure(kind: Kind, years: u32, role: &str, url: &str) {
    let served = Served::start(url, role);
    let path = "/v1/statistics?from=2025-01-01&until=2025-12-31&period=month&groupBy=networkRegion";
    let ask = || {
        let started = Instant::now();
        let answer = served.get(path);
        (started.elapsed(), answer.len())
    };
    let (first, bytes) = ask();
    let mut times: Vec<Duration> = (0..RUNS).map(|_| ask().0).collect();
    times.sort();
    let after_a_write = if role == "coordinator" {
        served.register("huis-001", "2025-06-01");
        format!("{:.0}", milliseconds(ask().0))
    } else {
        "-".to_owned()
    };
    println!(
        "| {kind:?} | {years} | {role} | {:.0} | {:.0} | {:.0} | {after_a_write} | {} | {} |",
        milliseconds(first),
        milliseconds(times[RUNS / 2]),
        milliseconds(times[RUNS - 1]),
        bytes / 1000,
        served.peak_memory_megabytes(),
    );
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
