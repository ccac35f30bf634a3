//! What fails before the mail server has the message is tried again; what may have arrived is not.

use serde_json::{Value, json};

use super::{LATE, Mailed, arrange, post, remind};
use crate::harness::{MailServer, Mood, TODAY};

#[test]
fn a_message_that_is_refused_is_tried_again_later_and_then_sent_once() {
    for mood in [
        Mood::Refuse("451 4.7.1 come again"),
        Mood::Refuse("550 5.1.1 nobody of this name"),
        Mood::RefuseMessage("452 4.3.1 no room"),
        Mood::RefuseMessage("554 5.6.0 not like this"),
        Mood::Greet("421 4.3.2 not now"),
        Mood::HangUpBefore,
    ] {
        let mailed = Mailed::start();
        mailed.arrange("de-linde", None);
        mailed.mail.be(mood);
        assert_eq!(mailed.remind_at(LATE), 0, "{mood:?}");
        assert_eq!(
            mailed.reminder("de-linde"),
            (json!("failed"), Value::Null),
            "{mood:?}"
        );
        mailed.mail.be(Mood::Friendly);
        assert_eq!(mailed.remind_at("2026-11-20T09:02:59Z"), 0, "{mood:?}: too soon");
        assert_eq!(mailed.remind_at("2026-11-20T09:03:00Z"), 1, "{mood:?}");
        assert_eq!(mailed.remind_at("2026-11-20T10:00:00Z"), 0, "{mood:?}: it is out");
        assert_eq!(mailed.mail.letters().len(), 1, "{mood:?}");
    }
}

#[test]
fn the_pauses_grow_and_end_with_the_day() {
    let mailed = Mailed::start();
    mailed.arrange("de-linde", None);
    mailed.mail.be(Mood::Refuse("451 4.7.1 come again"));
    let attempts = || {
        mailed
            .server
            .database
            .number("SELECT SUM(attempts) FROM reminders")
    };
    for (moment, expected) in [
        ("2026-11-20T09:00:01Z", 1),
        ("2026-11-20T09:02:00Z", 1),
        ("2026-11-20T09:02:01Z", 2),
        ("2026-11-20T09:06:00Z", 2),
        ("2026-11-20T09:06:01Z", 3),
        ("2026-11-20T09:14:01Z", 4),
        ("2026-11-20T09:30:01Z", 5),
        ("2026-11-20T10:00:00Z", 5),
        ("2026-11-20T10:00:01Z", 6),
        ("2026-11-20T22:59:59Z", 7),
        ("2026-11-21T00:00:00Z", 7),
    ] {
        assert_eq!(mailed.remind_at(moment), 0);
        assert_eq!(attempts(), expected, "{moment}");
    }
    mailed.mail.be(Mood::Friendly);
    assert_eq!(mailed.remind_at("2026-11-21T08:59:00Z"), 0, "yesterday is over");
}

#[test]
fn what_waits_for_another_try_is_dropped_once_the_stand_is_in() {
    let mailed = Mailed::start();
    mailed.arrange("de-linde", None);
    mailed.mail.be(Mood::Refuse("451 4.7.1 come again"));
    assert_eq!(mailed.remind_at(LATE), 0);
    mailed.mail.be(Mood::Friendly);
    mailed
        .server
        .register("de-linde", TODAY, &json!({"bedsOccupied": 1}));
    assert_eq!(mailed.remind_at("2026-11-20T12:00:00Z"), 0);
    assert_eq!(mailed.mail.letters().len(), 0);
}

