//! `import houses`: a network with its places, or a plain list of houses; all or nothing.

use serde_json::{Value, json};

use super::{Files, network};
use crate::harness::{Database, NETWORK, run_on};

fn import(database: &Database, content: &Value) -> crate::harness::Outcome {
    let files = Files::new();
    let file = files.write("houses.json", content.to_string());
    run_on(database, &["import", "houses", &file])
}

fn houses(database: &Database) -> i64 {
    database.number("SELECT COUNT(*) FROM houses")
}

#[test]
fn a_plain_list_of_houses_is_imported_too() {
    let database = Database::new();
    let network: Value = serde_json::from_str(NETWORK).expect("a network");
    let output = import(&database, &network["houses"]).output();
    assert_eq!(output, "10 houses imported\n");
    assert_eq!(houses(&database), 10);
}

#[test]
fn the_same_file_again_changes_nothing() {
    let database = network();
    let versions = |database: &Database| database.number("SELECT COUNT(*) FROM house_versions");
    let before = versions(&database);
    let network: Value = serde_json::from_str(NETWORK).expect("a network");
    import(&database, &network).output();
    assert_eq!(houses(&database), 10);
    assert_eq!(versions(&database), before);
}

#[test]
fn another_network_brings_its_places_with_it() {
    let database = network();
    let drenthe = json!({
        "networks": [{"id": "drenthe", "name": "Netwerk Drenthe"}],
        "regions": [{"id": "noord_drenthe", "networkId": "drenthe", "name": "Noord-Drenthe"}],
        "municipalities": [{"name": "Assen", "networkId": "drenthe"}],
        "houses": [{"houseId": "assen", "name": "Proefhuis Assen", "type": "bijna_thuis_huis",
            "networkRegion": "noord_drenthe", "municipality": "Assen",
            "beds": [{"from": "2020-01-01", "physical": 3}]}]
    });
    assert_eq!(import(&database, &drenthe).output(), "1 houses imported\n");
    assert_eq!(houses(&database), 11);
}

#[test]
fn every_fault_is_named_and_nothing_is_imported() {
    let database = network();
    let house = |id: &str, change: fn(&mut Value)| {
        let mut house = json!({"houseId": id, "name": "Proefhuis", "type": "bijna_thuis_huis",
            "municipality": "Groningen", "beds": [{"from": "2020-01-01", "physical": 3}]});
        change(&mut house);
        house
    };
    let good = house("goed", |_| ());
    for (content, expected, reason) in [
        (
            json!([good, house("a b", |h| h["type"] = json!("hotel"))]),
            vec!["/1/houseId: ", "/1/type: "],
            "not by the schema",
        ),
        (
            json!([good, house("b", |h| h["guests"] = json!([]))]),
            vec!["/1/guests: No such name"],
            "an unknown field",
        ),
        (
            json!({"houses": [good, house("b", |h| h["networkRegion"] = json!("drenthe")),
            house("c", |h| h["municipality"] = json!("Assen"))]}),
            vec![
                "/houses/1, network_region: The network region drenthe",
                "/houses/2, municipality: The municipality Assen",
            ],
            "unknown places",
        ),
        (
            json!({"regions": [{"id": "x", "networkId": "y", "name": "X"}], "houses": [good]}),
            vec!["/regions/0, network_id: The network y"],
            "an unknown network",
        ),
        (
            json!({"hospices": [good]}),
            vec!["/houses: This is required", "/hospices: No such name"],
            "an unknown list",
        ),
        (json!("houses"), vec!["This must be a JSON object"], "a text"),
    ] {
        let complaint = import(&database, &content).complaint();
        for place in expected {
            assert!(complaint.contains(place), "{reason}: {place}: {complaint}");
        }
        assert!(complaint.contains("houses.json"), "{reason}: {complaint}");
        assert_eq!(houses(&database), 10, "{reason}");
    }
    assert_eq!(database.number("SELECT COUNT(*) FROM regions"), 3);
}

#[test]
fn a_file_that_is_no_json_or_is_not_there_is_named() {
    let files = Files::new();
    let database = Database::new();
    let broken = files.write("broken.json", "{\"houses\": [");
    let complaint = run_on(&database, &["import", "houses", &broken]).complaint();
    assert!(
        complaint.contains("broken.json") && complaint.contains("no readable JSON"),
        "{complaint}"
    );
    let complaint = run_on(&database, &["import", "houses", "absent.json"]).complaint();
    assert!(complaint.contains("absent.json cannot be read"), "{complaint}");
}

#[test]
fn beds_that_contradict_registered_days_are_refused() {
    let database = network();
    let files = Files::new();
    let days = files.write("days.csv", "house_id,date,beds_occupied\nde-linde,2024-02-29,4\n");
    run_on(&database, &["import", "registrations", &days]).output();
    let mut network: Value = serde_json::from_str(NETWORK).expect("a network");
    network["houses"][0]["beds"][0]["physical"] = json!(3);
    let complaint = import(&database, &network).complaint();
    assert!(
        complaint.contains("/houses/0, beds: ") && complaint.contains("2024-02-29"),
        "{complaint}"
    );
}
