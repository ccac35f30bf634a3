//! Availability, read by 32 at once.

use super::fixture::{Kind, register};
use super::process::{Answer, Server, copy, today, token};
use super::table::{Bar, head, row};
use super::wrk::{Load, Measured, in_turn};

const CLIENTS: u32 = 32;

pub fn measure() {
    head();
    let small = serve(8);
    let whole = compare(&small, &[], 200);
    tell("8 houses, 200", &whole, 0.80);
    let tag = Answer::to(&address(&small), &[]).tag;
    tell(
        "8 houses, 304",
        &compare(&small, &[("If-None-Match", &tag)], 304),
        0.90,
    );
    drop(small);
    let large = serve(300);
    let packed = compare(&large, &[("Accept-Encoding", "br")], 200);
    row(
        "300 houses in Brotli, time of a request",
        "us",
        1e6 / packed.ours.rate,
        ("8 houses", 1e6 / whole.ours.rate),
        Bar::AtMost(2.0),
    );
    let bare = ("bare", packed.bare.rate);
    row("300 houses in Brotli", "/s", packed.ours.rate, bare, Bar::None);
}

/// What was measured of three servers in turn.
struct Compared {
    ours: Measured,
    /// A bare server that answers the same bytes.
    bare: Measured,
    /// The same, but of our headers only those that the body needs.
    barest: Measured,
}

fn tell(what: &str, compared: &Compared, bar: f64) {
    let Compared { ours, bare, barest } = compared;
    row(what, "/s", ours.rate, ("bare", bare.rate), Bar::AtLeast(bar));
    let beside = ("bare with two headers", barest.rate);
    row(what, "/s", ours.rate, beside, Bar::None);
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

/// The same question asked of `ours` and of bare servers that answer the same.
fn compare(ours: &Server, headers: &[(&str, &str)], status: u16) -> Compared {
    let unconditional: Vec<_> = headers
        .iter()
        .copied()
        .filter(|(name, _)| *name != "If-None-Match")
        .collect();
    let of_the_body = |name: &str| ["content-type", "content-encoding", "etag"].contains(&name);
    let bare = Server::bare(&address(ours), &unconditional, |_| true);
    let barest = Server::bare(&address(ours), &unconditional, of_the_body);
    for server in [ours, &bare, &barest] {
        assert_eq!(Answer::to(&address(server), headers).status, status);
    }
    let load = |server: &Server| {
        let load = Load::get(&server.address, CLIENTS);
        headers
            .iter()
            .fold(load, |load, (name, value)| load.with(name, value))
    };
    let (ours, bare, barest) = (load(ours), load(&bare), load(&barest));
    let [ours, bare, barest] = in_turn([&|| ours.run(), &|| bare.run(), &|| barest.run()]);
    Compared { ours, bare, barest }
}
