//! A tiny HTTP client: what the server says comes back as it is, whatever its status.

use std::io::{Cursor, Read as _};
use std::time::Duration;

use serde_json::Value;
use ureq::http;

/// A client that follows no redirect, takes no status for an error, keeps no connection, and sends no
/// header that nobody asked for.
#[derive(Clone)]
pub struct Client {
    agent: ureq::Agent,
    /// What addresses begin with: `http://` and the host.
    pub base: String,
}

impl Client {
    pub fn new(base: String) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .allow_non_standard_methods(true)
            .max_idle_connections(0)
            .user_agent("")
            .accept("")
            .accept_encoding("")
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(30)))
            .build();
        Self {
            agent: config.into(),
            base,
        }
    }

    pub fn request(&self, method: &str, path: &str) -> Request<'_> {
        Request {
            client: self,
            method: method.to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: None,
        }
    }

    pub fn get(&self, path: &str) -> Request<'_> {
        self.request("GET", path)
    }

    pub fn put(&self, path: &str, body: &Value) -> Request<'_> {
        self.request("PUT", path).json(body)
    }

    pub fn delete(&self, path: &str) -> Request<'_> {
        self.request("DELETE", path)
    }
}

/// A request on its way to being sent.
#[derive(Clone)]
pub struct Request<'a> {
    client: &'a Client,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

impl Request<'_> {
    pub fn token(self, token: &str) -> Self {
        self.header("Authorization", &format!("Bearer {token}"))
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn json(self, body: &Value) -> Self {
        self.header("Content-Type", "application/json")
            .body(body.to_string())
    }

    /// A body without any word on what it is.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    pub fn send(self) -> Answer {
        let name = format!("{} {}", self.method, self.path);
        self.try_send()
            .unwrap_or_else(|error| panic!("{name} got no answer: {error}"))
    }

    /// The answer; where the server went away before all of it had come, what happened.
    pub fn try_send(self) -> Result<Answer, ureq::Error> {
        let mut request = http::Request::builder()
            .method(self.method.as_str())
            .uri(format!("{}{}", self.client.base, self.path));
        for (header, value) in &self.headers {
            request = request.header(header, value);
        }
        let agent = &self.client.agent;
        let sent = match self.body {
            Some(body) => agent.run(request.body(body).expect("a request")),
            None => agent.run(request.body(()).expect("a request")),
        };
        let (head, mut body) = sent?.into_parts();
        Ok(Answer {
            name: format!("{} {}", self.method, self.path),
            status: head.status.as_u16(),
            headers: head.headers,
            bytes: body.read_to_vec()?,
        })
    }
}

/// What the server said.
#[derive(Debug)]
pub struct Answer {
    name: String,
    pub status: u16,
    pub headers: http::HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("text"))
    }

    pub fn tag(&self) -> &str {
        self.header("ETag").expect("an ETag")
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("{}: {error}: {:?}", self.name, self.text()))
    }

    /// The XML of one part of a workbook.
    pub fn part(&self, name: &str) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(&self.bytes)).expect("a workbook");
        let mut text = String::new();
        let mut file = archive.by_name(name).expect("a part");
        file.read_to_string(&mut text).expect("XML");
        text
    }

    /// The answer, where it has this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}: {}", self.name, self.text());
        self
    }

    /// The problem document, where the answer is one of this status and kind.
    #[track_caller]
    pub fn problem(self, status: u16, kind: &str) -> Value {
        let answer = self.expect(status);
        let name = &answer.name;
        assert_eq!(
            answer.header("Content-Type"),
            Some("application/problem+json"),
            "{name}"
        );
        assert!(answer.header("API-Version").is_some(), "{name}");
        let document = answer.json();
        assert_eq!(document["status"], status, "{name}");
        assert_eq!(document["type"], format!("/problems/{kind}"), "{name}");
        let instance = document["instance"].as_str().expect("an instance");
        let id = answer.header("X-Request-Id").expect("an id");
        assert_eq!(instance, format!("urn:uuid:{id}"), "{name}");
        for member in ["title", "detail"] {
            assert!(
                document[member].as_str().is_some_and(|text| !text.is_empty()),
                "{name}: {member}"
            );
        }
        document
    }
}

/// The places that a problem document names: pointers, and parameters in angle brackets.
pub fn places(problem: &Value) -> Vec<String> {
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    errors
        .iter()
        .map(|error| match (&error["pointer"], &error["parameter"]) {
            (Value::String(pointer), Value::Null) => pointer.clone(),
            (Value::Null, Value::String(name)) => format!("<{name}>"),
            _ => panic!("neither pointer nor parameter: {error}"),
        })
        .collect()
}
