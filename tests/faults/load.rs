//! Clients that register, correct and withdraw as fast as they are answered, each time something that was
//! never said before, and keep a record of what they were told.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64Mcg;
use serde_json::{Value, json};

use crate::harness::{Answer, Client};
use crate::site::{HOUSES, Site, day, wait_for};

/// How many clients write at once.
pub const CLIENTS: u64 = 16;
/// Days in a round that belong to one client alone.
const OWN_DAYS: u64 = 3;

/// A day of a house.
pub type Key = (&'static str, NaiveDate);

/// Something that a client asked for.
#[derive(Clone, Debug)]
pub struct Write {
    /// Stands in the reason, and nowhere else.
    pub number: u64,
    pub key: Key,
    pub action: Action,
    pub told: Told,
    pub sent: Instant,
    pub took: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Register {
        occupied: u64,
        requests: u64,
        withdrawals: u64,
    },
    Withdraw,
}

/// What the client knows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// It is done; a registration as the revision of this number.
    Done(Option<u64>),
    /// It is not done, for it does not fit what is stored.
    Refused,
    /// It may be done, or not.
    Unknown(Failure),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    NoAnswer,
    /// 503, with a word on when to come again.
    ComeAgain,
    /// 503 without one.
    Unavailable,
}

impl Write {
    pub fn reason(&self) -> String {
        format!("write {}", self.number)
    }

    /// Asks for it, and notes what is told.
    ///
    /// # Panics
    /// Where the answer is none that such a request may get.
    pub fn send(&mut self, client: &Client, token: &str) {
        let path = format!("{}?reason=write%20{}", day(self.key.0, self.key.1), self.number);
        let request = match self.action {
            Action::Register { .. } => client.put(&path, &self.body()),
            Action::Withdraw => client.delete(&path),
        };
        self.sent = Instant::now();
        let answer = request.token(token).try_send();
        self.took = self.sent.elapsed();
        self.told = answer.map_or(Told::Unknown(Failure::NoAnswer), |answer| {
            self.understand(&answer)
        });
    }

    fn understand(&self, answer: &Answer) -> Told {
        match (self.action, answer.status) {
            (Action::Register { .. }, 200 | 201) => {
                let document = answer.json();
                for (name, value) in self.body().as_object().expect("a body") {
                    assert_eq!(document[name], *value, "{self:?}: {document}");
                }
                Told::Done(Some(document["revision"].as_u64().expect("a revision")))
            }
            (Action::Withdraw, 204) => Told::Done(None),
            (Action::Withdraw, 404) => Told::Refused,
            (_, 503) if answer.header("Retry-After").is_some() => Told::Unknown(Failure::ComeAgain),
            (_, 503) => Told::Unknown(Failure::Unavailable),
            (_, status) => panic!("{self:?} was answered {status}: {}", answer.text()),
        }
    }

    /// What it says of the day.
    pub fn body(&self) -> Value {
        match self.action {
            Action::Register {
                occupied,
                requests,
                withdrawals,
            } => {
                json!({"bedsOccupied": occupied, "requests": requests, "withdrawals": withdrawals})
            }
            Action::Withdraw => Value::Null,
        }
    }
}

/// All that was ever asked for, by day, in the order in which each client asked.
#[derive(Default)]
pub struct Record {
    pub by_day: BTreeMap<Key, Vec<Write>>,
    next: AtomicU64,
    /// How many writes were done so far, also while the clients are at it.
    pub done: AtomicU64,
    /// How many were answered 503, or not at all.
    pub failed: AtomicU64,
}

impl Record {
    pub fn writes(&self) -> impl Iterator<Item = &Write> {
        self.by_day.values().flatten()
    }

    /// Lets the clients write to `client` until `until` returns. Answers which days they wrote.
    pub fn write_until(
        &mut self,
        site: &Site,
        client: &Client,
        (round, seed): (u64, u64),
        until: impl FnOnce(&Self),
    ) -> Vec<Key> {
        let is_over = AtomicBool::new(false);
        let record = &*self;
        let written: Vec<Write> = std::thread::scope(|scope| {
            let start = |number| {
                let is_over = &is_over;
                scope.spawn(move || {
                    let mut chance = Pcg64Mcg::seed_from_u64(seed ^ (round << 8 | number));
                    let mut written = Vec::new();
                    while !is_over.load(Ordering::SeqCst) {
                        let mut write = invent(&mut chance, &record.next, site.today, round, number);
                        write.send(client, &site.token);
                        match write.told {
                            Told::Done(_) => {
                                record.done.fetch_add(1, Ordering::SeqCst);
                            }
                            Told::Refused => {}
                            Told::Unknown(_) => {
                                record.failed.fetch_add(1, Ordering::SeqCst);
                                std::thread::sleep(Duration::from_millis(5));
                            }
                        }
                        written.push(write);
                    }
                    written
                })
            };
            let clients: Vec<_> = (0..CLIENTS).map(start).collect();
            let over = Over(&is_over);
            until(record);
            drop(over);
            clients
                .into_iter()
                .flat_map(|client| client.join().expect("a client"))
                .collect()
        });
        let mut days: Vec<Key> = written.iter().map(|write| write.key).collect();
        days.sort_unstable();
        days.dedup();
        for write in written {
            self.by_day.entry(write.key).or_default().push(write);
        }
        days
    }

    /// Does what a client does that got no answer: it asks the same again, and again where it is told to come again.
    /// Only for the last write of each day that
    /// is one client's own, for others may have written since.
    pub fn ask_again(&mut self, site: &Site, days: &[Key]) {
        for key in days.iter().filter(|(_, date)| *date != site.today) {
            let last = self.by_day.get_mut(key).and_then(|writes| writes.last_mut());
            if let Some(last) = last
                && matches!(
                    (last.action, &last.told),
                    (Action::Register { .. }, Told::Unknown(_))
                )
            {
                wait_for(Duration::from_secs(20), "an answer to the same again", || {
                    last.send(&site.process.client, &site.token);
                    matches!(last.told, Told::Done(_)).then_some(())
                });
            }
        }
    }
}

/// Says that it is over when it is dropped, also where a test fails: others would go on for ever.
pub struct Over<'a>(pub &'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Mostly days of the client's own, of which it knows in which order they were written; else today, which all of
/// them write at once, and which the board shows.
fn invent(chance: &mut Pcg64Mcg, next: &AtomicU64, today: NaiveDate, round: u64, client: u64) -> Write {
    let number = next.fetch_add(1, Ordering::SeqCst);
    let houses = HOUSES.len() as u64;
    let is_own = chance.random_bool(0.7);
    let key = if is_own {
        let days = (round * 2 + client / houses) * OWN_DAYS + chance.random_range(0..OWN_DAYS);
        let first = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap_or(today);
        (house(client % houses), first + Days::new(days))
    } else {
        (house(chance.random_range(0..houses)), today)
    };
    let action = if chance.random_bool(if is_own { 0.2 } else { 0.05 }) {
        Action::Withdraw
    } else {
        Action::Register {
            occupied: chance.random_range(0..=2),
            requests: number % 1000,
            withdrawals: number / 1000 % 1000,
        }
    };
    Write {
        number,
        key,
        action,
        told: Told::Unknown(Failure::NoAnswer),
        sent: Instant::now(),
        took: Duration::ZERO,
    }
}

fn house(number: u64) -> &'static str {
    let number = usize::try_from(number).expect("a small number");
    HOUSES[number % HOUSES.len()]
}
