//! What a page did since it was opened: what it loaded, and what it complained of.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

use serde_json::Value;

use super::pipe::{Event, lock, words};

/// What was seen of one page and of the workers behind it.
#[derive(Default)]
pub struct Record(Mutex<Seen>);

#[derive(Default)]
struct Seen {
    /// The documents of which everything was loaded.
    loaded: HashSet<String>,
    /// How many documents were loaded wholly.
    loads: u64,
    /// Addresses by request, of those without an end yet.
    under_way: HashMap<String, String>,
    /// What the network carried since the last navigation by hand, in bytes with headers.
    bytes: u64,
    /// The status of the last document.
    status: Option<u64>,
    complaints: Vec<String>,
}

impl Record {
    /// Takes down an event of the page.
    pub fn note(&self, event: &Event) {
        let seen = &mut *lock(&self.0);
        let params = &event.params;
        let request = words(&params["requestId"]);
        match event.method.as_str() {
            "Page.lifecycleEvent" if params["name"] == "load" => {
                seen.loaded.insert(words(&params["loaderId"]));
                seen.loads += 1;
            }
            "Network.requestWillBeSent" => {
                seen.bytes += length(&params["redirectResponse"]);
                seen.under_way.insert(request, words(&params["request"]["url"]));
            }
            "Network.responseReceived" if params["type"] == "Document" => {
                seen.status = params["response"]["status"].as_u64();
            }
            "Network.loadingFinished" => {
                seen.bytes += length(params);
                seen.under_way.remove(&request);
            }
            "Network.loadingFailed" => {
                seen.under_way.remove(&request);
            }
            _ => seen.complaints.extend(complaint(event)),
        }
    }

    /// Takes down an event of a worker: only what it complains of.
    pub fn note_worker(&self, event: &Event) {
        let complaint = complaint(event).map(|complaint| format!("service worker: {complaint}"));
        lock(&self.0).complaints.extend(complaint);
    }

    /// Starts counting anew what the network carries.
    pub fn weigh_anew(&self) {
        let seen = &mut *lock(&self.0);
        seen.bytes = 0;
        seen.status = None;
    }

    pub fn bytes(&self) -> u64 {
        lock(&self.0).bytes
    }

    pub fn status(&self) -> Option<u64> {
        lock(&self.0).status
    }

    pub fn has_loaded(&self, loader: &str) -> bool {
        lock(&self.0).loaded.contains(loader)
    }

    pub fn loads(&self) -> u64 {
        lock(&self.0).loads
    }

    /// The addresses that are waited for.
    pub fn under_way(&self) -> Vec<String> {
        lock(&self.0).under_way.values().cloned().collect()
    }

    /// What was complained of; forgotten hereafter.
    pub fn take_complaints(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.0).complaints)
    }

    /// Forgets the complaints that contain one of these, and says how many they were.
    pub fn forgive(&self, parts: &[&str]) -> usize {
        let complaints = &mut lock(&self.0).complaints;
        let before = complaints.len();
        complaints.retain(|complaint| !parts.iter().any(|part| complaint.contains(part)));
        before - complaints.len()
    }
}

fn length(value: &Value) -> u64 {
    // A number with a point in the protocol, of whole bytes.
    let length = value["encodedDataLength"].as_f64().unwrap_or(0.0).max(0.0);
    format!("{length:.0}").parse().unwrap_or(0)
}

/// An error in the console, a script that failed, a request that came to nothing, or a breach of the content
/// security policy, in one line.
fn complaint(event: &Event) -> Option<String> {
    let params = &event.params;
    match event.method.as_str() {
        "Runtime.consoleAPICalled" if params["type"] == "error" || params["type"] == "assert" => {
            let said = params["args"].as_array()?.iter().map(said);
            Some(format!("console: {}", said.collect::<Vec<_>>().join(" ")))
        }
        "Runtime.exceptionThrown" => {
            let details = &params["exceptionDetails"];
            let what = details["exception"]["description"]
                .as_str()
                .or(details["text"].as_str())?;
            Some(format!("script: {what} ({})", words(&details["url"])))
        }
        "Log.entryAdded" if params["entry"]["level"] == "error" => {
            let entry = &params["entry"];
            Some(format!("{} ({})", words(&entry["text"]), words(&entry["url"])))
        }
        "Inspector.targetCrashed" => Some("the page crashed".to_owned()),
        _ => None,
    }
}

fn said(argument: &Value) -> String {
    match (&argument["value"], argument["description"].as_str()) {
        (Value::String(text), _) => text.clone(),
        (Value::Null, Some(description)) => description.to_owned(),
        (value, _) => value.to_string(),
    }
}
