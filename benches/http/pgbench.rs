//! What `PostgreSQL`'s own load program reaches with a table like the register's.

use std::process::Command;

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};

use super::process::{folder, today};
use super::wrk::Measured;

/// How long it runs each time. Unit: seconds.
const SECONDS: &str = "3";

const VALUES: &str = "\\set house random(1, 8)
\\set day random(0, 13)
\\set requests random(0, 999)
\\set waiting random(0, 999)
";
/// The least that a stand can cost: one statement.
const UPSERT: &str = "\
INSERT INTO stands (house_id, date, revision, is_current, is_withdrawn, recorded_at, recorded_by, token_id, reason, \
 beds_physical, beds_occupied, beds_reserved, beds_in_turnover, beds_free, admissions, deaths, discharges, requests, \
 waiting_list_active, waiting_list_passive, refusals) \
VALUES ('huis-' || lpad(CAST(:house AS text), 3, '0'), DATE '{today}' - CAST(:day AS integer), 1, true, false, \
 now() AT TIME ZONE 'UTC', 'bench', 'bench', 'bench', 4, 1, 0, 0, 3, 0, 0, 0, CAST(:requests AS integer), \
 CAST(:waiting AS integer), 0, 'no_bed=0') \
ON CONFLICT (house_id, date) DO UPDATE SET revision = stands.revision + 1, recorded_at = excluded.recorded_at, \
 requests = excluded.requests, waiting_list_active = excluded.waiting_list_active;
";
/// What is asked before a stand is written: the house's lock, the token, the beds, the day, and the days before.
const LOOK_UPS: &str = "\
SELECT pg_try_advisory_xact_lock(:house);
SELECT * FROM tokens LIMIT 1;
SELECT * FROM house_beds WHERE house_id = 'huis-' || lpad(CAST(:house AS text), 3, '0');
SELECT * FROM stands WHERE house_id = 'huis-' || lpad(CAST(:house AS text), 3, '0') \
 AND date = DATE '{today}' - CAST(:day AS integer);
SELECT date, beds_occupied FROM stands WHERE house_id = 'huis-' || lpad(CAST(:house AS text), 3, '0') \
 AND date < DATE '{today}' - CAST(:day AS integer);
";

/// A script, and how many run it at once.
pub struct Pgbench {
    script: String,
    url: String,
    clients: u32,
}

impl Pgbench {
    /// One upsert, and its commit.
    pub fn upsert(url: &str, clients: u32) -> Self {
        Self::prepare(url, clients, "upsert.sql", UPSERT)
    }

    /// The same after five look-ups in its transaction, such as a register has to make.
    pub fn transaction(url: &str, clients: u32) -> Self {
        let statements = format!("BEGIN;\n{LOOK_UPS}{UPSERT}COMMIT;\n");
        Self::prepare(url, clients, "transaction.sql", &statements)
    }

    fn prepare(url: &str, clients: u32, name: &str, statements: &str) -> Self {
        assert!(
            Command::new("pgbench").arg("--version").output().is_ok(),
            "pgbench is missing. Debian: apt-get install postgresql-contrib; macOS: it comes with postgresql"
        );
        let mut connection = PgConnection::establish(url).expect("the database");
        connection
            .batch_execute(
                "CREATE TABLE IF NOT EXISTS stands
                     (LIKE registration_revisions INCLUDING CONSTRAINTS INCLUDING DEFAULTS, PRIMARY KEY (house_id, date));
                 CREATE INDEX IF NOT EXISTS stands_by_day ON stands (date, house_id)",
            )
            .expect("a table");
        let script = folder().join(name);
        let text = format!("{VALUES}{statements}").replace("{today}", &today().to_string());
        std::fs::write(&script, text).expect("a script");
        Self {
            script: script.to_string_lossy().into_owned(),
            url: url.to_owned(),
            clients,
        }
    }

    /// How many a second; of one client alone also how long each took on average, as the middle one.
    pub fn run(&self) -> Measured {
        let clients = self.clients.to_string();
        let threads = self.clients.min(2).to_string();
        let output = Command::new("pgbench")
            .args([
                "-n", "-M", "prepared", "-c", &clients, "-j", &threads, "-T", SECONDS,
            ])
            .args(["-f", &self.script, &self.url])
            .output()
            .expect("pgbench");
        let text = String::from_utf8_lossy(&output.stdout);
        let rate: Option<f64> = text
            .lines()
            .find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        let rate =
            rate.unwrap_or_else(|| panic!("pgbench: {text}{}", String::from_utf8_lossy(&output.stderr)));
        Measured {
            rate,
            p50: 1e6 * f64::from(self.clients) / rate,
            ..Measured::default()
        }
    }
}
