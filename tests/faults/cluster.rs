//! A `PostgreSQL` cluster of the test's own, which it may kill, freeze and stop.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use uuid::Uuid;

use crate::harness::Database;

/// It runs on a port of 127.0.0.1 and is gone, with all its data, when it is dropped.
pub struct Cluster {
    home: TempDir,
    programs: PathBuf,
    /// Whom its programs run as, for they refuse to run as root.
    user: Option<&'static str>,
    pub port: u16,
    password: String,
}

impl Cluster {
    /// A new cluster, running, with an empty database. What is written is synced: promises are tested on a server
    /// that keeps its own.
    pub fn start() -> Self {
        // Not in TMPDIR: another user has to reach it, and a socket's path must be short.
        let home = tempfile::Builder::new()
            .prefix("hospice-faults.")
            .tempdir_in("/tmp")
            .expect("a folder");
        let cluster = Self {
            programs: programs(),
            user: user(home.path()),
            port: free_port(),
            password: Uuid::new_v4().simple().to_string(),
            home,
        };
        fs::write(cluster.path("password"), &cluster.password).expect("a file");
        if let Some(user) = cluster.user {
            succeed(Command::new("chown").args(["-R", user]).arg(cluster.home.path()));
        }
        let init =
            "-D data --username=hospice --auth=scram-sha-256 --pwfile=password --encoding=UTF8 --locale=C";
        succeed(cluster.program("initdb").args(init.split(' ')));
        let settings = format!(
            "listen_addresses = '127.0.0.1'\nport = {}\nunix_socket_directories = '{}'\nmax_connections = 100\n",
            cluster.port,
            cluster.home.path().display()
        );
        let file = cluster.path("data/postgresql.conf");
        let before = fs::read_to_string(&file).expect("its settings");
        fs::write(&file, before + &settings).expect("a file");
        cluster.launch();
        cluster
    }

    /// The register's database in it.
    pub fn database(&self) -> Database {
        self.database_by(self.port)
    }

    /// The same by way of another port.
    pub fn database_by(&self, port: u16) -> Database {
        let password = &self.password;
        Database::at(format!("postgres://hospice:{password}@127.0.0.1:{port}/postgres"))
    }

    /// Starts it again, and waits until it answers.
    pub fn launch(&self) {
        let start = ["start", "-D", "data", "-l", "server.log", "-w", "-t", "60"];
        let tried = self.program("pg_ctl").args(start).stderr(Stdio::null()).status();
        if !tried.is_ok_and(|status| status.success()) {
            // What was killed may take a moment to be gone.
            std::thread::sleep(Duration::from_millis(500));
            succeed(self.program("pg_ctl").args(start));
        }
    }

    /// Ends it at once: what it had not written is lost, as in a power cut.
    pub fn stop(&self) {
        succeed(
            self.program("pg_ctl")
                .args(["stop", "-D", "data", "-m", "immediate", "-w"]),
        );
    }

    /// Kills all its processes.
    pub fn kill(&self) {
        let all = self.stopped_processes();
        signal("-KILL", &all);
        // It is only gone, and its memory free for the next, when the last one is.
        while all.iter().any(|process| is_there(*process)) {
            std::thread::sleep(Duration::from_millis(5));
        }
        // Where nobody hears of their end the dead still count as running.
        let _ = fs::remove_file(self.path("data/postmaster.pid"));
    }

    /// Stops all its processes where they are: connections stay open, and nothing is answered.
    pub fn freeze(&self) {
        self.stopped_processes();
    }

    /// Lets them go on.
    pub fn thaw(&self) {
        signal("-CONT", &self.processes());
    }

    /// All its processes, stopped: the first one before the others, so that it starts no more of them.
    fn stopped_processes(&self) -> Vec<u32> {
        if let Some(first) = self.processes().first() {
            signal("-STOP", &[*first]);
        }
        let all = self.processes();
        signal("-STOP", &all);
        all
    }

    /// The first process of the cluster and all its children.
    fn processes(&self) -> Vec<u32> {
        let Ok(text) = fs::read_to_string(self.path("data/postmaster.pid")) else {
            return Vec::new();
        };
        let first = text.lines().next().and_then(|line| line.trim().parse().ok());
        let first: u32 = first.expect("the number of a process");
        let listed = Command::new("ps").args(["-A", "-o", "pid=,ppid="]).output();
        let listed = String::from_utf8(listed.expect("ps, of procps").stdout).expect("numbers");
        let children = listed.lines().filter_map(|line| {
            let (child, parent) = line.trim().split_once(' ')?;
            (parent.trim().parse() == Ok(first)).then(|| child.parse().ok())?
        });
        std::iter::once(first).chain(children).collect()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// One of its programs, in its folder, as its user.
    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = match self.user {
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(program);
                command
            }
            None => Command::new(program),
        };
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PG") {
                command.env_remove(name);
            }
        }
        command.current_dir(self.home.path()).stdout(Stdio::null());
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let all = self.processes();
        if !all.is_empty() {
            signal("-KILL", &all);
        }
    }
}

/// The newest server programs of this machine.
fn programs() -> PathBuf {
    let in_path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&in_path).collect();
    let versions = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut versions: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    versions.sort();
    folders.extend(versions.into_iter().rev());
    let found = folders.into_iter().find(|folder| {
        let mut needed = ["initdb", "pg_ctl", "postgres"].iter();
        needed.all(|program| folder.join(program).exists())
    });
    found.expect("PostgreSQL's server programs (Debian: apt-get install postgresql), in PATH")
}

/// Root hands the cluster to another user.
fn user(home: &Path) -> Option<&'static str> {
    use std::os::unix::fs::MetadataExt as _;
    let owner = fs::metadata(home).expect("a folder").uid();
    let known = |user: &&str| {
        let id = Command::new("id")
            .arg(user)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        id.is_ok_and(|status| status.success())
    };
    (owner == 0).then(|| {
        ["postgres", "nobody"]
            .into_iter()
            .find(known)
            .expect("a user for PostgreSQL")
    })
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("its address").port()
}

/// Does a process still run? One that only waits for its parent to hear of its end does not.
fn is_there(process: u32) -> bool {
    let id = process.to_string();
    let state = Command::new("ps")
        .args(["-o", "state=", "-p", &id])
        .output()
        .expect("ps, of procps");
    !matches!(state.stdout.trim_ascii().first(), None | Some(b'Z'))
}

fn signal(name: &str, processes: &[u32]) {
    let mut command = Command::new("kill");
    command.arg(name).args(processes.iter().map(ToString::to_string));
    // One of them may have ended by itself.
    let _ = command.stderr(Stdio::null()).status();
}

#[track_caller]
fn succeed(command: &mut Command) {
    let output = command
        .stderr(Stdio::piped())
        .output()
        .expect("a program that runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
}
