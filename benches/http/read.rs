//! Availability, read by 32 at once.

use super::fixture::{Kind, register};
use super::process::{Answer, Server, copy, today, token};
use super::table::{Bar, head, row};
use super::wrk::{Load, Measured, in_turn};

const CLIENTS: u32 = 32;

pub fn measure() {
    head();
    let small = serve(8);
    let whole = pair(&small, &[], 200);
    tell("8 houses, 200", whole, 0.80);
    let tag = Answer::to(&address(&small), &[]).tag;
    tell(
        "8 houses, 304",
        pair(&small, &[("If-None-Match", &tag)], 304),
        0.90,
    );
    drop(small);
    let large = serve(300);
    let packed = pair(&large, &[("Accept-Encoding", "br")], 200);
    let beside = ("8 houses", 1e6 / whole.0.rate);
    row(
        "300 houses in Brotli, time of a request",
        "us",
        1e6 / packed.0.rate,
        beside,
        Bar::AtMost(2.0),
    );
    row(
        "300 houses in Brotli",
        "/s",
        packed.0.rate,
        ("bare", packed.1.rate),
        Bar::None,
    );
}

fn tell(what: &str, (ours, bare): (Measured, Measured), bar: f64) {
    row(what, "/s", ours.rate, ("bare", bare.rate), Bar::AtLeast(bar));
    row(
        &format!("{what}, p99"),
        "us",
        ours.p99,
        ("bare", bare.p99),
        Bar::AtMost(3.0),
    );
}

/// A server of so many houses, each of which has reported today.
fn serve(houses: u32) -> Server {
    let url = copy(&register(Kind::Sqlite, houses, 2, false), "read");
    let token = token(&url);
    let server = Server::ours(&url);
    server.register(houses, &today().to_string(), &token);
    server
}

fn address(server: &Server) -> String {
    format!("{}/v1/availability", server.address)
}

/// The same question asked of `ours` and of a bare server that answers the same.
fn pair(ours: &Server, headers: &[(&str, &str)], status: u16) -> (Measured, Measured) {
    let unconditional: Vec<_> = headers
        .iter()
        .copied()
        .filter(|(name, _)| *name != "If-None-Match")
        .collect();
    let bare = Server::bare(&Answer::to(&address(ours), &unconditional));
    for server in [ours, &bare] {
        assert_eq!(Answer::to(&address(server), headers).status, status);
    }
    let load = |server: &Server| {
        let load = Load::get(&server.address, CLIENTS);
        headers
            .iter()
            .fold(load, |load, (name, value)| load.with(name, value))
    };
    let (ours, bare) = (load(ours), load(&bare));
    let [ours, bare] = in_turn([&|| ours.run(), &|| bare.run()]);
    (ours, bare)
}
