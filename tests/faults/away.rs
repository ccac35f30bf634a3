//! The database away under load: stopped, or frozen. The board goes on, and everything else says in time
//! that it cannot.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::check::find_faults;
use crate::cluster::Cluster;
use crate::harness::Process;
use crate::load::{Failure, Key, Over, Record, Told};
use crate::relay::Relay;
use crate::site::{Site, day, wait_for};
use crate::{alone, is_long, seed};

/// Within which time whoever wants the database is told that it is away.
const TOLD_WITHIN: Duration = Duration::from_secs(2);
/// Within which time after its return all is as before.
const BACK_WITHIN: Duration = Duration::from_secs(5);
/// Within which time connections are given up that are open and dead.
const FORGOTTEN_FOR: Duration = Duration::from_secs(10);
/// Within which time a server ends that is told to: less than service managers wait.
const STOPPED_WITHIN: Duration = Duration::from_secs(15);
/// The board needs no database; a busy machine is given this much.
const BOARD_WITHIN: Duration = Duration::from_secs(2);
/// How many threads more than before may wait.
const MORE_THREADS: usize = 40;

/// How long the database is away.
fn length() -> Duration {
    Duration::from_secs(if is_long() { 60 } else { 8 })
}

/// A question, and how it was answered.
struct Seen {
    sent: Instant,
    took: Duration,
    status: u16,
    says_when: bool,
    as_of: Value,
}

/// Asks the same until it is over, every ten milliseconds.
fn watch(site: &Site, path: &str, is_over: &AtomicBool) -> Vec<Seen> {
    let mut seen = Vec::new();
    while !is_over.load(Ordering::SeqCst) {
        let sent = Instant::now();
        let answer = site.get(path);
        seen.push(Seen {
            sent,
            took: sent.elapsed(),
            status: answer.status,
            says_when: answer.header("Retry-After").is_some(),
            as_of: serde_json::from_slice::<Value>(&answer.bytes)
                .map_or(Value::Null, |json| json["asOf"].clone()),
        });
        sleep(Duration::from_millis(10));
    }
    seen
}

/// The most threads that the server had until it is over; none where this system does not say.
fn count_threads(site: &Site, is_over: &AtomicBool) -> usize {
    let mut most = 0;
    while !is_over.load(Ordering::SeqCst) {
        most = most.max(threads(site));
        sleep(Duration::from_millis(100));
    }
    most
}

fn threads(site: &Site) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", site.process.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("Threads:"));
    line.map_or(0, |count| count.trim().parse().expect("a number"))
}

/// When the database went, when it was wanted back, and when it was.
struct Times {
    gone: Instant,
    back: Instant,
    threads_before: usize,
}

/// Takes the database away under load and brings it back, and holds all answers to what is promised.
fn hold_through(name: &str, leave: fn(&Cluster), come_back: fn(&Cluster)) {
    let _alone = alone();
    let cluster = Cluster::start();
    let site = Site::start(cluster.database());
    let mut record = Record::default();
    let is_over = AtomicBool::new(false);
    let a_day = day("de-linde", site.today);
    let (board, reads, most_threads, times) = std::thread::scope(|scope| {
        let board = scope.spawn(|| watch(&site, "/v1/availability", &is_over));
        let reads = scope.spawn(|| watch(&site, &a_day, &is_over));
        let threads_then = scope.spawn(|| count_threads(&site, &is_over));
        let mut times = None;
        let over = Over(&is_over);
        record.write_until(&site, &site.client(), (0, seed()), |_| {
            sleep(Duration::from_secs(2));
            let threads_before = threads(&site);
            let gone = Instant::now();
            leave(&cluster);
            sleep(length());
            come_back(&cluster);
            let back = Instant::now();
            sleep(BACK_WITHIN + BOARD_WITHIN + Duration::from_secs(1));
            times = Some(Times {
                gone,
                back,
                threads_before,
            });
        });
        drop(over);
        let board = board.join().expect("the board's watcher");
        let reads = reads.join().expect("the reads' watcher");
        let threads = threads_then.join().expect("the threads' watcher");
        (board, reads, threads, times.expect("the times"))
    });
    // What the machine is late by shows where no database is needed.
    let late = check_board(name, &board, &times);
    check_reads(name, &reads, &times, late);
    check_writes(name, &record, &times, late);
    println!(
        "{name}: {} threads before, {most_threads} at most",
        times.threads_before
    );
    assert!(
        most_threads <= times.threads_before + MORE_THREADS,
        "{most_threads} threads"
    );
    let days: Vec<Key> = record.by_day.keys().copied().collect();
    assert_eq!(find_faults(&site, &record, &days), [""; 0]);
}

impl Times {
    /// Was it sent when the database was surely away?
    fn is_away(&self, sent: Instant) -> bool {
        sent > self.gone + Duration::from_secs(1) && sent + TOLD_WITHIN < self.gone + length()
    }

    fn is_long_back(&self, sent: Instant, late: Duration) -> bool {
        sent > self.back + BACK_WITHIN + late
    }
}

