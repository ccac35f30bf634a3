//! Whatever is registered, corrected, withdrawn and imported, in whatever order and with whatever crashes between: the
//! register holds what a simple list of everything that was acknowledged holds.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value, json};

use crate::harness::{Server, TODAY, day};

/// Houses and their beds.
const HOUSES: [(&str, u32); 3] = [("de-linde", 4), ("de-heide", 2), ("het-baken", 6)];
const DAYS: [&str; 3] = ["2026-11-18", "2026-11-19", TODAY];

/// A house and a day, by their places above.
type Place = (usize, usize);

/// What stands of a day: occupied beds and deaths.
type Stand = (u32, Option<u32>);

#[derive(Clone, Debug)]
enum Step {
    Put(Place, Stand),
    Withdraw(Place),
    /// Rows of occupied beds; all or none.
    Import(Vec<(Place, u32)>),
    /// A power cut while this is being written.
    Crash(Place, Stand),
}

fn step() -> impl Strategy<Value = Step> {
    let place = || (0..HOUSES.len(), 0..DAYS.len());
    // Now and then more than there are beds.
    let occupied = || 0..8_u32;
    let stand = move || (occupied(), proptest::option::of(0..3_u32));
    prop_oneof![
        8 => (place(), stand()).prop_map(|(place, stand)| Step::Put(place, stand)),
        3 => place().prop_map(Step::Withdraw),
        3 => proptest::collection::vec((place(), occupied()), 1..4).prop_map(Step::Import),
        2 => (place(), stand()).prop_map(|(place, stand)| Step::Crash(place, stand)),
    ]
}

/// A revision: when, and what stood then; nothing where it was withdrawn.
type Revision = (String, Option<Stand>);

/// Everything that was acknowledged.
#[derive(Default)]
struct Reference(BTreeMap<Place, Vec<Revision>>);

impl Reference {
    fn standing(&self, place: Place) -> Option<Stand> {
        self.0.get(&place)?.last()?.1
    }

    fn add(&mut self, place: Place, moment: &str, stand: Option<Stand>) {
        if stand != self.standing(place) {
            let revisions = self.0.entry(place).or_default();
            revisions.push((moment.to_owned(), stand));
        }
    }

    /// What stood at a moment, in the order of days and houses.
    fn at(&self, moment: &str) -> Vec<Value> {
        let mut all: Vec<(&str, &str, Value)> = self
            .0
            .iter()
            .filter_map(|((house, date), revisions)| {
                let number = revisions.iter().filter(|(at, _)| at.as_str() <= moment).count();
                let (at, stand) = revisions.get(number.checked_sub(1)?)?;
                let (occupied, deaths) = (*stand)?;
                let (id, physical) = HOUSES[*house];
                let told = json!({"houseId": id, "date": DAYS[*date], "revision": number, "reportedAt": at,
                    "bedsOccupied": occupied, "bedsFree": physical - occupied, "deaths": deaths});
                Some((DAYS[*date], id, told))
            })
            .collect();
        all.sort_by_key(|(date, id, _)| (*date, *id));
        all.into_iter().map(|(.., told)| told).collect()
    }
}

/// The register under test.
struct Tried {
    server: Server,
    token: String,
    moment: String,
}

impl Tried {
    fn start() -> Self {
        let server = Server::start();
        let token = server.coordinator();
        let moment = "2026-11-20T08:00:00Z".to_owned();
        Self {
            server,
            token,
            moment,
        }
    }

    fn go_on_to(&mut self, minute: usize) {
        self.moment = format!("2026-11-20T09:{minute:02}:00Z");
        self.server.set_clock(&self.moment);
    }

    fn put(&self, (house, date): Place, (occupied, deaths): Stand) -> u16 {
        let stand = json!({"bedsOccupied": occupied, "deaths": deaths});
        let path = format!("{}?reason=Proef", day(HOUSES[house].0, DAYS[date]));
        self.server.put(&path, &stand).token(&self.token).send().status
    }

    /// Does a step, and notes what was acknowledged; answers whether the status is one of those it may have.
    fn take(&mut self, step: &Step, reference: &mut Reference) -> bool {
        match step {
            Step::Put(place, stand) => {
                let status = self.put(*place, *stand);
                let fits = stand.0 <= HOUSES[place.0].1;
                let expected = match (fits, reference.standing(*place)) {
                    (false, _) => 409,
                    (true, None) => 201,
                    (true, Some(_)) => 200,
                };
                if fits {
                    reference.add(*place, &self.moment, Some(*stand));
                }
                status == expected
            }
            Step::Withdraw(place) => {
                let path = format!("{}?reason=Proef", day(HOUSES[place.0].0, DAYS[place.1]));
                let status = self.server.delete(&path).token(&self.token).send().status;
                let stands = reference.standing(*place).is_some();
                reference.add(*place, &self.moment, None);
                status == if stands { 204 } else { 404 }
            }
            Step::Import(rows) => self.import(rows, reference),
            Step::Crash(place, stand) => {
                let stand = (stand.0.min(2), stand.1);
                self.crash(*place, stand, reference.standing(*place) == Some(stand))
            }
        }
    }

