//! A day that is sent again as it stands is not written: what the database's log takes for it. In three rounds, for a server
//! writes a line of its own in it now and then.

use std::path::Path;

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::fixture::{Kind, LAST, kinds, register};
use super::process::{Server, token};
use super::table::{Bar, figure, head, median};
use super::wrk::ROUNDS;

const TIMES: u32 = 500;

pub fn measure() {
    head();
    for kind in kinds() {
        let url = register(kind, 8, 2, true);
        let token = token(&url);
        let server = Server::ours(&url);
        let day = LAST.to_string();
        server.register(8, &day, &token);
        let rounds = [(); ROUNDS].map(|()| {
            let before = log_position(kind, &url);
            for _ in 0..TIMES / 8 {
                server.register(8, &day, &token);
            }
            log_position(kind, &url) - before
        });
        let what = format!("{kind:?}: log written for {TIMES} unchanged days");
        figure(&what, "bytes", median(rounds.into()), Bar::AtMost(0.0));
    }
}

/// How much the log has taken so far. Unit: bytes.
fn log_position(kind: Kind, url: &str) -> f64 {
    #[derive(QueryableByName)]
    struct Position {
        #[diesel(sql_type = Text)]
        bytes: String,
    }
    match kind {
        Kind::Sqlite => {
            let log = format!("{}-wal", url.trim_start_matches("sqlite://"));
            let log = std::fs::metadata(Path::new(&log)).expect("the log");
            u32::try_from(log.len()).expect("a short log").into()
        }
        Kind::Postgres => {
            let mut connection = PgConnection::establish(url).expect("the database");
            let question = "SELECT CAST(pg_current_wal_insert_lsn() - '0/0' AS TEXT) AS bytes";
            let position: Position = diesel::sql_query(question)
                .get_result(&mut connection)
                .expect("a position");
            position.bytes.parse().expect("a number")
        }
    }
}
