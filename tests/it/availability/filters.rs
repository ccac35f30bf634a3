//! Which houses are asked for, in what order and in what form.

use serde_json::{Value, json};

use super::{board, ids};
use crate::harness::{Server, TODAY};

fn filled() -> Server {
    let server = Server::start();
    server.set_clock("2026-11-19T08:00:00Z");
    server.register("de-vlinder", "2026-11-19", &json!({"bedsOccupied": 2}));
    server.set_clock("2026-11-20T09:00:00Z");
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 3}));
    server.register("de-horizon", TODAY, &json!({"bedsOccupied": 7}));
    server.register("het-baken", TODAY, &json!({"bedsOccupied": 6}));
    server
}

#[test]
fn every_filter_narrows_the_board_down() {
    let server = filled();
    for (query, expected) in [
        (
            "networkRegion=groningen_centraal",
            vec!["de-horizon", "de-kade", "de-linde"],
        ),
        (
            "networkRegion=noord_groningen,zuidoost_groningen",
            vec!["de-heide", "de-vlinder", "de-wierde", "het-baken"],
        ),
        (
            "networkRegion=noord_groningen&networkRegion=groningen_centraal",
            vec!["de-horizon", "de-kade", "de-linde", "de-wierde", "het-baken"],
        ),
        ("networkRegion=drenthe", vec![]),
        ("type=high_care_hospice", vec!["de-horizon"]),
        (
            "type=palliative_unit,elv_palliative",
            vec!["de-kade", "zonder-plek"],
        ),
        ("municipality=Groningen", vec!["de-horizon", "de-linde"]),
        (
            "municipality=Het%20Hogeland&municipality=Veendam",
            vec!["de-wierde", "zonder-plek"],
        ),
        ("municipality=groningen", vec![]),
        ("minBedsFree=1", vec!["de-horizon", "de-linde", "de-vlinder"]),
        ("minBedsFree=3", vec!["de-horizon"]),
        (
            "minBedsFree=0",
            vec!["de-horizon", "de-linde", "de-vlinder", "het-baken"],
        ),
        ("freshness=fresh", vec!["de-horizon", "de-linde", "het-baken"]),
        ("freshness=stale", vec!["de-vlinder"]),
        (
            "freshness=fresh,stale&minBedsFree=1&networkRegion=groningen_centraal&type=bijna_thuis_huis",
            vec!["de-linde"],
        ),
        (
            "freshness=unknown",
            vec!["de-heide", "de-kade", "de-wierde", "zonder-plek"],
        ),
    ] {
        let board = board(&server, &format!("?{query}"));
        assert_eq!(ids(&board), expected, "{query}");
        // A filter on what houses offer hides none of those that should have reported.
        let is_offer = |filter: &str| !["networkRegion", "type", "municipality"].contains(&filter);
        let filters: Vec<&str> = query
            .split('&')
            .filter_map(|part| part.split('=').next())
            .collect();
        if filters.iter().all(|filter| is_offer(filter)) {
            assert_eq!(board["housesExpected"], 8, "{query}");
        } else if !filters.iter().any(|filter| is_offer(filter)) {
            assert_eq!(board["housesExpected"], expected.len(), "{query}");
        }
    }
}

#[test]
fn near_a_point_the_nearest_house_stands_first_and_one_without_a_place_last() {
    let server = filled();
    server.add_house("aan-zee", |house| house["location"] = Value::Null);
    let near = board(&server, "?near=53.19,6.56");
    assert_eq!(
        ids(&near),
        [
            "de-linde",
            "de-horizon",
            "de-kade",
            "de-wierde",
            "de-vlinder",
            "het-baken",
            "de-heide",
            "aan-zee",
            "zonder-plek"
        ]
    );
    let distances: Vec<Option<f64>> = near["houses"]
        .as_array()
        .expect("houses")
        .iter()
        .map(|house| house["distanceKm"].as_f64())
        .collect();
    // A hundredth of a degree of latitude is 1.11 km; the farthest house lies 26.7 km south and 39.4 km east.
    assert_eq!(distances[0], Some(1.1));
    assert!(
        distances[6].is_some_and(|far| (far - 47.6).abs() < 0.5),
        "{distances:?}"
    );
    assert_eq!(distances[7..], [None, None]);
    assert!(distances[..7].is_sorted(), "{distances:?}");

    let here = board(&server, "?near=53.2,6.56&minBedsFree=1");
    assert_eq!(ids(&here), ["de-linde", "de-horizon", "de-vlinder"]);
    assert_eq!(here["houses"][0]["distanceKm"], 0.0);
    assert_eq!(board(&server, "")["houses"][0]["distanceKm"], Value::Null);
}

#[test]
fn the_same_houses_come_as_geojson_for_a_map() {
    let server = filled();
    for query in ["", "?minBedsFree=1", "?near=53.22,6.57"] {
        let path = format!("/v1/availability{query}");
        let get = server.get(&path).header("Accept", "application/geo+json");
        let answer = get.send().expect(200);
        assert_eq!(
            answer.header("Content-Type"),
            Some("application/geo+json"),
            "{query}"
        );
        let by_header = answer.json();
        let mark = if query.is_empty() { '?' } else { '&' };
        let by_parameter = board(&server, &format!("{query}{mark}format=geojson"));
        assert_eq!(by_header, by_parameter, "{query}");
        let plain = board(&server, query);
        assert_geo_json(&by_header, &plain);
    }
    let both = server
        .get("/v1/availability")
        .header("Accept", "application/geo+json;q=0.5, application/json");
    assert_eq!(both.send().header("Content-Type"), Some("application/json"));
    let json = server
        .get("/v1/availability?format=json")
        .header("Accept", "application/geo+json");
    assert_eq!(json.send().header("Content-Type"), Some("application/json"));
}

/// RFC 7946, as far as points go.
fn assert_geo_json(collection: &Value, plain: &Value) {
    assert_eq!(collection["type"], "FeatureCollection");
    for name in ["asOf", "housesExpected", "housesReported", "bedsFree"] {
        assert_eq!(collection[name], plain[name], "{name}");
    }
    let features = collection["features"].as_array().expect("features");
    let houses = plain["houses"].as_array().expect("houses");
    assert_eq!(features.len(), houses.len());
    for (feature, house) in features.iter().zip(houses) {
        let members: Vec<&String> = feature.as_object().expect("a feature").keys().collect();
        assert_eq!(members, ["geometry", "id", "properties", "type"]);
        assert_eq!(feature["type"], "Feature");
        assert_eq!(feature["id"], house["houseId"]);
        assert_eq!(&feature["properties"], house);
        let point = match &house["location"] {
            Value::Null => Value::Null,
            place => json!({"type": "Point", "coordinates": [place["longitude"], place["latitude"]]}),
        };
        assert_eq!(feature["geometry"], point);
    }
}
