//! Registrations, written durably by 64 at once.

use std::process::Command;

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};

use super::fixture::{Kind, kinds, register};
use super::process::{Server, copy, today, token};
use super::table::{Bar, head, row};
use super::wrk::{Load, Measured, Writes, in_turn};
use super::{raw, wrk};

const CLIENTS: u32 = 64;
const HOUSES: u32 = 8;
/// How many days are written. Unit: days.
const DAYS: usize = 14;
/// How long pgbench runs each time. Unit: seconds.
const SECONDS: &str = "3";

pub fn measure() {
    for kind in kinds() {
        println!("\n{kind:?}:\n");
        head();
        match kind {
            Kind::Sqlite => sqlite(),
            Kind::Postgres => postgres(),
        }
    }
}

fn sqlite() {
    let url = register(Kind::Sqlite, HOUSES, 2, true);
    let token = token(&url);
    let servers = [
        Server::ours(&copy(&url, "ours")),
        Server::one_commit(&copy(&url, "one")),
    ];
    let raw = raw::Raw::open(&copy(&url, "raw"));
    let bare = bare(&servers[0]);
    let put = |server: &Server| Load::put(&server.address, CLIENTS, &writes(&token));
    let [grouped, alone, bare] = [put(&servers[0]), put(&servers[1]), put(&bare)];
    let [ours, one, bare, rows, upserts] = in_turn([
        &|| grouped.run(),
        &|| alone.run(),
        &|| bare.run(),
        &|| raw.registrations(),
        &|| raw.upserts(),
    ]);
    row(
        "one commit for all that wait",
        "/s",
        ours.rate,
        ("for each", one.rate),
        Bar::AtLeast(2.0),
    );
    let beside = ("its rows without HTTP", rows.rate);
    row(
        "share of the file's limit",
        "/s",
        ours.rate,
        beside,
        Bar::AtLeast(0.5),
    );
    row(
        "share of one narrow upsert",
        "/s",
        ours.rate,
        ("without HTTP", upserts.rate),
        Bar::None,
    );
    row(
        "share of a bare PUT",
        "/s",
        ours.rate,
        ("bare", bare.rate),
        Bar::AtLeast(0.16),
    );
    row("p99", "us", ours.p99, ("one commit each", one.p99), Bar::None);
}

fn postgres() {
    let url = register(Kind::Postgres, HOUSES, 2, true);
    let token = token(&url);
    let ours = Server::ours(&url);
    let bare = bare(&ours);
    let upsert = Upsert::prepare(&url);
    let put = |server: &Server| Load::put(&server.address, CLIENTS, &writes(&token));
    let (grouped, bare) = (put(&ours), put(&bare));
    let [ours, pgbench, bare] = in_turn([&|| grouped.run(), &|| upsert.run(), &|| bare.run()]);
    row(
        "share of pgbench's upsert",
        "/s",
        ours.rate,
        ("pgbench", pgbench.rate),
        Bar::AtLeast(0.7),
    );
    row(
        "share of a bare PUT",
        "/s",
        ours.rate,
        ("bare", bare.rate),
        Bar::AtLeast(0.10),
    );
    row("p99", "us", ours.p99, ("bare", bare.p99), Bar::None);
}

fn bare(ours: &Server) -> Server {
    Server::bare(&format!("{}/v1/availability", ours.address), &[], |_| true)
}

/// The last days, today among them, so that the board changes with what is written.
pub fn writes(token: &str) -> Writes {
    let days = today().iter_days().rev().take(DAYS).map(|day| day.to_string());
    Writes {
        token: token.to_owned(),
        houses: HOUSES,
        days: days.collect::<Vec<_>>().join(" "),
    }
}

/// What `PostgreSQL`'s own load program reaches with a table like the register's.
struct Upsert {
    script: String,
    url: String,
}

impl Upsert {
    fn prepare(url: &str) -> Self {
        assert!(
            Command::new("pgbench").arg("--version").output().is_ok(),
            "pgbench is missing. Debian: apt-get install postgresql-contrib; macOS: it comes with postgresql"
        );
        let mut connection = PgConnection::establish(url).expect("the database");
        connection
            .batch_execute(
                "CREATE TABLE stands (LIKE registration_revisions INCLUDING CONSTRAINTS INCLUDING DEFAULTS);
                 ALTER TABLE stands ADD PRIMARY KEY (house_id, date);
                 CREATE INDEX stands_by_day ON stands (date, house_id)",
            )
            .expect("a table");
        let script = super::process::folder().join("upsert.sql");
        let text = format!(
            "\\set house random(1, {HOUSES})
\\set day random(0, {})
\\set requests random(0, 999)
\\set waiting random(0, 999)
INSERT INTO stands (house_id, date, revision, is_current, is_withdrawn, recorded_at, recorded_by, token_id, reason, \
 beds_physical, beds_occupied, beds_reserved, beds_in_turnover, beds_free, admissions, deaths, discharges, requests, \
 waiting_list_active, waiting_list_passive, refusals)
VALUES ('huis-' || lpad(CAST(:house AS text), 3, '0'), DATE '{today}' - CAST(:day AS integer), 1, true, false, \
 now() AT TIME ZONE 'UTC', 'bench', 'bench', 'bench', 4, 1, 0, 0, 3, 0, 0, 0, CAST(:requests AS integer), \
 CAST(:waiting AS integer), 0, 'no_bed=0')
ON CONFLICT (house_id, date) DO UPDATE SET revision = stands.revision + 1, recorded_at = excluded.recorded_at, \
 requests = excluded.requests, waiting_list_active = excluded.waiting_list_active;
",
            DAYS - 1,
            today = today(),
        );
        std::fs::write(&script, text).expect("a script");
        Self {
            script: script.to_string_lossy().into_owned(),
            url: url.to_owned(),
        }
    }

    fn run(&self) -> Measured {
        let clients = CLIENTS.to_string();
        let output = Command::new("pgbench")
            .args(["-n", "-M", "prepared", "-c", &clients, "-j", "2", "-T", SECONDS])
            .args(["-f", &self.script, &self.url])
            .output()
            .expect("pgbench");
        let text = String::from_utf8_lossy(&output.stdout);
        let rate = text
            .lines()
            .find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        let rate =
            rate.unwrap_or_else(|| panic!("pgbench: {text}{}", String::from_utf8_lossy(&output.stderr)));
        Measured {
            rate,
            ..wrk::Measured::default()
        }
    }
}
