//! How long one client waits, who asks or writes alone.

use std::fs::File;
use std::io::Write as _;
use std::time::Instant;

use super::fixture::{Kind, kinds, register};
use super::pgbench::Pgbench;
use super::process::{Server, folder, token};
use super::table::{Bar, head, median, row};
use super::write::writes;
use super::wrk::{Load, Measured, in_turn};

pub fn measure() {
    head();
    for kind in kinds() {
        let url = register(kind, 8, 2, true);
        let token = token(&url);
        let ours = Server::ours(&url);
        let bare = Server::bare(&format!("{}/v1/availability", ours.address), &[], |_| true);
        let put = |server: &Server| Load::put(&server.address, 1, &writes(&token));
        let (gets, bare_gets) = (Load::get(&ours.address, 1), Load::get(&bare.address, 1));
        let (puts, bare_puts) = (put(&ours), put(&bare));
        let [gets, bare_gets, puts, bare_puts, sync] = in_turn([
            &|| gets.run(),
            &|| bare_gets.run(),
            &|| puts.run(),
            &|| bare_puts.run(),
            &sync,
        ]);
        if kind == Kind::Sqlite {
            row(
                "GET, p50",
                "us",
                gets.p50,
                ("bare", bare_gets.p50),
                Bar::AtMost(1.3),
            );
        }
        row(
            &format!("{kind:?}: PUT, p50"),
            "us",
            puts.p50,
            ("the disk's sync", sync.p50),
            Bar::AtMost(2.0),
        );
        let both = bare_puts.p50 + sync.p50;
        row(
            &format!("{kind:?}: PUT, p50"),
            "us",
            puts.p50,
            ("bare PUT and sync", both),
            Bar::None,
        );
        if kind == Kind::Postgres {
            let (upsert, transaction) = (Pgbench::upsert(&url, 1), Pgbench::transaction(&url, 1));
            let [upsert, transaction] = in_turn([&|| upsert.run(), &|| transaction.run()]);
            for (what, alone) in [("one upsert", upsert), ("with five look-ups", transaction)] {
                let beside = format!("pgbench, {what}");
                row(
                    "Postgres: PUT, p50",
                    "us",
                    puts.p50,
                    (&beside, alone.p50),
                    Bar::None,
                );
            }
        }
    }
}

/// A page of 4 kB written at the end of a file, and its sync.
fn sync() -> Measured {
    let name = folder().join("sync");
    let mut file = File::create(&name).expect("a file");
    let times = (0..2000).map(|_| {
        let begun = Instant::now();
        file.write_all(&[7; 4096]).expect("space");
        file.sync_data().expect("a sync");
        begun.elapsed().as_secs_f64() * 1e6
    });
    let p50 = median(times.collect());
    std::fs::remove_file(name).expect("a file");
    Measured {
        p50,
        ..Measured::default()
    }
}
