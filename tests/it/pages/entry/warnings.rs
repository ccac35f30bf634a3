//! What looks odd is asked about, and confirmed or changed.

use serde_json::json;

use super::{HERE, YESTERDAY, borrowed, fields, is_received, phone, registered, revisions};
use crate::harness::{Server, TODAY};

#[test]
fn what_looks_odd_is_asked_and_confirmed() {
    let server = Server::start();
    server.register("de-linde", YESTERDAY, &json!({"bedsOccupied": 3}));
    let phone = phone(&server);
    let form = [
        ("beds_occupied", "1"),
        ("admissions", "0"),
        ("deaths", "0"),
        ("discharges", "0"),
        ("basis", "0"),
    ];
    is_received(&phone.post(HERE, &form).send(), HERE, 1);
    let page = phone
        .get(&format!("{HERE}?ontvangen=1"))
        .send()
        .expect(200)
        .text();
    let question = "Klopt het dat 1 bed bezet is? Met de stand van donderdag 19 november en wie er sindsdien kwam en ging zouden het er 3 zijn.";
    assert!(page.contains(question), "{page}");
    assert!(page.contains("Ontvangen om 09:00"), "it is received all the same");
    let yes = fields(&page, "class=\"notice warn questions\"");
    is_received(&phone.post(HERE, &borrowed(&yes)).send(), HERE, 2);
    assert_eq!(
        registered(&server, TODAY)["confirmedWarnings"],
        json!(["balance_mismatch"])
    );
    let page = phone.get(HERE).send().expect(200).text();
    assert!(!page.contains("Klopt het"), "{page}");
    assert!(page.contains("Bevestigd: het klopt"), "{page}");
}

#[test]
fn a_confirmed_stand_that_is_sent_again_stays_confirmed() {
    let server = Server::start();
    server.register("de-linde", YESTERDAY, &json!({"bedsOccupied": 3}));
    let confirmed = json!({"bedsOccupied": 1, "confirmedWarnings": ["flows_not_stated"]});
    server.register("de-linde", TODAY, &confirmed);
    let form = [("beds_occupied", "1"), ("basis", "1")];
    is_received(&phone(&server).post(HERE, &form).send(), HERE, 1);
    assert_eq!(revisions(&server, TODAY), 1);
}

#[test]
fn a_stop_past_its_end_is_asked_about() {
    let server = Server::start();
    let stand =
        json!({"bedsOccupied": 3, "admissionStop": {"reason": "holiday", "expectedUntil": "2026-11-19"}});
    server.register("de-linde", YESTERDAY, &stand);
    let phone = phone(&server);
    let page = phone.get("/vandaag/de-linde").send().expect(200).text();
    let same = fields(&page, "class=\"same\"");
    is_received(&phone.post(HERE, &borrowed(&same)).send(), HERE, 1);
    let page = phone.get(HERE).send().expect(200).text();
    assert!(page.contains("Klopt het dat de opnamestop nog duurt?"), "{page}");
}
