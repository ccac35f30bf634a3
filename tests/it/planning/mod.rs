//! The occupancy model over HTTP.

mod bad_input;
mod computations;
mod deaths;
mod forecasts;
mod ledger;
mod privacy;
mod projections;
mod scores;

use std::fmt::Write as _;

use chrono::{Days, NaiveDate};
use serde_json::Value;

use crate::harness::{Answer, Server};

/// The houses of the test's network that are open, with their beds.
const HOUSES: [(&str, u32); 8] = [
    ("de-heide", 2),
    ("de-horizon", 10),
    ("de-kade", 8),
    ("de-linde", 4),
    ("de-vlinder", 4),
    ("de-wierde", 3),
    ("het-baken", 6),
    ("zonder-plek", 2),
];

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// Registrations of so many days up to `last`, with flows that fit: beds fill and empty without chance, each house
/// in its own rhythm. One day in thirteen is missing.
fn days(last: &str, number: u64) -> String {
    let mut file =
        "house_id,date,beds_occupied,admissions,deaths,discharges,requests,requests_redirected,refusals\n"
            .replace(",refusals", ",refused_no_bed,withdrawals,died_before_admission");
    let first = date(last) - Days::new(number - 1);
    for (place, (house, beds)) in HOUSES.iter().enumerate() {
        let place = u32::try_from(place).expect("a few");
        let mut before = 0;
        for (day, date) in first
            .iter_days()
            .take(usize::try_from(number).expect("a few"))
            .enumerate()
        {
            let day = u32::try_from(day).expect("a few");
            if (day + place) % 13 == 12 && date.to_string() != last {
                continue;
            }
            let mix = (day.wrapping_mul(2_654_435_761) ^ (place * 40_503)) >> 7;
            let occupied = (before + mix % 3).saturating_sub(1).min(*beds);
            let (admissions, deaths) = (occupied.saturating_sub(before), before.saturating_sub(occupied));
            let refused = u32::from(occupied == *beds && mix.is_multiple_of(5));
            let requests = admissions + refused;
            writeln!(
                file,
                "{house},{date},{occupied},{admissions},{deaths},0,{requests},0,{refused},0,0"
            )
            .expect("text");
            before = occupied;
        }
    }
    file
}

/// Enters registrations as the coordinator does.
#[track_caller]
fn import(server: &Server, file: &str) {
    let post = server
        .request("POST", "/v1/imports")
        .header("Content-Type", "text/csv")
        .token(&server.coordinator())
        .body(file);
    post.send().expect(200);
}

/// A server with half a year of registrations up to today.
pub fn filled() -> Server {
    let server = Server::start();
    import(&server, &days("2026-11-20", 180));
    server
}

#[track_caller]
fn get(server: &Server, path: &str) -> Answer {
    server.get(path).token(&server.coordinator()).send()
}

#[track_caller]
fn json(server: &Server, path: &str) -> Value {
    get(server, path).expect(200).json()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("no number: {value}"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("no list: {value}"))
}
