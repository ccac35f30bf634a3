//! Long computations: one queue in the database, whatever server asks or works.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use chrono::DateTime;
use hospice_capacity::app::clock::Clock;
use hospice_capacity::app::planning::computations::{
    Computation, Progress, Unanswered, Work, ask, cancel, find, forget_old, work_on_one,
};
use hospice_capacity::app::planning::known::{Known, known};
use hospice_capacity::app::{App, Error, Settings};
use hospice_capacity::domain::access::{Principal, Role, View};
use hospice_capacity::domain::calendar::parse_moment;
use hospice_capacity::domain::computation::State;
use hospice_capacity::domain::text::{Id, Name};

use crate::harness::{Database, NETWORK, NOW, block_on};

/// The register without a server around it, so that nobody else takes up what is asked.
struct Register {
    app: App,
    seconds: Arc<AtomicI64>,
}

impl Register {
    fn on(database: &Database) -> Self {
        let seconds = Arc::new(AtomicI64::new(parse_moment(NOW).expect("a moment").timestamp()));
        let told = Arc::clone(&seconds);
        let clock =
            Clock::new(move || DateTime::from_timestamp(told.load(Ordering::SeqCst), 0).expect("a moment"));
        Self {
            app: App::new(database.open(), Settings::default(), clock, |_| ()),
            seconds,
        }
    }

