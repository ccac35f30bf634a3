//! What polls cost: tags, 304 and compression.

use std::io::Read as _;

use serde_json::json;

use crate::harness::{Server, TODAY};

fn decoded(coding: Option<&str>, bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    match coding {
        None => plain.extend_from_slice(bytes),
        Some("gzip") => drop(
            flate2::read::GzDecoder::new(bytes)
                .read_to_end(&mut plain)
                .expect("gzip"),
        ),
        Some("br") => drop(
            brotli::Decompressor::new(bytes, 4096)
                .read_to_end(&mut plain)
                .expect("brotli"),
        ),
        Some(other) => panic!("nobody asked for {other}"),
    }
    plain
}

#[test]
fn every_coding_says_the_same() {
    let server = Server::start();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 3}));
    for path in ["/v1/availability", "/v1/availability/de-linde"] {
        let plain = server.get(path).send().expect(200);
        assert_eq!(plain.header("Content-Encoding"), None);
        for (accepted, coding) in [
            ("gzip", Some("gzip")),
            ("br", Some("br")),
            ("gzip, deflate, br", Some("br")),
            ("GZIP;q=0.5", Some("gzip")),
            ("br;q=0, gzip", Some("gzip")),
            ("br;q=0, gzip;q=0", None),
            ("deflate, zstd", None),
            ("identity", None),
            ("", None),
        ] {
            let get = server.get(path).header("Accept-Encoding", accepted);
            let answer = get.send().expect(200);
            assert_eq!(answer.header("Content-Encoding"), coding, "{accepted}");
            assert_eq!(decoded(coding, &answer.bytes), plain.bytes, "{accepted}");
            let vary = answer.header("Vary").expect("Vary");
            assert!(vary.contains("Accept-Encoding"), "{accepted}: {vary}");
            // A strong tag is of the bytes that are sent.
            assert_eq!(answer.tag() == plain.tag(), coding.is_none(), "{accepted}");
        }
    }
    let get = server
        .get("/v1/availability")
        .header("Accept", "application/geo+json");
    let geo_json = get.clone().send();
    let packed = get.header("Accept-Encoding", "br").send();
    assert_eq!(decoded(Some("br"), &packed.bytes), geo_json.bytes);
}

#[test]
fn who_has_the_board_in_any_coding_gets_304_until_it_changes() {
    let server = Server::start();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 3}));
    let ask = |path: &str, accepted: &str, known: &str| {
        let get = server.get(path).header("Accept-Encoding", accepted);
        get.header("If-None-Match", known).send()
    };
    let paths = [
        "/v1/availability",
        "/v1/availability/de-linde",
        "/v1/availability?minBedsFree=1",
    ];
    let mut tags = Vec::new();
    for path in paths {
        for accepted in ["", "gzip", "br"] {
            let tag = ask(path, accepted, "\"none\"").expect(200).tag().to_owned();
            for again in ["", "gzip", "br"] {
                let answer = ask(path, again, &format!("W/\"x\", {tag}")).expect(304);
                assert!(answer.bytes.is_empty());
                assert_eq!(answer.header("Cache-Control"), Some("no-cache"));
                assert!(
                    answer
                        .header("Vary")
                        .is_some_and(|vary| vary.contains("Accept-Encoding"))
                );
                assert!(answer.header("ETag").is_some());
            }
            tags.push((path, accepted, tag));
        }
    }
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 2}));
    for (path, accepted, tag) in tags {
        ask(path, accepted, &tag).expect(200);
    }
}

#[test]
fn a_board_that_is_not_open_is_kept_by_nobody_in_between() {
    let server = Server::closed();
    let token = server.coordinator();
    for path in [
        "/v1/availability",
        "/v1/availability/de-linde",
        "/v1/availability?minBedsFree=0",
        "/v1/houses",
    ] {
        let answer = server.get(path).token(&token).send().expect(200);
        assert_eq!(
            answer.header("Cache-Control"),
            Some("private, no-cache"),
            "{path}"
        );
    }
}
