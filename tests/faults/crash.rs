//! The server, or its database, killed at random moments while sixteen clients write.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64Mcg;

use crate::check::find_faults;
use crate::cluster::Cluster;
use crate::harness::{Client, Database};
use crate::load::{Key, Record};
use crate::site::{Site, wait_for};
use crate::{alone, front, is_long, seed};

/// How many writes are done in a round at most before something is killed.
const MOST_WRITES: u64 = 200;

fn rounds() -> u64 {
    if is_long() { 50 } else { 10 }
}

/// Waits for a moment by chance, after so many more writes were done and a little later.
fn wait_for_moment(record: &Record, (writes, later): (u64, Duration)) {
    let writes = record.done.load(Ordering::SeqCst) + writes;
    let is_time = || (record.done.load(Ordering::SeqCst) >= writes).then_some(());
    wait_for(Duration::from_secs(30), "writes", is_time);
    std::thread::sleep(later);
}

/// What is to be killed, when, and by which door the clients come.
struct Trial<'a> {
    site: Site,
    door: fn(&Site) -> Client,
    /// Ends something in this round, and answers whether it was the server.
    kill: &'a dyn Fn(&Site, u64) -> bool,
}

impl Trial<'_> {
    /// Kills and restarts round after round, until faults are found of the kind that is looked for.
    fn find_faults(&mut self, is_looked_for: fn(&str) -> bool) -> Vec<String> {
        let seed = seed();
        let mut chance = Pcg64Mcg::seed_from_u64(seed);
        let mut record = Record::default();
        let mut slowest = Duration::ZERO;
        for round in 0..rounds() {
            let client = (self.door)(&self.site);
            let later = Duration::from_micros(chance.random_range(0..20_000));
            let moment = (chance.random_range(1..MOST_WRITES), later);
            let mut is_server = false;
            let days = record.write_until(&self.site, &client, (round, seed), |record| {
                wait_for_moment(record, moment);
                is_server = (self.kill)(&self.site, round);
            });
            let started = Instant::now();
            if is_server {
                self.site.restart();
            }
            self.site.wait_until_ready();
            slowest = slowest.max(started.elapsed());
            record.ask_again(&self.site, &days);
            let faults = find_faults(&self.site, &record, &days);
            if faults.iter().any(|fault| is_looked_for(fault)) {
                return faults;
            }
        }
        let days: Vec<Key> = record.by_day.keys().copied().collect();
        println!(
            "{} kills: {} of {} writes on {} days were acknowledged; ready again after {slowest:?} at most",
            rounds(),
            record.done.load(Ordering::SeqCst),
            record.writes().count(),
            days.len(),
        );
        find_faults(&self.site, &record, &days)
    }
}

fn any(_: &str) -> bool {
    true
}

fn loss(fault: &str) -> bool {
    fault.contains("was acknowledged and is lost")
}

#[test]
fn on_sqlite_what_was_acknowledged_is_there_after_each_kill() {
    let _alone = alone();
    let mut trial = Trial {
        site: Site::start(Database::file()),
        door: Site::client,
        kill: &|site, _| {
            site.process.kill_now();
            true
        },
    };
    assert_eq!(trial.find_faults(any), [""; 0]);
    let sound = "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'";
    assert_eq!(trial.site.database.number(sound), 1);
}

#[test]
fn on_postgresql_what_was_acknowledged_is_there_after_each_kill() {
    let _alone = alone();
    let cluster = Cluster::start();
    let mut trial = Trial {
        site: Site::start(cluster.database()),
        door: Site::client,
        kill: &|site, round| {
            match round % 4 {
                0 | 2 => site.process.kill_now(),
                1 => cluster.kill(),
                _ => cluster.stop(),
            }
            if round % 2 == 1 {
                cluster.launch();
            }
            round % 2 == 0
        },
    };
    assert_eq!(trial.find_faults(any), [""; 0]);
}

/// A server that acknowledges before it writes.
fn broken(site: &Site) -> Client {
    front::start(site.process.address.clone())
}

#[test]
fn on_sqlite_a_server_that_acknowledges_too_early_is_found_out() {
    let _alone = alone();
    let mut trial = Trial {
        site: Site::start(Database::file()),
        door: broken,
        kill: &|site, _| {
            site.process.kill_now();
            true
        },
    };
    let faults = trial.find_faults(loss);
    assert!(faults.iter().any(|fault| loss(fault)), "{faults:?}");
}

#[test]
fn on_postgresql_a_server_that_acknowledges_too_early_is_found_out() {
    let _alone = alone();
    let cluster = Cluster::start();
    let mut trial = Trial {
        site: Site::start(cluster.database()),
        door: broken,
        kill: &|_, _| {
            cluster.stop();
            cluster.launch();
            false
        },
    };
    let faults = trial.find_faults(loss);
    assert!(faults.iter().any(|fault| loss(fault)), "{faults:?}");
}
