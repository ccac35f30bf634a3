//! Registrations, written durably by 64 at once.

use super::fixture::{Kind, kinds, register};
use super::pgbench::Pgbench;
use super::process::{Server, copy, today, token};
use super::raw;
use super::table::{Bar, head, row};
use super::wrk::{Load, Writes, in_turn};

const CLIENTS: u32 = 64;
const HOUSES: u32 = 8;
/// How many days are written. Unit: days.
const DAYS: usize = 14;

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
    let upsert = Pgbench::upsert(&url, CLIENTS);
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
