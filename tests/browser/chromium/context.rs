//! One person's browser: cookies, storage, cache and network of its own.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::Browser;
use super::page::Page;
use super::pipe::{Pipe, lock, words};
use super::record::Record;

/// Gone, with all it kept, when its last page is dropped.
pub struct Context {
    pub(super) browser: Arc<Browser>,
    pub(super) id: String,
    pub(super) phone: Arc<Phone>,
}

/// What the pages and the service workers of one context share.
#[derive(Default)]
pub struct Phone {
    pub record: Arc<Record>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    is_offline: bool,
    /// The pages and workers that must know of it.
    sessions: Vec<String>,
}

impl Context {
    pub(super) fn new(browser: Arc<Browser>) -> Arc<Self> {
        let made = browser.ask("", "Target.createBrowserContext", &json!({}));
        let id = words(&made["browserContextId"]);
        let phone = Arc::new(Phone::default());
        lock(&browser.routes.phones).insert(id.clone(), Arc::clone(&phone));
        Arc::new(Self { browser, id, phone })
    }

    /// A page that shows nothing yet. `home` is what addresses begin with, such as `http://127.0.0.1:8080`.
    pub fn page(self: &Arc<Self>, home: &str) -> Page {
        Page::new(Arc::clone(self), home)
    }

    /// Takes the network away, or gives it back: from its pages and its service workers.
    pub fn offline(&self, is_offline: bool) {
        for session in self.phone.turn(is_offline) {
            // A worker may have ended meanwhile; a page that has gone fails its test elsewhere.
            let _ = self.browser.pipe.ask(&session, NETWORK, &network(is_offline));
        }
    }

    /// The cookies that were set, as the protocol shows them.
    pub fn cookies(&self) -> Vec<Value> {
        let whose = json!({"browserContextId": self.id});
        let mut answer = self.browser.ask("", "Storage.getCookies", &whose);
        match answer["cookies"].take() {
            Value::Array(cookies) => cookies,
            _ => Vec::new(),
        }
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        let pipe = &self.browser.pipe;
        // Where the browser is gone, so is the context.
        let _ = pipe.ask(
            "",
            "Target.disposeBrowserContext",
            &json!({"browserContextId": self.id}),
        );
        lock(&self.browser.routes.phones).remove(&self.id);
    }
}

impl Phone {
    /// Puts a page or worker under what holds for all of them.
    pub fn join(&self, pipe: &Pipe, session: &str) {
        let mut state = lock(&self.state);
        state.sessions.push(session.to_owned());
        pipe.tell(session, "Network.enable", &json!({}));
        if state.is_offline {
            pipe.tell(session, NETWORK, &network(true));
        }
    }

    pub fn forget(&self, session: &str) {
        lock(&self.state).sessions.retain(|known| known != session);
    }

    fn turn(&self, is_offline: bool) -> Vec<String> {
        let mut state = lock(&self.state);
        state.is_offline = is_offline;
        state.sessions.clone()
    }
}

const NETWORK: &str = "Network.emulateNetworkConditions";

fn network(is_offline: bool) -> Value {
    json!({"offline": is_offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})
}
