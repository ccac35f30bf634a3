//! A real browser without a screen, driven as a person would: pages are opened, read, tapped and typed in.

mod axe;
mod context;
mod emulation;
mod find;
mod input;
mod look;
mod page;
mod pipe;
mod record;

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

pub use axe::AXE;
pub use context::Context;
pub use emulation::{SHIFT, Theme};
pub use page::Page;

use context::Phone;
use pipe::{Event, Pipe, lock, words};
use record::Record;

/// A running Chromium, shared by the tests that run at the same time. It ends with the last of them.
pub struct Browser {
    pipe: Arc<Pipe>,
    routes: Arc<Routes>,
    process: Mutex<Child>,
    /// What it says of itself, as sites are told.
    user_agent: String,
    _profile: TempDir,
}

impl Browser {
    /// The running browser, or a new one.
    pub fn start() -> Arc<Self> {
        static SHARED: Mutex<Weak<Browser>> = Mutex::new(Weak::new());
        let mut shared = lock(&SHARED);
        if let Some(browser) = shared.upgrade().filter(|browser| browser.pipe.is_open()) {
            return browser;
        }
        let browser = Arc::new(Self::launch());
        *shared = Arc::downgrade(&browser);
        browser
    }

    fn launch() -> Self {
        let program = find::find().unwrap_or_else(|sentence| panic!("{sentence}"));
        let profile = tempfile::tempdir().expect("a folder for the profile");
        let said = profile.path().join("said.txt");
        let mut process =
            spawn(&program, profile.path(), &said).unwrap_or_else(|error| panic!("sh: {error}"));
        let routes = Arc::new(Routes::default());
        let known = Arc::clone(&routes);
        let commands = process.stdin.take().expect("a pipe");
        let messages = process.stdout.take().expect("a pipe");
        let pipe = Pipe::new(commands, messages, move |pipe, event| known.take(pipe, &event));
        let version = pipe
            .ask("", "Browser.getVersion", &json!({}))
            .unwrap_or_else(|error| {
                let said = std::fs::read_to_string(&said).unwrap_or_default();
                panic!("Chromium ({}) does not start. {error}\n{said}", program.display())
            });
        // Service workers wait until they are told what holds for their page, such as having no network.
        let workers = json!({"autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true,
            "filter": [{"type": "service_worker"}]});
        pipe.ask("", "Target.setAutoAttach", &workers)
            .expect("a browser that shows its workers");
        Self {
            pipe,
            routes,
            process: Mutex::new(process),
            user_agent: words(&version["userAgent"]),
            _profile: profile,
        }
    }

    /// A new person's browser: cookies, storage and cache of its own.
    pub fn context(self: &Arc<Self>) -> Arc<Context> {
        Context::new(Arc::clone(self))
    }

    #[track_caller]
    fn ask(&self, session: &str, method: &str, params: &Value) -> Value {
        self.pipe
            .ask(session, method, params)
            .unwrap_or_else(|error| panic!("{error}"))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.pipe.tell("", "Browser.close", &json!({}));
        let process = &mut *lock(&self.process);
        let until = Instant::now() + Duration::from_secs(10);
        while Instant::now() < until && matches!(process.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(20));
        }
        // Whether it had ended by itself or not, it has now.
        let _ = process.kill();
        let _ = process.wait();
    }
}

/// Starts the program with its pipes: it wants them as descriptors 3 and 4, which the shell sees to.
fn spawn(program: &Path, profile: &Path, said: &Path) -> std::io::Result<Child> {
    Command::new("sh")
        .args(["-c", r#"exec "$@" 3<&0 4>&1 </dev/null >/dev/null"#, "sh"])
        .arg(program)
        .args(FLAGS)
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg("about:blank")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(File::create(said)?)
        .spawn()
}

/// No screen, no calls to anybody, and pictures that are alike on every machine.
const FLAGS: [&str; 19] = [
    "--headless",
    "--remote-debugging-pipe",
    // It opens this repository's own pages only, and its sandbox is not to be had in many containers.
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-proxy-server",
    // A page that asks another host fails, which its test sees.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
];

/// Who is told of which event.
#[derive(Default)]
struct Routes {
    phones: Mutex<HashMap<String, Arc<Phone>>>,
    pages: Mutex<HashMap<String, Arc<Record>>>,
    workers: Mutex<HashMap<String, Arc<Phone>>>,
}

impl Routes {
    fn take(&self, pipe: &Pipe, event: &Event) {
        match event.method.as_str() {
            "Target.attachedToTarget" => self.attach(pipe, &event.params),
            "Target.detachedFromTarget" => {
                let session = words(&event.params["sessionId"]);
                if let Some(phone) = lock(&self.workers).remove(&session) {
                    phone.forget(&session);
                }
            }
            // A question whether to leave the page would hold it for ever.
            "Page.javascriptDialogOpening" => {
                pipe.tell(
                    &event.session,
                    "Page.handleJavaScriptDialog",
                    &json!({"accept": true}),
                );
            }
            _ => {
                if let Some(record) = lock(&self.pages).get(&event.session) {
                    record.note(event);
                } else if let Some(phone) = lock(&self.workers).get(&event.session) {
                    phone.record.note_worker(event);
                }
            }
        }
    }

    /// Lets a new service worker go, once it knows whether there is a network.
    fn attach(&self, pipe: &Pipe, params: &Value) {
        let target = &params["targetInfo"];
        if target["type"] != "service_worker" {
            return;
        }
        let session = words(&params["sessionId"]);
        let phone = lock(&self.phones)
            .get(&words(&target["browserContextId"]))
            .cloned();
        if let Some(phone) = phone {
            phone.join(pipe, &session);
            lock(&self.workers).insert(session.clone(), phone);
        }
        for domain in ["Runtime.enable", "Log.enable", "Runtime.runIfWaitingForDebugger"] {
            pipe.tell(&session, domain, &json!({}));
        }
    }
}