    fn import(&self, rows: &[(Place, u32)], reference: &mut Reference) -> bool {
        let mut file = String::from("house_id,date,beds_occupied\n");
        for ((house, date), occupied) in rows {
            let row = format!("{},{},{occupied}\n", HOUSES[*house].0, DAYS[*date]);
            file.push_str(&row);
        }
        let request = self.server.request("POST", "/v1/imports").token(&self.token);
        let status = request
            .header("Content-Type", "text/csv")
            .body(file)
            .send()
            .status;
        let twice =
            (1..rows.len()).any(|place| rows[..place].iter().any(|(before, _)| *before == rows[place].0));
        let fits = rows
            .iter()
            .all(|((house, _), occupied)| *occupied <= HOUSES[*house].1);
        if twice || !fits {
            return status == 409;
        }
        for (place, occupied) in rows {
            // A column that is not there leaves what stood.
            let deaths = reference.standing(*place).and_then(|(_, deaths)| deaths);
            reference.add(*place, &self.moment, Some((*occupied, deaths)));
        }
        status == 200
    }

    /// The power goes while a stand is being written: nobody was told that it is stored, and it is not. What stood so
    /// already is not written, and may be answered. `SQLite` is copied, so that what its old server says is of no account.
    fn crash(&mut self, place: Place, stand: Stand, stands_already: bool) -> bool {
        let (database, status) = std::thread::scope(|scope| {
            let lock = self.server.database.lock();
            let writing = scope.spawn(|| self.put(place, stand));
            self.server.database.await_blocked(|| writing.is_finished());
            let left = self.server.database.crash(&lock);
            drop(lock);
            (left, writing.join().expect("an answer"))
        });
        let is_refused = status == 503 || stands_already && status == 200;
        let is_as_told = !self.server.database.is_postgres() || is_refused;
        let settings = self.server.app.settings;
        self.server = Server::on(database, settings);
        self.server.set_clock(&self.moment);
        is_as_told
    }

    fn list(&self, as_of: Option<&str>) -> Vec<Value> {
        let as_of = as_of.map_or_else(String::new, |moment| format!("&asOf={moment}"));
        let path = format!("/v1/registrations?pageSize=1000{as_of}");
        let list = self
            .server
            .get(&path)
            .token(&self.token)
            .send()
            .expect(200)
            .json();
        let list = list.as_array().expect("a list").clone();
        list.into_iter()
            .map(|told| {
                json!({"houseId": told["houseId"], "date": told["date"], "revision": told["revision"],
                    "reportedAt": told["reportedAt"], "bedsOccupied": told["bedsOccupied"],
                    "bedsFree": told["bedsFree"], "deaths": told["deaths"]})
            })
            .collect()
    }

    fn revisions(&self, (house, date): Place) -> Vec<Revision> {
        let path = format!("{}/revisions", day(HOUSES[house].0, DAYS[date]));
        let list = self
            .server
            .get(&path)
            .token(&self.token)
            .send()
            .expect(200)
            .json();
        let list = list.as_array().expect("a list").clone();
        list.into_iter()
            .enumerate()
            .map(|(before, told)| {
                assert_eq!(told["revision"], before + 1);
                let number = |name: &str| {
                    told["stand"][name]
                        .as_u64()
                        .and_then(|number| u32::try_from(number).ok())
                };
                let stand = number("bedsOccupied").map(|occupied| (occupied, number("deaths")));
                assert_eq!(told["withdrawn"], stand.is_none());
                (told["reportedAt"].as_str().expect("a moment").to_owned(), stand)
            })
            .collect()
    }

    /// The register, its history and the board are those of the reference.
    fn check(&self, reference: &Reference) -> Result<(), TestCaseError> {
        prop_assert_eq!(self.list(None), reference.at(&self.moment));
        for (place, revisions) in &reference.0 {
            prop_assert_eq!(&self.revisions(*place), revisions, "{:?}", place);
        }
        for (house, (id, physical)) in HOUSES.iter().enumerate() {
            let latest = (0..DAYS.len())
                .rev()
                .find_map(|date| reference.standing((house, date)));
            let offer = self.server.offer(id);
            let free = if offer["freshness"] == "unknown" {
                &offer["lastKnownBedsFree"]
            } else {
                &offer["bedsFree"]
            };
            let expected = latest.map(|(occupied, _)| physical - occupied);
            prop_assert_eq!(free, &json!(expected), "{}: {}", id, &offer);
        }
        Ok(())
    }
}

#[test]
fn the_register_holds_what_was_acknowledged_and_nothing_else() {
    let mut runner = TestRunner::new(Config {
        cases: 8,
        failure_persistence: None,
        ..Config::default()
    });
    let steps = proptest::collection::vec(step(), 4..16);
    runner
        .run(&steps, |steps| {
            let mut tried = Tried::start();
            let mut reference = Reference::default();
            let mut moments = vec![tried.moment.clone()];
            for (minute, step) in steps.iter().enumerate() {
                tried.go_on_to(minute + 1);
                prop_assert!(tried.take(step, &mut reference), "{:?}", step);
                tried.check(&reference)?;
                moments.push(tried.moment.clone());
            }
            for moment in &moments {
                prop_assert_eq!(tried.list(Some(moment)), reference.at(moment), "as of {}", moment);
            }
            Ok(())
        })
        .expect("the register of the reference");
}