fn check_board(name: &str, board: &[Seen], times: &Times) -> Duration {
    let mut durations: Vec<Duration> = board.iter().map(|seen| seen.took).collect();
    durations.sort_unstable();
    let (median, slowest) = (durations[durations.len() / 2], durations[durations.len() - 1]);
    println!(
        "{name}: the board was asked {} times: median {median:?}, at most {slowest:?}",
        board.len()
    );
    assert!(board.iter().all(|seen| seen.status == 200), "the board went away");
    assert!(slowest < BOARD_WITHIN, "the board took {slowest:?}");
    let away: Vec<&Value> = board
        .iter()
        .filter(|seen| times.is_away(seen.sent))
        .map(|seen| &seen.as_of)
        .collect();
    assert!(
        away.len() > 10 && away.iter().all(|as_of| *as_of == away[0]),
        "asOf moved: {away:?}"
    );
    let last = &board[board.len() - 1].as_of;
    assert!(
        last.as_str() > away[0].as_str(),
        "asOf stands still after the return: {last}"
    );
    slowest
}

fn check_reads(name: &str, reads: &[Seen], times: &Times, late: Duration) {
    let slowest = reads.iter().map(|seen| seen.took).max().unwrap_or_default();
    println!(
        "{name}: a day was asked for {} times: at most {slowest:?}",
        reads.len()
    );
    assert!(slowest < TOLD_WITHIN + late, "a read took {slowest:?}");
    for seen in reads {
        let is_told = seen.status == 503 && seen.says_when;
        // Before it was ever registered, and where it is withdrawn, it is not there.
        let is_served = matches!(seen.status, 200 | 404);
        assert!(is_told || is_served, "{}", seen.status);
        assert!(
            !times.is_away(seen.sent) || is_told,
            "read from a database that is away: {}",
            seen.status
        );
        assert!(
            !times.is_long_back(seen.sent, late) || is_served,
            "not back for reading"
        );
    }
}

fn check_writes(name: &str, record: &Record, times: &Times, late: Duration) {
    let slowest = record.writes().map(|write| write.took).max().unwrap_or_default();
    let failed = |told: &Told| *told == Told::Unknown(Failure::ComeAgain);
    let first = record
        .writes()
        .filter(|write| matches!(write.told, Told::Done(_)) && write.sent > times.gone);
    let first = first
        .map(|write| write.sent + write.took)
        .filter(|answered| *answered > times.back)
        .min();
    let last = record
        .writes()
        .filter(|write| failed(&write.told))
        .map(|write| write.sent + write.took)
        .max();
    let after = |moment: Option<Instant>| moment.map(|moment| moment.saturating_duration_since(times.back));
    println!(
        "{name}: {} writes, of which {} failed, the slowest answer after {slowest:?}; after the return the first was \
         done after {:?}, the last failed after {:?}",
        record.writes().count(),
        record.failed.load(Ordering::SeqCst),
        after(first),
        after(last),
    );
    assert!(slowest < TOLD_WITHIN + late, "a write took {slowest:?}");
    for write in record.writes() {
        let is_failed = failed(&write.told);
        assert!(is_failed || !matches!(write.told, Told::Unknown(_)), "{write:?}");
        assert!(
            !times.is_away(write.sent) || is_failed,
            "written to a database that is away: {write:?}"
        );
        assert!(
            !times.is_long_back(write.sent, late) || !is_failed,
            "not back for writing: {write:?}"
        );
    }
}

#[test]
fn on_postgresql_while_the_server_is_stopped_the_board_goes_on_and_writes_are_told_in_time() {
    hold_through("stopped", Cluster::stop, Cluster::launch);
}

#[test]
fn on_postgresql_while_the_server_is_frozen_the_board_goes_on_and_writes_are_told_in_time() {
    hold_through("frozen", Cluster::freeze, Cluster::thaw);
}

#[test]
fn on_postgresql_connections_that_nobody_answers_any_more_are_given_up_for_new_ones() {
    let _alone = alone();
    let cluster = Cluster::start();
    let relay = Relay::to(cluster.port);
    // Few connections, so that soon all of them are dead.
    let site = Site::start_by(cluster.database_by(relay.port), Process::serve);
    let path = day("de-linde", site.today);
    let put = |requests: u32| {
        let stand = json!({"bedsOccupied": 1, "requests": requests});
        site.process.client.put(&path, &stand).token(&site.token).send()
    };
    put(0).expect(201);
    relay.forget();
    let forgotten = Instant::now();
    let mut requests = 0;
    wait_for(FORGOTTEN_FOR, "new connections", || {
        requests += 1;
        let sent = Instant::now();
        let answer = put(requests);
        assert!(matches!(answer.status, 200 | 503), "{}", answer.text());
        // A second more than elsewhere, where it is seen by how much the machine is late.
        let told = sent.elapsed();
        assert!(told < TOLD_WITHIN + Duration::from_secs(1), "told after {told:?}");
        (answer.status == 200).then_some(())
    });
    println!("forgotten: written again after {:?}", forgotten.elapsed());
}

#[test]
fn on_postgresql_a_server_that_is_told_to_stop_ends_though_the_database_is_frozen() {
    let _alone = alone();
    let cluster = Cluster::start();
    let site = Site::start(cluster.database());
    let path = day("de-linde", site.today);
    let put = || {
        site.process
            .client
            .put(&path, &json!({"bedsOccupied": 1}))
            .token(&site.token)
            .send()
    };
    put().expect(201);
    cluster.freeze();
    put().problem(503, "unavailable");
    site.process.tell_to_stop();
    let told = Instant::now();
    let Site { mut process, .. } = site;
    wait_for(STOPPED_WITHIN, "the end of the process", || {
        process.has_ended().then_some(())
    });
    println!("frozen: ended {:?} after it was told to", told.elapsed());
}
