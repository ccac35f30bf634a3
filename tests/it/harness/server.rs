//! The real server, in this process, on a port of its own, with a clock that stands still until a test
//! sets it.

use std::net::TcpListener;
use std::ops::Deref;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use chrono::{DateTime, TimeDelta, Utc};
use hospice_capacity::app::clock::Clock;
use hospice_capacity::app::houses::Described;
use hospice_capacity::app::import_houses::{Description, import_houses};
use hospice_capacity::app::tokens::{self, NewToken};
use hospice_capacity::app::{App, Settings};
use hospice_capacity::domain::access::{Issuer, Role, Token};
use hospice_capacity::domain::calendar::parse_moment;
use hospice_capacity::domain::text::{Id, Name};
use hospice_capacity::http::{View, Web, WebSettings, read_json, server};
use hospice_capacity::pages::PAGES;
use hospice_capacity::store::Store;
use serde_json::{Value, json};

use super::client::{Answer, Client};
use super::database::Database;

/// Ten fictional houses, of which one is closed and one is not open yet.
pub const NETWORK: &str = include_str!("../network.json");

/// When tests take place unless they say otherwise: a Friday, 09:00 in Amsterdam.
pub const NOW: &str = "2026-11-20T08:00:00Z";
pub const TODAY: &str = "2026-11-20";

/// A running server. It stops when it is dropped.
pub struct Server {
    client: Client,
    pub app: Arc<App>,
    pub database: Arc<Database>,
    seconds: Arc<AtomicI64>,
    stop: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Deref for Server {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Server {
    /// A server with the test's network, on a new database.
    pub fn start() -> Self {
        Self::with(Settings::default())
    }

    /// The same, where the board is not open to all.
    pub fn closed() -> Self {
        Self::with(Settings {
            public_availability: false,
            ..Settings::default()
        })
    }

    fn with(settings: Settings) -> Self {
        let server = Self::on(Arc::new(Database::new()), settings);
        server.import(NETWORK);
        server
    }

    /// The same, where an installation decided otherwise on HTTP.
    pub fn with_web(web: WebSettings) -> Self {
        let database = Arc::new(Database::new());
        let store = database.open();
        let server = Self::launch(database, store, Settings::default(), web);
        server.import(NETWORK);
        server
    }

    /// A server that does not wait for its database, with the test's network.
    pub fn impatient() -> Self {
        let server = Self::impatient_on(Arc::new(Database::new()));
        server.import(NETWORK);
        server
    }

    /// The same on a database that may have others.
    pub fn impatient_on(database: Arc<Database>) -> Self {
        let store = database.open_within(Duration::from_millis(100));
        Self::launch(database, store, Settings::default(), WebSettings::default())
    }

    /// A server on a database that may have others.
    pub fn on(database: Arc<Database>, settings: Settings) -> Self {
        let store = database.open();
        Self::launch(database, store, settings, WebSettings::default())
    }

    fn launch(database: Arc<Database>, store: Store, settings: Settings, web: WebSettings) -> Self {
        let seconds = Arc::new(AtomicI64::new(moment(NOW).timestamp()));
        let told = Arc::clone(&seconds);
        let clock = Clock::new(move || {
            DateTime::from_timestamp(told.load(Ordering::SeqCst), 0).expect("a moment of the calendar")
        });
        let view = View::default();
        let shown = view.clone();
        let app = Arc::new(App::new(store, settings, clock, move |availability| {
            shown.show(availability);
        }));
        let web = Web::new(Arc::clone(&app), view, web, PAGES);
        let (announce, started) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            block_on(async {
                web.app.refresh_board().await.expect("the board");
                let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
                let announce = |address, handle| announce.send((address, handle)).expect("a test that waits");
                server::serve(listener, web, 2, None, announce)
                    .await
                    .expect("a server");
            });
        });
        let (address, stop) = started.recv().expect("a server that starts");
        Self {
            client: Client::new(format!("http://{address}")),
            app,
            database,
            seconds,
            stop,
            thread: Some(thread),
        }
    }

    /// Imports a network, and brings the board up to date.
    pub fn import(&self, network: &str) {
        let description: Description = read_json(network.as_bytes()).expect("a network");
        block_on(async {
            let faults = import_houses(&self.app, description, name("Test"))
                .await
                .expect("an import");
            assert_eq!(faults, []);
            self.app.refresh_board().await.expect("the board");
        });
    }

    /// Imports one house more, made from `de-linde` by `change`.
    pub fn add_house(&self, id: &str, change: impl FnOnce(&mut Value)) {
        let network: Value = serde_json::from_str(NETWORK).expect("a network");
        let mut house = network["houses"][0].clone();
        house["houseId"] = json!(id);
        change(&mut house);
        let _: Described = read_json(house.to_string().as_bytes()).expect("a house");
        self.import(&json!([house]).to_string());
    }

    /// Sets the clock, and lets the board follow.
    pub fn set_clock(&self, to: &str) {
        self.seconds.store(moment(to).timestamp(), Ordering::SeqCst);
        block_on(self.app.refresh_board()).expect("the board");
    }

    /// Sets the clock where the board cannot follow, for the database is away.
    pub fn set_clock_while_away(&self, to: &str) {
        self.seconds.store(moment(to).timestamp(), Ordering::SeqCst);
        block_on(self.app.refresh_board()).expect_err("no database");
    }

    /// A new token, valid for a day.
    pub fn token(&self, role: Role, houses: &[&str]) -> String {
        self.expiring_token(role, houses, self.app.now() + TimeDelta::days(1))
            .1
    }

    /// A new token, and what the register keeps of it.
    pub fn expiring_token(&self, role: Role, houses: &[&str], expires_at: DateTime<Utc>) -> (Token, String) {
        let new = NewToken {
            name: name(&format!("Test {role:?}")),
            role,
            houses: houses.iter().map(|house| id(house)).collect(),
            expires_at,
        };
        let (token, text) = block_on(tokens::create(&self.app, Issuer::Operator, new)).expect("a token");
        (token, text.reveal().to_owned())
    }

    pub fn coordinator(&self) -> String {
        self.token(Role::Coordinator, &[])
    }

    pub fn reporter(&self, house: &str) -> String {
        self.token(Role::Reporter, &[house])
    }

    /// Registers a day, as the house does.
    #[track_caller]
    pub fn register(&self, house: &str, date: &str, stand: &Value) -> Answer {
        let answer = self
            .put(&day(house, date), stand)
            .token(&self.reporter(house))
            .send();
        assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
        answer
    }

    /// What the board says of one house.
    #[track_caller]
    pub fn offer(&self, house: &str) -> Value {
        self.get(&format!("/v1/availability/{house}"))
            .send()
            .expect(200)
            .json()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The command is given at once; the thread's end is waited for below.
        drop(self.stop.stop(false));
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
            && !std::thread::panicking()
        {
            panic!("the server panicked");
        }
    }
}

/// The address of a house's day.
pub fn day(house: &str, date: &str) -> String {
    format!("/v1/houses/{house}/registrations/{date}")
}

fn moment(text: &str) -> DateTime<Utc> {
    parse_moment(text).expect("a moment")
}

fn id(text: &str) -> Id {
    Id::new(text).expect("an id")
}

fn name(text: &str) -> Name {
    Name::new(text).expect("a name")
}

/// Runs a job of the register to its end.
pub fn block_on<T>(job: impl Future<Output = T>) -> T {
    actix_web::rt::System::new().block_on(job)
}
