//! Minutes of mixed load, of which there is twice as much as keeps the server busy: what is served, what is refused,
//! how long it takes, and how much memory the server has meanwhile. Ends with an error where anything else happens
//! than an answer, 429 or 503, or where latency or memory get out of hand.
//!
//!     cargo bench --bench soak -- [MINUTES]
//!
//! `HOSPICE_BENCH_DATABASE` names a `PostgreSQL` database, in which a schema is made; without it a `SQLite` file.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a benchmark ends where something is not as it should be"
)]

mod caller;
mod site;
mod tally;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use caller::{Class, classes};
use site::Site;
use tally::Tally;

/// How often it is looked how the server is. Unit: seconds.
const LOOK: u64 = 30;
/// The worst that may come of those that are served. Unit: microseconds.
const SLOWEST_P99: u64 = 5_000_000;
const SLOWEST: u64 = 15_000_000;

fn main() {
    let minutes: f64 = std::env::args()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(10.0);
    let site = Site::start();
    let classes = classes(&site);
    println!("{}", site.kind());
    // With half of the callers the server has all hands full: with all of them there is twice the work.
    let half = run(&site, &classes, 2, Duration::from_secs_f64(minutes * 6.0));
    println!("half of the callers: {:.0} served a second", rate(&half));
    let (whole, memory) = watch(&site, &classes, Duration::from_secs_f64(minutes * 60.0));
    println!("all callers: {:.0} served a second\n", rate(&whole));
    println!("| callers | served | 429 | 503 | other | p50 ms | p99 ms | max ms |");
    println!("|---|---|---|---|---|---|---|---|");
    for (class, tally) in classes.iter().zip(&whole.tallies) {
        println!("| {} {} | {tally} |", class.callers, class.name);
    }
    let faults = faults(&classes, &whole, &memory);
    for fault in &faults {
        println!("FAULT: {fault}");
    }
    if !faults.is_empty() {
        std::process::exit(1);
    }
}

/// What came of a run.
struct Outcome {
    /// One for each class.
    tallies: Vec<Tally>,
    took: Duration,
}

fn rate(outcome: &Outcome) -> f64 {
    let served: u64 = outcome.tallies.iter().map(|tally| tally.served).sum();
    #[expect(clippy::cast_precision_loss, reason = "far fewer than 2 to the power of 53")]
    let served = served as f64;
    served / outcome.took.as_secs_f64()
}

/// Runs all callers, or every `share`th of them, for so long.
fn run(site: &Site, classes: &[Class], share: usize, time: Duration) -> Outcome {
    let (stop, callers, began) = begin(site, classes, share);
    std::thread::sleep(time);
    end(&stop, callers, began, classes.len())
}

/// The same with all, and with the server's memory in megabytes every half minute.
fn watch(site: &Site, classes: &[Class], time: Duration) -> (Outcome, Vec<u64>) {
    let (stop, callers, began) = begin(site, classes, 1);
    let mut memory = Vec::new();
    println!("\n| s | memory MB | threads |\n|---|---|---|");
    while began.elapsed() < time {
        let left = time.saturating_sub(began.elapsed());
        std::thread::sleep(left.min(Duration::from_secs(LOOK)));
        let (megabytes, threads) = site.memory_and_threads();
        println!("| {} | {megabytes} | {threads} |", began.elapsed().as_secs());
        memory.push(megabytes);
    }
    println!();
    (end(&stop, callers, began, classes.len()), memory)
}

type Callers = Vec<(usize, JoinHandle<Tally>)>;

fn begin(site: &Site, classes: &[Class], share: usize) -> (Arc<AtomicBool>, Callers, Instant) {
    let stop = Arc::new(AtomicBool::new(false));
    let mut callers = Vec::new();
    for (index, class) in classes.iter().enumerate() {
        for number in 0..class.callers.div_ceil(share) {
            let (class, address) = (class.clone(), site.address.clone());
            let stop = Arc::clone(&stop);
            let caller = std::thread::spawn(move || caller::call(&class, number, &address, &stop));
            callers.push((index, caller));
        }
    }
    (stop, callers, Instant::now())
}

fn end(stop: &AtomicBool, callers: Callers, began: Instant, classes: usize) -> Outcome {
    let took = began.elapsed();
    stop.store(true, Ordering::SeqCst);
    let mut tallies = vec![Tally::default(); classes];
    for (index, caller) in callers {
        tallies[index].add(&caller.join().expect("a caller"));
    }
    Outcome { tallies, took }
}

fn faults(classes: &[Class], outcome: &Outcome, memory: &[u64]) -> Vec<String> {
    let mut faults = Vec::new();
    for (class, tally) in classes.iter().zip(&outcome.tallies) {
        let name = class.name;
        if tally.other > 0 {
            faults.push(format!(
                "{name}: {} other answers, such as {:?}",
                tally.other, tally.example
            ));
        }
        if tally.served == 0 {
            faults.push(format!("{name}: nobody was served"));
        }
        if tally.percentile(99) > SLOWEST_P99 || tally.slowest > SLOWEST {
            faults.push(format!("{name}: too slow"));
        }
    }
    // After the first two looks everything that is kept has been made once.
    if let (Some(early), Some(late)) = (memory.get(1), memory.last())
        && *late > early + early / 4 + 8
    {
        faults.push(format!("memory grew from {early} to {late} MB"));
    }
    faults
}
