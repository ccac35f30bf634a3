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
    /// The documents that were opened, in their order.
    documents: Vec<String>,
    /// Those of which everything was loaded.
    loaded: HashSet<String>,
    /// How many documents were loaded wholly.
    loads: u64,
    /// The document and the address of each request without an end yet.
    under_way: HashMap<String, (String, String)>,
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
            "Page.frameNavigated" if params["frame"]["parentId"].is_null() => {
                let document = words(&params["frame"]["loaderId"]);
                // Nobody hears how requests of the document before ended.
                seen.under_way.retain(|_, (of, _)| *of == document);
                seen.documents.push(document);
            }
            "Page.lifecycleEvent" if params["name"] == "load" => {
                seen.loaded.insert(words(&params["loaderId"]));
                seen.loads += 1;
            }
            "Network.requestWillBeSent" => {
                seen.bytes += length(&params["redirectResponse"]);
                // Neither of the page's small picture for the window, which is no part of it.
                if params["type"] != "Other" {
                    let document = words(&params["loaderId"]);
                    let url = words(&params["request"]["url"]);
                    seen.under_way.insert(request, (document, url));
                }
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

    /// Whether a document was loaded wholly, or another one to which it led at once.
    pub fn has_loaded(&self, loader: &str) -> bool {
        let seen = lock(&self.0);
        let since = seen.documents.iter().skip_while(|document| *document != loader);
        since.into_iter().any(|document| seen.loaded.contains(document))
    }

    pub fn loads(&self) -> u64 {
        lock(&self.0).loads
    }

    /// How many documents were opened.
    pub fn navigations(&self) -> usize {
        lock(&self.0).documents.len()
    }

    /// The addresses that are waited for.
    pub fn under_way(&self) -> Vec<String> {
        lock(&self.0)
            .under_way
            .values()
            .map(|(_, url)| url.clone())
            .collect()
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
