//! The Chrome `DevTools` Protocol over two pipes: commands go in, answers and events come out.
//!
//! No port, no WebSocket, and the browser ends when the pipes do, so with the tests, however they end.
//! Messages stay plain JSON, of which only what is needed is read: what a newer Chromium adds breaks nothing.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

/// How long the browser may take for one command. Generous: a busy machine is no fault.
const PATIENCE: Duration = Duration::from_mins(1);

/// What a command came to: its result, or the browser's own words of what is wrong.
pub type Answer = Result<Value, String>;

/// Something that happened in the browser.
pub struct Event {
    /// Of which page or worker; empty where it is of the browser itself.
    pub session: String,
    /// Its name, such as `Page.lifecycleEvent`.
    pub method: String,
    pub params: Value,
}

/// The two pipes of one running browser.
pub struct Pipe {
    commands: Mutex<Box<dyn Write + Send>>,
    last: AtomicU64,
    /// Who waits for which answer; nothing once the browser is gone.
    waiting: Mutex<Option<HashMap<u64, Sender<Answer>>>>,
}

impl Pipe {
    /// Reads what comes out until it ends, and tells `listener` every event. The listener may `tell`, but
    /// not `ask`: the answer could not be read while it waits.
    pub fn new(
        commands: impl Write + Send + 'static,
        messages: impl Read + Send + 'static,
        listener: impl Fn(&Pipe, Event) + Send + 'static,
    ) -> Arc<Self> {
        let pipe = Arc::new(Self {
            commands: Mutex::new(Box::new(commands)),
            last: AtomicU64::new(0),
            waiting: Mutex::new(Some(HashMap::new())),
        });
        let reader = Arc::clone(&pipe);
        std::thread::spawn(move || reader.read(messages, listener));
        pipe
    }

    /// Sends a command and waits for what comes of it.
    ///
    /// # Errors
    /// The browser's own words, or that it does not answer.
    pub fn ask(&self, session: &str, method: &str, params: &Value) -> Answer {
        let id = self.number();
        let (answer, answered) = mpsc::channel();
        match lock(&self.waiting).as_mut() {
            Some(waiting) => waiting.insert(id, answer),
            None => return Err(format!("{method}: the browser is gone")),
        };
        self.send(id, session, method, params);
        match answered.recv_timeout(PATIENCE) {
            Ok(answer) => answer.map_err(|words| format!("{method}: {words}")),
            Err(RecvTimeoutError::Timeout) => Err(format!("{method}: no answer within {PATIENCE:?}")),
            Err(RecvTimeoutError::Disconnected) => Err(format!("{method}: the browser is gone")),
        }
    }

    /// Sends a command without waiting.
    pub fn tell(&self, session: &str, method: &str, params: &Value) {
        self.send(self.number(), session, method, params);
    }

    /// Whether there is still a browser at the other end.
    pub fn is_open(&self) -> bool {
        lock(&self.waiting).is_some()
    }

    fn number(&self) -> u64 {
        self.last.fetch_add(1, Ordering::Relaxed) + 1
    }

    fn send(&self, id: u64, session: &str, method: &str, params: &Value) {
        let mut message = json!({"id": id, "method": method, "params": params});
        if !session.is_empty() {
            message["sessionId"] = json!(session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        // Where the browser is gone, the reader finds out and whoever waits is told.
        let _ = lock(&self.commands).write_all(&bytes);
    }

    fn read(&self, messages: impl Read, listener: impl Fn(&Pipe, Event)) {
        let mut messages = BufReader::new(messages);
        let mut bytes = Vec::new();
        while matches!(messages.read_until(0, &mut bytes), Ok(1..)) {
            bytes.pop();
            if let Ok(message) = serde_json::from_slice(&bytes) {
                self.deliver(message, &listener);
            }
            bytes.clear();
        }
        lock(&self.waiting).take();
    }

    fn deliver(&self, mut message: Value, listener: &impl Fn(&Pipe, Event)) {
        if let Some(id) = message["id"].as_u64() {
            let waiting = lock(&self.waiting)
                .as_mut()
                .and_then(|waiting| waiting.remove(&id));
            let answer = match message["error"]["message"].as_str() {
                Some(words) => Err(words.to_owned()),
                None => Ok(message["result"].take()),
            };
            if let Some(waiting) = waiting {
                // Who gave up waiting does not want it any more.
                let _ = waiting.send(answer);
            }
            return;
        }
        let event = Event {
            session: words(&message["sessionId"]),
            method: words(&message["method"]),
            params: message["params"].take(),
        };
        listener(self, event);
    }
}

/// A text of a message; empty where there is none.
pub fn words(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A lock that does not mind that another test failed while it held it.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
