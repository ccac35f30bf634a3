//! Yearly deaths: imported by a command, read by analysts.

use serde_json::{Value, json};

use super::json;
use crate::harness::{Server, run_on};

const GOOD: &str = "year;network_region;municipality;share;deaths;low;high
2026;noord_groningen;Het Hogeland;0,4;600;570;640
2026;groningen_centraal;Het Hogeland;0,6;600;570;640
2026;groningen_centraal;Groningen;;1800;1700;1900
2027;noord_groningen;Het Hogeland;0,4;610;570;660
2027;groningen_centraal;Het Hogeland;0,6;610;570;660
2027;groningen_centraal;Groningen;;1850;1700;2000
";

/// Imports a file; what the command said.
fn import(server: &Server, text: &str) -> crate::harness::Outcome {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("deaths.csv");
    std::fs::write(&file, text).expect("a file");
    let file = file.to_str().expect("UTF-8");
    run_on(&server.database, &["import", "deaths", file])
}

#[test]
fn the_parts_of_a_region_are_added_up_by_their_shares() {
    let server = Server::start();
    assert_eq!(
        json(&server, "/v1/deaths"),
        json!({"version": null, "importedAt": null, "importedBy": null, "regions": []})
    );
    let outcome = import(&server, GOOD);
    assert_eq!(outcome.output().trim(), "6 rows imported");
    server.set_clock("2999-01-01T00:00:00Z");
    let deaths = json(&server, "/v1/deaths");
    assert_eq!(deaths["version"], 1);
    assert_eq!(deaths["importedBy"], "Import");
    assert_eq!(
        deaths["regions"],
        json!([
            {"networkRegion": "groningen_centraal", "years": [
                {"year": 2026, "deaths": 2160.0, "low": 2042.0, "high": 2284.0},
                {"year": 2027, "deaths": 2216.0, "low": 2042.0, "high": 2396.0}
            ]},
            {"networkRegion": "noord_groningen", "years": [
                {"year": 2026, "deaths": 240.0, "low": 228.0, "high": 256.0},
                {"year": 2027, "deaths": 244.0, "low": 228.0, "high": 264.0}
            ]}
        ])
    );
    import(&server, "year,network_region,deaths\n2026,noord_groningen,250\n").output();
    let next = json(&server, "/v1/deaths");
    assert_eq!(next["version"], 2, "the last import counts");
    assert_eq!(
        next["regions"][0]["years"],
        json!([{"year": 2026, "deaths": 250.0, "low": null, "high": null}])
    );
}

#[test]
fn a_faulty_file_is_refused_whole_with_each_row_and_rule() {
    let server = Server::start();
    for (text, expected) in [
        ("", "line 1: This is required."),
        ("year,network_region,deaths\n", "line 2: This is required."),
        (
            "year,deaths\n2030,5\n",
            "line 1, network_region: This is required.",
        ),
        (
            "year,network_region,deaths,age\n",
            "line 1, age: No such name is known.",
        ),
        (
            "year,network_region,deaths\n2030,noord_groningen\n",
            "line 2: The row has 2 cells, but the header has 3.",
        ),
        (
            "year,network_region,deaths\n1989,noord_groningen,5\n",
            "line 2, year: This must be a whole number from 1990 to 2100.",
        ),
        (
            "year,network_region,deaths\n2030,elders,5\n",
            "line 2, network_region: The network region elders is not known",
        ),
        (
            "year,network_region,municipality,deaths\n2030,noord_groningen,Elders,5\n",
            "line 2, municipality: The municipality Elders is not known",
        ),
        (
            "year,network_region,deaths\n2030,noord_groningen,-5\n",
            "line 2, deaths: This must be a number above 0, 1000000 at most.",
        ),
        (
            "year,network_region,deaths\n2030,noord_groningen,NaN\n",
            "line 2, deaths: This must be a number above 0, 1000000 at most.",
        ),
        (
            "year,network_region,deaths\n2030,noord_groningen,1e3\n",
            "line 2, deaths: This must be a number above 0, 1000000 at most.",
        ),
        (
            "year,network_region,municipality,share,deaths\n2030,noord_groningen,Veendam,1.5,5\n",
            "line 2, share: This must be a number from 0 to 1.",
        ),
        (
            "year,network_region,deaths,low,high\n2030,noord_groningen,5,6,7\n",
            "line 2, low: The lower end may not be above",
        ),
        (
            "year,network_region,deaths,low,high\n2030,noord_groningen,5,4,\n",
            "line 2, low: The lower end may not be above",
        ),
        (
            "year,network_region,municipality,deaths\n2030,noord_groningen,Veendam,5\n2030,zuidoost_groningen,Veendam,5\n",
            "line 2, share: This municipality lies in several regions: state the share of each.",
        ),
        (
            "year,network_region,deaths\n2030,noord_groningen,5\n2032,noord_groningen,5\n",
            "line 2, year: 2031 is missing",
        ),
        (
            "year,network_region,deaths\n2030,noord_groningen,0\n",
            "line 2, deaths: This must be a number above 0, 1000000 at most.",
        ),
        (
            "year;network_region;deaths\n2030;noord_groningen;1.012\n",
            "line 2, deaths: Three digits after a point or comma may be thousands or decimals",
        ),
        (
            "year;network_region;deaths\n2030;noord_groningen;12,500\n",
            "line 2, deaths: Three digits after a point or comma may be thousands or decimals",
        ),
        (
            "year;network_region;deaths;low;high\n2030;noord_groningen;1012;950;1.100\n",
            "line 2, high: Three digits after a point or comma may be thousands or decimals",
        ),
        (
            "year;network_region;deaths\n2030;noord_groningen;1.012,5\n",
            "line 2, deaths: This must be a number above 0, 1000000 at most.",
        ),
        (
            "year,network_region,deaths\n2030,noord_groningen,100\n2031,noord_groningen,201\n",
            "line 3, deaths: The deaths of this region in 2031 are less than half or more than twice",
        ),
        (
            "year,network_region,deaths\n2030,noord_groningen,100\n2031,noord_groningen,49\n",
            "line 3, deaths: The deaths of this region in 2031 are less than half or more than twice",
        ),
        (
            "year,network_region,municipality,share,deaths\n2030,noord_groningen,Veendam,0.4,500\n2030,zuidoost_groningen,Veendam,0.6,510\n",
            "line 3, deaths: This number differs from that in another row of this municipality in 2030",
        ),
    ] {
        let complaint = import(&server, text).complaint();
        assert!(complaint.contains(expected), "{text:?}: {complaint}");
        assert!(complaint.contains("nothing was imported"), "{complaint}");
    }
    assert_eq!(server.database.number("SELECT COUNT(*) FROM death_imports"), 0);
    assert_eq!(json(&server, "/v1/deaths")["version"], Value::Null);
}

#[test]
fn deaths_may_double_or_halve_and_shares_may_have_three_decimals() {
    let server = Server::start();
    let text = "year;network_region;municipality;share;deaths
2030;noord_groningen;Veendam;0,125;800
2031;noord_groningen;Veendam;0.125;1600
2032;noord_groningen;Veendam;0,125;800,0
";
    import(&server, text).output();
    let deaths = json(&server, "/v1/deaths");
    let years = deaths["regions"][0]["years"].as_array().expect("years").iter();
    let deaths: Vec<f64> = years
        .map(|year| year["deaths"].as_f64().expect("a number"))
        .collect();
    assert_eq!(deaths, [100.0, 200.0, 100.0]);
}
