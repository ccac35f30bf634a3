//! Reminders: the house whose stand is due and not in is mailed once. Against a real mail server.

mod failures;
mod process;
mod servers;

use hospice_capacity::app::Settings;
use hospice_capacity::app::reminders::{self, Post};
use hospice_capacity::domain::completeness::Duty;
use hospice_capacity::domain::holiday::ReportingDays;
use hospice_capacity::mail::{MailSettings, PublicUrl, Sender, SmtpAddress};
use serde_json::{Value, json};

use crate::harness::{MailServer, NETWORK, Server, TODAY, block_on, day};

/// A minute after the deadline of 10:00 in Amsterdam.
const LATE: &str = "2026-11-20T09:01:00Z";

/// A register whose houses can be mailed.
struct Mailed {
    server: Server,
    mail: MailServer,
}

impl Mailed {
    fn start() -> Self {
        Self {
            server: Server::start(),
            mail: MailServer::start(),
        }
    }

    /// Gives a house an address, `registratie@HOUSE.example`, and a deadline of its own.
    fn arrange(&self, house: &str, reports_by: Option<&str>) {
        let address = format!("registratie@{house}.example");
        arrange(
            &self.server,
            house,
            &json!({"reportsBy": reports_by, "remindAt": [address]}),
        );
    }

    /// Does what the server does every minute, at this moment; how many reminders went out.
    fn remind_at(&self, moment: &str) -> u32 {
        self.server.set_clock(moment);
        remind(&self.server, &post(&self.mail.url()))
    }

    /// The houses that were mailed, in order of their names.
    fn mailed(&self) -> Vec<String> {
        mailed(&self.mail)
    }

    /// What completeness says of a house's reminder of today.
    #[track_caller]
    fn reminder(&self, house: &str) -> (Value, Value) {
        let path = format!("/v1/completeness?houseId={house}");
        let get = self.server.get(&path).token(&self.server.coordinator());
        let answer = get.send().expect(200).json();
        let missing = &answer["missingToday"][0];
        assert_eq!(missing["houseId"], house, "{answer}");
        (missing["reminder"].clone(), missing["remindedAt"].clone())
    }
}

#[track_caller]
fn arrange(server: &Server, house: &str, body: &Value) {
    let put = server.put(&format!("/v1/houses/{house}/reporting"), body);
    put.token(&server.coordinator()).send().expect(200);
}

fn post(url: &str) -> Post {
    let smtp = SmtpAddress::parse(url).expect("a mail server");
    let from = Sender::parse("Hospiceregister <register@network.example>").expect("a sender");
    let public_url = PublicUrl::parse("https://register.example/invoer").expect("an address");
    MailSettings::new(smtp, from, public_url).post()
}

fn remind(server: &Server, post: &Post) -> u32 {
    block_on(reminders::remind(&server.app, post, || false)).expect("a round")
}

fn mailed(mail: &MailServer) -> Vec<String> {
    let mut houses: Vec<String> = mail
        .letters()
        .iter()
        .flat_map(|letter| letter.to.clone())
        .collect();
    houses.sort();
    houses
}

