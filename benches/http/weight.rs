//! What the server weighs: its start, its memory, its size.

use std::time::{Duration, Instant};

use super::fixture::{Kind, register};
use super::process::{Answer, PROGRAM, Server, copy, token};
use super::table::{Bar, figure, head, median};
use super::write::writes;
use super::wrk::Load;

pub fn measure() {
    head();
    let url = copy(&register(Kind::Sqlite, 8, 2, true), "weight");
    let token = token(&url);
    drop(Server::ours(&url));
    let starts = (0..9).map(|_| {
        let begun = Instant::now();
        let server = Server::ours(&url);
        let answer = Answer::to(&format!("{}/v1/availability", server.address), &[]);
        assert_eq!(answer.status, 200);
        begun.elapsed().as_secs_f64() * 1e3
    });
    figure(
        "start to the first answer, 8 houses of 2 years",
        "ms",
        median(starts.collect()),
        Bar::AtMost(50.0),
    );
    let server = Server::ours(&url);
    std::thread::sleep(Duration::from_secs(3));
    figure(
        "memory when idle",
        "MB",
        server.memory("VmRSS"),
        Bar::AtMost(20.0),
    );
    Load::get(&server.address, 32).run();
    Load::put(&server.address, 64, &writes(&token)).run();
    figure(
        "memory under load, the most",
        "MB",
        server.memory("VmHWM"),
        Bar::AtMost(60.0),
    );
    let bytes = u32::try_from(std::fs::metadata(PROGRAM).expect("the program").len()).expect("a size");
    figure("program", "MB", f64::from(bytes) / 1e6, Bar::AtMost(30.0));
}
