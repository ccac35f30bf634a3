//! A page: opening it, reading it, and waiting for what it shows.

use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::context::Context;
use super::pipe::{Answer, lock, words};
use super::record::Record;

/// How long a page is given to show what is waited for. Generous: a busy machine is no fault.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often is looked.
const INTERVAL: Duration = Duration::from_millis(25);

/// Fails its test when it is dropped, where it complained of something that nobody expected.
pub struct Page {
    pub context: Arc<Context>,
    pub(super) session: String,
    pub(super) record: Arc<Record>,
    pub(super) taps: AtomicU32,
    pub(super) has_touch: bool,
    patience: Duration,
    home: String,
}

impl Page {
    pub(super) fn new(context: Arc<Context>, home: &str) -> Self {
        let browser = &context.browser;
        let new = json!({"url": "about:blank", "browserContextId": context.id});
        let target = browser.ask("", "Target.createTarget", &new);
        let whose = json!({"targetId": target["targetId"], "flatten": true});
        let session = words(&browser.ask("", "Target.attachToTarget", &whose)["sessionId"]);
        let record = Arc::clone(&context.phone.record);
        lock(&browser.routes.pages).insert(session.clone(), Arc::clone(&record));
        context.phone.join(&browser.pipe, &session);
        let page = Self {
            session,
            record,
            taps: AtomicU32::new(0),
            has_touch: false,
            patience: PATIENCE,
            home: home.to_owned(),
            context,
        };
        for domain in ["Page", "Runtime", "Log", "Inspector"] {
            page.ask(&format!("{domain}.enable"), &json!({}));
        }
        page.ask("Page.setLifecycleEventsEnabled", &json!({"enabled": true}));
        page.ask("Emulation.setFocusEmulationEnabled", &json!({"enabled": true}));
        page
    }

