//! What an import leaves as it stands, and how it counts lines.

use serde_json::json;

use super::import_registrations::import;
use super::network;
use crate::harness::{Server, TODAY, day, run_on};

#[test]
fn what_was_exported_is_unchanged_when_it_is_imported_again() {
    let server = Server::start();
    let stand = json!({"bedsOccupied": 1, "bedsReserved": 1, "confirmedWarnings": ["unusual_beds"],
        "closures": [{"reason": "holiday", "beds": 1}, {"reason": "no_nursing", "beds": 1}],
        "admissionStop": {"reason": "infection", "expectedUntil": TODAY},
        "admitsFrom": "2026-12-01T08:00:00Z", "requests": 4,
        "refusals": [{"reason": "no_bed", "count": 1}, {"reason": "no_staff", "count": 2}]});
    server.register("de-linde", TODAY, &stand);
    server.register("het-baken", TODAY, &json!({"bedsOccupied": 2}));
    let arguments = ["export", "registrations", "--until", TODAY];
    let exported = run_on(&server.database, &arguments).output();
    let outcome = import(&server.database, exported, false).output();
    assert_eq!(outcome, "0 new, 0 corrected, 2 unchanged\n");
    assert_eq!(server.offer("de-linde")["status"], "admission_stop");
}

#[test]
fn a_correction_by_file_keeps_what_the_file_cannot_say() {
    let server = Server::start();
    let stop = json!({"bedsOccupied": 1, "bedsReserved": 1, "admissions": 1, "admissionStop": {"reason": "infection"},
        "confirmedWarnings": ["balance_mismatch"]});
    server.register("de-linde", TODAY, &stop);
    let file = format!("house_id,date,beds_occupied,admissions\nde-linde,{TODAY},2,\n");
    assert_eq!(
        import(&server.database, file, false).output(),
        "0 new, 1 corrected, 0 unchanged\n"
    );
    let token = server.coordinator();
    let stand = server
        .get(&day("de-linde", TODAY))
        .token(&token)
        .send()
        .expect(200)
        .json();
    assert_eq!(stand["bedsOccupied"], 2);
    assert_eq!(stand["bedsReserved"], 1, "the file has no such column");
    assert_eq!(
        stand["admissions"],
        json!(null),
        "the file says that it is not known"
    );
    assert_eq!(stand["admissionStop"]["reason"], "infection");
    assert_eq!(stand["confirmedWarnings"], json!(["balance_mismatch"]));
    // What stands beside it counts too: two reserved beds and three occupied are more than four.
    let file = format!("house_id,date,beds_occupied\nde-linde,{TODAY},4\n");
    let complaint = import(&server.database, file, false).complaint();
    assert!(complaint.contains("line 2, beds_occupied"), "{complaint}");
}

#[test]
fn a_faulty_row_is_named_by_its_line_whatever_ends_the_lines() {
    let database = network();
    for (file, line) in [
        (
            "house_id,date,beds_occupied\nde-linde,2024-01-01,1\nde-linde,2024-01-02,x\n",
            3,
        ),
        (
            "house_id,date,beds_occupied\r\nde-linde,2024-01-01,1\r\nde-linde,2024-01-02,x\r\n",
            3,
        ),
        (
            "house_id,date,beds_occupied\n\n\nde-linde,2024-01-01,1\n\nde-linde,2024-01-02,x",
            6,
        ),
        (
            "house_id,date,beds_occupied\r\n\r\nde-linde,2024-01-01,1\r\nde-linde,2024-01-02,x",
            4,
        ),
        (
            "house_id,date,beds_occupied\n\"de-linde\",\"2024-01-01\",1\nniemand,2024-01-02,\"1\"\n",
            3,
        ),
    ] {
        let complaint = import(&database, file, false).complaint();
        assert!(
            complaint.contains(&format!("line {line}, ")),
            "{file:?}: {complaint}"
        );
    }
}