#[test]
fn a_mail_server_that_is_away_gets_the_message_when_it_is_back() {
    let Mailed { server, mail } = Mailed::start();
    let address = mail.address;
    arrange(&server, "de-linde", &json!({"remindAt": ["a@de-linde.example"]}));
    arrange(
        &server,
        "het-baken",
        &json!({"remindAt": ["b@het-baken.example"]}),
    );
    drop(mail);
    server.set_clock(LATE);
    let post = post(&format!("smtp://{address}"));
    assert_eq!(remind(&server, &post), 0);
    assert_eq!(
        server.database.number("SELECT COUNT(*) FROM reminders"),
        1,
        "the others are not even tried"
    );
    let mail = MailServer::start_at(address);
    server.set_clock("2026-11-20T09:10:00Z");
    assert_eq!(remind(&server, &post), 2);
    assert_eq!(
        super::mailed(&mail),
        ["a@de-linde.example", "b@het-baken.example"]
    );
}

#[test]
fn a_message_of_which_nobody_knows_whether_it_arrived_is_not_sent_again() {
    let mailed = Mailed::start();
    mailed.arrange("de-linde", None);
    mailed.mail.be(Mood::HangUpAfter);
    assert_eq!(mailed.remind_at(LATE), 0);
    assert_eq!(mailed.mail.letters().len(), 1, "it did arrive");
    assert_eq!(mailed.reminder("de-linde"), (json!("unknown"), Value::Null));
    mailed.mail.be(Mood::Friendly);
    assert_eq!(mailed.remind_at("2026-11-20T20:00:00Z"), 0);
    assert_eq!(mailed.mail.letters().len(), 1);
}

#[test]
fn what_a_server_claimed_before_it_died_is_not_sent_by_another() {
    let mailed = Mailed::start();
    mailed.arrange("de-linde", None);
    let claim = "INSERT INTO reminders (house_id, date, claimed_at, attempts) \
         VALUES ('de-linde', '2026-11-20', '2026-11-20 09:00:30', 1)";
    mailed.server.database.execute(claim).expect("a claim");
    assert_eq!(mailed.remind_at(LATE), 0);
    assert_eq!(mailed.mail.letters().len(), 0);
    assert_eq!(mailed.reminder("de-linde"), (json!("unknown"), Value::Null));
}

#[test]
fn an_address_that_is_refused_keeps_no_letter_from_the_others() {
    let mailed = Mailed::start();
    let addresses = ["gone@de-linde.example", "here@de-linde.example"];
    arrange(&mailed.server, "de-linde", &json!({"remindAt": addresses}));
    mailed.mail.be(Mood::RefuseFor("gone@de-linde.example"));
    assert_eq!(mailed.remind_at(LATE), 1);
    assert_eq!(mailed.mailed(), ["here@de-linde.example"]);
    assert_eq!(mailed.remind_at("2026-11-20T12:00:00Z"), 0);
}

#[test]
fn a_house_that_is_refused_does_not_hold_up_the_others() {
    let mailed = Mailed::start();
    mailed.arrange("de-linde", None);
    mailed.arrange("het-baken", None);
    mailed.mail.be(Mood::RefuseFor("registratie@de-linde.example"));
    assert_eq!(mailed.remind_at(LATE), 1);
    assert_eq!(mailed.mailed(), ["registratie@het-baken.example"]);
}

#[test]
fn a_mail_server_that_takes_no_login_is_not_told_the_password_nor_is_the_log() {
    use hospice_capacity::app::reminders::{Delivery, Reminder};
    use hospice_capacity::domain::reporting::MailAddress;
    use hospice_capacity::domain::text::{Id, Name};
    let mail = MailServer::start();
    let post = post(&format!("smtp://user:geheim@{}", mail.address));
    let delivery = post(&Reminder {
        house_id: Id::new("de-linde").expect("an id"),
        house_name: Name::new("De Linde").expect("a name"),
        date: "2026-11-20".parse().expect("a date"),
        due_at: hospice_capacity::domain::calendar::parse_moment(LATE).expect("a moment"),
        remind_at: vec![MailAddress::new("a@b.example").expect("an address")],
    });
    let Delivery::Unreachable(reason) = delivery else {
        panic!("{delivery:?}");
    };
    assert!(!reason.contains("geheim"), "{reason}");
    assert_eq!(mail.letters().len(), 0);
}