    /// The same page, which waits no longer than this for what it is to show.
    pub fn within(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Opens an address: a path of the server, or a whole one. Waits until everything is loaded.
    #[track_caller]
    pub fn goto(&self, address: &str) {
        if let Err(error) = self.try_goto(address) {
            panic!("{address}: {error}");
        }
    }

    /// The same, where it may fail.
    ///
    /// # Errors
    /// The browser's own words, such as `net::ERR_INTERNET_DISCONNECTED`.
    pub fn try_goto(&self, address: &str) -> Result<(), String> {
        let url = if address.starts_with('/') {
            format!("{}{address}", self.home)
        } else {
            address.to_owned()
        };
        self.record.weigh_anew();
        let answer = self.try_ask("Page.navigate", &json!({"url": url}))?;
        if let Some(error) = answer["errorText"].as_str() {
            return Err(error.to_owned());
        }
        // Nothing is loaded where only the part after `#` is another.
        if let Some(loader) = answer["loaderId"].as_str() {
            self.until(&format!("{address} to be loaded"), || {
                self.record.has_loaded(loader).then_some(())
            });
        }
        Ok(())
    }

    /// Does something that opens another document, and waits until that one is loaded.
    #[track_caller]
    pub fn follow(&self, act: impl FnOnce(&Self)) {
        let before = self.record.loads();
        act(self);
        self.until("another document", || {
            (self.record.loads() > before).then_some(())
        });
    }

    pub fn reload(&self) {
        self.record.weigh_anew();
        self.follow(|page| {
            page.ask("Page.reload", &json!({}));
        });
    }

    /// Goes one page back in the history.
    pub fn back(&self) {
        let before = self.record.navigations();
        // The document that is asked may be gone before it answers.
        let _ = self.try_evaluate("history.back()");
        self.until("the page before", || {
            (self.record.navigations() > before).then_some(())
        });
        self.settle();
    }

    /// The address it is at, without the server's.
    pub fn path(&self) -> String {
        words(&self.evaluate("location.pathname + location.search + location.hash"))
    }

    /// The status of the last document.
    pub fn status(&self) -> Option<u64> {
        self.record.status()
    }

    /// Waits until nothing is under way.
    #[track_caller]
    pub fn settle(&self) {
        let mut quiet = 0;
        self.until("the network to be quiet", || {
            let under_way = self.record.under_way();
            quiet = if under_way.is_empty() { quiet + 1 } else { 0 };
            (quiet > 4).then_some(())
        });
    }

    /// What an expression comes to; promises are waited for. The page's own rules for scripts do not hold
    /// for it.
    #[track_caller]
    pub fn evaluate(&self, expression: &str) -> Value {
        self.try_evaluate(expression)
            .unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    /// # Errors
    /// What the script threw, or that the document was left meanwhile.
    pub fn try_evaluate(&self, expression: &str) -> Answer {
        let question = json!({"expression": expression, "awaitPromise": true, "returnByValue": true,
            "userGesture": true});
        let mut answer = self.try_ask("Runtime.evaluate", &question)?;
        match answer["exceptionDetails"]["exception"]["description"].as_str() {
            Some(thrown) => Err(thrown.to_owned()),
            None => Ok(answer["result"]["value"].take()),
        }
    }

    /// Waits for something that can be seen, and says what is written there.
    #[track_caller]
    pub fn text(&self, selector: &str) -> String {
        let find = format!("({FIRST_SEEN})({})?.innerText", json!(selector));
        self.until(&format!("{selector} to be seen"), || {
            self.try_evaluate(&find).ok()?.as_str().map(str::to_owned)
        })
    }

    /// Waits for something that can be seen.
    #[track_caller]
    pub fn wait_for(&self, selector: &str) {
        self.text(selector);
    }

    /// Waits for words that can be seen.
    #[track_caller]
    pub fn wait_for_text(&self, text: &str) {
        let look = format!("document.body.innerText.includes({})", json!(text));
        self.wait_until(&format!("the words \"{text}\""), &look);
    }

    /// Waits until an expression is true.
    #[track_caller]
    pub fn wait_until(&self, what: &str, expression: &str) {
        self.until(what, || {
            (self.try_evaluate(expression).ok()? == true).then_some(())
        });
    }

    /// Whether something can be seen now.
    pub fn sees(&self, selector: &str) -> bool {
        self.evaluate(&format!("!!({FIRST_SEEN})({})", json!(selector))) == true
    }

    /// How many there are, seen or not.
    pub fn count(&self, selector: &str) -> usize {
        let found = self.evaluate(&format!("document.querySelectorAll({}).length", json!(selector)));
        found
            .as_u64()
            .and_then(|found| found.try_into().ok())
            .unwrap_or(0)
    }

    /// What it complained of until now: errors of its scripts, of the console, of requests, and breaches of
    /// the content security policy. Forgotten hereafter.
    pub fn complaints(&self) -> Vec<String> {
        self.record.take_complaints()
    }

    /// Forgets complaints that contain one of these, for the test wants them; says how many they were.
    pub fn forgive(&self, parts: &[&str]) -> usize {
        self.record.forgive(parts)
    }

    /// Looks again and again until there is an answer.
    #[track_caller]
    pub(super) fn until<T>(&self, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
        let end = Instant::now() + self.patience;
        loop {
            if let Some(found) = look() {
                return found;
            }
            assert!(Instant::now() < end, "Waited for {what}.\n{}", self.describe());
            std::thread::sleep(INTERVAL);
        }
    }

    /// Where it is and what it shows, for who reads of a failure.
    fn describe(&self) -> String {
        let shown = self.try_evaluate("location.href + '\\n' + document.body.innerText.slice(0, 2000)");
        let shown = shown.map_or_else(|error| error, |shown| words(&shown));
        format!("It is at {shown}\nUnder way: {:?}", self.record.under_way())
    }

    #[track_caller]
    pub(super) fn ask(&self, method: &str, params: &Value) -> Value {
        self.context.browser.ask(&self.session, method, params)
    }

    pub(super) fn try_ask(&self, method: &str, params: &Value) -> Answer {
        self.context.browser.pipe.ask(&self.session, method, params)
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let name = std::thread::current().name().unwrap_or("test").replace("::", "-");
            if let Ok(path) = self.picture(&format!("failed/{name}")) {
                eprintln!("What was seen: {}", path.display());
            }
            eprintln!("Complaints: {:#?}", self.complaints());
        }
        lock(&self.context.browser.routes.pages).remove(&self.session);
        self.context.phone.forget(&self.session);
        let complaints = self.complaints();
        assert!(
            std::thread::panicking() || complaints.is_empty(),
            "The page complained: {complaints:#?}"
        );
    }
}

/// The first element of a selector that can be seen.
pub(super) const FIRST_SEEN: &str = "selector => [...document.querySelectorAll(selector)].find(element => \
    element.checkVisibility({visibilityProperty: true, opacityProperty: true}) && element.getClientRects().length > 0)";
