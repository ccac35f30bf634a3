//! Whole requests to the whole server but its sockets: paths, query strings, headers, bodies.
//!
//! The first line says who asks for what (`coordinator GET /v1/houses?page=2`); then come headers, an empty line, and the
//! body.

use std::cell::RefCell;
use std::mem::ManuallyDrop;
use std::sync::Arc;

use actix_web::body::MessageBody as _;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::http::{Method, Uri};
use actix_web::rt::System;
use actix_web::test::{TestRequest, init_service};
use actix_web::web::Data;
use chrono::{DateTime, TimeDelta};
use hospice_capacity::app::clock::Clock;
use hospice_capacity::app::import_houses::{Description, import_houses};
use hospice_capacity::app::import_registrations::{Importer, import_text};
use hospice_capacity::app::tokens::{self, NewToken};
use hospice_capacity::app::{App, Settings};
use hospice_capacity::domain::access::{Issuer, Role};
use hospice_capacity::domain::text::{Id, Name};
use hospice_capacity::http::server::site;
use hospice_capacity::http::{View, Web, WebSettings, read_json};
use hospice_capacity::pages::PAGES;
use hospice_capacity::store::{Address, Limits, Store};
use tempfile::TempDir;

/// Friday 20 November 2026, 09:00 in Amsterdam.
const NOW: i64 = 1_795_161_600;
const NETWORK: &[u8] = include_bytes!("../../tests/it/network.json");
const ROLES: [(&str, Role); 5] = [
    ("reporter", Role::Reporter),
    ("app", Role::App),
    ("analyst", Role::Analyst),
    ("coordinator", Role::Coordinator),
    ("admin", Role::Admin),
];
/// After so many requests a new register takes the old one's place, so that it stays small.
const LONGEST_LIFE: u32 = 5_000;

thread_local! {
    // Left to the end of the process: when a thread ends, what the framework keeps by thread is gone before.
    static REGISTER: RefCell<ManuallyDrop<Option<Register>>> = const { RefCell::new(ManuallyDrop::new(None)) };
}

/// Sends the request that `data` tells; what is none is left out.
///
/// # Panics
/// Where the answer is a fault of the server's own.
pub fn run(data: &[u8]) {
    let Some(asked) = Asked::read(data) else { return };
    REGISTER.with_borrow_mut(|kept| {
        if kept.as_ref().is_some_and(|register| register.age >= LONGEST_LIFE) {
            **kept = None;
        }
        kept.get_or_insert_with(Register::open).answer(&asked);
    });
}

struct Asked<'a> {
    role: Option<&'a str>,
    method: Method,
    uri: Uri,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: &'a [u8],
}

impl<'a> Asked<'a> {
    fn read(data: &'a [u8]) -> Option<Self> {
        let (head, body) = match data.windows(2).position(|pair| pair == b"\n\n") {
            Some(at) => (data.get(..at)?, data.get(at + 2..)?),
            None => (data, &[][..]),
        };
        let mut lines = head.split(|byte| *byte == b'\n');
        let mut words = std::str::from_utf8(lines.next()?).ok()?.splitn(3, ' ');
        let (role, method, target) = (words.next()?, words.next()?, words.next()?);
        let uri: Uri = target.parse().ok().filter(|_| target.starts_with('/'))?;
        let headers = lines.filter_map(|line| {
            let colon = line.iter().position(|byte| *byte == b':')?;
            let (name, value) = line.split_at(colon);
            let value = value.get(1..)?.trim_ascii();
            Some((
                HeaderName::from_bytes(name).ok()?,
                HeaderValue::from_bytes(value).ok()?,
            ))
        });
        let asked = Self {
            role: Some(role).filter(|role| ROLES.iter().any(|(name, _)| name == role)),
            method: Method::from_bytes(method.as_bytes()).ok()?,
            uri,
            headers: headers.collect(),
            body,
        };
        asked.is_quick().then_some(asked)
    }

    /// A forecast of many paths takes a second, and is no finding.
    fn is_quick(&self) -> bool {
        let path = self.uri.path().trim_start_matches('/');
        let is_forecast = ["v1/fore", "v1/%", "prognose", "vandaag"]
            .iter()
            .any(|start| path.starts_with(start));
        !is_forecast || {
            let query = self.uri.query().unwrap_or_default();
            !query.contains("seed") && !query.contains("paths") && !query.contains('%')
        }
    }
}

type Answering = Box<dyn Fn(TestRequest) -> ServiceResponse>;

