//! What apps ask all the time is answered on a way of its own: it must be the answer that the handler gives.

use std::collections::BTreeMap;

use hospice_capacity::http::WebSettings;
use serde_json::json;

use crate::harness::{Answer, Server, TODAY};

/// What apps ask.
const POLL: &str = "/v1/availability";
/// The same in words that only the handler understands.
const QUESTION: &str = "/v1/availability?";

/// What an answer says, without what differs from one to the next.
fn said(answer: Answer) -> (u16, BTreeMap<String, String>, Vec<u8>) {
    let mut headers: BTreeMap<String, String> = answer
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().expect("text").to_owned()))
        .collect();
    let id = headers.remove("x-request-id").expect("an id");
    assert_eq!(id.len(), 36, "{id}");
    headers.remove("date").expect("a date");
    let left = headers.remove("ratelimit");
    assert_eq!(left.is_some(), headers.contains_key("ratelimit-policy"));
    (answer.status, headers, answer.bytes)
}

fn agree(server: &Server, headers: &[(&str, &str)]) -> u16 {
    let ask = |path: &str| {
        let request = headers.iter().fold(server.get(path), |request, (name, value)| {
            request.header(name, value)
        });
        said(request.send())
    };
    let (poll, question) = (ask(POLL), ask(QUESTION));
    let (status, ..) = poll;
    // The problem of a refusal names the request by its id.
    if status < 400 {
        assert_eq!(poll, question, "{headers:?}");
    } else {
        assert_eq!((poll.0, poll.1), (question.0, question.1), "{headers:?}");
    }
    status
}

fn agree_on_all(server: &Server) {
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 3}));
    let tag = server.get(POLL).send().expect(200).tag().to_owned();
    let others = format!("\"other\", W/{tag}");
    let mut statuses = BTreeMap::<u16, u32>::new();
    for accept in ["", "*/*", "application/json", "application/geo+json", "text/csv"] {
        for coding in ["", "gzip", "br, gzip;q=0.5", "identity"] {
            for known in ["", "\"other\"", &tag, &others, "*", "unreadable"] {
                for (name, value) in [
                    ("Accept-Language", "en"),
                    ("Origin", "https://app.example"),
                    ("Origin", "https://listed.example"),
                    ("X-Forwarded-For", "203.0.113.7"),
                    ("Authorization", "Bearer of nothing"),
                ] {
                    let stated = [
                        ("Accept", accept),
                        ("Accept-Encoding", coding),
                        ("If-None-Match", known),
                        (name, value),
                    ];
                    let stated: Vec<_> = stated
                        .into_iter()
                        .filter(|(_, value)| !value.is_empty())
                        .collect();
                    *statuses.entry(agree(server, &stated)).or_default() += 1;
                }
            }
        }
    }
    for status in [200, 304, 406] {
        assert!(statuses.contains_key(&status), "{statuses:?}");
    }
}

#[test]
fn a_poll_is_answered_as_the_handler_answers() {
    agree_on_all(&Server::start());
}

#[test]
fn so_it_is_behind_a_proxy_with_limits_and_sites_of_others() {
    agree_on_all(&Server::with_web(WebSettings {
        behind_tls: true,
        requests_per_minute: 1_000_000,
        cors_origins: vec!["https://listed.example".to_owned()],
        ..WebSettings::default()
    }));
}

#[test]
fn a_poll_of_a_board_that_is_not_open_to_all_is_refused() {
    let server = Server::closed();
    assert_eq!(agree(&server, &[]), 401);
    let token = format!("Bearer {}", server.coordinator());
    assert_eq!(agree(&server, &[("Authorization", &token)]), 200);
}

#[test]
fn a_poll_is_counted_like_any_request() {
    let server = Server::start();
    let count = |status: &str| {
        let metrics = server.get("/metrics").send().expect(200).text();
        let line = format!(
            "hospice_capacity_http_requests_total{{method=\"GET\",route=\"/v1/availability\",status=\"{status}\"}} "
        );
        let number = metrics
            .lines()
            .find_map(|metric| metric.strip_prefix(line.as_str()));
        number.map_or(0, |number| number.parse::<u32>().expect("a number"))
    };
    let tag = server.get(POLL).send().expect(200).tag().to_owned();
    server.get(QUESTION).send().expect(200);
    assert_eq!(count("200"), 2);
    server.get(POLL).header("If-None-Match", &tag).send().expect(304);
    server
        .get(QUESTION)
        .header("If-None-Match", &tag)
        .send()
        .expect(304);
    assert_eq!(count("304"), 2);
}
