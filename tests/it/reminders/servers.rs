//! Several servers, one after another and at once: a house is mailed once.

use hospice_capacity::app::Settings;
use hospice_capacity::app::reminders;

use super::{LATE, Mailed, post, remind};
use crate::harness::{Server, block_on};

const OPEN_HOUSES: [&str; 8] = [
    "de-heide",
    "de-horizon",
    "de-kade",
    "de-linde",
    "de-vlinder",
    "de-wierde",
    "het-baken",
    "zonder-plek",
];

#[test]
fn a_restart_mails_nobody_again() {
    let mailed = Mailed::start();
    mailed.arrange("de-linde", None);
    assert_eq!(mailed.remind_at(LATE), 1);
    let again = Server::on(mailed.server.database.clone(), Settings::default());
    again.set_clock("2026-11-20T09:30:00Z");
    assert_eq!(remind(&again, &post(&mailed.mail.url())), 0);
    assert_eq!(mailed.mail.letters().len(), 1);
}

#[test]
fn of_two_servers_on_one_database_one_mails_each_house() {
    let mailed = Mailed::start();
    for house in OPEN_HOUSES {
        mailed.arrange(house, None);
    }
    let other = Server::on(mailed.server.database.clone(), Settings::default());
    mailed.server.set_clock(LATE);
    other.set_clock(LATE);
    let post = post(&mailed.mail.url());
    let start = std::sync::Barrier::new(2);
    let sent: u32 = std::thread::scope(|scope| {
        let running = [&mailed.server, &other].map(|server| {
            let (start, post) = (&start, &post);
            scope.spawn(move || {
                start.wait();
                remind(server, post)
            })
        });
        running.map(|thread| thread.join().expect("a round")).iter().sum()
    });
    assert_eq!(sent, 8);
    let expected = OPEN_HOUSES.map(|house| format!("registratie@{house}.example"));
    assert_eq!(mailed.mailed(), expected);
}

#[test]
fn a_server_that_is_told_to_stop_begins_no_reminder() {
    let mailed = Mailed::start();
    mailed.arrange("de-linde", None);
    mailed.server.set_clock(LATE);
    let post = post(&mailed.mail.url());
    let sent = block_on(reminders::remind(&mailed.server.app, &post, || true));
    assert_eq!(sent.expect("a round"), 0);
    assert_eq!(mailed.server.database.number("SELECT COUNT(*) FROM reminders"), 0);
}