#[test]
fn the_house_that_has_not_reported_is_mailed_and_the_one_that_has_is_not() {
    let mailed = Mailed::start();
    mailed.arrange("de-linde", None);
    mailed.arrange("het-baken", None);
    mailed
        .server
        .register("het-baken", TODAY, &json!({"bedsOccupied": 5}));
    assert_eq!(mailed.remind_at("2026-11-20T09:00:00Z"), 0, "still in time");
    assert_eq!(mailed.remind_at(LATE), 1);
    let letters = mailed.mail.letters();
    assert_eq!(letters.len(), 1);
    let letter = &letters[0];
    assert_eq!(letter.to, ["registratie@de-linde.example"]);
    assert_eq!(letter.from, "<register@network.example>");
    for (name, value) in [
        (
            "Subject",
            "Herinnering: de stand van vrijdag 20 november van Proefhuis De Linde",
        ),
        ("From", "Hospiceregister <register@network.example>"),
        ("To", "registratie@de-linde.example"),
        ("Auto-Submitted", "auto-generated"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Message-ID", "<reminder-de-linde-2026-11-20@register.example>"),
    ] {
        assert_eq!(letter.header(name).as_deref(), Some(value), "{name}");
    }
    let text = letter.text();
    for part in [
        "Proefhuis De Linde",
        "vrijdag 20 november 2026",
        "10:00 uur",
        "\r\nhttps://register.example/invoer/vandaag/de-linde/2026-11-20\r\n",
        "één keer",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(letter.is_ascii(), "every mail server takes it");
    assert_eq!(mailed.reminder("de-linde"), (json!("sent"), json!(LATE)));
}

#[test]
fn a_house_is_mailed_once_a_day_and_again_the_next_day() {
    let mailed = Mailed::start();
    mailed.arrange("de-linde", None);
    assert_eq!(mailed.remind_at(LATE), 1);
    for later in [
        "2026-11-20T09:02:00Z",
        "2026-11-20T12:00:00Z",
        "2026-11-20T22:59:59Z",
    ] {
        assert_eq!(mailed.remind_at(later), 0, "{later}");
    }
    assert_eq!(
        mailed.remind_at("2026-11-20T23:00:00Z"),
        0,
        "the next day has just begun"
    );
    assert_eq!(mailed.remind_at("2026-11-21T09:01:00Z"), 1);
    let subjects: Vec<_> = mailed
        .mail
        .letters()
        .iter()
        .map(|letter| letter.header("Subject"))
        .collect();
    assert!(
        subjects[0]
            .as_deref()
            .is_some_and(|text| text.contains("vrijdag 20 november"))
    );
    assert!(
        subjects[1]
            .as_deref()
            .is_some_and(|text| text.contains("zaterdag 21 november"))
    );
}

#[test]
fn a_house_is_held_to_its_own_deadline() {
    let mailed = Mailed::start();
    mailed.arrange("de-linde", Some("09:30"));
    mailed.arrange("het-baken", Some("16:00"));
    assert_eq!(mailed.remind_at("2026-11-20T08:30:00Z"), 0);
    assert_eq!(mailed.remind_at("2026-11-20T08:30:01Z"), 1);
    assert_eq!(mailed.mailed(), ["registratie@de-linde.example"]);
    assert!(mailed.mail.letters()[0].text().contains("09:30 uur"));
    assert_eq!(mailed.remind_at("2026-11-20T15:00:01Z"), 1);
    assert_eq!(mailed.mailed().len(), 2);
}

#[test]
fn a_stand_that_is_withdrawn_is_missing_again() {
    let mailed = Mailed::start();
    mailed.arrange("de-linde", None);
    mailed
        .server
        .register("de-linde", TODAY, &json!({"bedsOccupied": 1}));
    assert_eq!(mailed.remind_at(LATE), 0);
    let delete = mailed.server.delete(&day("de-linde", TODAY));
    delete.token(&mailed.server.coordinator()).send().expect(204);
    assert_eq!(mailed.remind_at(LATE), 1);
}

#[test]
fn nobody_is_mailed_who_has_no_address_or_is_not_open() {
    let mailed = Mailed::start();
    mailed.arrange("de-oude", None);
    mailed.arrange("de-nieuwe", None);
    arrange(&mailed.server, "de-linde", &json!({"reportsBy": "09:00"}));
    assert_eq!(mailed.remind_at("2026-11-20T20:00:00Z"), 0);
    mailed.arrange("de-heide", None);
    arrange(&mailed.server, "de-heide", &json!({"remindAt": []}));
    assert_eq!(
        mailed.remind_at("2026-11-20T20:00:00Z"),
        0,
        "the address was taken away"
    );
}

#[test]
fn nobody_is_mailed_on_a_day_on_which_houses_do_not_report() {
    let database = std::sync::Arc::new(crate::harness::Database::new());
    let settings = Settings::default();
    let settings = Settings {
        duty: Duty {
            days: ReportingDays::WorkingDays,
            ..settings.duty
        },
        ..settings
    };
    let server = Server::on(database, settings);
    server.import(NETWORK);
    let mail = MailServer::start();
    let mailed = Mailed { server, mail };
    mailed.arrange("de-linde", None);
    // A Saturday, Christmas on a Friday, and the Monday after.
    assert_eq!(mailed.remind_at("2026-11-21T12:00:00Z"), 0);
    assert_eq!(mailed.remind_at("2026-12-25T12:00:00Z"), 0);
    assert_eq!(mailed.remind_at("2026-12-28T12:00:00Z"), 1);
}

#[test]
fn every_address_of_a_house_gets_the_same_letter() {
    let mailed = Mailed::start();
    let addresses = ["b@de-linde.example", "a@de-linde.example"];
    arrange(&mailed.server, "de-linde", &json!({"remindAt": addresses}));
    assert_eq!(mailed.remind_at(LATE), 1);
    assert_eq!(mailed.mail.letters().len(), 1);
    assert_eq!(mailed.mailed(), ["a@de-linde.example", "b@de-linde.example"]);
}
