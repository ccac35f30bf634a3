//! The built program, run as people run it.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Sender, channel};

use super::client::Client;
use super::database::Database;

/// How a command ended.
#[derive(Debug)]
pub struct Outcome {
    pub code: Option<i32>,
    pub output: String,
    pub errors: String,
}

impl Outcome {
    /// What it wrote, where it went well.
    #[track_caller]
    pub fn output(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.output
    }

    /// What it complained of, where it failed as it should.
    #[track_caller]
    pub fn complaint(self) -> String {
        assert_eq!(self.code, Some(1), "{self:?}");
        self.errors
    }
}

/// Runs a command on a database.
pub fn run_on(database: &Database, arguments: &[impl AsRef<OsStr>]) -> Outcome {
    run(&[("DATABASE_URL", database.url())], arguments)
}

/// Runs a command with these settings and no others, in a folder of its own.
pub fn run(settings: &[(&str, &str)], arguments: &[impl AsRef<OsStr>]) -> Outcome {
    let folder = tempfile::tempdir().expect("a folder");
    run_in(folder.path(), settings, arguments)
}

/// Runs a command with these settings and no others, in this folder.
pub fn run_in(folder: &Path, settings: &[(&str, &str)], arguments: &[impl AsRef<OsStr>]) -> Outcome {
    let output = command(settings)
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("a program that runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Outcome {
        code: output.status.code(),
        output: text(output.stdout),
        errors: text(output.stderr),
    }
}

fn command(settings: &[(&str, &str)]) -> Command {
    with(Command::new(env!("CARGO_BIN_EXE_hospice-capacity")), settings)
}

fn with(mut command: Command, settings: &[(&str, &str)]) -> Command {
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if ["DATABASE_URL", "HOSPICE_", "RUST_LOG", "PG"]
            .iter()
            .any(|start| name.starts_with(start))
        {
            command.env_remove(&*name);
        }
    }
    command.envs(settings.iter().copied()).stdin(Stdio::null());
    command
}

/// A server in a process of its own. It is killed, as by SIGKILL, when it is dropped.
pub struct Process {
    child: Child,
    pub client: Client,
    /// Host and port.
    pub address: String,
}

impl Process {
    /// `serve` on a database.
    pub fn serve(database: &Database) -> Self {
        Self::serve_with(database, &[])
    }

    /// `serve` on a database, with more settings.
    pub fn serve_with(database: &Database, more: &[(&str, &str)]) -> Self {
        let settings = [&Self::settings(database), more].concat();
        Self::start(&settings, &["serve"])
    }

    /// `demo` in a folder.
    pub fn demo(folder: &Path) -> Self {
        let folder = folder.to_str().expect("UTF-8");
        Self::start(&[], &["demo", "--listen", "127.0.0.1:0", "--data", folder])
    }

    /// `serve` on a database with a disk that takes no more than so much in one file. Unit: blocks of 512 bytes.
    pub fn serve_within(database: &Database, blocks: u32) -> Self {
        // The signal is ignored, so that writes fail as they do on a full disk.
        let limit = format!("trap '' XFSZ; ulimit -S -f {blocks}; exec \"$0\" serve");
        let mut shell = Command::new("sh");
        shell.args(["-c", &limit, env!("CARGO_BIN_EXE_hospice-capacity")]);
        Self::spawn(with(shell, &Self::settings(database)))
    }

    fn start(settings: &[(&str, &str)], arguments: &[&str]) -> Self {
        let mut command = command(settings);
        command.args(arguments);
        Self::spawn(command)
    }

    fn settings(database: &Database) -> [(&str, &str); 3] {
        [
            ("DATABASE_URL", database.url()),
            ("HOSPICE_LISTEN", "127.0.0.1:0"),
            ("HOSPICE_DATABASE_CONNECTIONS", "3"),
        ]
    }

    fn spawn(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a program that runs");
        let (tell, told) = channel();
        drain(child.stdout.take().expect("its standard output"), tell.clone());
        drain(child.stderr.take().expect("its standard error"), tell);
        let mut said = Vec::new();
        let base = told.iter().find_map(|line| {
            let at = line.find("http://").map(|at| line[at..].trim().to_owned());
            said.push(line);
            at
        });
        let base = base.unwrap_or_else(|| panic!("no server started: {said:?}"));
        Self {
            child,
            address: base.trim_start_matches("http://").to_owned(),
            client: Client::new(base),
        }
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Tells the process to stop, as a service manager does.
    pub fn tell_to_stop(&self) {
        let id = self.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status();
        assert!(told.is_ok_and(|status| status.success()), "it cannot be told");
    }

    /// Ends the process as a power cut would, while others still wait for its answers.
    pub fn kill_now(&self) {
        let id = self.child.id().to_string();
        let told = Command::new("kill").args(["-KILL", &id]).status();
        assert!(told.is_ok_and(|status| status.success()), "it cannot be killed");
    }

    /// Has the process ended by itself?
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("its state").is_some()
    }

    /// Waits for the end of the process.
    pub fn end(mut self) -> Option<i32> {
        self.child.wait().expect("its end").code()
    }

    /// Ends the process as a power cut would.
    pub fn kill(mut self) {
        self.child.kill().expect("a process to kill");
        self.child.wait().expect("its end");
    }
}

/// Reads on to the end, so that the process never waits for a reader.
fn drain(output: impl Read + Send + 'static, tell: Sender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            // Nobody listens any more once the address is known.
            let _ = tell.send(line);
        }
    });
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
