//! Whoever just wrote is remembered for a moment. That opens nothing to anybody.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use hospice_capacity::app::{Settings, tokens};
use hospice_capacity::domain::access::{Issuer, Role};
use serde_json::json;

use crate::harness::{Request, Server, TODAY, block_on, day};

fn put<'a>(server: &'a Server, token: &str, occupied: u32) -> Request<'a> {
    let stand = json!({"bedsOccupied": occupied});
    server.put(&day("de-linde", TODAY), &stand).token(token)
}

#[test]
fn a_token_that_is_revoked_elsewhere_writes_nothing_from_that_moment_on() {
    let one = Server::start();
    let other = Server::on(Arc::clone(&one.database), Settings::default());
    let expires_at = one.app.now() + TimeDelta::days(1);
    let (token, text) = one.expiring_token(Role::Reporter, &["de-linde"], expires_at);
    put(&one, &text, 1).send().expect(201);
    put(&one, &text, 2).send().expect(200);
    let revoked = tokens::revoke(&other.app, Issuer::Operator, token.principal.token_id);
    assert!(block_on(revoked).expect("an answer"));
    // It is remembered for nothing but a write, which asks again; also where nothing would be written.
    let path = day("de-linde", TODAY);
    for request in [one.get(&path), one.delete(&path), one.get("/v1/registrations")] {
        request.token(&text).send().problem(401, "unauthenticated");
    }
    for occupied in [2, 3, 2] {
        put(&one, &text, occupied).send().problem(401, "unauthenticated");
    }
    let revisions = "SELECT COUNT(*) FROM registration_revisions";
    assert_eq!(one.database.number(revisions), 2);
    assert_eq!(one.offer("de-linde")["bedsFree"], 2);
}

#[test]
fn who_is_remembered_needs_the_secret_and_is_refused_after_the_last_day() {
    let server = Server::start();
    let expires_at = server.app.now() + TimeDelta::days(1);
    let (_, text) = server.expiring_token(Role::Reporter, &["de-linde"], expires_at);
    put(&server, &text, 1).send().expect(201);
    let (name, secret) = text.split_at("hc_".len() + 12 + "_".len());
    let shifted = format!("{}{}", &secret[1..], &secret[..1]);
    for wrong in [String::new(), shifted, format!("{secret}A")] {
        let wrong = format!("{name}{wrong}");
        put(&server, &wrong, 2).send().problem(401, "unauthenticated");
    }
    put(&server, &text, 2).send().expect(200);
    server.set_clock(&expires_at.to_rfc3339());
    put(&server, &text, 3).send().problem(401, "unauthenticated");
}

#[test]
fn who_is_revoked_spoils_nothing_for_the_others_of_a_group() {
    const DAY: &str = "2026-11-18";
    let server = Server::start();
    let expires_at = server.app.now() + TimeDelta::days(1);
    let (token, revoked) = server.expiring_token(Role::Coordinator, &[], expires_at);
    let houses = ["de-linde", "de-heide"].map(|house| (house, server.reporter(house)));
    let write = |house: &str, token: &str, occupied: u32| {
        let stand = json!({"bedsOccupied": occupied});
        server.put(&day(house, DAY), &stand).token(token).send()
    };
    for (house, reporter) in &houses {
        write(house, &revoked, 0).expect(201);
        write(house, reporter, 1).expect(200);
    }
    let id = token.principal.token_id;
    let revoke = format!("UPDATE tokens SET revoked_at = created_at WHERE id = '{id}'");
    server.database.execute(&revoke).expect("a change");
    // While nothing can be written they come to wait for each other.
    let lock = server.database.lock();
    std::thread::scope(|scope| {
        for (house, reporter) in &houses {
            for (token, status) in [(reporter, 200), (&revoked, 401)] {
                scope.spawn(move || write(house, token, 2).expect(status));
            }
        }
        std::thread::sleep(Duration::from_millis(100));
        drop(lock);
    });
    let standing = "SELECT COUNT(*) FROM registration_revisions WHERE is_current AND beds_occupied = 2";
    assert_eq!(server.database.number(standing), 2);
    let revisions = "SELECT COUNT(*) FROM registration_revisions";
    assert_eq!(server.database.number(revisions), 6);
}