struct Register {
    answer: Answering,
    tokens: Vec<(&'static str, String)>,
    age: u32,
    _folder: TempDir,
}

impl Register {
    /// Ten houses, of which two registered forty days.
    fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let address = format!("sqlite://{}", folder.path().join("register.db").display());
        let address = Address::parse(&address).expect("an address");
        let limits = Limits {
            connections: 2,
            ..Limits::default()
        };
        let store = Store::open(&address, true, limits).expect("a register");
        let view = View::default();
        let shown = view.clone();
        let clock = Clock::new(|| DateTime::from_timestamp(NOW, 0).expect("a moment"));
        let app = Arc::new(App::new(store, Settings::default(), clock, move |board| {
            shown.show(board);
        }));
        let web = Web::new(Arc::clone(&app), view, WebSettings::default(), PAGES);
        let system = System::new();
        let (tokens, service) = system.block_on(async {
            fill(&app).await;
            (tokens_of(&app).await, init_service(site(Data::new(web))).await)
        });
        let answer = move |request: TestRequest| {
            system.block_on(async {
                service
                    .call(request.to_request())
                    .await
                    .unwrap_or_else(|error| answer_of(&error))
            })
        };
        Self {
            answer: Box::new(answer),
            tokens,
            age: 0,
            _folder: folder,
        }
    }

    fn answer(&mut self, asked: &Asked) {
        self.age += 1;
        let mut request = TestRequest::default()
            .method(asked.method.clone())
            .uri(&asked.uri.to_string())
            .peer_addr(([127, 0, 0, 1], 5000).into())
            .set_payload(asked.body.to_vec());
        for header in &asked.headers {
            request = request.append_header(header.clone());
        }
        let token = self.tokens.iter().find(|(role, _)| Some(*role) == asked.role);
        if let Some((_, token)) = token {
            request = request.insert_header(("Authorization", format!("Bearer {token}")));
        }
        let answer = (self.answer)(request);
        let status = answer.status().as_u16();
        assert_ne!(status, 500, "{} {}", asked.method, asked.uri);
        assert!((200..600).contains(&status), "{status}");
        let is_api = asked.uri.path().starts_with("/v1/");
        let headers = answer.headers().clone();
        if let Ok(body) = answer.into_body().try_into_bytes()
            && is_api
            && status >= 400
            && asked.method != Method::HEAD
        {
            let kind = headers.get("content-type").and_then(|kind| kind.to_str().ok());
            assert_eq!(
                kind,
                Some("application/problem+json"),
                "{} {}",
                asked.method,
                asked.uri
            );
            assert!(body.len() < 200_000, "{} bytes say what is wrong", body.len());
        }
    }
}

/// What the server would send for an error of the framework.
fn answer_of(error: &actix_web::Error) -> ServiceResponse {
    let response = error.error_response();
    ServiceResponse::new(TestRequest::default().to_http_request(), response)
}

async fn fill(app: &App) {
    let network: Description = read_json(NETWORK).expect("a network");
    let name = Name::new("Fuzz").expect("a name");
    let faults = import_houses(app, network, name.clone())
        .await
        .expect("an import");
    assert_eq!(faults, []);
    let mut file = String::from("house_id,date,beds_occupied,admissions,deaths,requests,refused_no_bed\n");
    for days in 0..40 {
        let date = app.today() - TimeDelta::days(40 - days);
        for house in ["de-linde", "de-heide"] {
            let occupied = days % 3;
            let row = format!("{house},{date},{occupied},1,1,2,0\n");
            file.push_str(&row);
        }
    }
    let importer = Importer {
        name,
        token_id: None,
        reason: None,
        dry_run: false,
    };
    import_text(app, file, importer, None).await.expect("an import");
    app.refresh_board().await.expect("the board");
}

async fn tokens_of(app: &App) -> Vec<(&'static str, String)> {
    let mut tokens = Vec::new();
    for (name, role) in ROLES {
        let houses = if role == Role::Reporter {
            vec!["de-linde"]
        } else {
            Vec::new()
        };
        let new = NewToken {
            name: Name::new(name).expect("a name"),
            role,
            houses: houses.into_iter().filter_map(Id::new).collect(),
            expires_at: app.now() + TimeDelta::days(1),
        };
        let (_, text) = tokens::create(app, Issuer::Operator, new).await.expect("a token");
        tokens.push((name, text.reveal().to_owned()));
    }
    tokens
}