    fn pass(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    /// What the analyst who asks may have used: whoever takes it up again tries that view last.
    fn known(&self) -> Arc<Known> {
        block_on(known(&self.app, None, View::BedsOnly)).expect("what is known")
    }

    fn try_ask(&self, question: &str) -> Result<Computation, Error> {
        let principal = Principal {
            token_id: Id::new("test").expect("an id"),
            name: Name::new("Test").expect("a name"),
            role: Role::Analyst,
            houses: Vec::new(),
        };
        block_on(ask(
            &self.app,
            &principal,
            "test",
            question.to_owned(),
            &self.known(),
        ))
    }

    fn ask(&self, question: &str) -> Computation {
        self.try_ask(question).expect("a computation")
    }

    fn find(&self, computation: &Computation) -> Computation {
        block_on(find(&self.app, "test", computation.id.clone())).expect("it")
    }

    /// Works on one, if there is one.
    fn work(&self, work: &Work) -> bool {
        block_on(work_on_one(&self.app, work, || false)).expect("a round")
    }
}

fn network() -> Database {
    let database = Database::new();
    let register = Register::on(&database);
    let description = hospice_capacity::http::read_json(NETWORK.as_bytes()).expect("a network");
    let by = Name::new("Test").expect("a name");
    let faults = block_on(hospice_capacity::app::import_houses::import_houses(
        &register.app,
        description,
        by,
    ));
    assert_eq!(faults.expect("an import"), []);
    database
}

/// Answers a question with itself, and counts how often.
fn echo(worked: &Arc<AtomicU32>) -> Work {
    let worked = Arc::clone(worked);
    Arc::new(move |computation: &Computation, _: &Known, _: &dyn Progress| {
        worked.fetch_add(1, Ordering::SeqCst);
        Ok(format!("{{\"answer\": {}}}", computation.question))
    })
}

/// Goes on until it is stopped.
fn endless(begun: &Arc<AtomicBool>) -> Work {
    let begun = Arc::clone(begun);
    Arc::new(move |_: &Computation, _: &Known, watch: &dyn Progress| {
        let mut done = 0;
        while watch.goes_on(done, 1_000_000) {
            begun.store(true, Ordering::SeqCst);
            done += 1;
            std::thread::sleep(Duration::from_millis(1));
        }
        Err(Unanswered::Stopped)
    })
}

#[test]
fn the_same_question_is_worked_on_once() {
    let database = network();
    let (register, other) = (Register::on(&database), Register::on(&database));
    let worked = Arc::new(AtomicU32::new(0));
    let first = register.ask("1");
    assert_eq!(first.state, State::Queued);
    assert_eq!(other.ask("1").id, first.id, "of another server too");
    assert_ne!(register.ask("2").id, first.id);
    assert!(register.work(&echo(&worked)) && register.work(&echo(&worked)));
    assert!(!register.work(&echo(&worked)), "nothing is left");
    let again = other.ask("1");
    assert_eq!((again.id, again.state), (first.id, State::Done));
    assert_eq!(again.result.as_deref(), Some("{\"answer\": 1}"));
    assert_eq!(worked.load(Ordering::SeqCst), 2);
}

#[test]
fn what_is_done_is_done_wholly() {
    let database = network();
    let register = Register::on(&database);
    let first = register.ask("1");
    // As the last beat of the work left it.
    database
        .execute("UPDATE computations SET done = 3, whole = 10")
        .expect("a beat");
    assert!(register.work(&echo(&Arc::new(AtomicU32::new(0)))));
    let told = register.find(&first);
    assert_eq!((told.state, told.done, told.whole), (State::Done, 10, 10));
}

#[test]
fn another_register_is_another_question() {
    let database = network();
    let register = Register::on(&database);
    let worked = Arc::new(AtomicU32::new(0));
    let first = register.ask("1");
    register.work(&echo(&worked));
    database
        .execute("UPDATE house_beds SET beds_physical = 7 WHERE house_id = 'de-linde'")
        .expect("another house");
    assert_ne!(register.ask("1").id, first.id);
}

#[test]
fn what_is_cancelled_ends_soon_wherever_it_is() {
    let database = network();
    let (register, other) = (Register::on(&database), Register::on(&database));
    let asked = register.ask("1");
    let begun = Arc::new(AtomicBool::new(false));
    std::thread::scope(|scope| {
        let working = scope.spawn(|| register.work(&endless(&begun)));
        while !begun.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
        assert_eq!(other.find(&asked).state, State::Running);
        let told = register.find(&asked);
        assert_eq!(told.whole, 1_000_000, "its own server knows how far it is");
        let before = std::time::Instant::now();
        block_on(cancel(&other.app, "test", asked.id.clone())).expect("cancelled");
        assert!(working.join().expect("no panic"));
        assert!(
            before.elapsed() < Duration::from_secs(10),
            "{:?}",
            before.elapsed()
        );
    });
    let over = other.find(&asked);
    assert_eq!((over.state, over.result), (State::Cancelled, None));
    assert!(!register.work(&endless(&begun)), "it is not taken up again");
    assert_ne!(register.ask("1").id, asked.id, "who asks again asks anew");
}

#[test]
fn what_waits_can_be_cancelled_and_what_is_done_stays() {
    let database = network();
    let register = Register::on(&database);
    let worked = Arc::new(AtomicU32::new(0));
    let (first, second) = (register.ask("1"), register.ask("2"));
    let stop = |computation: &Computation| block_on(cancel(&register.app, "test", computation.id.clone()));
    stop(&first).expect("cancelled");
    assert!(register.work(&echo(&worked)));
    assert!(!register.work(&echo(&worked)));
    stop(&second).expect("nothing to cancel");
    assert_eq!(register.find(&second).state, State::Done);
    let missing = block_on(cancel(&register.app, "other", second.id));
    assert!(
        matches!(missing, Err(Error::NotFound(_))),
        "another kind is another place"
    );
}

#[test]
fn a_server_takes_up_what_another_left() {
    let database = network();
    let asked = Register::on(&database).ask("1");
    // A server that is no longer there: it claimed and went.
    let claim = "UPDATE computations SET state = 'running', server = 'gone', heard_at = '2026-11-20 08:00:00', attempts = 1";
    database.execute(claim).expect("a claim");
    let register = Register::on(&database);
    let worked = Arc::new(AtomicU32::new(0));
    register.pass(30);
    assert!(!register.work(&echo(&worked)), "it was heard of late");
    register.pass(1);
    assert!(register.work(&echo(&worked)));
    let done = register.find(&asked);
    assert_eq!((done.state, done.attempts), (State::Done, 2));
}

#[test]
fn a_question_over_which_servers_end_is_given_up() {
    let database = network();
    let register = Register::on(&database);
    let asked = register.ask("1");
    let claim = "UPDATE computations SET state = 'running', server = 'gone', heard_at = '2026-11-20 07:00:00', attempts = 3";
    database.execute(claim).expect("a claim");
    let worked = Arc::new(AtomicU32::new(0));
    assert!(register.work(&echo(&worked)));
    let over = register.find(&asked);
    assert_eq!(
        (over.state, over.result.as_deref()),
        (State::Failed, Some("servers_ended"))
    );
    assert_eq!(worked.load(Ordering::SeqCst), 0);
}

#[test]
fn a_server_that_stops_leaves_its_work_to_the_others() {
    let database = network();
    let register = Register::on(&database);
    let asked = register.ask("1");
    let begun = Arc::new(AtomicBool::new(false));
    let is_stopping = || begun.load(Ordering::SeqCst);
    block_on(work_on_one(&register.app, &endless(&begun), is_stopping)).expect("a round");
    let left = register.find(&asked);
    assert_eq!((left.state, left.attempts), (State::Queued, 0));
    let worked = Arc::new(AtomicU32::new(0));
    assert!(Register::on(&database).work(&echo(&worked)));
    assert_eq!(register.find(&asked).state, State::Done);
}

#[test]
fn a_question_about_houses_that_have_changed_since_is_not_answered() {
    let database = network();
    let asked = Register::on(&database).ask("1");
    database
        .execute("UPDATE house_beds SET beds_physical = 7 WHERE house_id = 'de-linde'")
        .expect("another house");
    let register = Register::on(&database);
    let worked = Arc::new(AtomicU32::new(0));
    assert!(register.work(&echo(&worked)));
    let over = register.find(&asked);
    assert_eq!(
        (over.state, over.result.as_deref()),
        (State::Failed, Some("register_changed"))
    );
}

#[test]
fn work_that_panics_fails_and_harms_no_other() {
    let database = network();
    let register = Register::on(&database);
    let asked = register.ask("1");
    let work: Work = Arc::new(|_: &Computation, _: &Known, _: &dyn Progress| panic!("on purpose"));
    assert!(register.work(&work));
    let over = register.find(&asked);
    assert_eq!(
        (over.state, over.result.as_deref()),
        (State::Failed, Some("fault"))
    );
    register.ask("2");
    assert!(register.work(&echo(&Arc::new(AtomicU32::new(0)))));
}

#[test]
fn only_so_many_wait() {
    let database = network();
    let register = Register::on(&database);
    for question in 0..20 {
        register.ask(&question.to_string());
    }
    let refused = register.try_ask("21");
    assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
    assert_eq!(
        register.ask("3").state,
        State::Queued,
        "who asks the same waits with them"
    );
    let worked = Arc::new(AtomicU32::new(0));
    assert!(register.work(&echo(&worked)));
    register.ask("21");
}

#[test]
fn computations_are_forgotten_after_thirty_days() {
    let database = network();
    let register = Register::on(&database);
    let asked = register.ask("1");
    register.pass(30 * 86_400);
    block_on(forget_old(&register.app)).expect("nothing to forget");
    assert_eq!(register.find(&asked).state, State::Queued);
    register.pass(1);
    block_on(forget_old(&register.app)).expect("it is forgotten");
    let missing = block_on(find(&register.app, "test", asked.id));
    assert!(matches!(missing, Err(Error::NotFound(_))));
}
